"""How soon something must be dealt with: 0 ordinary to 3, in the decree's words
(Decree 30/2020, app. I).
"""

from django.utils.translation import gettext_lazy

NAMES = (
    gettext_lazy("Thường"),
    gettext_lazy("Khẩn"),
    gettext_lazy("Thượng khẩn"),
    gettext_lazy("Hỏa tốc"),
)
