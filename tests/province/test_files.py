import filecmp
import subprocess
import sys
import tomllib
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest

from .reading import FOLDER, ROOT, settings_of, table

MADE = (
    "agencies",
    "agency_lineage",
    "units",
    "positions",
    "people",
    "appointments",
    "accounts",
    "demo_replies",
)
KEYED = ("units", "positions", "people", "groups", "series", "document_types", "authority_prefixes")
REFERENCES = (
    ("places", "parent_key", "places"),
    ("place_lineage", "from_key", "places"),
    ("place_lineage", "to_key", "places"),
    ("agencies", "place_key", "places"),
    ("agencies", "superior_key", "agencies"),
    ("agency_lineage", "from_key", "agencies"),
    ("agency_lineage", "to_key", "agencies"),
    ("units", "agency_key", "agencies"),
    ("positions", "unit_key", "units"),
    ("appointments", "person_key", "people"),
    ("appointments", "position_key", "positions"),
    ("accounts", "person_key", "people"),
    ("series", "agency_key", "agencies"),
    ("demo_replies", "agency_key", "agencies"),
)


def test_the_generator_makes_the_committed_files_byte_for_byte(tmp_path: Path) -> None:
    command = [sys.executable, "tools/make_demo_province.py", "--out", str(tmp_path)]
    subprocess.run([*command, "--province", str(FOLDER)], cwd=ROOT, check=True, timeout=60)  # noqa: S603
    names = [f"{name}.csv" for name in MADE]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    same, other, missing = filecmp.cmpfiles(tmp_path, FOLDER, names, shallow=False)
    assert (sorted(same), other, missing) == (sorted(names), [], [])


def test_everything_is_nfc_with_plain_line_ends() -> None:
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    assert len(files) > 20
    for path in files:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
        assert unicodedata.is_normalized("NFC", text), path
        assert b"\r" not in raw, path
        assert not raw.startswith(b"\xef\xbb\xbf"), path
        assert raw.endswith(b"\n"), path


def test_no_cell_has_stray_blanks_and_no_row_a_stray_cell() -> None:
    for path in FOLDER.glob("*.csv"):
        for row in table(path.stem):
            assert None not in row, (path, row)
            assert None not in row.values(), (path, row)
            assert all(value == value.strip() for value in row.values()), (path, row)


@pytest.mark.parametrize(("name", "column", "target"), REFERENCES)
def test_no_reference_dangles(name: str, column: str, target: str) -> None:
    keys = {row["key"] for row in table(target)} | {""}
    assert {row[column] for row in table(name)} <= keys


@pytest.mark.parametrize("name", ["places", "agencies"])
def test_versions_of_a_key_never_overlap(name: str) -> None:
    rows = sorted(table(name), key=lambda row: (row["key"], row["valid_from"]))
    for row, following in pairwise(rows):
        if row["key"] == following["key"]:
            assert "" < row["valid_to"] <= following["valid_from"], row
    assert any(row["key"] == following["key"] for row, following in pairwise(rows))


@pytest.mark.parametrize("name", KEYED)
def test_a_key_is_there_once(name: str) -> None:
    keys = [row["key"] for row in table(name)]
    assert all(keys)
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", ["places", "agencies", "units", "positions", "appointments"])
def test_intervals_run_forwards(name: str) -> None:
    for row in table(name):
        assert row["valid_from"], row
        assert not row["valid_to"] or row["valid_from"] < row["valid_to"], row


def test_the_province_names_files_that_exist() -> None:
    province = settings_of("province.toml")
    assert all((FOLDER / name).is_file() for name in province["files"].values())
    assert province["province"]["axis_code"] == "H51"
    assert province["province"]["gso_code"] == "94"
    assert province["demo"]["starts_at"].isoformat() == "2022-11-21T07:30:00+07:00"
    assert province["working_hours"]["spans"] == [["07:00", "11:00"], ["13:00", "17:00"]]


def test_the_readme_tells_of_every_file() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for path in set(FOLDER.iterdir()) - {FOLDER / "README.md"}:
        assert path.name.split(".")[0] in text, path.name


def test_staffing_hands_out_only_known_templates() -> None:
    staffing = tomllib.loads((FOLDER / "source" / "staffing.toml").read_text(encoding="utf-8"))
    likes = {shape["like"] for shape in staffing.values() if "like" in shape}
    assert likes <= set(staffing)
    assert {row["agency_key"] for row in table("units")} <= {
        row["key"] for row in table("agencies")
    }
