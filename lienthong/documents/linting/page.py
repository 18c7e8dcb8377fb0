"""Where the parts of a finished document stand, and what is missing (Decree 30/2020, app. I)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lienthong.documents.linting import words
from lienthong.documents.linting.findings import Finding, finding
from lienthong.documents.linting.reading import Line, Sheet

NATION = "CONG HOA XA HOI CHU NGHIA VIET NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY_HEAD = "DANG CONG SAN VIET NAM"
HEAD = 90  # mm from the top: where the head of the first page ends
SAME_HEIGHT = 4
A4 = (210, 297)
SLACK = 2
SIGNATURE_ROOM = 15
SHORTEST_TITLE = 4
LONG, ENOUGH = 0.6, 3  # of the width of the page; lines
MARGINS = {"trên": (20, 25), "dưới": (20, 25), "trái": (30, 35), "phải": (15, 20)}
FACES = ("times", "tinos", "liberationserif", "nimbusrom", "freeserif", "khmer")
TITLE_CASE = re.compile(r"(?:[A-ZĐÀ-Ỹ][a-zđà-ỹ]*\s){1,6}[A-ZĐÀ-Ỹ][a-zđà-ỹ]*")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sheet with the few lines that everything is measured by."""

    sheet: Sheet
    party: bool
    number: Line | None
    foot: int  # index of "Nơi nhận", or the end

    @property
    def lines(self) -> Sequence[Line]:
        return self.sheet.lines

    @property
    def centre(self) -> float:
        return self.sheet.width / 2

    def head(self) -> list[Line]:
        """The lines that may belong to the head."""
        first = [line for line in self.lines if line.page == 1]
        return [one for one in first if one.top < HEAD] if self.sheet.placed else first[:20]

    def above_number(self) -> list[Line]:
        """The lines of the head before the number; half of it where there is none."""
        head = self.head()
        if self.sheet.placed:
            limit = self.number.top if self.number else HEAD / 2
            return [one for one in head if one.middle < self.centre and one.top < limit]
        return head[: head.index(self.number)] if self.number in head else head[:ENOUGH]


def of_lines(sheet: Sheet, types: Mapping[str, str]) -> list[Finding]:
    """Every finding on a finished document. `types` are abbreviations and names of both systems."""
    if not sheet.lines:
        return [finding("no_text")]
    seen = _look(sheet)
    checks: tuple[Callable[[_Seen, Mapping[str, str]], list[Finding]], ...] = (
        _nation, _agency, _number, _date, _title, _signer, _recipients, _paper, _faces,
        _page_numbers,
    )  # fmt: skip
    return [one for check in checks for one in check(seen, types)]


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFD", text.upper().replace("Đ", "D"))
    return " ".join("".join(one for one in folded if not unicodedata.combining(one)).split())


def _look(sheet: Sheet) -> _Seen:
    lines = sheet.lines
    party = any(PARTY_HEAD in _plain(line.text) for line in lines[:12])
    number = next((line for line in lines[:20] if words.NUMBER.match(line.text)), None)
    foot = next(
        (at for at, line in enumerate(lines) if line.text.casefold().startswith("nơi nhận")),
        len(lines),
    )
    return _Seen(sheet, party, number, foot)


def _nation(seen: _Seen, _types: Mapping[str, str]) -> list[Finding]:
    head = seen.head()
    if seen.party:
        line = next(one for one in head if PARTY_HEAD in _plain(one.text))
        return _right(seen, line, "“ĐẢNG CỘNG SẢN VIỆT NAM”") + _sized(
            seen, line, "“ĐẢNG CỘNG SẢN VIỆT NAM”", 15, 15
        )
    nation = next((one for one in head if NATION in _plain(one.text)), None)
    motto = next((one for one in head if "DOC LAP" in _plain(one.text)), None)
    found: list[Finding] = []
    if nation is None:
        found.append(finding("nation"))
    else:
        found += _right(seen, nation, "Quốc hiệu") + _sized(seen, nation, "Quốc hiệu", 12, 13)
    if motto is None or MOTTO not in motto.text.replace("–", "-"):
        found.append(finding("motto"))
    else:
        found += _sized(seen, motto, "Tiêu ngữ", 13, 14)
    return found


