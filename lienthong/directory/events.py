"""What can happen in the directory."""

from django.utils.translation import gettext_noop as _

KINDS = {
    "directory.loaded": _("nạp dữ liệu tỉnh: {accepted} dòng, từ chối {rejected} dòng"),
    "directory.signed_in": _("đăng nhập"),
    "directory.signed_out": _("đăng xuất"),
    "directory.sign_in_refused": _("đăng nhập bị từ chối: {why}"),
    "directory.hat_chosen": _("chọn làm việc với chức vụ {title}"),
    "directory.password_changed": _("đổi mật khẩu"),
    "directory.password_reset": _("đặt lại mật khẩu của {username}"),
    "directory.account_opened": _("mở tài khoản {username} cho {name}"),
    "directory.account_closed": _("khóa tài khoản {username}"),
    "directory.account_reopened": _("mở lại tài khoản {username}"),
    "directory.mail_chosen": _("chọn thư tổng hợp hằng ngày: {what}"),
    "directory.sessions_ended": _("kết thúc {count} phiên đăng nhập"),
    "directory.appointed": _("giao {name} giữ chức vụ {title} từ {valid_from}"),
    "directory.dismissed": _("{name} thôi giữ chức vụ {title} từ {valid_to}"),
    "directory.roles_changed": _("đổi vai trò của chức vụ {title}: {roles}"),
    "directory.rights_confirmed": _("xác nhận thay đổi về quyền: {what}"),
    "directory.delegated": _("{giver} giao {receiver} ký: {way}, từ {valid_from}"),
    "directory.delegation_ended": _("{giver} thôi giao {receiver} ký từ {valid_to}"),
    "directory.series_changed": _("đổi sổ {name}"),
    "directory.own_image_set": _("đổi ảnh chữ ký của mình"),
    "directory.seal_image_set": _("đổi ảnh con dấu của cơ quan"),
    "directory.citizen_registered": _("mở tài khoản công dân"),
    "directory.citizen_changed": _("cập nhật thông tin công dân theo nơi đăng nhập"),
    "directory.citizen_erased": _("xóa thông tin cá nhân của công dân"),
    "directory.representation_begun": _("khai đại diện cho {whom} từ {valid_from}"),
    "directory.representation_ended": _("thôi đại diện cho {whom} từ {valid_to}"),
    "directory.calendar_changed": _("đổi lịch ngày {day}: {name}"),
}
