"""Role x address x answer of the editor of procedures."""

from __future__ import annotations

from tests.access_rows import Row, office

PEOPLE = ("guest", "binh", "thu", "son", "minh", "lan", "phuoc", "dung", "dat", "loc")


def draft(answers: str, *, of: str = "drafted", method: str = "GET", tells: str = "") -> Row:
    """A draft of the province's: whoever is not named does not see it."""
    data = {"verb": "up"} if of == "drafted row" and method == "POST" else {}
    return Row(method, of, PEOPLE, f"{answers} *=404", data, tells and f"services.{tells}")


DRAFTERS = "thu=200 son=200 minh=422"
LEADS = "minh=200 phuoc=404 *=422"
PROCEDURES = {
    "services:procedures": [office()],
    "services:procedure_version": [
        office("published"),
        draft("thu=200 son=200 minh=200"),
        draft("thu=200 son=200 minh=200", of="submitted"),
    ],
    "services:procedure_diagram": [office("published"), draft("thu=200 son=200 minh=200")],
    "services:procedure_package": [office("published"), draft("thu=200 son=200 minh=200")],
    "services:procedure_trial": [office("published"), draft("thu=200 son=200 minh=200")],
    "services:procedure_differences": [office("published"), draft("thu=200 son=200 minh=200")],
    "services:procedure_begin": [
        Row("POST", "published", PEOPLE, "thu=302 son=302 *=422", {}, "services.procedure_drafted")
    ],
    "services:procedure_new": [Row("GET", "published", PEOPLE, "thu=200 son=200 *=422")],
    "services:procedure_part": [draft(DRAFTERS, of="drafted part")],
    "services:procedure_item": [draft(DRAFTERS, of="drafted row")],
    "services:procedure_place": [
        draft(
            "thu=302 son=302 minh=422", of="drafted row", method="POST", tells="procedure_changed"
        )
    ],
    "services:procedure_upload": [draft(DRAFTERS)],
    "services:procedure_submission": [
        draft("thu=302 son=302 minh=422", method="POST", tells="procedure_submitted")
    ],
    "services:procedure_return": [Row("GET", "submitted", PEOPLE, LEADS)],
    "services:procedure_publishing": [Row("GET", "submitted", PEOPLE, LEADS)],
}
