"""Ready phrases: the province's (province.toml, [phrases]) and those one keeps for oneself."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthong.directory.models import ProvinceSetting
from lienthong.documents.models import Phrase
from lienthong.kernel.acts import Act

DIRECTIVE, RETURN_INCOMING = "directive", "return_incoming"
RETURN_DRAFT, SEND_BACK = "return_draft", "send_back"
KINDS: dict[str, Promise] = {
    DIRECTIVE: _("Ý kiến chỉ đạo khi phân công"),
    RETURN_INCOMING: _("Lý do trả lại nơi gửi"),
    RETURN_DRAFT: _("Lý do trả lại dự thảo"),
    SEND_BACK: _("Lý do trả lại báo cáo"),
}
"""Where phrases are offered."""
PHRASE_MAX = 300
KEPT_MAX = 20


@dataclass(frozen=True)
class Offered:
    """What is offered somewhere: one's own first, in the order in which they were kept."""

    own: tuple[Phrase, ...]
    common: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        """Each once."""
        return list(dict.fromkeys([*(one.text for one in self.own), *self.common]))

    @property
    def ready(self) -> str:
        """What is chosen before anybody has chosen: the first of one's own, if there is one."""
        return self.own[0].text if self.own else ""


def offered(act: Act) -> dict[str, Offered]:
    """What this account is offered, by kind."""
    table = ProvinceSetting.objects.filter(name="phrases").values_list("value", flat=True).first()
    own = list(Phrase.objects.filter(account_id=act.account_id or 0).order_by("id"))
    return {
        kind: Offered(
            tuple(one for one in own if one.kind == kind), tuple((table or {}).get(kind, ()))
        )
        for kind in KINDS
    }
