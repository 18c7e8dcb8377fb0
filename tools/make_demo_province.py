"""Write the invented part of a province: agencies, units, posts, people, accounts, replies.

Facts come from the province's own files (places.csv, place_lineage.csv) and the templates in
source/; everything else follows from a hash of the key of the row, never from a random generator
or the clock: the same input gives the same bytes, and one row more leaves its neighbours alone.

    python tools/make_demo_province.py [--province provinces/soc-trang] [--out FOLDER]
"""

import argparse
import tomllib
from pathlib import Path

from demo_province.agencies import local_agencies, provincial_agencies
from demo_province.people import accounts, appointments, fill
from demo_province.posts import staff
from demo_province.replies import replies
from demo_province.tables import AGENCY_COLUMNS, load, write_csv


def main() -> None:
    parser = argparse.ArgumentParser(description="Dựng phần giả định của tỉnh mẫu.")
    parser.add_argument("--province", type=Path, default=Path("provinces/soc-trang"))
    parser.add_argument("--out", type=Path, help="mặc định: chính thư mục của tỉnh")
    options = parser.parse_args()
    folder: Path = options.out or options.province
    province = load(options.province)
    provincial_agencies(province)
    local_agencies(province)
    staff(province)
    fill(province)
    people = list(province.people.values())
    positions = [{**vars(post), "rank": str(post.rank)} for post in province.posts.values()]
    lineage_columns = ("kind", "from_key", "to_key", "effective_on", "legal_basis")
    unit_columns = ("key", "agency_key", "name", "code", "valid_from", "valid_to")
    post_columns = ("key", "unit_key", "title", "roles", "rank", "valid_from", "valid_to")
    person_columns = ("key", "full_name", "family_name", "given_name", "demo")
    held = ("person_key", "position_key", "valid_from", "valid_to")
    write_csv(folder / "agencies.csv", AGENCY_COLUMNS, province.agencies)
    write_csv(folder / "agency_lineage.csv", lineage_columns, province.agency_lineage)
    write_csv(folder / "units.csv", unit_columns, province.units)
    write_csv(folder / "positions.csv", post_columns, positions)
    write_csv(folder / "people.csv", person_columns, people)
    write_csv(folder / "appointments.csv", held, appointments(province))
    names = ("person_key", "username", "demo_persona")
    write_csv(folder / "accounts.csv", names, accounts(province))
    story = options.province / "demo.toml"
    if story.exists():
        rows = replies(province, tomllib.loads(story.read_text(encoding="utf-8")))
        write_csv(folder / "demo_replies.csv", list(rows[0]), rows)


if __name__ == "__main__":
    main()
