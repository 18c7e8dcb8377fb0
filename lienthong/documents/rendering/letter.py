"""What stands on the page of an official document, as plain values."""

import re
from dataclasses import dataclass

NO_BREAK = "\u00a0"
HEADING = re.compile(r"(?:Phần|Chương|Mục)\s+\S|[IVX]{1,5}\.\s")
MARK = re.compile(r"(\d{1,2}(?:\.\d{1,2})*[.)]|Điều \d{1,3}\.|[a-zđ]\)|[-+•–])\s+")
LONGEST_HEADING = 160


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the body; a heading is bold and stays with the next paragraph."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """The parts of one document, in the order of the boxes of Decree 30/2020, app. I.

    Every value is text as a person wrote it; nothing in it is markup. `agency` and `superior` are
    the lines of box 2 in capitals. `symbol` is what follows the number ("UBND-VX"). `type_name` is
    empty for an official letter (công văn). `urgency` is "", "KHẨN", "THƯỢNG KHẨN" or "HỎA TỐC".
    `recipients` leaves out "Như trên" and "Lưu", which the page adds. `demo` prints at the foot
    that the document and its people are invented.
    """

    agency: tuple[str, ...]
    place_name: str
    symbol: str
    subject: str
    paragraphs: tuple[Paragraph, ...]
    signer_title: str
    signer_name: str
    drafting_unit: str
    superior: tuple[str, ...] = ()
    type_name: str = ""
    to: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    urgency: str = ""
    drafter_code: str = ""
    address: str = ""
    demo: bool = False


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Split what a drafter typed into paragraphs: one a line, empty lines dropped.

    "I. ...", "Chương ..." become headings; "1.", "a)", "-" keep to the word after them.
    """
    return tuple(_paragraph(line.strip()) for line in text.splitlines() if line.strip())


def _paragraph(line: str) -> Paragraph:
    heading = len(line) <= LONGEST_HEADING and HEADING.match(line) is not None
    mark = MARK.match(line)
    if mark:
        line = mark.group(1) + NO_BREAK + line[mark.end() :]
    return Paragraph(text=line, heading=heading)
