"""What an applicant hands in (thành phần hồ sơ), and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from lienthong.engine.expressions.functions import WorkingDays
from lienthong.engine.expressions.language import Expression
from lienthong.engine.expressions.names import Names
from lienthong.engine.sheets import Sheet
from lienthong.engine.yaml_files import Part
from lienthong.services.packages.codes import CODE

SETS_MOST = 10
COPIES_MOST = 20


class Paper(IntEnum):
    """LoaiBan of the national sync."""

    ORIGINAL = 0
    COPY = 1
    ELECTRONIC = 2


SOURCES = {
    "form": "tờ khai điền trên hệ thống",
    "upload": "người nộp gửi tệp hoặc nộp giấy",
    "data_store": "kho giấy tờ điện tử của người nộp",
    "national_db": "cơ sở dữ liệu quốc gia",
    "result": "kết quả của một thủ tục trước",
    "agency": "cơ quan giải quyết tự có hoặc tự hỏi",
}
KINDS = {"original": Paper.ORIGINAL, "copy": Paper.COPY, "electronic": Paper.ELECTRONIC}
DATABASES = {
    "dan_cu": "Cơ sở dữ liệu quốc gia về dân cư",
    "ho_tich": "Cơ sở dữ liệu hộ tịch điện tử",
    "dat_dai": "Cơ sở dữ liệu đất đai",
    "doanh_nghiep": "Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp",
    "bao_hiem": "Cơ sở dữ liệu quốc gia về bảo hiểm",
}
KNOWN = {
    "code", "name", "kinds", "copies", "source", "also_from", "database", "result_of", "asked",
    "required", "digitise", "signature", "shown_only", "note", "template",
}  # fmt: skip


@dataclass(frozen=True)
class Component:
    """One paper. `required` is always, until `Package.needed` says how it is for an application.

    `kinds`: what may be handed in, the first preferred; `copies` of each in one set.
    `source`: where it comes from first, `also_from` where it may come from too (reuse);
    `database` and `result_of` name which. `shown_only`: looked at and handed back.
    `signature`: its file must carry a digital signature (or be signed before the officer).
    """

    code: str
    name: str
    kinds: tuple[Paper, ...]
    copies: int
    source: str
    also_from: tuple[str, ...] = ()
    database: str = ""
    result_of: tuple[str, ...] = ()
    required: bool = True
    asked_when: Expression | None = None
    required_when: Expression | None = None
    digitise: bool = True
    signature: bool = False
    shown_only: bool = False
    note: str = ""
    template: str = ""

    def for_application(
        self, known: Mapping[str, Any], working_days: WorkingDays | None
    ) -> Component | None:
        """As one application has it; None when it is not asked of it at all."""
        if self.asked_when and not self.asked_when.holds(known, working_days=working_days):
            return None
        if self.required_when is None:
            return self
        required = self.required_when.holds(known, working_days=working_days)
        return replace(self, required=required)


@dataclass(frozen=True)
class Components:
    """`sets`: how many sets of papers are handed in (Decree 63/2010, art. 8)."""

    sets: int
    all: tuple[Component, ...]


def read(sheet: Sheet, content: bytes | None, names: Names) -> Components:
    """`components.yaml`."""
    top = sheet.top(content, {"sets", "components"}, {"sets", "components"})
    found = tuple(_component(sheet, row, names) for row in sheet.rows(top.get("components")))
    if top and not found:
        sheet.say(top.get("components", Part(None, 1, 1)), "Phải có ít nhất một thành phần hồ sơ.")
    return Components(sheet.whole(top.get("sets"), 1, SETS_MOST, 1), found)


def _component(sheet: Sheet, row: Part, names: Names) -> Component:
    part = sheet.entries(row, KNOWN, ("code", "name", "source"))
    code = sheet.text(part.get("code"), most=40)
    if code and not CODE.fullmatch(code):
        sheet.say(part["code"], "Mã chỉ có chữ không dấu, số, dấu chấm, gạch nối, gạch dưới.")
    kinds = sheet.choices(part.get("kinds"), KINDS)
    source = sheet.choice(part.get("source"), SOURCES, "upload")
    database = sheet.choice(part.get("database"), DATABASES)
    also_from = sheet.choices(part.get("also_from"), SOURCES)
    if "national_db" in (source, *also_from) and not database:
        sheet.say(row, f"Nguồn national_db phải nêu “database”: {', '.join(DATABASES)}.")
    result_of = sheet.texts(part.get("result_of"))
    if "result" in (source, *also_from) and not result_of:
        sheet.say(row, "Nguồn result phải nêu “result_of”: mã thủ tục đã cho ra giấy này.")
    required = part.get("required")
    always = required is None or required.value is True
    return Component(
        code=code,
        name=sheet.text(part.get("name")),
        kinds=tuple(KINDS[one] for one in kinds) or (Paper.ELECTRONIC,),
        copies=sheet.whole(part.get("copies"), 1, COPIES_MOST, 1),
        source=source,
        also_from=also_from,
        database=database,
        result_of=result_of,
        required=always,
        asked_when=sheet.expression(part.get("asked"), names),
        required_when=None if always else sheet.expression(required, names),
        digitise=sheet.yes_no(part.get("digitise"), default=True),
        signature=sheet.yes_no(part.get("signature")),
        shown_only=sheet.yes_no(part.get("shown_only")),
        note=sheet.text(part.get("note")),
        template=sheet.text(part.get("template"), most=120),
    )
