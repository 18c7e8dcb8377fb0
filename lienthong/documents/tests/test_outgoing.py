from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from lienthong.documents.actions import checking, drafting, issuing, signing
from lienthong.documents.actions.common import locked, locked_by_system, share
from lienthong.documents.models import Document, Reader, Version
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import FILE, ActOf
from lienthong.kernel.acts import KeyKind
from lienthong.kernel.errors import Refused
from lienthong.work.models import WorkItem

pytestmark = pytest.mark.django_db

LATE = datetime(2022, 11, 21, 23, 59, 59, 700_000, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def waiting_at(document: Document) -> list[tuple[str, int]]:
    items = WorkItem.objects.open().filter(object_type="documents.document", object_id=document.id)
    return sorted(items.values_list("kind", "position_id"))


def asked_of(document: Document) -> list[int | None]:
    """Who waits for what others hold of a document."""
    items = WorkItem.objects.open().filter(object_type="documents.document", object_id=document.id)
    return list(items.values_list("asker_id", flat=True))


# The draft


@pytest.mark.appendix_vi("III.1.g")
def test_a_draft_belongs_to_the_drafters_unit_and_names_its_signer(act_of: ActOf) -> None:
    act = act_of("thu")
    made = way.drafted(act_of, subject="  Về việc  rà soát ", urgency=1)
    assert (made.state, made.direction) == (State.DRAFTING, "outgoing")
    assert (made.agency_id, made.unit_id, made.drafter_id) == (
        act.agency_id,
        act.unit_id,
        act.position_id,
    )
    assert (made.subject, made.symbol, made.urgency) == ("Về việc rà soát", "UBND-VX", 1)
    assert (made.signer_name, made.signer_title) == ("Thạch Quang Minh", "Phó Chủ tịch")
    assert (made.number, made.code, made.issued_on) == (None, "", None)
    assert way.kinds_of(made) == ["documents.drafted", "documents.recipients_chosen"]


@pytest.mark.parametrize(
    ("document_type", "symbol"),
    [("", "UBND-VX"), ("BC", "BC-UBND"), ("QĐ", "QĐ-UBND"), ("ThC", "UBND-VX")],
)
def test_the_symbol_follows_the_type(act_of: ActOf, document_type: str, symbol: str) -> None:
    assert way.drafted(act_of, document_type=document_type).symbol == symbol


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"subject": " "}, "documents.subject"),
        ({"subject": "ă" * 501}, "documents.subject"),
        ({"body": ""}, "documents.body"),
        ({"secrecy": "secret"}, "documents.secret"),
        ({"document_type": "KL"}, "documents.type"),  # the Party's alone
        ({"document_type": "SY"}, "documents.type"),  # a copy is not drafted
    ],
)
def test_a_draft_that_cannot_be_is_refused_and_leaves_nothing(
    act_of: ActOf, facts: dict[str, str], code: str
) -> None:
    before = Document.objects.count()
    with pytest.raises(Refused) as refusal:
        way.drafted(act_of, **facts)
    assert refusal.value.code == code
    assert Document.objects.count() == before


@pytest.mark.parametrize(
    "key", [f"{way.PROVINCE}/vx/chuyen-vien", f"{way.DISTRICT}/lanh-dao/chu-tich"]
)
def test_the_signer_may_sign_for_the_same_agency(act_of: ActOf, key: str) -> None:
    with pytest.raises(Refused, match="không có thẩm quyền ký") as refusal:
        drafting.draft(act_of("thu"), subject="A", body="B", signer_id=way.position(key))
    assert refusal.value.code == "documents.signer"


@pytest.mark.parametrize("who", ["mai", "dat"])
def test_who_has_no_part_in_drafting_is_refused(act_of: ActOf, who: str) -> None:
    with pytest.raises(Refused, match="không có quyền này"):
        drafting.draft(act_of(who), subject="A", body="B", signer_id=way.position(way.SIGNER))


