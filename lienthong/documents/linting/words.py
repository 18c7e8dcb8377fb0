"""Rules for single lines of a document, as plain texts (Decree 30/2020, app. I)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lienthong.documents.linting.findings import Finding, finding
from lienthong.documents.rendering.lines import LAST_PADDED_MONTH

NUMBER = re.compile(r"Số\s*:?(?=\s*\d|\s*[/-]|\s*$|:)")
CODE = re.compile(r"(?P<number>\d+[a-zđ]?)(?P<sign>\s*[/-]\s*)(?P<symbol>.+)")
DATED = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})")
PREFIX = re.compile(r"(TM|KT|TL|TUQ|Q)(\.|/|:|\s)\s*(?=[A-ZĐÀ-Ỹ])")
STROKED = re.compile(r"(T/M|K/T|T/L|T/UQ)\.?\s")
DEPUTY = "PHÓ "
FORMS = {False: "“Số: 05/QĐ-UBND”", True: "“Số 05-QĐ/TU”"}


def number_line(line: str, *, party: bool) -> list[Finding]:
    """The form of `Số: 05/QĐ-UBND`, in the Party `Số 05-QĐ/TU` (guidance 36-HD/VPTW)."""
    rest = NUMBER.sub("", line, count=1).strip()
    found = CODE.fullmatch(rest)
    if found is None:
        return [_form(line, party, "không đủ số và ký hiệu")]
    why = _wrong_number(line, found, party=party) or _wrong_symbol(found["symbol"])
    return [_form(line, party, why)] if why else []


def _form(line: str, party: bool, why: str) -> Finding:
    return finding("number_form", line=line, form=FORMS[party], why=why)


def _wrong_number(line: str, found: re.Match[str], *, party: bool) -> str:
    if party and line.startswith("Số:"):
        return "văn bản của Đảng không có dấu hai chấm sau “Số”"
    if not party and not line.startswith("Số:"):
        return "thiếu dấu hai chấm sau “Số”"
    digits = found["number"].rstrip("abcdđefghiklmnopq")
    if len(digits) == 1:
        return "số nhỏ hơn 10 thêm số 0 ở trước"
    if found["sign"] != found["sign"].strip():
        return "bỏ khoảng trắng quanh dấu sau số"
    if found["sign"] != ("-" if party else "/"):
        return "sai dấu giữa số và ký hiệu"
    return ""


def _wrong_symbol(symbol: str) -> str:
    if re.search(r"\s", symbol):
        return "ký hiệu không có khoảng trắng"
    if symbol.endswith(("-", "/")) or "--" in symbol:
        return "thừa dấu trong ký hiệu"
    return ""


def symbol_of(line: str) -> str:
    """What follows the number in a number line; "" when there is none."""
    found = CODE.fullmatch(NUMBER.sub("", line, count=1).strip())
    return found["symbol"].strip() if found else ""


def type_of(symbol: str, types: Mapping[str, str], *, party: bool) -> str:
    """The abbreviation a symbol begins with; "" for an official letter."""
    first = re.split(r"[/-]", symbol, maxsplit=1)[0]
    return first if first in types and not (party and first == "CV") else ""


def date_line(line: str) -> list[Finding]:
    """Days below 10 and the months 1 and 2 get a zero, the other months do not."""
    found = DATED.search(line)
    if found is None:
        return [finding("place")]
    day, month = found[1], found[2]
    padded = f"{int(month):02d}" if int(month) <= LAST_PADDED_MONTH else str(int(month))
    if day != f"{int(day):02d}" or month != padded:
        return [finding("date_zero", line=found[0])]
    return []


def authority(lines: Sequence[str], *, party: bool) -> list[Finding]:
    """The lines over the signature: prefixes with a full stop, a deputy under "KT."."""
    found: list[Finding] = []
    for line in lines:
        wrong = STROKED.match(line) if not party else None
        dotted = PREFIX.match(line)
        if wrong or (dotted and dotted[2] != "." and not party):
            found.append(finding("prefix_form", line=line))
    title = next((line for line in lines if line.startswith(DEPUTY)), "")
    told = any(re.match(r"(KT|K/T|TL|T/L|TUQ|T/UQ|T/M|Q)[./\s]", line) for line in lines)
    if title and not told and not found:
        found.append(finding("prefix", line=title))
    return found


def recipients(lines: Sequence[str], *, addressed: bool, party: bool) -> list[Finding]:
    """`Như trên` first where somebody is addressed, `Lưu: VT` last."""
    bare = [line.lstrip("-– ").strip() for line in lines if line.strip("-– ")]
    if not bare:
        return [finding("recipients")]
    found: list[Finding] = []
    above = bare[0].casefold().startswith("như trên")
    if addressed and not above:
        found.append(finding("as_above"))
    if above and not addressed:
        found.append(finding("not_addressed"))
    kept = [line for line in bare if line.startswith("Lưu")]
    if not kept or (not party and not re.match(r"Lưu\s*:\s*VT\b", kept[-1])):
        found.append(finding("kept"))
    return found


def subject(words: str, longest: int = 250) -> list[Finding]:
    """A subject is one short sentence without a stop."""
    if not words.strip():
        return [finding("subject")]
    found: list[Finding] = []
    if len(words) > longest:
        found.append(finding("subject_long", length=len(words)))
    if words.rstrip().endswith((".", ";", ":", ",")):
        found.append(finding("subject_stop"))
    return found
