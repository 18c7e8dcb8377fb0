"""The bodies of the province: those named one by one, three and the police for every district and
commune, social insurance and land registration for every district.
"""

from collections import defaultdict

from demo_province.tables import AGENCY_COLUMNS, REFORM, Province, Row, interval_of, read_csv

STATE_LAW = "Luật Tổ chức chính quyền địa phương 77/2015/QH13"
REFORM_LAW = "Luật Tổ chức chính quyền địa phương 72/2025/QH15 (chưa đối chiếu văn bản gốc)"
PARTY_LAW = "Điều lệ Đảng Cộng sản Việt Nam"
FRONT_LAW = "Luật Mặt trận Tổ quốc Việt Nam 75/2015/QH13"
POLICE_LAW = "Luật Công an nhân dân 37/2018/QH14 (chưa đối chiếu văn bản gốc)"
VERTICAL_LAW = "Cơ quan ngành dọc của tỉnh mẫu (giả định)"
LAWS = {
    "ubnd": STATE_LAW, "dang": PARTY_LAW, "mttq": FRONT_LAW, "congan": POLICE_LAW,
    "bhxh": VERTICAL_LAW, "vpdk": VERTICAL_LAW,
}  # fmt: skip
STAFFING = {"ubnd": "ubnd", "dang": "party", "mttq": "front", "congan": "police",
            "bhxh": "insurance", "vpdk": "land"}  # fmt: skip
ONLY_DISTRICTS = {"bhxh", "vpdk"}
VERTICAL = {
    "congan": ("police", "Công an", "Công an", "CA"),
    "bhxh": ("social_insurance", "Bảo hiểm xã hội", "BHXH", "BHXH"),
    "vpdk": (
        "land_office", "Chi nhánh Văn phòng Đăng ký đất đai", "Chi nhánh VPĐKĐĐ", "CNVPĐKĐĐ",
    ),
}  # fmt: skip
# Two-digit code serials of our own, in the true forms of QĐ 20/2020 and QCVN 102:2016.
FIRST_DISTRICT_SERIAL = 41
FIRST_NEW_COMMUNE_SERIAL = 301
BRANCH_SERIAL = {
    "ubnd": "", "dang": "90", "mttq": "91", "congan": "92", "bhxh": "93", "vpdk": "94",
}  # fmt: skip
LEVELS_BELOW_PROVINCE = 3  # groups of a code of 2016 beside the province's own


def in_sentence(name: str) -> str:
    """A place's name inside an agency's name: only names made of a number keep the capital."""
    return name if name[-1].isdigit() and name.startswith("Phường") else name[0].lower() + name[1:]


def short_place(place: Row) -> str:
    short = {"Thành phố": "TP.", "Thị xã": "TX."}.get(place["type"])
    bare = place["name"].removeprefix(place["type"]).strip()
    return f"{short} {bare}" if short else in_sentence(place["name"])


def body(prefix: str, place: Row, district: Row | None) -> Row:
    """Names, kind and symbol of one of the bodies that every district and commune has."""
    inside = in_sentence(place["name"])
    bare = place["name"].removeprefix(place["type"]).strip()
    of_district = f", {short_place(district)}" if district else ""
    if prefix == "ubnd":
        words = ("state", "peoples_committee", f"Ủy ban nhân dân {inside}", "UBND", "UBND")
    elif prefix == "mttq":
        full = f"Ủy ban Mặt trận Tổ quốc Việt Nam {inside}"
        words = ("front", "front", full, "MTTQ", "MTTQ")
    elif prefix in VERTICAL:
        kind, name, short, symbol = VERTICAL[prefix]
        words = ("state", kind, f"{name} {inside}", short, symbol)
    elif place["level"] == "district":
        kind = {"Huyện": "Huyện ủy", "Thị xã": "Thị ủy", "Thành phố": "Thành ủy"}[place["type"]]
        symbol = {"Huyện": "HU"}.get(place["type"], "ThU")
        words = ("party", "party_committee", f"{kind} {bare}", "", symbol)
    else:
        words = ("party", "party_committee", f"Đảng ủy {inside}", "Đảng ủy", "ĐU")
    branch, kind, name, short, symbol = words
    shown = f"{short} {short_place(place)}{of_district}" if short else name
    return {"branch": branch, "kind": kind, "name": name, "short_name": shown, "symbol": symbol}


