"""What the officials' shell shows on every page: who acts, the other hats, the ways, what waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from lienthong.directory import notices, story
from lienthong.directory.acting import Hat as HeldPost
from lienthong.kernel import permissions
from lienthong.kernel.acts import Act
from lienthong.services.models.applications import SEES as SEES_APPLICATIONS
from lienthong.ui import shell as ui
from lienthong.ui import words
from lienthong.ui.shell import NavGroup, NavItem, Shell
from lienthong.work import kinds, queries


def office(request: HttpRequest) -> dict[str, Any]:
    """Context of the shell; empty for people without a post. Nothing is read until it is drawn."""
    act: Act | None = getattr(request, "act", None)
    if act is None or act.position_id is None:
        return {}
    hats: list[HeldPost] = getattr(request, "hats", [])
    return {
        "act": act,
        "hats": hats,
        "shell": _lazily(
            lambda: _shell(
                act,
                hats,
                str(request.META.get("lienthong.shelf", request.path)),
                vars(request).get("open_counts"),
            )
        ),
    }


def _lazily(make: Callable[[], Any]) -> Any:
    return SimpleLazyObject(make)


def _shell(act: Act, hats: list[HeldPost], path: str, counts: dict[str, int] | None) -> Shell:
    counts = queries.open_counts(act.position_id or 0) if counts is None else counts
    worn = next(hat for hat in hats if hat.position_id == act.position_id)
    documents = _documents(act, counts)
    mine = NavItem(
        _("Việc của tôi"),
        "clipboard-list",
        reverse("work:mine"),
        queries.count_text(sum(counts.values())),
        short=_("Việc"),
    )
    whole = Shell(
        agency=worn.agency_name,
        name=act.by_name,
        title=worn.title,
        home_url=reverse("work:mine"),
        nav=(
            NavGroup("", (mine, _find())),
            NavGroup(_("Văn bản"), (*documents, *_copies(act), *_registers(act))),
            NavGroup(_("Hồ sơ"), (_dossiers(counts), *_services(act, counts))),
            NavGroup(_("Tỉnh"), (*_province(), *_steering(act))),
            *_administration(act),
        ),
        bottom=(mine, *_bottom(documents)),
        compose=_compose(act),
        hats=tuple(
            ui.Hat(
                str(hat.position_id),
                hat.title,
                hat.agency_name,
                current=hat.position_id == act.position_id,
            )
            for hat in hats
        ),
        hat_url=reverse("directory:hats"),
        find_url=reverse("work:search"),
        palette_url=reverse("work:search"),
        notices_url=reverse("work:notices"),
        notices=queries.unread_notices(act.position_id or 0),
        account_url=reverse("directory:account"),
        sign_out_url=reverse("directory:sign_out"),
        story=playing(),
        standing=_standing(act, path),
    )
    return ui.marked(whole, path)


def _find() -> NavItem:
    return NavItem(_("Tìm kiếm"), "search", reverse("work:search"))


def _documents(act: Act, counts: dict[str, int]) -> tuple[NavItem, ...]:
    waits: dict[str, int] = {}
    for code, count in counts.items():
        group = kinds.kind_of(code).group
        waits[group] = waits.get(group, 0) + count

    def item(label: str, icon: str, name: str, short: str, *, hot: bool = False) -> NavItem:
        count = queries.count_text(waits.get(name, 0))
        address = reverse(f"documents:{name.replace('-', '_')}")
        return NavItem(label, icon, address, count, hot=hot, short=short)

    lines = [
        item(_("Văn bản đến"), "inbox", "incoming", _("Đến")),
        item(_("Văn bản đi"), "send", "outgoing", _("Đi")),
        item(_("Dự thảo"), "pencil", "drafts", _("Dự thảo")),
    ]
    waiting = "leader" in act.roles or "to-sign" in waits  # a head of a unit signs now and then
    if waiting and permissions.may(act, "documents.approve"):
        lines.append(item(_("Chờ ký số"), "signature", "to-sign", _("Chờ ký"), hot=True))
    return tuple(lines)


def _dossiers(counts: dict[str, int]) -> NavItem:
    waits = sum(count for code, count in counts.items() if kinds.kind_of(code).group == "dossiers")
    address = reverse("dossiers:dossiers")
    return NavItem(_("Hồ sơ công việc"), "folder", address, queries.count_text(waits))


def _services(act: Act, counts: dict[str, int]) -> tuple[NavItem, ...]:
    """Applications, for posts that see any; the one-stop desk for those that receive."""
    if not act.roles & SEES_APPLICATIONS:
        return ()
    waits = sum(count for code, count in counts.items() if kinds.kind_of(code).group == "services")
    address = reverse("services:applications")
    lines = [NavItem(_("Dịch vụ công"), "users", address, queries.count_text(waits))]
    if permissions.may(act, "services.receive"):
        lines.insert(0, NavItem(_("Tiếp nhận tại quầy"), "user-plus", reverse("services:desk")))
    if permissions.may(act, "services.keep_register"):
        lines.append(NavItem(_("Sổ theo dõi hồ sơ"), "table", reverse("services:register")))
    return tuple(lines)


def _copies(act: Act) -> tuple[NavItem, ...]:
    if not permissions.may(act, "documents.copy"):
        return ()
    return (NavItem(_("Bản sao"), "copy", reverse("documents:all_copies")),)


def _registers(act: Act) -> tuple[NavItem, ...]:
    if not permissions.may(act, "documents.keep_registers"):
        return ()
    address = reverse("documents:register", args=["incoming"])
    return (NavItem(_("Sổ và báo cáo"), "list-check", address),)


def _bottom(documents: tuple[NavItem, ...]) -> tuple[NavItem, ...]:
    """Three for a phone: incoming, then what this post most likely came for."""
    incoming, outgoing, drafts, *signing = documents
    return (incoming, drafts, *(signing or (outgoing,)))


def _province() -> tuple[NavItem, ...]:
    return (
        NavItem(_("Thủ tục hành chính"), "list-details", reverse("services:procedures")),
        NavItem(_("Tổ chức, danh bạ"), "hierarchy-2", reverse("directory:tree")),
        NavItem(_("Sổ sự kiện"), "shield-check", reverse("ledger")),
    )


def _steering(act: Act) -> tuple[NavItem, ...]:
    if not permissions.may(act, "indicators.see"):
        return ()
    return (NavItem(_("Điểm phục vụ"), "list-check", reverse("indicators:scores")),)


def _administration(act: Act) -> tuple[NavGroup, ...]:
    lines: list[NavItem] = []
    if permissions.may(act, "directory.administer"):
        address = reverse("directory:administration")
        lines.append(NavItem(_("Quản trị cơ quan"), "settings", address))
    elif permissions.may(act, "directory.see_accesses"):
        lines.append(NavItem(_("Lượt truy cập"), "eye", reverse("directory:accesses")))
    if permissions.may(act, "directory.confirm"):
        lines.append(NavItem(_("Thay đổi về quyền"), "key", reverse("directory:changes")))
    if permissions.may(act, "exchange.connect"):
        lines.append(NavItem(_("Kết nối liên thông"), "link", reverse("exchange:peers")))
    if permissions.may(act, "kernel.operate"):
        lines.append(NavItem(_("Việc nền"), "tool", reverse("jobs")))
        lines.append(NavItem(_("Niêm sổ sự kiện"), "lock", reverse("ledger_state")))
    return (NavGroup(_("Quản trị"), tuple(lines)),) if lines else ()


def _compose(act: Act) -> NavItem | None:
    if not permissions.may(act, "documents.draft"):
        return None
    return NavItem(_("Soạn dự thảo"), "plus", reverse("documents:compose"))


def _standing(act: Act, path: str) -> ui.Standing | None:
    """The newest change of rights that waits for whoever may confirm it; its own page lists all."""
    address = reverse("directory:changes")
    waiting = None if path.startswith(address) else notices.open_changes(act)
    if waiting is None:
        return None
    newest = waiting.newest
    text = newest.what
    if newest.agency_id != act.agency_id:
        text = f"{newest.agency_name}: {text}"
    if waiting.more:
        text += " " + _("Còn {n} thay đổi nữa.").format(n=waiting.more)
    return ui.Standing(
        title=_("Thay đổi về quyền chờ xác nhận"),
        text=text,
        note=f"{newest.changed_by}, {words.instant(newest.changed_at)}",
        url=address,
        link=_("Xem và xác nhận"),
    )


def playing() -> ui.Story | None:
    """The demo's story while it runs: how many agencies have answered."""
    if not settings.DEMO:
        return None
    told = story.progress()
    if told is None or not told.playing:
        return None
    label = _("Câu chuyện minh họa đang diễn: các cơ quan xử lý và trả lời công văn của tỉnh")
    return ui.Story(label, told.done, told.total, reverse("story"))
