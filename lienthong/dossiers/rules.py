"""The life of a file, and who may take each step (Decree 30/2020, art. 28-31)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.kernel import permissions
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused


class State(StrEnum):
    """States of a file."""

    OPEN = "open"
    CLOSED = "closed"
    OFFERED = "offered"
    ARCHIVED = "archived"


class ListState(StrEnum):
    """States of the yearly list of files."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    APPROVED = "approved"


STATE_NAMES: dict[str, Promise] = {
    State.OPEN: gettext_lazy("Đang lập"),
    State.CLOSED: gettext_lazy("Đã kết thúc"),
    State.OFFERED: gettext_lazy("Chờ lưu trữ nhận"),
    State.ARCHIVED: gettext_lazy("Đã nộp lưu"),
}
LIST_STATE_NAMES: dict[str, Promise] = {
    ListState.DRAFTING: gettext_lazy("Đang soạn"),
    ListState.SUBMITTED: gettext_lazy("Chờ duyệt"),
    ListState.APPROVED: gettext_lazy("Đã duyệt"),
}

STEPS: dict[tuple[State, str], State] = {
    (State.OPEN, "put"): State.OPEN,
    (State.OPEN, "take_out"): State.OPEN,
    (State.OPEN, "annotate"): State.OPEN,
    (State.OPEN, "share"): State.OPEN,
    (State.OPEN, "close"): State.CLOSED,
    (State.CLOSED, "share"): State.CLOSED,
    (State.OPEN, "classify"): State.OPEN,
    (State.CLOSED, "classify"): State.CLOSED,
    (State.ARCHIVED, "classify"): State.ARCHIVED,
    (State.ARCHIVED, "grant"): State.ARCHIVED,
    (State.ARCHIVED, "revoke"): State.ARCHIVED,
    (State.CLOSED, "raise_retention"): State.CLOSED,
    (State.CLOSED, "offer"): State.OFFERED,
    (State.OFFERED, "accept"): State.ARCHIVED,
    (State.OFFERED, "send_back"): State.CLOSED,
    (State.ARCHIVED, "raise_retention"): State.ARCHIVED,
    **{(state, verb): state for state in State for verb in ("hold", "release")},
}
"""Decree 30/2020, art. 29-30: compiled while the work goes on, closed when it is done, handed over.
"""

VERBS: dict[str, Promise] = {
    "put": gettext_lazy("thêm văn bản"),
    "take_out": gettext_lazy("đưa văn bản ra"),
    "annotate": gettext_lazy("ghi thông tin thêm"),
    "share": gettext_lazy("cho xem"),
    "classify": gettext_lazy("xếp nhóm"),
    "grant": gettext_lazy("cho khai thác"),
    "revoke": gettext_lazy("thu hồi quyền khai thác"),
    "close": gettext_lazy("kết thúc"),
    "raise_retention": gettext_lazy("nâng thời hạn bảo quản"),
    "offer": gettext_lazy("nộp lưu"),
    "accept": gettext_lazy("nhận nộp lưu"),
    "send_back": gettext_lazy("trả lại"),
    "hold": gettext_lazy("phong tỏa"),
    "release": gettext_lazy("bỏ phong tỏa"),
}

KEEPERS = {"put", "take_out", "annotate", "share", "classify", "close", "offer"}
"""Steps of the one who keeps the file (Decree 30/2020, art. 29)."""

RIGHT_OF_VERB: dict[str, str] = {
    "hold": "dossiers.hold",
    "release": "dossiers.hold",
    "accept": "dossiers.archive",
    "grant": "dossiers.archive",
    "revoke": "dossiers.archive",
    "send_back": "dossiers.archive",
}

LIST_STEPS: dict[tuple[ListState, str], ListState] = {
    (ListState.DRAFTING, "edit"): ListState.DRAFTING,
    (ListState.DRAFTING, "submit"): ListState.SUBMITTED,
    (ListState.SUBMITTED, "send_back"): ListState.DRAFTING,
    (ListState.SUBMITTED, "approve"): ListState.APPROVED,
}
"""Decree 30/2020, art. 28: drawn up by the clerk, issued by the head of the agency."""

RIGHT_OF_LIST_VERB: dict[str, str] = {
    "edit": "dossiers.draw_up_list",
    "submit": "dossiers.draw_up_list",
    "send_back": "dossiers.approve_list",
    "approve": "dossiers.approve_list",
}
RIGHT_TO_OPEN: dict[str, str] = {"open": "dossiers.open"}

TITLE_MAX = 500
REASON_MAX = 1000
NOTES_MAX, NOTE_KEY_MAX, NOTE_VALUE_MAX = 20, 60, 500
ITEMS_MAX = 2000
YEARS_MAX = 70
ABBREVIATION = re.compile(r"[A-ZĐ]{1,10}")


@dataclass(frozen=True)
class Facts:
    """What the rules look at: plain values of one file, no model."""

    state: str
    agency_id: int
    keeper_id: int
    retention_years: int | None = None
    held: bool = False
    items: int = 0


