"""The process in which foreign parsers meet hostile bytes: run alone, little memory, little time.

Reads one JSON job from standard input, answers with one JSON line per file on standard output.
It imports nothing of ours, so that it can be started by its path with an empty environment
(`python -I probe_child.py`), or forked by probe_nursery.py.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any
from xml.parsers import expat

Job = dict[str, Any]
Limits = dict[str, int]
XML_CHUNK = 4 * 2**20
STREAM_CHUNK = 64 * 1024
FORMATS = ("JPEG", "PNG", "GIF", "TIFF", "WEBP", "HEIF")
GROWING = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
HOLDS_FILES = {"/FileAttachment", "/RichMedia"}
CODED = {"/ASCIIHexDecode", "/AHx", "/ASCII85Decode", "/A85"}
JUMPS = {"/GoToR", "/Thread", "/GoTo3DView"}  # may name another file
CHAIN = 1000  # actions one after another
LAUNCH = {"/Launch", "/GoToE", "/RichMediaExecute", "/Movie", "/Sound"}
SEND = {"/SubmitForm", "/ImportData"}
PAGES = {"http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"}
FETCHED = {"attachedtemplate", "oleobject", "frame", "subdocument"}  # fetched to be read as code
SHOWN = {"image", "video", "audio", "media"}  # fetched to be shown
HOST = re.compile(r"\\\\|//|file:(?:\\\\|/{2}[^/\\]|/{2,9}\\\\|/{4,9})")  # signs in at that host
REMOTE = re.compile(rf"https?:|ftp:|mhtml:|ms-|{HOST.pattern}")
CODE = 4096  # of one field; the name of its command comes first
DDE = re.compile(r"[\s\"]*dde(auto)?\b", re.IGNORECASE)
A4_POINTS = (595.276, 841.89)
MARGIN_POINTS = 28.35  # 1 cm
POINTS_PER_INCH, PHOTO_DPI = 72, 200
QUALITIES = (85, 70, 55, 40)


class Found(Exception):  # noqa: N818 - an answer, not an error
    """What was found, by its code in reasons.py; `item` is the number of the photo, from 1."""

    def __init__(self, code: str, item: int = 0) -> None:
        super().__init__(code)
        self.item = item


def main() -> None:
    """Do the job on standard input; the first line out says that the process is up and confined."""
    job: Job = json.loads(sys.stdin.buffer.read())
    limits: Limits = job["limits"]
    _confine(limits, writes="out" in job)
    warnings.simplefilter("ignore")
    _say({"up": True})
    if "out" in job:
        _say(_answer(partial(photos, job["photos"], job["out"], limits), "image_broken"))
    for path, family in job.get("items", ()):
        check, broken = CHECKS[family]
        _say(_answer(partial(check, path, limits), broken))


def check_pdf(path: str, limits: Limits) -> dict[str, object]:
    """Open, count, and walk every object for what acts when the file is opened."""
    import pikepdf

    with open(path, "rb") as content:  # noqa: PTH123 - paths of any bytes, which pikepdf refuses
        try:
            pdf = pikepdf.open(content, attempt_recovery=False)
        except pikepdf.PasswordError as error:
            raise Found("pdf_encrypted") from error
        except pikepdf.PdfError as error:
            raise Found("pdf_broken") from error
        with pdf:
            return _walk_pdf(pdf, limits)


def check_image(path: str, limits: Limits) -> dict[str, object]:
    """Decode every frame to its end, at a size that was looked at before."""
    expanded = 0
    with _opened_image(path) as image:
        frames = getattr(image, "n_frames", 1)
        if frames > limits["frames"]:
            raise Found("image_frames")
        for number in range(frames):
            if number:
                image.seek(number)
            if image.width * image.height > limits["pixels"]:
                raise Found("image_pixels")
            expanded += image.width * image.height * len(image.getbands())
            if image.format == "JPEG":
                image.draft("RGB", (image.width // 8, image.height // 8))
            image.load()
    return {"expanded": expanded}


def check_picture(path: str, limits: Limits) -> dict[str, object]:
    """Only the size a picture in a document says it has; one we cannot read is not our matter."""
    pixels = 0
    with suppress(Found), _opened_image(path) as image:
        pixels = image.width * image.height
    if pixels > limits["pixels"]:
        raise Found("image_pixels")
    return {}


def check_xml(path: str, limits: Limits) -> dict[str, object]:
    """Parse to the end without a tree; say the root element's local name, lower case.

    Scripts of a page inside other XML make it a page: browsers run them wherever they stand.
    """
    roots: list[str] = []
    targets: list[str] = []

    def start(name: str, _attributes: list[str]) -> None:
        if not roots:
            roots.append(name.rpartition(" ")[2].lower())
        elif name.endswith("script") and name.partition(" ")[0] in PAGES:
            roots[0] = "html"

    def instruct(target: str, _data: str) -> None:
        targets.append(target)
        if len(targets) > limits["entries"]:
            raise Found("too_heavy")

    parser = _xml_parser(start)
    parser.ProcessingInstructionHandler = instruct
    try:
        _parse(parser, path)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Found("xml_broken") from error
    office = "mso-application" in targets
    return {"root": "mso-application" if office else roots[0]}


def check_rels(path: str, _limits: Limits) -> dict[str, object]:
    """The links of an office part: what is fetched by itself when the document is opened."""

    def start(name: str, attributes: list[str]) -> None:
        if name.rpartition(" ")[2] != "Relationship":
            return
        link = dict(zip(attributes[::2], attributes[1::2], strict=True))
        kind = link.get("Type", "").rpartition("/")[2].lower()
        target = link.get("Target", "").strip().lower()
        outside = link.get("TargetMode", "").lower() == "external"
        if outside and (
            (kind in FETCHED and REMOTE.match(target)) or (kind in SHOWN and HOST.match(target))
        ):
            raise Found("external")

    _parse(_xml_parser(start), path)
    return {}


def check_fields(path: str, _limits: Limits) -> dict[str, object]:
    """The field codes of a Word part, put together again however they were cut into pieces."""
    fields = _Fields()
    parser = _xml_parser(fields.start)
    parser.EndElementHandler = fields.end
    parser.CharacterDataHandler = fields.text
    _parse(parser, path)
    fields.check()
    return {}


class _Fields:
    """The code of the field that is being read."""

    def __init__(self) -> None:
        self.code = ""
        self.reading = False

    def start(self, name: str, attributes: list[str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "fldChar":
            self.check()
        elif local == "fldSimple":
            for key, value in zip(attributes[::2], attributes[1::2], strict=True):
                if key.rpartition(" ")[2] == "instr":
                    self.code = value
            self.check()
        self.reading = local == "instrText"

    def end(self, _name: str) -> None:
        self.reading = False

    def text(self, data: str) -> None:
        if self.reading and len(self.code) < CODE:
            self.code += data

    def check(self) -> None:
        if DDE.match(self.code):
            raise Found("dde")
        self.code = ""


def _xml_parser(start: Callable[[str, list[str]], None]) -> expat.XMLParserType:
    """A parser that names elements `namespace local` and refuses every DTD."""

    def refuse(*_facts: object) -> None:
        raise Found("xml_dtd")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.ordered_attributes = True
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _parse(parser: expat.XMLParserType, path: str) -> None:
    with open(path, "rb") as content:  # noqa: PTH123 - paths of any bytes
        while chunk := content.read(XML_CHUNK):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def photos(paths: list[str], out: str, limits: Limits) -> dict[str, object]:
    """Photos, one an A4 page each, as one PDF in `out`; quality goes down until it fits."""
    for quality in QUALITIES:
        made = _photo_pdf(paths, quality, limits)
        if len(made) <= limits["file_bytes"]:
            with open(out, "wb") as file:  # noqa: PTH123 - a path given by the parent
                file.write(made)
            return {"expanded": len(made)}
    raise Found("too_big")


def _confine(limits: Limits, *, writes: bool) -> None:
    """Memory, time and files of this process; what it cannot have, it cannot take from others."""
    seconds, memory = limits["probe_seconds"], limits["probe_memory_bytes"]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    written = limits["file_bytes"] if writes else 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))


def _answer(check: Callable[[], dict[str, object]], broken: str) -> dict[str, object]:
    """What a check says. Foreign parsers raise what they like: a broken file, not our end."""
    try:
        return check()
    except Found as found:
        return {"code": str(found), "item": found.item}
    except (MemoryError, RecursionError):
        return {"code": "too_heavy"}
    except Exception:  # noqa: BLE001
        return {"code": broken}


def _say(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


@contextmanager
def _opened_image(path: str) -> Iterator[Any]:
    """A picture of a format we take, not decoded yet; all its decoder's complaints are one."""
    from PIL import Image, ImageFile

    Image.MAX_IMAGE_PIXELS = None  # we count ourselves, and say it in our words
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        _load_heif(path)
        with Image.open(path, formats=_formats()) as image:
            yield image
    except (Found, MemoryError):
        raise
    except Exception as error:
        raise Found("image_broken") from error


