"""What somebody could do to a signed file."""

import re
from io import BytesIO

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from lienthong.documents.signing.marks import Stamp


def flipped(pdf: bytes, at: int) -> bytes:
    """One byte changed; a letter of hexadecimal becomes another value, not another case."""
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def containers(pdf: bytes) -> list[tuple[int, int]]:
    """Start and end of the hexadecimal digits of each signature, in the order of signing."""
    found = re.finditer(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", pdf)
    return sorted((int(one[1]) + 1, int(one[2]) - 1) for one in found)


def with_note(pdf: bytes) -> bytes:
    """A later revision that puts a text note over the first page."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Rect"): generic.ArrayObject(
                [generic.NumberObject(edge) for edge in (100, 600, 300, 700)]
            ),
            generic.pdf_name("/Contents"): generic.pdf_string("Số: 99"),
        }
    )
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page["/Annots"])
    return _written(writer)


def with_new_number(pdf: bytes) -> bytes:
    """A later revision that replaces the content of the first page."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    content = page.get_value_as_reference("/Contents").get_object()
    content._data = content.data.replace(b"0 ", b"1 ", 5)  # pyHanko has no way to set it
    content._encoded_data = None
    writer.update_container(content)
    return _written(writer)


def with_other_mark(pdf: bytes, stamp: Stamp) -> bytes:
    """A later revision that redraws the first signature's image: pyHanko lets it pass."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    field = writer.root["/AcroForm"]["/Fields"][0]
    image = field["/AP"]["/N"]
    form = generic.StreamObject(
        dict_data={key: image.raw_get(key) for key in image if key != "/Length"},
        encoded_data=stamp.content,
    )
    field["/AP"] = generic.DictionaryObject({generic.pdf_name("/N"): writer.add_object(form)})
    writer.update_container(field)
    return _written(writer)


def with_text_field(pdf: bytes) -> bytes:
    """The same page with a form field for text in its only revision."""
    with pikepdf.open(BytesIO(pdf)) as document:
        field = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T=pikepdf.String("so-tien"),
                Rect=pikepdf.Array([100, 500, 300, 520]),
                P=document.pages[0].obj,
                V=pikepdf.String("1"),
                DA=pikepdf.String("/Helv 0 Tf 0 g"),
            )
        )
        document.pages[0].obj.Annots.append(field)
        document.Root.AcroForm.Fields.append(field)
        out = BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def with_text_filled_in(pdf: bytes) -> bytes:
    """A later revision that fills in that field."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    field = writer.root["/AcroForm"]["/Fields"][2]
    field["/V"] = generic.pdf_string("1000000")
    writer.update_container(field)
    return _written(writer)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
