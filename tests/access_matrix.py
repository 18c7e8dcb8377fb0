"""Role x address x answer; work files are in `access_dossiers.py`,
applications in `access_services.py`, a row is in
`access_rows.py`.
"""

from __future__ import annotations

from tests.access_dossiers import DOSSIERS
from tests.access_procedures import PROCEDURES
from tests.access_rows import (
    ANYBODY,
    CITIZEN,
    EVERYBODY,
    GUEST,
    OFFICIALS,
    Row,
    citizen,
    office,
    operated,
    public,
)
from tests.access_services import APPLICATIONS


def document(state: str, answers: str, *, method: str = "GET", **data: str) -> Row:
    """A document in that state: who is not named does not see it."""
    return Row(method, f"doc {state}", EVERYBODY, answers, data)


def step(state: str, answers: str, tells: str, **data: str) -> Row:
    """A step on a document: done (302), refused in words (422), or not to be seen (404)."""
    return Row("POST", f"doc {state}", EVERYBODY, answers, data, f"documents.{tells}")


SEEN_ISSUED = "thu=200 son=200 yen=200 minh=200 lan=200 mai=200"
SEEN_DRAFT = "thu=200 son=200"
DESK = "tuyet=200 phuoc=200"
KEEPERS = "minh=200 lan=200 mai=200 tuyet=200 phuoc=200 loc=200 khanh=200 *=422"