def _right(seen: _Seen, line: Line, part: str) -> list[Finding]:
    out = seen.sheet.placed and (line.middle < seen.centre or line.page != 1)
    return [finding("nation_place", part=part)] if out else []


def _sized(seen: _Seen, line: Line, part: str, least: float, most: float) -> list[Finding]:
    if not seen.sheet.placed or least - 0.6 <= line.size <= most + 0.6:
        return []
    shown = f"{line.size:g}".replace(".", ",")
    return [finding("size", part=part, found=shown, least=f"{least:g}", most=f"{most:g}")]


def _agency(seen: _Seen, _types: Mapping[str, str]) -> list[Finding]:
    for line in seen.above_number():
        plain = _plain(line.text)
        own = not any(sign in plain for sign in (NATION, PARTY_HEAD, "DOC LAP"))
        if own and line.text.isupper():
            return []
    return [finding("agency")]


def _number(seen: _Seen, types: Mapping[str, str]) -> list[Finding]:
    if seen.number is None:
        return [finding("number")]
    found = words.number_line(seen.number.text, party=seen.party)
    symbol = words.symbol_of(seen.number.text)
    kind = words.type_of(symbol, types, party=seen.party)
    titled = _named_title(seen, types)
    if (
        titled
        and titled != kind
        and symbol
        and not (titled in types and types[titled] == types.get(kind))
    ):
        found.append(finding("symbol", symbol=symbol, type=types[titled].lower(), expected=titled))
    return found + _sized(seen, seen.number, "Số, ký hiệu", 13, 14 if seen.party else 13)


def _named_title(seen: _Seen, types: Mapping[str, str]) -> str:
    """The type whose name stands alone in capitals under the head; "" when there is none."""
    names = {_plain(name): code for code, name in types.items()}
    start = seen.lines.index(seen.number) if seen.number else 0
    for line in seen.lines[start : start + 8]:
        if line.text.isupper() and (code := names.get(_plain(line.text.rstrip(":")))):
            return code
    return ""


def _date(seen: _Seen, _types: Mapping[str, str]) -> list[Finding]:
    line = next((one for one in seen.head() if words.DATED.search(one.text)), None)
    if line is None:
        return [finding("place")]
    found = words.date_line(line.text)
    if not seen.sheet.placed:
        return found
    level = seen.number is None or abs(line.top - seen.number.top) <= SAME_HEIGHT or seen.party
    if line.middle < seen.centre or not level:
        found.append(finding("date_place"))
    if not line.italic:
        found.append(finding("date_italic"))
    return found


def _title(seen: _Seen, types: Mapping[str, str]) -> list[Finding]:
    symbol = words.symbol_of(seen.number.text) if seen.number else ""
    kind = words.type_of(symbol, types, party=seen.party)
    addressed = any(_plain(line.text).startswith("KINH GUI") for line in seen.lines[:40])
    if kind:
        return [] if _named_title(seen, types) else [finding("type", type=types[kind].upper())]
    if not symbol or _named_title(seen, types):
        return []
    about = any(line.text.casefold().startswith("v/v") for line in seen.lines[:30])
    found = [] if about or seen.party else [finding("about")]
    return found if addressed else [*found, finding("addressed", type="Công văn")]


def _closing(seen: _Seen) -> list[Line]:
    """The lines of the signature: right of the recipients, or all behind them in a flowing file."""
    if not seen.sheet.placed:
        return [one for one in seen.lines[max(0, seen.foot - 4) :] if not one.text.startswith("-")]
    if seen.foot == len(seen.lines):
        return []
    label = seen.lines[seen.foot]
    return [
        one
        for one in seen.lines
        if one.page == label.page and one.middle > seen.centre and one.top > label.top - 8
    ]


