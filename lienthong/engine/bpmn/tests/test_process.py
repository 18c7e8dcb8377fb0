"""Processes run: step by step, with and without stops, clocks, versions, and never a script."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.engine.bpmn import catalogue
from lienthong.engine.bpmn.process import Definition, State, after
from lienthong.engine.bpmn.tests.drawing import STEP, chain, diagram, flow, lane, user
from lienthong.engine.expressions.names import Kind
from lienthong.engine.problems import Wrong

AT = datetime(2022, 11, 21, 8, tzinfo=UTC)


def pattern(name: str) -> Definition:
    return catalogue.of_procedure(catalogue.patterns()[name])


def names(definition: Definition, state: State) -> list[str]:
    return [one.name for one in definition.waiting(state)]


def walk(definition: Definition, answers: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Complete the first step until the end; answers are used up one by one, by node."""
    state, seen = definition.start({}, AT), []
    while not state.ended:
        step = definition.waiting(state)[0]
        seen.append(step.name)
        waiting = answers.get(step.node, [])
        state = definition.complete(state, step.id, waiting.pop(0) if waiting else {}, AT)
    return seen


SUPPLEMENT = ["Soạn yêu cầu bổ sung, nêu đủ một lần", "Nộp giấy tờ bổ sung"]
CHECK, DELIVER = "Kiểm tra thành phần hồ sơ", ["Báo người nộp", "Trả kết quả"]
SIGN = ["Dự thảo kết quả", "Duyệt và ký"]
ACCEPTED = {"check": [{"reception": "accepted"}], "compute": [{"fee": 0}]}
SIGNED = [{"signing": "signed"}]


@pytest.mark.parametrize(
    ("name", "answers", "seen"),
    [
        (
            "trong-ngay",
            {"check": [{"reception": "supplement"}, {"reception": "refused"}]},
            [CHECK, *SUPPLEMENT, CHECK, "Trả hồ sơ, nêu lý do từ chối"],
        ),
        (
            "trong-ngay",
            {**ACCEPTED, "sign": [{"signing": "returned"}, *SIGNED]},
            [CHECK, "Tính phí, lệ phí", *SIGN, *SIGN, "Cấp số, đóng dấu", *DELIVER],
        ),
        (
            "tham-dinh-truoc",
            {
                "check": [{"reception": "accepted"}],
                "compute": [{"fee": 50_000}],
                "appraise": [{"appraisal": "supplement"}, {"appraisal": "rejected"}],
            },
            [
                *(CHECK, "Tính phí, lệ phí", "Nộp phí, lệ phí", "Xuất biên lai"),
                *("Thẩm định hồ sơ", *SUPPLEMENT, "Thẩm định hồ sơ"),
                "Trả hồ sơ, nêu lý do không giải quyết",
            ],
        ),
        (
            "tham-dinh-xin-y-kien",
            {
                **ACCEPTED,
                "appraise": [{"appraisal": "approved", "opinion_needed": True}],
                "sign": SIGNED,
            },
            [
                *(CHECK, "Tính phí, lệ phí", "Thẩm định hồ sơ", "Gửi văn bản xin ý kiến"),
                *("Cho ý kiến", "Tổng hợp ý kiến", *SIGN, "Cấp số, đóng dấu", *DELIVER),
            ],
        ),
        (
            "nhieu-co-quan",
            {**ACCEPTED, "appraise": [{"appraisal": "approved"}], "sign": SIGNED},
            [
                *(CHECK, "Tính phí, lệ phí", "Lập hồ sơ con cho từng cơ quan"),
                *("Chờ kết quả của các hồ sơ con", "Thẩm định hồ sơ", *SIGN),
                *("Cấp số, đóng dấu", *DELIVER),
            ],
        ),
        (
            "noi-tiep",
            {**ACCEPTED, "sign": SIGNED},
            [
                *(CHECK, "Tính phí, lệ phí", *SIGN, "Cấp số, đóng dấu"),
                *("Lập hồ sơ con cho từng cơ quan", "Chờ kết quả của các hồ sơ con", *DELIVER),
            ],
        ),
    ],
)
def test_the_patterns_go_their_ways(
    name: str, answers: dict[str, list[dict[str, Any]]], seen: list[str]
) -> None:
    copied = {node: list(given) for node, given in answers.items()}
    assert walk(pattern(name), copied) == seen