UI = {
    "ui:catalogue": [public()],
    "ui:theme": [public(status=302, method="POST", theme="dark")],
    "ui:keys": [public()],
    "ui:keys_switch": [public(status=302, method="POST")],
}
SCORED = (*OFFICIALS, "minh", "khanh")
INDICATORS = {
    "indicators:scores": [Row("GET", "", SCORED, "minh=200 khanh=200 *=422")],
    "indicators:agency": [Row("GET", "agency", SCORED, "minh=200 khanh=200 *=422")],
    "indicators:lost": [Row("GET", "own score", SCORED, "minh=200 khanh=404 *=422")],
}
EXCHANGE = {
    "exchange:peers": [operated()],
    "exchange:peer_new": [operated()],
    "exchange:peer": [operated("peer")],
}
CONFIG = {
    "health": [public()],
    "ledger": [public()],
    "checkpoint": [public("checkpoint")],
    "story": [public()],
    "jobs": [operated()],
    "job_release": [operated("row", "dat=302", method="POST")],
    "ledger_state": [operated()],
}
WHY = {"ly-do": "Thôi."}
PORTAL = {
    "portal:home": [public()],
    "portal:language": [public("language", 302)],
    "portal:procedures": [public()],
    "portal:procedure": [public("procedure")],
    "portal:track": [public()],
    "portal:check_result": [public(), public(status=422, method="POST")],
    "portal:verified_result": [public("result token")],
    "portal:start": [citizen("procedure"), citizen("procedure", 302, method="POST")],
    "portal:place": [citizen("own draft")],
    "portal:form": [citizen("own draft page"), citizen("own draft page", 422, method="POST")],
    "portal:papers": [citizen("own draft"), citizen("own draft", 422, method="POST")],
    "portal:paper_file": [citizen("own draft file")],
    "portal:paper_drop": [citizen("own draft file", 302, method="POST")],
    "portal:review": [citizen("own draft"), citizen("own draft", 422, method="POST")],
    "portal:discard": [citizen("own draft", 302, method="POST")],
    "portal:applications": [citizen()],
    "portal:application": [citizen("application")],
    "portal:confirmation": [citizen("application")],
    "portal:paper": [citizen("application file")],
    "portal:supplement": [
        citizen("supplemented"),
        citizen("application", 422),
        citizen("supplemented", 422, method="POST"),
    ],
    "portal:fee": [citizen("application")],
    "portal:fee_state": [citizen("application")],
    "portal:result": [citizen("returned"), citizen("application", 404)],
    "portal:withdrawal": [
        citizen("application"),
        citizen("application", 302, method="POST", tells="services.withdrawn", **WHY),
    ],
    "portal:rating": [
        citizen("returned"),
        citizen("returned", 302, method="POST", tells="services.rated", sao="5"),
        citizen("application", 422, method="POST", sao="5"),
    ],
}
WORK = {
    "work:mine": [office()],
    "work:given": [office()],
    "work:late": [office()],
    "work:notices": [office()],
    "work:reading": [Row("POST", "notice", EVERYBODY, "lan=302", {}, "work.notice_read")],
    "work:readings": [office(status=302, method="POST")],
    "work:search": [office()],
    "work:search_xlsx": [office(q="a")],
    "work:search_docx": [office(q="a")],
    "work:search_pdf": [office(q="a")],
    "work:searches": [
        Row(
            "POST",
            "",
            ("thu", "loc"),
            "*=302",
            {"name": "Mới", "query": "q=a"},
            "work.search_saved",
        ),
        office(status=422, method="POST"),
    ],
    "work:search_forget": [
        Row("POST", "search", EVERYBODY, "lan=302", {}, "work.search_forgotten")
    ],
}
DIRECTORY = {
    "directory:sign_in": [public()],
    "directory:persona": [public(status=302, method="POST", persona="thu")],
    "directory:citizen_sign_in": [public(status=302)],
    "directory:citizen_back": [public(status=422)],
    "directory:simulated_vneid": [public(status=422)],
    "directory:sign_out": [public(status=302, method="POST")],
    "directory:password": [Row("GET", "", OFFICIALS, f"{CITIZEN}=200 *=200")],
    "directory:account": [office()],
    "directory:own_image": [office(), office(status=422, method="POST")],
    "directory:end_sessions": [Row("POST", "", OFFICIALS, f"{CITIZEN}=422 *=422")],
    "directory:hats": [office()],
    "directory:tree": [office()],
    "directory:agency": [office("agency")],
    "directory:place": [office("place")],
    "directory:administration": [operated()],
    "directory:accounts": [operated()],
    "directory:account_open": [operated()],
    "directory:account_admin": [operated("account")],
    "directory:account_close": [
        operated("account", "dat=302", method="POST", tells="directory.account_closed")
    ],
    "directory:account_reopen": [
        operated("closed account", "dat=302", method="POST", tells="directory.account_reopened")
    ],
    "directory:account_reset": [
        operated("account", "dat=200", method="POST", tells="directory.password_reset")
    ],
    "directory:positions": [operated()],
    "directory:position": [operated("position")],
    "directory:position_roles": [
        operated(
            "position", "dat=302", method="POST", tells="directory.roles_changed", roles="archivist"
        )
    ],
    "directory:appoint": [operated("position", "dat=422", method="POST")],
    "directory:dismiss": [
        operated("appointment"),
        operated(
            "appointment",
            "dat=302",
            method="POST",
            tells="directory.dismissed",
            valid_to_0="30",
            valid_to_1="12",
            valid_to_2="2022",
        ),
    ],
    "directory:delegations": [operated()],
    "directory:delegation_new": [operated(), operated("", "dat=422", method="POST")],
    "directory:delegation_end": [
        operated("delegation"),
        operated(
            "delegation",
            "dat=302",
            method="POST",
            tells="directory.delegation_ended",
            valid_to_0="30",
            valid_to_1="12",
            valid_to_2="2022",
        ),
    ],
    "directory:series": [operated()],
    "directory:series_new": [operated()],
    "directory:series_edit": [operated("series")],
    "directory:accesses": [operated("", "dat=200 minh=200")],
    "directory:seal_image": [operated(), operated("", "dat=422", method="POST")],
    "directory:calendar": [operated()],
    "directory:calendar_remove": [
        operated("day", "dat=302", method="POST", tells="directory.calendar_changed")
    ],
    "directory:changes": [operated("", "dat=200 minh=200")],
    "directory:change_confirm": [
        operated("change", "dat=302 minh=302", method="POST", tells="directory.rights_confirmed"),
        Row("POST", "change", ("phuoc",), "phuoc=404"),  # the leader of another agency
    ],
}
SERVICES = {
    "services:payment_notices": [public(status=415, method="POST")],
    "services:simulated_bank": [public("payment")],
    "services:receipt": [Row("GET", "payment", OFFICIALS, f"{CITIZEN}=422")],  # not paid yet
}
API = {
    "api:applications": [
        Row("POST", "", ANYBODY, f"{GUEST}=401 {CITIZEN}=422 *=401"),
        public(status=405),
    ],
    "api:application": [Row("GET", "code", ANYBODY, f"{GUEST}=401 {CITIZEN}=404 *=401")],
}
LISTS = {
    "documents:incoming": [office()],
    "documents:registrations": [office(status=422, method="POST")],
    "documents:paper": [Row("GET", "", OFFICIALS, "loc=200 *=422")],
    "documents:submissions": [office(status=422, method="POST")],
    "documents:bulk_assignments": [office(status=422, method="POST")],
    "documents:phrases": [
        office(),
        Row(
            "POST",
            "",
            OFFICIALS,
            "*=302",
            {"kind": "directive", "text": "Làm ngay."},
            "documents.phrase_kept",
        ),
        office(status=422, method="POST"),
    ],
    "documents:phrase_removal": [
        Row("POST", "phrase", EVERYBODY, "lan=302", {}, "documents.phrase_dropped")
    ],
    "documents:outgoing": [office()],
    "documents:paper_entry": [Row("GET", "", OFFICIALS, "loc=200 *=422")],
    "documents:drafts": [office()],
    "documents:all_copies": [office()],
    "documents:to_sign": [office()],
    "documents:approvals": [office(status=422, method="POST")],
    "documents:compose": [office(), Row("GET", "", ("yen", "mai", "dat", "khanh"), "*=422")],
    "documents:preview": [office(method="POST"), Row("POST", "", ("yen", "mai", "dat"), "*=422")],
}
DOCUMENTS = {
    "documents:document": [
        document("drafting", SEEN_DRAFT),
        document("format_checked", "thu=200 son=200 yen=200 minh=200"),
        document("issued", SEEN_ISSUED),
        document("arrived", DESK),
        document("assigned", f"{DESK} dung=200"),
    ],
    "documents:state": [document("issued", SEEN_ISSUED)],
    "documents:page": [Row("GET", "page", EVERYBODY, SEEN_ISSUED)],
    "documents:file": [document("issued", SEEN_ISSUED), document("received", DESK)],
    "documents:handling_slip": [
        document("received", DESK),
        document("issued", "thu=404 *=404"),
    ],
    "documents:bundle": [document("issued", SEEN_ISSUED), document("received", DESK)],
    "documents:files": [document("drafting", SEEN_DRAFT)],
    "documents:attached": [
        Row("GET", "draft's file", EVERYBODY, SEEN_DRAFT),
        Row("GET", "received file", EVERYBODY, DESK),
    ],
    "documents:removal": [
        Row("POST", "draft's file", EVERYBODY, "thu=302 son=302", {}, "documents.file_removed")
    ],
    "documents:trail": [document("issued", SEEN_ISSUED)],
    "documents:proof": [Row("GET", "event", EVERYBODY, SEEN_ISSUED)],
    "documents:versions": [document("drafting", SEEN_DRAFT)],
    **{
        f"documents:{name}": [
            Row("GET", f"{of} register", EVERYBODY, KEEPERS) for of in ("outgoing", "incoming")
        ]
        for name in ("register", "register_pdf", "register_xlsx")
    },
    "documents:board": [document("issued", SEEN_ISSUED)],
    "documents:board_reminders": [
        document("issued", "thu=200 son=200 yen=422 minh=200 lan=200 mai=422"),
        document("issued", "thu=422 son=422 yen=422 minh=422 lan=422 mai=422", method="POST"),
    ],
    "documents:board_xlsx": [document("issued", SEEN_ISSUED)],
    "documents:board_csv": [document("issued", SEEN_ISSUED)],
    "documents:registration": [step("arrived", "tuyet=302 phuoc=422", "registered")],
    "documents:returns": [
        document("arrived", "tuyet=200 phuoc=422"),
        step("arrived", "tuyet=302 phuoc=422", "returned", reason="Gửi nhầm nơi nhận."),
    ],
    "documents:submission": [
        document("registered", "tuyet=200 phuoc=422"),
        step("registered", "tuyet=302 phuoc=422", "submitted", leader="phuoc"),
    ],
    "documents:forwarding": [step("reply", "tuyet=302 phuoc=422", "forwarded")],
    "documents:assignments": [
        document("submitted", "phuoc=200 tuyet=422"),
        step("submitted", "phuoc=422 tuyet=422", "assigned"),
    ],
    "documents:start": [step("assigned", "dung=302 tuyet=422 phuoc=422", "started")],
    "documents:resolution": [step("in_progress", "dung=302 tuyet=422 phuoc=422", "resolved")],
    "documents:draft": [document("drafting", SEEN_DRAFT)],
    "documents:check_request": [step("drafting", "thu=302 son=302", "submitted_for_check")],
    "documents:content_check": [step("drafting", "son=302 thu=422", "content_checked")],
    "documents:format_check": [
        step("content_checked", "yen=302 thu=422 son=422", "format_checked")
    ],
    "documents:draft_returns": [
        step(
            "format_checked",
            "son=302 yen=302 minh=302 thu=422",
            "draft_returned",
            reason="Thiếu căn cứ.",
        )
    ],
    "documents:approval": [step("format_checked", "minh=302 thu=422 son=422 yen=422", "approved")],
    "documents:signer": [
        document("format_checked", "thu=200 son=200 minh=200 yen=422"),
        step(
            "format_checked", "thu=302 son=302 minh=302 yen=422", "signer_changed", signer="chair"
        ),
    ],
    "documents:recall": [
        document("issued", "lan=200 minh=200 thu=422 son=422 yen=422 mai=422"),
        step(
            "issued",
            "lan=302 minh=302 thu=422 son=422 yen=422 mai=422",
            "recalled",
            reason="Gửi nhầm bản.",
        ),
    ],
    "documents:recall_agreement": [
        document("recalled", "tuyet=200 phuoc=422"),
        step("recalled", "tuyet=302 phuoc=422", "recall_agreed"),
    ],
    "documents:recall_refusal": [
        document("recalled", "tuyet=200 phuoc=422"),
        step("recalled", "tuyet=302 phuoc=422", "recall_declined", reason="Đã thực hiện."),
    ],
    "documents:comments": [
        step("format_checked", "thu=302 son=302 yen=302 minh=302", "commented", text="Xem lại."),
        step("issued", SEEN_ISSUED.replace("200", "422"), "commented", text="Muộn."),
    ],
    "documents:opinions": [
        document("format_checked", "thu=200 son=200 minh=200 yen=422"),
        step("format_checked", "thu=422 son=422 minh=422 yen=422", "opinion_asked"),
    ],
    "documents:opinion": [
        Row("GET", "opinion", EVERYBODY, "thu=422 son=422"),
        Row("POST", "opinion", EVERYBODY, "thu=422 son=422", {"answer": "give", "text": "Được."}),
    ],
    "documents:copies": [document("issued", "lan=200 thu=422 son=422 yen=422 minh=422 mai=422")],
    "documents:copy": [Row("GET", "copy", EVERYBODY, "lan=200 minh=422")],
    "documents:copy_submission": [
        Row("POST", "copy", EVERYBODY, "lan=302 minh=422", {}, "documents.copy_submitted")
    ],
    "documents:paper_number": [
        Row("POST", "numbered paper", EVERYBODY, "lan=422 minh=422 mai=422")
    ],
    "documents:paper_void": [
        Row("GET", "numbered paper", EVERYBODY, "lan=200 minh=422 mai=422"),
        Row(
            "POST",
            "numbered paper",
            EVERYBODY,
            "lan=302 minh=422 mai=422",
            {"reason": "Ký nhầm."},
            "documents.number_voided",
        ),
    ],
    "documents:scan": [Row("GET", "numbered paper", EVERYBODY, "lan=200 minh=422 mai=422")],
    "documents:scan_seal": [Row("POST", "numbered paper", EVERYBODY, "lan=422 minh=422 mai=422")],
    "documents:compared": [Row("GET", "doc drafting", EVERYBODY, "thu=404 son=404")],
    "documents:seal": [
        step("signed", "lan=302 thu=422 son=422 yen=422 minh=422 mai=422", "seal_requested")
    ],
    "documents:issue": [
        document("sealed", "lan=200 thu=422 son=422 yen=422 minh=422 mai=422"),
        step("sealed", "lan=302 thu=422 son=422 yen=422 minh=422 mai=422", "issued"),
    ],
}


