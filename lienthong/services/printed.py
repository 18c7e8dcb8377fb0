"""The printed forms of the one-stop shop: for one application, laid out by Typst, each with the QR
of its code (Decree 61/2018, art. 17-19).

A form is found by (rule set, kind); its number and name are the rule set's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.documents import letters
from lienthong.documents.registers import printed as registers
from lienthong.documents.rendering import fonts, lines
from lienthong.documents.rendering.render import DEMO_WORDS
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event
from lienthong.services import regimes
from lienthong.services.actions.common import package_for
from lienthong.services.models import Application
from lienthong.services.queries import story
from lienthong.services.rules import Status
from lienthong.ui import words

TEMPLATES = Path(__file__).with_name("typst")
_lock = Lock()


@dataclass(frozen=True)
class Body:
    """What one form says: lines of [label, value], a list under a heading, a table, who signs."""

    rows: Sequence[tuple[str, str]]
    at: datetime
    by: str
    opening: str = ""
    listed: str = ""
    items: Sequence[str] = ()
    closing: str = ""
    heads: Sequence[str] = ()
    cells: Sequence[Sequence[str]] = ()
    parties: Sequence[str] = field(default=("Người nộp hồ sơ", "Người tiếp nhận hồ sơ"))


@lru_cache(maxsize=2)
def _compiler(folder: Path) -> Any:
    return typst.Compiler(root=TEMPLATES, font_paths=[folder], ignore_system_fonts=True)


def kinds_of(application: Application) -> list[str]:
    """The forms that can be printed for it now."""
    regime = regimes.regimes().get(application.version.rule_set)
    return [
        kind for kind in BODIES if regime and kind in regime.forms and _there(application, kind)
    ]


def _there(application: Application, kind: str) -> bool:
    match kind:
        case "receipt" | "control_slip":
            return application.received_at is not None
        case "supplement":
            return application.supplements_asked.exists()
        case "refusal":
            return application.status == Status.REFUSED
        case "apology":
            return application.promised_at is not None
        case _:
            return application.status == Status.STOPPED


def pdf(act: Act, application: Application, kind: str) -> bytes:
    """One form as a page to print. Refused when there is nothing for it to say."""
    form = regimes.form_of(application.version.rule_set, kind)
    if kind not in BODIES or not _there(application, kind):
        raise Refused(
            "services.form_empty",
            _("Chưa in được “{name}” vì hồ sơ chưa có bước đó.").format(name=form.name),
        )
    body = BODIES[kind](application)
    day = clock.local(body.at)
    agency = posts.agency_on(application.agency_id, day.date())
    return _typeset(
        {
            "number": _("Mẫu số {number}").format(number=form.number),
            "title": form.name,
            "code": application.code,
            "qr": qr(application.code),
            "agency": letters.agency_lines(agency),
            "superior": letters.superior_lines(agency, day.date()),
            "day": _("{place}, ngày {day} tháng {month} năm {year}").format(
                place=letters.place_in_date(agency.place_id, day.date()),
                day=f"{day.day:02d}",
                month=f"{day.month:02d}" if day.month <= lines.LAST_PADDED_MONTH else day.month,
                year=day.year,
            ),
            "opening": lines.clean(body.opening),
            "rows": [[label, lines.clean(value)] for label, value in body.rows if value],
            "listed": body.listed,
            "items": [lines.clean(one) for one in body.items],
            "closing": lines.clean(body.closing),
            "heads": list(body.heads),
            "cells": [[lines.clean(cell) for cell in row] for row in body.cells],
            "parties": [[body.parties[0], application.applicant.name], [body.parties[1], body.by]],
            "foot": registers.foot(act.at, act.by_name, registers.covered()),
            "demo": DEMO_WORDS if settings.DEMO else None,
        }
    )


def _typeset(data: Mapping[str, Any]) -> bytes:
    folder = fonts.folder()
    text = json.dumps(data, ensure_ascii=False)
    fonts.check_characters(text, folder)
    with _lock:
        made = _compiler(folder).compile(
            input=TEMPLATES / "form.typ", format="pdf", sys_inputs={"form": text}
        )
    return bytes(made)


def qr(text: str) -> list[str]:
    """A QR code as rows of 0 and 1, drawn as squares by the template."""
    return ["".join(str(int(bool(one))) for one in row) for row in segno.make_qr(text).matrix]


def _last(application: Application, kind: str) -> Event:
    found = story.events_of(application, kind).last()
    if found is None:
        raise Refused("services.form_empty", _("Nhật ký của hồ sơ chưa có bước đó."))
    return found


def _applicant(application: Application) -> list[tuple[str, str]]:
    who = application.applicant
    return [
        (_("Họ tên, tên tổ chức"), who.name),
        (_("Số giấy tờ"), who.number),
        (_("Địa chỉ"), who.address),
        (_("Số điện thoại"), who.phone),
        (_("Thủ tục"), package_for(application).name),
    ]


def _receipt(application: Application) -> Body:
    event = _last(application, "services.received")
    package = package_for(application)
    names = {one.code: one.name for one in package.components.all}
    return Body(
        opening=_("Đã tiếp nhận hồ sơ của:"),
        rows=[
            *_applicant(application),
            (_("Số bộ hồ sơ"), str(package.components.sets)),
            (_("Nhận hồ sơ lúc"), words.instant(application.received_at)),
            (_("Hẹn trả kết quả lúc"), words.instant(application.due_at)),
            (_("Kết quả"), package.result.name),
        ],
        listed=_("Thành phần hồ sơ nộp gồm:"),
        items=[
            names.get(one.component, one.component)
            for one in application.papers.order_by("round", "id")
        ],
        closing=_("Theo dõi hồ sơ bằng mã hoặc mã QR ở trên. Mang giấy này khi đến nhận kết quả."),
        at=event.occurred_at,
        by=event.by_name,
    )


def _supplement(application: Application) -> Body:
    asked = application.supplements_asked.order_by("-id")[0]
    return Body(
        opening=_("Để có căn cứ giải quyết hồ sơ, đề nghị bổ sung, hoàn thiện như sau."),
        rows=[
            *_applicant(application),
            (_("Nộp bổ sung trước"), words.instant(asked.answer_due_at)),
        ],
        listed=_("Nội dung cần bổ sung, hoàn thiện:"),
        items=asked.points,
        closing=_("Thời hạn giải quyết tạm dừng đến khi nhận đủ nội dung trên."),
        at=asked.asked_at,
        by=asked.asked_by,
        parties=(_("Người nộp hồ sơ"), _("Người hướng dẫn")),
    )


def _told(kind: str, opening: str, label: str) -> Callable[[Application], Body]:
    def body(application: Application) -> Body:
        event = _last(application, kind)
        return Body(
            opening=_(opening),
            rows=[
                *_applicant(application),
                (_("Nhận hồ sơ lúc"), words.instant(application.received_at)),
                (_("Hẹn trả kết quả lúc"), words.instant(application.due_at)),
                (_(label), event.data["reason"]),
                (_("Hẹn lại"), words.instant(application.promised_at)),
            ],
            at=event.occurred_at,
            by=event.by_name,
            parties=(_("Người nộp hồ sơ"), _("Người ký")),
        )

    return body


def _control_slip(application: Application) -> Body:
    verdicts = {
        story.BEFORE: _("Trước hạn"), story.ON: _("Đúng hạn"), story.AFTER: _("Quá hạn"), "": "",
    }  # fmt: skip
    rows = story.hand_overs(application)
    return Body(
        rows=[
            *_applicant(application),
            (_("Nhận hồ sơ lúc"), words.instant(application.received_at)),
            (_("Hẹn trả kết quả lúc"), words.instant(application.due_at)),
        ],
        heads=(_("Giao nhận lúc"), _("Bên giao"), _("Bên nhận"), _("Việc"), _("Bên giao làm")),
        cells=[
            (words.instant(one.at), one.giver, one.receiver or _("Kết thúc"), one.step,
             verdicts[one.kept])
            for one in rows
        ],
        at=rows[-1].at if rows else application.submitted_at,
        by="",
        parties=(_("Người nộp hồ sơ"), _("Người lập phiếu")),
    )  # fmt: skip


BODIES: dict[str, Callable[[Application], Body]] = {
    "receipt": _receipt,
    "supplement": _supplement,
    "refusal": _told("services.refused", "Không tiếp nhận giải quyết hồ sơ của:", "Lý do từ chối"),
    "apology": _told(
        "services.apologised",
        "Cơ quan chưa trả được kết quả đúng hẹn, xin lỗi và hẹn lại như sau:",
        "Lý do chậm",
    ),
    "stop": _told("services.stopped", "Dừng giải quyết hồ sơ của:", "Lý do dừng giải quyết"),
    "control_slip": _control_slip,
}
"""By kind of form."""
