"""Packets of our own making, of the shapes seen in the field."""

from __future__ import annotations

import base64
import io
import zipfile
from dataclasses import replace

from lienthong.exchange.edxml.shapes import QCVN, Attached, Letter, Organ, Reply, Staff, Status

PDF = b"%PDF-1.7 cong van"
SENDER = Organ(
    "000.00.00.H99", "UBND tỉnh Thử Nghiệm", "UBND tỉnh Thử Nghiệm", "Số 1, đường Thử",
    "thu@example.vn", "0299 1", "0299 2", "example.vn",
)  # fmt: skip
LETTER = Letter(
    document_id="0b7a2f9e-6f0e-4c65-9d6c-1f5d1f0a0001",
    sender=SENDER,
    to=(Organ("H51", "UBND tỉnh Sóc Trăng"), Organ("H51.11", "Sở Thông tin & Truyền thông")),
    number="15",
    notation="UBND-TH",
    place="Thử Nghiệm",
    issued="2022/11/21",
    type_name="Công văn",
    type_code="1",
    subject="Về việc <kết nối> & liên thông",
    signer_authority="KT. CHỦ TỊCH",
    signer_title="Phó Chủ tịch",
    signer_name="Nguyễn Văn Thử",
    due="2022/12/01",
    priority=2,
    pages=3,
    places=("Như trên", "Lưu: VT"),
    replies_to=(Reply("12/UBND-VX", "H51", "2022/11/01", "mã gốc"),),
    staff=Staff("Văn thư", "Trần Thử", "vt@example.vn", "0900"),
    sent="2022/11/21 08:30:00",
    files=(Attached("209", "cong-van.pdf", PDF, "application/pdf"),),
)
STATUS = Status(
    sender=SENDER,
    about=Reply("01/UBND-VX", "H51", "2022/11/21", "0b7a2f9e-6f0e-4c65-9d6c-1f5d1f0a0002"),
    status="03",
    words="Đã vào sổ",
    at="2022/11/21 09:15:00",
    staff=Staff("Văn thư", "Trần Thử"),
)


def letter(**facts: object) -> Letter:
    """The letter with other facts."""
    return replace(LETTER, **facts)  # type: ignore[arg-type]


def zipped(content: bytes, *names: str) -> str:
    """Base64 of a ZIP with the content under each name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for name in names or ("8d1f.pdf",):
            whole.writestr(name, content)
    return base64.b64encode(out.getvalue()).decode()


OTHER_DIALECT = f"""<?xml version="1.0"?>
<EdXMLEnvelope xmlns="http://www.go.vn/eDoc"><Header><MessageHeader>
<DocumentId>H99,2022/02/30,7/UBND</DocumentId><SteeringType>1</SteeringType>
<To><OrganId>H51</OrganId></To><To><OrganId>H51.11</OrganId></To>
<From><OrganName>Nơi khác</OrganName><OrganId>28.22.H17</OrganId></From>
<Code><CodeNotation>UBND</CodeNotation><CodeNumber>7</CodeNumber></Code>
<PromulgationInfo><PromulgationDate>21/11/2022</PromulgationDate></PromulgationInfo>
<Subject>Thông báo</Subject></MessageHeader></Header>
<Body><Manifest><Attachment><FileName>a.pdf</FileName><FileType>application/pdf</FileType>
<Content>{base64.b64encode(PDF).decode()}</Content></Attachment></Manifest></Body></EdXMLEnvelope>
"""
LINKED = f"""<edXML xmlns="{QCVN}"><e:edXMLEnvelope xmlns:e="{QCVN}"><e:edXMLHeader>
<e:MessageHeader><e:From><e:OrganId>H99</e:OrganId></e:From><e:To><e:OrganId>H51</e:OrganId></e:To>
<e:DocumentId>x1</e:DocumentId><e:Code><e:CodeNumber>8</e:CodeNumber></e:Code>
<e:PromulgationInfo><e:PromulgationDate>2022-11-21 00:00:00</e:PromulgationDate>
</e:PromulgationInfo></e:MessageHeader></e:edXMLHeader><e:edXMLBody><e:edXMLManifest>
<e:Reference xlink:href="cid:5"><e:AttachmentName>a.pdf</e:AttachmentName></e:Reference>
</e:edXMLManifest></e:edXMLBody></e:edXMLEnvelope><AttachmentEncoded><Attachment>
<ContentId>5</ContentId><AttachmentName>a.pdf</AttachmentName>
<ContentTransferEncoded>{zipped(PDF)}</ContentTransferEncoded></Attachment></AttachmentEncoded>
</edXML>
"""
