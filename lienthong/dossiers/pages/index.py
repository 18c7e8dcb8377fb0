"""The files one sees, who made how many, and opening one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents.models import Document
from lienthong.dossiers import forms, queries, rules
from lienthong.dossiers.actions import compiling
from lienthong.dossiers.models import Dossier
from lienthong.dossiers.pages.common import SHEET, ask, number, url_of
from lienthong.dossiers.queries import Wanted
from lienthong.kernel import clock, permissions
from lienthong.ui.shapes import Link, Tag

TABS = ("kept", "made", "all")
TONES = {"open": "act", "closed": "warn", "offered": "warn", "archived": "ok"}


def wanted(request: ActingRequest) -> Wanted:
    """Which files the address asks for."""
    asked = request.GET
    maker = number(asked.get("maker", ""))
    whose = asked.get("whose", "all" if maker is not None else "kept")
    return Wanted(whose if whose in TABS else "kept", maker, number(asked.get("before", "")))


def tags(dossier: Dossier) -> list[Tag]:
    """The state of a file in words, and that it is held."""
    state = Tag(str(rules.STATE_NAMES[dossier.state]), TONES[dossier.state])
    held = [Tag(_("Đang phong tỏa"), "bad", "lock")] if dossier.hold_reason else []
    return [state, *held]


def _address(asked: Wanted, **more: Any) -> str:
    pairs: dict[str, Any] = {"whose": asked.whose}
    if asked.maker_id is not None:
        pairs["maker"] = asked.maker_id
    return f"{reverse('dossiers:dossiers')}?{urlencode(pairs | more)}"


@require_safe
@official
def dossiers(request: ActingRequest) -> HttpResponseBase:
    """Hồ sơ công việc: those one keeps, those one made, all one sees."""
    act, asked = request.act, wanted(request)
    found = list(queries.dossiers(act, asked)[: queries.PAGE + 1])
    shown = found[: queries.PAGE]
    names = {"kept": _("Tôi giữ"), "made": _("Tôi lập"), "all": _("Được xem")}
    year = clock.local(act.at).year
    return render(
        request,
        "dossiers/dossiers.html",
        {
            "tabs": [
                Link(names[name], _address(Wanted(name)), current=name == asked.whose)
                for name in TABS
            ],
            "rows": [(one, url_of(one), tags(one), _retention(one)) for one in shown],
            "next_url": _address(asked, before=shown[-1].id) if len(found) > len(shown) else "",
            "first_url": _address(asked) if asked.before is not None else "",
            "makers": [
                (one, f"{reverse('dossiers:dossiers')}?maker={one.account_id}")
                for one in queries.makers(act)
            ]
            if asked.whose == "all"
            else [],
            "list_url": reverse("dossiers:list", args=[year]),
            "year": year,
            "files_url": reverse("dossiers:files", args=[year]),
            "groups_url": reverse("dossiers:groups")
            if permissions.may(act, "dossiers.group")
            else "",
            "new_url": reverse("dossiers:new") if permissions.may(act, "dossiers.open") else "",
        },
    )


def _retention(dossier: Dossier) -> str:
    return rules.retention_words(dossier.retention_years)


@SHEET
@official
def new(request: ActingRequest) -> HttpResponseBase:
    """Mở hồ sơ: one that the list does not foresee."""
    rules.check_open(request.act)
    form = forms.DossierForm(request.POST if request.method == "POST" else None)
    made: list[Dossier] = []
    return ask(
        request,
        form,
        lambda data: made.append(
            compiling.open_dossier(
                request.act, title=data["title"], retention_years=data["retention"]
            )
        ),
        said=_("Đã mở hồ sơ. Bạn là người giữ hồ sơ."),
        back_url=f"{reverse('dossiers:dossiers')}?whose=kept",
        title=_("Mở hồ sơ ngoài danh mục"),
        about=_("Mã hồ sơ do hệ thống cấp."),
        go=_("Mở hồ sơ"),
        icon="folder",
    )


@require_POST
@official
def opening(request: ActingRequest, entry_id: int) -> HttpResponseBase:
    """Mở hồ sơ that the approved list foresees."""
    dossier = compiling.open_listed(request.act, entry_id=entry_id)
    messages.info(request, _("Đã mở hồ sơ {code}.").format(code=dossier.code))
    return redirect(url_of(dossier))


@SHEET
@official
def of_document(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Lập hồ sơ: a document goes into one of one's open files, or begins a new one."""
    act = request.act
    document = Document.objects.visible_to(act).get(id=document_id)
    rules.check_open(act)
    back_url = reverse("documents:document", args=[document_id])
    own = [
        (one.id, f"{one.notation}: {one.title}")
        for one in Dossier.objects.visible_to(act).kept_by(act).open().order_by("-id")[:200]
    ]
    sent = request.POST if request.method == "POST" else None
    choosing = "choose" in request.GET and bool(own)
    if choosing:
        return ask(
            request,
            forms.PlaceForm(own, sent),
            lambda data: compiling.put(act, dossier_id=data["dossier"], document_id=document_id),
            said=_("Đã đưa văn bản vào hồ sơ."),
            back_url=back_url,
            title=_("Đưa vào hồ sơ đang lập"),
            about=document.subject,
            go=_("Đưa vào hồ sơ"),
            icon="folder",
        )
    return ask(
        request,
        forms.DossierForm(sent, initial={"title": document.subject}),
        lambda data: compiling.open_dossier(
            act, title=data["title"], retention_years=data["retention"], document_id=document_id
        ),
        said=_("Đã mở hồ sơ với văn bản này."),
        back_url=back_url,
        title=_("Lập hồ sơ mới từ văn bản này"),
        about=_("Mã hồ sơ do hệ thống cấp. Văn bản không bị sao chép."),
        go=_("Lập hồ sơ"),
        icon="folder",
    )
