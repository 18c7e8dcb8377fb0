"""Who sees files: groups by information level, the group of a file, leave to use archived ones."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest, official, with_right
from lienthong.directory.models import Unit
from lienthong.dossiers import forms, rules
from lienthong.dossiers.actions import granting, groups
from lienthong.dossiers.actions.common import facts
from lienthong.dossiers.models import Group
from lienthong.dossiers.pages.common import SHEET, UNPROCESSABLE, ask, done, opened, url_of
from lienthong.kernel import clock
from lienthong.ui.shapes import Link


def _typed(request: ActingRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _units(request: ActingRequest) -> list[tuple[int, str]]:
    own = Unit.objects.on(clock.local(request.act.at).date())
    found = own.filter(agency_id=request.act.agency_id or 0).order_by("name", "id")
    return list(found.values_list("id", "name"))


@require_safe
@with_right("dossiers.group")
def index(request: ActingRequest) -> HttpResponseBase:
    """Nhóm hồ sơ: who sees the files of each, and how many there are."""
    found = Group.objects.visible_to(request.act).annotate(count=Count("dossiers"))
    named = dict(_units(request))
    rows = [
        (
            one,
            rules.LEVEL_NAMES[one.level],
            "; ".join(named.get(unit, _("đơn vị đã kết thúc")) for unit in one.units),
            reverse("dossiers:group_edit", args=[one.pk]),
        )
        for one in found.order_by("name")
    ]
    context = {"rows": rows, "new_url": reverse("dossiers:group_new")}
    return render(request, "dossiers/groups.html", context)


@SHEET
@with_right("dossiers.group")
def edit(request: ActingRequest, group_id: int | None = None) -> HttpResponseBase:
    """Make a group, or change it: the files in it follow at once."""
    one = None
    initial: dict[str, Any] = {"level": "named"}
    if group_id is not None:
        one = (
            Group.objects.visible_to(request.act).annotate(count=Count("dossiers")).get(id=group_id)
        )
        initial = {"name": one.name, "level": one.level, "units": one.units}
    form = forms.GroupForm(_units(request), _typed(request), initial=initial)
    saved = done(
        form,
        lambda data: groups.save_group(
            request.act,
            group_id=group_id,
            name=data["name"],
            level=data["level"],
            unit_ids=data["units"],
        ),
    )
    if saved:
        messages.info(request, _("Đã lưu nhóm. Thay đổi chờ người khác xác nhận."))
        return redirect("dossiers:groups")
    context = {
        "form": form,
        "one": one,
        "crumbs": [
            Link(_("Nhóm hồ sơ"), reverse("dossiers:groups")),
            Link(one.name if one else _("Nhóm mới")),
        ],
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "dossiers/group.html", context, status=status)


@SHEET
@official
def classify(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """Xếp nhóm."""
    one = opened(request, dossier_id)
    rules.check_step(request.act, facts(one), "classify")
    found = Group.objects.visible_to(request.act).order_by("name")
    choices = [(group.pk, f"{group.name}: {rules.LEVEL_NAMES[group.level]}") for group in found]
    return ask(
        request,
        forms.ClassifyForm(choices, _typed(request), initial={"group": one.group_id or ""}),
        lambda data: groups.classify(request.act, dossier_id=dossier_id, group_id=data["group"]),
        said=_("Đã xếp nhóm hồ sơ."),
        back_url=url_of(one),
        title=_("Xếp hồ sơ vào nhóm"),
        about=f"{one.notation}: {one.title}",
        note=_("Nhóm quyết định ai khác xem được hồ sơ và văn bản trong đó."),
        go=_("Xếp nhóm"),
        icon="lock-open",
    )


@SHEET
@official
def grants(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """Cho khai thác an archived file."""
    one = opened(request, dossier_id)
    rules.check_step(request.act, facts(one), "grant")
    return ask(
        request,
        forms.GrantForm(request.act, _typed(request)),
        lambda data: granting.grant(
            request.act,
            dossier_id=dossier_id,
            position_id=data["position"],
            until=data["until"],
            reason=data["reason"],
        ),
        said=_("Đã cho khai thác hồ sơ. Thay đổi chờ người khác xác nhận."),
        back_url=url_of(one),
        title=_("Cho khai thác hồ sơ lưu trữ"),
        about=f"{one.notation}: {one.title}",
        note=_("Người được chọn xem được hồ sơ và văn bản trong đó đến hết ngày ghi dưới đây."),
        go=_("Cho khai thác"),
        icon="users",
    )


@SHEET
@official
def revoking(request: ActingRequest, dossier_id: int, reader_id: int) -> HttpResponseBase:
    """Thu hồi quyền khai thác before its day."""
    one = opened(request, dossier_id)
    rules.check_step(request.act, facts(one), "revoke")
    reader = one.readers.get(id=reader_id, source=granting.GRANT)
    return ask(
        request,
        forms.ReasonForm(_typed(request)),
        lambda data: granting.revoke(
            request.act, dossier_id=dossier_id, reader_id=reader_id, reason=data["reason"]
        ),
        said=_("Đã thu hồi quyền khai thác."),
        back_url=url_of(one),
        title=_("Thu hồi quyền khai thác"),
        about=f"{one.notation}: {reader.name}",
        go=_("Thu hồi"),
        icon="lock",
    )
