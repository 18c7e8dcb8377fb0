"""What can happen to a list of files, to a file and to a hand-over."""

from django.utils.translation import gettext_noop as _

KINDS = {
    "dossiers.heading_added": _("thêm đề mục {abbreviation} vào danh mục hồ sơ năm {year}"),
    "dossiers.entry_added": _("thêm hồ sơ {code} vào danh mục: {title}"),
    "dossiers.entry_removed": _("bỏ hồ sơ {code} khỏi danh mục"),
    "dossiers.list_submitted": _("trình duyệt danh mục hồ sơ năm {year}"),
    "dossiers.list_sent_back": _("trả lại danh mục hồ sơ năm {year}: {reason}"),
    "dossiers.list_approved": _("duyệt danh mục hồ sơ năm {year}, {count} hồ sơ"),
    "dossiers.opened": _("mở hồ sơ {code}: {title}"),
    "dossiers.document_added": _("đưa văn bản {document} vào hồ sơ, số thứ tự {ordinal}"),
    "dossiers.document_removed": _("đưa văn bản {document} ra khỏi hồ sơ: {reason}"),
    "dossiers.annotated": _("ghi {count} thông tin thêm về hồ sơ"),
    "dossiers.shared": _("cho {holder} xem hồ sơ"),
    "dossiers.group_saved": _("đặt nhóm hồ sơ {name}: {level}; {files} hồ sơ theo nhóm"),
    "dossiers.classified": _("xếp hồ sơ vào nhóm {group}"),
    "dossiers.granted": _("cho {holder} khai thác hồ sơ đến hết {until}: {reason}"),
    "dossiers.revoked": _("thu hồi quyền khai thác của {holder}: {reason}"),
    "dossiers.grant_ended": _("quyền khai thác của {holder} hết hạn"),
    "dossiers.closed": _("kết thúc hồ sơ, {count} văn bản, bảo quản {retention}"),
    "dossiers.retention_raised": _("nâng thời hạn bảo quản thành {retention}: {reason}"),
    "dossiers.held": _("phong tỏa hồ sơ: {reason}"),
    "dossiers.released": _("bỏ phong tỏa hồ sơ: {reason}"),
    "dossiers.due_announced": _("báo trước hạn nộp lưu {due}"),
    "dossiers.offered": _("giao hồ sơ {code} nộp lưu"),
    "dossiers.accepted": _("lưu trữ nhận hồ sơ {code}"),
    "dossiers.sent_back": _("lưu trữ trả lại hồ sơ {code}: {reason}"),
}
