"""The lists of the officials' side: what is where, what is late, and finding one again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthong.kernel.acts import Act
from lienthong.services.models import Application, Step
from lienthong.services.rules import ENDED, Status
from lienthong.services.rules_clock import NEARLY

PAGE = 50
WORDS_MAX = 100
Place = tuple[datetime, int]


@dataclass(frozen=True)
class Tab:
    """One view of the list: its name, and which applications stand in it at a moment."""

    label: Promise
    where: Callable[[datetime], Q]


def _status(*wanted: Status) -> Callable[[datetime], Q]:
    return lambda _now: Q(status__in=wanted)


def _late(now: datetime) -> Q:
    return Q(due_at__lt=now, stands_since=None) & ~Q(status__in=ENDED)


def _nearly(now: datetime) -> Q:
    return Q(warned__gte=NEARLY, due_at__gte=now) & ~Q(status__in=ENDED)


def _to_sign(_now: datetime) -> Q:
    waits = Step.objects.filter(application=OuterRef("pk"), node="sign", closed_at=None)
    return Q(Exists(waits), status=Status.IN_PROGRESS)


TABS: dict[str, Tab] = {
    "waiting": Tab(_("Chờ tiếp nhận"), _status(Status.SUBMITTED)),
    "running": Tab(_("Đang xử lý"), _status(Status.RECEIVED, Status.IN_PROGRESS)),
    "supplement": Tab(_("Chờ bổ sung"), _status(Status.SUPPLEMENT)),
    "fee": Tab(_("Chờ nộp phí"), _status(Status.FEE)),
    "signing": Tab(_("Chờ ký"), _to_sign),
    "done": Tab(_("Chờ trả"), _status(Status.DONE)),
    "late": Tab(_("Quá hạn"), _late),
    "nearly": Tab(_("Đã dùng 80% thời hạn"), _nearly),
    "ended": Tab(
        _("Đã kết thúc"),
        _status(Status.RETURNED, Status.REFUSED, Status.WITHDRAWN, Status.STOPPED),
    ),
    "all": Tab(_("Tất cả"), lambda _now: Q()),
}
FIRST = (
    ("one_stop_officer", "waiting"), ("leader", "signing"), ("specialist", "running"),
)  # fmt: skip


def first_tab(act: Act) -> str:
    """What this post most likely came for."""
    return next((tab for role, tab in FIRST if role in act.roles), "all")


@dataclass(frozen=True)
class Wanted:
    """Which applications the address asks for; `after` is the last row of the page before."""

    tab: str
    words: str = ""
    after: Place | None = None


def listed(act: Act, wanted: Wanted) -> QuerySet[Application]:
    """Newest first, one row more than a page shows; a search looks in every tab at once."""
    rows = Application.objects.visible_to(act)
    if wanted.words:
        rows = rows.filter(_found(wanted.words))
    else:
        rows = rows.filter(TABS[wanted.tab].where(act.at))
    if wanted.after is not None:
        at, last = wanted.after
        rows = rows.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, id__lt=last))
    rows = rows.select_related("version", "applicant", "result")
    return rows.order_by("-submitted_at", "-id")[: PAGE + 1]


def _found(words: str) -> Q:
    """By its code or the end of it, the applicant's number, or a part of the name."""
    if words.isdecimal():
        return Q(code__endswith=words) | Q(applicant__number=words) | Q(applicant__phone=words)
    return Q(code__iexact=words) | Q(applicant__name__icontains=words)


def counts(act: Act) -> dict[str, int]:
    """How many stand in the tabs in which somebody still has something to do."""
    rows = Application.objects.visible_to(act).exclude(status__in=ENDED - {Status.DONE})
    names = [name for name in TABS if name not in {"ended", "all"}]
    return rows.aggregate(**{name: Count("pk", filter=TABS[name].where(act.at)) for name in names})


def holders(applications: Iterable[Application]) -> dict[int, str]:
    """Who has each of them now, in words."""
    waiting = Step.objects.filter(application__in=list(applications), closed_at=None)
    rows = waiting.order_by("id").values_list("application_id", "holder", "name")
    return {one: holder or name for one, holder, name in rows}
