"""The ten statuses of an application, who may take each step, and what a step must bring
(Decree 61/2018, art. 16-22; the statuses are those of the national synchronisation).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.kernel import permissions
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused

REASON_MAX = 2_000
POINTS_MOST = 30


class Status(IntEnum):
    """The fixed list of the national portal, 1 to 10."""

    SUBMITTED = 1
    RECEIVED = 2
    REFUSED = 3
    IN_PROGRESS = 4
    SUPPLEMENT = 5
    FEE = 6
    WITHDRAWN = 7
    STOPPED = 8
    DONE = 9
    RETURNED = 10


STATUS_NAMES: dict[Status, Promise] = {
    Status.SUBMITTED: gettext_lazy("Mới đăng ký"),
    Status.RECEIVED: gettext_lazy("Được tiếp nhận"),
    Status.REFUSED: gettext_lazy("Không được tiếp nhận"),
    Status.IN_PROGRESS: gettext_lazy("Đang xử lý"),
    Status.SUPPLEMENT: gettext_lazy("Yêu cầu bổ sung giấy tờ"),
    Status.FEE: gettext_lazy("Yêu cầu thực hiện nghĩa vụ tài chính"),
    Status.WITHDRAWN: gettext_lazy("Công dân yêu cầu rút hồ sơ"),
    Status.STOPPED: gettext_lazy("Dừng xử lý"),
    Status.DONE: gettext_lazy("Đã xử lý xong"),
    Status.RETURNED: gettext_lazy("Đã trả kết quả"),
}
ENDED = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED, Status.DONE, Status.RETURNED})
"""Nobody works on it any more; a result that is done still waits to be fetched."""
RUNNING = frozenset({Status.RECEIVED, Status.IN_PROGRESS, Status.SUPPLEMENT, Status.FEE})

_ALIVE = (Status.SUBMITTED, *sorted(RUNNING))
_WORKED_ON = (Status.RECEIVED, Status.IN_PROGRESS)

STEPS: dict[tuple[Status, str], frozenset[Status]] = {
    (Status.SUBMITTED, "receive"): frozenset({Status.RECEIVED}),
    (Status.SUBMITTED, "refuse"): frozenset({Status.REFUSED}),
    (Status.SUBMITTED, "ask_supplement"): frozenset({Status.SUPPLEMENT}),
    (Status.SUPPLEMENT, "answer_supplement"): frozenset({Status.SUBMITTED, Status.IN_PROGRESS}),
    (Status.FEE, "pay"): frozenset({Status.IN_PROGRESS}),
    (Status.DONE, "deliver"): frozenset({Status.RETURNED}),
    (Status.DONE, "rate"): frozenset({Status.DONE}),
    (Status.RETURNED, "rate"): frozenset({Status.RETURNED}),
    **{(at, "hand_over"): frozenset({Status.IN_PROGRESS}) for at in _WORKED_ON},
    **{(at, "ask_fee"): frozenset({Status.FEE}) for at in _WORKED_ON},
    **{
        (Status.IN_PROGRESS, verb): frozenset({Status.IN_PROGRESS})
        for verb in (
            "appraise", "ask_opinion", "give_opinion", "go_on_without", "gather", "draft_result",
            "sign", "send_back",
        )
    },
    (Status.IN_PROGRESS, "ask_supplement"): frozenset({Status.SUPPLEMENT}),
    (Status.IN_PROGRESS, "refuse"): frozenset({Status.REFUSED}),
    (Status.IN_PROGRESS, "finish"): frozenset({Status.DONE}),
    **{(at, "withdraw"): frozenset({Status.WITHDRAWN}) for at in _ALIVE},
    **{(at, "stop"): frozenset({Status.STOPPED}) for at in sorted(RUNNING)},
    **{(at, "apologise"): frozenset({at}) for at in (*_WORKED_ON, Status.FEE)},
    **{(at, "correct"): frozenset({at}) for at in _ALIVE},
}  # fmt: skip
"""(where it stands, the step) -> where it may be then; the process of the procedure decides among
them. What is not here is refused.
"""

VERBS: dict[str, Promise] = {
    "receive": gettext_lazy("tiếp nhận"),
    "refuse": gettext_lazy("từ chối"),
    "ask_supplement": gettext_lazy("yêu cầu bổ sung"),
    "answer_supplement": gettext_lazy("nộp bổ sung"),
    "hand_over": gettext_lazy("chuyển xử lý"),
    "ask_fee": gettext_lazy("yêu cầu nộp phí, lệ phí"),
    "pay": gettext_lazy("ghi nhận đã nộp phí, lệ phí"),
    "appraise": gettext_lazy("kết luận thẩm định"),
    "ask_opinion": gettext_lazy("xin ý kiến"),
    "give_opinion": gettext_lazy("cho ý kiến"),
    "go_on_without": gettext_lazy("xử lý tiếp khi chưa có ý kiến"),
    "gather": gettext_lazy("tổng hợp ý kiến"),
    "draft_result": gettext_lazy("dự thảo kết quả"),
    "sign": gettext_lazy("ký kết quả"),
    "send_back": gettext_lazy("trả lại dự thảo"),
    "finish": gettext_lazy("hoàn thành"),
    "deliver": gettext_lazy("trả kết quả"),
    "withdraw": gettext_lazy("rút hồ sơ"),
    "stop": gettext_lazy("dừng xử lý"),
    "apologise": gettext_lazy("xin lỗi và hẹn lại"),
    "correct": gettext_lazy("đính chính thông tin"),
    "rate": gettext_lazy("đánh giá"),
}


@dataclass(frozen=True)
class Facts:
    """What the rules look at. `holders` are the posts for which the step waits (empty: nobody's);
    `owner_ids` the persons who filed it or whose it is.
    """

    status: int
    agency_id: int
    owner_ids: frozenset[int] = frozenset()
    holders: frozenset[int] = frozenset()
    holder_agency_id: int | None = None


def _desk(act: Act, facts: Facts) -> None:
    _ours(act, facts)
    permissions.require(act, "services.receive")


def _worker(act: Act, facts: Facts) -> None:
    _ours(act, facts)
    permissions.require(act, "services.handle")
    _holds(act, facts)


def _handler(act: Act, facts: Facts) -> None:
    """Whoever handles applications here: the step that waits is the partner's."""
    _ours(act, facts)
    permissions.require(act, "services.handle")


def _leader(act: Act, facts: Facts) -> None:
    _ours(act, facts)
    permissions.require(act, "services.sign")
    _holds(act, facts)


def _either(act: Act, facts: Facts) -> None:
    """The desk, or whoever works on it: both may ask for more, refuse and apologise."""
    _ours(act, facts)
    if not permissions.may(act, "services.receive"):
        permissions.require(act, "services.handle")


def _asked(act: Act, facts: Facts) -> None:
    if act.agency_id is None or act.agency_id != facts.holder_agency_id:
        raise Refused(
            "services.not_asked",
            _("Cơ quan của bạn không được hỏi ý kiến về hồ sơ này."),
            reason="right",
        )
    permissions.require(act, "services.handle")


def _applicant(act: Act, facts: Facts) -> None:
    """Whoever filed it or whose it is; the desk types for a person who stands before it."""
    if act.position_id is None:
        if act.person_id is not None and act.person_id in facts.owner_ids:
            return
        raise Refused(
            "services.not_yours",
            _("Chỉ người nộp hồ sơ làm được việc này. Đăng nhập đúng tài khoản đã nộp."),
            reason="right",
        )
    _desk(act, facts)


def _anybody(_act: Act, _facts: Facts) -> None:
    """What the process, the bank or the agency's job does by itself."""


WHO: dict[str, Callable[[Act, Facts], None]] = {
    "receive": _desk,
    "refuse": _either,
    "ask_supplement": _either,
    "answer_supplement": _applicant,
    "hand_over": _either,
    "ask_fee": _anybody,
    "pay": _anybody,
    "appraise": _worker,
    "ask_opinion": _worker,
    "give_opinion": _asked,
    "go_on_without": _handler,
    "gather": _worker,
    "draft_result": _worker,
    "sign": _leader,
    "send_back": _leader,
    "finish": _anybody,
    "deliver": _desk,
    "withdraw": _applicant,
    "stop": _either,
    "apologise": _either,
    "correct": _either,
    "rate": _applicant,
}


def _ours(act: Act, facts: Facts) -> None:
    if act.agency_id != facts.agency_id:
        raise Refused(
            "services.not_ours",
            _("Hồ sơ do cơ quan khác giải quyết. Mở hồ sơ của cơ quan mình."),
            reason="right",
        )


def _holds(act: Act, facts: Facts) -> None:
    if facts.holders and act.position_id not in facts.holders and "unit_head" not in act.roles:
        raise Refused(
            "services.not_holder",
            _("Việc này đang chờ chức vụ khác. Nhờ người đang giữ hồ sơ hoặc lãnh đạo đơn vị làm."),
            reason="right",
        )


def check_step(act: Act, facts: Facts, verb: str) -> frozenset[Status]:
    """The statuses that may follow, or Refused: first whether it can be done now, then by whom."""
    reached = STEPS.get((Status(facts.status), verb))
    if reached is None:
        raise Refused(
            "services.not_now",
            _("Hồ sơ đang ở trạng thái “{status}” nên không {verb} được.").format(
                status=STATUS_NAMES[Status(facts.status)], verb=VERBS[verb]
            ),
        )
    WHO[verb](act, facts)
    return reached


def may_step(act: Act, facts: Facts, verb: str) -> bool:
    """The same question, for a button."""
    try:
        check_step(act, facts, verb)
    except Refused:
        return False
    return True


def check_cash(act: Act, facts: Facts) -> None:
    """Cash is taken at the desk of the agency that asked for it."""
    _desk(act, facts)


def check_text(text: str, *, name: str, longest: int = REASON_MAX) -> str:
    """A text that must be there and not too long, without the blanks around it."""
    text = text.strip()
    if not text:
        raise Refused(
            "services.text", _("{name} còn trống. Ghi rồi làm lại.").format(name=name),
            reason="input",
        )  # fmt: skip
    if len(text) > longest:
        raise Refused(
            "services.text",
            _("{name} dài {length} ký tự, nhiều nhất {longest}. Viết gọn lại.").format(
                name=name, length=len(text), longest=longest
            ),
            reason="input",
        )
    return text


def check_points(points: list[str]) -> list[str]:
    """What is lacking, all at once: one request, every point (Decree 61/2018, art. 17)."""
    kept = [check_text(one, name=_("Nội dung bổ sung")) for one in points if one.strip()]
    if not kept:
        raise Refused(
            "services.points",
            _("Chưa nêu nội dung cần bổ sung. Ghi từng giấy tờ, từng mục còn thiếu hoặc sai."),
            reason="input",
        )
    if len(kept) > POINTS_MOST:
        raise Refused(
            "services.points",
            _("Có {count} nội dung bổ sung, nhiều nhất {most}. Gộp các mục giống nhau.").format(
                count=len(kept), most=POINTS_MOST
            ),
            reason="input",
        )
    return kept


def check_rating(stars: int) -> int:
    """One to five."""
    if not 1 <= stars <= 5:  # noqa: PLR2004 - stars
        raise Refused("services.rating", _("Chọn từ 1 đến 5 sao rồi gửi lại."), reason="input")
    return stars
