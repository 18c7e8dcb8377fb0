"""What lies where in a bundle, and how large one may be."""

from __future__ import annotations

FORMAT = "lienthong/document/1"

MANIFEST = "manifest.json"
PDF = "van-ban.pdf"
PACKET = "goi-tin.json"
FIELDS = "metadata.xml"
KEY = "khoa-so-su-kien.pem"
README = "DOC-TOI.txt"
EVENTS = "su-kien/"
FILES = "tep/"
ROOTS = "chung-thu/"

MEMBERS_MAX = 5000
BYTES_MAX = 512 * 2**20

WORDS = """\
Tệp này chứa một văn bản cùng những gì cần để người ngoài tự kiểm tra.

  van-ban.pdf              văn bản đã ký số
  tep/                     tệp kèm theo
  goi-tin.json             gói tin đã gửi, có mã băm của từng tệp
  metadata.xml             các trường của Phụ lục VI Nghị định 30/2020/NĐ-CP
  su-kien/                 từng sự kiện kèm chứng minh nằm trong sổ sự kiện
  khoa-so-su-kien.pem      khóa công khai của sổ: so với khóa tỉnh công bố
  chung-thu/               chứng thư gốc của chữ ký số: so với danh sách tin cậy của bạn

Kiểm tra, không cần mạng và cơ sở dữ liệu:

  lienthong verify TEP.zip [--key KHOA.pem] [--trust THU-MUC]
"""
