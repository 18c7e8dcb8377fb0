"""Which steps a post may take with an application now: what the buttons and the doors ask."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services import rules
from lienthong.services.actions.common import facts
from lienthong.services.models import Application, Step

AT: dict[str, tuple[str, ...]] = {
    "receive": ("tiep-nhan.check",),
    "ask_supplement": ("tiep-nhan.check", "tham-dinh.appraise"),
    "answer_supplement": ("yeu-cau-bo-sung.answer",),
    "pay": ("thu-phi.pay",),
    "appraise": ("tham-dinh.appraise",),
    "ask_opinion": ("xin-y-kien.ask",),
    "give_opinion": ("xin-y-kien.answer",),
    "go_on_without": ("xin-y-kien.answer",),
    "gather": ("xin-y-kien.gather",),
    "draft_result": ("trinh-ky.draft",),
    "sign": ("trinh-ky.sign",),
    "send_back": ("trinh-ky.sign",),
    "deliver": ("tra-ket-qua.deliver",),
}
"""Where the process must wait for a step to make sense; what is not here may be done anywhere."""
OF_HOLDER = frozenset({
    "appraise", "ask_opinion", "give_opinion", "gather", "draft_result", "sign", "send_back",
})  # fmt: skip
"""Steps that only the post they wait for takes."""
ORDER = (
    "receive", "pay", "appraise", "ask_opinion", "give_opinion", "gather", "draft_result", "sign",
    "deliver", "answer_supplement", "ask_supplement", "refuse", "send_back", "go_on_without",
    "hand_over", "correct", "apologise", "stop", "withdraw",
)  # fmt: skip
"""The first that may be taken is the main button."""


def check(act: Act, application: Application, verb: str) -> None:
    """Refused, in words, when this post may not take the step or the process waits elsewhere."""
    _check(act, _standing(application), verb)


def may(act: Act, application: Application, verb: str) -> bool:
    """The same question, for a button."""
    return _may(act, _standing(application), verb)


def allowed(act: Act, application: Application) -> list[str]:
    """Exactly the steps that the rules allow this post now, the main one first."""
    standing = _standing(application)
    return [verb for verb in ORDER if _may(act, standing, verb)]


@dataclass(frozen=True)
class _Standing:
    """An application with the steps that wait, (process.node, post), and who is asked of it."""

    facts: rules.Facts
    waiting: frozenset[tuple[str, int | None]]

    def of(self, node: str) -> rules.Facts:
        held = {post for at, post in self.waiting if at == node and post is not None}
        return replace(self.facts, holders=frozenset(held))


def _standing(application: Application) -> _Standing:
    rows = Step.objects.filter(application=application, closed_at=None)
    waiting = frozenset(
        (f"{process}.{node}", post)
        for process, node, post in rows.values_list("process", "node", "position_id")
    )
    return _Standing(facts(application), waiting)


def _check(act: Act, standing: _Standing, verb: str) -> None:
    wanted = AT.get(verb, ())
    known = standing.of(wanted[0]) if verb in OF_HOLDER else standing.facts
    rules.check_step(act, known, verb)
    if verb == "pay":  # the bank's word needs nobody; cash is taken by the desk
        rules.check_cash(act, known)
    if wanted and not {at for at, _post in standing.waiting} & set(wanted):
        raise Refused(
            "services.elsewhere",
            _("Quy trình của hồ sơ này không ở bước đó. Tải lại trang để xem hồ sơ đang ở đâu."),
        )


def _may(act: Act, standing: _Standing, verb: str) -> bool:
    try:
        _check(act, standing, verb)
    except Refused:
        return False
    return True
