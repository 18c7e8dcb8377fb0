"""What a signed file must not contain, however well it is signed.

Code and dynamic forms let one file show two people two texts; a picture in a signature field that
nobody has signed looks like a signature; that of a later signature may hide what was signed before.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pyhanko.pdf_utils.generic import Dereferenceable, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader

from lienthong.documents.signing import reasons
from lienthong.documents.signing.verdict import Reason

CODE = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/RichMediaExecute"}
WIDEST_MARK = 36_000.0
"""Square points: 6.7 cm by 6.7 cm, twice what a seal or a signature with its lines takes."""
MOST_PAGES = 2000
DEEPEST = 60


def doubts(
    reader: PdfFileReader, fields: Sequence[tuple[str, Any, Any]], first: str
) -> list[Reason]:
    """Why this file cannot be taken for an issued document. `fields` are its signature fields,
    `first` the name of the one that was signed first.
    """
    found = []
    if _is_active(reader):
        found.append(reasons.ACTIVE)
    if any(value is None and _drawn(_plain(field)) for _name, value, field in fields):
        found.append(reasons.DISGUISED)
    later = [_plain(field) for name, value, field in fields if value is not None and name != first]
    if _widest(later) > min(WIDEST_MARK, _smallest_page(reader) / 4):
        found.append(reasons.COVERED)
    return found


def _widest(fields: Sequence[Any]) -> float:
    """The area of the largest widget of these fields."""
    widgets = [widget for field in fields for widget in (field, *_parts(field, "/Kids"))]
    return max((_area(_parts(widget, "/Rect")) for widget in widgets), default=0.0)


def _smallest_page(reader: PdfFileReader) -> float:
    """The area of the smallest page as it is shown."""
    return min(_area(_shown(page)) for page in _pages(_part(reader.root, "/Pages")))


def _shown(page: Any) -> list[Any]:
    """The box of a page, its own or that of a node above it."""
    for box in ("/CropBox", "/MediaBox"):
        node = page
        for _step in range(DEEPEST):
            if node is None or _parts(node, box):
                break
            node = _part(node, "/Parent")
        if node is not None:
            return _parts(node, box)
    raise ValueError


def _area(box: Sequence[Any]) -> float:
    left, bottom, right, top = (float(edge) for edge in box or (0,) * 4)
    return abs(right - left) * abs(top - bottom)


def _is_active(reader: PdfFileReader) -> bool:
    root = reader.root
    form, names = _part(root, "/AcroForm"), _part(root, "/Names")
    if "/XFA" in (form or ()) or "/JavaScript" in (names or ()):
        return True
    holders = [root, *_parts(form, "/Fields"), *_pages(_part(root, "/Pages"))]
    return any(_acts(_plain(holder)) for holder in holders)


def _acts(holder: Any, depth: int = 0) -> bool:
    """Does a catalog, a page, one of its annotations or a form field carry out code?"""
    if depth > DEEPEST:
        raise ValueError
    actions = [_part(holder, "/OpenAction"), _part(holder, "/A")]
    events = _part(holder, "/AA") or {}
    actions += [_part(events, key) for key in events]
    below = [*_parts(holder, "/Annots"), *_parts(holder, "/Kids")]
    return any(_is_code(action) for action in actions) or any(
        _acts(one, depth + 1) for one in below
    )


def _is_code(action: Any, depth: int = 0) -> bool:
    """One action or the chain it begins; a chain without end is no better than code."""
    if depth > DEEPEST:
        return True
    if not isinstance(action, dict):
        return False
    after = _part(action, "/Next")
    chain = [_plain(one) for one in after] if isinstance(after, list) else [after]
    return _part(action, "/S") in CODE or any(_is_code(one, depth + 1) for one in chain)


def _pages(node: Any, depth: int = 0) -> Iterator[Any]:
    """Every page below a node of the tree; a tree that has no end is a damaged file."""
    if depth > DEEPEST:
        raise ValueError
    if "/Kids" not in node:
        yield node
        return
    kids = _parts(node, "/Kids")
    if len(kids) > MOST_PAGES:
        raise ValueError
    for kid in kids:
        yield from _pages(kid, depth + 1)


def _drawn(field: Any) -> bool:
    """Has a signature field an appearance that covers anything?"""
    for widget in (field, *_parts(field, "/Kids")):
        left, bottom, right, top = (float(edge) for edge in _parts(widget, "/Rect") or (0,) * 4)
        look = _part(_part(widget, "/AP") or {}, "/N")
        drawing = isinstance(look, StreamObject) and look.encoded_data and look.data.strip()
        if left != right and bottom != top and drawing:
            return True
    return False


def _part(holder: Any, key: str) -> Any:
    """The value under a key, followed when it is a reference; None when it is not there."""
    return _plain(holder.get(key)) if isinstance(holder, dict) else None


def _parts(holder: Any, key: str) -> list[Any]:
    """The members of the array under a key, each followed; none when there is no array."""
    found = _part(holder, key)
    return [_plain(one) for one in found] if isinstance(found, list) else []


def _plain(thing: Any) -> Any:
    """What a reference refers to."""
    return thing.get_object() if isinstance(thing, Dereferenceable) else thing
