"""What a sheet is, and which sheets an office keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.documents.registers import copies, incoming, outgoing, reports
from lienthong.documents.registers.shapes import Asked, Head, Reading


@dataclass(frozen=True)
class Kind:
    """One sheet of the office: its address, its heading, its columns and where it is read."""

    key: str
    title: Promise
    form: Promise
    heads: tuple[Head, ...]
    read: Callable[[Asked], Reading]
    paged: bool = True


def _heads(*columns: tuple[Promise, int]) -> tuple[Head, ...]:
    return tuple(Head(label, width) for label, width in columns)


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "outgoing",
            gettext_lazy("Sổ đăng ký văn bản đi"),
            gettext_lazy("Nghị định 30/2020/NĐ-CP, Điều 16 và Phụ lục IV"),
            _heads(
                (gettext_lazy("Số, ký hiệu văn bản"), 26),
                (gettext_lazy("Ngày tháng văn bản"), 20),
                (gettext_lazy("Tên loại và trích yếu nội dung"), 62),
                (gettext_lazy("Người ký"), 28),
                (gettext_lazy("Nơi nhận văn bản"), 40),
                (gettext_lazy("Đơn vị, người nhận bản lưu"), 24),
                (gettext_lazy("Số lượng bản"), 13),
                (gettext_lazy("Ngày chuyển"), 20),
                (gettext_lazy("Ký nhận"), 18),
                (gettext_lazy("Ghi chú"), 26),
            ),
            outgoing.register,
        ),
        Kind(
            "copies",
            gettext_lazy("Sổ đăng ký bản sao"),
            gettext_lazy("Nghị định 30/2020/NĐ-CP, Điều 25 và Phụ lục I"),
            _heads(
                (gettext_lazy("Số, ký hiệu bản sao"), 26),
                (gettext_lazy("Ngày sao"), 20),
                (gettext_lazy("Hình thức sao"), 20),
                (gettext_lazy("Văn bản được sao"), 80),
                (gettext_lazy("Người ký bản sao"), 34),
                (gettext_lazy("Nơi nhận bản sao"), 44),
                (gettext_lazy("Số lượng bản"), 13),
                (gettext_lazy("Ngày chuyển"), 20),
                (gettext_lazy("Ghi chú"), 26),
            ),
            copies.register,
        ),
        Kind(
            "incoming",
            gettext_lazy("Sổ đăng ký văn bản đến"),
            gettext_lazy("Nghị định 30/2020/NĐ-CP, Điều 22 và Phụ lục IV"),
            _heads(
                (gettext_lazy("Ngày đến"), 20),
                (gettext_lazy("Số đến"), 12),
                (gettext_lazy("Tác giả"), 36),
                (gettext_lazy("Số, ký hiệu"), 26),
                (gettext_lazy("Ngày tháng"), 20),
                (gettext_lazy("Tên loại và trích yếu nội dung"), 64),
                (gettext_lazy("Đơn vị hoặc người nhận"), 34),
                (gettext_lazy("Ngày chuyển"), 20),
                (gettext_lazy("Ký nhận"), 22),
                (gettext_lazy("Ghi chú"), 23),
            ),
            incoming.register,
        ),
        Kind(
            "follow-up",
            gettext_lazy("Sổ theo dõi giải quyết văn bản đến"),
            gettext_lazy("Nghị định 30/2020/NĐ-CP, Điều 24 và Phụ lục IV"),
            _heads(
                (gettext_lazy("Số đến"), 14),
                (gettext_lazy("Tên loại, số và ký hiệu, ngày tháng, tác giả"), 84),
                (gettext_lazy("Đơn vị hoặc người nhận"), 42),
                (gettext_lazy("Thời hạn giải quyết"), 24),
                (gettext_lazy("Tiến độ giải quyết"), 40),
                (gettext_lazy("Số, ký hiệu văn bản trả lời"), 36),
                (gettext_lazy("Ghi chú"), 37),
            ),
            incoming.follow_up,
        ),
        Kind(
            "incoming-report",
            gettext_lazy("Báo cáo tình hình giải quyết văn bản đến"),
            gettext_lazy("Nghị định 30/2020/NĐ-CP, Phụ lục VI, phần V"),
            _heads(
                (gettext_lazy("Đơn vị, người chủ trì"), 70),
                (gettext_lazy("Tổng số"), 25),
                (gettext_lazy("Đã xong đúng hạn"), 30),
                (gettext_lazy("Đã xong trễ hạn"), 30),
                (gettext_lazy("Đang làm, còn hạn"), 30),
                (gettext_lazy("Đang làm, quá hạn"), 30),
                (gettext_lazy("Đúng hạn trên đã xong"), 32),
                (gettext_lazy("Đã có văn bản trả lời"), 30),
            ),
            reports.incoming,
            paged=False,
        ),
        Kind(
            "outgoing-report",
            gettext_lazy("Báo cáo tình hình giải quyết văn bản đi"),
            gettext_lazy("Nghị định 30/2020/NĐ-CP, Phụ lục VI, phần V"),
            _heads(
                (gettext_lazy("Đơn vị soạn thảo"), 70),
                (gettext_lazy("Dự thảo đã lập"), 28),
                (gettext_lazy("Đã phát hành"), 28),
                (gettext_lazy("Phát hành trong hạn"), 30),
                (gettext_lazy("Phát hành trễ"), 28),
                (gettext_lazy("Đang soạn, đang ký"), 30),
                (gettext_lazy("Lượt gửi"), 28),
                (gettext_lazy("Nơi nhận đã vào sổ"), 35),
            ),
            reports.outgoing,
            paged=False,
        ),
    )
}


@dataclass(frozen=True)
class Sheet:
    """A sheet as it is shown or printed."""

    kind: Kind
    agency: str
    superior: str
    first: date
    last: date
    at: datetime
    reading: Reading
    checkpoint: str = ""
    printed_by: str = ""
    demo: bool = False
    heads: tuple[Head, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "heads", self.kind.heads)

    @property
    def period(self) -> str:
        """The days the sheet covers, in words."""
        return _("Từ ngày {first} đến ngày {last}").format(
            first=f"{self.first:%d/%m/%Y}", last=f"{self.last:%d/%m/%Y}"
        )
