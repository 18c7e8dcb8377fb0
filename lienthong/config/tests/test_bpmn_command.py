"""`lienthong bpmn lint`: every file explained, whatever it is, no database."""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from lienthong.engine.bpmn import catalogue
from lienthong.engine.bpmn.tests.drawing import STEP, chain, diagram, flow, lane, user


def lint(*words: object) -> tuple[int, list[dict[str, Any]]]:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("bpmn", "lint", *(str(one) for one in words), "--json", stdout=out)
    assert isinstance(ended.value.code, int)
    return ended.value.code, json.loads(out.getvalue())


def test_ready_patterns_run(tmp_path: Path) -> None:
    for name, content in catalogue.patterns().items():
        (tmp_path / name).write_bytes(content)
    code, told = lint(*sorted(tmp_path.iterdir()))
    assert code == 0
    assert [one["ok"] for one in told] == [True] * 5


def test_a_diagram_that_cannot_run_is_explained(tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.bpmn", tmp_path / "good.bpmn"
    bad.write_bytes(diagram(STEP, '<scriptTask id="x" name="Tính"/>', chain("s", "a", "x", "e")))
    good.write_bytes(diagram(STEP, chain("s", "a", "e")))
    code, told = lint(bad, good)
    assert code == 1
    assert told[0]["problems"][0]["where"] == "“Tính” (x)"
    assert told[1]["ok"]
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("bpmn", "lint", str(bad), stdout=out)
    assert "bad.bpmn: KHÔNG CHẠY ĐƯỢC" in out.getvalue()
    assert "Phải sửa: “Tính” (x), dòng 1, cột 1: Bước chạy mã" in out.getvalue()


def test_conditions_may_ask_the_fields_of_a_form(tmp_path: Path) -> None:
    form, file = tmp_path / "form.json", tmp_path / "p.bpmn"
    field = {"type": "integer", "title": "Diện tích"}
    form.write_text(json.dumps({"type": "object", "properties": {"area": field}}), encoding="utf-8")
    file.write_bytes(
        diagram(
            lane("a"), '<startEvent id="s"/>', '<exclusiveGateway id="g" default="f3"/>',
            user("a"), '<endEvent id="e"/>', flow(1, "s", "g"),
            flow(2, "g", "a", "area &gt; 50"), flow(3, "g", "e"), flow(4, "a", "e"),
        )
    )  # fmt: skip
    assert lint(file, "--form", form)[0] == 0
    code, told = lint(file)
    assert code == 1
    assert "Không có trường “area”" in told[0]["problems"][0]["sentence"]
    assert lint(file, "--form", tmp_path / "none.json")[0] == 2


def test_what_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    binary, huge, pipe = tmp_path / "binary", tmp_path / "huge", tmp_path / "pipe"
    binary.write_bytes(bytes(range(256)))
    huge.write_bytes(b" " * 2_000_001)
    os.mkfifo(pipe)
    code, told = lint(tmp_path, tmp_path / "none", "a\0b", binary, huge, pipe)
    assert code == 2
    assert [one["exit"] for one in told] == [2, 2, 2, 1, 2, 2]
    assert all(one["problems"][0]["sentence"] for one in told)
