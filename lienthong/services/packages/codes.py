"""How the things of a package are named."""

from __future__ import annotations

import re

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,39}")
WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
PROCEDURE = re.compile(r"[0-9A-Z][0-9A-Za-z.\-]{1,39}")
FILE = re.compile(r"(?:[a-z0-9][a-z0-9_\-]{0,39}/)?[A-Za-z0-9][A-Za-z0-9_.\-]{0,79}")

CHANNELS = {"direct": 1, "online": 2, "post": 3}
"""KenhThucHien of the national sync."""
CHANNEL_NAMES = {
    "direct": "Trực tiếp", "online": "Trực tuyến", "post": "Dịch vụ bưu chính công ích",
}  # fmt: skip
LEVELS = ("commune", "district", "province")
ONLINE = ("full", "partial", "none")
LIFE_EVENTS = {
    "birth": "Sinh con",
    "marriage": "Kết hôn",
    "death": "Người thân qua đời",
    "residence": "Chuyển nơi ở",
    "papers": "Bản sao, chứng thực giấy tờ",
    "allowance": "Nhận trợ cấp",
    "health": "Bảo hiểm y tế",
    "house": "Xây nhà",
    "land": "Mua bán, tặng cho đất",
    "business": "Mở kinh doanh",
    "job": "Xin việc, làm hồ sơ",
}
APPLICANTS = {
    "citizen": "Công dân Việt Nam",
    "foreigner": "Người nước ngoài",
    "organisation": "Tổ chức",
    "household": "Hộ gia đình",
}
