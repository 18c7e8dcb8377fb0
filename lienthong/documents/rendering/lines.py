"""Single lines of an official document, by the letter of Decree 30/2020, app. I."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from lienthong.documents.rendering.body import NO_BREAK
from lienthong.documents.rendering.letter import Letter
from lienthong.kernel.errors import Refused

URGENCY_WIDTHS_MM = {"KHẨN": 20, "HỎA TỐC": 30, "THƯỢNG KHẨN": 40}
FIRST_TWO_DIGIT = 10
LAST_PADDED_MONTH = 2
GAPS = re.compile(r"[ \x00-\x1f\x7f-\x9f\u2028\u2029]+")
COUNTED = re.compile(r"\b(ngày|tháng|năm|số|Số|Điều|khoản|điểm) (?=\d)")


def clean(text: str) -> str:
    """NFC, one space between words, no control characters: what a line of print can hold."""
    return GAPS.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def bound(text: str) -> str:
    """Clean text in which "tháng 12", "số 45" and the like stay on one line."""
    return COUNTED.sub(lambda match: match.group(1) + NO_BREAK, clean(text))


def number_line(number: str | None, symbol: str, *, party: bool = False) -> str:
    """`Số: 05/UBND-VX`; numbers below 10 get a zero (Decree 30/2020, app. I). The Party writes
    `Số 07-NQ/TU` (guidance 36-HD/VPTW).

    A draft has no number yet: its place stays blank.
    """
    label, sign = ("Số", "-") if party else ("Số:", "/")
    if number is None:
        return f"{label}{NO_BREAK * 8}{sign}{symbol}"
    return f"{label} {code(number, symbol, sign)}"


def code(number: str, symbol: str, sign: str) -> str:
    """`05/UBND-VX`: numbers below 10 get a zero."""
    if number.isdecimal() and int(number) < FIRST_TWO_DIGIT:
        number = f"{int(number):02d}"
    return f"{number}{sign}{symbol}"


def carried_with(letter: Letter, number: str | None, day: date | None) -> str:
    """What stands under the title of an appendix in the same file (Decree 30/2020, app. I)."""
    kind = letter.type_name or "Công văn"
    blank = NO_BREAK * 6
    dated = (
        f"{day.day:02d} tháng {_month(day)} năm {day.year}"
        if day
        else f"{blank}tháng{blank}năm{blank}"
    )
    sign = "-" if letter.party else "/"
    numbered = code(number, letter.symbol, sign) if number else f"{blank}{sign}{letter.symbol}"
    return f"(Kèm theo {kind} số {numbered} ngày {dated} của {letter.issuer})"


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month <= LAST_PADDED_MONTH else str(day.month)


def place_and_date(place_name: str, day: date | None) -> str:
    """`Sóc Trăng, ngày 05 tháng 01 năm 2022` (Decree 30/2020, app. I).

    Days below 10 and the months 1 and 2 get a zero, the other months do not.
    """
    if day is None:
        return f"{place_name}, ngày{NO_BREAK * 6}tháng{NO_BREAK * 6}năm{NO_BREAK * 10}"
    return f"{place_name}, ngày {day.day:02d} tháng {_month(day)} năm {day.year}"


def unnamed(subject: str) -> str:
    """The subject of a Party letter, without "Về việc", as a line by itself."""
    if subject[:8].casefold() == "về việc ":
        subject = subject[8:]
    return subject[:1].upper() + subject[1:]


def about(subject: str) -> str:
    """The line under the number of an official letter, `V/v ...` (Decree 30/2020, app. I)."""
    if subject[:3].casefold() == "v/v":
        return subject
    if subject[:8].casefold() == "về việc ":
        subject = subject[8:]
    first, rest = subject[:1], subject[1:]
    # An abbreviation ("UBND ...") keeps its capitals; a plain word loses the capital of a sentence.
    return "V/v " + (first + rest if rest[:1].isupper() else first.lower() + rest)


def listed(lines: Iterable[str]) -> list[str]:
    """Lines of a list: each ends with a semicolon, the last with a full stop."""
    bare = [line.rstrip(" ;.,").removeprefix("-").lstrip() for line in lines]
    return [line + (";" if place < len(bare) - 1 else ".") for place, line in enumerate(bare)]


def addressees(to: tuple[str, ...]) -> list[str]:
    """Box 9a: a single addressee stands on the line of "Kính gửi:", several are a list."""
    if len(to) == 1:
        return [to[0].rstrip(" ;")]
    return listed(to)


def recipients(letter: Letter) -> list[str]:
    """Box 9b: `Như trên` first if somebody is addressed, `Lưu: VT, <unit>` last; in the Party
    `Lưu Văn phòng Tỉnh ủy`.

    (Decree 30/2020, app. I)
    """
    last = f"Lưu: VT, {letter.drafting_unit}" if letter.drafting_unit else "Lưu: VT"
    if letter.kept_by:
        last = f"Lưu {letter.kept_by}"
    first = ("Như trên",) if letter.to else ()
    lines = listed([*first, *letter.recipients, last])
    if letter.drafter_code:
        lines[-1] += f" {letter.drafter_code}"
    return lines


def urgency(words: str) -> tuple[str | None, int]:
    """The mark of box 10b and the width of its frame in mm (Decree 30/2020, app. I)."""
    if not words:
        return None, 0
    if words not in URGENCY_WIDTHS_MM:
        raise Refused(
            "documents.unknown_urgency",
            f"Độ khẩn “{words}” không có trong Nghị định 30/2020/NĐ-CP: chọn Khẩn, Thượng khẩn "
            "hoặc Hỏa tốc.",
            reason="input",
        )
    return words, URGENCY_WIDTHS_MM[words]
