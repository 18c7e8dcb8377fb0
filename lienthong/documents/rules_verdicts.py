"""What follows from a verdict on the signatures of what arrived (Decree 30/2020, art. 21)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.documents.signing.verdict import Verdict
from lienthong.kernel.errors import Refused

WORDS: dict[Verdict, Promise] = {
    Verdict.VALID: gettext_lazy("Chữ ký số hợp lệ"),
    Verdict.INCOMPLETE: gettext_lazy("Thiếu chữ ký số"),
    Verdict.UNTRUSTED: gettext_lazy("Chữ ký số chưa tin cậy"),
    Verdict.INDETERMINATE: gettext_lazy("Chưa xác định được chữ ký số"),
    Verdict.ALTERED: gettext_lazy("Tệp bị sửa sau khi ký"),
}


def check_doubts(verdict: Verdict | None, note: str) -> None:
    """What does not hold is returned, or registered with a note that says why; not yet checked
    (None) is no objection: the clerk is told when the check finds something.
    """
    if verdict in {None, Verdict.VALID} or note.strip():
        return
    raise Refused(
        "documents.doubted",
        _("{what}. Trả lại nơi gửi; nếu vẫn vào sổ, ghi lý do.").format(
            what=WORDS[verdict or Verdict.INDETERMINATE]
        ),
    )
