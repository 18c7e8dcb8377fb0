"""The lists an office prints of its files, by the decree's columns: the documents in a file, the
files, the yearly list (Decree 30/2020, app. VI V.5).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Max, Min, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.directory import posts
from lienthong.directory.document_types import types_of
from lienthong.documents.registers import printed
from lienthong.documents.registers.printed import Table
from lienthong.documents.registers.shapes import Head, Line
from lienthong.dossiers import queries, rules
from lienthong.dossiers.models import Dossier, DossierList, Entry
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.ui import words


def _heads(*columns: tuple[Promise, int]) -> tuple[Head, ...]:
    return tuple(Head(label, width) for label, width in columns)


DOCUMENT_HEADS = _heads(
    (gettext_lazy("Số thứ tự"), 13),
    (gettext_lazy("Số, ký hiệu văn bản"), 30),
    (gettext_lazy("Ngày tháng văn bản"), 22),
    (gettext_lazy("Tên loại và trích yếu nội dung văn bản"), 92),
    (gettext_lazy("Tác giả văn bản"), 48),
    (gettext_lazy("Trang số"), 18),
    (gettext_lazy("Ghi chú"), 34),
)
FILE_HEADS = _heads(
    (gettext_lazy("Số thứ tự"), 13),
    (gettext_lazy("Số, ký hiệu hồ sơ"), 28),
    (gettext_lazy("Tiêu đề hồ sơ"), 106),
    (gettext_lazy("Thời gian tài liệu"), 34),
    (gettext_lazy("Thời hạn bảo quản"), 26),
    (gettext_lazy("Số trang"), 18),
    (gettext_lazy("Ghi chú"), 38),
)
LIST_HEADS = _heads(
    (gettext_lazy("Số và ký hiệu hồ sơ"), 30),
    (gettext_lazy("Tên đề mục và tiêu đề hồ sơ"), 120),
    (gettext_lazy("Thời hạn bảo quản"), 32),
    (gettext_lazy("Người lập hồ sơ"), 50),
    (gettext_lazy("Ghi chú"), 34),
)


def _framed(act: Act, agency_id: int, **table: object) -> Table:
    """A table under the head of its agency, with the foot that says where it was printed."""
    today = clock.local(act.at).date()
    agency = posts.agency_on(agency_id, today)
    superior = posts.agencies_on([agency.superior_id or 0], today).get(agency.superior_id or 0)
    by = ", ".join(filter(None, (act.by_name, act.by_title)))
    return Table(
        agency=agency.name,
        superior=superior.name if superior else "",
        foot=printed.foot(act.at, by, printed.covered()),
        demo=settings.DEMO,
        **table,  # type: ignore[arg-type]
    )


# The documents in a file


def document_lines(act: Act, dossier: Dossier) -> list[Line]:
    """One line a document in its order; the pages count on from one document to the next."""
    lines, page = [], 0
    for held in queries.contents(act, dossier):
        document = held.document
        if document is None:
            hidden = _("Văn bản bạn không được xem")
            lines.append(Line((str(held.ordinal), "", "", hidden, "", "", "")))
            continue
        name = types_of(document.branch).name(document.type)
        pages = document.file_pages
        span = words.number(page + 1) if pages else ""
        if pages > 1:
            span = f"{span}-{words.number(page + pages)}"
        page += pages
        note = "" if document.code else _("Chưa ban hành")
        lines.append(
            Line(
                (
                    str(held.ordinal),
                    document.code or document.symbol,
                    words.day(document.issued_on),
                    f"{name}: {document.subject}",
                    document.issuer_name,
                    span,
                    note,
                ),
                document.id,
            )
        )
    return lines


def of_documents(act: Act, dossier: Dossier) -> Table:
    """Mục lục văn bản trong hồ sơ."""
    kept = rules.retention_words(dossier.retention_years)
    return _framed(
        act,
        dossier.agency_id,
        title=_("Mục lục văn bản trong hồ sơ"),
        period=_("Hồ sơ {code}: {title}. Bảo quản {kept}.").format(
            code=dossier.code, title=dossier.title, kept=kept
        ),
        heads=DOCUMENT_HEADS,
        lines=tuple(document_lines(act, dossier)),
        empty=_("Hồ sơ chưa có văn bản nào."),
    )


# The files of a year


@dataclass(frozen=True)
class FileLine:
    """A file as a line of the list, and the file itself."""

    dossier: Dossier
    line: Line


def files_of(act: Act, year: int, state: str) -> QuerySet[Dossier]:
    """The files of the agency and the year that this post may see, all states when `state` is "";
    by heading and number.
    """
    found = Dossier.objects.visible_to(act).filter(agency_id=act.agency_id or 0, year=year)
    if state:
        found = found.filter(state=state)
    return found.annotate(
        count=Count("items"),
        first_on=Min("items__document__issued_on"),
        last_on=Max("items__document__issued_on"),
        pages=Sum("items__document__file_pages"),
    ).order_by("entry__heading_id", "notation", "id")


def file_lines(files: Iterable[Dossier]) -> list[FileLine]:
    """The files as lines of the list, numbered from 1."""
    return [FileLine(one, _file_line(number, one)) for number, one in enumerate(files, start=1)]


def _file_line(number: int, one: Dossier) -> Line:
    facts = vars(one)
    note = _("{n} văn bản").format(n=words.number(facts["count"]))
    held = _("đang phong tỏa") if one.hold_reason else str(rules.STATE_NAMES[one.state])
    return Line(
        (
            str(number),
            one.notation,
            one.title,
            span(facts["first_on"], facts["last_on"]),
            rules.retention_words(one.retention_years),
            words.number(facts["pages"] or 0),
            f"{note}, {held.lower()}",
        )
    )


def span(first: date | None, last: date | None) -> str:
    """`01/11/2022 - 21/11/2022`; one day alone; nothing when no document has a date."""
    days = dict.fromkeys(words.day(one) for one in (first, last) if one is not None)
    return " - ".join(days)


def of_files(act: Act, year: int, state: str) -> Table:
    """Mục lục hồ sơ of a year; refused in words for more than one print holds."""
    found = list(files_of(act, year, state)[: printed.ROWS_MAX + 1])
    if len(found) > printed.ROWS_MAX:
        raise Refused(
            "dossiers.too_long",
            _("Năm này có hơn {n} hồ sơ. Chọn một trạng thái rồi in.").format(
                n=words.number(printed.ROWS_MAX)
            ),
            reason="limit",
        )
    kind = str(rules.STATE_NAMES[state]) if state else _("Mọi trạng thái")
    return _framed(
        act,
        act.agency_id or 0,
        title=_("Mục lục hồ sơ, tài liệu"),
        period=_("Năm {year}. {kind}.").format(year=year, kind=kind),
        heads=FILE_HEADS,
        lines=tuple(one.line for one in file_lines(found)),
        empty=_("Không có hồ sơ nào."),
    )


# The yearly list


def of_list(act: Act, found: DossierList) -> Table:
    """Danh mục hồ sơ of a year: each heading, then the files it foresees."""
    lines = []
    entries = Entry.objects.filter(heading__list=found).select_related("heading")
    heading_id = None
    for entry in entries.order_by("heading_id", "ordinal"):
        heading = entry.heading
        if heading.pk != heading_id:
            heading_id = heading.pk
            lines.append(Line((heading.abbreviation, heading.title.upper(), "", "", "")))
        lines.append(
            Line(
                (
                    rules.notation(entry.ordinal, heading.abbreviation),
                    entry.title,
                    rules.retention_words(entry.retention_years),
                    entry.keeper_title,
                    "",
                )
            )
        )
    state = str(rules.LIST_STATE_NAMES[found.state])
    approved = f": {found.approved_by}, {words.instant(found.approved_at)}"
    return _framed(
        act,
        found.agency_id,
        title=_("Danh mục hồ sơ năm {year}").format(year=found.year),
        period=state + (approved if found.approved_at else ""),
        heads=LIST_HEADS,
        lines=tuple(lines),
        empty=_("Danh mục chưa có hồ sơ nào."),
    )
