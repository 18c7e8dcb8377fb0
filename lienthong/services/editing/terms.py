"""How long it may take (deadlines.yaml) and by which process (procedure.yaml)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lienthong.engine.bpmn import catalogue, diagram
from lienthong.services.editing.fields import Line, Pick, Picks, Whole, Words
from lienthong.services.editing.sheets import RowForm, Rows, Sheet
from lienthong.services.packages import codes, deadlines, processes
from lienthong.services.packages.reading import PROCEDURE

UNITS = {
    "same_day": _("trong ngày"),
    "working_hours": _("giờ làm việc"),
    "days": _("ngày"),
    "working_days": _("ngày làm việc"),
    "months": _("tháng"),
}
STEP_UNITS = {name: UNITS[name] for name in deadlines.STEP_UNITS}
AFTER = {"resume": _("Tính tiếp"), "restart": _("Tính lại từ đầu")}
PAUSES = {5: _("Chờ bổ sung"), 6: _("Chờ nộp tiền"), 8: _("Dừng xử lý")}
ROLES = {
    "one_stop_officer": _("Công chức một cửa"),
    "specialist": _("Chuyên viên"),
    "unit_head": _("Lãnh đạo đơn vị"),
    "leader": _("Lãnh đạo cơ quan"),
    "clerk": _("Văn thư"),
}


class Deadlines(RowForm):
    """What goes for every application."""

    cutoff = Line(
        label=_("Nhận sau giờ này thì tính sang ngày làm việc sau"),
        most=5,
        required=False,
        help_text=_("Viết dạng 15:00."),
    )
    after_supplement = Pick(AFTER, label=_("Bổ sung xong thì hạn"))
    supplements_most = Whole(0, deadlines.SUPPLEMENTS_MOST, label=_("Số lần yêu cầu bổ sung"))
    pauses = Picks(PAUSES, coerce=int, label=_("Đồng hồ dừng khi"), required=False)
    legal_most__amount = Whole(
        1, deadlines.AMOUNT_MOST, label=_("Luật cho nhiều nhất"), required=False
    )
    legal_most__unit = Pick(UNITS, label=_("Đơn vị của hạn luật cho"), required=False)
    basis = Words(label=_("Căn cứ của thời hạn"), required=False)
    note = Words(label=_("Ghi chú"), required=False)


class Total(RowForm):
    """One term."""

    case = Pick({}, label=_("Trường hợp"), required=False)
    channel = Pick(codes.CHANNEL_NAMES, label=_("Cách nộp"), required=False, empty=_("Mọi cách"))
    amount = Whole(1, deadlines.AMOUNT_MOST, label=_("Số lượng"), required=False)
    unit = Pick(UNITS, label=_("Đơn vị"))

    def prepare(self) -> None:
        """The cases of this draft."""
        self.fields["case"].choices = [("", _now("Mọi trường hợp")), *self.draft.cases()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        same_day = found.get("unit") == "same_day"
        if found.get("unit") and same_day == bool(found.get("amount")):
            told = _now("Hạn trong ngày không có số lượng.") if same_day else _now("Ghi số lượng.")
            self.add_error("amount", told)
        return found


class StepLimit(RowForm):
    """How long a step may take."""

    step = Pick({}, label=_("Bước"))
    amount = Whole(1, deadlines.AMOUNT_MOST, label=_("Số lượng"))
    unit = Pick(STEP_UNITS, label=_("Đơn vị"))

    def prepare(self) -> None:
        """The steps of this draft's process."""
        steps = [(one, name) for one, name in steps_of(self.draft.package)]
        kept = str(self.row.get("step", ""))
        if kept and kept not in dict(steps):
            steps.append((kept, kept))
        self.fields["step"].choices = [("", _now("Chọn bước")), *steps]  # type: ignore[attr-defined]


def steps_of(package: Any) -> list[tuple[str, str]]:
    """`process.node` and the name of every step that waits for somebody."""
    if package is None:
        return []
    found = package.process.definition.diagrams
    return [
        (f"{name}.{node.id}", node.name or node.id)
        for name, one in found.items()
        for node in one.nodes.values()
        if f"{name}.{node.id}" in package.process.nodes()
    ]


class Process(RowForm):
    """A ready pattern."""

    pattern = Pick({}, label=_("Mẫu quy trình"), required=False, empty=_("Sơ đồ riêng của gói"))

    def prepare(self) -> None:
        """Patterns by the names people read; its own diagram only where the package has one."""
        own = processes.OWN in self.draft.files
        first = [("", _now("Sơ đồ riêng của gói (process.bpmn)"))] if own else []
        self.fields["pattern"].required = not own
        self.fields["pattern"].choices = [*first, *pattern_names()]  # type: ignore[attr-defined]


def pattern_names() -> list[tuple[str, str]]:
    """Ready patterns with their names."""
    return [(key, diagram.read(xml).name or key) for key, xml in catalogue.patterns().items()]


class Lane(RowForm):
    """Who works in a lane."""

    lane = Line(label=_("Làn"), most=60)
    role = Pick(ROLES, label=_("Vai trò"), required=False, empty=_("Như thường lệ"))
    agency = Line(
        label=_("Cơ quan"),
        most=80,
        required=False,
        help_text=_("own: cơ quan tiếp nhận; superior: cơ quan cấp trên; hoặc mã trong danh bạ."),
    )
    unit = Line(label=_("Đơn vị, phần cuối của mã"), most=40, required=False)


DEADLINES = Sheet(
    "thoi-han",
    _("Thời hạn"),
    "deadlines.yaml",
    Deadlines,
    (
        Rows(
            "totals",
            _("Hạn giải quyết"),
            Total,
            ("totals",),
            _("Dòng đầu tiên khớp được dùng; dòng cuối để trường hợp và cách nộp trống."),
        ),
        Rows("steps", _("Hạn từng bước"), StepLimit, ("steps",), as_map="step"),
    ),
)
PROCESS = Sheet(
    "quy-trinh",
    _("Quy trình"),
    PROCEDURE,
    Process,
    (
        Rows(
            "lanes", _("Ai làm trong từng làn"), Lane, ("lanes",),
            as_map="lane", fixed=catalogue.LANES,
        ),
    ),
    path=("process",),
)  # fmt: skip


def settle_process(draft: Any) -> list[str]:
    """After another pattern was chosen: the package's own diagram goes, and limits of steps that
    are not there any more. Returns those steps.
    """
    if draft.value(PROCEDURE, ("process", "pattern")):
        draft.files.pop(processes.OWN, None)
        draft.files.pop("status-map.yaml", None)
    pattern = draft.value(PROCEDURE, ("process", "pattern"))
    if not pattern or pattern not in catalogue.patterns():
        return []
    there = set(_steps(pattern))
    limits = draft.value("deadlines.yaml", ("steps",)) or {}
    gone = [one for one in limits if one not in there]
    for one in gone:
        draft.put("deadlines.yaml", ("steps", one), None)
    if gone and not draft.value("deadlines.yaml", ("steps",)):
        draft.put("deadlines.yaml", ("steps",), None)
    return gone


def _steps(pattern: str) -> list[str]:
    """Steps of a pattern and of the activities it calls."""
    called = catalogue.library()
    found = {pattern: diagram.read(catalogue.patterns()[pattern])}
    waiting = list(found.values())
    while waiting:
        for node in waiting.pop().nodes.values():
            if node.called and node.called not in found and node.called in called:
                found[node.called] = called[node.called]
                waiting.append(called[node.called])
    return [f"{name}.{node}" for name, one in found.items() for node in one.nodes]
