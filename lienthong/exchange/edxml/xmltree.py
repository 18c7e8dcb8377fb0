"""XML from strangers as a small tree: no document types, no entities, no more than the limits.

Names are kept without their prefix and whether or not the prefix was declared: what other systems
send differs in nothing as often as in that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from lienthong.exchange.edxml.shapes import Unreadable

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that no XML may hold."""
BYTES_MAX = 80 * 2**20
ELEMENTS_MAX = 20_000
DEPTH_MAX = 40
ATTRIBUTES_MAX = 100
TEXT_MAX = 200_000
"""Characters of one element, but for the content of an attachment."""
CONTENTS = frozenset({"ContentTransferEncoded", "Content"})

_WHY = {
    "mismatched tag": "thẻ đóng không khớp thẻ mở",
    "no element found": "tệp bị cắt cụt",
    "unclosed token": "tệp bị cắt cụt",
    "unclosed CDATA section": "tệp bị cắt cụt",
    "not well-formed (invalid token)": "có ký tự không được phép",
    "undefined entity": "có thực thể không khai báo",
    "unknown encoding": "bảng mã không biết",
    "encoding specified in XML declaration is incorrect": "khai báo sai bảng mã",
    "junk after document element": "có nội dung thừa sau thẻ gốc",
    "duplicate attribute": "có thuộc tính lặp lại",
    "partial character": "có ký tự bị cắt đôi",
}
_OTHERS = (
    (b"%PDF-", "tệp PDF"), (b"PK\x03\x04", "tệp nén hoặc tệp Word, Excel"), (b"{", "tệp JSON"),
    (b"<!DOCTYPE html", "trang web"), (b"<html", "trang web"),
)  # fmt: skip


@dataclass
class Node:
    """An element: its name without prefix, its namespace ("" when undeclared), its own text."""

    name: str
    space: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> list[Node]:
        """The children of that name."""
        return [child for child in self.children if child.name == name]

    def child(self, *path: str) -> Node | None:
        """The first element along a path of names, or None."""
        here: Node | None = self
        for name in path:
            here = next(iter(here.all(name)), None) if here is not None else None
        return here

    def get(self, *path: str) -> str:
        """The text along a path; "" for what is not there, and for the word "null"."""
        found = self.child(*path)
        text = " ".join(found.text.split()) if found is not None else ""
        return "" if text.lower() == "null" else text

    def every(self) -> Iterator[Node]:
        """This element and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.every()


class _Builder:
    """What expat calls while it reads."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[tuple[Node, dict[str, str], list[str]]] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > ELEMENTS_MAX or len(self._open) >= DEPTH_MAX:
            raise Unreadable("Tệp có quá nhiều thẻ hoặc lồng nhau quá sâu nên không đọc.")
        if len(attributes) > ATTRIBUTES_MAX:
            raise Unreadable(f"Một thẻ có hơn {ATTRIBUTES_MAX} thuộc tính nên không đọc.")
        declared = {
            key.partition(":")[2]: value
            for key, value in attributes.items()
            if key == "xmlns" or key.startswith("xmlns:")
        }
        outer = self._open[-1][1] if self._open else {}
        spaces = outer | declared if declared else outer
        prefix, _colon, local = name.rpartition(":")
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        node = Node(local, spaces.get(prefix, ""), plain)
        if self._open:
            self._open[-1][0].children.append(node)
        else:
            self.root = node
        self._open.append((node, spaces, []))

    def end(self, _name: str) -> None:
        node, _spaces, pieces = self._open.pop()
        node.text = "".join(pieces)
        if len(node.text) > TEXT_MAX and node.name not in CONTENTS:
            raise Unreadable(f"Thẻ {node.name} dài quá {TEXT_MAX} ký tự nên không đọc.")

    def words(self, text: str) -> None:
        if self._open:
            self._open[-1][2].append(text)

    def no_document_type(self, *_args: object) -> None:
        raise Unreadable("Tệp có khai báo kiểu tài liệu (DOCTYPE): không đọc vì có thể gây hại.")


def parse(content: bytes) -> Node:
    """The root element; Unreadable in words for anything that is no sound and safe XML."""
    if not content.strip():
        raise Unreadable("Tệp rỗng.")
    if len(content) > BYTES_MAX:
        raise Unreadable(f"Tệp lớn hơn {BYTES_MAX // 2**20} MB nên không đọc.")
    start = content.lstrip()[:40]
    for mark, what in _OTHERS:
        if start.lower().startswith(mark.lower()):
            raise Unreadable(f"Đây là {what}, không phải gói tin edXML.")
    if b"<" not in start[:5]:
        raise Unreadable("Đây không phải tệp XML.")
    builder, parser = _Builder(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.words
    parser.StartDoctypeDeclHandler = builder.no_document_type
    parser.EntityDeclHandler = builder.no_document_type
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        why = _WHY.get(expat.ErrorString(error.code) or "", "không đúng cú pháp")
        raise Unreadable(
            f"XML hỏng ở dòng {error.lineno}, cột {error.offset + 1}: {why}."
        ) from None
    except (LookupError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("XML hỏng: bảng mã không biết.") from None
    if builder.root is None:
        raise Unreadable("Tệp không có thẻ nào.")
    return builder.root
