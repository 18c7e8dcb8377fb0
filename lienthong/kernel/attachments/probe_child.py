"""The process in which foreign parsers meet hostile bytes: run alone, little memory, little time.

Reads one JSON job from standard input, answers with one JSON line per file on standard output.
It imports nothing of ours, so that it can be started by its path with an empty environment
(`python -I probe_child.py`).
"""

from __future__ import annotations

import io
import json
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
LAUNCH = {"/Launch", "/GoToE", "/RichMediaExecute", "/Movie", "/Sound"}
SEND = {"/SubmitForm", "/ImportData"}
A4_POINTS = (595.276, 841.89)
MARGIN_POINTS = 28.35  # 1 cm
POINTS_PER_INCH = 72
PHOTO_DPI = 200
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
    checks = {"pdf": check_pdf, "image": check_image, "picture": check_picture, "xml": check_xml}
    for path, family in job.get("items", ()):
        _say(_answer(partial(checks[family], path, limits), f"{family}_broken"))


def check_pdf(path: str, limits: Limits) -> dict[str, object]:
    """Open, count, and walk every object for what acts when the file is opened."""
    import pikepdf

    try:
        pdf = pikepdf.open(path, attempt_recovery=False)
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
    """Parse to the end without a tree; say the root element's local name, lower case."""
    roots: list[str] = []
    targets: list[str] = []

    def root(name: str, _attributes: dict[str, str]) -> None:
        roots.append(name.rpartition(":")[2].lower())
        parser.StartElementHandler = None

    def refuse(*_facts: object) -> None:
        raise Found("xml_dtd")

    def instruct(target: str, _data: str) -> None:
        targets.append(target)
        if len(targets) > limits["entries"]:
            raise Found("too_heavy")

    parser = expat.ParserCreate()
    parser.StartElementHandler = root
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ProcessingInstructionHandler = instruct
    try:
        with open(path, "rb") as content:  # noqa: PTH123 - paths of any bytes
            while chunk := content.read(XML_CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Found("xml_broken") from error
    office = "mso-application" in targets
    return {"root": "mso-application" if office else roots[0]}


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
    if len(pdf.pages) > limits["pdf_pages"]:
        raise Found("pdf_pages")
    if len(pdf.objects) > limits["pdf_objects"]:
        raise Found("too_heavy")
    expanded = 0
    for thing in pdf.objects:
        for part in _parts(thing):
            _check_dictionary(part, limits)
        if _is_stream(thing):
            expanded += _decoded(thing, limits["expanded_bytes"] - expanded)
    root = pdf.Root
    opening = [root.get("/OpenAction")]
    if any(_is_dictionary(action) and action.get("/S") == "/URI" for action in opening):
        raise Found("pdf_action")
    return {"expanded": expanded}


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


def _is_stream(thing: Any) -> bool:
    import pikepdf

    return isinstance(thing, pikepdf.Stream)


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
    if action in SEND:
        raise Found("pdf_action")
    if keys & {"/EF", "/EmbeddedFiles"} or part.get("/Subtype") in {
        "/FileAttachment",
        "/RichMedia",
    }:
        raise Found("pdf_embedded")
    if "/XFA" in keys:
        raise Found("pdf_xfa")
    if part.get("/Subtype") == "/Image" and {"/Width", "/Height"} <= keys:
        pixels = int(part.get("/Width")) * int(part.get("/Height"))
        if pixels > limits["pixels"]:
            raise Found("image_pixels")


def _decoded(stream: Any, allowed: int) -> int:
    """Bytes a packed stream grows to; pictures are judged by their width and height instead."""
    import pikepdf

    filters = stream.get("/Filter")
    names = (
        [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    )
    if names.count("/FlateDecode") + names.count("/LZWDecode") > 1:
        raise Found("pdf_heavy")
    if names != ["/FlateDecode"] or stream.get("/Subtype") == "/Image":
        return 0
    unpacker, made = zlib.decompressobj(), 0
    packed = bytes(stream.get_raw_stream_buffer())
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
    picture = pdf.make_stream(
        packed.getvalue(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=size[0],
        Height=size[1],
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
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


if __name__ == "__main__":
    main()
