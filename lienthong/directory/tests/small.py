"""A province small enough to read: one province, one district, two communes, an office in each."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "places.csv": """\
key,code,name,type,level,parent_key,tile_col,tile_row,valid_from,valid_to,legal_basis
t.tinh,99,Tỉnh Thử,Tỉnh,province,,,,2020-01-01,,
t.huyen,991,Huyện Thử,Huyện,district,t.tinh,1.5,2,2020-01-01,2025-07-01,
t.xa-a,99101,Xã A,Xã,commune,t.huyen,,,2020-01-01,2024-09-01,
t.xa-a,99101,Xã A Mới,Xã,commune,t.huyen,,,2024-09-01,,Nghị quyết thử
t.xa-b,99102,Xã B,Xã,commune,t.huyen,,,2020-01-01,2024-09-01,
""",
    "place_lineage.csv": """\
kind,from_key,to_key,effective_on,legal_basis
merge,t.xa-b,t.xa-a,2024-09-01,Nghị quyết thử
abolish,t.huyen,,2025-07-01,
""",
    "agencies.csv": "key,branch,kind,name,short_name,symbol,code_2020,code_2016,level,place_key,"
    """superior_key,valid_from,valid_to,legal_basis
t.ubnd,state,peoples_committee,UBND tỉnh,UBND tỉnh Thử,UBND,H99,0.H99,province,t.tinh,,2020-01-01,,
t.ubnd-a,state,peoples_committee,UBND xã A,UBND xã A,UBND,H99.1,,commune,t.xa-a,t.ubnd,2020-01-01,,
t.dang-a,party,party_committee,Đảng ủy xã A,Đảng ủy xã A,ĐU,,,commune,t.xa-a,,2020-01-01,,
""",
    "agency_lineage.csv": """\
kind,from_key,to_key,effective_on,legal_basis
rename,t.ubnd-a,t.ubnd-a,2024-09-01,
""",
    "units.csv": """\
key,agency_key,name,code,valid_from,valid_to
t.ubnd-a/vp,t.ubnd-a,Văn phòng,VP,2020-01-01,
""",
    "positions.csv": """\
key,unit_key,title,roles,rank,valid_from,valid_to
t.ubnd-a/vp/van-thu,t.ubnd-a/vp,Văn thư,clerk archivist,60,2020-01-01,
t.ubnd-a/vp/chu-tich,t.ubnd-a/vp,Chủ tịch,leader,10,2020-01-01,
""",
    "people.csv": """\
key,full_name,demo
t.an,Nguyễn Văn An,1
t.be,Lê Thị Bé,
""",
    "appointments.csv": """\
person_key,position_key,valid_from,valid_to
t.an,t.ubnd-a/vp/van-thu,2022-01-01,
t.be,t.ubnd-a/vp/chu-tich,2022-01-01,2023-01-01
t.an,t.ubnd-a/vp/chu-tich,2023-01-01,
""",
    "accounts.csv": """\
person_key,username,demo_persona
t.an,t.an,Văn thư thử
t.be,t.be,
""",
    "groups.csv": """\
key,name,branch,kind,level
t.xa,Các xã thử,state,peoples_committee,commune
""",
    "document_types.csv": """\
abbreviation,name,system,has_symbol,is_copy,ordinal,legal_basis
Thử,Văn bản thử,state,1,0,90,
""",
    "series.csv": """\
agency_key,branch,kind,level,code,name,direction,types
t.ubnd,,,,T-DI,Sổ đi,outgoing,*
t.ubnd-a,state,,,T-DEN,Sổ đến,incoming,*
""",
    "calendar.csv": """\
date,kind,name,legal_basis
2031-01-01,holiday,Tết Dương lịch,
2031-01-04,swap_work,Làm bù,Quyết định thử
""",
    "province.toml": """\
[t_thu]
name = "Tỉnh Thử"
since = 2020-01-01
""",
}


def write(folder: Path, **changes: str) -> Path:
    """Write the small province; `changes` replace a file ("" leaves it out) by name without dot."""
    folder.mkdir(exist_ok=True)
    for name, usual in FILES.items():
        text = changes.get(name.replace(".", "_"), usual)
        if text:
            (folder / name).write_text(text, encoding="utf-8")
        else:
            (folder / name).unlink(missing_ok=True)
    return folder


def plus(name: str, *lines: str) -> dict[str, str]:
    """One file of the small province with more lines, as an argument of `write`."""
    return {name.replace(".", "_"): FILES[name] + "".join(f"{line}\n" for line in lines)}
