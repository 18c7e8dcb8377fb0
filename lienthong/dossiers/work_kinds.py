"""The work that files give to people."""

from django.utils.translation import gettext_lazy as _

from lienthong.work.kinds import Kind

KINDS: dict[str, Kind] = {
    "dossiers.offer": Kind(_("Đến hạn nộp lưu"), "archive", "dossiers"),
    "dossiers.accept": Kind(_("Chờ nhận nộp lưu"), "archive", "dossiers"),
    "dossiers.approve_list": Kind(_("Duyệt danh mục hồ sơ"), "list-check", "dossiers"),
}
