"""The two state machines of a document, and who may take each step (Decree 30/2020, art. 7-24)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.kernel import permissions
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused


class State(StrEnum):
    """States of outgoing documents, then of incoming ones."""

    DRAFTING = "drafting"
    CONTENT_CHECKED = "content_checked"
    FORMAT_CHECKED = "format_checked"
    APPROVED = "approved"
    SIGNING = "signing"
    SIGNED = "signed"
    SEALED = "sealed"
    ISSUED = "issued"
    REPLACED = "replaced"
    CORRECTED = "corrected"
    RECALLED = "recalled"
    ARRIVED = "arrived"
    RETURNED = "returned"
    REGISTERED = "registered"
    SUBMITTED = "submitted"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    VOIDED = "voided"


STATE_NAMES: dict[str, Promise] = {
    State.DRAFTING: gettext_lazy("Dự thảo"),
    State.CONTENT_CHECKED: gettext_lazy("Đã kiểm tra nội dung"),
    State.FORMAT_CHECKED: gettext_lazy("Chờ ký"),
    State.APPROVED: gettext_lazy("Đã duyệt"),
    State.SIGNING: gettext_lazy("Đang ký"),
    State.SIGNED: gettext_lazy("Đã ký"),
    State.SEALED: gettext_lazy("Đã đóng dấu"),
    State.ISSUED: gettext_lazy("Đã phát hành"),
    State.REPLACED: gettext_lazy("Đã bị thay thế"),
    State.CORRECTED: gettext_lazy("Đã đính chính"),
    State.RECALLED: gettext_lazy("Đã thu hồi"),
    State.ARRIVED: gettext_lazy("Chờ vào sổ"),
    State.RETURNED: gettext_lazy("Đã trả lại"),
    State.REGISTERED: gettext_lazy("Đã vào sổ"),
    State.SUBMITTED: gettext_lazy("Chờ phân công"),
    State.ASSIGNED: gettext_lazy("Đã phân công"),
    State.IN_PROGRESS: gettext_lazy("Đang xử lý"),
    State.RESOLVED: gettext_lazy("Đã xong"),
    State.VOIDED: gettext_lazy("Đã hủy số đến"),
}

OUTGOING: dict[tuple[State, str], State] = {
    (State.DRAFTING, "revise"): State.DRAFTING,
    (State.DRAFTING, "submit_for_check"): State.DRAFTING,
    (State.DRAFTING, "check_content"): State.CONTENT_CHECKED,
    (State.CONTENT_CHECKED, "check_format"): State.FORMAT_CHECKED,
    (State.FORMAT_CHECKED, "approve"): State.APPROVED,
    (State.APPROVED, "begin_signing"): State.SIGNING,
    (State.SIGNING, "finish_signing"): State.SIGNED,
    (State.APPROVED, "fail_signing"): State.FORMAT_CHECKED,
    (State.SIGNING, "fail_signing"): State.FORMAT_CHECKED,
    (State.SIGNED, "request_seal"): State.SIGNED,
    (State.SIGNED, "seal"): State.SEALED,
    (State.SEALED, "issue"): State.ISSUED,
    (State.DRAFTING, "return_draft"): State.DRAFTING,
    (State.CONTENT_CHECKED, "return_draft"): State.DRAFTING,
    (State.FORMAT_CHECKED, "return_draft"): State.DRAFTING,
    (State.APPROVED, "return_draft"): State.DRAFTING,
    (State.ISSUED, "replace"): State.REPLACED,
    (State.ISSUED, "correct"): State.CORRECTED,
    (State.ISSUED, "recall"): State.RECALLED,
    (State.CORRECTED, "replace"): State.REPLACED,
    (State.CORRECTED, "correct"): State.CORRECTED,
    (State.CORRECTED, "recall"): State.RECALLED,
    (State.ISSUED, "chase"): State.ISSUED,
    (State.CORRECTED, "chase"): State.CORRECTED,
    (State.DRAFTING, "change_signer"): State.DRAFTING,
    (State.CONTENT_CHECKED, "change_signer"): State.CONTENT_CHECKED,
    (State.FORMAT_CHECKED, "change_signer"): State.FORMAT_CHECKED,
    (State.DRAFTING, "submit_copy"): State.FORMAT_CHECKED,
    (State.DRAFTING, "number_paper"): State.SIGNED,
    (State.SIGNED, "put_scan"): State.SIGNED,
    (State.SIGNED, "void_paper"): State.DRAFTING,
}
"""Decree 30/2020, art. 10-19: draft, two checks by two people, approval, number and signature,
seal, issue. A copy has nothing to check but its signer (Decree 30/2020, art. 27); what was signed
on paper is numbered after that (Decree 30/2020, art. 15), then scanned.
"""

AFTER_ISSUE = (State.ISSUED, State.REPLACED, State.CORRECTED, State.RECALLED)

_HELD = (
    State.ARRIVED, State.REGISTERED, State.SUBMITTED, State.ASSIGNED, State.IN_PROGRESS,
    State.RESOLVED,
)  # fmt: skip
"""Where a receiver holds a document that its sender may ask back."""

INCOMING: dict[tuple[State, str], State] = {
    (State.ARRIVED, "register"): State.REGISTERED,
    (State.ARRIVED, "return"): State.RETURNED,
    (State.REGISTERED, "submit"): State.SUBMITTED,
    (State.REGISTERED, "forward"): State.RESOLVED,
    (State.REGISTERED, "assign"): State.ASSIGNED,
    (State.SUBMITTED, "assign"): State.ASSIGNED,
    (State.ASSIGNED, "assign"): State.ASSIGNED,
    (State.IN_PROGRESS, "assign"): State.ASSIGNED,
    (State.ASSIGNED, "start"): State.IN_PROGRESS,
    (State.IN_PROGRESS, "resolve"): State.RESOLVED,
    (State.REGISTERED, "void_arrival"): State.VOIDED,
    (State.SUBMITTED, "void_arrival"): State.VOIDED,
    (State.SUBMITTED, "unsubmit"): State.REGISTERED,
    (State.SUBMITTED, "pass_on"): State.SUBMITTED,
    (State.ASSIGNED, "take_back"): State.SUBMITTED,
    **{(held, verb): held for held in _HELD[1:] for verb in ("put_scan", "seal_scan")},
    **{(held, "agree_recall"): State.RECALLED for held in _HELD},
    **{(held, "decline_recall"): held for held in _HELD},
}
"""Decree 30/2020, art. 20-24: receive, register, submit and route, resolve and follow up."""

VERBS: dict[str, Promise] = {
    "revise": gettext_lazy("sửa dự thảo"),
    "submit_for_check": gettext_lazy("trình kiểm tra"),
    "check_content": gettext_lazy("kiểm tra nội dung"),
    "check_format": gettext_lazy("kiểm tra thể thức"),
    "approve": gettext_lazy("duyệt ký"),
    "begin_signing": gettext_lazy("cấp số"),
    "finish_signing": gettext_lazy("ký số"),
    "fail_signing": gettext_lazy("hủy số"),
    "request_seal": gettext_lazy("đóng dấu"),
    "seal": gettext_lazy("đóng dấu"),
    "issue": gettext_lazy("phát hành"),
    "return_draft": gettext_lazy("trả lại dự thảo"),
    "change_signer": gettext_lazy("đổi người ký"),
    "replace": gettext_lazy("thay thế"),
    "correct": gettext_lazy("đính chính"),
    "recall": gettext_lazy("thu hồi"),
    "chase": gettext_lazy("đôn đốc nơi nhận"),
    "agree_recall": gettext_lazy("đồng ý thu hồi"),
    "decline_recall": gettext_lazy("từ chối thu hồi"),
    "register": gettext_lazy("vào sổ"),
    "return": gettext_lazy("trả lại nơi gửi"),
    "submit": gettext_lazy("trình lãnh đạo"),
    "forward": gettext_lazy("chuyển người soạn"),
    "assign": gettext_lazy("phân công"),
    "start": gettext_lazy("bắt đầu xử lý"),
    "resolve": gettext_lazy("kết thúc xử lý"),
    "void_arrival": gettext_lazy("hủy số đến"),
    "unsubmit": gettext_lazy("rút lại việc trình"),
    "pass_on": gettext_lazy("trình lãnh đạo khác"),
    "take_back": gettext_lazy("rút phân công"),
    "submit_copy": gettext_lazy("trình ký bản sao"),
    "number_paper": gettext_lazy("cấp số cho bản giấy"),
    "void_paper": gettext_lazy("hủy số của bản giấy"),
    "put_scan": gettext_lazy("tải bản quét"),
    "seal_scan": gettext_lazy("ký số bản quét"),
}

RIGHT_OF_VERB: dict[str, str] = {
    "revise": "documents.draft",
    "submit_for_check": "documents.draft",
    "check_content": "documents.check_content",
    "check_format": "documents.check_format",
    "approve": "documents.approve",
    "change_signer": "documents.draft",
    "request_seal": "documents.seal",
    "issue": "documents.issue",
    "replace": "documents.draft",
    "correct": "documents.draft",
    "recall": "documents.recall",
    "chase": "documents.chase",
    "agree_recall": "documents.answer_recall",
    "decline_recall": "documents.answer_recall",
    "register": "documents.register",
    "return": "documents.return",
    "submit": "documents.submit",
    "forward": "documents.submit",
    "assign": "documents.assign",
    "start": "documents.handle",
    "resolve": "documents.handle",
    "void_arrival": "documents.register",
    "unsubmit": "documents.submit",
    "pass_on": "documents.assign",
    "take_back": "documents.assign",
    "submit_copy": "documents.copy",
    "number_paper": "documents.digitise",
    "void_paper": "documents.digitise",
    "put_scan": "documents.digitise",
    "seal_scan": "documents.digitise",
}
"""Steps of a person; the other verbs belong to the signing job. `return_draft` has its own rule
below.
"""

DRAFTED, COPY, PAPER = "", "copy", "paper"
"""How a document came to be here: written here, a copy of another, signed on paper."""

_CHECKS = frozenset({"submit_for_check", "check_content", "check_format"})
_SCANS = frozenset({"number_paper", "void_paper", "put_scan", "seal_scan", "void_arrival"})
NOT_FOR: dict[str, frozenset[str]] = {
    DRAFTED: _SCANS | {"submit_copy"},
    COPY: _CHECKS | _SCANS | {"replace", "correct"},
    PAPER: _CHECKS | {"submit_copy", "approve", "change_signer", "return_draft"},
}
"""Steps that a document of its kind never takes."""

SUBJECT_MAX = 500
DIRECTIVE_MAX = 2000
REASON_MAX = 1000
EARLIEST = date(1945, 9, 2)
REPLY_WITHIN = timedelta(days=731)


@dataclass(frozen=True)
class Facts:
    """What the rules look at: plain values of one document, no model."""

    direction: str
    state: str
    agency_id: int
    unit_id: int | None = None
    drafter_id: int | None = None
    content_checker_id: int | None = None
    signer_id: int | None = None
    is_reply: bool = False
    recall_asked: bool = False
    made_as: str = DRAFTED
    has_file: bool = True
    scan_sealed: bool = False


def next_state(direction: str, state: str, verb: str) -> State:
    """The state after a step; Refused when the step does not exist from here."""
    table = OUTGOING if direction == "outgoing" else INCOMING
    found = table.get((State(state), verb))
    if found is None:
        raise Refused(
            "documents.wrong_state",
            _(
                "Không thể {verb} khi văn bản ở trạng thái “{state}”."
                " Tải lại trang để xem trạng thái mới."
            ).format(verb=VERBS[verb], state=STATE_NAMES[state]),
        )
    return found


def check_step(act: Act, facts: Facts, verb: str) -> State:
    """May this post take this step on this document now? Returns the next state, or refuses in
    words.

    Two people answer for content and format (Decree 30/2020, art. 12); the clerk's seal goes on a
    document the competent person has signed (Decree 30/2020, art. 32), so the order of states is
    the order of the law.
    """
    if facts.agency_id != act.agency_id:
        raise Refused(
            "documents.not_yours",
            _("Văn bản này thuộc cơ quan khác. Chỉ người của cơ quan đó thao tác được."),
            reason="right",
        )
    if verb == "return_draft":
        _check_return_draft(act)
    else:
        permissions.require(act, RIGHT_OF_VERB[verb])
    if verb in NOT_FOR[facts.made_as]:
        raise Refused(
            "documents.not_for_this",
            _(
                "Văn bản này không đi qua bước “{verb}”. Tải lại trang để xem các bước của nó."
            ).format(verb=VERBS[verb]),
        )
    reached = next_state(facts.direction, facts.state, verb)
    _check_person(act, facts, verb)
    return reached


def _check_recall(facts: Facts, verb: str) -> None:
    """What its sender asks back before it is registered is answered first; after that the work goes
    on until the clerk has answered (Decree 30/2020, art. 18 and app. VI III.8).
    """
    answers = verb in {"agree_recall", "decline_recall"}
    if answers and not facts.recall_asked:
        raise Refused(
            "documents.no_recall", _("Nơi gửi không yêu cầu thu hồi văn bản này. Tải lại trang.")
        )
    if facts.recall_asked and facts.state == State.ARRIVED and not answers:
        raise Refused(
            "documents.recall_asked",
            _("Nơi gửi đã thu hồi văn bản này. Trả lời đồng ý hay không đồng ý thu hồi trước."),
        )


def _check_person(act: Act, facts: Facts, verb: str) -> None:
    _check_recall(facts, verb)
    if verb == "check_content" and "leader" not in act.roles and facts.unit_id != act.unit_id:
        raise Refused(
            "documents.not_your_unit",
            _(
                "Người đứng đầu đơn vị soạn thảo mới kiểm tra nội dung."
                " Văn bản này do đơn vị khác soạn."
            ),
            reason="right",
        )
    if verb == "check_format" and facts.content_checker_id == act.position_id:
        raise _same_checker()
    if verb == "approve" and facts.signer_id != act.position_id:
        raise Refused(
            "documents.not_signer",
            _("Văn bản này trình người khác ký. Chỉ người được ghi là người ký mới duyệt được."),
            reason="right",
        )
    if verb == "forward" and not facts.is_reply:
        raise Refused(
            "documents.not_a_reply",
            _("Chỉ văn bản trả lời văn bản của cơ quan mình mới chuyển thẳng. Trình lãnh đạo."),
        )
    if verb == "request_seal" and facts.signer_id == act.position_id:
        raise _seal_by_signer()
    if verb in {"request_seal", "seal_scan"} and not facts.has_file:
        raise Refused(
            "documents.no_scan", _("Chưa có bản quét của bản giấy. Tải bản quét rồi đóng dấu.")
        )
    if verb in {"put_scan", "seal_scan"} and facts.scan_sealed:
        raise Refused("documents.scan_sealed", _("Bản quét này đã có chữ ký số của cơ quan."))


def check_two_checkers(act: Act, content_checker: int | None) -> None:
    """Content and form are two people's affair, whatever posts they hold (Decree 30/2020, art. 12).

    `content_checker` is the person who answered for the content.
    """
    if act.person_id is not None and act.person_id == content_checker:
        raise _same_checker()


def check_two_signers(act: Act, signer: int | None) -> None:
    """Nobody seals what he signed himself, not in another post either (Decree 30/2020, art. 32).

    `signer` is the person who approved.
    """
    if act.person_id is not None and act.person_id == signer:
        raise _seal_by_signer()


def check_amendment(amends_as: str, *, old_type: str, new_type: str) -> None:
    """A mistake of content is mended by a document of equal form, one of form by an official letter
    (Decree 30/2020, art. 18).
    """
    if amends_as == "replace" and new_type != old_type:
        raise Refused(
            "documents.type",
            _("Văn bản thay thế phải cùng loại với văn bản bị thay thế. Chọn lại loại văn bản."),
            reason="input",
        )
    if amends_as == "correct" and new_type:
        raise Refused(
            "documents.type", _("Đính chính bằng công văn. Chọn lại loại văn bản."), reason="input"
        )


def check_other_signer(*, before: int | None, after: int) -> None:
    """A change of signer names somebody else."""
    if before == after:
        raise Refused(
            "documents.signer",
            _("Người này đang là người ký của dự thảo. Chọn người khác."),
            reason="input",
        )


def _same_checker() -> Refused:
    return Refused(
        "documents.same_checker",
        _("Bạn đã kiểm tra nội dung văn bản này. Người khác phải kiểm tra thể thức."),
        reason="right",
    )


def _seal_by_signer() -> Refused:
    return Refused(
        "documents.seal_by_signer",
        _("Người ký không tự đóng dấu. Văn thư khác phải ký số của cơ quan."),
        reason="right",
    )


def _check_return_draft(act: Act) -> None:
    """Whoever has to check or sign next may send the draft back (Decree 30/2020, art. 11-13)."""
    checkers = {"unit_head", "format_checker", "leader"}
    if not act.roles & checkers:
        raise Refused(
            "permissions.no_right",
            _("Người kiểm tra nội dung, thể thức hoặc người ký mới trả lại dự thảo."),
            reason="right",
        )


def may_chase(last: date | None, today: date, between: Callable[[date, date], int]) -> bool:
    """A receiver is reminded at most once a working day; `between` counts working days after the
    first up to the second.
    """
    return last is None or between(last, today) > 0


def may(act: Act, facts: Facts, verb: str) -> bool:
    """The same question as a yes or no: the template asks this to draw the button."""
    try:
        check_step(act, facts, verb)
    except Refused:
        return False
    return True


def check_text(value: str, *, name: str, longest: int, code: str) -> str:
    """A text a person typed: not empty, not longer than the field (Decree 30/2020, app. VI)."""
    text = " ".join(value.split()) if longest <= SUBJECT_MAX else value.strip()
    if not text:
        raise Refused(
            code, _("{name} còn trống. Nhập rồi gửi lại.").format(name=name), reason="input"
        )
    if len(text) > longest:
        raise Refused(
            code,
            _("{name} dài {length} ký tự, quá {longest}. Rút gọn rồi gửi lại.").format(
                name=name, length=len(text), longest=longest
            ),
            reason="input",
        )
    return text


def check_reply_due(due_at: datetime | None, at: datetime) -> None:
    """A deadline for replies lies ahead, and within what a working calendar can count."""
    if due_at is not None and not at < due_at <= at + REPLY_WITHIN:
        raise Refused(
            "documents.reply_due",
            _("Hạn trả lời phải sau hôm nay và trong vòng hai năm. Nhập lại ngày."),
            reason="input",
        )


def check_arrived_on(arrived_on: date, issued_on: date, day: date) -> None:
    """A document comes on the day it was issued or later, and not after today."""
    if not issued_on <= arrived_on <= day:
        raise Refused(
            "documents.arrived_on",
            _("Ngày đến phải từ ngày ban hành đến hôm nay. Nhập lại ngày."),
            reason="input",
        )


def check_issued_on(issued_on: date, day: date) -> None:
    """A document was issued before it came, and not in another age."""
    if not EARLIEST <= issued_on <= day:
        raise Refused(
            "documents.issued_on",
            _("Ngày ban hành không thể sau hôm nay hoặc trước năm 1945. Nhập lại ngày."),
            reason="input",
        )


def check_secrecy(secrecy: str) -> None:
    """Secret content never enters the online system (Law 29/2018/QH14, art. 13).

    Only a stub of it is kept in the secret register, on paper, by the person in charge.
    """
    if secrecy and secrecy != "none":
        raise Refused(
            "documents.secret",
            _(
                "Văn bản mật không được soạn, gửi trên hệ thống này"
                " (Luật Bảo vệ bí mật nhà nước 29/2018/QH14). Soạn trên máy độc lập và chuyển"
                " theo đường mật; ở đây chỉ ghi sổ đăng ký văn bản mật."
            ),
        )


def check_right(act: Act, verb: str) -> None:
    """May this post take such a step at all, whatever it is about?"""
    permissions.require(act, RIGHT_OF_VERB[verb])


def directs(act: Act) -> bool:
    """May this post hand a document to anybody in the agency? The leaders' part; the head of a unit
    hands on only what the unit has the lead of, to his own people (Decree 30/2020, art. 23).
    """
    return "leader" in act.roles
