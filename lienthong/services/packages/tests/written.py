"""A small good package, and the same with one file changed, for the tests."""

from __future__ import annotations

import json
from typing import Any

from lienthong.services.packages.package import Files

PROCEDURE = """
code: "9.000001"
name: Cấp giấy thử
short_name: Giấy thử
summary: Xin một tờ giấy để thử.
field: {code: thu, name: Thử nghiệm}
levels: [commune]
agency_kinds: [peoples_committee]
rule_set: "2022"
online: full
channels: [direct, online]
applicants: [citizen]
who_may_apply: Ai cũng được.
steps: [Nộp., Nhận.]
result: {code: KQ, name: Giấy thử, kind: confirmation}
legal_basis:
  - {text: Nghị định 61/2018/NĐ-CP}
keywords: [giấy thử]
valid_from: 2022-07-01
cases:
  - {code: many, name: Nhiều bản, when: copies > 5}
  - {code: few, name: Ít bản}
process: trong-ngay
"""
COMPONENTS = """
sets: 1
components:
  - {code: TK, name: Tờ khai, source: form}
  - {code: UQ, name: Ủy quyền, source: upload, asked: by_other, required: case == 'many'}
"""
FEES = """
fees:
  - {code: LP, name: Lệ phí, kind: le_phi, moment: reception, amount: copies * 1000}
"""
DEADLINES = """
totals:
  - {case: many, amount: 3, unit: working_days}
  - {unit: same_day}
cutoff: "15:00"
after_supplement: resume
supplements_most: 1
"""
FORM: dict[str, Any] = {
    "title": "Tờ khai",
    "type": "object",
    "required": ["applicant", "copies"],
    "properties": {
        "applicant": {"$ref": "urn:lienthong:applicant", "title": "Người nộp"},
        "copies": {"type": "integer", "title": "Số bản", "minimum": 1, "maximum": 9},
        "by_other": {"type": "boolean", "title": "Nộp thay"},
    },
}
WHO = (
    'applicant: {full_name: An, born_on: "1990-01-01", id_number: "094090000123",'
    ' phone: "0912345678"}'
)
TESTS = f"""
base:
  {WHO}
  copies: 1
tests:
  - {{name: một, fees: {{LP: 1000}}, due: 2022-11-21 17:00}}
  - {{name: sáu, answers: {{copies: 6}}, case: many, due: 2022-11-24 17:00}}
  - {{name: năm, answers: {{copies: 5}}, case: few, required: [TK]}}
"""


def package(**changed: str | bytes | None) -> Files:
    """`procedure="…"` puts another text into procedure.yaml; None leaves the file out."""
    names = {
        "procedure": "procedure.yaml",
        "components": "components.yaml",
        "fees": "fees.yaml",
        "deadlines": "deadlines.yaml",
        "form": "forms/main.schema.json",
        "tests": "tests/cases.yaml",
        "statuses": "status-map.yaml",
        "process": "process.bpmn",
        "table": "tables/amount.yaml",
        "english": "texts/en.yaml",
    }
    texts: dict[str, str | bytes | None] = {
        "procedure": PROCEDURE,
        "components": COMPONENTS,
        "fees": FEES,
        "deadlines": DEADLINES,
        "form": json.dumps(FORM),
        "tests": TESTS,
        **changed,
    }
    return {
        names[key]: text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        for key, text in texts.items()
        if text is not None
    }
