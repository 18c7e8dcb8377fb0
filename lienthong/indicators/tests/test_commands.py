"""`lienthong score` and `lienthong indicators lint`, as a person or a machine runs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from lienthong.indicators.management.commands.score import EXAMPLE, Command


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        call_command(*words)
    out, err = capsys.readouterr()
    return int(str(ended.value.code)), out, err


def test_the_documented_example_is_scored(capsys: pytest.CaptureFixture[str]) -> None:
    # 6 + 3.6 + 1.9 + 4.8 = 16.3; 19; 1.5 + 2 + 4.8 = 8.3; 1.8 + 1.25 + 1.5 = 4.55;
    # 3 + 2.4 + 1 + no data + 2 + 2 + 0 = 10.4; 6 + 6 + 6*min(1, 0.91/0.9) = 18
    code, out, _err = run(capsys, "score", "--from", str(EXAMPLE), "--json")
    found: dict[str, Any] = json.loads(out)
    assert [one["points"] for one in found["groups"]] == [16.3, 19, 8.3, 4.55, 10.4, 18]
    assert (code, found["total"], found["max"], found["max_scored"]) == (0, 76.55, 100, 96)
    assert (found["lost"], found["complete"], found["problems"]) == (19.45, False, [])
    page = Path("docs/reference/score.md").read_text(encoding="utf-8")
    assert '"total": 76.55' in page


def test_people_read_the_points_and_what_is_lacking(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run(capsys, "score", "--from", str(EXAMPLE))
    assert code == 0
    assert "Tổng: 76,55 / 100 điểm" in out
    assert "Điểm mất: 19,45, trên 96 điểm có số liệu" in out
    assert "SYNCED_WITH_PERSONAL_STORAGE" in out
    assert "Chưa có số liệu." in out


def test_what_cannot_be_used_stands_beside_the_score(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"ON_TIME": 1, "PUBLISH_ON_TIME": -1, "switches": ["x"]}', encoding="utf-8")
    code, out, _err = run(capsys, "score", "--from", str(file), "--json")
    found = json.loads(out)
    assert (code, found["total"]) == (1, 20)
    assert [one.split(":")[0] for one in found["problems"]] == [
        "Không có công tắc “x”; có", "PUBLISH_ON_TIME",
    ]  # fmt: skip
    capped = run(capsys, "score", "--from", str(file), "--switch", "digitised_full_at_80")
    assert "PUBLISH_ON_TIME: “tỉ lệ” là số âm" in capped[1]


def test_a_file_that_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in (str(tmp_path / "none.json"), str(tmp_path), "a\0b"):
        code, _out, err = run(capsys, "score", "--from", name)
        assert (code, err[:18]) == (2, "Không đọc được tệp")
    code, out, _err = run(capsys, "score", "--from", str(tmp_path), "--json")
    assert (code, len(json.loads(out)["problems"])) == (2, 1)


def test_the_help_shows_the_example() -> None:
    told = Command().create_parser("lienthong", "score").format_help()
    assert '"totalOnTime": 950' in told
    assert "docs/reference/score.md" in told


def test_definitions_are_linted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _err = run(capsys, "indicators", "lint", "--json")
    assert (code, json.loads(out)[0]["indicators"]) == (0, 21)
    (tmp_path / "x.yaml").write_text("id: x", encoding="utf-8")
    code, out, _err = run(capsys, "indicators", "lint", str(tmp_path))
    assert (code, "PHẢI SỬA" in out, "Thiếu mục “groups”" in out) == (1, True, True)
    code, out, _err = run(capsys, "indicators", "lint", str(tmp_path / "none"))
    assert (code, "KHÔNG ĐỌC ĐƯỢC" in out) == (2, True)
