from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lienthong.config import grants
from lienthong.kernel import events
from lienthong.kernel.actions import SilentActionError, action
from lienthong.kernel.acts import Act
from lienthong.kernel.events import Kind
from lienthong.kernel.models import Event, LedgerPending, Outbox, Series
from lienthong.launch import postgres

AT = datetime(2022, 11, 21, 1, 0, tzinfo=UTC)
THING = Series(id=77)
KIND = "tests.happened"
HEARD = "tests.heard"
ACT = Act(
    at=AT, door="page", by_name="Lý Thị Mỹ Lan", by_title="Văn thư, UBND tỉnh", person_id=1,
    account_id=2, position_id=3, unit_id=4, agency_id=5, place_id=6, on_behalf_of=7,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def hear(event_ids: object) -> None:
    raise AssertionError("only its name is used here")


def listen(event_ids: object) -> None:
    raise AssertionError("only its name is used here")


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {KIND: Kind(KIND, "đã thử {what}"), HEARD: Kind(HEARD, "đã nghe")}
    monkeypatch.setattr(events, "KINDS", kinds)
    monkeypatch.setattr(events, "HANDLERS", {})
    monkeypatch.setattr(events, "SUBSCRIBERS", {})
    events.wire({HEARD: [hear, listen]})


@action
def tell(act: Act, kind: str, **facts: Any) -> int:
    return events.record(act, kind, THING, **facts)


@action
def tell_many(act: Act, kind: str, select: str, params: tuple[Any, ...] = (), **how: Any) -> int:
    return events.record_many(act, kind, "kernel.series", select, params, **how)


ROWS = (
    "select n::bigint as object_id, 10 + n as agency_id, null::int as place_id,"
    " jsonb_build_object('n', n) as data from generate_series(1, %s) n"
)


def test_an_event_keeps_who_did_what_to_which_as_of_that_day() -> None:
    row = Event.objects.get(id=tell(ACT, KIND, what="Sổ đi"))
    assert (row.kind, row.object_type, row.object_id, row.occurred_at) == (
        KIND,
        "kernel.series",
        77,
        AT,
    )
    assert (row.by_person_id, row.by_account_id, row.by_position_id, row.by_unit_id) == (1, 2, 3, 4)
    assert (row.by_agency_id, row.on_behalf_of, row.door) == (5, 7, "page")
    assert (row.by_name, row.by_title) == ("Lý Thị Mỹ Lan", "Văn thư, UBND tỉnh")
    assert row.request_id == ACT.request_id
    assert row.data == {"what": "Sổ đi"}


def test_an_event_counts_in_the_actors_figures_unless_said_otherwise() -> None:
    own = Event.objects.get(id=tell(ACT, KIND))
    other = Event.objects.get(id=tell(ACT, KIND, agency_id=50, place_id=60))
    assert (own.agency_id, own.place_id) == (5, 6)
    assert (other.agency_id, other.place_id, other.by_agency_id) == (50, 60, 5)


def test_recorded_at_is_real_time_whatever_the_province_lives_in() -> None:
    row = Event.objects.get(id=tell(ACT, KIND))
    assert abs(row.recorded_at - datetime.now(UTC)) < timedelta(hours=1)
    assert row.occurred_at == AT


def test_data_keep_vietnamese_letters_dates_and_lists() -> None:
    row = Event.objects.get(
        id=tell(ACT, KIND, day=date(2022, 11, 28), due=AT, names=["Nhơn Mỹ", "Kế Sách"], gone=None)
    )
    assert row.data == {
        "day": "2022-11-28",
        "due": "2022-11-21T01:00:00Z",
        "names": ["Nhơn Mỹ", "Kế Sách"],
        "gone": None,
    }
    assert "Nhơn" in events.as_json({"name": "Nhơn Mỹ"})


def test_the_statement_that_records_also_tells_each_subscriber() -> None:
    with CaptureQueriesContext(connection) as queries:
        event_id = tell(ACT, HEARD)
    inserts = [query["sql"] for query in queries if "insert into" in query["sql"].lower()]
    assert len(inserts) == 1
    rows = list(Outbox.objects.order_by("subscriber").values_list("subscriber", "event_ids"))
    mine = "test_events"
    assert rows == [(f"{mine}.hear", [event_id]), (f"{mine}.listen", [event_id])]


def test_what_nobody_subscribes_to_leaves_no_outbox_row() -> None:
    tell(ACT, KIND)
    assert not Outbox.objects.exists()


def test_an_undeclared_kind_is_a_bug() -> None:
    with pytest.raises(ValueError, match="not declared"):
        tell(ACT, "tests.unheard_of")
    with pytest.raises(ValueError, match="not declared"):
        tell_many(ACT, "tests.unheard_of", ROWS, (1,))


def test_nothing_is_recorded_outside_an_action() -> None:
    with pytest.raises(RuntimeError, match="outside an action"):
        events.record(ACT, KIND, THING)
    with pytest.raises(RuntimeError, match="outside an action"):
        events.record_many(ACT, KIND, "kernel.series", ROWS, (1,))


def test_a_set_based_act_records_one_event_a_row_and_tells_once() -> None:
    assert tell_many(ACT, HEARD, ROWS, (120,)) == 120
    rows = Event.objects.filter(kind=HEARD).order_by("object_id")
    assert [row.object_id for row in rows] == list(range(1, 121))
    assert {(row.agency_id, row.place_id) for row in rows} == {
        (10 + n, None) for n in range(1, 121)
    }
    assert rows[4].data == {"n": 5}
    assert {row.request_id for row in rows} == {ACT.request_id}
    told = list(Outbox.objects.values_list("event_ids", flat=True))
    assert told == [sorted(row.id for row in rows)] * 2


def test_a_set_based_act_takes_as_many_statements_for_one_row_as_for_many() -> None:
    def statements(rows: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            tell_many(ACT, HEARD, ROWS, (rows,))
        return len(queries)

    assert statements(1) == statements(500)


def test_a_set_based_act_may_give_each_row_its_own_moment() -> None:
    select = (
        "select n::bigint as object_id, 1 as agency_id, null::int as place_id, '{}'::jsonb as data,"
        " %s::timestamptz + make_interval(mins => n) as occurred_at from generate_series(1, 3) n"
    )
    tell_many(ACT, KIND, select, (AT,), at_column=True)
    found = (
        Event.objects.filter(kind=KIND).order_by("object_id").values_list("occurred_at", flat=True)
    )
    assert list(found) == [AT + timedelta(minutes=n) for n in (1, 2, 3)]


def test_a_set_without_rows_is_silence() -> None:
    with pytest.raises(SilentActionError):
        tell_many(ACT, HEARD, ROWS, (0,))
    assert not Outbox.objects.exists()


def test_events_may_be_part_of_a_greater_statement() -> None:
    @action
    def write(act: Act) -> int:
        counted = "jsonb_build_object('n', 40 + 2)"
        heard = events.part(HEARD, "kernel.series", "thing", data_sql=counted, what="sổ")
        unheard = events.part(KIND, "kernel.series", "other", what="tờ")
        text, values = events.clause(act, heard, unheard)
        with connection.cursor() as cursor:
            cursor.execute(
                "with thing as (select 77::bigint as id), other as (select 78::bigint as id),"
                f" {text} select 1",
                values,
            )
            return int(cursor.fetchone()[0])

    assert write(ACT) == 1
    row, alone = Event.objects.get(kind=HEARD), Event.objects.get(id=tell(ACT, HEARD))
    assert row.data == {"what": "sổ", "n": 42}
    for name in ("object_type", "object_id", "agency_id", "place_id", "by_name", "occurred_at"):
        assert getattr(row, name) == getattr(alone, name), name
    told = Outbox.objects.filter(event_ids=[row.id]).values_list("subscriber", flat=True)
    assert sorted(told) == ["test_events.hear", "test_events.listen"]
    other = Event.objects.get(kind=KIND)
    assert (other.object_id, other.data, other.id > row.id) == (78, {"what": "tờ"}, True)
    assert not Outbox.objects.filter(event_ids=[other.id]).exists()


def test_a_part_of_a_statement_speaks_only_inside_an_action() -> None:
    with pytest.raises(RuntimeError, match="outside an action"):
        events.part(HEARD, "kernel.series", "thing")


def test_every_event_waits_for_the_sealer_from_the_same_transaction() -> None:
    event_id = tell(ACT, KIND)
    tell_many(ACT, KIND, ROWS, (3,))
    pending = list(LedgerPending.objects.order_by("id").values_list("event_ids", flat=True))
    assert [event_id] in pending
    assert sorted(len(ids) for ids in pending[-2:]) == [1, 3]


def test_a_sentence_tells_the_event_and_survives_a_missing_fact() -> None:
    assert events.sentence(KIND, {"what": "sổ"}) == "đã thử sổ"
    assert events.sentence(KIND, {}) == "đã thử …"
    assert events.sentence("tests.gone", {}) == "tests.gone"


def test_a_kind_cannot_be_declared_with_two_sentences() -> None:
    events.register({KIND: "đã thử {what}"})
    with pytest.raises(ValueError, match="declared twice"):
        events.register({KIND: "khác"})


def test_the_wiring_cannot_name_an_undeclared_kind() -> None:
    with pytest.raises(ValueError, match=r"tests\.unheard_of"):
        events.wire({"tests.unheard_of": [hear]})


def test_a_job_carries_on_the_act_at_the_moment_it_runs() -> None:
    row = Event.objects.get(id=tell(ACT, KIND))
    at_once = events.continued(row)
    assert (at_once.by_name, at_once.position_id, at_once.agency_id) == ("Lý Thị Mỹ Lan", 3, 5)
    assert (at_once.person_id, at_once.on_behalf_of) == (1, 7)
    assert at_once.request_id == ACT.request_id
    assert at_once.door == "task"
    assert timedelta(0) <= at_once.at - AT < timedelta(hours=1)

    row.recorded_at -= timedelta(days=1)  # it waited a real day
    assert timedelta(days=1) <= events.continued(row).at - AT < timedelta(days=1, hours=1)

    row.recorded_at += timedelta(days=3)  # a clock that was set back never makes it earlier
    assert events.continued(row).at == AT


@pytest.fixture
def owner() -> Iterator[psycopg.Connection[Any]]:
    """The role that owns the tables, in the database of this test; nothing it does is kept."""
    params = postgres.connection("owner")
    with psycopg.connect(
        host=params["host"], port=params["port"] or None, user=params["user"],
        password=params["password"] or None, dbname=str(connection.settings_dict["NAME"]),
    ) as opened:  # fmt: skip
        yield opened
        opened.rollback()


CHANGES = {
    "update": "update {0} set {1} = {1}",
    "delete": "delete from {0}",
    "truncate": "truncate {0}",
}


COLUMN = (
    "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0"
    " order by attnum limit 1"
)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", grants.FROZEN)
@pytest.mark.appendix_vi("III.5.d")
def test_frozen_tables_stop_even_their_owner(
    owner: psycopg.Connection[Any], table: str, change: str
) -> None:
    column = owner.execute(COLUMN, [table]).fetchone()
    assert column is not None
    owner.execute("set local lock_timeout = '5s'")
    with pytest.raises(psycopg.errors.CheckViolation, match="never changed"):
        owner.execute(CHANGES[change].format(table, column[0]))


@pytest.fixture
def refused() -> Callable[[str], None]:
    """Run a statement as the application and expect the database to say no by grant."""
    with connection.cursor() as cursor:
        cursor.execute("select current_user = %s", [grants.APP_ROLE])
        two_roles = cursor.fetchone()[0]
    if not two_roles:
        pytest.skip("a single-role database: only the triggers protect")

    def run(statement: str) -> None:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    return run


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", grants.FROZEN)
def test_the_application_may_not_change_frozen_tables(
    refused: Callable[[str], None], table: str, change: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COLUMN, [table])
        column = cursor.fetchone()[0]
    refused(CHANGES[change].format(table, column))


@pytest.mark.parametrize("change", ["delete", "truncate"])
@pytest.mark.parametrize("table", grants.KEPT)
def test_the_application_may_not_take_rows_out_of_kept_tables(
    refused: Callable[[str], None], table: str, change: str
) -> None:
    refused(CHANGES[change].format(table))


def test_the_application_may_not_slip_ids_to_the_sealer(refused: Callable[[str], None]) -> None:
    refused("insert into ledger_pending (event_ids) values ('{1}')")


def test_the_application_cannot_undo_the_protection(refused: Callable[[str], None]) -> None:
    for statement in (
        "alter table kernel_event disable trigger all",
        "drop trigger frozen on kernel_event",
    ):
        with (
            pytest.raises(ProgrammingError, match="must be owner"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_data_are_valid_json_text() -> None:
    assert json.loads(events.as_json({"at": AT, "n": 1.5, "yes": True})) == {
        "at": "2022-11-21T01:00:00Z",
        "n": 1.5,
        "yes": True,
    }
