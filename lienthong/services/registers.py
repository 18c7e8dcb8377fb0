"""The register of applications (sổ theo dõi hồ sơ) of an agency, on screen, on paper and in a
workbook (Decree 61/2018, art. 17).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.directory import posts
from lienthong.documents.registers import printed
from lienthong.documents.registers.printed import ROWS_MAX, Table
from lienthong.documents.registers.shapes import Head, Line
from lienthong.kernel import clock, permissions
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services import regimes
from lienthong.services.models import Application
from lienthong.services.rules import STATUS_NAMES, Status
from lienthong.ui import words

KIND = "register"
_LABELS: tuple[tuple[Promise, int], ...] = (
    (gettext_lazy("Số thứ tự"), 11),
    (gettext_lazy("Mã hồ sơ"), 36),
    (gettext_lazy("Tên thủ tục hành chính"), 60),
    (gettext_lazy("Họ tên, tên tổ chức"), 38),
    (gettext_lazy("Điện thoại"), 22),
    (gettext_lazy("Nhận hồ sơ"), 24),
    (gettext_lazy("Hẹn trả"), 24),
    (gettext_lazy("Trả kết quả"), 24),
    (gettext_lazy("Ghi chú"), 26),
)
HEADS = tuple(Head(label, width) for label, width in _LABELS)


def rows(act: Act, first: date, last: date, limit: int) -> list[Line]:
    """What was filed with the agency in those days (both inside), oldest first."""
    permissions.require(act, "services.keep_register")
    begin = datetime.combine(first, time(), clock.zone())
    end = datetime.combine(last + timedelta(days=1), time(), clock.zone())
    found = Application.objects.visible_to(act).filter(
        agency_id=act.agency_id or 0, submitted_at__gte=begin, submitted_at__lt=end
    )
    shown = found.select_related("version", "applicant", "result").order_by("submitted_at", "id")
    return [_line(number, one) for number, one in enumerate(shown[:limit], start=1)]


def _line(number: int, one: Application) -> Line:
    result = getattr(one, "result", None)
    status = Status(one.status)
    note = _("Bổ sung {n} lần").format(n=one.supplements) if one.supplements else ""
    if status in {Status.REFUSED, Status.WITHDRAWN, Status.STOPPED}:
        note = str(STATUS_NAMES[status])
    return Line(
        (
            str(number),
            one.code,
            one.version.name,
            one.applicant.name,
            one.applicant.phone,
            words.instant(one.received_at),
            words.instant(one.promised_at or one.due_at),
            words.instant(result.returned_at) if result else "",
            note,
        )
    )


def table(act: Act, first: date, last: date) -> Table:
    """The register as it is printed; refused for more rows than one print holds."""
    found = rows(act, first, last, ROWS_MAX + 1)
    if len(found) > ROWS_MAX:
        raise Refused(
            "services.register_too_long",
            _("Sổ trong khoảng ngày này có hơn {n} dòng. Chọn khoảng ngày ngắn hơn.").format(
                n=words.number(ROWS_MAX)
            ),
            reason="limit",
        )
    today = clock.local(act.at).date()
    regime = regimes.on(last)
    form = regimes.form_of(regime.code, KIND)
    agency = posts.agency_on(act.agency_id or 0, today)
    superior = posts.agencies_on([agency.superior_id or 0], today).get(agency.superior_id or 0)
    by = ", ".join(filter(None, (act.by_name, act.by_title)))
    return Table(
        title=_("{name} (mẫu số {number})").format(name=form.name, number=form.number),
        agency=agency.name,
        superior=superior.name if superior else "",
        heads=HEADS,
        lines=tuple(found),
        period=_("Từ ngày {first} đến ngày {last}").format(
            first=words.day(first), last=words.day(last)
        ),
        empty=_("Không có hồ sơ nào nộp trong khoảng ngày này."),
        foot=printed.foot(act.at, by, printed.covered()),
        demo=settings.DEMO,
    )