def test_a_reply_needs_an_incoming_document_one_may_see(act_of: ActOf) -> None:
    other = way.received(act_of, State.REGISTERED)
    with pytest.raises(Document.DoesNotExist):
        way.drafted(act_of, in_reply_to_id=other.id)
    own = way.drafted(act_of)
    with pytest.raises(Document.DoesNotExist):
        way.drafted(act_of, in_reply_to_id=own.id)


@pytest.mark.appendix_vi("III.5.a")
def test_each_revision_is_kept(act_of: ActOf) -> None:
    made = way.drafted(act_of, body="Bản đầu.")
    drafting.revise(act_of("thu"), document_id=made.id, subject="Tên mới", body="Bản hai.")
    bodies = Version.objects.filter(document=made).order_by("id").values_list("letter", flat=True)
    assert [letter["body"] for letter in bodies] == ["Bản đầu.", "Bản hai."]
    made.refresh_from_db()
    assert made.subject == "Tên mới"


@pytest.mark.appendix_vi("III.3.b", "IV.1.c")
def test_a_draft_is_seen_by_its_drafter_and_the_head_of_the_unit_only(act_of: ActOf) -> None:
    made = way.drafted(act_of)
    seen = {
        who: Document.objects.visible_to(act_of(who)).filter(id=made.id).exists()
        for who in ("thu", "son", "minh", "lan", "yen", "mai", "tuyet", "loc", "nga")
    }
    assert {who for who, may in seen.items() if may} == {"thu", "son"}


def test_what_one_may_not_see_one_cannot_lock(act_of: ActOf) -> None:
    made = way.drafted(act_of)
    with pytest.raises(Document.DoesNotExist):
        locked(act_of("loc"), made.id)
    assert locked(act_of("thu"), made.id) == made
    assert locked_by_system(made.id) == made


@pytest.mark.appendix_vi("III.3.b")
def test_sharing_twice_adds_a_reader_once(act_of: ActOf) -> None:
    made = way.drafted(act_of)
    holder = [(KeyKind.POSITION, act_of("yen").position_id), (KeyKind.UNIT, None)]
    assert share(made, [*holder, *holder], "checker") == 1, "named twice at once"
    assert share(made, holder, "meeting") == 0
    assert Reader.objects.get(document_id=made.id, key=act_of("yen").keys()[0]).source == "checker"


# Recipients


def chosen(document: Document) -> set[int]:
    return set(document.recipients.values_list("agency_id", flat=True))


def test_groups_picks_and_codes_make_one_list_without_doubles(act_of: ActOf) -> None:
    made = way.drafted(act_of, to=())
    count = drafting.choose_recipients(
        act_of("thu"),
        document_id=made.id,
        groups=way.GROUPS,
        agency_ids=[way.agency(way.DISTRICT), way.agency("so-tc")],
    )
    assert count == 121
    assert way.agency("so-tc") in chosen(made)

    again = drafting.choose_recipients(
        act_of("thu"), document_id=made.id, agency_ids=[way.agency("so-tc")]
    )
    assert again == 1
    assert chosen(made) == {way.agency("so-tc")}


def test_both_codes_of_an_agency_name_it(act_of: ActOf) -> None:
    from lienthong.directory.models import AgencyVersion

    row = AgencyVersion.objects.filter(agency__key=way.DISTRICT).earliest("valid_from")
    for code in (row.code_2020, row.code_2016):
        made = way.drafted(act_of, to=())
        assert drafting.choose_recipients(act_of("thu"), document_id=made.id, codes=[code]) == 1
        assert chosen(made) == {row.agency_id}


def test_an_unknown_code_is_refused_by_name(act_of: ActOf) -> None:
    made = way.drafted(act_of)
    with pytest.raises(Refused, match=r"mang mã H51\.99\.99") as refusal:
        drafting.choose_recipients(act_of("thu"), document_id=made.id, codes=["H51.99.99"])
    assert refusal.value.code == "directory.code"
    assert chosen(made) == {way.agency(way.DISTRICT)}


