"""What is wrong in a package is told with its file and line, whatever was written."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from lienthong.engine.bpmn.tests.drawing import STEP, chain, diagram
from lienthong.engine.problems import Problem
from lienthong.services.packages import lint, reading, rule_sets
from lienthong.services.packages.tests.written import (
    COMPONENTS,
    DEADLINES,
    FEES,
    FORM,
    PROCEDURE,
    TESTS,
    package,
)


def test_the_package_of_these_tests_is_clean() -> None:
    assert lint.lint(package()) == []


def wrong(**changed: str | bytes | None) -> list[Problem]:
    return lint.lint(package(**changed))


def said(problems: list[Problem]) -> str:
    return "\n".join(str(one) for one in problems)


def form(**properties: Any) -> str:
    return json.dumps({**FORM, "properties": {**FORM["properties"], **properties}}, indent=1)


def swapped(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


PROCEDURE_WRONG = [
    ("code: ", "", "procedure.yaml, dòng 3, cột 1: YAML viết sai"),
    ('code: "9.000001"\n', "", "procedure.yaml, dòng 2, cột 1: Thiếu mục “code”"),
    ('code: "9.000001"', 'code: "có dấu"', "procedure.yaml, dòng 2, cột 7: Mã thủ tục"),
    ("levels: [commune]", "levels: [ward]", "Chọn một trong: commune"),
    ("levels: [commune]", "levels: commune", "phải là một danh sách"),
    ('rule_set: "2022"', "rule_set: 1999", "Chọn một trong: 2022, 2025"),
    ("short_name: Giấy thử", "shortname: Giấy thử", "Không có mục “shortname”"),
    ("valid_from: 2022-07-01", "valid_from: 01/07/2022", "Ngày viết dạng 2022-11-21"),
    ("valid_from: 2022-07-01", "valid_from: 2022-07-01\nvalid_to: 2022-07-01", "phải sau"),
    ("copies > 5", "pages > 5", "dòng 21, cột 41: Biểu thức “pages > 5”: Không có trường “pages”"),
    ("copies > 5", "copies", "phải cho ra có/không"),
    (", when: copies > 5", "", "phải có “when”"),
    ("name: Ít bản}", "name: Ít bản, when: copies < 2}", "không có “when”"),
    ("code: few", "code: many", "nêu hai lần"),
    ("process: trong-ngay", "process: khong-co", "Chọn một trong"),
    ("process: trong-ngay", "", "Thiếu mẫu quy trình hoặc process.bpmn"),
    ("kind: confirmation", "kind: poem", "Chọn một trong: certificate"),
    ("kind: confirmation", "kind: confirmation, template: templates/x.typ", "không có tệp mẫu"),
    ("steps: [Nộp., Nhận.]\n", "", "Thiếu “steps”: trình tự thực hiện"),
    ("who_may_apply: Ai cũng được.\n", "", "Thiếu “who_may_apply”"),
    ("legal_basis:\n  - {text: Nghị định 61/2018/NĐ-CP}\n", "", "Thiếu “legal_basis”"),
    ("channels: [direct, online]", "channels: [direct]", "Toàn trình mà không nhận trực tuyến"),
    ("process: trong-ngay", "process: nhieu-co-quan", "không nêu “children”"),
    (
        "process: trong-ngay",
        "process: {pattern: trong-ngay, asks: {x.y: [{name: a, label: A, kind: chữ}]}}",
        "Quy trình không có bước “x.y”",
    ),
    (
        "process: trong-ngay",
        "process: {pattern: trong-ngay, lanes: {Lãnh đạo: {agency: superior}}}",
        "Chỉ làn “Cơ quan phối hợp” thuộc cơ quan khác",
    ),
    (
        "process: trong-ngay",
        "process: {pattern: trong-ngay, outcomes: {opinion_needed: copies}}",
        "phải cho ra có/không",
    ),
    (
        "process: trong-ngay",
        "process: noi-tiep\nchildren: [{code: X9, agency_kind: a, opens: signed, answers: {a: b}}]",
        "không phải tên trường",
    ),
]


@pytest.mark.parametrize(("old", "new", "words"), PROCEDURE_WRONG)
def test_what_is_wrong_in_procedure_yaml(old: str, new: str, words: str) -> None:
    found = wrong(procedure=swapped(PROCEDURE, old, new))
    assert words in said(found)
    assert all(one.where for one in found)


@pytest.mark.parametrize(
    ("name", "text", "old", "new", "words"),
    [
        ("components", COMPONENTS, "source: form", "source: sky", "components.yaml, dòng 4"),
        ("components", COMPONENTS, "source: form", "source: national_db", "phải nêu “database”"),
        ("components", COMPONENTS, "source: form", "source: result", "phải nêu “result_of”"),
        ("components", COMPONENTS, "code: UQ", "code: TK", "Thành phần “TK” nêu hai lần"),
        ("components", COMPONENTS, "case == 'many'", "case == 5", "không dùng được với"),
        ("components", COMPONENTS, "asked: by_other", "asked: by_others", "Có phải “by_other”?"),
        ("components", COMPONENTS, "sets: 1", "sets: 0", "phải là số từ 1 đến 10"),
        ("components", "sets: 1\ncomponents: []\n", "", "", "ít nhất một thành phần"),
        ("fees", FEES, "copies * 1000", '"-5"', "không thể là số âm"),
        ("fees", FEES, "copies * 1000", "0 - copies", "-1 đồng: không thể là số âm"),
        ("fees", FEES, "copies * 1000", '"2000.5"', "Không dùng số thập phân"),
        ("fees", FEES, "amount: copies * 1000", "table: tables/amount.yaml", "Gói không có tệp"),
        ("fees", FEES, "moment: reception", "moment: never", "Chọn một trong: reception"),
        ("fees", "fees: []\n", "", "", "Không thu gì thì nói rõ"),
        ("deadlines", DEADLINES, "amount: 3", "amount: 0", "phải là số từ 1 đến 400"),
        ("deadlines", DEADLINES, "amount: 3", "amount: -3", "phải là số từ 1 đến 400"),
        ("deadlines", DEADLINES, "amount: 3, ", "", "Thiếu mục “amount”"),
        ("deadlines", DEADLINES, "unit: same_day", "unit: weeks", "Chọn một trong: same_day"),
        ("deadlines", DEADLINES, "  - {unit: same_day}\n", "", "hồ sơ nào cũng có hạn"),
        ("deadlines", DEADLINES, "case: many", "case: none", "Chọn một trong: many, few"),
        ("deadlines", DEADLINES, '"15:00"', '"25:00"', "Giờ viết dạng 15:00"),
        ("deadlines", DEADLINES + "pauses: [4]\n", "", "", "chỉ dừng ở trạng thái 5, 6 hoặc 8"),
        ("deadlines", DEADLINES + "pauses: [11]\n", "", "", "phải là số từ 1 đến 10"),
        (
            "deadlines",
            DEADLINES + "steps: {a.b: {amount: 1, unit: working_hours}}\n",
            "",
            "",
            "Quy trình không có bước “a.b”",
        ),
        ("statuses", "tiep-nhan.check: 11\n", "", "", "status-map.yaml, dòng 1, cột 18"),
        ("statuses", "tiep-nhan.check: 0\n", "", "", "phải là số từ 1 đến 10"),
        ("statuses", "nowhere.check: 1\n", "", "", "Quy trình không có bước “nowhere.check”"),
        ("english", "sentences: {Không ai nói: Nobody}\n", "", "", "mà gói không có câu này"),
        ("tests", TESTS, "{LP: 1000}", "{LP: 999}", "tests/cases.yaml, dòng 6, cột 5: Kiểm thử"),
        ("tests", TESTS, "2022-11-21 17:00", "2022-11-21 16:00", "hẹn trả lúc 2022-11-21 17:00"),
        ("tests", TESTS, "2022-11-21 17:00", "hôm nay", "giờ viết dạng"),
        ("tests", TESTS, "case: many", "case: lots", "case là many, kiểm thử viết lots"),
        ("tests", TESTS, "copies: 6", "copies: 60", "chỗ sai của tờ khai là ['copies']"),
        ("tests", TESTS, "name: năm", "name: năm, steps: [thu-phi.pay]", "các bước là"),
        ("tests", "tests: []\n", "", "", "cần ít nhất 3"),
    ],
)
def test_what_is_wrong_in_the_other_files(
    name: str, text: str, old: str, new: str, words: str
) -> None:
    assert words in said(wrong(**{name: swapped(text, old, new)}))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "JSON viết sai"),
        ('{"type": "array"}', "“type”: “object”"),
        (form(copies={"type": "number", "title": "Số"}), "dòng"),
        (form(fee={"type": "integer", "title": "Phí"}), "trùng với dữ kiện của quy trình"),
        (form(case={"type": "string", "title": "A"}), "trùng với dữ kiện của quy trình"),
        (form(channel={"type": "string", "title": "A"}), "trùng tên với dữ kiện có sẵn"),
        (form(x={"$ref": "#/properties/x", "title": "X"}), "$ref trỏ vòng quanh"),
        (form(x={"$ref": "https://x.vn/a.json", "title": "X"}), "$ref"),
        (json.dumps({**FORM, "properties": {}, "required": []}), "Không có trường"),
        (form(applicant={"type": "string", "title": "Ai"}), "nhóm “applicant”"),
    ],
)
def test_what_is_wrong_in_the_form(text: str, words: str) -> None:
    found = wrong(form=text)
    assert words in said(found)
    assert found[0].where.startswith(("forms/", "procedure", "components", "fees"))


def test_a_place_in_the_form_is_told_by_its_line() -> None:
    found = wrong(form=form(copies={"type": "number", "title": "Số"}))
    text = form(copies={"type": "number", "title": "Số"}).splitlines()
    assert '"copies"' in text[found[0].line - 1]


def test_a_diagram_of_its_own_needs_a_status_for_each_step() -> None:
    own = (
        diagram(STEP, chain("s", "a", "e")).replace(b'"a"', b'"check"').replace(b">a<", b">check<")
    )
    text = swapped(PROCEDURE, "process: trong-ngay\n", "")
    assert "Bước “p.check” chưa có trạng thái" in said(wrong(procedure=text, process=own))
    assert wrong(procedure=text, process=own, statuses="p.check: keep\n") == []
    strange = diagram(STEP, chain("s", "a", "e"))
    assert "không có trang để làm bước này" in said(wrong(procedure=text, process=strange))
    assert "chọn đúng một" in said(wrong(process=own))
    script = diagram(STEP, '<scriptTask id="x" name="X"/>', chain("s", "a", "x", "e"))
    assert "process.bpmn, “X” (x)" in said(wrong(procedure=text, process=script))


def test_a_table_of_amounts_is_looked_at_row_by_row() -> None:
    fees = swapped(FEES, "amount: copies * 1000", "table: tables/amount.yaml")
    rows = "gives: số nguyên\nrows:\n  - {when: copies < 3, then: '-1'}\n  - {else: '5'}\n"
    assert "tables/amount.yaml, dòng 3" in said(wrong(fees=fees, table=rows))
    words = """gives: chữ\nrows:\n  - {when: copies < 3, then: "'a'"}\n  - {else: "'b'"}\n"""
    assert "phải có “gives: số nguyên”" in said(wrong(fees=fees, table=words))


def test_a_regime_has_its_levels() -> None:
    regime = rule_sets.read(
        b'code: "2022"\nname: A\nvalid_from: 2022-01-01\nlevels: [province]\nchannels: [direct]\n'
        b"forms: []\n"
    )
    found = said(lint.lint(package(), rule_set=regime))
    assert "không có cấp “commune”" in found
    assert "không nhận theo cách “online”" in found


CHILD = """process: noi-tiep
children:
  - {code: "9.000002", agency_kind: police, opens: signed, answers: {applicant: applicant%s}}