def codes(prefix: str, place: Row, serial: str, parent_serial: str) -> tuple[str, str]:
    """Invented codes of 2020 and 2016 in their true forms; the 2016 form ends with the province."""
    branch = BRANCH_SERIAL[prefix]
    if place["parent_key"] == "tp-can-tho":
        return ".".join(filter(None, ("H13", branch, serial))), ""
    groups = [part for part in (branch, parent_serial, serial) if part]
    first, *others = [*["00"] * (LEVELS_BELOW_PROVINCE - len(groups)), *groups[::-1]]
    return ".".join(["H51", *groups]), ".".join([first.zfill(3), *others, "H51"])


def add_agency(province: Province, **columns: str) -> None:
    province.agencies.append({column: columns[column] for column in AGENCY_COLUMNS})


def link(province: Province, old: str, new: str, *, on: str, law: str) -> None:
    """One agency ends: merged into a new one, or abolished when there is none."""
    kind = "merge" if new else "abolish"
    province.agency_lineage.append(
        {"kind": kind, "from_key": old, "to_key": new, "effective_on": on, "legal_basis": law}
    )


def provincial_agencies(province: Province) -> None:
    """The agencies that source/agencies.csv names one by one."""
    rows = read_csv(province.source / "agencies.csv")
    law = {row["key"]: row["legal_basis"] for row in rows}
    for row in rows:
        add_agency(province, **{column: row[column] for column in AGENCY_COLUMNS})
        if row["staffing"] != "none":
            ends = row["valid_to"]
            province.staffed.append((row["key"], row["staffing"], row["valid_from"], ends))
        new = row["successor_key"]
        if new:
            link(province, row["key"], new, on=row["valid_to"], law=law[new])


def serials(province: Province) -> dict[tuple[str, str], str]:
    """Our running serial of each place version: (key, valid_from) -> text."""
    found: dict[tuple[str, str], str] = {}
    counts: dict[str, int] = defaultdict(int)
    for place in province.places:
        first = {"district": FIRST_DISTRICT_SERIAL, "commune": 1}.get(place["level"])
        if place["parent_key"] == "tp-can-tho":
            first = FIRST_NEW_COMMUNE_SERIAL
        if first is None:
            continue
        serial = first + counts[place["parent_key"]]
        counts[place["parent_key"]] += 1
        found[place["key"], place["valid_from"]] = f"{serial:02d}"
    return found


def local_agencies(province: Province) -> None:
    """People's Committee, Party committee, Front, police and the rest of each place, dated."""
    serial = serials(province)
    versions = province.versions()
    for prefix, law in LAWS.items():
        for place in province.places:
            if not has_body(prefix, place):
                continue
            parent = versions[place["parent_key"]][0]
            district = parent if parent["level"] == "district" else None
            parent_serial = serial[parent["key"], parent["valid_from"]] if district else ""
            own = serial[place["key"], place["valid_from"]]
            code_2020, code_2016 = codes(prefix, place, own, parent_serial)
            late = place["valid_from"] >= REFORM
            add_agency(
                province,
                **body(prefix, place, district),
                key=f"{prefix}.{place['key']}",
                code_2020=code_2020,
                code_2016=code_2016,
                level=place["level"],
                place_key=place["key"],
                superior_key=f"{prefix}.{place['parent_key']}",
                valid_from=place["valid_from"],
                valid_to=place["valid_to"],
                legal_basis=REFORM_LAW if late and prefix == "ubnd" else law,
            )
        for row in province.lineage:
            old, new = f"{prefix}.{row['from_key']}", f"{prefix}.{row['to_key']}"
            if row["to_key"] == "tp-can-tho":
                continue  # the provincial bodies are linked one by one
            if not has_body(prefix, versions[row["from_key"]][0]):
                continue
            new = new if row["to_key"] else ""
            link(province, old, new, on=row["effective_on"], law=row["legal_basis"])
        staff_places(province, prefix, versions)


def has_body(prefix: str, place: Row) -> bool:
    """Which places have one of these bodies of their own."""
    if prefix in ONLY_DISTRICTS:
        return place["level"] == "district"
    return place["level"] != "province"


def staff_places(province: Province, prefix: str, versions: dict[str, list[Row]]) -> None:
    """Which template staffs which body, and for how long."""
    name = STAFFING[prefix]
    for key, rows in versions.items():
        if not has_body(prefix, rows[0]):
            continue
        start, end = interval_of(rows)
        template = f"{name}_{rows[0]['level']}"
        if prefix != "ubnd" or (end and end <= REFORM):
            province.staffed.append((f"{prefix}.{key}", template, start, end))
            continue
        if start < REFORM:
            province.staffed.append((f"{prefix}.{key}", template, start, REFORM))
        province.staffed.append((f"{prefix}.{key}", f"{template}_2025", REFORM, end))