def check_step(act: Act, facts: Facts, verb: str) -> State:
    """May this post take this step on this file now? Returns the next state, or refuses in words.

    What is held stays as it is for everybody (Decree 30/2020, app. VI IV.1.g).
    """
    if facts.agency_id != act.agency_id:
        raise Refused(
            "dossiers.not_yours",
            _("Hồ sơ này thuộc cơ quan khác. Chỉ người của cơ quan đó thao tác được."),
            reason="right",
        )
    if verb in RIGHT_OF_VERB:
        permissions.require(act, RIGHT_OF_VERB[verb])
    elif facts.keeper_id != act.position_id and not _archives(act, facts, verb):
        raise Refused(
            "dossiers.not_keeper",
            _("Người khác giữ hồ sơ này. Chỉ người giữ hồ sơ mới {verb} được.").format(
                verb=VERBS[verb]
            ),
            reason="right",
        )
    _check_hold(facts, verb)
    reached = STEPS.get((State(facts.state), verb))
    if reached is None:
        raise Refused(
            "dossiers.wrong_state",
            _("Không thể {verb} khi hồ sơ ở trạng thái “{state}”. Tải lại trang để xem.").format(
                verb=VERBS[verb], state=STATE_NAMES[facts.state]
            ),
        )
    return reached


def _archives(act: Act, facts: Facts, verb: str) -> bool:
    """Once handed over, the archivist decides about a file's retention and its group."""
    return (
        verb in {"raise_retention", "classify"}
        and facts.state == State.ARCHIVED
        and permissions.may(act, "dossiers.archive")
    )


def _check_hold(facts: Facts, verb: str) -> None:
    if verb == "release":
        if not facts.held:
            raise Refused(
                "dossiers.not_held", _("Hồ sơ này không bị phong tỏa. Tải lại trang để xem.")
            )
    elif facts.held:
        raise Refused(
            "dossiers.held",
            _(
                "Hồ sơ đang bị phong tỏa nên không {verb} được."
                " Thanh tra hoặc lưu trữ của cơ quan bỏ phong tỏa trước."
            ).format(verb=VERBS[verb]),
        )


def may(act: Act, facts: Facts, verb: str) -> bool:
    """The same question as a yes or no: the page asks this to draw the button."""
    try:
        check_step(act, facts, verb)
    except Refused:
        return False
    return True


def check_list_step(act: Act, state: str, verb: str) -> ListState:
    """May this post take this step on the agency's list of files (Decree 30/2020, art. 28)?"""
    permissions.require(act, RIGHT_OF_LIST_VERB[verb])
    reached = LIST_STEPS.get((ListState(state), verb))
    if reached is None:
        raise Refused(
            "dossiers.list_state",
            _("Danh mục hồ sơ đang ở trạng thái “{state}” nên không làm được bước này.").format(
                state=LIST_STATE_NAMES[state]
            ),
        )
    return reached


def may_list(act: Act, state: str, verb: str) -> bool:
    """The same as a yes or no."""
    try:
        check_list_step(act, state, verb)
    except Refused:
        return False
    return True


def check_open(act: Act) -> None:
    """May this post open a file at all (Decree 30/2020, art. 29)?"""
    permissions.require(act, RIGHT_TO_OPEN["open"])


def check_text(value: str, *, name: str, longest: int, code: str) -> str:
    """A text a person typed, in one line: not empty, not longer than the field."""
    text = " ".join(value.split())
    if not text:
        words = _("{name} còn trống. Nhập rồi gửi lại.")
        raise Refused(code, words.format(name=name), reason="input")
    if len(text) > longest:
        words = _("{name} dài {length} ký tự, quá {longest}. Rút gọn rồi gửi lại.")
        raise Refused(
            code, words.format(name=name, length=len(text), longest=longest), reason="input"
        )
    return text


ADDED = "BS"
"""Bổ sung: ends the codes of files opened during the year, not in the list."""
FIRST_YEAR, LAST_YEAR = 1945, 2200


