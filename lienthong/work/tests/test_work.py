from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from lienthong.kernel.acts import Act
from lienthong.kernel.models import Event, Series
from lienthong.work import actions, kinds, queries
from lienthong.work.models import Notice, WorkItem

ActOf = Callable[..., Act]

pytestmark = pytest.mark.django_db


def give(act: Act, thing: Series, kind: str = "documents.register", **facts: object) -> None:
    given = {
        "position_id": act.position_id,
        "agency_id": act.agency_id,
        "kind": kind,
        "title": "Về việc rà soát",
        **facts,
    }
    actions.give(act, thing, **given)  # type: ignore[arg-type]


def waiting(act: Act) -> list[tuple[str, int]]:
    items = WorkItem.objects.open().of(act.position_id or 0)
    return sorted(items.values_list("kind", "object_id"))


def test_work_waits_for_a_post_until_it_is_done(act_of: ActOf) -> None:
    lan, tuyet = act_of("lan"), act_of("tuyet")
    give(lan, Series(id=1), code="01/UBND-VX", source="UBND tỉnh", urgency=2)
    item = WorkItem.objects.get()
    assert (item.title, item.code, item.source, item.urgency) == (
        "Về việc rà soát",
        "01/UBND-VX",
        "UBND tỉnh",
        2,
    )
    assert (item.object_type, item.object_id, item.created_at) == ("kernel.series", 1, lan.at)
    assert waiting(lan) == [("documents.register", 1)]
    assert waiting(tuyet) == []

    assert actions.done(tuyet, Series(id=1)) == 1
    assert waiting(lan) == []
    assert WorkItem.objects.get().done_at == tuyet.at
    assert actions.done(tuyet, Series(id=1)) == 0


def test_one_kind_of_work_can_be_done_and_the_rest_wait_on(act_of: ActOf) -> None:
    lan = act_of("lan")
    give(lan, Series(id=1))
    give(lan, Series(id=1), "documents.submit")
    give(lan, Series(id=2))
    assert actions.done(lan, Series(id=1), kind="documents.register") == 1
    assert waiting(lan) == [("documents.register", 2), ("documents.submit", 1)]


def test_a_greater_statement_may_end_the_work_too(act_of: ActOf) -> None:
    lan = act_of("lan")
    give(lan, Series(id=1))
    give(lan, Series(id=2))
    text, values = actions.done_clause(lan, "kernel.series", 1)
    with connection.cursor() as cursor:
        cursor.execute(f"with {text} select 1", values)
    assert waiting(lan) == [("documents.register", 2)]
    assert WorkItem.objects.get(object_id=1).done_at == lan.at


def test_work_without_a_deadline_comes_last(act_of: ActOf) -> None:
    lan = act_of("lan")
    give(lan, Series(id=1))
    give(lan, Series(id=2), due_at=lan.at + timedelta(days=2))
    give(lan, Series(id=3), due_at=lan.at + timedelta(days=1))
    items = WorkItem.objects.open().of(lan.position_id or 0).order_by("due_at", "id")
    assert list(items.values_list("object_id", flat=True)) == [3, 2, 1]


