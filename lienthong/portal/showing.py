"""A package as the citizens' pages tell it: how long, how much, what papers, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import ngettext as _n

from lienthong.engine.expressions.language import Expression
from lienthong.portal import languages
from lienthong.services.packages.components import Component
from lienthong.services.packages.deadlines import Span
from lienthong.services.packages.fees import FeeRule
from lienthong.services.packages.package import Package
from lienthong.services.packages.wordings import Texts
from lienthong.ui.shapes import Tag
from lienthong.ui.words import number

LEVELS = {
    "commune": gettext_lazy("Cấp xã"),
    "district": gettext_lazy("Cấp huyện"),
    "province": gettext_lazy("Cấp tỉnh"),
}
LEVEL_NAMES = {
    "full": gettext_lazy("Toàn trình"),
    "partial": gettext_lazy("Một phần"),
    "none": gettext_lazy("Nộp tại cơ quan"),
}
_TONES = {"full": ("ok", "circle-check"), "partial": ("act", "adjustments")}
CHANNELS = {
    "direct": gettext_lazy("Trực tiếp tại Bộ phận Một cửa"),
    "online": gettext_lazy("Trực tuyến trên cổng này"),
    "post": gettext_lazy("Qua dịch vụ bưu chính công ích"),
}
APPLICANTS = {
    "citizen": gettext_lazy("Công dân Việt Nam"),
    "foreigner": gettext_lazy("Người nước ngoài"),
    "organisation": gettext_lazy("Tổ chức, doanh nghiệp"),
    "household": gettext_lazy("Hộ gia đình"),
}
LIFE_EVENTS = {
    "birth": (gettext_lazy("Sinh con"), "baby-carriage"),
    "marriage": (gettext_lazy("Kết hôn"), "heart"),
    "death": (gettext_lazy("Người thân qua đời"), "candle"),
    "residence": (gettext_lazy("Chuyển nơi ở"), "map-pin"),
    "papers": (gettext_lazy("Bản sao, chứng thực giấy tờ"), "copy"),
    "allowance": (gettext_lazy("Nhận trợ cấp"), "wallet"),
    "health": (gettext_lazy("Bảo hiểm y tế"), "heartbeat"),
    "house": (gettext_lazy("Xây nhà"), "home-bolt"),
    "land": (gettext_lazy("Mua bán, tặng cho đất"), "map-2"),
    "business": (gettext_lazy("Mở kinh doanh"), "briefcase"),
    "job": (gettext_lazy("Xin việc, làm hồ sơ"), "school"),
}


@dataclass(frozen=True)
class Card:
    """A procedure in a list."""

    code: str
    name: str
    summary: str
    time: str
    fee: str
    level: str
    online: Tag


@dataclass(frozen=True)
class Time:
    """How long: for which case and channel ("" any)."""

    what: str
    time: str
    legal: str


@dataclass(frozen=True)
class Charge:
    """How much: a sum where it is fixed, else what it goes by."""

    name: str
    amount: str
    exemptions: Sequence[str]
    sample: str


@dataclass(frozen=True)
class PaperLine:
    """A paper of the list, and who brings it."""

    name: str
    note: str
    whence: str
    how: str
    always: bool


def texts_of(package: Package) -> Texts:
    """The package's sentences in the reader's language."""
    return package.texts(languages.current())


def card(package: Package) -> Card:
    """One line of a list."""
    said = texts_of(package).of
    return Card(
        code=package.code,
        name=said(package.name),
        summary=said(package.summary),
        time=_times_in_a_line(package),
        fee=_fee_in_a_line(package),
        level=", ".join(str(LEVELS[one]) for one in package.levels),
        online=online_tag(package.online),
    )


def online_tag(online: str) -> Tag:
    """Toàn trình, Một phần: the words of the law (Decree 42/2022)."""
    tone, icon = _TONES.get(online, ("", "building-bank"))
    return Tag(str(LEVEL_NAMES[online]), tone, icon)


def span(one: Span) -> str:
    """`3 ngày làm việc`."""
    words = {
        "working_hours": _n("{n} giờ làm việc", "{n} giờ làm việc", one.amount),
        "days": _n("{n} ngày", "{n} ngày", one.amount),
        "working_days": _n("{n} ngày làm việc", "{n} ngày làm việc", one.amount),
        "months": _n("{n} tháng", "{n} tháng", one.amount),
    }
    if one.unit == "same_day":
        return _("Trong ngày làm việc")
    return words[one.unit].format(n=one.amount)


def times(package: Package) -> list[Time]:
    """How long by case and channel; the cutoff of same-day procedures is said by the page."""
    said, cases = texts_of(package).of, {one.code: one.name for one in package.cases}
    found = []
    for one in package.deadlines.totals[:-1]:
        what = [said(cases[one.case])] if one.case else []
        what += [str(CHANNELS[one.channel])] if one.channel else []
        legal = one.legal_most or package.deadlines.common.legal_most
        found.append(Time(", ".join(what), span(one.span), span(legal) if legal else ""))
    return found


def _times_in_a_line(package: Package) -> str:
    different = list(dict.fromkeys(span(one.span) for one in package.deadlines.totals[:-1]))
    if len(different) == 1:
        return different[0]
    first, second = different[:2]
    return _("{first} hoặc {second}, tùy trường hợp").format(
        first=first, second=second[:1].lower() + second[1:]
    )


def charges(package: Package) -> list[Charge]:
    """Every fee the procedure may ask for."""
    said = texts_of(package).of
    return [
        Charge(
            name=said(one.name),
            amount=_amount(one) or said(one.basis) or _("Tính theo tờ khai"),
            exemptions=[said(exempt.sentence) for exempt in one.exemptions],
            sample=said(one.sample),
        )
        for one in package.fee_rules.all
    ]


def _amount(one: FeeRule) -> str:
    if not isinstance(one.amount, Expression) or one.amount.uses:
        return ""
    return money(one.amount.value({}))


def money(amount: int) -> str:
    """`5.000 đồng`."""
    return _("{amount} đồng").format(amount=number(amount))


def _fee_in_a_line(package: Package) -> str:
    rules = package.fee_rules.all
    if not rules:
        return _("Miễn phí")
    if len(rules) == 1 and rules[0].when is None:
        return _amount(rules[0]) or texts_of(package).of(rules[0].basis) or _("Có phí")
    if all(one.when is not None for one in rules):
        return _("Miễn phí hoặc có phí, tùy trường hợp")
    return _("Phí tùy trường hợp")


def papers(package: Package) -> list[PaperLine]:
    """The list of papers as the law wants it told (Decree 63/2010, art. 8)."""
    said = texts_of(package).of
    return [
        PaperLine(
            name=said(one.name),
            note=said(one.note),
            whence=whence(one),
            how=_how(one),
            always=one.required and one.required_when is None and one.asked_when is None,
        )
        for one in package.components.all
    ]


def whence(one: Component) -> str:
    """Who brings a paper."""
    words = {
        "form": _("Bạn điền trên cổng, không phải in"),
        "upload": _("Bạn chụp ảnh hoặc gửi tệp"),
        "data_store": _("Lấy từ kho giấy tờ của bạn"),
        "national_db": _("Cơ quan tra cứu, bạn không phải nộp"),
        "result": _("Kết quả của một thủ tục trước"),
        "agency": _("Cơ quan tự lấy, bạn không phải nộp"),
    }
    return words[one.source]


def _how(one: Component) -> str:
    kinds = {0: _("bản chính"), 1: _("bản sao"), 2: _("bản điện tử")}
    told = _(" hoặc ").join(kinds[int(kind)] for kind in one.kinds)
    if one.shown_only:
        return _("Chỉ xuất trình, được trả lại")
    return _n("{n} bản: {kinds}", "{n} bản: {kinds}", one.copies).format(n=one.copies, kinds=told)
