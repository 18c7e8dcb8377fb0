"""The codec: written as the field expects, read whatever the prefix and order, refused in words."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from lienthong.exchange.edxml import contents, reading, xmltree
from lienthong.exchange.edxml.reading import day, instant, read
from lienthong.exchange.edxml.shapes import Attached, Evidence, Letter, Status, Unreadable
from lienthong.exchange.edxml.writing import write_letter, write_status
from lienthong.exchange.tests import packets
from lienthong.exchange.tests.packets import LETTER, PDF, STATUS, letter, zipped

WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
"""Words as they stand on the wire: what is odd about blanks and control signs is not kept."""


def same(read_back: Letter | Status) -> Letter | Status:
    """What was read, without the dates that reading works out."""
    if isinstance(read_back, Status):
        return read_back
    files = tuple(replace(one, description="") for one in read_back.files)
    return replace(read_back, issued_on=None, due_on=None, files=files, steering="")


def test_what_was_written_is_read_as_it_was() -> None:
    for message, written in ((LETTER, write_letter(LETTER)), (STATUS, write_status(STATUS))):
        packet = read(written)
        assert same(packet.message) == message
        assert (packet.problems, packet.notes) == ([], [])
        assert packet.signature is Evidence.ABSENT


@given(subject=WORDS, number=WORDS, name=WORDS, content=st.binary(min_size=1, max_size=60))
def test_any_words_come_through(subject: str, number: str, name: str, content: bytes) -> None:
    files = (Attached("1", f"{name}.pdf", content, "application/pdf"),)
    sent = letter(subject=f"V/v {subject}", number=f"1{number}", files=files)
    if content.startswith(contents.LOCAL_HEADER):
        return
    assert same(read(write_letter(sent)).message) == sent


def test_the_wire_has_the_fields_exact_names_and_order() -> None:
    text = write_letter(letter(business="3", about=("mã cũ",))).decode()
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="http://www.mic')
    order = [
        "<edXML:From>", "<edXML:To>", "<edXML:DocumentId>", "<edXML:Code>",
        "<edXML:PromulgationInfo>", "<edXML:DocumentType>", "<edXML:Subject>", "<edXML:Content>",
        "<edXML:SignerInfo>", "<edXML:DueDate>", "<edXML:OtherInfo>", "<edXML:ResponseFor>",
        "<edXML:SteeringType>", "<edXML:ToPlaces>", "<edXML:TraceHeaderList>", "<edXML:Bussiness>",
        "<edXML:BussinessDocType>3<", "<edXML:ReplacementInfoList>", "<edXML:edXMLManifest ",
        "<AttachmentEncoded>", "<edXML:ContentTransferEncoded xmlns:edXML=",
    ]  # fmt: skip
    places = [text.index(mark) for mark in order]
    assert places == sorted(places)
    assert "&lt;kết nối&gt; &amp; liên thông" in text


@pytest.mark.parametrize(
    ("text", "code", "notes"),
    [(packets.OTHER_DIALECT, "7/UBND", 1), (packets.LINKED, "8", 1)],
)
def test_other_dialects_prefixes_and_orders_are_read(text: str, code: str, notes: int) -> None:
    packet = read(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert isinstance(packet.message, Letter)
    assert packet.problems == []
    assert len(packet.notes) == notes
    assert (packet.message.code, packet.message.issued_on) == (code, day("2022/11/21"))
    assert [one.content for one in packet.message.files] == [PDF]


def wrapped(encoded: str, name: str = "cong-van.pdf") -> bytes:
    """The letter with another content of its file."""
    told = write_letter(LETTER).decode()
    content = base64.b64encode(PDF).decode()
    return told.replace(content, encoded).replace("cong-van.pdf", name).encode()


@pytest.mark.parametrize(
    ("encoded", "name", "content"),
    [
        (zipped(PDF), "a.pdf", PDF),
        (zipped(PDF), "a.zip", base64.b64decode(zipped(PDF))),
        (zipped(PDF, "a", "b"), "a.pdf", base64.b64decode(zipped(PDF, "a", "b"))),
    ],
)
def test_a_wrapping_of_one_entry_is_taken_off(encoded: str, name: str, content: bytes) -> None:
    packet = read(wrapped(encoded, name))
    assert isinstance(packet.message, Letter)
    assert packet.problems == []
    assert [one.content for one in packet.message.files] == [content]


def cut(text: str, name: str) -> bytes:
    """The text without every element of that name."""
    start, end = f"<edXML:{name}>", f"</edXML:{name}>"
    while start in text:
        text = text[: text.index(start)] + text[text.index(end) + len(end) :]
    return text.encode()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("From", "Thiếu mã cơ quan gửi"), ("To", "Thiếu nơi nhận"),
        ("DocumentId", "Thiếu mã văn bản"), ("Code", "Thiếu số, ký hiệu"),
        ("PromulgationInfo", "Ngày ban hành bị thiếu"), ("Reference", ""),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(name: str, words: str) -> None:
    packet = read(cut(write_letter(letter(replies_to=())).decode(), name))
    assert any(words in one for one in packet.problems) == bool(words)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2022/11/21<", "2022/02/30<", "“2022/02/30” không phải một ngày"),
        ("DocType>0<", "DocType>9<", "Loại nghiệp vụ “9”"),
        ("DocType>0<", "DocType>3<", "không nêu văn bản bị thay thế"),
        ("<ContentId>cid:209", "<ContentId>cid:1", "được nêu mà không có trong gói tin"),
        ("<ContentId>cid:209", "<ContentId>cid:1", "có trong gói tin mà không được nêu"),
        ("<edXML:Subject>", "<edXML:DocumentId>2</edXML:DocumentId><edXML:Subject>", "nhiều hơn"),
        ("<edXML:OrganId>H51<", "<edXML:OrganId><", "không có mã cơ quan"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_not_taken(old: str, new: str, words: str) -> None:
    packet = read(write_letter(LETTER).decode().replace(old, new).encode())
    assert any(words in one for one in packet.problems), packet.problems


@pytest.mark.parametrize(
    ("encoded", "words"),
    [
        ("PAYLOAD-REMOVED", "không phải base64"), ("", "không có nội dung"),
        (base64.b64encode(b"PK\x03\x04 cut").decode(), "bị hỏng hoặc bị cắt cụt"),
        (zipped(b"0" * 10**7), "giải ra quá lớn"), (zipped(b"", "thu-muc/"), "không chứa tệp nào"),
    ],
)  # fmt: skip
def test_contents_that_cannot_be_taken_out_are_named(encoded: str, words: str) -> None:
    packet = read(wrapped(encoded))
    assert any(words in one and "cong-van.pdf" in one for one in packet.problems), packet.problems


def test_a_recall_needs_no_bytes() -> None:
    packet = read(wrapped("PAYLOAD-REMOVED").replace(b"DocType>0<", b"DocType>1<"))
    assert packet.problems == []
    assert "không phải base64" in packet.notes[0]


def test_a_status_says_what_it_lacks() -> None:
    packet = read(
        write_status(
            replace(STATUS, status="99", at="hôm qua", about=replace(STATUS.about, document_id=""))
        )
    )
    assert len(packet.problems) == 2
    assert "Thời điểm" in packet.notes[0]


def test_a_signature_in_the_header_is_no_evidence() -> None:
    signed = write_letter(LETTER).replace(
        b"</edXML:edXMLHeader>",
        b"<Signature><SignatureValue>x</SignatureValue></Signature></edXML:edXMLHeader>",
    )
    assert read(signed).signature is Evidence.NOT_EVIDENCE


BOMB = b'<!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d "&b;&b;">]><edXML>&d;</edXML>'
HOSTILE = [
    (b"", "Tệp rỗng"), (b" \n ", "Tệp rỗng"), (BOMB, "DOCTYPE"),
    (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><edXML/>', "DOCTYPE"),
    (b"%PDF-1.7", "tệp PDF"), (b"PK\x03\x04", "tệp nén"), (b'{"a": 1}', "tệp JSON"),
    (b"<!DOCTYPE html><html>", "trang web"), (b"xin chao", "không phải tệp XML"),
    (b"<edXML><a></edXML>", "thẻ đóng không khớp"), (b"<edXML><a>", "cắt cụt"),
    (b"<edXML>&khong;</edXML>", "thực thể"), (b"<edXML>\x01</edXML>", "ký tự không được phép"),
    (b'<?xml version="1.0" encoding="nowhere"?><edXML/>', "bảng mã"),
    (b"<edXML/><a/>", "thừa sau thẻ gốc"), (b"<khac/>", "Gốc của tệp là <khac>"),
    (b"<edXML/>", "thiếu MessageHeader"), (b"<a>" * 50 + b"</a>" * 50, "lồng nhau quá sâu"),
    (b"<edXML>" + b"<a/>" * 20_001 + b"</edXML>", "quá nhiều thẻ"),
    (b"<edXML><a>" + b"x" * 200_001 + b"</a></edXML>", "dài quá"),
    (b"\xff\xfe<\x00a\x00", "XML hỏng"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "words"), HOSTILE, ids=[words for _c, words in HOSTILE])
def test_what_is_no_packet_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words.replace("(", r"\(")):
        read(content)


def test_a_packet_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmltree, "BYTES_MAX", 1000)
    with pytest.raises(Unreadable, match="lớn hơn"):
        read(write_letter(LETTER))


def test_a_thousand_declarations_are_not_read() -> None:
    declared = " ".join(f'xmlns:a{number}="b"' for number in range(1000))
    with pytest.raises(Unreadable, match="thuộc tính"):
        read(f"<edXML {declared}></edXML>".encode())


def test_all_files_of_a_packet_share_one_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ALL_MAX", 30)
    two = tuple(Attached(str(n), f"{n}.txt", b"x" * 20, "text/plain") for n in (1, 2))
    packet = read(write_letter(replace(LETTER, files=two)))
    assert packet.problems == ["Tệp 2.txt: quá lớn, một mình hay cùng các tệp trước."]


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"<edXML>{text}".encode()))
def test_no_bytes_at_all_are_a_traceback(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read(content)


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused(place: int, byte: int) -> None:
    whole = bytearray(write_letter(LETTER))
    whole[place % len(whole)] = byte
    try:
        told = read(bytes(whole)).problems
    except Unreadable as no:
        told = [str(no)]
    assert all(words.endswith(".") for words in told)


def test_days_and_moments_of_the_wire() -> None:
    assert day("2014/02/30") is None
    assert day("21-11-2022") == day("2022-11-21 00:00:00")
    assert instant("2018/09/28 17:25:11") == instant("2018-09-28T17:25:11+07:00")
    assert instant("2018/09/28") is None


def test_the_command_tells_what_each_file_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, broken = tmp_path / "tot.edxml", tmp_path / "hong.edxml"
    good.write_bytes(write_letter(LETTER))
    broken.write_bytes(wrapped("PAYLOAD-REMOVED"))

    def check(*names: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as end:
            call_command("edxml", "check", *names)
        return end.value.code, capsys.readouterr().out

    code, told = check(str(good))
    assert code == 0
    for words in (
        "ĐỌC ĐƯỢC",
        "Công văn 15/UBND-TH, ngày 21/11/2022",
        "thượng khẩn",
        "Sở Thông tin",
    ):
        assert words in told, words
    code, told = check(str(good), str(broken))
    assert (code, "✗ Tệp cong-van.pdf: nội dung không phải base64." in told) == (1, True)
    code, told = check(str(tmp_path / "khong-co"), "--json")
    assert code == 2
    assert "Không mở được tệp" in json.loads(told)[0]["problems"][0]
