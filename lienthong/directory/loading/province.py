"""The loading of a province: read, check, write what is new or changed, tell the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory.loading import checking, further, writing
from lienthong.directory.loading.files import FILES, SETTINGS_FILE, File
from lienthong.directory.loading.reading import Row, read_csv, read_settings
from lienthong.directory.loading.report import Report
from lienthong.directory.loading.statements import STATEMENTS
from lienthong.directory.models import ProvinceLoad
from lienthong.directory.working_time import calendar_settings
from lienthong.kernel import clock, deadlines, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, system_act
from lienthong.kernel.errors import Refused

NOUNS = ("place", "agency", "unit", "position", "person")
KEPT_REJECTIONS = 500  # of one loading, in its event and its row


def load_province(folder: Path) -> Report:
    """The door of the command line; in a demo, first start the province's clock if it has none."""
    if settings.DEMO:
        _start_clock(folder)
    act = system_act(clock.now(), _("Nạp dữ liệu tỉnh"), door="cli")
    report = load(act, folder=folder)
    for loader in further.LOADERS:
        loader(act, folder, report)
    return report


def _start_clock(folder: Path) -> None:
    """A demo lives from `[demo] starts_at` of province.toml on; a clock that runs is left alone."""
    file = folder / SETTINGS_FILE
    rows = read_settings(file, Report()) if file.is_file() else []
    starts_at = _demo_start(rows)
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from kernel_clock)")
        running = bool(cursor.fetchone()[0])
    if starts_at and not running:
        clock.start_at(starts_at)


def _demo_start(rows: list[Row]) -> datetime | None:
    """The moment of `[demo] starts_at`, None where it says nothing; Refused for what is none."""
    demo: object = next((row.values["value"] for row in rows if row.values["name"] == "demo"), {})
    told = demo.get("starts_at", "") if isinstance(demo, dict) else demo
    if told == "":
        return None
    try:
        at = datetime.fromisoformat(str(told))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Refused(
            "directory.demo_start",
            _(
                "Mục [demo] starts_at “{told}” không đọc được như một thời điểm. "
                "Ghi như 2022-11-21T07:30:00+07:00."
            ).format(told=told),
            reason="input",
        )
    return at


@action
def load(act: Act, *, folder: Path) -> Report:
    """Take a province's files in: new and changed rows by their stable keys; none is ever deleted.

    A row that stands as it was last taken in is left alone, whatever administrators changed since.
    A row that cannot be taken in is rejected with its file, line and reason; the others come in.
    Refused when the folder holds none of the files.
    """
    report = Report()
    rows = _read(folder, report)
    writing.lock()
    _check(rows, report)

    known = writing.digests()
    taken: list[tuple[str, str, str]] = []
    touched: set[str] = set()
    for name in STATEMENTS:
        wanted = rows[name]
        if name == "series.csv":
            wanted = _expand(wanted)
            report.read[name] += len(wanted) - len(rows[name])
        marks = {_key(row): row.digest() for row in wanted}
        fresh = [row for row in wanted if known.get((name, key := _key(row))) != marks[key]]
        fresh = _without_overlaps(fresh, report)
        if not fresh:
            continue
        writing.write(name, [row.values for row in fresh], act.at)
        keys = [_key(row) for row in fresh]
        taken += [(name, key, marks[key]) for key in keys]
        report.changed[name] = sum((name, key) in known for key in keys)
        report.new[name] = len(fresh) - report.changed[name]
        touched |= _positions(fresh)
    report.rejections.sort()
    if not taken:
        events.nothing(act, "every row stands as it was taken in before")
        return report
    writing.remember(taken)
    if known and touched:
        what = _("Nạp dữ liệu tỉnh thay đổi # chức vụ hoặc người giữ chức vụ.")
        writing.notice_rights(sorted(touched), what=what, at=act.at, by=act.by_name)

    entry = ProvinceLoad.objects.create(
        loaded_at=act.at,
        folder=folder.name,
        accepted=report.accepted,
        rejected=report.rejected,
        report=report.as_data() | {"rejections": _first(report)},
    )
    events.record(
        act,
        "directory.loaded",
        entry,
        accepted=report.accepted,
        rejected=report.rejected,
        rejections=_first(report),
    )
    return report


def _first(report: Report) -> list[dict[str, str | int]]:
    return [asdict(rejection) for rejection in report.rejections[:KEPT_REJECTIONS]]