def check_year(year: int) -> None:
    """A list is of a year that a register may hold."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(
            "dossiers.year",
            _("Năm của danh mục từ {first} đến {last}. Chọn lại.").format(
                first=FIRST_YEAR, last=LAST_YEAR
            ),
            reason="input",
        )


def check_abbreviation(value: str) -> str:
    """The letters of a heading that end the codes of its files: `TCCB`."""
    text = value.strip().upper()
    if text == ADDED:
        raise Refused(
            "dossiers.abbreviation",
            _("Ký hiệu {text} dành cho hồ sơ bổ sung. Chọn ký hiệu khác.").format(text=text),
            reason="input",
        )
    if not ABBREVIATION.fullmatch(text):
        raise Refused(
            "dossiers.abbreviation",
            _("Ký hiệu đề mục gồm 1 đến 10 chữ cái không dấu, ví dụ TCCB. Nhập lại."),
            reason="input",
        )
    return text


def check_retention(years: int | None) -> None:
    """Permanent (None), or a number of years."""
    if years is not None and not 1 <= years <= YEARS_MAX:
        raise Refused(
            "dossiers.retention",
            _("Thời hạn bảo quản là vĩnh viễn, hoặc từ 1 đến {most} năm.").format(most=YEARS_MAX),
            reason="input",
        )


def check_raise(before: int | None, after: int | None) -> None:
    """After closing, how long a file is kept may rise, never fall."""
    check_retention(after)
    if before is None or (after is not None and after <= before):
        raise Refused(
            "dossiers.retention",
            _("Hồ sơ đang bảo quản {before}. Chỉ nâng lên được, không giữ nguyên hay hạ.").format(
                before=retention_words(before)
            ),
            reason="input",
        )


def retention_words(years: int | None) -> str:
    """`Vĩnh viễn`, `10 năm`."""
    return _("vĩnh viễn") if years is None else _("{years} năm").format(years=years)


def notation(ordinal: int, abbreviation: str) -> str:
    """`01.TCCB`: the code of a file in its year (Decree 30/2020, art. 28)."""
    return f"{ordinal:02d}.{abbreviation}"


def file_code(agency_code: str, year: int, file_notation: str) -> str:
    """The code of a file in the whole country: OrganId, year, notation
    (Decree 30/2020, app. VI III.4.b).
    """
    return ".".join(part for part in (agency_code, str(year), file_notation) if part)


def check_close(facts: Facts) -> None:
    """A file without a document is no file (Decree 30/2020, art. 29)."""
    if not facts.items:
        raise Refused(
            "dossiers.empty", _("Hồ sơ chưa có văn bản nào. Đưa văn bản vào rồi kết thúc.")
        )


LEVEL_NAMES: dict[str, Promise] = {
    "agency": gettext_lazy("Mọi người trong cơ quan"),
    "units": gettext_lazy("Lãnh đạo, văn thư các đơn vị được chọn"),
    "named": gettext_lazy("Chỉ những người hồ sơ nêu tên"),
}
"""Information levels of groups of files, the widest first (Decree 30/2020, app. VI IV.1.a)."""
GROUP_NAME_MAX = 100
GRANT_DAYS_MAX = 366


def check_level(level: str, units: int) -> None:
    """A level of the table; units are chosen exactly where the level goes by units."""
    if level not in LEVEL_NAMES:
        raise Refused("dossiers.level", _("Chọn mức độ thông tin của nhóm."), reason="input")
    if (level == "units") != bool(units):
        words = (
            _("Chọn ít nhất một đơn vị.") if level == "units" else _("Mức này không chọn đơn vị.")
        )
        raise Refused("dossiers.level_units", words, reason="input")


def check_until(until: date, today: date) -> None:
    """The archive lets somebody see a file for a time: from today on, at most a year."""
    if not 0 <= (until - today).days <= GRANT_DAYS_MAX:
        raise Refused(
            "dossiers.until",
            _("Hạn khai thác từ hôm nay đến một năm sau. Nhập lại ngày."),
            reason="input",
        )


def check_room(items: int) -> None:
    """A file has a size at which it is divided into volumes."""
    if items >= ITEMS_MAX:
        raise Refused(
            "dossiers.full",
            _("Hồ sơ đã có {most} văn bản. Mở hồ sơ khác cho phần tiếp theo.").format(
                most=ITEMS_MAX
            ),
            reason="limit",
        )


def read_notes(text: str) -> dict[str, str]:
    """Further facts about a file, one a line as `name: value` (Decree 30/2020, app. VI III.7.c)."""
    notes: dict[str, str] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not (key and colon and value):
            raise _note(_("Dòng “{line}” chưa đúng mẫu “tên: giá trị”. Sửa rồi gửi lại."), line)
        if len(key) > NOTE_KEY_MAX or len(value) > NOTE_VALUE_MAX:
            raise _note(_("Dòng “{line}” quá dài. Rút gọn rồi gửi lại."), line)
        if key in notes:
            raise _note(_("Có hai dòng “{line}”. Giữ một dòng rồi gửi lại."), key)
        notes[key] = value
    if len(notes) > NOTES_MAX:
        words = _("Ghi nhiều nhất {line} dòng. Bỏ bớt rồi gửi lại.")
        raise _note(words, str(NOTES_MAX))
    return notes


def _note(words: str, line: str) -> Refused:
    return Refused("dossiers.notes", words.format(line=line[:80]), reason="input")


TRANSFER_FROM_YEARS = 5
NOTICE_DAYS = 30
YEAR_LESS_NOTICE = 365 - NOTICE_DAYS - 1
"""Days after its close from which a file may be near its transfer; the exact day is checked then.
"""


def is_announced(due: date, today: date) -> bool:
    """Is it thirty days or less to the transfer (Decree 30/2020, app. VI III.5.b)?"""
    return (due - today).days <= NOTICE_DAYS


def transfer_due(closed_on: date) -> date:
    """By when a closed file is handed to the agency's archive: within a year
    (Decree 30/2020, art. 30).
    """
    try:
        return closed_on.replace(year=closed_on.year + 1)
    except ValueError:  # 29 February
        return date(closed_on.year + 1, 2, 28)