def _load_heif(path: str) -> None:
    """The reader of one make of phones is heavy: loaded for its files only."""
    with open(path, "rb") as content:  # noqa: PTH123 - paths of any bytes
        mark = content.read(8)
    if mark.endswith(b"ftyp"):
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)


def _formats() -> list[str]:
    """The formats we take, of those whose readers are loaded."""
    from PIL import Image

    Image.init()
    return [name for name in FORMATS if name in Image.OPEN]


def _walk_pdf(pdf: Any, limits: Limits) -> dict[str, object]:
    from pikepdf import Stream

    if len(pdf.pages) > limits["pdf_pages"]:
        raise Found("pdf_pages")
    if len(pdf.objects) > limits["pdf_objects"]:
        raise Found("too_heavy")
    expanded = 0
    for thing in pdf.objects:
        for part in _parts(thing):
            _check_dictionary(part, limits)
        if isinstance(thing, Stream):
            if "/F" in thing:
                raise Found("pdf_action")  # its bytes lie elsewhere
            expanded += _decoded(thing, limits["expanded_bytes"] - expanded)
    _check_opening(pdf.Root.get("/OpenAction"))
    return {"expanded": expanded}


def _check_opening(first: Any) -> None:
    """Actions that nobody asked for, and those that follow them: none may call out."""
    import pikepdf

    todo, seen = [first], 0
    while todo:
        action = todo.pop()
        seen += 1
        if seen > CHAIN:
            raise Found("too_heavy")
        if isinstance(action, pikepdf.Array):
            todo += list(action)
        elif _is_dictionary(action):
            if action.get("/S") == "/URI":
                raise Found("pdf_action")
            todo.append(action.get("/Next"))


