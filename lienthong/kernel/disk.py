"""What the operating system says of a path, in the words of the person who typed it."""

from __future__ import annotations

import errno

_NO_RIGHT = "không có quyền"
_FULL = "hết chỗ"
_WHY = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.ENOTDIR: "một phần của đường dẫn là tệp, không phải thư mục",
    errno.EISDIR: "đây là thư mục",
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.ELOOP: "liên kết trỏ vòng quanh",
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: "tệp lớn hơn mức ổ đĩa cho phép",
    errno.EIO: "ổ đĩa báo lỗi",
}


def why(error: OSError) -> str:
    """The middle of a sentence: "không có quyền", else the number of the error."""
    return _WHY.get(error.errno or 0, f"hệ điều hành báo lỗi số {error.errno}")
