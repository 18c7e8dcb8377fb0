"""Ready phrases that somebody keeps for himself."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lienthong.documents import rules
from lienthong.documents.models import Phrase
from lienthong.documents.queries.phrases import KEPT_MAX, PHRASE_MAX
from lienthong.kernel import events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused


@action
def keep_phrase(act: Act, *, kind: str, text: str) -> Phrase:
    """Keep a phrase on the acting account, after those it has; twice the same is kept once."""
    text = rules.check_text(text, name=_("Câu mẫu"), longest=PHRASE_MAX, code="documents.phrase")
    own = Phrase.objects.filter(account_id=act.account_id or 0, kind=kind)
    if known := own.filter(text=text).first():
        events.nothing(act, "kept before")
        return known
    if own.count() >= KEPT_MAX:
        raise Refused(
            "documents.phrase",
            _("Bạn đã giữ {n} câu ở mục này. Bỏ bớt một câu rồi thêm.").format(n=KEPT_MAX),
            reason="limit",
        )
    made, new = Phrase.objects.get_or_create(account_id=act.account_id or 0, kind=kind, text=text)
    if not new:
        events.nothing(act, "kept by another click")
        return made
    events.record(act, "documents.phrase_kept", made, text=text)
    return made


@action
def drop_phrase(act: Act, *, phrase_id: int) -> None:
    """A phrase is needed no longer; what was written with it stays written."""
    kept = Phrase.objects.get(id=phrase_id, account_id=act.account_id or 0)
    events.record(act, "documents.phrase_dropped", kept, text=kept.text)
    kept.delete()
