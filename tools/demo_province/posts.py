"""Units and posts of every agency, from the templates in source/staffing.toml and its rooms."""

from collections import defaultdict
from typing import Any

from demo_province.tables import Post, Province, Row, read_csv


def template(staffing: dict[str, Any], name: str) -> dict[str, Any]:
    """A staffing template with what it takes over from the one that it is like."""
    own = dict(staffing[name])
    if "like" not in own:
        return own
    base = template(staffing, own["like"])
    names, titles = own.get("unit_names", {}), own.get("titles", {})
    return {
        **base,
        "units": [[slug, names.get(slug, title), code] for slug, title, code in base["units"]],
        "positions": [[p, titles.get(p, title), *rest] for p, title, *rest in base["positions"]],
        "extra": own.get("extra", {}),
    }


def extend(rows: dict[str, Row], row: Row) -> None:
    """Add a dated row, or let the row that it continues without a gap run on."""
    before = rows.get(row["key"])
    if before is None:
        rows[row["key"]] = row
    elif before["valid_to"] == row["valid_from"]:
        before["valid_to"] = row["valid_to"]
    else:
        raise ValueError(row["key"])


def staff(province: Province) -> None:
    """Units and posts of every agency from its template and its rooms."""
    rooms: dict[str, list[Row]] = defaultdict(list)
    for room in read_csv(province.source / "rooms.csv"):
        rooms[room["agency_key"]].append(room)
    agency = {row["key"]: row for row in province.agencies}
    units: dict[str, Row] = {}
    for key, name, start, end in province.staffed:
        shape = template(province.staffing, name)
        place_key = agency[key]["place_key"]
        ward = shape.get("unit_names_ward", {}) if place_key.startswith("phuong") else {}
        listed = [(s, ward.get(s, title), code) for s, title, code in shape["units"]]
        positions = [tuple(line) for line in shape["positions"]]
        for room in rooms[key]:
            listed.append((room["slug"], room["name"], room["code"]))
            lines = [*province.staffing["room"]["positions"]]
            lines += shape.get("extra", {}).get(room["slug"], [])
            positions += [(f"{room['slug']}/{path}", *rest) for path, *rest in lines]
        for slug, title, code in listed:
            extend(
                units,
                {
                    "key": f"{key}/{slug}",
                    "agency_key": key,
                    "name": title.format(short=agency[key]["short_name"]),
                    "code": code,
                    "valid_from": start,
                    "valid_to": end,
                },
            )
        for path, title, roles, rank in positions:
            same = shape.get("same", {}).get(path, "").format(place=place_key, agency=key)
            add_post(
                province,
                Post(
                    key=f"{key}/{path}",
                    agency_key=key,
                    path=path,
                    unit_key=f"{key}/{path.split('/')[0]}",
                    title=title,
                    roles=roles,
                    rank=rank,
                    valid_from=start,
                    valid_to=end,
                    same=same,
                    was=(*shape.get("was", {}).get(path, ()), path),
                ),
            )
    province.units = list(units.values())


def add_post(province: Province, post: Post) -> None:
    before = province.posts.get(post.key)
    if before is None:
        province.posts[post.key] = post
    elif before.valid_to == post.valid_from:
        longer = {**vars(before), "valid_to": post.valid_to}
        province.posts[post.key] = Post(**longer)
    else:
        raise ValueError(post.key)
