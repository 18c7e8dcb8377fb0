"""Texts put into the index for the tests of search, and asking about them."""

from __future__ import annotations

from datetime import date

from lienthong.kernel.search import actions, finding, question
from lienthong.kernel.search.tokens import of_agency

LABEL = "tests.thing"
DAY = date(2022, 11, 21)
AGENCY = 7


def put(number: int, title: str, *, body: str = "", day: date = DAY, agency: int = AGENCY) -> None:
    """Text `number` of an agency, an object of the same number."""
    scopes = [of_agency(agency)]
    entry = actions.Entry(f"tests:{number}", title, day, body=body, scopes=scopes)
    actions.put(entry, agency_id=agency, object_type=LABEL, object_id=number)


def rights(allowed: str = "true", few: list[int] | None = None) -> finding.Rights:
    """Whoever may see what the SQL says of `hit.object_id`."""
    return finding.Rights(LABEL, allowed, {}, lambda: few)


def ask(typed: str, *, allowed: str = "true", agency: int = AGENCY) -> list[int]:
    """The numbers found, in order."""
    return [hit.object_id for hit in page(typed, allowed=allowed, agency=agency).hits]


def page(typed: str, *, allowed: str = "true", agency: int = AGENCY) -> finding.Found:
    """The first page."""
    wanted = finding.Wanted(agency, question.read(typed))
    return finding.find(wanted, rights(allowed))
