"""Parts say in words what they show in colour, and never trust what they are given."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from lienthong.ui import charts
from lienthong.ui.catalogue_data import NOW, shell
from lienthong.ui.shapes import Entry, Option, OptionGroup, Row, Share, Step, Tile
from lienthong.ui.shell import NavGroup, NavItem, Shell, marked


def draw(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_given_words_are_escaped_everywhere() -> None:
    bad = "<img src=x>"
    html = draw(
        "{% button bad bad data_open=bad %}{% tag bad bad %}{% notice title=bad %}{{ bad }}"
        "{% endnotice %}{% card bad %}{{ bad }}{% endcard %}{% toast bad bad bad %}"
        "{% copyable bad bad %}{% bullet 10 sentence=bad %}{% dialog bad bad %}{% enddialog %}",
        bad=bad,
    )
    assert bad not in html
    assert html.count("&lt;img src=x&gt;") >= 12


def test_a_button_with_an_address_is_a_link() -> None:
    assert draw('{% button "Mở" href="/a/" %}').strip().startswith('<a class="btn" href="/a/">')
    assert draw('{% button "Lưu" %}').strip().startswith('<button class="btn" type="submit">')


def test_attributes_are_given_or_left_out() -> None:
    html = draw(
        '{% button "Lưu" disabled=yes formnovalidate=no data_open="x" %}', yes=True, no=False
    )
    assert " disabled" in html
    assert "formnovalidate" not in html
    assert 'data-open="x"' in html


def test_a_picture_alone_still_has_its_word() -> None:
    html = draw('{% button "In" icon="printer" only_icon=True %}')
    assert '<span class="sr">In</span>' in html
    assert 'aria-hidden="true"' in html


def test_an_unread_row_says_so_to_those_who_listen() -> None:
    row = Row(url="/7/", code="1/A", sender="B", subject="C", at=NOW, unread=True)
    html = draw("{% inbox_row row now '#doc' %}", row=row, now=NOW)
    assert '<span class="sr">Chưa đọc</span>' in html
    assert 'hx-get="/7/"' in html
    assert "8:15" in html
    assert "hx-get" not in draw("{% inbox_row row now %}", row=row, now=NOW)


def test_a_row_without_a_deadline_shows_none() -> None:
    row = Row(url="/7/", code="1/A", sender="B", subject="C", at=NOW)
    assert "tag" not in draw("{% inbox_row row now %}", row=row, now=NOW)


def test_states_of_a_flow_are_words_too() -> None:
    html = draw("{% flow steps %}", steps=[Step("Vào sổ", "done"), Step("Báo cáo", "late")])
    assert ", đã xong" in html
    assert ", quá hạn" in html
    assert html.count('aria-current="step"') == 1


def test_an_event_not_yet_sealed_says_so() -> None:
    html = draw("{% trail entries %}", entries=[Entry(NOW, "Ký số")])
    assert "Chờ niêm sổ" in html


def test_a_picker_counts_what_is_chosen() -> None:
    group = OptionGroup("Xã", (Option("1", "A", checked=True), Option("2", "B")), value="all")
    html = draw("{% picker groups 'to' 'Nơi nhận' %}", groups=[group])
    assert "Đã chọn 1 trên 2" in html
    assert html.count('name="to"') == 2
    assert html.count('name="groups"') == 1


def test_pages_go_forward_only_when_there_is_more() -> None:
    assert draw("{% pages %}").strip() == ""
    assert 'rel="next"' in draw('{% pages next_url="?after=9" %}')


@given(st.floats(-50, 200), st.floats(0, 200))
def test_a_bar_never_leaves_its_frame(value: float, goal: float) -> None:
    drawn = charts.bullet(value, goal, 240)
    assert 0 <= float(drawn["filled"]) <= 240
    assert 1.5 <= float(drawn["tick"]) <= 238.5


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50))
def test_a_line_never_leaves_its_frame(values: list[float]) -> None:
    points = charts.sparkline(values)["points"].split()
    assert len(points) == len(values)
    for point in points:
        x, y = map(float, point.split(","))
        assert 0 <= x <= 72
        assert 0 <= y <= 22


@given(st.lists(st.integers(0, 500), min_size=1, max_size=6))
def test_shares_fill_the_bar(values: list[int]) -> None:
    drawn, total = charts.shares([Share(str(v), v) for v in values])
    assert total == sum(values)
    widths = sum(float(item["width"]) for item in drawn)
    assert widths == pytest.approx(1000 if total else 0, abs=0.5)


def test_tiles_are_whole_inside_the_map() -> None:
    tiles = [Tile("A", "1", "A 1", "#a", 0.5, 0, 1), Tile("B", "2", "B 2", "#b", 4, 3, 2)]
    drawn = charts.tilemap(tiles)
    corners = [
        tuple(map(float, pair.split(",")))
        for item in drawn["tiles"]
        for pair in item["points"].split()
    ]
    assert all(0 <= x <= drawn["width"] and 0 <= y <= drawn["height"] for x, y in corners)


def test_the_closest_line_of_the_rail_is_marked() -> None:
    lines = (
        NavItem("Danh bạ", "users", "/van-phong/danh-ba/"),
        NavItem("Tài khoản", "user", "/van-phong/danh-ba/tai-khoan/"),
        NavItem("Đến", "inbox", "/van-phong/den/?xem=cho"),
    )
    frame = marked(
        Shell(agency="", name="", title="", home_url="/", nav=(NavGroup("", lines),)),
        "/van-phong/danh-ba/tai-khoan/7/",
    )
    assert [item.current for item in frame.nav[0].items] == [False, True, False]
    frame = marked(frame, "/van-phong/den/")
    assert [item.current for item in frame.nav[0].items] == [False, True, False], "kept as given"


def test_the_first_page_is_marked_only_for_itself() -> None:
    lines = (NavItem("Việc", "inbox", "/van-phong/"), NavItem("Đến", "inbox", "/van-phong/den/"))
    frame = Shell(agency="", name="", title="", home_url="/van-phong/", nav=(NavGroup("", lines),))

    def mark(path: str) -> list[bool]:
        return [item.current for item in marked(frame, path).nav[0].items]

    assert mark("/van-phong/") == [True, False]
    assert mark("/van-phong/den/7/") == [False, True]
    assert mark("/van-phong/phim-tat/") == [False, False]


def test_a_page_outside_the_rail_marks_nothing() -> None:
    frame = marked(shell(), "/khac/")
    assert not re.search("current=True", str(frame.nav))
