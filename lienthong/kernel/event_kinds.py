"""What can happen in the kernel itself (`events.py` is the log, so the kinds have a file of their
own).
"""

from django.utils.translation import gettext_noop as _

KINDS = {
    "kernel.viewed": _("được mở xem hoặc in {count} lần"),
}
