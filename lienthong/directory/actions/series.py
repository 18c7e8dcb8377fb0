"""The numbering series of an agency ("Sổ và số")."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory import rules
from lienthong.directory.actions import rights
from lienthong.directory.models import Agency
from lienthong.kernel import events, permissions
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Series, SeriesYear


@action
def save_series(
    act: Act,
    *,
    agency_id: int,
    series_id: int | None,
    code: str,
    name: str,
    direction: str,
    types: Sequence[str],
) -> Series:
    """Open a series (`series_id` None) of an agency within reach or change one, as the agency's
    head has decided (Decree 30/2020, art. 15).
    """
    agency_id = Agency.objects.administered_by(act).get(id=agency_id).pk
    permissions.require(act, "directory.administer")
    _lock(agency_id)
    own = Series.objects.filter(owner_id=agency_id).order_by("id")
    series = own.get(id=series_id) if series_id is not None else Series(owner_id=agency_id)
    others = [other for other in own if other.pk != series.pk]
    rules.check_series(
        code=code,
        name=name,
        direction=direction,
        types=types,
        others=[other.types for other in others if other.direction == direction],
    )
    if any(other.code == code for other in others):
        raise Refused(
            "directory.series_twice",
            _("Cơ quan đã có sổ mang mã {code}. Đặt mã khác.").format(code=code),
            reason="input",
        )
    rules.check_series_change(
        in_use=series.pk is not None and SeriesYear.objects.filter(series=series).exists(),
        same_code=series.code == code,
        same_direction=series.direction == direction,
    )

    series.code, series.name = code, name
    series.direction, series.types = direction, list(types)
    series.save()

    what = _("Đổi sổ {name} (mã {code}): {types}.").format(
        name=name, code=code, types=" ".join(types)
    )
    rights.notice(act, agency_id, what)
    events.record(
        act,
        "directory.series_changed",
        series,
        agency_id=agency_id,
        name=name,
        code=code,
        direction=direction,
        types=list(types),
    )
    return series


def _lock(agency_id: int) -> None:
    """Two administrators who change series of one agency at once follow each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended('directory.series', %s))", [agency_id]
        )
