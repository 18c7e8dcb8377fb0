"""Is this the picture of a signature or a seal as the decree wants it? (Decree 30/2020, app. I)"""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from lienthong.kernel.errors import Refused

SHORTEST, LONGEST = 100, 3000
CLEAR = 0.2
"""The part of a picture that shows the paper through, at least."""
SAMPLE = (200, 200)
STRONGER = 30
"""By how much the wanted colour leads the others, of 255."""


def check_picture(path: Path, *, seal: bool) -> None:
    """A PNG with a clear ground; handwriting in blue, a seal in red. Refused in words."""
    try:
        with Image.open(path) as read:
            if read.format != "PNG" or not read.has_transparency_data:
                raise _refused(_("Ảnh phải là PNG có nền trong suốt. Xóa nền rồi tải lại."))
            if not SHORTEST <= min(read.size) <= max(read.size) <= LONGEST:
                raise _refused(_("Mỗi cạnh của ảnh từ 100 đến 3.000 điểm. Đổi cỡ rồi tải lại."))
            small = read.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _refused(_("Không mở được ảnh này. Chọn tệp PNG khác.")) from error
    small.thumbnail(SAMPLE)
    pixels = list(zip(*(small.getchannel(name).tobytes() for name in "RGBA"), strict=True))
    inked = [(red, green, blue) for red, green, blue, opaque in pixels if opaque > STRONGER]
    if not inked or 1 - len(inked) / len(pixels) < CLEAR:
        raise _refused(_("Ảnh phải là PNG có nền trong suốt. Xóa nền rồi tải lại."))
    red, green, blue = (sum(part) / len(inked) for part in zip(*inked, strict=True))
    if seal and red - max(green, blue) < STRONGER:
        raise _refused(_("Ảnh con dấu phải có màu đỏ."))
    if not seal and blue - max(red, green) < STRONGER:
        raise _refused(_("Ảnh chữ ký phải có màu xanh."))


def _refused(message: str) -> Refused:
    return Refused("directory.picture", message, reason="input")
