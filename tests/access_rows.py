"""Role x address x answer.

`lan=302 minh=422 *=404`: `*` is everybody else who is asked. A guest is sent to sign in (302) and
a citizen told that he holds no post (403). What one may not see is 404; what one sees and may not
do is 422 with the reason in words; what was done goes on to a page (302).
"""

from __future__ import annotations

from dataclasses import dataclass, field

GUEST, CITIZEN = "guest", "binh"
DESK_OFFICER = "anhpy.kesach"  # who receives applications at the district
OUTSIDERS = ("loc", "nga", "khanh")  # clerk and specialist of a department, inspector of another
EVERYBODY = (
    GUEST, CITIZEN,
    "thu", "son", "yen", "minh", "lan", "mai",  # the province: drafter to archivist
    "tuyet", "phuoc", "dung",  # the district that receives: clerk, leader, specialist
    "dat",  # who operates the system
    *OUTSIDERS,
)  # fmt: skip
ANYBODY = (GUEST, CITIZEN, "thu")
OFFICIALS = (GUEST, CITIZEN, "thu", "loc")
OPERATORS = (GUEST, CITIZEN, "dat", "minh", "lan", "loc")


@dataclass(frozen=True)
class Row:
    """One question to one address. `of` names what fills it (tests/access_world.py)."""

    method: str
    of: str
    people: tuple[str, ...]
    answers: str
    data: dict[str, str] = field(default_factory=dict)
    tells: str = ""  # the kind of event that doing it records; refused, it records none

    def expected(self) -> dict[str, int]:
        """Who -> the status of the answer."""
        said = {who: int(code) for who, code in (one.split("=") for one in self.answers.split())}
        usual = {GUEST: 302, CITIZEN: 403}
        rest = said.pop("*", 404)
        return {who: said.get(who, usual.get(who, rest)) for who in self.people}


def public(of: str = "", status: int = 200, *, method: str = "GET", **data: str) -> Row:
    """Open to anybody, signed in or not."""
    return Row(method, of, ANYBODY, f"{GUEST}={status} {CITIZEN}={status} *={status}", data)


def citizen(
    of: str = "", status: int = 200, *, method: str = "GET", tells: str = "", **data: str
) -> Row:
    """For the citizen whose it is; a guest is sent to sign in, an official told why not."""
    return Row(method, of, OFFICIALS, f"{CITIZEN}={status} *=403", data, tells)


def office(of: str = "", status: int = 200, *, method: str = "GET", **data: str) -> Row:
    """Open to whoever holds a post, in whatever agency."""
    return Row(method, of, OFFICIALS, f"*={status}", data)


def operated(
    of: str = "", answers: str = "dat=200", *, method: str = "GET", tells: str = "", **data: str
) -> Row:
    """For whoever looks after the system; everybody else lacks the right."""
    return Row(method, of, OPERATORS, f"{answers} *=422", data, tells)
