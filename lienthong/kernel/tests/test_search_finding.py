"""The index and what is found in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lienthong.kernel.actions import unit
from lienthong.kernel.acts import Act
from lienthong.kernel.search import actions, finding, question
from lienthong.kernel.search.models import FileText, SearchHolding, SearchText
from lienthong.kernel.search.reading import Reading, State
from lienthong.kernel.tests.search_texts import AGENCY, LABEL, ask, page, put, rights
from tests.access_world import undone

pytestmark = pytest.mark.django_db


def test_words_are_found_with_and_without_marks() -> None:
    put(1, "Về việc phòng chống hạn, xâm nhập mặn")
    put(2, "Về việc đất đai")
    for typed in ("hạn mặn", "han man", "HAN MAN", "mặn hạn", "“xâm nhập mặn”", "chong han xam"):
        assert ask(typed) == [1], typed
    assert ask("đất") == ask("dat") == [2]
    assert ask("hạn đất") == []


def test_numbers_and_pieces_of_symbols_are_found() -> None:
    put(1, "Quyết định", body="Số 1287/QĐ-UBND")
    put(2, "Công văn 05/UBND-VX")
    assert ask("1287") == [1]
    assert ask("qd ubnd") == [1]
    assert ask("1287/QĐ-UBND") == ask("1287/qd-ubnd") == [1]
    assert ask("5/UBND") == ask("05") == [2]
    assert ask("128") == []
    assert ask("ubnd 1287") == [1]
    assert ask("1287/UBND") == []


def test_a_phrase_stands_side_by_side() -> None:
    put(1, "nước sạch nông thôn mới")
    put(2, "sạch nước, nông thôn cũ, nước sạch; thôn mới")
    put(3, "nước sạch nông, sạch nông thôn mới nước sạch")
    assert ask('"nước sạch nông thôn"') == [1]
    assert sorted(ask('"nước sạch"')) == [1, 2, 3]


def test_the_same_marks_rank_above_others_and_the_heading_above_the_body() -> None:
    put(1, "Thông báo", body="về dân cư")
    put(2, "Thông báo về dàn cử")
    put(3, "Thông báo về dân cư")
    assert ask("dân cư") == [3, 2, 1]
    assert ask("dan cu")[:2] == [3, 2]


def test_another_agency_finds_nothing() -> None:
    put(1, "hạn mặn")
    assert ask("hạn mặn", agency=8) == []


def test_what_one_may_not_see_is_neither_shown_nor_counted() -> None:
    for number in range(1, 6):
        put(number, "hạn mặn")
    found = page("hạn", allowed="hit.object_id in (2, 4)")
    assert [hit.object_id for hit in found.hits] == [4, 2]
    assert (found.count, found.capped, found.more) == (2, False, False)


def test_a_text_is_found_in_the_transaction_that_wrote_it_and_not_after_it_was_undone() -> None:
    with undone():
        put(1, "hạn mặn")
        assert ask("hạn") == [1]
    assert ask("hạn") == []


def test_a_text_put_again_stands_in_place_of_the_old_one() -> None:
    put(1, "hạn mặn")
    put(1, "đất đai")
    assert ask("hạn") == []
    assert ask("đất") == [1]


def test_who_let_a_text_go_finds_it_no_longer() -> None:
    put(1, "hạn mặn")
    actions.let_go("tests:1", AGENCY)
    assert ask("hạn") == []
    assert not SearchHolding.objects.exists()
    assert SearchText.objects.count() == 1


def test_two_texts_of_one_object_are_one_hit() -> None:
    put(1, "hạn mặn")
    entry = actions.Entry("tests:1/own", "hạn", date(2022, 11, 21), scopes=[f"@a{AGENCY}"])
    actions.put(entry, agency_id=AGENCY, object_type=LABEL, object_id=1)
    found = page("hạn")
    assert [(hit.object_id, len(hit.texts)) for hit in found.hits] == [(1, 2)]
    assert found.count == 1


def test_pages_follow_one_another_without_gap_or_double() -> None:
    for number in range(1, 48):
        put(number, "hạn mặn", day=date(2022, 1 + number % 12, 1))
    for newest in (False, True):
        wanted = finding.Wanted(AGENCY, question.read("hạn"), newest=newest)
        seen: list[int] = []
        after = None
        while True:
            found = finding.find(wanted, rights(), after=after)
            seen += [hit.object_id for hit in found.hits]
            assert found.count == 47
            if not found.more:
                break
            after = found.hits[-1].place
        assert len(seen) == len(set(seen)) == 47


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty texts over four years, and a cap that they exceed."""
    monkeypatch.setattr(finding, "CAP", 10)
    for number in range(1, 31):
        put(number, "hạn mặn", day=date(2019 + number % 4, 1 + number % 12, 1 + number % 28))


