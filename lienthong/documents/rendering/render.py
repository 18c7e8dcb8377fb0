"""One official document, from its parts to the PDF that will be signed."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from lienthong.documents.rendering import fields, fonts, lines
from lienthong.documents.rendering.body import Paragraph
from lienthong.documents.rendering.fields import Slot
from lienthong.documents.rendering.letter import Extract, Letter
from lienthong.kernel.errors import Refused

TEMPLATES = Path(__file__).resolve().parents[1] / "typst"
OFFICIAL_LETTER = "official_letter"
NAMED = "named"
PARTY = "party"
EXTRACT = "extract"
VIETNAM = timezone(timedelta(hours=7))
DEMO_WORDS = "VĂN BẢN MINH HỌA, dữ liệu hư cấu"
LONGEST_JOINED_PARAGRAPH = 700
LETTERS_A_LINE = 70  # of a table's 13 pt


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished page run: its bytes, how many pages, where the two signatures go.

    `person` and `agency` are None without slots. `sha256` is what the signer must be shown again:
    nothing but our own pages is ever signed.
    """

    pdf: bytes
    pages: int
    sha256: str
    person: Slot | None
    agency: Slot | None


class _Typesetter:
    """Typst with the fonts of one folder: loaded once, used by one thread at a time."""

    def __init__(self, fonts_folder: Path) -> None:
        self._lock = Lock()
        self._compiler = typst.Compiler(
            root=TEMPLATES, font_paths=[fonts_folder], ignore_system_fonts=True
        )

    def typeset(self, template: str, letter: str, signed_on: date | None) -> tuple[bytes, Any]:
        """PDF bytes and the facts that the page reports about itself.

        A numbered document is PDF/A-2b with the day of issue as its date, so the same letter gives
        the same bytes; a draft is a plain PDF without a date.
        """
        options: dict[str, Any] = {}
        if signed_on is not None:
            midnight = datetime.combine(signed_on, time(), tzinfo=VIETNAM)
            options = {
                "pdf_standards": ["a-2b"],
                "timestamp": int(midnight.astimezone(UTC).timestamp()),
            }
        with self._lock:
            pdf = self._compiler.compile(
                input=TEMPLATES / f"{template}.typ",
                format="pdf",
                sys_inputs={"letter": letter},
                **options,
            )
            facts = self._compiler.query("<facts>", field="value", one=True)
        if not isinstance(pdf, bytes):
            raise TypeError("Typst gave no PDF bytes")
        return pdf, json.loads(facts)


@lru_cache(maxsize=4)
def _typesetter(fonts_folder: Path) -> _Typesetter:
    fonts.faces(fonts_folder)
    return _Typesetter(fonts_folder)


def render(
    template: str,
    letter: Letter,
    *,
    number: str | None,
    issued_on: date | None,
    slots: bool,
    fonts_folder: Path | None = None,
    front: Sequence[bytes] = (),
) -> Rendered:
    """Lay out a document with the nine parts of Decree 30/2020, art. 8 and app. I.

    `template` is "official_letter", "named" (every type with a name of its own) or "party".
    `number` and `issued_on` come together; without them the page is a draft: blank number and
    date, "DỰ THẢO" across it. `slots` adds the two empty signature fields. `front` are pictures
    (JPEG, 200 dots an inch) that become pages before it. Raises
    `Refused` for a sign that no font of ours can show, for an unknown urgency and where the
    fonts are missing.
    """
    if (number is None) != (issued_on is None):
        raise ValueError("number and issued_on come together")
    if slots and number is None:
        raise ValueError("a draft has no place for signatures")
    if template not in {OFFICIAL_LETTER, NAMED, PARTY, EXTRACT}:
        raise ValueError(f"no template {template}")
    folder = fonts_folder or fonts.folder()
    typesetter = _typesetter(folder)
    data = json.dumps(_page(letter, number, issued_on), ensure_ascii=False)
    fonts.check_characters(data, folder)
    try:
        pdf, facts = typesetter.typeset(template, data, issued_on)
    except typst.TypstError as error:
        raise Refused(
            "documents.not_laid_out",
            "Không dàn được trang của văn bản này: rút ngắn hoặc sửa nội dung rồi thử lại.",
            reason="input",
        ) from error
    person = agency = None
    if front:
        pdf = fields.with_front(pdf, front)
    if slots:
        gap = facts["gap"]
        person, agency = fields.places(**gap | {"page": gap["page"] + len(front)})
        pdf = fields.add_fields(pdf, person, agency)
    return Rendered(
        pdf=pdf,
        pages=facts["pages"] + len(front),
        sha256=hashlib.sha256(pdf).hexdigest(),
        person=person,
        agency=agency,
    )