def test_pages_follow_the_deadline_without_gap_or_repeat(act_of: ActOf) -> None:
    lan = act_of("lan")
    for number in range(9):
        give(lan, Series(id=number), due_at=lan.at + timedelta(days=number // 3))
    ordered = WorkItem.objects.open().of(lan.position_id or 0).order_by("due_at", "id")
    read: list[int] = []
    page = list(ordered[:2])
    while page:
        read += [item.object_id for item in page]
        page = list(ordered.after(page[-1].due_at, page[-1].id)[:2])
    assert read == list(range(9))


def test_a_long_title_is_cut_and_not_refused(act_of: ActOf) -> None:
    give(act_of("lan"), Series(id=1), title="ă" * 600)
    assert len(WorkItem.objects.get().title) == actions.TITLE_MAX


def test_many_are_given_work_in_one_statement(act_of: ActOf) -> None:
    lan, tuyet = act_of("lan"), act_of("tuyet")
    count = actions.give_many(
        lan,
        "documents.register",
        "kernel.series",
        "select p as position_id, 1::bigint as agency_id, repeat('ă', 600) as title, '' as code,"
        " 'UBND tỉnh' as source, 1::smallint as urgency, %s::timestamptz as due_at, p as object_id"
        " from unnest(%s::bigint[]) p",
        [lan.at, [lan.position_id, tuyet.position_id]],
    )
    assert count == 2
    assert waiting(lan) == [("documents.register", lan.position_id)]
    assert waiting(tuyet) == [("documents.register", tuyet.position_id)]
    assert {len(item.title) for item in WorkItem.objects.all()} == {actions.TITLE_MAX}


def test_nothing_waits_for_a_post_that_does_not_exist(act_of: ActOf) -> None:
    with pytest.raises(IntegrityError, match="work for no position"):
        give(act_of("lan"), Series(id=1), position_id=2_000_000_000)


def test_counts_are_by_kind_and_stop_at_the_cap(
    act_of: ActOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan, tuyet = act_of("lan"), act_of("tuyet")
    for number in range(3):
        give(lan, Series(id=number))
    give(lan, Series(id=9), "documents.submit")
    give(tuyet, Series(id=9))
    actions.done(lan, Series(id=0))
    post = lan.position_id or 0
    assert queries.open_counts(post) == {"documents.register": 2, "documents.submit": 1}
    assert queries.open_totals([post, tuyet.position_id or 0]) == {post: 3, tuyet.position_id: 1}
    monkeypatch.setattr(queries, "COUNT_CAP", 2)
    assert queries.open_totals([post]) == {post: 2}
    assert sum(queries.open_counts(post).values()) == 2


@pytest.mark.parametrize(
    ("count", "text"), [(0, ""), (1, "1"), (999, "999"), (1000, "1.000+"), (4000, "1.000+")]
)
def test_a_count_is_shown_as_people_read_it(count: int, text: str) -> None:
    assert queries.count_text(count) == text


def test_a_kind_nobody_declared_is_other_work() -> None:
    assert kinds.kind_of("documents.register") is kinds.KINDS["documents.register"]
    assert kinds.kind_of("tests.unheard_of") is kinds.OTHER


def test_a_notice_stays_until_its_post_has_read_it(act_of: ActOf) -> None:
    lan = act_of("lan")
    post = lan.position_id or 0
    actions.tell(lan, position_id=post, text="Chưa đóng dấu được.", obj=Series(id=4))
    actions.tell(lan, position_id=post, text="Lịch nghỉ đã đổi.")
    assert queries.unread_notices(post) == 2
    first = Notice.objects.get(object_id=4)
    assert (first.object_type, first.text) == ("kernel.series", "Chưa đóng dấu được.")

    actions.read_notice(lan, notice_id=first.id)
    assert queries.unread_notices(post) == 1
    assert Notice.objects.get(id=first.id).read_at == lan.at
    assert Event.objects.filter(kind="work.notice_read", object_id=first.id).count() == 1


def test_reading_a_notice_twice_is_one_event(act_of: ActOf) -> None:
    lan = act_of("lan")
    actions.tell(lan, position_id=lan.position_id or 0, text="Một tin.")
    notice = Notice.objects.get()
    for hours in (0, 1):
        actions.read_notice(lan.later(lan.at + timedelta(hours=hours)), notice_id=notice.id)
    assert Event.objects.filter(kind="work.notice_read").count() == 1
    assert Notice.objects.get().read_at == lan.at


def test_a_notice_is_read_by_its_own_post_only(act_of: ActOf) -> None:
    lan = act_of("lan")
    actions.tell(lan, position_id=lan.position_id or 0, text="Một tin.")
    with pytest.raises(Notice.DoesNotExist):
        actions.read_notice(act_of("tuyet"), notice_id=Notice.objects.get().id)
    assert Notice.objects.get().read_at is None


def test_who_hands_over_waits_for_it_and_nobody_for_himself(act_of: ActOf) -> None:
    lan, tuyet, minh = act_of("lan"), act_of("tuyet"), act_of("minh")
    give(lan, Series(id=1))
    give(lan, Series(id=2), position_id=tuyet.position_id)
    give(lan, Series(id=3), position_id=tuyet.position_id, asker_id=minh.position_id)
    give(lan, Series(id=4), position_id=tuyet.position_id, asker_id=tuyet.position_id)
    asked = dict(WorkItem.objects.values_list("object_id", "asker_id"))
    assert asked == {1: None, 2: lan.position_id, 3: minh.position_id, 4: None}
    assert [one.object_id for one in WorkItem.objects.asked_by(lan.position_id or 0)] == [2]
