"""`lienthong procedure lint`: every folder explained, whatever it is, no database."""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from lienthong.services.packages.package import Files
from lienthong.services.packages.tests.written import DEADLINES, PROCEDURE, package


def lint(*words: object) -> tuple[int, list[dict[str, Any]]]:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("procedure", "lint", *(str(one) for one in words), "--json", stdout=out)
    assert isinstance(ended.value.code, int)
    return ended.value.code, json.loads(out.getvalue())


def written(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def test_a_clean_package_and_a_wrong_one(tmp_path: Path) -> None:
    good = written(tmp_path / "a" / "good", package())
    (good / ".gitignore").write_text("what an editor leaves", encoding="utf-8")
    bad = written(tmp_path / "bad", package(deadlines=DEADLINES.replace("amount: 3", "amount: 0")))
    code, told = lint(good, bad)
    assert code == 1
    assert (told[0]["ok"], told[0]["procedure"]) == (True, "9.000001")
    assert told[1]["problems"][0] == {
        "where": "deadlines.yaml",
        "line": 3,
        "column": 26,
        "sentence": "Chỗ này phải là số từ 1 đến 400.",
    }
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("procedure", "lint", str(bad), stdout=out)
    assert "bad: PHẢI SỬA\n  deadlines.yaml, dòng 3, cột 26: Chỗ này" in out.getvalue()
    assert lint(good)[0] == 0


def test_packages_and_rule_sets_beside_it_are_looked_at(tmp_path: Path) -> None:
    bundle = PROCEDURE.replace(
        "process: trong-ngay\n",
        'process: noi-tiep\nchildren:\n  - {code: "9.000002", agency_kind: police, opens: signed,'
        ' answers: {applicant: applicant, copies: "1"}}\n',
    )
    folder = written(tmp_path / "procedures" / "a", package(procedure=bundle))
    assert "Không có thủ tục “9.000002”" in lint(folder)[1][0]["problems"][0]["sentence"]
    child = PROCEDURE.replace("9.000001", "9.000002")
    written(tmp_path / "procedures" / "b", package(procedure=child))
    assert lint(folder)[0] == 0
    twin = written(tmp_path / "procedures" / "c", package(procedure=child))
    assert "Thủ tục ở thư mục “b” bên cạnh cũng mang mã" in str(lint(twin)[1])
    regimes = tmp_path / "rule_sets"
    regimes.mkdir()
    (regimes / "2022.yaml").write_text("code: [", encoding="utf-8")
    code, told = lint(folder)
    assert (code, told[0]["problems"][0]["where"]) == (1, "2022.yaml")


def test_what_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    folder = written(tmp_path / "p", package())
    (folder / "link.yaml").symlink_to("/etc/passwd")
    (folder / "run.py").write_text("import os", encoding="utf-8")
    os.mkfifo(folder / "pipe.yaml")
    (folder / "huge.yaml").write_bytes(b" " * 2_000_001)
    os.close(os.open(os.fsencode(folder) + b"/\xff.yaml", os.O_CREAT))
    deep, linked, empty = tmp_path / "deep", tmp_path / "linked", tmp_path / "empty"
    (deep / "a" / "b" / "c").mkdir(parents=True)
    linked.symlink_to(folder)
    empty.mkdir()
    file = folder / "fees.yaml"
    code, told = lint(folder, deep, linked, empty, file, tmp_path / "none", "a\0b")
    assert code == 2
    assert [one["exit"] for one in told] == [2] * 7
    assert all(one["problems"][0]["sentence"] for one in told)
    places = {one["where"] for one in told[0]["problems"]}
    assert {"link.yaml", "run.py", "pipe.yaml", "huge.yaml"} <= places
