"""`lienthong form validate`: sentences and an exit code whatever is handed over, no database."""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

FORM = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "title": "Tên"},
        "age": {"type": "integer", "title": "Tuổi", "x-ui": {"show_when": "filled.name"}},
    },
}


def validate(*names: object) -> tuple[int, list[dict[str, Any]]]:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("form", "validate", *(str(one) for one in names), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert isinstance(ended.value.code, int)
    return ended.value.code, told


def written(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_right_answer_exits_zero(tmp_path: Path) -> None:
    form = written(tmp_path / "form.json", FORM)
    code, told = validate(form, written(tmp_path / "data.json", {"name": "An", "age": 5}))
    assert code == 0
    assert told[1]["answer"] == {"name": "An", "age": 5}


def test_a_wrong_answer_is_told_at_its_field(tmp_path: Path) -> None:
    form = written(tmp_path / "form.json", FORM)
    code, told = validate(form, written(tmp_path / "data.json", {"age": "x", "z": 1}))
    assert code == 1
    assert [one["where"] for one in told[1]["problems"]] == ["z", "name"]


def test_a_form_that_is_none_is_told_and_data_left_alone(tmp_path: Path) -> None:
    form = written(tmp_path / "form.json", {"type": "object", "properties": {"a": {}}})
    code, told = validate(form, written(tmp_path / "data.json", {}))
    assert (code, len(told)) == (2, 1)


def test_what_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    form = written(tmp_path / "form.json", FORM)
    binary, huge, pipe = tmp_path / "binary", tmp_path / "huge", tmp_path / "pipe"
    binary.write_bytes(bytes(range(256)))
    huge.write_bytes(b" " * 2_000_001)
    os.mkfifo(pipe)
    code, told = validate(form, tmp_path, tmp_path / "none", "a\0b", binary, huge, pipe)
    assert code == 2
    assert [one["problems"][0]["sentence"] for one in told[1:]] == [
        "Đây là một thư mục: nêu tên từng tệp.",
        "Không có tệp này.",
        "Không đọc được tệp này: tên không đúng hoặc không có quyền.",
        "Tệp không phải văn bản UTF-8.",
        "Tệp lớn quá 2 MB.",
        "Đây không phải một tệp thường.",
    ]


def test_people_read_lines(tmp_path: Path) -> None:
    out = StringIO()
    form = written(tmp_path / "form.json", FORM)
    bad = tmp_path / "bad.json"
    bad.write_text("{\n]", encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("form", "validate", str(form), str(bad), stdout=out)
    assert "form.json: ĐÚNG" in out.getvalue()
    assert "dòng 2, cột 1: JSON viết sai ở đây." in out.getvalue()