def test_of_very_many_the_newest_come_first_and_the_count_is_capped(many: None) -> None:
    wanted = finding.Wanted(AGENCY, question.read("hạn"))
    first = finding.find(wanted, rights())
    days = [hit.day for hit in first.hits]
    assert days == sorted(days, reverse=True)
    assert not first.ranked
    second = finding.find(wanted, rights(), after=first.hits[-1].place)
    both = [hit.object_id for hit in (*first.hits, *second.hits)]
    assert sorted(both) == list(range(1, 31))
    assert not second.more


def test_of_very_many_only_what_one_may_see_counts(
    many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "COUNT_CAP", 8)
    wanted = finding.Wanted(AGENCY, question.read("hạn"))
    few = finding.find(wanted, rights("mod(hit.object_id, 10) = 0"))
    assert {hit.object_id for hit in few.hits} == {10, 20, 30}
    assert (few.count, few.capped) == (3, False)
    known = finding.find(wanted, rights("hit.object_id < 20", few=[10, 20]))
    assert [hit.object_id for hit in known.hits] == [10]
    every = finding.find(wanted, rights(), limit=5)
    assert (every.count, every.capped, every.more) == (8, True, True)


def test_days_and_scopes_narrow(many: None) -> None:
    whole = finding.Wanted(AGENCY, question.read("hạn"), first_day=date(2021, 3, 1))
    found = finding.find(whole, rights(), limit=50).hits
    assert found
    assert {hit.day.year for hit in found} == {2021, 2022}
    year = finding.Wanted(AGENCY, question.read("hạn"), scopes=("@y2020",))
    assert {hit.day.year for hit in finding.find(year, rights()).hits} == {2020}
    without = finding.Wanted(AGENCY, question.read("hạn"), without=("@y2020", "@y2021"))
    assert {hit.day.year for hit in finding.find(without, rights()).hits} == {2019, 2022}
    nothing = finding.Wanted(AGENCY, last_day=date(2000, 1, 1))
    assert finding.find(nothing, rights()).hits == ()


def test_one_statement_finds_what_is_not_very_frequent() -> None:
    put(1, "hạn mặn")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        ask("hạn")
    assert len(asked) == 1


def test_many_agencies_hold_one_text() -> None:
    entries = [
        actions.Entry(f"tests:shared/{number}", f"hạn mặn {number}", date(2022, 1, number))
        for number in (1, 2)
    ]
    held = (
        "select 'tests:shared/' || g.text as key, agency_id, 100 * g.text + agency_id as object_id"
        " from unnest(array[1, 2]) g(text), unnest(%(agencies)s::bigint[]) agency_id"
    )
    with CaptureQueriesContext(connection) as asked, unit():
        actions.put_shared(entries, held, {"agencies": [7, 8]}, object_type=LABEL)
    assert len([one for one in asked if "insert" in one["sql"]]) == 1
    assert ask("hạn", agency=7) == [207, 107]
    assert ask("hạn 1", agency=8) == [108]
    actions.put_shared(entries[:1], held, {"agencies": [9]}, object_type=LABEL)
    assert ask("hạn", agency=9) == [109]
    assert ask("hạn", agency=7) == [207, 107]


def test_the_words_of_a_file_and_a_body_come_later_and_once(act_of: Callable[..., Act]) -> None:
    put(1, "Công văn")
    sha256 = "5e" * 32
    read = Reading(State.READ, "Xâm nhập mặn lấn sâu")
    for _twice in range(2):
        actions.keep_file_text(act_of("lan"), sha256, read)
        actions.add_file("tests:1", sha256)
        actions.add_body("tests:1", "Kính gửi các huyện")
    for typed in ('"công văn"', '"xâm nhập mặn lấn"', "văn lấn", '"kính gửi các huyện"'):
        assert ask(typed) == [1], typed
    text = SearchText.objects.get()
    assert text.folded.count("xam") == text.folded.count("huyen") == 1
    assert (text.files, text.body) == ([sha256], "Kính gửi các huyện")
    put(1, "Công văn")
    assert ask("lấn") == []


def test_a_file_without_text_changes_nothing(act_of: Callable[..., Act]) -> None:
    put(1, "Công văn")
    actions.keep_file_text(act_of("lan"), "5e" * 32, Reading(State.SCANNED))
    actions.add_file("tests:1", "5e" * 32)
    assert SearchText.objects.get().files == []
    assert "ảnh quét" in FileText.objects.get().reason


def test_windows_cover_every_month_once() -> None:
    for first, last in (
        (date(2022, 5, 3), date(2022, 5, 9)),
        (date(2015, 2, 1), date(2022, 11, 30)),
        (date(2021, 12, 31), date(2022, 1, 1)),
    ):
        lexemes = [one for window in finding._windows(first, last) for one in window]
        months = []
        for one in lexemes:
            if one.startswith("@y"):
                months += [f"{one[2:]}{month:02d}" for month in range(1, 13)]
            else:
                months.append(one[2:])
        expected = [
            f"{at // 12}{at % 12 + 1:02d}"
            for at in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        ]
        assert sorted(months) == expected
    assert list(finding._windows(date(2022, 2, 1), date(2022, 1, 1))) == []
