"""Reading an exported file back: is it whole, in order, and as it was when it left?"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from hashlib import sha256
from pathlib import Path

from lienthong.documents.bundles.verify import NotABundle, Report, read_members
from lienthong.dossiers import rules
from lienthong.dossiers.exports import contents

OWN = {contents.README, contents.LIST, contents.FIELDS}


def check(path: Path) -> Report:
    """Look at every document of an export, in Vietnamese sentences; NotABundle for other files."""
    members = read_members(path)
    root = _root(members)
    report = Report(code=_code(root))
    places = list(root.findall("Documents/*"))
    _order(report, root, places)
    named: set[str] = set()
    for place in places:
        for file in place.findall("File"):
            named.add(str(file.get("name")))
            _file(report, place, file, members)
    for name in sorted(members.keys() - named - OWN):
        report.say(name, f"{name}: có trong tệp mà ho-so.xml không nêu.", holds=False)
    return report


def _root(members: dict[str, bytes]) -> ET.Element:
    text = members.get(contents.FIELDS)
    if text is None:
        raise NotABundle("Tệp không phải hồ sơ đã xuất: thiếu ho-so.xml.")
    if b"<!" in text:
        raise NotABundle("ho-so.xml có khai báo kiểu tài liệu nên không đọc: xin lại bản gốc.")
    try:
        root = ET.fromstring(text)  # noqa: S314 - no document type, so no entities: see above
    except (ET.ParseError, LookupError, ValueError):
        raise NotABundle("ho-so.xml không đọc được: tải lại hồ sơ từ nơi xuất.") from None
    if root.tag != contents.ROOT:
        raise NotABundle("ho-so.xml không phải trường thông tin của một hồ sơ.")
    return root


def _code(root: ET.Element) -> str:
    parts = (root.findtext(f"FileCode/{name}", "") for name in _CODE)
    return ".".join(filter(None, parts))


_CODE = ("OrganId", "FileCatalog", "FileNotation")


def _order(report: Report, root: ET.Element, places: list[ET.Element]) -> None:
    ordinals = [place.get("ordinal") for place in places]
    if ordinals == [str(number) for number in range(1, len(places) + 1)]:
        report.say("order", f"{len(places)} văn bản đúng thứ tự từ 1.")
    else:
        report.say("order", "Số thứ tự văn bản bị thiếu, trùng hoặc đảo.", holds=False)
    total = root.findtext("DocTotal", "0")
    if total != str(len(places)):
        words = f"Hồ sơ ghi {total} văn bản mà ho-so.xml nêu {len(places)}."
        report.say("total", words, holds=False)
    hidden = sum(place.tag == "Withheld" for place in places)
    if hidden:
        report.say("withheld", f"{hidden} văn bản không xuất vì người xuất không được xem.")
    if not (_code(root) and root.findtext("Title", "").strip()):
        report.say("fields", "Thiếu mã hồ sơ hoặc tiêu đề.", holds=False)
    if len(root.findtext("Title", "")) > rules.TITLE_MAX:
        report.say("fields", f"Tiêu đề dài quá {rules.TITLE_MAX} ký tự.", holds=False)


def _file(report: Report, place: ET.Element, file: ET.Element, members: dict[str, bytes]) -> None:
    name = str(file.get("name"))
    content = members.get(name)
    if content is None:
        report.say(name, f"{name}: bị lấy ra khỏi tệp.", holds=False)
    elif sha256(content).hexdigest() != file.get("sha256"):
        report.say(name, f"{name}: bị sửa sau khi xuất.", holds=False)
    else:
        subject = place.findtext("Subject", "")
        report.say(name, f"{name}: nguyên vẹn. {subject}".strip())
