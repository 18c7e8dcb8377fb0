"""The receipt of a fee (biên lai), made when somebody asks for it: everything in it is kept."""

from __future__ import annotations

import io
import json
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.directory import posts
from lienthong.documents import letters
from lienthong.documents.registers import printed
from lienthong.documents.rendering import fonts, lines
from lienthong.documents.rendering.render import DEMO_WORDS
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services.actions.common import package_for
from lienthong.services.models import Payment
from lienthong.services.models.payments import PAID
from lienthong.services.payments.matching import dong
from lienthong.services.payments.words import dong_in_words

TEMPLATES = Path(__file__).with_name("typst")
WAYS = {
    "bank": gettext_lazy("Chuyển khoản"),
    "cash": gettext_lazy("Tiền mặt tại Bộ phận Một cửa"),
}
_lock = Lock()


@lru_cache(maxsize=2)
def _compiler(folder: Path) -> Any:
    return typst.Compiler(root=TEMPLATES, font_paths=[folder], ignore_system_fonts=True)


def receipt(act: Act, payment: Payment) -> dict[str, Any]:
    """The texts of the receipt of a payment; refused before it is paid."""
    if payment.state != PAID or payment.settled_at is None:
        raise Refused(
            "services.not_paid", _("Khoản này chưa nộp đủ nên chưa có biên lai. Xem lại sau.")
        )
    application = payment.application
    settled = clock.local(payment.settled_at)
    agency = posts.agency_on(application.agency_id, settled.date())
    place = letters.place_in_date(agency.place_id, settled.date())
    facts = [
        (_("Người nộp"), application.applicant.name),
        (_("Mã hồ sơ"), application.code),
        (_("Thủ tục"), package_for(application).name),
        (_("Cách nộp"), str(WAYS[payment.way])),
        (_("Nội dung chuyển khoản"), payment.reference),
        (_("Thời điểm"), f"{settled:%H:%M ngày %d/%m/%Y}"),
    ]
    notes = []
    if payment.refund_due:
        notes.append(_("Nộp thừa {sum}, sẽ được hoàn lại.").format(sum=dong(payment.refund_due)))
    return {
        "title": _("Biên lai thu phí, lệ phí"),
        "number": _("Số {number}/{year}").format(
            number=f"{payment.receipt_number or 0:05d}", year=settled.year
        ),
        "superior": letters.superior_lines(agency, settled.date()),
        "agency": letters.agency_lines(agency),
        "day": lines.place_and_date(place, settled.date()),
        "facts": [(label, lines.clean(text)) for label, text in facts],
        "heads": [_("Khoản thu"), _("Số tiền")],
        "lines": [
            (lines.clean(str(one["name"])), dong(int(one["amount"]))) for one in payment.lines
        ],
        "total": [_("Cộng"), dong(payment.amount)],
        "words": _("Bằng chữ: {words}.").format(words=dong_in_words(payment.amount)),
        "notes": notes,
        "qr": _square(application.code),
        "foot": printed.foot(act.at, act.by_name, printed.covered()),
        "demo": DEMO_WORDS if settings.DEMO else None,
    }


def pdf(act: Act, payment: Payment) -> bytes:
    """The receipt as one page to keep or print."""
    folder = fonts.folder()
    data = json.dumps(receipt(act, payment), ensure_ascii=False)
    fonts.check_characters(data, folder)
    with _lock:
        made = _compiler(folder).compile(
            input=TEMPLATES / "receipt.typ", format="pdf", sys_inputs={"receipt": data}
        )
    return bytes(made)


def _square(code: str) -> str:
    """The code of the application as a QR, in SVG."""
    out = io.BytesIO()
    segno.make(code, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()