def test_an_agency_never_sends_to_itself_nor_to_one_not_yet_in_force(act_of: ActOf) -> None:
    from lienthong.directory.models import AgencyVersion

    future = AgencyVersion.objects.filter(valid_from__gt=LATE.date()).values("agency_id")
    to_come = AgencyVersion.objects.filter(agency_id__in=future)
    one = to_come.exclude(valid_from__lte=LATE.date()).earliest("id").agency_id
    made = way.drafted(act_of, to=())
    own = [way.agency(way.PROVINCE)]
    assert drafting.choose_recipients(act_of("thu"), document_id=made.id, agency_ids=own) == 0
    with pytest.raises(Refused, match="mới hoạt động"):
        drafting.choose_recipients(act_of("thu"), document_id=made.id, agency_ids=[one])


def test_party_agencies_come_only_by_explicit_choice(act_of: ActOf) -> None:
    from lienthong.directory.models import Agency

    party = set(Agency.objects.filter(branch="party").values_list("id", flat=True))
    made = way.drafted(act_of, to=(), groups=way.GROUPS)
    assert not chosen(made) & party
    one = min(party)
    drafting.choose_recipients(act_of("thu"), document_id=made.id, agency_ids=[one])
    assert chosen(made) == {one}


# The two checks, the approval, and who may not


def test_a_draft_without_recipients_is_not_handed_on(act_of: ActOf) -> None:
    made = way.drafted(act_of, to=())
    with pytest.raises(Refused, match="Chưa chọn nơi nhận"):
        drafting.submit_for_check(act_of("thu"), document_id=made.id)
    assert waiting_at(made) == []


def test_the_work_moves_from_desk_to_desk(act_of: ActOf) -> None:
    made = way.drafted(act_of)
    desks = {who: act_of(who).position_id for who in ("thu", "son", "yen", "minh", "lan")}

    drafting.submit_for_check(act_of("thu"), document_id=made.id)
    assert waiting_at(made) == [("documents.check_content", desks["son"])]
    assert asked_of(made) == [desks["thu"]]
    checking.check_content(act_of("son"), document_id=made.id)
    assert waiting_at(made) == [("documents.check_format", desks["yen"])]
    assert asked_of(made) == [desks["thu"]]
    checking.check_format(act_of("yen"), document_id=made.id)
    assert waiting_at(made) == [("documents.approve", desks["minh"])]
    assert asked_of(made) == [desks["thu"]]
    checking.approve(act_of("minh"), document_id=made.id)
    assert waiting_at(made) == []
    signing.begin_signing(act_of("minh"), document_id=made.id)
    signing.finish_signing(act_of("minh"), document_id=made.id, **FILE)
    assert waiting_at(made) == [("documents.seal", desks["lan"])]
    assert asked_of(made) == [desks["thu"]]
    signing.request_seal(act_of("lan"), document_id=made.id)
    signing.finish_seal(act_of("lan"), document_id=made.id, **FILE)
    assert waiting_at(made) == [("documents.issue", desks["lan"])]
    assert asked_of(made) == [desks["thu"]]
    issuing.issue(act_of("lan"), document_id=made.id)
    assert waiting_at(made) == []
    assert way.kinds_of(made) == [
        "documents.drafted",
        "documents.recipients_chosen",
        "documents.submitted_for_check",
        "documents.content_checked",
        "documents.format_checked",
        "documents.approved",
        "documents.numbered",
        "documents.signed",
        "documents.seal_requested",
        "documents.sealed",
        "documents.issued",
    ]


def test_the_checkers_are_kept_by_post(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.FORMAT_CHECKED)
    assert made.content_checker_id == act_of("son").position_id
    assert made.format_checker_id == act_of("yen").position_id


