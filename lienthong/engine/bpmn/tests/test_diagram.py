"""The whitelist and the lint: what can't run is told by name, place and what to do instead."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.engine.bpmn import catalogue
from lienthong.engine.bpmn.tests.drawing import (
    HEAD,
    STEP,
    chain,
    diagram,
    flow,
    lane,
    user,
    with_middle,
)
from lienthong.engine.expressions.names import Kind
from lienthong.engine.problems import Wrong

FACTS = {"area": Kind.WHOLE}
START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
HOUR = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
LISTENER = '<extensionElements><camunda:taskListener class="X"/></extensionElements>'
GATE = '<exclusiveGateway id="g" name="Rẽ" default="f3"/>'


def told(content: bytes) -> str:
    with pytest.raises(Wrong) as caught:
        catalogue.of_procedure(content, FACTS)
    assert len(caught.value.problems) <= 50
    return str(caught.value)


def timer(inner: str, attributes: str = "") -> str:
    return (
        f'<intermediateCatchEvent id="x" name="Chờ" {attributes}>'
        f"<timerEventDefinition>{inner}</timerEventDefinition></intermediateCatchEvent>"
    )


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ('<scriptTask id="x" name="Tính"><script>1</script></scriptTask>', "dùng serviceTask"),
        ('<businessRuleTask id="x" name="DMN"/>', "dùng bảng quyết định"),
        ('<task id="x" name="Việc"/>', "chọn userTask, manualTask hoặc serviceTask"),
        ('<sendTask id="x" name="Gửi"/>', "sendTask"),
        ('<receiveTask id="x" name="Nhận"/>', "receiveTask"),
        ('<eventBasedGateway id="x"/>', "Cổng theo sự kiện không chạy"),
        ('<complexGateway id="x"/>', "Cổng phức hợp không chạy"),
        ('<transaction id="x"/>', "Giao dịch"),
        ('<adHocSubProcess id="x"/>', "adHoc"),
        ('<intermediateThrowEvent id="x"/>', "phát ra giữa chừng"),
        ('<choreographyTask id="x"/>', "“choreographyTask” không nằm trong"),
        (
            '<userTask id="x" name="Lặp"><multiInstanceLoopCharacteristics/></userTask>',
            "“Lặp” (x), dòng 1, cột 1: Bước lặp theo danh sách không chạy",
        ),
        (
            '<subProcess id="x"><standardLoopCharacteristics/></subProcess>',
            "vẽ mũi tên quay lại",
        ),
        ('<subProcess id="x" triggeredByEvent="true"/>', "tự nổ theo sự kiện"),
        ('<subProcess id="x"/>', "Phải có đúng một điểm bắt đầu; đang có 0"),
        ('<intermediateCatchEvent id="x"/>', "phải là đồng hồ chờ"),
        (
            '<intermediateCatchEvent id="x"><signalEventDefinition/></intermediateCatchEvent>',
            "Sự kiện tín hiệu không chạy",
        ),
        (timer("<timeDuration>2 ngày</timeDuration>"), "ISO 8601"),
        (timer("<timeDuration>P</timeDuration>"), "ISO 8601"),
        (timer("<timeDuration>${wait}</timeDuration>"), "ISO 8601"),
        (timer("<timeDuration>__import__('os')</timeDuration>"), "ISO 8601"),
        (timer("<timeCycle>R3/PT1H</timeCycle>"), "không nhận ngày cố định, chu kỳ"),
        (timer("<timeDate>2022-11-21</timeDate>"), "không nhận ngày cố định"),
        (timer(""), "ISO 8601"),
        ('<userTask id="x"/>', "chưa có tên"),
        ('<userTask id="x" name="Lạc"/>', "phải nằm trong một làn"),
        ('<userTask id="a" name="Trùng"/>', "id “a” dùng hai lần"),
        ('<userTask name="Không id"/>', "Thiếu id"),
        ('<serviceTask id="x" name="Gọi"/>', "phải nêu tên dịch vụ"),
        ('<serviceTask id="x" name="Gọi" camunda:class="vn.Evil"/>', "phải nêu tên dịch vụ"),
        ('<serviceTask id="x" name="G" implementation="hack"/>', "Không có dịch vụ “hack”"),
        ('<callActivity id="x" name="Gọi"/>', "calledElement"),
        ('<callActivity id="x" calledElement="none"/>', "Thư viện không có bước “none”; có:"),
        (
            f'<userTask id="x" name="N">{LISTENER}</userTask>',
            "mã nghe sự kiện (taskListener)",
        ),
        (
            f'<boundaryEvent id="x" attachedToRef="s">{HOUR}</boundaryEvent>',
            "phải gắn vào một bước",
        ),
        (
            '<boundaryEvent id="x" attachedToRef="a"><errorEventDefinition/></boundaryEvent>',
            "Sự kiện lỗi không chạy",
        ),
    ],
)
def test_what_the_engine_would_not_run_is_told(part: str, words: str) -> None:
    assert words in told(with_middle(part))


def gate(*flows: str) -> bytes:
    return diagram(
        lane("a", "b"), START, GATE, user("a"), user("b"), END, *flows,
        flow(4, "a", "e"), flow(5, "b", "e"), flow(1, "s", "g"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (diagram(STEP, chain("s", "a")), "Từ bước này không có đường tới điểm kết thúc"),
        (diagram(STEP, chain("s", "e")), "“Bước a” (a), dòng 1, cột 1: Không có đường nào đi tới"),
        (diagram(STEP, chain("s", "a", "e"), user("b")), "Không có đường nào đi tới bước này"),
        (diagram(STEP, chain("s", "a", "zz")), "Mũi tên không nối hai bước"),
        (diagram(STEP, chain("s", "a", "e", "a")), "Điểm kết thúc không có mũi tên đi ra"),
        (diagram(STEP, START.replace('"s"', '"t"')), "đúng một điểm bắt đầu; đang có 2"),
        (diagram(lane("a"), START, user("a"), chain("s", "a")), "ít nhất một điểm kết thúc"),
        (
            diagram(STEP, user("b"), chain("s", "a", "e"), flow(8, "a", "b"), flow(9, "b", "e")),
            "Một bước chỉ có một mũi tên đi ra",
        ),
        (gate(flow(2, "g", "a", "area &gt; 1"), flow(9, "g", "b")), "chưa có mũi tên mặc định"),
        (gate(flow(2, "g", "a"), flow(3, "g", "b")), "Mũi tên “Rẽ” → “Bước a” chưa có điều kiện"),
        (
            gate(flow(2, "g", "a", "area &gt; 1"), flow(3, "g", "b", "area &lt; 1")),
            "Mũi tên mặc định không có điều kiện",
        ),
        (
            gate(flow(2, "g", "a", "erea &gt; 1"), flow(3, "g", "b")),
            "mũi tên “Rẽ” → “Bước a” (dòng 1 của sơ đồ), dòng 1, cột 1: Không có trường “erea”",
        ),
        (gate(flow(2, "g", "a", "area + 1"), flow(3, "g", "b")), "phải cho ra có/không"),
        (
            gate(flow(2, "g", "a", "__import__('os').system('id')"), flow(3, "g", "b")),
            "Không có hàm “__import__”",
        ),
        (gate(flow(2, "g", "a", "${area &gt; 1}"), flow(3, "g", "b")), "viết kiểu ${…}"),
        (
            diagram(STEP, flow(1, "s", "a"), flow(2, "a", "e", "area &gt; 1")),
            "Điều kiện chỉ đặt trên mũi tên đi ra từ cổng rẽ",
        ),
        (
            diagram(
                lane("a"), START, GATE, '<exclusiveGateway id="h"/>', user("a"), END,
                flow(1, "s", "g"), flow(2, "g", "h", "area &gt; 1"), flow(3, "g", "a"),
                flow(4, "h", "g"), flow(5, "a", "e"),
            ),
            "Vòng lặp qua cổng này không có bước nào chờ",
        ),
        (
            diagram(
                lane("a"), START, '<inclusiveGateway id="i"/>', GATE, user("a"), END,
                flow(1, "s", "i"), flow(2, "i", "a"), flow(4, "a", "g"), flow(5, "g", "i", "true"),
                flow(3, "g", "e"),
            ),
            "Cổng bao gồm không đặt trong một vòng quay lại",
        ),
        (diagram(STEP.replace("Thụ lý", "Phòng lạ"), chain("s", "a", "e")), "Làn “Phòng lạ” chưa"),
        (diagram(STEP.replace("Thụ lý", ""), chain("s", "a", "e")), "Làn chưa có tên"),
        (
            with_middle(
                '<subProcess id="x"><startEvent id="xs"/><endEvent id="xe"/>'
                '<sequenceFlow id="out" sourceRef="xs" targetRef="e"/></subProcess>'
            ),
            "đi qua biên quy trình con",
        ),
    ],
)  # fmt: skip
def test_what_would_go_wrong_when_it_runs_is_told(content: bytes, words: str) -> None:
    assert words in told(content)


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f"{HEAD}&b;</definitions>"
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "XML viết sai"),
        (b"hello", "XML viết sai"),
        (b"<a/>", "không phải sơ đồ BPMN 2.0"),
        (b"\xff\xfe<\0", "UTF-8"),
        (b"\x00\x01", "XML viết sai"),
        (BOMB.encode(), "DOCTYPE"),
        (BOMB.encode("utf-16"), "UTF-8"),
        (b'<?xml version="1.0" encoding="utf-7"?>+ADw-!DOCTYPE x+AD4-', "XML viết sai"),
        (f'<!DOCTYPE x SYSTEM "file:///etc/passwd">{HEAD}</definitions>'.encode(), "DOCTYPE"),
        (f"{HEAD}</definitions>".encode(), "đúng một quy trình chạy được"),
        (f'{HEAD}<process id="a"/><process id="b"/></definitions>'.encode(), "đúng một quy trình"),
        (b" " * 1_000_001, "lớn quá 1 MB"),
        (diagram("<group/>" * 20_001), "quá nhiều phần tử"),
        (diagram(*(f'<userTask id="t{n}" name="x"/>' for n in range(151))), "hơn 150 bước"),
        (b"<a>" * 500 + b"</a>" * 500, "XML viết sai"),
        (
            diagram(STEP, *(f'<subProcess id="d{n}">' for n in range(9)), "</subProcess>" * 9),
            "lồng quá 3 cấp",
        ),
        (diagram('<userTask id="x y" name="a"/>'), "id có ký tự lạ"),
    ],
)
def test_hostile_files_are_told(content: bytes, words: str) -> None:
    assert words in told(content)


CAMUNDA = diagram(
    lane("a"),
    START,
    '<userTask id="a" name="Duyệt" camunda:assignee="demo" camunda:formKey="f">'
    "<documentation>Xem hồ sơ</documentation><extensionElements><camunda:formData/>"
    "</extensionElements></userTask>",
    '<serviceTask id="x" name="Báo" camunda:type="external" camunda:topic="notify"/>',
    '<dataObjectReference id="d"/>',
    END,
    chain("s", "a", "x", "e"),
    beside='<collaboration id="c"><participant id="q" processRef="p"/><messageFlow id="m"'
    ' sourceRef="q" targetRef="q"/></collaboration><process id="other"/>',
)


def test_a_foreign_diagram_that_can_run_says_what_is_not_used() -> None:
    notes = "\n".join(str(one) for one in catalogue.of_procedure(CAMUNDA).notes)
    assert "giao việc theo làn" in notes
    assert "Biểu mẫu đi theo thủ tục" in notes
    assert "“dataObjectReference” chỉ để nhìn" in notes
    assert "Luồng thông điệp chỉ để nhìn" in notes
    assert "(other), dòng 1, cột 1: Quy trình này không chạy" in notes


def test_the_library_and_the_patterns_are_right() -> None:
    assert set(catalogue.library()) == {
        "tiep-nhan", "yeu-cau-bo-sung", "tham-dinh", "xin-y-kien", "thu-phi", "trinh-ky",
        "tra-ket-qua",
    }  # fmt: skip
    assert len(catalogue.patterns()) == 5
    for content in catalogue.patterns().values():
        assert catalogue.of_procedure(content).notes == ()
        assert b"BPMNShape" in content  # without shapes nothing is drawn
    lanes = {one.lane for each in catalogue.library().values() for one in each.nodes.values()}
    assert lanes <= set(catalogue.LANES)


PARTS = st.sampled_from(
    [
        *(START, END, GATE, user("a"), user("b"), STEP, '<parallelGateway id="x"/>', "<x/>", "<"),
        *(chain("s", "a", "e"), flow(3, "g", "a"), flow(2, "g", "b", "area &gt; 1"), lane("a")),
        *('<subProcess id="q">', "</subProcess>", '<callActivity id="x" calledElement="thu-phi"/>'),
        *('<boundaryEvent id="t" attachedToRef="a"/>', flow(7, "a", "a"), flow(8, "g", "g"), "é"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.lists(PARTS, max_size=10).map(lambda parts: diagram(*parts)), st.binary()))
def test_any_file_is_a_process_or_sentences(content: bytes) -> None:
    try:
        definition = catalogue.of_procedure(content, FACTS)
    except Wrong as error:
        definition = None
        told_of = [one.sentence for one in error.problems]
    assert definition is not None or (told_of and all(told_of))
