"""Numbers, dates and times as they are written in Vietnamese pages: 1.846; 67,4; 06/11/2024; 17:00.

Instants are shown on the province's wall (settings.TIME_ZONE); plain dates are shown as they are.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

_KILO = 1024


def number(value: float | Decimal | None, decimals: int = 0) -> str:
    """1846 -> "1.846"; 67.44 with one decimal -> "67,4"; None -> ""."""
    if value is None:
        return ""
    text = f"{value:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")).replace("-", "−")


def size(value: int | None) -> str:
    """Bytes -> "812 B", "44 KB", "1,8 MB"; None -> ""."""
    if value is None:
        return ""
    if value < _KILO:
        return f"{value} B"
    if value < _KILO**2:
        return f"{number(value / _KILO)} KB"
    return f"{number(value / _KILO**2, 1)} MB"


def _wall(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def day(value: date | datetime | None) -> str:
    """06/11/2024; None -> ""."""
    return "" if value is None else _wall(value).strftime("%d/%m/%Y")


def clock(value: datetime | None) -> str:
    """17:00; None -> ""."""
    return "" if value is None else _wall(value).strftime("%H:%M")


def instant(value: datetime | None) -> str:
    """17:00, 06/11/2024; None -> ""."""
    return "" if value is None else _wall(value).strftime("%H:%M, %d/%m/%Y")


def recent(value: datetime | None, now: datetime) -> str:
    """As short as it stays clear beside `now`: "8:52", "Hôm qua", "1/11", "31/12/2021"."""
    if value is None:
        return ""
    there, here = _wall(value), _wall(now)
    if not isinstance(there, datetime) or not isinstance(here, datetime):
        return day(value)
    if there.date() == here.date():
        return f"{there.hour}:{there:%M}"
    if there.date() == here.date() - timedelta(days=1):
        return _("Hôm qua")
    if there.year == here.year:
        return f"{there.day}/{there.month}"
    return day(value)


def initials(name: str) -> str:
    """The two letters of an avatar: "Trần Minh Đạt" -> "TĐ"; "" -> "?"."""
    parts = name.split()
    if not parts:
        return "?"
    return parts[0][0].upper() if len(parts) == 1 else (parts[0][0] + parts[-1][0]).upper()


def short_name(name: str) -> str:
    """An agency's name as people shorten it in a line: "UBND huyện Kế Sách"."""
    return name.replace("Ủy ban nhân dân", "UBND", 1)


def due(days: int, due_at: datetime | None = None, now: datetime | None = None) -> tuple[str, str]:
    """A deadline as (tone, words); `days` are the caller's working days left, negative when past.

    -1 -> "Quá hạn 1 ngày"; 0 -> "Hôm nay 17:00", or "Quá hạn từ 17:00" once that hour is past;
    2 -> "Còn 2 ngày". Three days or fewer are "warn".
    """
    if days < 0:
        return "bad", _("Quá hạn %(days)d ngày") % {"days": -days}
    if days == 0:
        if due_at is None:
            return "warn", _("Hạn hôm nay")
        if now is not None and due_at < now:
            return "bad", _("Quá hạn từ %(time)s") % {"time": clock(due_at)}
        return "warn", _("Hôm nay %(time)s") % {"time": clock(due_at)}
    return "warn" if days <= _SOON else "", _("Còn %(days)d ngày") % {"days": days}


_SOON = 3