def test_a_step_says_who_is_waited_for() -> None:
    definition = pattern("trong-ngay")
    state = definition.start({}, AT)
    (step,) = definition.waiting(state)
    assert (step.lane, step.kind, step.service, step.process) == (
        "Một cửa", "userTask", "", "tiep-nhan",
    )  # fmt: skip
    state = definition.complete(state, step.id, {"reception": "accepted"}, AT)
    (step,) = definition.waiting(state)
    assert (step.kind, step.service) == ("serviceTask", "compute_fee")


def supplement_asked() -> tuple[Definition, State]:
    definition = pattern("trong-ngay")
    state = definition.start({}, AT)
    for data in ({"reception": "supplement"}, {}):
        state = definition.complete(state, definition.waiting(state)[0].id, data, AT)
    return definition, state


def test_a_clock_strikes_when_told_and_not_before() -> None:
    definition, state = supplement_asked()
    (clock,) = definition.timers(state)
    assert (clock.at, clock.interrupting) == (AT + timedelta(days=5), False)
    early = AT + timedelta(days=5, seconds=-1)
    assert definition.fire(state, early) is state
    struck = definition.fire(state, AT + timedelta(days=6))
    assert names(definition, struck) == ["Nộp giấy tờ bổ sung", "Nhắc người nộp"]
    assert definition.timers(struck) == []
    assert names(definition, state) == ["Nộp giấy tờ bổ sung"]  # the old state is as it was


def test_a_clock_dies_with_its_step() -> None:
    definition, state = supplement_asked()
    state = definition.complete(state, definition.waiting(state)[0].id, {}, AT)
    assert definition.timers(state) == []
    assert names(definition, state) == ["Kiểm tra thành phần hồ sơ"]


def boundary(*, interrupting: bool) -> str:
    return (
        f'<boundaryEvent id="t" attachedToRef="a" cancelActivity="{str(interrupting).lower()}">'
        "<timerEventDefinition><timeDuration>P1M</timeDuration></timerEventDefinition>"
        "</boundaryEvent>"
    )


def test_a_clock_can_take_the_step_away() -> None:
    definition = catalogue.of_procedure(
        diagram(STEP, boundary(interrupting=True), user("b"), chain("s", "a", "e"),
                flow(8, "t", "b"), flow(9, "b", "e"))
    )  # fmt: skip
    state = definition.fire(definition.start({}, AT), datetime(2022, 12, 21, 8, tzinfo=UTC))
    assert names(definition, state) == ["Bước b"]


def test_waiting_clocks_follow_each_other_at_their_own_times() -> None:
    def wait(name: str, duration: str) -> str:
        return (
            f'<intermediateCatchEvent id="{name}"><timerEventDefinition><timeDuration>{duration}'
            "</timeDuration></timerEventDefinition></intermediateCatchEvent>"
        )

    definition = catalogue.of_procedure(
        diagram(STEP, wait("x", "PT8H"), wait("y", "P2D"), chain("s", "x", "y", "a", "e"))
    )
    state = definition.start({}, AT)
    first = definition.fire(state, AT + timedelta(hours=9))
    assert [one.at for one in definition.timers(first)] == [AT + timedelta(hours=56)]
    late = definition.fire(state, AT + timedelta(days=30))
    assert names(definition, late) == ["Bước a"]
    assert late.as_json() == definition.fire(first, AT + timedelta(days=30)).as_json()


@pytest.mark.parametrize(
    ("duration", "until"),
    [
        ("PT8H", "2022-11-21T16:00:00+00:00"),
        ("P2W", "2022-12-05T08:00:00+00:00"),
        ("P1Y3MT90M", "2024-02-21T09:30:00+00:00"),
    ],
)
def test_durations_are_by_the_calendar(duration: str, until: str) -> None:
    assert after(AT, duration).isoformat() == until


PARALLEL = diagram(
    lane("a", "b", "c", "d", "k"), '<startEvent id="s"/>',
    '<inclusiveGateway id="i" default="f4"/>',
    *(user(one) for one in "abcd"), '<inclusiveGateway id="j"/>', '<parallelGateway id="p1"/>',
    '<parallelGateway id="p2"/>', '<exclusiveGateway id="g" default="f13"/>', '<endEvent id="e"/>',
    '<subProcess id="k" name="Con"><startEvent id="ks"/><userTask id="kt" name="Bước kt"/>'
    '<endEvent id="ke"/><sequenceFlow id="k1" sourceRef="ks" targetRef="kt"/>'
    '<sequenceFlow id="k2" sourceRef="kt" targetRef="ke"/></subProcess>',
    flow(1, "s", "i"), flow(2, "i", "a", "x &gt; 1"), flow(3, "i", "b", "x &gt; 2"),
    flow(4, "i", "c"), flow(5, "a", "j"), flow(6, "b", "j"), flow(7, "c", "j"),
    '<exclusiveGateway id="m"/>', flow(8, "j", "m"), flow(17, "m", "p1"),
    flow(9, "p1", "d"), flow(10, "p1", "k"), flow(11, "d", "p2"),
    flow(12, "k", "p2"), flow(14, "p2", "g"), flow(15, "g", "d2", "again"),
    flow(13, "g", "e"), user("d2"), flow(16, "d2", "m"),
).replace(b"<flowNodeRef>k<", b"<flowNodeRef>d2</flowNodeRef><flowNodeRef>k<")  # fmt: skip


