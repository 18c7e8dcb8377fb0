"""The rules of comments and opinions on a draft: plain values in, a value or a refusal out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lienthong.documents.rules import Facts, State
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused

UNAPPROVED = (State.DRAFTING, State.CONTENT_CHECKED, State.FORMAT_CHECKED)
OPINION: dict[tuple[str, str], str] = {
    ("asked", "give"): "given",
    ("asked", "decline"): "declined",
}


def check_consulted(act: Act, facts: Facts) -> None:
    """A draft is talked about by its own agency, until the leader has approved it."""
    if facts.agency_id != act.agency_id or State(facts.state) not in UNAPPROVED:
        raise Refused(
            "documents.not_a_draft",
            _("Chỉ góp ý được cho dự thảo chưa duyệt của cơ quan mình. Tải lại trang."),
        )


def next_opinion(act: Act, state: str, verb: str, *, unit_id: int) -> str:
    """The state of an opinion after its unit's answer; only the asked unit answers, once."""
    if act.unit_id != unit_id:
        raise Refused(
            "documents.opinion_not_yours",
            _("Chỉ đơn vị được hỏi ý kiến mới trả lời được."),
            reason="right",
        )
    found = OPINION.get((state, verb))
    if found is None:
        raise Refused(
            "documents.opinion_state", _("Đơn vị đã trả lời rồi. Tải lại trang để xem ý kiến.")
        )
    return found