STEPS = {
    "check_content": (State.DRAFTING, checking.check_content),
    "check_format": (State.CONTENT_CHECKED, checking.check_format),
    "approve": (State.FORMAT_CHECKED, checking.approve),
    "request_seal": (State.SIGNED, signing.request_seal),
    "issue": (State.SEALED, issuing.issue),
}
RIGHT_PERSON = {
    "check_content": "son",
    "check_format": "yen",
    "approve": "minh",
    "request_seal": "lan",
    "issue": "lan",
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_refused_to_everybody_but_the_right_person(act_of: ActOf, step: str) -> None:
    """Decree 30/2020, art. 12 (two people check), 13 (who signs), 32 (who seals)."""
    state, act_on = STEPS[step]
    made = way.brought_to(act_of, state)
    everybody = ("thu", "son", "yen", "minh", "lan", "mai", "dat")
    share(made, [(KeyKind.POSITION, act_of(who).position_id) for who in everybody], "tests")
    may = {RIGHT_PERSON[step]} | ({"minh"} if step == "check_content" else set())

    for who in set(everybody) - may:
        with pytest.raises(Refused) as refusal:
            act_on(act_of(who), document_id=made.id)
        assert refusal.value.reason == "right", who
        made.refresh_from_db()
        assert made.state == state
    for who in ("tuyet", "phuoc", "loc", "nga"):  # other agencies do not even see it
        with pytest.raises(Document.DoesNotExist):
            act_on(act_of(who), document_id=made.id)

    act_on(act_of(RIGHT_PERSON[step]), document_id=made.id)


def test_another_agency_shown_a_document_still_cannot_act_on_it(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SEALED)
    share(made, [(KeyKind.POSITION, act_of("tuyet").position_id)], "tests")
    with pytest.raises(Refused, match="thuộc cơ quan khác"):
        issuing.issue(act_of("tuyet"), document_id=made.id)


def test_one_person_in_two_posts_does_not_check_twice(act_of: ActOf) -> None:
    """At a commune the same desk may hold both duties (Decree 30/2020, art. 12)."""
    made = way.brought_to(act_of, State.CONTENT_CHECKED)
    Document.objects.filter(id=made.id).update(content_checker_id=act_of("yen").position_id)
    with pytest.raises(Refused, match="Người khác phải kiểm tra thể thức"):
        checking.check_format(act_of("yen"), document_id=made.id)


def test_another_leader_does_not_sign_in_the_named_ones_place(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.FORMAT_CHECKED)
    other = act_of(f"{way.PROVINCE}/lanh-dao/pho-chu-tich-kt")
    share(made, [(KeyKind.POSITION, other.position_id)], "tests")
    with pytest.raises(Refused, match="trình người khác ký"):
        checking.approve(other, document_id=made.id)


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (State.DRAFTING, "son"),
        (State.CONTENT_CHECKED, "yen"),
        (State.FORMAT_CHECKED, "minh"),
        (State.APPROVED, "minh"),
    ],
)
@pytest.mark.appendix_vi("III.1.n")
def test_a_draft_sent_back_starts_both_checks_anew(act_of: ActOf, state: State, who: str) -> None:
    made = way.brought_to(act_of, state)
    if state == State.DRAFTING:
        drafting.submit_for_check(act_of("thu"), document_id=made.id)
    checking.return_draft(act_of(who), document_id=made.id, reason="Thiếu căn cứ.")
    made.refresh_from_db()
    assert made.state == State.DRAFTING
    assert (made.content_checker_id, made.format_checker_id) == (None, None)
    assert waiting_at(made) == [("documents.revise", act_of("thu").position_id)]
    assert way.last_event(made, "documents.draft_returned").data["reason"] == "Thiếu căn cứ."


def test_a_draft_is_not_sent_back_without_a_reason_nor_by_its_drafter(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.FORMAT_CHECKED)
    with pytest.raises(Refused, match="Lý do trả lại còn trống"):
        checking.return_draft(act_of("minh"), document_id=made.id, reason=" ")
    with pytest.raises(Refused, match="mới trả lại dự thảo"):
        checking.return_draft(act_of("thu"), document_id=made.id, reason="Tôi muốn sửa.")


def test_what_is_being_signed_can_no_longer_be_sent_back_or_revised(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SIGNING)
    with pytest.raises(Refused, match="Không thể trả lại dự thảo"):
        checking.return_draft(act_of("minh"), document_id=made.id, reason="Muộn rồi.")
    with pytest.raises(Refused, match="Không thể sửa dự thảo"):
        drafting.revise(act_of("thu"), document_id=made.id, subject="A", body="B")
