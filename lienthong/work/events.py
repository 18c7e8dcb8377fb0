"""What can happen to work items and notices: they follow from other rooms' events and have few of
their own.
"""

from django.utils.translation import gettext_noop as _

KINDS = {
    "work.notice_read": _("đã đọc thông báo"),
    "work.search_saved": _("lưu tìm kiếm “{name}”"),
    "work.search_forgotten": _("xóa tìm kiếm đã lưu “{name}”"),
}
