"""Invented values for the catalogue page: no person, number or document here is real."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms

from lienthong.ui import tokens, words
from lienthong.ui.forms import DateBoxesField
from lienthong.ui.shapes import (
    Column,
    Entry,
    Fact,
    File,
    Link,
    Node,
    Option,
    OptionGroup,
    Remark,
    Row,
    Share,
    Step,
    Tag,
    Tile,
)
from lienthong.ui.shell import Hat, NavGroup, NavItem, Shell, Standing, Story

NOW = datetime(2022, 11, 21, 1, 15, tzinfo=UTC)  # 08:15 on the province's wall
LATER = datetime(2022, 11, 23, 10, 0, tzinfo=UTC)
TODAY = datetime(2022, 11, 21, 10, 0, tzinfo=UTC)
EARLIER = datetime(2022, 11, 18, 10, 0, tzinfo=UTC)

URGENT = Tag("Khẩn", "bad", "alert-triangle")
FLASH = Tag("Hỏa tốc", "bad", "alert-triangle")


class SampleForm(forms.Form):
    """One field of each kind."""

    subject = forms.CharField(
        label="Trích yếu",
        help_text="Một câu nêu nội dung chính, tối đa 500 chữ.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Nhập trích yếu."},
    )
    symbol = forms.CharField(
        label="Ký hiệu", error_messages={"required": "Nhập ký hiệu, ví dụ UBND-VX."}
    )
    contact = forms.CharField(
        label="Người liên hệ", required=False, help_text="Cơ quan nhận gọi khi cần hỏi lại."
    )
    kind = forms.ChoiceField(
        label="Loại văn bản",
        choices=[("cv", "Công văn"), ("qd", "Quyết định"), ("ct", "Chỉ thị")],
        error_messages={"required": "Chọn loại văn bản."},
    )
    urgency = forms.ChoiceField(
        label="Độ khẩn",
        choices=[("t", "Thường"), ("k", "Khẩn"), ("tk", "Thượng khẩn"), ("ht", "Hỏa tốc")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn độ khẩn."},
    )
    supports = forms.MultipleChoiceField(
        label="Phối hợp",
        choices=[("1", "Phòng Nội vụ"), ("2", "Phòng Tài chính"), ("3", "Phòng Tư pháp")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    due_on = DateBoxesField(label="Hạn trả lời", help_text="Ví dụ 23 11 2022.")
    attachment = forms.FileField(
        label="Tệp đính kèm",
        required=False,
        help_text="PDF, DOCX, XLSX hoặc ảnh; mỗi tệp tối đa 100 MB.",
    )
    agreed = forms.BooleanField(
        label="Đã kiểm tra thể thức theo quy định.",
        error_messages={"required": "Đánh dấu sau khi đã kiểm tra thể thức."},
    )


class FilterForm(forms.Form):
    """Two filters over a list."""

    q = forms.CharField(label="Tìm trong danh sách", required=False)
    level = forms.ChoiceField(
        label="Cấp", required=False, choices=[("", "Tất cả"), ("h", "Huyện"), ("x", "Xã")]
    )


def _rows() -> list[Row]:
    return [
        Row(
            url="#1", code="312/STTTT-CĐS", sender="Sở Thông tin và Truyền thông",
            subject="Hướng dẫn đo lường mức độ chuyển đổi số cấp huyện, cấp xã năm 2022",
            at=NOW, days=8, due_at=LATER, note="Chưa phân công", unread=True,
        ),
        Row(
            url="#2", code="1287/UBND-VX", sender="UBND tỉnh",
            subject="Về việc báo cáo kết quả thực hiện các chỉ tiêu chuyển đổi số năm 2022"
            " và đăng ký nhiệm vụ năm 2023",
            at=NOW, tags=(URGENT,), days=2, due_at=LATER, note="Phòng Chuyển đổi số", current=True,
        ),
        Row(
            url="#3", code="876/UBND-KGVX", sender="UBND huyện Kế Sách",
            subject="Đề nghị hỗ trợ tập huấn sử dụng chữ ký số cho công chức cấp xã",
            at=EARLIER, days=0, due_at=TODAY, unread=True,
        ),
        Row(
            url="#4", code="412/CAT-PA05", sender="Công an tỉnh",
            subject="Cảnh báo chiến dịch lừa đảo giả mạo Cổng Dịch vụ công qua tin nhắn",
            at=EARLIER, tags=(FLASH,), days=-1, due_at=EARLIER,
        ),
        Row(
            url="#5", code="1904/SNV-CCHC", sender="Sở Nội vụ",
            subject="Mời họp thống nhất bộ tiêu chí chấm điểm cải cách hành chính",
            at_text="Hôm qua", tags=(Tag("Họp 14:00, 24/11", "vio", "calendar-event"),),
        ),
    ]  # fmt: skip


def _steps() -> list[Step]:
    return [
        Step("Tiếp nhận, vào sổ", "done", by="Văn thư Nguyễn Thu Thủy", at=NOW),
        Step("Cho ý kiến chỉ đạo", "done", by="Chủ tịch Trần Văn Minh", at=NOW),
        Step("Phân công chuyên viên", "now", "user-plus", note="Bạn đang giữ"),
        Step("Báo cáo số liệu", "late", note="Hạn 18/11"),
        Step("Trình ký, phát hành", "todo", "signature", note="Dự kiến 23/11"),
    ]


def _entries() -> list[Entry]:
    return [
        Entry(
            NOW, "Vào sổ văn bản đến số 2418", "Văn thư Nguyễn Thu Thủy",
            seq=18204, proof_url="#p",
        ),
        Entry(
            NOW, "Phân công Phòng Chuyển đổi số chủ trì", "Chủ tịch Trần Văn Minh",
            note="Hạn 17:00, 23/11/2022", seq=18211,
        ),
        Entry(LATER, "Ký số văn bản trả lời", "Trưởng phòng Lý Thị Hòa"),
    ]  # fmt: skip


def _columns() -> list[Column]:
    return [
        Column("Cơ quan", sort_url="#s", sorted="ascending"),
        Column("Cấp", phone=False),
        Column("Vào sổ lúc", sort_url="#s2"),
        Column("Số đến", numeric=True),
        Column("Trạng thái"),
    ]


def _groups() -> list[OptionGroup]:
    districts = ("Châu Thành", "Cù Lao Dung", "Kế Sách", "Long Phú", "Mỹ Tú", "Mỹ Xuyên")
    communes = ("Đại Tâm", "Hòa Tú 1", "Ngọc Đông", "Tham Đôn", "Thạnh Phú", "Thạnh Quới")
    return [
        OptionGroup(
            "Huyện, thị xã, thành phố",
            tuple(
                Option(f"h{i}", f"UBND huyện {name}", checked=i < 2)  # noqa: PLR2004 - a sample
                for i, name in enumerate(districts)
            ),
            value="all-districts",
        ),
        OptionGroup(
            "Xã, phường, thị trấn huyện Mỹ Xuyên",
            tuple(Option(f"x{i}", f"UBND xã {name}") for i, name in enumerate(communes)),
            value="communes-947",
        ),
    ]


def _nodes() -> list[Node]:
    office = Node("Văn phòng HĐND và UBND", "#v", "users", "12 người", current=True)
    district = Node(
        "UBND huyện Mỹ Xuyên", "#h", "building-bank", "10 xã, 1 thị trấn", open=True,
        children=(office, Node("UBND xã Đại Tâm", "#x", "building-bank")),
    )  # fmt: skip
    return [
        Node(
            "UBND tỉnh Sóc Trăng", "#t", "building-bank", open=True,
            children=(district, Node("UBND huyện Kế Sách", "#k", "building-bank")),
        )
    ]  # fmt: skip


TILES = (
    ("Kế Sách", 63.8, 2.5, 0), ("Châu Thành", 61.2, 2, 1), ("Long Phú", 65.7, 3, 1),
    ("Cù Lao Dung", 58.4, 4, 1), ("Ngã Năm", 66.9, 0.5, 2), ("Mỹ Tú", 59.7, 1.5, 2),
    ("Sóc Trăng", 78.6, 2.5, 2), ("Trần Đề", 56.3, 3.5, 2), ("Thạnh Trị", 52.1, 1, 3),
    ("Mỹ Xuyên", 72.4, 2, 3), ("Vĩnh Châu", 60.8, 3, 3),
)  # fmt: skip
BOUNDS = (55, 60, 65, 72)


def _tiles() -> list[Tile]:
    return [
        Tile(
            name, words.number(value, 1), f"{name} {words.number(value, 1)} phần trăm", f"#o{i}",
            col, row, 1 + sum(value >= bound for bound in BOUNDS),
        )
        for i, (name, value, col, row) in enumerate(TILES)
    ]  # fmt: skip


def shell() -> Shell:
    """An invented officer's frame, for the catalogue page and the tests."""
    incoming = NavItem("Văn bản đến", "inbox", "#den", "12", short="Đến")
    mine = NavItem("Việc của tôi", "clipboard-list", "#viec", "18", short="Việc")
    signing = NavItem("Chờ ký số", "signature", "#ky", "7", hot=True, short="Chờ ký")
    parts = NavItem("Bộ phận giao diện", "hexagons", "/van-phong/giao-dien/", short="Bộ phận")
    return Shell(
        agency="UBND huyện Mỹ Xuyên",
        name="Trần Văn Minh",
        title="Chủ tịch UBND huyện",
        home_url="#dau",
        nav=(
            NavGroup("", (mine, NavItem("Lịch công tác", "calendar-event", "#lich"))),
            NavGroup(
                "Văn bản",
                (
                    incoming,
                    NavItem("Văn bản đi", "send", "#di", "5"),
                    NavItem("Dự thảo", "pencil", "#nhap", "3"),
                    signing,
                ),
            ),
            NavGroup("Quản trị", (parts,)),
        ),
        bottom=(mine, incoming, signing, parts),
        compose=NavItem("Soạn dự thảo", "plus", "#soan"),
        hats=(
            Hat("1", "Chủ tịch UBND huyện", "UBND huyện Mỹ Xuyên", current=True),
            Hat("2", "Phó Bí thư Huyện ủy", "Huyện ủy Mỹ Xuyên"),
        ),
        hat_url="#doi",
        find_url="#tim",
        notices_url="#thong-bao",
        notices=4,
        account_url="#tai-khoan",
        sign_out_url="#ra",
        story=Story("Câu chuyện minh họa: 120 cơ quan đang vào sổ công văn của tỉnh", 74, 120),
        standing=Standing(
            title="Thay đổi về quyền chờ xác nhận",
            text="Đổi vai trò của chức vụ Văn thư: Văn thư, Lưu trữ viên. Còn 2 thay đổi nữa.",
            note="Trần Minh Đạt, Quản trị hệ thống, 16:20, 21/11/2022",
            url="#quyen",
            link="Xem và xác nhận",
        ),
    )


