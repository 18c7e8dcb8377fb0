"""What lies where in an exported file."""

from __future__ import annotations

README = "DOC-TOI.txt"
LIST = "muc-luc.pdf"
FIELDS = "ho-so.xml"
DOCUMENTS = "van-ban/"
ROOT = "Dossier"
BYTES_MAX = 400 * 2**20
"""What one export may hold before packing; a larger file is handed over document by document."""

WORDS = """\
Tệp này chứa một hồ sơ công việc.

  muc-luc.pdf    mục lục văn bản trong hồ sơ
  ho-so.xml      trường thông tin của hồ sơ và của từng văn bản, theo thứ tự hình thành
                 (Phụ lục VI Nghị định 30/2020/NĐ-CP); mỗi tệp kèm mã băm SHA-256
  van-ban/       từng văn bản và tệp kèm theo, đúng như đã ký

Kiểm tra, không cần mạng và cơ sở dữ liệu:

  lienthong dossiers check TEP.zip
"""
