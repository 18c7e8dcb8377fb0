"""A file from its opening to its close, as the people of the province work on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.way import ActOf
from lienthong.dossiers import queries
from lienthong.dossiers.actions import closing, compiling, lists
from lienthong.dossiers.models import Dossier, DossierList, Item
from lienthong.dossiers.queries import Wanted
from lienthong.dossiers.tests import filed
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event
from lienthong.work.models import WorkItem

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
URL = "/van-phong/dossiers/"


def refused(code: str, step: Callable[[], object]) -> None:
    with pytest.raises(Refused) as no:
        step()
    assert no.value.code == code


@pytest.mark.appendix_vi("III.4.a")
def test_the_list_is_drawn_up_submitted_and_approved(act_of: ActOf) -> None:
    entry = filed.listed(act_of, approved=False)
    lists.submit(act_of("lan"), year=filed.YEAR)
    waiting = WorkItem.objects.open().filter(kind="dossiers.approve_list")
    assert waiting.count() == 1
    lists.send_back(act_of("minh"), year=filed.YEAR, reason="Thêm hồ sơ đào tạo.")
    assert not waiting.exists()
    lists.remove_entry(act_of("lan"), year=filed.YEAR, entry_id=entry.pk)
    refused("dossiers.list_empty", lambda: lists.submit(act_of("lan"), year=filed.YEAR))
    heading = DossierList.objects.get().headings.get()
    again = {
        "year": filed.YEAR, "heading_id": heading.pk, "title": "Hồ sơ đào tạo",
        "keeper_id": way.position(filed.DRAFTER_POST), "retention_years": None,
    }  # fmt: skip
    lists.add_entry(act_of("mai"), **again)
    lists.submit(act_of("mai"), year=filed.YEAR)
    lists.approve(act_of("minh"), year=filed.YEAR)
    told = Event.objects.filter(kind="dossiers.list_approved").get()
    assert (told.data["year"], told.data["count"]) == (filed.YEAR, 1)
    refused("dossiers.list_state", lambda: lists.add_entry(act_of("lan"), **again))


def test_a_listed_file_is_opened_once_by_its_keeper(act_of: ActOf) -> None:
    entry = filed.listed(act_of)
    refused("dossiers.not_keeper", lambda: compiling.open_listed(act_of("son"), entry_id=entry.pk))
    made = compiling.open_listed(act_of("thu"), entry_id=entry.pk)
    assert made.notation == "01.CDS"
    assert made.code.endswith(".2022.01.CDS")
    assert made.retention_years == 20
    refused("dossiers.opened", lambda: compiling.open_listed(act_of("thu"), entry_id=entry.pk))


@pytest.mark.appendix_vi("III.4.d")
def test_a_listed_file_carries_the_lists_fields_beside_its_documents(
    act_of: ActOf, client_as: ClientAs
) -> None:
    """Title, code, keeper and retention are the list's; the documents stand under them."""
    entry = filed.listed(act_of)
    document = way.brought_to(act_of, State.DRAFTING, subject="Về việc kết nối")
    made = compiling.open_listed(act_of("thu"), entry_id=entry.pk)
    compiling.put(act_of("thu"), dossier_id=made.id, document_id=document.id)
    assert made.entry_id == entry.pk
    fields = (made.title, made.keeper_id, made.retention_years)
    assert fields == (entry.title, entry.keeper_id, entry.retention_years)
    page = text(client_as("mai").get(f"{URL}{made.id}/"))
    for words in (entry.title, made.code, entry.keeper_title, "20 năm", document.subject):
        assert words in page, words


def test_a_list_not_yet_approved_opens_nothing(act_of: ActOf) -> None:
    entry = filed.listed(act_of, approved=False)
    refused("dossiers.list_state", lambda: compiling.open_listed(act_of("thu"), entry_id=entry.pk))


@pytest.mark.appendix_vi("III.4.b", "III.4.c")
def test_codes_and_ordinals_are_given_by_the_system(act_of: ActOf) -> None:
    documents = [way.brought_to(act_of, State.DRAFTING) for _number in range(3)]
    first, second = filed.holding(act_of, *documents), filed.opened(act_of)
    assert [first.notation, second.notation] == ["01.BS-VX", "02.BS-VX"]
    assert [held.ordinal for held in queries.contents(act_of("thu"), first)] == [1, 2, 3]
    compiling.take_out(
        act_of("thu"), dossier_id=first.id, document_id=documents[0].id, reason="Bản trùng."
    )
    held = queries.contents(act_of("thu"), first)
    assert [(one.ordinal, one.document) for one in held] == [
        (1, documents[1]),
        (2, documents[2]),
    ]
    twice = {"dossier_id": first.id, "document_id": documents[1].id}
    refused("dossiers.item_twice", lambda: compiling.put(act_of("thu"), **twice))


