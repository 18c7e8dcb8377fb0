"""What stands on the page of an official document, as plain values."""

from dataclasses import dataclass

from lienthong.documents.rendering.body import Paragraph


@dataclass(frozen=True, slots=True)
class Extract:
    """What an extract is taken from, as its page names it (Decree 30/2020, art. 25).

    `agency`, `signer_title` are lines; `pages` says in words which pages stand before, empty where
    the text of a part is set anew.
    """

    form: str
    agency: tuple[str, ...]
    number_line: str
    dated: str
    type_name: str
    subject: str
    signer_title: tuple[str, ...]
    signer_name: str
    pages: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """The parts of one document, in the order of the boxes of Decree 30/2020, app. I.

    Every value is text as a person wrote it; nothing in it is markup. `agency` and `superior` are
    the lines of box 2 in capitals, `issuer` the whole name as it is spoken. `symbol` is what
    follows the number ("UBND-VX"). `type_name` is empty for an official letter (công văn).
    `deciding` is who decides, in capitals, above the legal bases of a decision, and `decides` the
    word under them ("QUYẾT ĐỊNH:"). `urgency` is "", "KHẨN", "THƯỢNG KHẨN" or "HỎA TỐC".
    `recipients` leaves out "Như trên" and "Lưu", which the page adds; `kept_by` takes the place of
    "VT, <unit>" in the latter. `party` is the Party's layout (guidance 36-HD/VPTW). `demo` prints
    at the foot that the document and its people are invented. An extract has `extract`; `front`
    are the pages that stand before it, as (digest of their file, number).
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
    issuer: str = ""
    type_name: str = ""
    deciding: str = ""
    decides: str = ""
    to: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    kept_by: str = ""
    urgency: str = ""
    drafter_code: str = ""
    address: str = ""
    party: bool = False
    demo: bool = False
    extract: Extract | None = None
    front: tuple[tuple[str, int], ...] = ()
