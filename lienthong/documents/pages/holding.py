"""Files that came with a form which could not be kept yet: held until the form is sent again.

The bytes are examined and in the store; the form carries a signed name of each, good only for the
account that brought it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from lienthong.directory.acting import ActingRequest
from lienthong.documents.pages.attached import staged
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import Staged, stage, store
from lienthong.kernel.errors import Refused

FIELD, LET_GO = "held", "let_go"
SALT = "documents.held"
MOST = 50


@dataclass(frozen=True)
class Held:
    """A file the form still has; `token` is what the form sends back of it."""

    sha256: str
    name: str
    size: int
    token: str


def hold(act: Act, one: Staged) -> Held:
    """A staged file as the form keeps it."""
    told = [act.account_id, one.sha256, one.name, one.report.size]
    return Held(one.sha256, one.name, one.report.size, signing.dumps(told, salt=SALT))


def of_form(request: ActingRequest) -> list[Held]:
    """What the form brings back, but what was let go and what this account did not bring."""
    found: dict[str, Held] = {}
    for token in request.POST.getlist(FIELD)[:MOST]:
        if token == request.POST.get(LET_GO):
            continue
        try:
            account, sha256, name, size = signing.loads(token, salt=SALT)
        except (signing.BadSignature, ValueError):
            continue
        if account == request.act.account_id:
            found[sha256] = Held(sha256, name, size, token)
    return list(found.values())


def with_new(
    act: Act, known: Iterable[Held], uploads: Iterable[UploadedFile[Any]]
) -> tuple[list[Held], list[str]]:
    """What the form has with what came now; and why some of that may not be kept."""
    taken, refused = staged(one for one in uploads if one.size)
    found = {one.sha256: one for one in known}
    for one in taken:
        found.setdefault(one.sha256, hold(act, one))
    return list(found.values()), refused


def again(one: Held) -> Staged:
    """The file as an action takes it: examined anew, for scanners may know more by now."""
    try:
        with store().open(one.sha256) as content:
            return stage(content, one.name)
    except FileNotFoundError as error:
        raise Refused(
            "documents.file_missing",
            _("Máy chủ không còn giữ tệp “{name}”. Chọn lại tệp.").format(name=one.name),
            reason="input",
        ) from error