def _parts(thing: Any) -> Iterator[Any]:
    """Every dictionary written inside an object, itself first; what it points to comes by
    itself.
    """
    import pikepdf

    todo = [(thing, 0)]
    while todo:
        part, depth = todo.pop()
        if depth > 100:  # noqa: PLR2004 - deeper than any honest file
            raise Found("pdf_broken")
        if isinstance(part, pikepdf.Array):
            children = list(part)
        elif _is_dictionary(part):
            yield part
            children = [part.get(key) for key in part.keys()]  # noqa: SIM118 - not a mapping
        else:
            continue
        todo += [
            (child, depth + 1)
            for child in children
            if isinstance(child, pikepdf.Object) and not child.is_indirect
        ]


def _is_dictionary(thing: Any) -> bool:
    import pikepdf

    return isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream))


def _check_dictionary(part: Any, limits: Limits) -> None:
    keys = set(part.keys())
    action = str(part.get("/S")) if "/S" in keys else ""
    if "/JS" in keys or action == "/JavaScript":
        raise Found("pdf_javascript")
    if action in LAUNCH:
        raise Found("pdf_launch")
    if action in SEND or (action in JUMPS and _is_remote(part.get("/F"))):
        raise Found("pdf_action")
    if _is_dictionary(unasked := part.get("/AA")):
        for key in unasked.keys():  # noqa: SIM118 - not a mapping
            _check_opening(unasked.get(key))
    if keys & {"/EF", "/EmbeddedFiles"} or part.get("/Subtype") in HOLDS_FILES:
        raise Found("pdf_embedded")
    if "/XFA" in keys:
        raise Found("pdf_xfa")
    if part.get("/Subtype") == "/Image" and {"/Width", "/Height"} <= keys:
        pixels = int(part.get("/Width")) * int(part.get("/Height"))
        if pixels > limits["pixels"]:
            raise Found("image_pixels")


def _is_remote(file: Any) -> bool:
    """Whether a file named in a PDF lies on another machine."""
    if _is_dictionary(file):
        return any(_is_remote(file.get(key)) for key in ("/F", "/UF", "/Unix", "/DOS", "/Mac"))
    return file is not None and bool(REMOTE.match(str(file).strip().lower()))