@pytest.mark.appendix_vi("III.4.e")
def test_one_document_stands_in_several_files_without_a_copy(act_of: ActOf) -> None:
    document = way.brought_to(act_of, State.DRAFTING)
    count = Document.objects.count()
    mine = filed.holding(act_of, document)
    his = compiling.open_dossier(
        act_of("son"), title="Hồ sơ của phòng", retention_years=None, document_id=document.id
    )
    assert Document.objects.count() == count
    assert [mine] == queries.holding(act_of("thu"), document.id)
    assert {mine.id, his.id} == {one.id for one in queries.holding(act_of("son"), document.id)}


def test_a_file_shows_its_documents_to_whoever_sees_it(act_of: ActOf) -> None:
    """Thu's draft is seen by Thu and Son; the file also by clerk, leader and archivist."""
    document = way.brought_to(act_of, State.DRAFTING)
    assert not Document.objects.visible_to(act_of("yen")).filter(id=document.id).exists()
    dossier = filed.holding(act_of, document)
    for who in ("thu", "son", "lan", "minh", "mai"):
        assert Dossier.objects.visible_to(act_of(who)).filter(id=dossier.id).exists(), who
        assert Document.objects.visible_to(act_of(who)).filter(id=document.id).exists(), who
    compiling.share(
        act_of("thu"), dossier_id=dossier.id, position_id=act_of("yen").position_id or 0
    )
    assert Document.objects.visible_to(act_of("yen")).filter(id=document.id).exists()
    for outsider in ("tuyet", "loc", "dat"):
        assert not Dossier.objects.visible_to(act_of(outsider)).exists(), outsider
        assert not Document.objects.visible_to(act_of(outsider)).filter(id=document.id).exists()


def test_nobody_files_what_he_may_not_see(act_of: ActOf) -> None:
    hidden = way.brought_to(act_of, State.DRAFTING)
    his = compiling.open_dossier(act_of("yen"), title="Hồ sơ thể thức", retention_years=5)
    with pytest.raises(Document.DoesNotExist):
        compiling.put(act_of("yen"), dossier_id=his.id, document_id=hidden.id)
    foreign = way.arrived(act_of)
    own = filed.opened(act_of)
    with pytest.raises(Document.DoesNotExist):
        compiling.put(act_of("thu"), dossier_id=own.id, document_id=foreign.id)


@pytest.mark.appendix_vi("III.7.c")
def test_further_facts_are_kept_and_told(act_of: ActOf) -> None:
    dossier = filed.opened(act_of)
    compiling.annotate(act_of("thu"), dossier_id=dossier.id, text="Từ khóa: hạ tầng số")
    compiling.annotate(act_of("thu"), dossier_id=dossier.id, text="Từ khóa: hạ tầng số")
    dossier.refresh_from_db()
    assert dossier.notes == {"Từ khóa": "hạ tầng số"}
    assert filed.kinds_of(dossier) == ["dossiers.opened", "dossiers.annotated"]


@pytest.mark.appendix_vi("III.4.đ")
def test_files_are_listed_and_counted_by_who_made_them(act_of: ActOf) -> None:
    filed.opened(act_of)
    filed.opened(act_of)
    compiling.open_dossier(act_of("son"), title="Hồ sơ của phòng", retention_years=5)
    thu = act_of("thu")
    assert [(one.name, one.count) for one in queries.makers(act_of("mai"))] == [
        (thu.by_name, 2),
        (act_of("son").by_name, 1),
    ]
    wanted = Wanted("all", maker_id=thu.account_id)
    assert queries.dossiers(act_of("mai"), wanted).count() == 2
    assert queries.dossiers(thu, Wanted("made")).count() == 2
    assert queries.dossiers(act_of("tuyet"), wanted).count() == 0


def test_closing_numbers_by_date_and_ends_the_filling(act_of: ActOf) -> None:
    late = way.sent(act_of)
    early = way.brought_to(act_of, State.DRAFTING)
    Document.objects.filter(id=late.id).update(issued_on="2022-12-01")
    dossier = filed.closed(act_of, late, early)
    assert [one.document for one in queries.contents(act_of("thu"), dossier)] == [early, late]
    assert (dossier.state, dossier.retention_years) == ("closed", 10)
    step = {"dossier_id": dossier.id, "document_id": early.id}
    refused("dossiers.wrong_state", lambda: compiling.put(act_of("thu"), **step))
    rising = {"dossier_id": dossier.id, "reason": "Kiểm toán."}
    refused(
        "dossiers.retention",
        lambda: closing.raise_retention(act_of("thu"), retention_years=5, **rising),
    )
    closing.raise_retention(act_of("thu"), retention_years=None, **rising)
    dossier.refresh_from_db()
    assert dossier.retention_years is None


