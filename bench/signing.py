"""How fast one process renders, signs and seals: 121 documents of 121 agencies, as in the tour.

    .venv/bin/python bench/signing.py [--small | --tiny]

Prints documents a second and milliseconds a step: once while keys and marks are being made, once
with keys on disk but a cold process, once warm; then checks a second, here and in the child.
"""

import argparse
import hashlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measure import sizes

from lienthong.documents.rendering.body import paragraphs
from lienthong.documents.rendering.letter import Letter
from lienthong.documents.rendering.render import render
from lienthong.documents.signing.authority import DemoAuthority
from lienthong.documents.signing.check import check
from lienthong.documents.signing.isolated import check_isolated
from lienthong.documents.signing.marks import agency_stamp, person_stamp
from lienthong.documents.signing.sign import seal_as_agency, sign_as_person
from lienthong.documents.signing.trust import Trust

AGENCIES = 121
DAY, AT = date(2022, 1, 5), datetime(2022, 1, 5, 3, tzinfo=UTC)
LETTER = Letter(
    agency=("ỦY BAN NHÂN DÂN", "XÃ ĐẠI HẢI"),
    place_name="Đại Hải",
    symbol="UBND",
    subject="Báo cáo kết quả tiếp nhận văn bản điện tử",
    paragraphs=paragraphs("Thực hiện công văn của Ủy ban nhân dân tỉnh, xã báo cáo như sau:\n" * 6),
    signer_title="CHỦ TỊCH",
    signer_name="Nguyễn Văn An",
    drafting_unit="VP",
    to=("Ủy ban nhân dân tỉnh Sóc Trăng",),
    authority=("TM. ỦY BAN NHÂN DÂN",),
    demo=True,
)


def issue(authority: DemoAuthority, place: int) -> tuple[bytes, list[float]]:
    """One agency's document through all three steps, with the seconds of each."""
    name, agency, code = f"Nguyễn Văn Thứ {place}", f"Ủy ban nhân dân xã Số {place}", f"H51.{place}"
    clock = [time.perf_counter()]
    page = render(
        "official_letter",
        replace(LETTER, signer_name=name, subject=f"Báo cáo của đơn vị thứ {place}"),
        number=str(place + 1),
        issued_on=DAY,
        slots=True,
    )
    clock.append(time.perf_counter())
    person = authority.person(reference=str(place), name=name, agency_code=code, agency_name=agency)
    signed = sign_as_person(page.pdf, person, at=AT, stamp=person_stamp(name), sha256=page.sha256)
    clock.append(time.perf_counter())
    sealed = seal_as_agency(
        signed,
        authority.agency(code=code, name=agency),
        at=AT,
        stamp=agency_stamp(agency),
        sha256=hashlib.sha256(signed).hexdigest(),
    )
    clock.append(time.perf_counter())
    return sealed, [after - before for before, after in pairwise(clock)]


def run(folder: Path, agencies: int, title: str) -> list[bytes]:
    """All agencies once; prints the figures."""
    authority = DemoAuthority(folder, province="tỉnh Sóc Trăng")
    start, busy = time.perf_counter(), time.process_time()
    done = [issue(authority, place) for place in range(agencies)]
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    steps = [1000 * statistics.median(step) for step in zip(*(one[1] for one in done), strict=True)]
    print(
        f"{title:34} {agencies / seconds:6.1f} documents/s; median ms: render {steps[0]:.1f}, "
        f"sign {steps[1]:.1f}, seal {steps[2]:.1f}; {1000 * busy / agencies:.1f} ms CPU each"
    )
    return [one[0] for one in done]


def checks(title: str, files: list[bytes], judge: Callable[[bytes], object]) -> None:
    start = time.perf_counter()
    for pdf in files:
        judge(pdf)
    print(f"{title:34} {len(files) / (time.perf_counter() - start):6.1f} files/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes(parser)
    parser.add_argument("--keys", type=Path, help="measure once with the keys of this folder")
    options = parser.parse_args()
    agencies = 30 if options.small else 2 if options.tiny else AGENCIES
    if options.keys:
        run(options.keys, agencies, "keys on disk, cold process")
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "keys"
        run(folder, agencies, "keys and marks made on the way")
        subprocess.run([sys.executable, *sys.argv, "--keys", str(folder)], check=True)
        files = run(folder, agencies, "marks drawn, keys read again")
        trust = Trust((DemoAuthority(folder, province="tỉnh Sóc Trăng").root,))
        print(f"size of one document {len(files[0]) / 1024:.0f} KB")
        checks("check", files[:30], lambda pdf: check(pdf, trust=trust, at=AT))
        check_isolated(b"", trust=Trust(()))
        checks(
            "check in the child process",
            files[:30],
            lambda pdf: check_isolated(pdf, trust=trust, at=AT),
        )


if __name__ == "__main__":
    main()
