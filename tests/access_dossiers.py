"""Role x address x answer, of work files."""

from __future__ import annotations

from tests.access_rows import CITIZEN, EVERYBODY, GUEST, OFFICIALS, Row, office

FILERS = (GUEST, CITIZEN, "thu", "son", "yen", "minh", "lan", "mai", "dat", "loc")
LISTERS = (GUEST, CITIZEN, "thu", "minh", "lan", "mai", "dat", "loc")
SEEN_FILE = "thu=200 son=200 minh=200 lan=200 mai=200"
KEEPER = "thu=302 son=422 minh=422 lan=422 mai=422"
KEEPER_ASKED = "thu=200 son=422 minh=422 lan=422 mai=422"
ARCHIVE = "mai=302 thu=422 son=422 minh=422 lan=422"
DRAWN_UP = "lan=302 mai=302 thu=422 minh=422"


def file(answers: str, *, of: str = "file") -> Row:
    """A file of Thu's: she, her head, the desk and the archive see it."""
    return Row("GET", of, FILERS, answers)


def filing(answers: str, tells: str, *, of: str = "file", **data: str) -> Row:
    """A step on it: the keeper's, or the archive's."""
    return Row("POST", of, FILERS, answers, data, f"dossiers.{tells}")


def listing(of: str, answers: str, tells: str, **data: str) -> Row:
    """A step on the province's list of files; others look for a list of their own."""
    return Row("POST", of, LISTERS, answers, data, f"dossiers.{tells}")


DOSSIERS = {
    "dossiers:dossiers": [office()],
    "dossiers:new": [office(), Row("GET", "", ("dat", "khanh", "mai"), "mai=200 *=422")],
    "dossiers:of_document": [
        Row(
            "POST",
            "doc issued",
            EVERYBODY,
            "thu=302 son=302 yen=302 minh=302 lan=302 mai=302",
            {"title": "Hồ sơ", "retention": "10"},
            "dossiers.opened",
        ),
    ],
    "dossiers:opening": [listing("entry", "thu=302 minh=422 lan=422 mai=422 dat=422", "opened")],
    "dossiers:dossierlist": [
        Row("GET", "drafted list", LISTERS, "thu=302 minh=302 lan=302 mai=302")
    ],
    "dossiers:list": [office("drafted year"), Row("POST", "drafted year", LISTERS, "*=422")],
    "dossiers:entry_removal": [listing("drafted entry", DRAWN_UP, "entry_removed")],
    "dossiers:list_submission": [listing("drafted year", DRAWN_UP, "list_submitted")],
    "dossiers:list_approval": [
        listing("submitted year", "minh=302 lan=422 mai=422 thu=422", "list_approved")
    ],
    "dossiers:list_return": [
        listing(
            "submitted year",
            "minh=302 lan=422 mai=422 thu=422",
            "list_sent_back",
            reason="Thiếu hồ sơ.",
        ),
    ],
    "dossiers:dossier": [file(SEEN_FILE)],
    **{
        f"dossiers:{name}": [file(SEEN_FILE)]
        for name in ("contents_pdf", "contents_xlsx", "export")
    },
    "dossiers:minutes": [
        file(SEEN_FILE.replace("200", "422")),
        file(SEEN_FILE, of="archived file"),
    ],
    **{
        f"dossiers:{name}": [Row("GET", "year", OFFICIALS, "*=200")]
        for name in ("files", "files_pdf", "files_xlsx")
    },
    **{
        f"dossiers:{name}": [Row("GET", "drafted year", LISTERS, "*=200 dat=404 loc=404")]
        for name in ("list_pdf", "list_xlsx")
    },
    "dossiers:groups": [Row("GET", "", LISTERS, "mai=200 dat=200 *=422")],
    "dossiers:group_new": [
        Row("GET", "", LISTERS, "mai=200 dat=200 *=422"),
        Row(
            "POST",
            "",
            LISTERS,
            "mai=302 dat=302 *=422",
            {"name": "Mới", "level": "agency"},
            "dossiers.group_saved",
        ),
    ],
    "dossiers:group_edit": [
        Row(
            "POST",
            "group",
            LISTERS,
            "mai=302 dat=404 *=422",
            {"name": "Mới", "level": "named"},
            "dossiers.group_saved",
        ),
    ],
    "dossiers:group": [filing(KEEPER, "classified", group="group")],
    "dossiers:grants": [
        filing(
            ARCHIVE,
            "granted",
            of="archived file",
            position="checker",
            reason="Đối chiếu.",
            until_0="30",
            until_1="11",
            until_2="2022",
        )
    ],
    "dossiers:revoking": [filing(f"{ARCHIVE} yen=422", "revoked", of="grant", reason="Đã xong.")],
    "dossiers:documents": [file(KEEPER_ASKED), filing(KEEPER, "document_added", document="draft")],
    "dossiers:removal": [
        filing(KEEPER, "document_removed", of="filed document", reason="Bản nháp.")
    ],
    "dossiers:notes": [filing(KEEPER, "annotated", notes="Từ khóa: số")],
    "dossiers:readers": [filing(KEEPER, "shared", position="chair")],
    "dossiers:closing": [filing(KEEPER, "closed", retention="10", review="Đủ.")],
    "dossiers:retention": [
        filing(KEEPER, "retention_raised", of="closed file", retention="20", reason="Cần.")
    ],
    "dossiers:offering": [filing(KEEPER, "offered", of="closed file")],
    "dossiers:acceptance": [filing(ARCHIVE, "accepted", of="offered file")],
    "dossiers:return": [filing(ARCHIVE, "sent_back", of="offered file", reason="Thiếu bản ký.")],
    "dossiers:hold": [
        filing(ARCHIVE, "held", reason="Thanh tra."),
        filing(ARCHIVE.replace("302", "422"), "held", of="held file", reason="Thanh tra."),
    ],
    "dossiers:release": [filing(ARCHIVE, "released", of="held file", reason="Xong.")],
}
