"""The life of an assignment, and how a document's state follows from its tree of them
(Decree 30/2020, art. 23, 24).

Agency head > unit > person: the three levels of the handling slip (Decree 30/2020, app. IV). Being
overdue is computed, never stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.documents.rules import State
from lienthong.kernel.errors import Refused


class Work(StrEnum):
    """States of an assignment."""

    GIVEN = "given"
    ACCEPTED = "accepted"
    DOING = "doing"
    REPORTED = "reported"
    SENT_BACK = "sent_back"
    DONE = "done"
    WITHDRAWN = "withdrawn"


WORK_NAMES: dict[str, Promise] = {
    Work.GIVEN: gettext_lazy("Đã giao"),
    Work.ACCEPTED: gettext_lazy("Đã nhận việc"),
    Work.DOING: gettext_lazy("Đang làm"),
    Work.REPORTED: gettext_lazy("Đã báo cáo"),
    Work.SENT_BACK: gettext_lazy("Bị trả lại"),
    Work.DONE: gettext_lazy("Đã xong"),
    Work.WITHDRAWN: gettext_lazy("Đã rút"),
}

ROLE_NAMES: dict[str, Promise] = {
    "lead": gettext_lazy("Chủ trì"),
    "support": gettext_lazy("Phối hợp"),
    "for_information": gettext_lazy("Để biết"),
}

LIVE = (Work.GIVEN, Work.ACCEPTED, Work.DOING, Work.REPORTED, Work.SENT_BACK)
"""Somebody still has to do something about it."""
BEGUN = (Work.DOING, Work.REPORTED, Work.SENT_BACK)
UNDONE = (Work.GIVEN, Work.ACCEPTED, Work.DOING, Work.SENT_BACK)

ASSIGNMENT: dict[tuple[str, str], str] = {
    (Work.GIVEN, "accept"): Work.ACCEPTED,
    (Work.GIVEN, "start"): Work.DOING,
    (Work.ACCEPTED, "start"): Work.DOING,
    (Work.SENT_BACK, "start"): Work.DOING,
    **{(state, "report"): Work.REPORTED for state in UNDONE},
    **{(state, "finish"): Work.DONE for state in UNDONE},
    (Work.REPORTED, "conclude"): Work.DONE,
    (Work.REPORTED, "send_back"): Work.SENT_BACK,
    **{(state, "withdraw"): Work.WITHDRAWN for state in LIVE},
}
"""Reported waits for the giver's word; where none was asked for, finishing is the receiver's."""


def next_assignment(state: str, verb: str) -> str:
    """The state of an assignment after a step."""
    found = ASSIGNMENT.get((Work(state), verb))
    if found is None:
        raise Refused(
            "documents.assignment_state",
            _(
                "Không làm được bước này khi phần việc ở trạng thái “{state}”."
                " Tải lại trang để xem trạng thái mới."
            ).format(state=WORK_NAMES[state]),
        )
    return found


def document_state(leads: Sequence[str]) -> State:
    """The state of a document whose live chain of leads, from the top down, stands so."""
    if not leads:
        return State.SUBMITTED
    if leads[0] == Work.DONE:
        return State.RESOLVED
    begun = any(state in BEGUN or state == Work.DONE for state in leads)
    return State.IN_PROGRESS if begun else State.ASSIGNED


def overdue(due: datetime | None, at: datetime, done: datetime | None) -> bool:
    """Past its deadline: unfinished at that moment, or finished after it."""
    return due is not None and (done or at) > due


def check_receivers(named: Sequence[tuple[str, int | None, int | None]]) -> None:
    """One lead at each level, and one part for each receiver (Decree 30/2020, art. 23).

    `named` are (role, unit, position).
    """
    if sum(role == "lead" for role, _unit, _position in named) != 1:
        raise Refused(
            "documents.one_lead",
            _("Mỗi văn bản có đúng một nơi chủ trì. Chọn một đơn vị hoặc một người chủ trì."),
            reason="input",
        )
    who = [(unit, position) for _role, unit, position in named]
    if len(set(who)) != len(who):
        raise Refused(
            "documents.receiver_twice",
            _(
                "Một nơi được chọn hai lần. Mỗi nơi chỉ giữ một vai:"
                " chủ trì, phối hợp hoặc để biết."
            ),
            reason="input",
        )


def check_child_due(due: datetime | None, given: datetime | None) -> None:
    """No part is due after the whole (Decree 30/2020, art. 23). `given` None: no deadline set."""
    if given is not None and (due is None or due > given):
        raise Refused(
            "documents.due_too_late",
            _("Hạn này muộn hơn hạn lãnh đạo giao. Đặt hạn sớm hơn hoặc để trống."),
            reason="input",
        )


def check_holder(*, holds: bool) -> None:
    """Whoever was given a part takes its steps."""
    if not holds:
        raise Refused(
            "documents.not_holder",
            _("Phần việc này giao cho nơi khác. Chỉ nơi được giao làm bước này."),
            reason="right",
        )


def check_giver(*, gave: bool) -> None:
    """Whoever gave a part judges it; a leader of the agency may in his place."""
    if not gave:
        raise Refused(
            "documents.not_giver",
            _("Người giao việc hoặc lãnh đạo cơ quan mới làm bước này."),
            reason="right",
        )


def check_children(waiting: Sequence[str]) -> None:
    """Done only when what was handed on is; `waiting` are the names of those still at it."""
    if waiting:
        raise Refused(
            "documents.children_open",
            _("Còn phần việc chưa xong: {names}. Đợi xong hoặc rút phần đó rồi kết thúc.").format(
                names=", ".join(waiting)
            ),
        )


def check_report_back(*, asked: bool) -> None:
    """Whoever was told to report does not end the matter himself."""
    if asked:
        raise Refused(
            "documents.report_back",
            _("Người giao yêu cầu báo cáo kết quả. Bấm Báo cáo kết quả thay cho Kết thúc."),
        )


def check_has_due(due: datetime | None) -> None:
    """Without a deadline there is nothing to put off."""
    if due is None:
        raise Refused(
            "documents.no_due", _("Phần việc này không có hạn, không cần gia hạn."), reason="input"
        )


def check_extension(
    asked: datetime, due: datetime | None, at: datetime, whole: datetime | None
) -> None:
    """A later deadline is later than the present one, ahead, and not after the whole's."""
    check_has_due(due)
    if due is None or asked <= due or asked <= at:
        raise Refused(
            "documents.extension",
            _("Hạn mới phải sau hạn đang có và sau hôm nay. Nhập lại ngày."),
            reason="input",
        )
    if whole is not None and asked > whole:
        raise Refused(
            "documents.extension",
            _("Hạn mới muộn hơn hạn của cấp trên giao cho bạn. Xin gia hạn ở cấp đó trước."),
            reason="input",
        )