def _decoded(stream: Any, allowed: int) -> int:
    """Bytes a packed stream grows to; pictures are judged by their width and height instead."""
    import pikepdf

    filters = stream.get("/Filter")
    names = [str(name) for name in (filters if isinstance(filters, pikepdf.Array) else [filters])]
    if sum(name in GROWING for name in names) > 1:
        raise Found("pdf_heavy")
    if stream.get("/Subtype") == "/Image":
        return 0
    if names in (["/FlateDecode"], ["/Fl"]):
        return _inflated(bytes(stream.get_raw_stream_buffer()), allowed)
    if (len(names) == 1 and names[0] not in GROWING) or not set(names) <= GROWING | CODED:
        return 0  # as long as it is
    try:
        made = len(stream.read_bytes(pikepdf.StreamDecodeLevel.specialized))
    except pikepdf.PdfError as error:
        if "bad_alloc" in str(error):
            raise Found("pdf_heavy") from error
        return 0  # torn: readers show nothing of it
    if made > allowed:
        raise Found("pdf_heavy")
    return made


def _inflated(packed: bytes, allowed: int) -> int:
    unpacker, made = zlib.decompressobj(), 0
    try:
        while packed and not unpacker.eof:
            made += len(unpacker.decompress(packed, STREAM_CHUNK))
            packed = unpacker.unconsumed_tail
            if made > allowed:
                raise Found("pdf_heavy")
    except zlib.error:
        return made  # readers show what they could unpack of a torn stream
    return made


def _photo_pdf(paths: list[str], quality: int, limits: Limits) -> bytes:
    import pikepdf

    pdf = pikepdf.new()
    for number, path in enumerate(paths, 1):
        try:
            _add_photo(pdf, path, quality, limits)
        except Found as found:
            raise Found(str(found), number) from found
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _add_photo(pdf: Any, path: str, quality: int, limits: Limits) -> None:
    """One page: the photo upright, as large as the margins allow, at most 200 dots an inch."""
    import pikepdf
    from PIL import ImageOps

    longest = round(A4_POINTS[1] / POINTS_PER_INCH * PHOTO_DPI)
    with _opened_image(path) as opened:
        if opened.width * opened.height > limits["pixels"]:
            raise Found("image_pixels")
        opened.thumbnail((longest, longest))  # small first: turning and painting copy the picture
        image = _on_white(ImageOps.exif_transpose(opened))
        wide = image.width > image.height
        page = A4_POINTS[::-1] if wide else A4_POINTS
        box = (page[0] - 2 * MARGIN_POINTS, page[1] - 2 * MARGIN_POINTS)
        most = tuple(round(side / POINTS_PER_INCH * PHOTO_DPI) for side in box)
        image.thumbnail(most)
        packed = io.BytesIO()
        image.save(packed, "JPEG", quality=quality)
        size = image.size
    scale = min(box[0] / size[0], box[1] / size[1])
    width, height = size[0] * scale, size[1] * scale
    left, low = (page[0] - width) / 2, (page[1] - height) / 2
    told = f"<< /Type /XObject /Subtype /Image /Width {size[0]} /Height {size[1]}"
    told += " /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode >>"
    picture = pdf.make_stream(packed.getvalue(), pikepdf.Object.parse(told.encode("ascii")))
    added = pdf.add_blank_page(page_size=page)
    added.add_resource(picture, pikepdf.Name.XObject, pikepdf.Name.Photo)
    drawing = f"q {width:.3f} 0 0 {height:.3f} {left:.3f} {low:.3f} cm /Photo Do Q"
    added.obj["/Contents"] = pdf.make_stream(drawing.encode("ascii"))


def _on_white(image: Any) -> Any:
    """RGB, what is transparent shown on white paper."""
    from PIL import Image

    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return image.convert("RGB")


CHECKS: dict[str, tuple[Callable[[str, Limits], dict[str, object]], str]] = {
    "pdf": (check_pdf, "pdf_broken"),
    "image": (check_image, "image_broken"),
    "picture": (check_picture, "image_broken"),
    "xml": (check_xml, "xml_broken"),
    "rels": (check_rels, "office_broken"),
    "fields": (check_fields, "office_broken"),
}

if __name__ == "__main__":
    main()