def _signer(seen: _Seen, _types: Mapping[str, str]) -> list[Finding]:
    closing = _closing(seen)
    titles = [one for one in closing if one.text.isupper() and len(one.text) >= SHORTEST_TITLE]
    below = titles[-1].bottom if titles and seen.sheet.placed else 0
    name = next(
        (
            one
            for one in closing
            if TITLE_CASE.fullmatch(one.text) and (not seen.sheet.placed or one.top >= below)
        ),
        None,
    )
    if not titles or name is None:
        return [finding("signer")]
    found = words.authority([one.text for one in titles], party=seen.party)
    gap = name.top - below
    if seen.sheet.placed and gap < SIGNATURE_ROOM:
        found.append(finding("seal", gap=max(0, round(gap))))
    return found


def _recipients(seen: _Seen, _types: Mapping[str, str]) -> list[Finding]:
    if seen.foot == len(seen.lines):
        return [finding("recipients")]
    label = seen.lines[seen.foot]
    addressed = any(
        _plain(line.text).startswith("KINH GUI") for line in seen.lines[: seen.foot][:60]
    )
    listed: list[str] = []
    for line in seen.lines[seen.foot + 1 :]:
        if seen.sheet.placed and (line.page != label.page or line.left > seen.centre):
            continue
        if line.text.startswith(("-", "–")):
            listed.append(line.text)
        elif listed and (line.text[:1].islower() or not listed[-1].endswith((".", ";"))):
            listed[-1] += f" {line.text}"
    return words.recipients(listed, addressed=addressed, party=seen.party)


def _paper(seen: _Seen, _types: Mapping[str, str]) -> list[Finding]:
    sheet = seen.sheet
    found: list[Finding] = []
    if abs(sheet.width - A4[0]) > SLACK or abs(sheet.height - A4[1]) > SLACK:
        found.append(finding("paper"))
    measured = _measured(seen)
    for side, (least, most) in MARGINS.items():
        given = measured.get(side)
        wide = most + 5 if seen.party and side == "phải" else most
        if given is not None and not least - SLACK <= given <= wide + SLACK:
            found.append(finding("margin", side=side, found=round(given), least=least, most=most))
    return found


def _measured(seen: _Seen) -> dict[str, float]:
    """Margins as the file states them, or by the long lines of the text."""
    sheet = seen.sheet
    if sheet.margins:
        return dict(zip(MARGINS, sheet.margins, strict=True))
    if not sheet.placed:
        return {}
    long = [one for one in sheet.lines if one.right - one.left > sheet.width * LONG]
    found = {
        "trên": min(one.top for one in sheet.lines if one.page == 1),
        "trái": min(one.left for one in sheet.lines),
    }
    right = sheet.width - max(one.right for one in sheet.lines)
    if len(long) >= ENOUGH or right < MARGINS["phải"][0]:  # a text of short lines shows no edge
        found["phải"] = right
    return found


def _faces(seen: _Seen, _types: Mapping[str, str]) -> list[Finding]:
    strange = {
        line.face.split("-")[0].split(",")[0]
        for line in seen.lines
        if line.face and not any(one in line.face.replace(" ", "").lower() for one in FACES)
    }
    return [finding("face", face=face) for face in sorted(strange)]


def _page_numbers(seen: _Seen, _types: Mapping[str, str]) -> list[Finding]:
    """At the top in the middle from the second page on, none on the first."""
    if not seen.sheet.placed:
        return []
    found: list[Finding] = []
    pages = {line.page for line in seen.lines}
    numbered = {
        line.page
        for line in seen.lines
        if line.text.isdecimal() and line.top < MARGINS["trên"][0] + SLACK
    }
    if 1 in numbered:
        found.append(finding("page_number", where="Trang đầu không đánh số trang: bỏ số này."))
    missing = sorted(page for page in pages - numbered if page > 1)
    if missing and not numbered - {1}:
        said = f"Trang {missing[0]} chưa đánh số ở giữa lề trên."
        found.append(finding("page_number", where=said))
    return found