"""


def test_a_child_is_a_package_that_takes_what_it_is_given() -> None:
    bundle = reading.read(
        package(procedure=swapped(PROCEDURE, "process: trong-ngay\n", CHILD % ""))
    )
    child = reading.read(package(procedure=swapped(PROCEDURE, "9.000001", "9.000002")))
    assert "Không có thủ tục “9.000002”" in said(lint.problems_of(bundle, others={}))
    others = {child.code: child}
    missing = said(lint.problems_of(bundle, others=others))
    assert "Hồ sơ con 9.000002: copies: Chưa điền số bản." in missing
    more = CHILD % ', copies: "1", nothing: copies'
    full = reading.read(package(procedure=swapped(PROCEDURE, "process: trong-ngay\n", more)))
    told = said(lint.problems_of(full, others=others))
    assert "không có trường “nothing”" in told
    assert "copies" not in told.replace("nothing", "")


MANY = {f"f{number}": {"type": "string", "title": "A"} for number in range(10_000)}
HOSTILE: list[Callable[[], Any]] = [
    dict,
    lambda: {"procedure.yaml": b""},
    lambda: {"procedure.yaml": b"\xff\xfe\x00"},
    lambda: {"procedure.yaml": b"a\0b"},
    lambda: {"procedure.yaml": b"[" * 5_000},
    lambda: {"procedure.yaml": b"a: &a [*a]\n"},
    lambda: {"procedure.yaml": b"!!python/object/apply:os.system [ls]\n"},
    lambda: {"../x.yaml": b""},
    lambda: {"a/../../x.yaml": b""},
    lambda: {"/etc/passwd.yaml": b""},
    lambda: {f"f{number}.yaml": b"" for number in range(500)},
    lambda: {"templates/a.typ": b"a" * 3_000_001},
    lambda: {**package(), "run.py": b"import os"},
    lambda: package(procedure=None),
    lambda: package(form=None),
    lambda: package(components=None),
    lambda: package(fees=None),
    lambda: package(deadlines=None),
    lambda: package(tests=None),
    lambda: package(procedure="- a\n- b\n"),
    lambda: package(procedure="code: {a: [b]}\nname: [1]\nlevels: 5\nprocess: [x]\nresult: 1\n"),
    lambda: package(components="sets: [1]\ncomponents: {a: 1}\n"),
    lambda: package(components="sets: 1\ncomponents: [1, [2], {code: [], name: {}, kinds: 5}]\n"),
    lambda: package(fees="fees:\n  - 5\n  - {code: {}, exemptions: [1]}\n"),
    lambda: package(deadlines="totals: [1, {unit: [x]}]\npauses: [x]\nsteps: [1]\n"),
    lambda: package(statuses="- 1\n"),
    lambda: package(english="sentences: [a]\nreviewed: maybe\n"),
    lambda: package(tests="base: [1]\ntests: [1]\n"),
    lambda: package(tests="base: {copies: x}\ntests: [{name: a}, {name: b, fees: 1}]\n"),
    lambda: package(tests=swapped(TESTS, "name: một", "name: một, holidays: 5, steps: 7")),
    lambda: package(tests=swapped(TESTS, "name: một", "name: một, facts: [1], answers: 5")),
    lambda: package(tests=swapped(TESTS, "2022-11-21 17:00", "9999-01-01 17:00")),
    lambda: package(tests=swapped(TESTS, "name: một", "name: một, received_at: 9999-01-01 08:00")),
    lambda: package(form=json.dumps({**FORM, "properties": MANY, "required": []})),
    lambda: package(form="[" * 100_000),
    lambda: package(form='{"a": "\ud800"}'),
    lambda: package(process=b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"),
    lambda: package(process=b"\x00\x01"),
    lambda: package(fees=swapped(FEES, "copies * 1000", "copies " + "* 1000 " * 400)),
    lambda: package(fees=swapped(FEES, "copies * 1000", "9223372036854775807 * copies")),
    lambda: package(fees=swapped(FEES, "copies * 1000", "copies / (copies - copies)")),
    lambda: package(components=swapped(COMPONENTS, "by_other", "a" * 5_000)),
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_whatever_was_written_is_told_in_words(number: int) -> None:
    found = lint.lint(HOSTILE[number]())
    assert found
    assert all(one.sentence.strip() for one in found)
    assert len(found) <= 60