def part(answers: str, tells: str, *, of: str = "part", **data: str) -> Row:
    """A step on a part of the work; its form too, if it asks something."""
    return Row("POST", of, EVERYBODY, answers, data, f"documents.{tells}")


PARTS = {
    "documents:assignment": [Row("GET", "part", EVERYBODY, f"{DESK} dung=200")],
    "documents:assignment_acceptance": [part("dung=302 tuyet=422 phuoc=422", "accepted")],
    "documents:assignment_start": [part("dung=302 tuyet=422 phuoc=422", "started")],
    "documents:assignment_finish": [part("dung=302 tuyet=422 phuoc=422", "resolved")],
    "documents:assignment_report": [
        Row("GET", "part", EVERYBODY, "dung=200 tuyet=422 phuoc=422"),
        part("dung=302 tuyet=422 phuoc=422", "reported", text="Đã xong.", kind="final"),
    ],
    "documents:assignment_conclusion": [
        part("phuoc=302 tuyet=422 dung=422", "resolved", of="part reported")
    ],
    "documents:assignment_send_back": [
        Row("GET", "part reported", EVERYBODY, "phuoc=200 tuyet=422 dung=422"),
        Row("GET", "part", EVERYBODY, "phuoc=422 tuyet=422 dung=422"),
        part("phuoc=302 tuyet=422 dung=422", "sent_back", of="part reported", reason="Thiếu."),
    ],
    "documents:assignment_withdrawal": [
        Row("GET", "part", EVERYBODY, "phuoc=200 tuyet=422 dung=422"),
        part("phuoc=302 tuyet=422 dung=422", "withdrawn", reason="Nhầm."),
    ],
    "documents:assignment_extension": [
        Row("GET", "part", EVERYBODY, "dung=200 tuyet=422 phuoc=422"),
        part("dung=302 tuyet=422 phuoc=422", "extension_asked", days="2", reason="Chờ."),
    ],
    "documents:assignment_extension_answer": [
        Row("GET", "part reported", EVERYBODY, "phuoc=200 tuyet=422 dung=422"),
        Row("GET", "part", EVERYBODY, "phuoc=422 tuyet=422 dung=422"),
        part("phuoc=302 tuyet=422 dung=422", "extended", of="part reported", granted="yes"),
    ],
    "documents:assignment_reminder": [
        Row("GET", "part", EVERYBODY, "phuoc=200 tuyet=200 dung=422"),
        part("phuoc=302 tuyet=302 dung=422", "chased"),
    ],
    "documents:assignment_parts": [
        Row("GET", "part", EVERYBODY, "dung=422 tuyet=422 phuoc=422"),
    ],
    "documents:assignment_undoing": [
        step("assigned", "phuoc=302 tuyet=422 dung=422", "assignment_undone")
    ],
    "documents:registration_anyway": [document("arrived", "tuyet=200 phuoc=422")],
    "documents:arrival_voiding": [
        document("registered", "tuyet=422 phuoc=422"),
        step("registered", "tuyet=422 phuoc=422", "arrival_voided", reason="Nhầm."),
        step("paper", "tuyet=302 phuoc=422", "arrival_voided", reason="Nhầm."),
    ],
    "documents:submission_undoing": [step("submitted", "tuyet=302 phuoc=422", "unsubmitted")],
    "documents:passing_on": [document("submitted", "phuoc=200 tuyet=422")],
    "documents:reminders": [document("assigned", "tuyet=422 phuoc=422 dung=422")],  # none is late
}

MATRIX: dict[str, list[Row]] = (
    UI
    | CONFIG
    | PORTAL
    | INDICATORS
    | EXCHANGE
    | WORK
    | DIRECTORY
    | SERVICES
    | API
    | PROCEDURES
    | LISTS
    | DOCUMENTS
    | PARTS
    | DOSSIERS
    | APPLICATIONS
)
"""By the name of the address; tests/house sees that none is missing."""