def _page(letter: Letter, number: str | None, issued_on: date | None) -> dict[str, Any]:
    """What the templates read: every line ready to print."""
    mark, width = lines.urgency(letter.urgency)
    kind = letter.type_name or "Công văn"
    return {
        "title": lines.clean(f"{kind} {number or ''}/{letter.symbol}: {letter.subject}"),
        "author": lines.clean(" ".join(letter.agency)),
        "superior": _all(letter.superior),
        "agency": _all(letter.agency),
        "number_line": lines.number_line(number, lines.clean(letter.symbol), party=letter.party),
        "place_and_date": lines.place_and_date(lines.clean(letter.place_name), issued_on),
        "about": (lines.unnamed if letter.party else lines.about)(lines.bound(letter.subject)),
        "party": letter.party,
        "deciding": lines.clean(letter.deciding),
        "type_name": lines.clean(letter.type_name).upper(),
        "subject": lines.bound(letter.subject),
        "urgency": mark,
        "urgency_width": width,
        "to": lines.addressees(tuple(_all(letter.to))),
        **_text(letter, lines.carried_with(letter, number, issued_on)),
        "authority": _all(letter.authority),
        "signer_title": lines.clean(letter.signer_title),
        "signer_name": lines.clean(letter.signer_name),
        "recipients": _all(lines.recipients(letter)),
        "address": lines.clean(letter.address),
        "demo": DEMO_WORDS if letter.demo else None,
        "draft": number is None,
        "extract": _extract(letter.extract) if letter.extract else None,
    }


def _extract(extract: Extract) -> dict[str, Any]:
    return {
        "form": lines.clean(extract.form),
        "agency": _all(extract.agency),
        "number_line": lines.clean(extract.number_line),
        "dated": lines.clean(extract.dated),
        "type_name": lines.clean(extract.type_name).upper(),
        "subject": lines.bound(extract.subject),
        "signer_title": _all(extract.signer_title),
        "signer_name": lines.clean(extract.signer_name),
        "pages": lines.clean(extract.pages),
    }


def _text(letter: Letter, carried: str) -> dict[str, Any]:
    """The blocks of the body, and those of each appendix behind the signature."""
    blocks = _decided(list(letter.paragraphs), letter.decides)
    starts = [place for place, one in enumerate(blocks) if one.kind == "appendix"]
    parts = [blocks[start:end] for start, end in pairwise([*starts, len(blocks)])]
    body = blocks[: starts[0]] if starts else blocks
    return {
        "paragraphs": _blocks(body),
        "appendices": [_blocks(_carried(part, carried)) for part in parts],
    }


def _decided(blocks: list[Paragraph], decides: str) -> list[Paragraph]:
    """The deciding word between the legal bases and the articles, if the drafter left it out."""
    if not decides or any(one.kind == "decision" for one in blocks):
        return blocks
    bases = sum(one.kind == "basis" for one in blocks)
    return [*blocks[:bases], Paragraph(decides, "decision"), *blocks[bases:]]


def _carried(part: list[Paragraph], carried: str) -> list[Paragraph]:
    """An appendix says which document it goes with (Decree 30/2020, app. I)."""
    if any(one.kind == "appendix_note" for one in part):
        return part
    head = sum(one.kind in {"appendix", "appendix_title"} for one in part[:2])
    return [*part[:head], Paragraph(carried, "appendix_note"), *part[head:]]


def _blocks(blocks: Sequence[Paragraph]) -> list[dict[str, Any]]:
    last = len(blocks) - 1
    return [
        {
            "kind": block.kind,
            "text": lines.bound(block.text),
            "lead": lines.bound(block.lead),
            "rows": [[lines.bound(cell) for cell in row] for row in block.rows],
            "widths": _widths(block.rows),
            # Kept on the page of what follows; a long one may break, or half a page is empty.
            "joined": block.heading
            or (
                place == last
                and block.kind != "table"
                and len(block.text) <= LONGEST_JOINED_PARAGRAPH
            ),
        }
        for place, block in enumerate(blocks)
    ]


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """How wide each column of a table is, in letters of a line: its longest word at least, the rest
    by its longest cell.
    """
    columns = list(zip(*rows, strict=True))
    least = [2 + max(len(word) for cell in one for word in cell.split() or [""]) for one in columns]
    wish = [2 + max(map(len, one)) for one in columns]
    room = LETTERS_A_LINE - sum(least)
    more = sum(wish) - sum(least)
    if room <= 0 or more <= room:
        return [float(width) for width in (least if room <= 0 else wish)]
    return [low + room * (high - low) / more for low, high in zip(least, wish, strict=True)]


def _all(texts: tuple[str, ...] | list[str]) -> list[str]:
    return [lines.clean(text) for text in texts]
