"""Files from a phone: photos become one PDF, a PDF stays as it is; examined before it is kept."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from lienthong.kernel.attachments.actions import Staged, limits, stage
from lienthong.kernel.attachments.probe import photos_to_pdf
from lienthong.kernel.errors import Refused

PHOTOS = frozenset({".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".tif", ".tiff"})
TAKEN = frozenset({".pdf", ".docx", *PHOTOS})
ACCEPT = ",".join(sorted(TAKEN))
"""What a browser is told to offer; the bytes are examined whatever the name says."""


def staged(files: Sequence[UploadedFile[Any]], title: str) -> Staged:
    """One paper out of what was sent: one file, or several photos of its pages. Refused in words
    for anything else.
    """
    if not files:
        raise Refused("portal.no_file", _("Chưa chọn tệp. Chụp ảnh hoặc chọn tệp."), reason="input")
    endings = {Path(str(one.name or "")).suffix.lower() for one in files}
    if endings <= PHOTOS:
        return stage(BytesIO(_pdf_of(files)), f"{title[:80]}.pdf")
    if len(files) > 1:
        raise Refused(
            "portal.one_file",
            _("Mỗi lần gửi một tệp PDF, hoặc nhiều ảnh chụp các trang của một giấy tờ."),
            reason="input",
        )
    if not endings <= TAKEN:
        raise Refused(
            "portal.kind",
            _("Tệp “{name}” không phải ảnh, PDF hay DOCX. Chụp ảnh giấy tờ rồi gửi ảnh.").format(
                name=str(files[0].name)[:80]
            ),
            reason="input",
        )
    return stage(files[0], str(files[0].name))


def _pdf_of(files: Sequence[UploadedFile[Any]]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="lienthong-photos-") as folder:
        paths = []
        for place, one in enumerate(files):
            path = Path(folder, f"{place:03d}")
            with path.open("wb") as out:
                for chunk in one.chunks():
                    out.write(chunk)
            paths.append(path)
        return photos_to_pdf(paths, limits())