@settings(max_examples=6, deadline=None)
@given(st.data())
def test_a_run_with_stops_equals_the_run_without(data: st.DataObject) -> None:
    """Kept, sent through a database that orders keys as it likes, and taken up after every step."""
    definition = catalogue.of_procedure(PARALLEL, {"x": Kind.WHOLE, "again": Kind.YES_NO})
    facts = {"x": data.draw(st.integers(0, 4)), "again": False}
    plain = stopped = definition.start(facts, AT)
    for _step in range(40):
        if plain.ended:
            break
        waiting = definition.waiting(plain)
        assert waiting == definition.waiting(stopped)
        step = data.draw(st.sampled_from(waiting)).id
        given_facts = {
            "again": data.draw(st.integers(0, 9)) == 0,
            "x": data.draw(st.integers(0, 4)),
        }
        plain = definition.complete(plain, step, given_facts, AT)
        stopped = definition.complete(stopped, step, given_facts, AT)
        shuffled = json.dumps(json.loads(stopped.as_json()), sort_keys=True)
        stopped = State.from_json(shuffled)
        assert json.loads(plain.as_json()) == json.loads(stopped.as_json())


ROUNDS = diagram(
    lane("a", "b", "c", "d"), '<startEvent id="s"/>', *(user(one) for one in "abcd"),
    '<parallelGateway id="p1"/>', '<parallelGateway id="p2"/>', '<exclusiveGateway id="m"/>',
    '<exclusiveGateway id="g" default="f9"/>', '<endEvent id="e"/>', flow(1, "s", "m"),
    flow(2, "m", "p1"), flow(3, "p1", "a"), flow(4, "p1", "b"), flow(5, "a", "p2"),
    flow(6, "b", "p2"), flow(7, "p2", "c"), flow(8, "c", "g"), flow(9, "g", "e"),
    flow(10, "g", "d", "round &lt; 4"), flow(11, "d", "m"),
)  # fmt: skip


@pytest.mark.parametrize("order", ["abababab", "babababa", "abbaabba", "baabbaba"])
def test_branches_meet_once_a_round(order: str) -> None:
    """A join in a loop waits for both branches every time, whichever comes first."""
    definition = catalogue.of_procedure(ROUNDS, {"round": Kind.WHOLE})
    state = definition.start({"round": 0}, AT)
    for number in range(1, 5):
        for node in order[2 * number - 2 : 2 * number]:
            step = {one.node: one.id for one in definition.waiting(state)}[node]
            state = definition.complete(state, step, {f"by_{node}": number}, AT)
        for node in ["c", "d"][: 1 + (number < 4)]:
            (step_c,) = definition.waiting(state)
            assert step_c.node == node
            state = definition.complete(state, step_c.id, {"round": number}, AT)
    assert state.ended
    assert state.facts == {"round": 4, "by_a": 4, "by_b": 4}


CHOICES = diagram(
    lane("a", "b", "c", "d"), '<startEvent id="s"/>', '<inclusiveGateway id="i" default="f4"/>',
    *(user(one) for one in "abcd"), '<inclusiveGateway id="j"/>', '<endEvent id="e"/>',
    flow(1, "s", "i"), flow(2, "i", "a", "x &gt; 1"), flow(3, "i", "b", "x &gt; 2"),
    flow(4, "i", "c"), flow(5, "a", "j"), flow(6, "b", "j"), flow(7, "c", "j"),
    flow(8, "j", "d"), flow(9, "d", "e"),
)  # fmt: skip


@pytest.mark.parametrize(("x", "order"), [(0, "c"), (2, "a"), (3, "ab"), (3, "ba")])
def test_an_inclusive_gateway_waits_for_the_branches_it_opened(x: int, order: str) -> None:
    definition = catalogue.of_procedure(CHOICES, {"x": Kind.WHOLE})
    state = definition.start({"x": x}, AT)
    left = sorted(order)
    for node in order:
        step = {one.node: one.id for one in definition.waiting(state)}
        assert sorted(step) == left
        state = definition.complete(state, step[node], {}, AT)
        left.remove(node)
    assert names(definition, state) == ["Bước d"]