def _read(folder: Path, report: Report) -> checking.Rows:
    names = [file.name for file in FILES] + [SETTINGS_FILE]
    absent = {name for name in names if not (folder / name).is_file()}
    optional = {file.name for file in FILES if file.optional}
    report.missing = [name for name in names if name in absent - optional]
    if len(absent) == len(names):
        raise Refused(
            "directory.no_province",
            _("Thư mục “{folder}” không có tệp nào của một tỉnh. Kiểm tra lại đường dẫn.").format(
                folder=folder
            ),
            reason="input",
        )
    rows: checking.Rows = {name: [] for name in names}
    for file in FILES:
        if file.name not in absent:
            rows[file.name] = read_csv(folder / file.name, file.columns, report)
    if SETTINGS_FILE not in absent:
        rows[SETTINGS_FILE] = read_settings(folder / SETTINGS_FILE, report)
    return rows


def _check(rows: checking.Rows, report: Report) -> None:
    for file in FILES:
        good = rows[file.name]
        if any(column.name == "valid_to" for column in file.columns):
            good = checking.kept(good, checking.dates, report)
        if file.name == "calendar.csv":
            good = checking.kept(good, checking.calendar_day, report)
        rows[file.name] = checking.kept(good, checking.twins(file), report)
    more: dict[str, Callable[[Row], str | None]] = {
        "agencies.csv": checking.one_branch(writing.branches()),
        "accounts.csv": checking.own_account(writing.account_holders()),
        SETTINGS_FILE: _working_time(rows[SETTINGS_FILE]),
    }
    rows[SETTINGS_FILE] = checking.kept(rows[SETTINGS_FILE], checking.number_grammars, report)
    rows[SETTINGS_FILE] = checking.kept(rows[SETTINGS_FILE], checking.ready_phrases, report)
    rows[SETTINGS_FILE] = checking.kept(rows[SETTINGS_FILE], checking.agency_certificates, report)
    for name, fault in more.items():
        rows[name] = checking.kept(rows[name], fault, report)
    for file in FILES:
        if file.above:
            fault = checking.circles(file, writing.above(file.name), rows[file.name])
            rows[file.name] = checking.kept(rows[file.name], fault, report)
    here = {noun: writing.keys_of(noun) for noun in NOUNS}
    checking.references(FILES, rows, here, report)
    agencies = here["agency"] | {row.values["key"] for row in rows["agencies.csv"]}
    rows[SETTINGS_FILE] = checking.kept(
        rows[SETTINGS_FILE], checking.operating_agency(agencies), report
    )


def _working_time(rows: list[Row]) -> Callable[[Row], str | None]:
    """province.toml must say working hours that deadlines can be counted with."""
    named = {row.values["name"]: row.values["value"] for row in rows}

    def fault(row: Row) -> str | None:
        if row.values["name"] != "working_hours":
            return None
        try:
            deadlines.build(calendar_settings(named), [])
        except Refused as refused:
            return refused.message
        return None

    return fault


_BY_NAME: dict[str, File] = {file.name: file for file in FILES}


def _key(row: Row) -> str:
    if row.file == SETTINGS_FILE:
        return str(row.values["name"])
    if row.file == "series.csv":
        return row.key(("agency_key", "code"))
    return row.key(_BY_NAME[row.file].identity)


def _without_overlaps(rows: list[Row], report: Report) -> list[Row]:
    file = _BY_NAME.get(rows[0].file) if rows else None
    if file is None or not file.holder:
        return rows
    holders = sorted({row.values[file.holder] for row in rows})
    return checking.overlaps(file, writing.standing(file.name, holders), rows, report)


def _expand(rows: list[Row]) -> list[Row]:
    """A row of series.csv stands for the series of each agency it matches; empty matches any."""
    expanded: dict[tuple[str, str], Row] = {}
    agencies = writing.matching_agencies()
    for row in rows:
        wanted = [row.values[column] for column in ("agency_key", "branch", "kind", "level")]
        for facts in agencies:
            if all(not want or want == fact for want, fact in zip(wanted, facts, strict=True)):
                values = {name: row.values[name] for name in ("code", "name", "direction", "types")}
                own = Row(row.file, row.line, {"agency_key": facts[0], **values})
                expanded[facts[0], values["code"]] = own
    return list(expanded.values())


def _positions(rows: list[Row]) -> set[str]:
    """Keys of the posts whose rights these rows change."""
    column = {"positions.csv": "key", "appointments.csv": "position_key"}.get(rows[0].file)
    return {row.values[column] for row in rows} if column else set()
