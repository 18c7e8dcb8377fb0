"""Groups of files by information level, and which file is in which
(Decree 30/2020, app. VI IV.1.a).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lienthong.directory.actions.rights import notice
from lienthong.directory.models import Unit
from lienthong.dossiers import rules
from lienthong.dossiers.actions.common import facts, follow_group, locked, one_at_a_time
from lienthong.dossiers.models import Dossier, Group
from lienthong.kernel import clock, events, permissions
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, KeyKind, reader_key
from lienthong.kernel.errors import Refused


@action
def save_group(
    act: Act, *, name: str, level: str, unit_ids: Sequence[int] = (), group_id: int | None = None
) -> Group:
    """Make a group, or change who sees its files: all of them follow at once, with the documents
    in them, and the change stands as a notice until somebody else confirms it
    (Decree 30/2020, app. VI IV.1.d).
    """
    permissions.require(act, "dossiers.group")
    name = rules.check_text(
        name, name=_("Tên nhóm"), longest=rules.GROUP_NAME_MAX, code="dossiers.group_name"
    )
    rules.check_level(level, len(unit_ids))
    one_at_a_time(act.agency_id or 0)
    group = _group(act, group_id)
    if Group.objects.visible_to(act).filter(name=name).exclude(pk=group.pk).exists():
        raise Refused(
            "dossiers.group_name",
            _("Cơ quan đã có nhóm mang tên này. Chọn tên khác."),
            reason="input",
        )
    group.name, group.level, group.units = name, level, sorted(_own_units(act, unit_ids))
    group.save()
    files = list(
        Dossier.objects.select_for_update()
        .filter(group=group)
        .order_by("id")
        .values_list("id", flat=True)
    )
    if files:
        follow_group(act, files, _holders(group))
    words = str(rules.LEVEL_NAMES[level])
    notice(
        act, group.agency_id,
        _("Nhóm hồ sơ {name}: {level}. {files} hồ sơ theo nhóm.").format(
            name=name, level=words, files=len(files)
        ),
    )  # fmt: skip
    events.record(
        act, "dossiers.group_saved", group,
        name=name, level=words, units=list(group.units), files=len(files),
    )  # fmt: skip
    return group


def _group(act: Act, group_id: int | None) -> Group:
    if group_id is None:
        return Group(agency_id=act.agency_id or 0)
    return Group.objects.visible_to(act).select_for_update().get(id=group_id)


def _own_units(act: Act, unit_ids: Sequence[int]) -> list[int]:
    """The ids of the agency's own units in force; refused for any other."""
    day = clock.local(act.at).date()
    own = set(
        Unit.objects.on(day).filter(agency_id=act.agency_id or 0).values_list("id", flat=True)
    )
    if not set(unit_ids) <= own:
        raise Refused(
            "dossiers.level_units",
            _("Có đơn vị không thuộc cơ quan. Chọn lại đơn vị."),
            reason="input",
        )
    return list(set(unit_ids))


def _holders(group: Group) -> list[tuple[int, str]]:
    """Reader keys and names of whom a group lets see its files."""
    if group.level == "agency":
        everybody = _("Mọi người trong cơ quan")
        return [(reader_key(KeyKind.AGENCY, group.agency_id), everybody)]
    named = Unit.objects.in_bulk(group.units)
    return [
        (reader_key(KeyKind.UNIT, unit_id), named[unit_id].name)
        for unit_id in group.units
        if unit_id in named
    ]


@action
def classify(act: Act, *, dossier_id: int, group_id: int | None) -> None:
    """Put a file into a group, or out of all; who sees it through its group changes with it."""
    dossier = locked(act, dossier_id)
    rules.check_step(act, facts(dossier), "classify")
    if dossier.group_id == group_id:
        events.nothing(act, "in this group already")
        return
    found = None
    if group_id is not None:
        found = Group.objects.visible_to(act).select_for_update().filter(id=group_id).first()
        if found is None:
            raise Refused(
                "dossiers.group", _("Không có nhóm này. Tải lại trang rồi chọn."), reason="input"
            )
    dossier.group = found
    dossier.save(update_fields=["group"])
    follow_group(act, [dossier.id], _holders(found) if found else [])
    name = found.name if found else _("không nhóm nào")
    notice(
        act, dossier.agency_id,
        _("Hồ sơ {code} được xếp vào nhóm: {name}.").format(code=dossier.code, name=name),
    )  # fmt: skip
    events.record(act, "dossiers.classified", dossier, group=name)