def test_an_older_state_keeps_its_definition() -> None:
    older = catalogue.of_procedure(diagram(STEP, chain("s", "a", "e")))
    newer = catalogue.of_procedure(diagram(STEP, user("b"), chain("s", "a", "b", "e")))
    state = older.start({}, AT)
    assert older.digest != newer.digest
    with pytest.raises(Wrong, match="phiên bản khác của quy trình"):
        newer.waiting(state)
    assert older.complete(state, older.waiting(state)[0].id, {}, AT).ended
    again = catalogue.of_procedure(diagram(STEP, chain("s", "a", "e")))
    assert names(again, state) == ["Bước a"]


def test_a_step_is_done_once() -> None:
    definition = catalogue.of_procedure(diagram(STEP, chain("s", "a", "e")))
    state = definition.start({"x": 1}, AT)
    step = definition.waiting(state)[0].id
    ended = definition.complete(state, step, {"y": [1, {"z": "ă"}]}, AT)
    assert ended.facts == {"x": 1, "y": [1, {"z": "ă"}]}
    for wanted in (step, "9999", "x", "-1", ""):
        with pytest.raises(Wrong, match="không còn chờ"):
            definition.complete(ended, wanted, {}, AT)


def test_a_gate_that_cannot_decide_is_told_and_the_state_stays() -> None:
    definition = pattern("trong-ngay")
    state = definition.start({}, AT)
    step = definition.waiting(state)[0].id
    with pytest.raises(Wrong, match="Chưa điền “reception” trong hồ sơ"):
        definition.complete(state, step, {}, AT)
    assert names(definition, state) == [CHECK]


@pytest.mark.parametrize("data", [{"x": object()}, {"x": float("nan")}, {"x": "a" * 300_001}])
def test_facts_that_are_no_json_are_told(data: dict[str, Any]) -> None:
    definition = catalogue.of_procedure(diagram(STEP, chain("s", "a", "e")))
    with pytest.raises(Wrong, match="Dữ liệu của bước này"):
        definition.start(data, AT)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}', "[" * 100_000, "null"])
def test_what_was_never_a_state_is_told(text: str) -> None:
    with pytest.raises(Wrong, match="không phải trạng thái"):
        State.from_json(text)


def test_a_gate_that_waits_for_ever_is_told() -> None:
    definition = catalogue.of_procedure(
        diagram(
            lane("a"), '<startEvent id="s"/>', '<exclusiveGateway id="g" default="f2"/>', user("a"),
            '<parallelGateway id="j"/>', '<endEvent id="e"/>', flow(1, "s", "g"),
            flow(2, "g", "j"), flow(3, "g", "a", "fee &gt; 0"), flow(4, "a", "j"),
            flow(5, "j", "e"),
        )
    )  # fmt: skip
    with pytest.raises(Wrong, match="một cổng chờ nhánh không bao giờ tới"):
        definition.start({"fee": 0}, AT)


def test_a_ring_of_activities_that_wait_for_nobody_ends() -> None:
    ring = diagram(
        STEP, '<subProcess id="x"><startEvent id="xs"/><endEvent id="xe"/>',
        '<sequenceFlow id="x1" sourceRef="xs" targetRef="xe"/></subProcess>',
        '<exclusiveGateway id="g" default="f3"/>', flow(1, "s", "x"), flow(2, "x", "g"),
        flow(3, "g", "x"), flow(4, "g", "a", "fee &gt; 0"), flow(5, "a", "e"),
    )  # fmt: skip
    with pytest.raises(Wrong, match="chạy mãi không tới bước nào chờ"):
        catalogue.of_procedure(ring).start({"fee": 0}, AT)


def test_the_longest_process_runs_even_deep_in_a_stack() -> None:
    steps = [f"n{number}" for number in range(148)]
    content = diagram(
        lane(*steps), '<startEvent id="s"/>', *map(user, steps), '<endEvent id="e"/>',
        chain("s", *steps, "e"),
    )  # fmt: skip

    def deep(left: int) -> State:
        if left:
            return deep(left - 1)
        definition = catalogue.of_procedure(content)
        state = definition.start({}, AT)
        return definition.complete(state, definition.waiting(state)[0].id, {}, AT)

    assert not deep(200).ended


def test_a_state_holds_no_definition() -> None:
    definition, state = supplement_asked()
    text = state.as_json()
    assert "Nộp giấy tờ" not in text
    assert "reception ==" not in text
    assert definition.digest in text
