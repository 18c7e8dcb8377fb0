"""Roles and rights: one table, a sentence each. A right comes from a post held at the moment of the
act.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused

ROLES: dict[str, Promise] = {
    "clerk": gettext_lazy("Văn thư"),
    "specialist": gettext_lazy("Chuyên viên"),
    "unit_head": gettext_lazy("Lãnh đạo đơn vị"),
    "format_checker": gettext_lazy("Người kiểm tra thể thức"),
    "leader": gettext_lazy("Lãnh đạo cơ quan"),
    "one_stop_officer": gettext_lazy("Công chức một cửa"),
    "administrator": gettext_lazy("Quản trị hệ thống"),
    "inspector": gettext_lazy("Thanh tra, kiểm tra"),
    "archivist": gettext_lazy("Lưu trữ viên"),
}


@dataclass(frozen=True)
class Right:
    """Which roles may, and the sentence that says so to the person who may not."""

    roles: frozenset[str]
    sentence: Promise


def _right(roles: str, sentence: Promise) -> Right:
    named = frozenset(roles.split())
    if not named <= ROLES.keys():
        raise ValueError(f"unknown role in {roles}")
    return Right(named, sentence)


RIGHTS: dict[str, Right] = {
    "documents.draft": _right(
        "specialist unit_head clerk leader", gettext_lazy("Công chức được giao việc soạn dự thảo.")
    ),
    "documents.check_content": _right(
        "unit_head leader", gettext_lazy("Người đứng đầu đơn vị soạn thảo kiểm tra nội dung.")
    ),
    "documents.check_format": _right(
        "format_checker", gettext_lazy("Người được giao kiểm tra thể thức kiểm tra thể thức.")
    ),
    "documents.approve": _right(
        "leader unit_head", gettext_lazy("Người có thẩm quyền hoặc được giao ký duyệt văn bản.")
    ),
    "documents.copy": _right("clerk", gettext_lazy("Văn thư lập bản sao văn bản.")),
    "documents.digitise": _right(
        "clerk", gettext_lazy("Văn thư cấp số cho bản giấy, quét và ký số bản quét.")
    ),
    "documents.seal": _right("clerk", gettext_lazy("Văn thư ký số của cơ quan.")),
    "documents.issue": _right("clerk", gettext_lazy("Văn thư phát hành văn bản đi.")),
    "documents.recall": _right(
        "leader clerk", gettext_lazy("Lãnh đạo, hoặc văn thư theo chỉ đạo, thu hồi văn bản đi.")
    ),
    "documents.chase": _right(
        "specialist unit_head clerk leader",
        gettext_lazy("Người soạn, văn thư và lãnh đạo của nơi gửi đôn đốc nơi nhận."),
    ),
    "documents.answer_recall": _right(
        "clerk", gettext_lazy("Văn thư trả lời yêu cầu thu hồi của nơi gửi.")
    ),
    "documents.register": _right("clerk", gettext_lazy("Văn thư tiếp nhận, vào sổ văn bản đến.")),
    "documents.return": _right("clerk", gettext_lazy("Văn thư trả lại văn bản đến có sai sót.")),
    "documents.submit": _right("clerk", gettext_lazy("Văn thư trình văn bản đến.")),
    "documents.assign": _right(
        "leader unit_head", gettext_lazy("Lãnh đạo cơ quan hoặc đơn vị phân công xử lý.")
    ),
    "documents.handle": _right(
        "specialist unit_head clerk leader", gettext_lazy("Người được phân công xử lý văn bản.")
    ),
    "documents.keep_registers": _right(
        "clerk leader inspector archivist",
        gettext_lazy("Văn thư, lãnh đạo, thanh tra và lưu trữ của cơ quan xem và in sổ văn bản."),
    ),
    "dossiers.open": _right(
        "specialist unit_head format_checker one_stop_officer clerk archivist leader",
        gettext_lazy("Người được giao giải quyết công việc lập hồ sơ."),
    ),
    "dossiers.draw_up_list": _right(
        "clerk archivist", gettext_lazy("Văn thư hoặc lưu trữ của cơ quan soạn danh mục hồ sơ.")
    ),
    "dossiers.approve_list": _right(
        "leader", gettext_lazy("Lãnh đạo cơ quan duyệt danh mục hồ sơ.")
    ),
    "dossiers.hold": _right(
        "inspector archivist",
        gettext_lazy("Thanh tra hoặc lưu trữ của cơ quan phong tỏa và bỏ phong tỏa hồ sơ."),
    ),
    "dossiers.archive": _right("archivist", gettext_lazy("Lưu trữ của cơ quan nhận nộp lưu.")),
    "dossiers.group": _right(
        "administrator archivist",
        gettext_lazy("Quản trị hoặc lưu trữ của cơ quan đặt nhóm hồ sơ theo mức độ thông tin."),
    ),
    "services.receive": _right(
        "one_stop_officer", gettext_lazy("Công chức một cửa tiếp nhận hồ sơ và trả kết quả.")
    ),
    "services.handle": _right(
        "specialist unit_head", gettext_lazy("Người được giao thụ lý giải quyết hồ sơ.")
    ),
    "services.sign": _right("leader", gettext_lazy("Lãnh đạo cơ quan ký kết quả giải quyết.")),
    "services.keep_register": _right(
        "one_stop_officer leader unit_head inspector archivist",
        gettext_lazy("Một cửa, lãnh đạo, thanh tra và lưu trữ của cơ quan xem và in sổ hồ sơ."),
    ),
    "services.draft_procedure": _right(
        "specialist unit_head one_stop_officer",
        gettext_lazy("Công chức kiểm soát thủ tục hành chính soạn thủ tục."),
    ),
    "services.publish_procedure": _right(
        "leader", gettext_lazy("Lãnh đạo công bố thủ tục do người khác soạn.")
    ),
    "indicators.see": _right(
        "leader inspector", gettext_lazy("Lãnh đạo, thanh tra xem điểm phục vụ của các cơ quan.")
    ),
    "directory.administer": _right(
        "administrator", gettext_lazy("Quản trị hệ thống quản lý tài khoản, chức vụ và sổ.")
    ),
    "directory.confirm": _right(
        "leader administrator", gettext_lazy("Lãnh đạo cơ quan xác nhận thay đổi về quyền.")
    ),
    "directory.see_accesses": _right(
        "administrator leader inspector",
        gettext_lazy("Lãnh đạo, thanh tra và quản trị của cơ quan xem lượt truy cập."),
    ),
    "exchange.connect": _right(
        "administrator", gettext_lazy("Quản trị cơ quan vận hành hệ thống đặt kết nối liên thông.")
    ),
    "kernel.operate": _right(
        "administrator", gettext_lazy("Quản trị hệ thống xem việc nền và sổ sự kiện.")
    ),
}


def may(act: Act, right: str) -> bool:
    """Does the post of this act carry the right? The template asks this to draw a button."""
    return bool(RIGHTS[right].roles & act.roles)


def require(act: Act, right: str) -> None:
    """Refuse in words when the post does not carry the right."""
    if may(act, right):
        return
    raise Refused(
        "permissions.no_right",
        _("Bạn đang làm việc với chức vụ không có quyền này. {sentence}").format(
            sentence=RIGHTS[right].sentence
        ),
        reason="right",
    )