def _links() -> dict[str, list[Link]]:
    return {
        "tabs": [
            Link("Chờ vào sổ", "#a", current=True, count="12"),
            Link("Đang xử lý", "#b", count="31"),
            Link("Quá hạn", "#c", count="1", hot=True),
            Link("Đã xong", "#d"),
        ],
        "views": [
            Link("Ô lưới", "#a", current=True, icon="hexagons"),
            Link("Bảng", "#b", icon="table"),
        ],
        "crumbs": [Link("Danh bạ", "#a"), Link("Mỹ Xuyên", "#b"), Link("UBND xã Đại Tâm")],
        "chips": [
            Link("Tất cả", "#a", current=True, count="120"),
            Link("Trễ hạn", "#b", count="3", icon="alert-triangle"),
        ],
    }


def samples() -> dict[str, Any]:
    """Everything the catalogue's templates draw."""
    wrong = SampleForm(data={"due_on_0": "31", "due_on_1": "2", "due_on_2": "2022"}, prefix="w")
    return {
        "shell": shell(),
        "now": NOW,
        "due_today": TODAY,
        "due_later": LATER,
        "due_earlier": EARLIER,
        "colours": tokens.COLOURS,
        "languages": [
            ("vi", "Tiếng Việt", "#vi"),
            ("km", "ខ្មែរ", "#km"),
            ("en", "English", "#en"),
        ],
        "footer_links": [
            {"label": "Trợ giúp", "links": [Link("Hướng dẫn sử dụng", "#hd")]},
            {"label": "Về hệ thống", "links": [Link("Khả năng tiếp cận", "#tc")]},
        ],
        "form": SampleForm(),
        "wrong": wrong,
        "filter": FilterForm(),
        **_links(),
        "rows": _rows(),
        "facts": [
            Fact("Số, ký hiệu", "1287/UBND-VX"),
            Fact("Cơ quan ban hành", "UBND tỉnh Sóc Trăng"),
            Fact("Ngày ban hành", "21/11/2022"),
            Fact("Số đến", "2418", note="vào sổ 08:15"),
            Fact("Người ký", "Phó Chủ tịch UBND tỉnh"),
            Fact("Hồ sơ", "24.CĐS.2022", url="#hs"),
        ],
        "answers": [
            Fact("Nơi nhận", "11 huyện, 109 xã", note="Không gồm cơ quan Đảng"),
            Fact("Hạn trả lời", "23/11/2022"),
            Fact("Mẫu", "Công văn", url="#mau"),
        ],
        "steps": _steps(),
        "entries": _entries(),
        "remark": Remark(
            "Chủ tịch UBND huyện",
            "Giao Phòng Văn hóa và Thông tin chủ trì, tổng hợp số liệu 11 xã.\n"
            "Trình tôi trước 15:00.",
            NOW,
        ),
        "files": [
            File("1287-UBND-VX.pdf", "#f1", 184_320, "3 trang, đã ký"),
            File("Phụ lục số liệu.xlsx", "#f2", 44_032, icon="table"),
        ],
        "columns": _columns(),
        "groups": _groups(),
        "nodes": _nodes(),
        "tiles": _tiles(),
        "shares": [
            Share("Đã trả lời", 74, "ok"),
            Share("Đang xử lý", 28, "act"),
            Share("Chưa vào sổ", 15, ""),
            Share("Trễ hạn", 3, "bad"),
        ],
        "line": [44.1, 47.2, 49.5, 52.0, 54.6, 57.2, 59.0, 61.4, 63.5, 65.9, 66.8, 67.4],
        "status_slow": Tag("Hơi chậm", "warn", "clock"),
        "status_done": Tag("Đã đạt", "ok", "circle-check"),
    }