@pytest.mark.appendix_vi("IV.1.g")
def test_a_held_file_is_frozen_by_rules_and_by_the_database(act_of: ActOf) -> None:
    document = way.brought_to(act_of, State.DRAFTING)
    dossier = filed.holding(act_of, document)
    refused(
        "permissions.no_right",
        lambda: closing.hold(act_of("thu"), dossier_id=dossier.id, reason="Thanh tra."),
    )
    closing.hold(act_of("mai"), dossier_id=dossier.id, reason="Thanh tra.")
    out = {"dossier_id": dossier.id, "document_id": document.id, "reason": "Nháp."}
    refused("dossiers.held", lambda: compiling.take_out(act_of("thu"), **out))
    refused(
        "dossiers.held",
        lambda: closing.close(
            act_of("thu"), dossier_id=dossier.id, retention_years=5, review="Đủ."
        ),
    )
    for change in (
        lambda: Item.objects.filter(dossier=dossier).delete(),
        lambda: Item.objects.filter(dossier=dossier).update(ordinal=7),
        lambda: Dossier.objects.filter(id=dossier.id).update(title="Khác"),
        lambda: Dossier.objects.filter(id=dossier.id).update(title="Khác", hold_reason=""),
    ):
        with pytest.raises(IntegrityError, match="held"), transaction.atomic():
            change()
    closing.release(act_of("mai"), dossier_id=dossier.id, reason="Đã xong thanh tra.")
    compiling.take_out(act_of("thu"), **out)
    assert filed.kinds_of(dossier)[-3:] == [
        "dossiers.held",
        "dossiers.released",
        "dossiers.document_removed",
    ]


def test_a_document_is_filed_from_its_own_page(client_as: ClientAs, act_of: ActOf) -> None:
    document = way.brought_to(act_of, State.DRAFTING)
    thu = client_as("thu")
    page = text(thu.get(f"/van-phong/documents/{document.id}/"))
    address = f"/van-phong/documents/{document.id}/dossiers/"
    assert f'href="{address}"' in page
    assert document.subject in text(thu.get(address))
    assert thu.post(address, {"title": "Hồ sơ rà soát", "retention": "10"}).status_code == 302
    made = Dossier.objects.get()
    assert made.items.get().document_id == document.id
    page = text(thu.get(f"/van-phong/documents/{document.id}/"))
    assert "01.BS-VX: Hồ sơ rà soát" in page
    assert f'href="{address}?choose=1"' in page
    other = way.brought_to(act_of, State.DRAFTING)
    address = f"/van-phong/documents/{other.id}/dossiers/?choose=1"
    assert thu.post(address, {"dossier": str(made.id)}).status_code == 302
    assert made.items.count() == 2


def test_the_keeper_works_through_the_pages(client_as: ClientAs, act_of: ActOf) -> None:
    document = way.brought_to(act_of, State.DRAFTING, subject="Về việc trạm phát sóng")
    thu = client_as("thu")
    thu.post(f"{URL}new/", {"title": "Hồ sơ hạ tầng", "retention": "permanent"})
    own = f"{URL}{Dossier.objects.get().id}/"
    found = text(thu.get(f"{own}documents/?q=tram phat song"))
    assert "Về việc trạm phát sóng" in found
    assert thu.post(f"{own}documents/", {"document": document.id}).status_code == 302
    assert "Đã ở trong hồ sơ" in text(thu.get(f"{own}documents/?q=tram phat song"))
    wrong = thu.post(f"{own}notes/", {"notes": "không có dấu"})
    assert wrong.status_code == 422
    assert "chưa đúng mẫu" in text(wrong)
    thu.post(f"{own}notes/", {"notes": "Từ khóa: viễn thông"})
    page = text(thu.get(own))
    for words in ("vĩnh viễn", "viễn thông", "Về việc trạm phát sóng", "Kết thúc hồ sơ"):
        assert words in page
    thu.post(f"{own}closing/", {"retention": "permanent", "review": "Đã bỏ bản trùng."})
    page = text(thu.get(own))
    assert "Đã kết thúc" in page
    assert "Thêm văn bản" not in page


def test_the_list_is_drawn_up_through_its_page(client_as: ClientAs, act_of: ActOf) -> None:
    lan, own = client_as("lan"), f"{URL}lists/2022/"
    assert "chưa có danh mục" in text(lan.get(own))
    lan.post(f"{own}?add=heading", {"title": "Chuyển đổi số", "abbreviation": "cds"})
    again = lan.post(f"{own}?add=heading", {"title": "Khác", "abbreviation": "CDS"})
    assert again.status_code == 422
    assert "đã có trong danh mục" in text(again)
    heading = DossierList.objects.get().headings.get()
    typed = {
        "entry-heading": heading.pk, "entry-title": "Hồ sơ liên thông", "entry-retention": "20",
        "entry-keeper": act_of("thu").position_id,
    }  # fmt: skip
    assert lan.post(f"{own}?add=entry", typed).status_code == 302
    assert "01.CDS" in text(client_as("thu").get(own))
    lan.post(f"{own}submission/")
    assert client_as("minh").post(f"{own}approval/").status_code == 302
    assert "Mở hồ sơ" in text(client_as("thu").get(own))
