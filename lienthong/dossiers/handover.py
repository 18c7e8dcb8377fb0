"""The minutes of a hand-over (biên bản giao nhận), from what the log holds
(Decree 30/2020, art. 30 and app. V).
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.documents import letters
from lienthong.documents.models import Document
from lienthong.documents.queries import attached
from lienthong.documents.registers import printed
from lienthong.documents.rendering import fonts, lines
from lienthong.documents.rendering.render import DEMO_WORDS
from lienthong.dossiers import inventories, rules
from lienthong.dossiers.models import Dossier
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event
from lienthong.ui import words

TEMPLATES = Path(__file__).with_name("typst")
_lock = Lock()


@lru_cache(maxsize=2)
def _compiler(folder: Path) -> Any:
    return typst.Compiler(root=TEMPLATES, font_paths=[folder], ignore_system_fonts=True)


def minutes(act: Act, dossier: Dossier) -> dict[str, Any]:
    """The texts of the minutes of a file that the archive has taken over; refused before that."""
    taken = _last(dossier, "dossiers.accepted")
    given = _last(dossier, "dossiers.offered")
    if dossier.state != rules.State.ARCHIVED or taken is None or given is None:
        raise Refused(
            "dossiers.not_archived",
            _("Hồ sơ chưa được lưu trữ nhận nên chưa có biên bản giao nhận."),
        )
    day = clock.local(taken.occurred_at)
    agency = posts.agency_on(dossier.agency_id, day.date())
    by = ", ".join(filter(None, (act.by_name, act.by_title)))
    return {
        "title": _("Biên bản giao nhận hồ sơ, tài liệu"),
        "about": lines.clean(f"{dossier.code}: {dossier.title}"),
        "agency": letters.agency_lines(agency),
        "superior": letters.superior_lines(agency, day.date()),
        "day": _("{place}, ngày {day} tháng {month} năm {year}").format(
            place=letters.place_in_date(agency.place_id, day.date()),
            day=f"{day.day:02d}",
            month=_month(day.month),
            year=day.year,
        ),
        "grounds": _grounds(dossier),
        "sections": [_sides(given, taken), _handed(dossier)],
        "parties": [_party(_("Bên giao"), given), _party(_("Bên nhận"), taken)],
        "foot": printed.foot(act.at, by, printed.covered()),
        "demo": DEMO_WORDS if settings.DEMO else None,
    }


def pdf(act: Act, dossier: Dossier) -> bytes:
    """The minutes as pages to print and bind."""
    folder = fonts.folder()
    data = json.dumps(minutes(act, dossier), ensure_ascii=False)
    fonts.check_characters(data, folder)
    with _lock:
        made = _compiler(folder).compile(
            input=TEMPLATES / "handover.typ", format="pdf", sys_inputs={"minutes": data}
        )
    return bytes(made)


def _month(month: int) -> str:
    return f"{month:02d}" if month <= lines.LAST_PADDED_MONTH else str(month)


def _last(dossier: Dossier, kind: str) -> Event | None:
    found = Event.objects.filter(object_type="dossiers.dossier", object_id=dossier.id, kind=kind)
    return found.order_by("-id").first()


def _grounds(dossier: Dossier) -> list[str]:
    grounds = [_("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 về công tác văn thư;")]
    if dossier.entry is not None:
        grounds.append(_("Căn cứ danh mục hồ sơ năm {year};").format(year=dossier.year))
    return [*grounds, _("Hai bên giao nhận hồ sơ, tài liệu điện tử như sau.")]


def _sides(given: Event, taken: Event) -> dict[str, Any]:
    sides = ((_("Bên giao"), given), (_("Bên nhận"), taken))
    return {
        "head": _("Các bên"),
        "lines": [
            _("{side}: {name}, {title}.").format(side=side, name=one.by_name, title=one.by_title)
            for side, one in sides
        ],
    }


def _handed(dossier: Dossier) -> dict[str, Any]:
    ids = dossier.items.values("document_id")
    documents = list(Document.objects.filter(id__in=ids).order_by("id"))
    files = sum(bool(one.file_sha256) + len(attached.files_of(one)) for one in documents)
    dated = [one.issued_on for one in documents if one.issued_on]
    told = inventories.span(min(dated), max(dated)) if dated else _("chưa có ngày văn bản")
    return {
        "head": _("Nội dung giao nhận"),
        "lines": [
            _("1. Tên hồ sơ: {title}.").format(title=lines.clean(dossier.title)),
            _("2. Mã hồ sơ: {code}. Thời hạn bảo quản: {kept}.").format(
                code=dossier.code, kept=rules.retention_words(dossier.retention_years)
            ),
            _("3. Thời gian của tài liệu: {told}.").format(told=told),
            _(
                "4. Số lượng hồ sơ điện tử: 1 hồ sơ, {documents} văn bản, {files} tệp tin,"
                " {pages} trang. Hồ sơ giấy: không."
            ).format(
                documents=words.number(len(documents)),
                files=words.number(files),
                pages=words.number(sum(one.file_pages for one in documents)),
            ),
            _("5. Tình trạng: {review}").format(review=lines.clean(dossier.review)),
            _("6. Mục lục văn bản trong hồ sơ kèm theo biên bản này."),
        ],
    }


def _party(side: str, event: Event) -> dict[str, str]:
    return {
        "side": side,
        "name": event.by_name,
        "confirmed": _("Xác nhận trên hệ thống lúc {at}").format(
            at=words.instant(event.occurred_at)
        ),
    }
