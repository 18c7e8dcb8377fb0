"""Loading a province: every bad row is told, nothing is written twice, two at once are one."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from lienthong.directory.loading import Report, checking, load, load_province
from lienthong.directory.loading.files import FILES
from lienthong.directory.loading.reading import Row
from lienthong.directory.models import (
    Account,
    AgencyVersion,
    Appointment,
    CalendarDay,
    LoadedRow,
    Person,
    PlaceVersion,
    Position,
    ProvinceLoad,
    ProvinceSetting,
    RightsChange,
    Unit,
)
from lienthong.directory.tests import small
from lienthong.kernel import clock
from lienthong.kernel.acts import system_act
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event, Series

ROWS = 28  # of the small province, series expanded


def run(folder: Path) -> Report:
    return load(system_act(clock.now(), "Nạp thử", door="cli"), folder=folder)


def counts() -> tuple[int, ...]:
    nouns = (PlaceVersion, AgencyVersion, Unit, Position, Person, Appointment, Account, Series)
    return tuple(noun.objects.count() for noun in nouns)


def test_a_province_comes_in_whole(db: None, tmp_path: Path) -> None:
    before = counts()
    report = run(small.write(tmp_path / "t"))

    assert (report.rejections, report.accepted, report.rejected) == ([], ROWS, 0)
    assert [now - then for now, then in zip(counts(), before, strict=True)] == [
        5,
        3,
        1,
        2,
        2,
        3,
        2,
        2,
    ]
    post = Position.objects.get(key="t.ubnd-a/vp/van-thu")
    assert (post.roles, post.rank) == (["clerk", "archivist"], 60)
    assert post.agency.key == "t.ubnd-a"
    place = PlaceVersion.objects.get(place__key="t.huyen")
    assert (place.tile_column, place.parent.key) == (1.5, "t.tinh")
    listed = Position.objects.filter(key__startswith="t.").order_by("id")
    assert [row.title for row in listed] == ["Văn thư", "Chủ tịch"]  # as the file lists them
    account = Account.objects.get(username="t.an")
    assert not account.has_usable_password()
    assert (account.demo_persona, account.must_change_password) == ("Văn thư thử", False)
    assert Person.objects.get(key="t.an").is_demo
    assert not Person.objects.get(key="t.be").is_demo
    series = Series.objects.get(code="T-DI")
    assert series.owner_id == AgencyVersion.objects.get(short_name="UBND tỉnh Thử").agency_id
    assert ProvinceSetting.objects.get(name="t_thu").value["since"] == "2020-01-01"
    assert CalendarDay.objects.get(day="2031-01-04").kind == "swap_work"
    event = Event.objects.filter(kind="directory.loaded").latest("id")
    assert event.data["accepted"] == ROWS


def test_the_same_files_again_change_nothing(db: None, tmp_path: Path) -> None:
    run(small.write(tmp_path / "t"))
    before = (counts(), Event.objects.count(), ProvinceLoad.objects.count())

    report = run(tmp_path / "t")

    assert (report.accepted, report.rejected, report.unchanged) == (0, 0, ROWS)
    assert (counts(), Event.objects.count(), ProvinceLoad.objects.count()) == before


def test_a_changed_row_changes_what_it_names_and_nothing_is_deleted(
    db: None, tmp_path: Path
) -> None:
    run(small.write(tmp_path / "t"))
    before = counts()
    people = "key,full_name,demo\nt.an,Nguyễn Văn An Bình,1\n"  # t.be is no longer told of
    report = run(small.write(tmp_path / "t", people_csv=people))

    assert (report.changed["people.csv"], report.accepted) == (1, 1)
    assert Person.objects.get(key="t.an").full_name == "Nguyễn Văn An Bình"
    assert Person.objects.filter(key="t.be").exists()
    assert counts() == before


def test_a_version_ends_where_the_next_begins_in_one_loading(db: None, tmp_path: Path) -> None:
    run(small.write(tmp_path / "t"))
    appointments = small.FILES["appointments.csv"].replace(
        "t.an,t.ubnd-a/vp/van-thu,2022-01-01,",
        "t.an,t.ubnd-a/vp/van-thu,2022-01-01,2022-12-01\nt.be,t.ubnd-a/vp/van-thu,2022-12-01,",
    )
    report = run(small.write(tmp_path / "t", appointments_csv=appointments))

    assert report.rejections == []
    held = Appointment.objects.filter(position__key="t.ubnd-a/vp/van-thu").order_by("valid_from")
    assert [row.valid_to for row in held] == [date(2022, 12, 1), None]


def test_what_an_administrator_changed_since_is_left_alone(db: None, tmp_path: Path) -> None:
    run(small.write(tmp_path / "t"))
    appointment = Appointment.objects.get(position__key="t.ubnd-a/vp/van-thu", person__key="t.an")
    appointment.valid_to = date(2022, 12, 31)
    appointment.save()

    assert run(tmp_path / "t").accepted == 0
    appointment.refresh_from_db()
    assert appointment.valid_to == date(2022, 12, 31)


def test_a_later_loading_that_changes_posts_leaves_a_notice_for_each_agency(
    db: None, tmp_path: Path
) -> None:
    run(small.write(tmp_path / "t"))
    RightsChange.objects.all().delete()
    positions = small.FILES["positions.csv"].replace("clerk archivist", "clerk leader")
    run(small.write(tmp_path / "t", positions_csv=positions))

    change = RightsChange.objects.get()
    assert change.agency_id == Position.objects.get(key="t.ubnd-a/vp/van-thu").agency_id
    assert "1 chức vụ" in change.what


BAD = [  # file, a bad line after the good ones, what the reason says
    ("places.csv", "t.x,1,Xã X,Xã,hamlet,t.huyen,,,2020-01-01,,", "level"),
    ("places.csv", "t.x,1,Xã X,Xã,commune,t.khong,,,2020-01-01,,", "Không có địa bàn “t.khong”"),
    ("places.csv", "t.x,1,Xã X,Xã,commune,t.huyen,a,,2020-01-01,,", "tile_col"),
    ("places.csv", "t.x,1,Xã X,Xã,commune,t.huyen,,,01/02/2020,,", "không đọc được"),
    ("places.csv", "t.x,1,Xã X,Xã,commune,t.huyen,,,0202-01-01,,", "không đọc được"),
    (
        "places.csv",
        "t.x,1,Xã X,Xã,commune,t.huyen,,,2020-01-01,2020-01-01,",
        "phải sau ngày bắt đầu",
    ),
    ("places.csv", "t.xa-b,1,Xã B,Xã,commune,t.huyen,,,2024-08-31,,", "Khoảng ngày trùng"),
    ("places.csv", "t.xa-b,1,Xã B,Xã,commune,t.huyen,,,2020-01-01,,", "Trùng với dòng 6"),
    ("places.csv", "t.x,1,Xã X,Xã,commune,t.x,,,2020-01-01,,", "cấp trên của chính nó"),
    (
        "agencies.csv",
        "t.c,state,x,X,X,X,,,commune,t.xa-a,t.c,2020-01-01,,",
        "cấp trên của chính nó",
    ),
    ("places.csv", "t.x,1,,Xã,commune,t.huyen,,,2020-01-01,,", "đang để trống"),
    ("places.csv", "t.x,1,Xã X", "Dòng có 3 ô, cần 11 ô"),
    ("places.csv", f"t.x,1,{'x' * 2001},Xã,commune,t.huyen,,,2020-01-01,,", "2000 ký tự"),
    ("place_lineage.csv", "melt,t.xa-b,t.xa-a,2025-01-01,", "melt"),
    ("place_lineage.csv", "merge,t.khong,t.xa-a,2025-01-01,", "Không có địa bàn"),
    ("place_lineage.csv", "merge,t.xa-b,t.xa-a,2024-09-01,Nữa", "Trùng với dòng 2"),
    ("agencies.csv", "t.c,army,x,X,X,X,,,commune,t.xa-a,,2020-01-01,,", "army"),
    ("agencies.csv", "t.c,state,x,X,X,X,,,commune,t.khong,,2020-01-01,,", "Không có địa bàn"),
    ("agencies.csv", "t.c,state,x,X,X,X,,,commune,t.xa-a,t.khong,2020-01-01,,", "Không có cơ quan"),
    ("agencies.csv", "t.dang-a,state,x,X,X,X,,,commune,t.xa-a,,2019-01-01,2020-01-01,", "khối"),
    ("agencies.csv", "t.ubnd-a,state,x,X,X,X,,,commune,t.xa-a,,2021-01-01,,", "Khoảng ngày trùng"),
    ("agency_lineage.csv", "rename,t.ubnd-a,t.khong,2024-09-01,", "Không có cơ quan"),
    ("units.csv", "t.u,t.khong,Phòng,,2020-01-01,", "Không có cơ quan"),
    ("units.csv", "t.ubnd-a/vp,t.ubnd-a,Phòng,,2020-01-01,", "Trùng với dòng 2"),
    ("positions.csv", "t.p,t.ubnd-a/vp,Vua,king,1,2020-01-01,", "không có vai trò “king”"),
    ("positions.csv", "t.p,t.ubnd-a/vp,Vua,,x,2020-01-01,", "không phải số nguyên"),
    ("positions.csv", "t.p,t.khong,Vua,,1,2020-01-01,", "Không có đơn vị"),
    ("people.csv", "t.c,,", "đang để trống"),
    ("people.csv", "t.c,Chi,maybe", "1 hoặc 0"),
    ("people.csv", "t.an,Chi,", "Trùng với dòng 2"),
    ("appointments.csv", "t.khong,t.ubnd-a/vp/van-thu,2019-01-01,2020-01-01", "Không có người"),
    ("appointments.csv", "t.be,t.khong,2019-01-01,2020-01-01", "Không có chức vụ"),
    ("appointments.csv", "t.be,t.ubnd-a/vp/van-thu,2022-06-01,", "trùng với bản ghi từ 2022-01-01"),
    ("accounts.csv", "t.khong,t.khong,", "Không có người"),
    ("accounts.csv", "t.be,t.an,", "Trùng với dòng 2"),
    ("accounts.csv", "t.be,minh,", "Tên đăng nhập đã thuộc người khác"),
    ("groups.csv", "t.dang,Các đảng ủy,party,party_committee,commune", "party"),
    ("groups.csv", "t.y,Khác,state,,commune", "đang để trống"),
    ("document_types.csv", "X,Loại X,army,1,0,9,", "army"),
    ("document_types.csv", "Thử,Loại nữa,state,1,0,9,", "Trùng với dòng 2"),
    ("document_types.csv", "X,Loại X,state,có,0,9,", "1 hoặc 0"),
    ("series.csv", "t.khong,,,,X,Sổ,outgoing,*", "Không có cơ quan"),
    ("series.csv", "t.ubnd,,,,X,Sổ,sideways,*", "sideways"),
    ("calendar.csv", "2031-13-01,holiday,Ngày,", "không đọc được"),
    ("calendar.csv", "2031-02-01,feast,Ngày,", "feast"),
    ("calendar.csv", "2031-02-01,swap_off,Ngày,", "chưa ghi văn bản quyết định"),
    ("calendar.csv", "2031-01-01,holiday,Ngày,", "Trùng với dòng 2"),
]


@pytest.mark.parametrize(("file", "line", "reason"), BAD)
def test_a_bad_row_is_refused_with_its_line_and_the_others_come_in(
    db: None, tmp_path: Path, file: str, line: Any, reason: str
) -> None:
    folder = small.write(tmp_path / "t", **small.plus(file, line))
    report = run(folder)

    assert [(r.file, r.line) for r in report.rejections] == [
        (file, small.FILES[file].count("\n") + 1)
    ]
    assert reason in report.rejections[0].reason
    assert report.accepted == ROWS
    kept = ProvinceLoad.objects.latest("id")
    assert kept.rejected == 1
    assert reason in kept.report["rejections"][0]["reason"]


def test_what_hangs_on_a_refused_row_is_refused_too(db: None, tmp_path: Path) -> None:
    places = small.FILES["places.csv"].replace("Huyện,district", "Huyện,planet")
    report = run(small.write(tmp_path / "t", places_csv=places))

    told = {(r.file, r.line) for r in report.rejections}
    assert {("places.csv", n) for n in (3, 4, 5, 6)} <= told
    assert {("agencies.csv", 3), ("units.csv", 2), ("positions.csv", 2)} <= told
    assert ("agencies.csv", 2) not in told
    assert not Position.objects.filter(key__startswith="t.").exists()


@pytest.mark.parametrize(
    ("changes", "line", "reason"),
    [
        ({"people_csv": "key,name\nt.an,An\n"}, 1, "Thiếu cột: full_name, demo"),
        ({"people_csv": 'key,full_name,demo\nt.an,An,1\nt.be,"Bé,1\n'}, 3, "định dạng CSV"),
        ({"province_toml": '[a]\nb = "c"\n[a\n'}, 3, "không đọc được"),
    ],
)
def test_a_broken_file_is_told_where_it_breaks(
    db: None, tmp_path: Path, changes: dict[str, str], line: Any, reason: str
) -> None:
    report = run(small.write(tmp_path / "t", **changes))
    first = report.rejections[-1] if "province_toml" in changes else None
    own = [first] if first else [r for r in report.rejections if r.file == "people.csv"]
    assert [(r.line) for r in own] == [line]
    assert reason in own[0].reason


def test_a_file_that_is_not_utf8_is_told(db: None, tmp_path: Path) -> None:
    folder = small.write(tmp_path / "t")
    (folder / "people.csv").write_bytes("key,full_name,demo\nt.an,Nguyễn,1\n".encode("utf-16"))
    report = run(folder)
    assert any(r.file == "people.csv" and "UTF-8" in r.reason for r in report.rejections)


def test_letters_are_kept_composed(db: None, tmp_path: Path) -> None:
    folder = small.write(tmp_path / "t")
    (folder / "people.csv").write_text("key,full_name,demo\nt.an,Be\u0301,1\nt.be,C,\n", "utf-8")
    run(folder)
    assert Person.objects.get(key="t.an").full_name == "B\u00e9"


def test_a_missing_file_changes_nothing_and_is_told(db: None, tmp_path: Path) -> None:
    report = run(small.write(tmp_path / "t", series_csv="", calendar_csv=""))
    assert report.missing == ["series.csv", "calendar.csv"]
    assert report.rejected == 0
    (tmp_path / "nothing").mkdir()
    with pytest.raises(Refused, match="không có tệp nào"):
        run(tmp_path / "nothing")


def test_an_account_never_passes_to_another_person(db: None, tmp_path: Path) -> None:
    run(small.write(tmp_path / "t"))
    accounts = "person_key,username,demo_persona\nt.be,t.an,Văn thư thử\n"
    report = run(small.write(tmp_path / "t", accounts_csv=accounts))
    assert "đã thuộc người khác" in report.rejections[0].reason
    assert Account.objects.get(username="t.an").person.key == "t.an"


def test_the_working_hours_must_be_countable(db: None, tmp_path: Path) -> None:
    toml = '[working_hours]\nweekdays = ["mon"]\nspans = [["17:00", "07:00"]]\n'
    report = run(small.write(tmp_path / "t", province_toml=toml))
    assert [(r.file, r.line) for r in report.rejections] == [("province.toml", 1)]


@pytest.mark.parametrize("table", ['state = "15/QĐ"', '[numbers.party]\nnamed = "{number}"'])
def test_a_grammar_of_numbers_must_be_readable(db: None, tmp_path: Path, table: str) -> None:
    report = run(small.write(tmp_path / "t", province_toml=f"[numbers]\n{table}\n"))
    assert [(r.file, r.line) for r in report.rejections] == [("province.toml", 1)]
    assert "[numbers]" in report.rejections[0].reason


@pytest.mark.parametrize("table", ['directive = "Biết."', 'directive = ["Biết.", ""]', "a = [1]"])
def test_ready_phrases_are_lists_of_texts(db: None, tmp_path: Path, table: str) -> None:
    report = run(small.write(tmp_path / "t", province_toml=f"[phrases]\n{table}\n"))
    assert [(r.file, r.line) for r in report.rejections] == [("province.toml", 1)]
    assert "[phrases]" in report.rejections[0].reason


def test_the_command_tells_refused_rows_and_exits_1(db: None, tmp_path: Path) -> None:
    folder = small.write(tmp_path / "t", **small.plus("people.csv", "t.c,,"))
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("province", "load", str(folder), stdout=out, stderr=err)
    assert left.value.code == 1
    assert "people.csv, dòng 4:" in err.getvalue()
    assert f"Nhận {ROWS} dòng" in out.getvalue()


def test_the_command_tells_machines_and_exits_0(db: None, tmp_path: Path) -> None:
    folder = small.write(tmp_path / "t")
    out = io.StringIO()
    call_command("province", "load", str(folder), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["accepted"], told["rejected"], told["rejections"]) == (ROWS, 0, [])
    with pytest.raises(CommandError, match="không có tệp nào"):
        call_command("province", "load", str(tmp_path), stdout=out)


def test_a_demo_clock_starts_only_where_none_runs(
    db: None, tmp_path: Path, settings: Settings
) -> None:
    toml = "[demo]\nstarts_at = 2030-05-01T07:30:00+07:00\n"
    folder = small.write(tmp_path / "t", province_toml=toml)
    with connection.cursor() as cursor:
        cursor.execute("select shift from kernel_clock")
        running = cursor.fetchone()
    settings.DEMO = True
    load_province(folder)
    with connection.cursor() as cursor:
        cursor.execute("select shift from kernel_clock")
        assert cursor.fetchone() == running
        cursor.execute("delete from kernel_clock")
    clock.forget()
    settings.DEMO = False
    load_province(folder)
    assert clock.shift().total_seconds() == 0
    clock.forget()
    settings.DEMO = True
    load_province(folder)
    clock.forget()
    assert clock.local(clock.now()).date() == date(2030, 5, 1)


@pytest.mark.parametrize("told", ['"hôm qua"', "5", "2030-05-01T07:30:00"])
def test_a_demo_start_that_is_no_moment_is_refused(
    db: None, tmp_path: Path, settings: Settings, told: str
) -> None:
    settings.DEMO = True
    folder = small.write(tmp_path / "t", province_toml=f"[demo]\nstarts_at = {told}\n")
    with connection.cursor() as cursor:
        cursor.execute("delete from kernel_clock")
    with pytest.raises(Refused, match="starts_at"):
        load_province(folder)


def test_nothing_stands_above_itself_on_any_day() -> None:
    file = next(one for one in FILES if one.above == "parent_key")

    def refused(standing: list[Any], *rows: tuple[str, str, str, str | None]) -> list[str]:
        read = [
            Row(file.name, n, {"key": k, "parent_key": up, "valid_from": start, "valid_to": end})
            for n, (k, up, start, end) in enumerate(rows)
        ]
        fault = checking.circles(file, standing, read)
        return [row.values["key"] for row in read if fault(row)]

    day, later = "2020-01-01", "2021-01-01"
    assert refused([], ("a", "b", day, None), ("b", "c", day, None), ("c", "a", day, None)) == ["c"]
    assert refused([], ("a", "b", day, later), ("b", "a", later, None)) == []
    here = ("b", f"b|{day}", "a", day, None)
    assert refused([here], ("a", "b", later, None)) == ["a"]
    assert refused([here], ("a", "b", later, None), ("b", "", day, None)) == []
    ladder = [(str(n), str(n + 1), day, None) for n in reversed(range(40))]
    assert refused([], *ladder)[0] == "19"


def test_a_file_that_cannot_be_read_is_told(db: None, tmp_path: Path) -> None:
    folder = small.write(tmp_path / "t")
    (folder / "people.csv").unlink()
    (folder / "people.csv").symlink_to("/proc/self/mem")
    (folder / "province.toml").unlink(missing_ok=True)
    (folder / "province.toml").symlink_to("/proc/self/mem")
    told = {r.file for r in run(folder).rejections if "Không đọc được tệp" in r.reason}
    assert told == {"people.csv", "province.toml"}


@pytest.fixture
def _clock_as_before() -> Iterator[None]:
    yield
    clock.forget()


pytestmark = pytest.mark.usefixtures("_clock_as_before")


def test_two_loadings_at_once_are_one(own_database: str, tmp_path: Path) -> None:
    folder = small.write(tmp_path / "t")
    reports, failures = [], []
    start = threading.Barrier(2)

    def work() -> None:
        try:
            start.wait(10)
            reports.append(run(folder))
        except Exception as error:  # noqa: BLE001 - a thread's failure must reach the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _thread in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert sorted(report.accepted for report in reports) == [0, ROWS]
    assert LoadedRow.objects.filter(file="people.csv", key__startswith="t.").count() == 2
    assert Event.objects.filter(kind="directory.loaded", by_name="Nạp thử").count() == 1
