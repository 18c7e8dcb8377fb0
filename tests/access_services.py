"""Role x address x answer, of citizens' applications."""

from __future__ import annotations

from tests.access_rows import CITIZEN, DESK_OFFICER, GUEST, Row, office

ASKED = (GUEST, CITIZEN, DESK_OFFICER, "phuoc", "dung", "tuyet", "minh", "loc", "khanh")
"""The district's desk, leader, specialist and clerk; then people of other agencies."""
SEEN = f"{DESK_OFFICER}=200 phuoc=200 dung=200"


def application(answers: str, *, of: str = "handled") -> Row:
    """An application before the district: its clerk and other agencies do not see it."""
    return Row("GET", of, ASKED, answers)


def step(verb: str, answers: str, tells: str, **data: str) -> Row:
    """A step on it."""
    return Row("POST", f"handled {verb}", ASKED, answers, data, f"services.{tells}")


def desk(of: str = "") -> Row:
    """A page of the one-stop desk."""
    return Row("GET", of, ASKED, f"{DESK_OFFICER}=200 *=422")


APPLICATIONS = {
    "services:applications": [office()],
    "services:application": [application(SEEN)],
    "services:step": [
        step(
            "receive", f"{DESK_OFFICER}=302 phuoc=422 dung=422", "received",
            checked="TP.BANCHINH",
        ),
        step("refuse", f"{DESK_OFFICER}=302 phuoc=422 dung=302", "refused", reason="Sai nơi."),
        step("sign", f"{DESK_OFFICER}=422 phuoc=422 dung=422", "signed"),
        application(
            f"{DESK_OFFICER}=404 phuoc=404 dung=404", of="handled dance"
        ),
    ],
    "services:correction": [application(f"{DESK_OFFICER}=200 phuoc=422 dung=200")],
    "services:supplement_answer": [
        application(f"{DESK_OFFICER}=200 phuoc=422 dung=422", of="handled supplemented")
    ],
    "services:paper": [application(SEEN, of="handled paper")],
    "services:result": [application("*=404")],
    "services:form": [application(SEEN.replace("200", "422"), of="handled receipt")],
    **{
        f"services:{name}": [
            Row("GET", "", ASKED, f"{DESK_OFFICER}=200 phuoc=200 minh=200 khanh=200 *=422")
        ]
        for name in ("register", "register_pdf", "register_xlsx")
    },
    **{f"services:{name}": [desk()] for name in ("desk", "kiosk", "tickets", "board")},
    "services:walk_in": [
        desk("version"),
        Row("POST", "version", ASKED, "*=422"),
    ],
    "services:walked_in": [
        application(f"{DESK_OFFICER}=200 *=422")
    ],
    "services:ticket_end": [
        Row("POST", "ticket", ASKED, f"{DESK_OFFICER}=302 *=422", {}, "services.ticket_done")
    ],
}  # fmt: skip
