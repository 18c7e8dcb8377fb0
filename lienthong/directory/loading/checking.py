"""What a row must satisfy beside its own cells: no twin, its references, no overlap in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from django.utils.translation import gettext as _

from lienthong.directory import certificates
from lienthong.directory.loading.files import File
from lienthong.directory.loading.reading import Row
from lienthong.directory.loading.report import Report
from lienthong.kernel import deadlines, symbols
from lienthong.kernel.errors import Refused

Rows = dict[str, list[Row]]  # by file name
Interval = tuple[str, str | None]  # ISO dates, [from, to)

LEVELS = 20  # one above another: province, district, commune, and what hangs on them
NOUNS: dict[str, str] = {
    "place": "địa bàn",
    "agency": "cơ quan",
    "unit": "đơn vị",
    "position": "chức vụ",
    "person": "người",
}


def kept(rows: Iterable[Row], fault: Callable[[Row], str | None], report: Report) -> list[Row]:
    """The rows without a fault; the others go into the report."""
    good = []
    for row in rows:
        reason = fault(row)
        if reason is None:
            good.append(row)
        else:
            report.reject(row.file, row.line, reason)
    return good


def dates(row: Row) -> str | None:
    """An interval ends after it begins."""
    end = row.values.get("valid_to")
    if end is not None and end <= row.values["valid_from"]:
        return _("Ngày kết thúc {end} phải sau ngày bắt đầu {start}.").format(
            end=end, start=row.values["valid_from"]
        )
    return None


def calendar_day(row: Row) -> str | None:
    """The rules of a calendar row are those of `kernel.deadlines`."""
    try:
        special = deadlines.read_row(row.values)
    except Refused as refused:
        return refused.message
    row.values["date"] = special.day.isoformat()
    return None


def twins(file: File) -> Callable[[Row], str | None]:
    """The second row with the same identity in a file is refused."""
    seen: dict[str, int] = {}

    def fault(row: Row) -> str | None:
        key = row.key(file.identity)
        first = seen.setdefault(key, row.line)
        if first == row.line:
            return None
        return _("Trùng với dòng {line} ({what}).").format(
            line=first, what=", ".join(file.identity)
        )

    return fault


def one_branch(known: Mapping[str, str]) -> Callable[[Row], str | None]:
    """An agency never changes its branch; `known` are the branches of the agencies already here."""
    branches = dict(known)

    def fault(row: Row) -> str | None:
        branch = branches.setdefault(row.values["key"], row.values["branch"])
        if branch == row.values["branch"]:
            return None
        return _("Cơ quan này đã thuộc khối “{branch}”; khối không đổi được.").format(branch=branch)

    return fault


def own_account(known: Mapping[str, str]) -> Callable[[Row], str | None]:
    """A user name never passes to another person; `known` maps user names to person keys."""

    def fault(row: Row) -> str | None:
        holder = known.get(row.values["username"], row.values["person_key"])
        if holder == row.values["person_key"]:
            return None
        words = _("Tên đăng nhập đã thuộc người khác ({holder}). Chọn tên khác.")
        return words.format(holder=holder)

    return fault


def number_grammars(row: Row) -> str | None:
    """[numbers] of province.toml says how each system writes numbers and symbols."""
    if row.values["name"] != "numbers":
        return None
    tables = row.values["value"]
    try:
        for table in tables.values() if isinstance(tables, dict) else [tables]:
            symbols.grammar(table if isinstance(table, dict) else {})
    except Refused as refused:
        return refused.message
    return None


def agency_certificates(row: Row) -> str | None:
    """[certificates] of province.toml says how certificates name agencies."""
    if row.values["name"] != "certificates":
        return None
    try:
        certificates.namings(row.values["value"])
    except Refused as refused:
        return refused.message
    return None


PHRASE_MAX = 300


def ready_phrases(row: Row) -> str | None:
    """[phrases] of province.toml: lists of short texts, one a use."""
    if row.values["name"] != "phrases":
        return None
    table = row.values["value"]
    for name, texts in table.items() if isinstance(table, dict) else [("phrases", None)]:
        listed = texts if isinstance(texts, list) else [None]
        if not all(isinstance(one, str) and 0 < len(one.strip()) <= PHRASE_MAX for one in listed):
            return _("[phrases] {name}: ghi một danh sách câu, mỗi câu 1 đến {most} ký tự.").format(
                name=name, most=PHRASE_MAX
            )
    return None


def operating_agency(known: Collection[str]) -> Callable[[Row], str | None]:
    """[administration] of province.toml names an agency; `known` are the keys of all."""

    def fault(row: Row) -> str | None:
        if row.values["name"] != "administration":
            return None
        value = row.values["value"]
        key = value.get("agency_key") if isinstance(value, dict) else None
        if isinstance(key, str) and key in known:
            return None
        return _("Không có cơ quan “{key}” (agency_key).").format(key=key or "")

    return fault


def references(
    files: tuple[File, ...], rows: Rows, here: Mapping[str, set[str]], report: Report
) -> None:
    """Refuse rows that refer to what is neither here nor in a good row, and so on from those."""
    while True:
        keys = {noun: set(known) for noun, known in here.items()}
        for file in files:
            if file.gives:
                keys[file.gives].update(row.values["key"] for row in rows[file.name])
        before = report.rejected
        for file in files:
            rows[file.name] = kept(rows[file.name], _lost(file, keys), report)
        if report.rejected == before:
            return


def _lost(file: File, keys: Mapping[str, set[str]]) -> Callable[[Row], str | None]:
    def fault(row: Row) -> str | None:
        for column, noun in file.refers:
            wanted = row.values[column]
            if wanted and wanted not in keys[noun]:
                return _("Không có {noun} “{key}” ({column}).").format(
                    noun=NOUNS[noun], key=wanted, column=column
                )
        return None

    return fault


def overlaps(
    file: File, standing: Mapping[str, list[tuple[str, Interval]]], rows: list[Row], report: Report
) -> list[Row]:
    """The rows whose interval meets no other of the same holder.

    `standing`: holder -> (identity, interval) of what is in the database; a row of the file
    replaces the standing one of its own identity.
    """
    arriving: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        arriving[row.values[file.holder]].append(row)
    good = []
    for holder, group in arriving.items():
        own = {row.key(file.identity) for row in group}
        taken = [interval for key, interval in standing.get(holder, ()) if key not in own]
        for row in group:
            interval = (row.values["valid_from"], row.values["valid_to"])
            met = next((other for other in taken if _meet(interval, other)), None)
            if met is None:
                taken.append(interval)
                good.append(row)
            else:
                report.reject(row.file, row.line, _overlap_words(met))
    return good


def circles(
    file: File, standing: Iterable[tuple[str, str, str, str, str | None]], rows: list[Row]
) -> Callable[[Row], str | None]:
    """Nothing stands above itself on any day, and no ladder is longer than people can climb.

    `standing`: (key, identity, key above, from, to) of what is in the database; a row of the file
    replaces the standing one of its own identity.
    """
    own = {row.key(file.identity) for row in rows}
    ups: dict[str, list[tuple[str, Interval]]] = defaultdict(list)
    for key, identity, up, start, end in standing:
        if identity not in own:
            ups[key].append((up, (start, end)))

    def fault(row: Row) -> str | None:
        key, up = row.values["key"], row.values[file.above]
        if not up:
            return None
        interval = (row.values["valid_from"], row.values["valid_to"])
        met, reached = [up], {up}
        for _level in range(LEVELS):
            if key in reached or not met:
                break
            met = [
                higher
                for one in met
                for higher, other in ups[one]
                if higher not in reached and _meet(interval, other)
            ]
            reached.update(met)
        if met and key not in reached:
            words = _("Phía trên “{key}” có hơn {n} cấp ({column}).")
            return words.format(key=key, n=LEVELS, column=file.above)
        if key in reached:
            words = _("“{key}” thành cấp trên của chính nó qua “{up}” ({column}).")
            return words.format(key=key, up=up, column=file.above)
        ups[key].append((up, interval))
        return None

    return fault


def _overlap_words(met: Interval) -> str:
    start, end = met
    if end is None:
        return _("Khoảng ngày trùng với bản ghi từ {start} của cùng khóa.").format(start=start)
    return _("Khoảng ngày trùng với bản ghi từ {start} đến trước {end} của cùng khóa.").format(
        start=start, end=end
    )


def _meet(one: Interval, other: Interval) -> bool:
    return (other[1] is None or one[0] < other[1]) and (one[1] is None or other[0] < one[1])
