"""Who sees files: by their group's level, and by leave of the archive for a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from lienthong.directory.models import RightsChange
from lienthong.documents.actions.common import share
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.way import ActOf
from lienthong.dossiers import tasks
from lienthong.dossiers.actions import granting, groups
from lienthong.dossiers.models import Dossier, Group
from lienthong.dossiers.tests import filed
from lienthong.dossiers.tests.test_dossier import refused as must_refuse
from lienthong.kernel import clock
from lienthong.kernel.acts import KeyKind

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
URL = "/van-phong/dossiers/"
KT = f"{way.PROVINCE}/kt"
KT_HEAD = f"{KT}/truong-phong"


def sees(act_of: ActOf, who: str, dossier: Dossier, document: Document) -> tuple[bool, bool]:
    """Does this person see the file, and the document in it?"""
    act = act_of(who)
    return (
        Dossier.objects.visible_to(act).filter(id=dossier.id).exists(),
        Document.objects.visible_to(act).filter(id=document.id).exists(),
    )


@pytest.mark.appendix_vi("IV.1.a")
def test_files_of_a_group_are_seen_by_its_level(act_of: ActOf) -> None:
    document = way.brought_to(act_of, State.DRAFTING)
    dossier = filed.holding(act_of, document)
    wide = groups.save_group(act_of("mai"), name="Phổ biến", level="agency")
    narrow = groups.save_group(act_of("mai"), name="Hạn chế", level="named")
    assert sees(act_of, "yen", dossier, document) == (False, False)
    groups.classify(act_of("thu"), dossier_id=dossier.id, group_id=wide.pk)
    assert sees(act_of, "yen", dossier, document) == (True, True)
    assert sees(act_of, "loc", dossier, document) == (False, False), "another agency"
    groups.classify(act_of("thu"), dossier_id=dossier.id, group_id=narrow.pk)
    assert sees(act_of, "yen", dossier, document) == (False, False)
    assert sees(act_of, "son", dossier, document) == (True, True), "the file's own people stay"
    assert filed.kinds_of(dossier)[-2:] == ["dossiers.classified"] * 2


@pytest.mark.appendix_vi("IV.1.d")
def test_a_changed_rule_changes_every_file_of_the_group(act_of: ActOf) -> None:
    documents = [way.brought_to(act_of, State.DRAFTING) for _number in range(2)]
    files = [filed.holding(act_of, one) for one in documents]
    group = groups.save_group(act_of("mai"), name="Kinh tế", level="units", unit_ids=[way.unit(KT)])
    for one in files:
        groups.classify(act_of("thu"), dossier_id=one.id, group_id=group.pk)
    pairs = list(zip(files, documents, strict=True))
    assert all(sees(act_of, KT_HEAD, *pair) == (True, True) for pair in pairs)
    assert not any(sees(act_of, "yen", *pair)[0] for pair in pairs)
    before = RightsChange.objects.count()
    groups.save_group(act_of("mai"), group_id=group.pk, name="Kinh tế", level="agency")
    assert all(sees(act_of, "yen", *pair) == (True, True) for pair in pairs)
    groups.save_group(act_of("mai"), group_id=group.pk, name="Kinh tế", level="named")
    for who in (KT_HEAD, "yen"):
        assert not any(any(sees(act_of, who, *pair)) for pair in pairs), who
    told = RightsChange.objects.order_by("id")[before:]
    assert "2 hồ sơ theo nhóm" in told[0].what
    assert [one.confirmed_at for one in told] == [None, None], "it stands until confirmed"


def test_what_another_file_or_the_document_itself_gives_stays(act_of: ActOf) -> None:
    """A right that a file lent first, and something else gives later, is not the file's to take."""
    document = way.brought_to(act_of, State.DRAFTING)
    one, other = filed.holding(act_of, document), filed.holding(act_of, document)
    group = groups.save_group(act_of("mai"), name="Phổ biến", level="agency")
    for file in (one, other):
        groups.classify(act_of("thu"), dossier_id=file.id, group_id=group.pk)
    groups.classify(act_of("thu"), dossier_id=one.id, group_id=None)
    assert sees(act_of, "yen", one, document) == (False, True)
    share(document, [(KeyKind.AGENCY, document.agency_id)], "recipient")
    groups.classify(act_of("thu"), dossier_id=other.id, group_id=None)
    assert sees(act_of, "yen", other, document) == (False, True)


def test_groups_are_made_in_words(act_of: ActOf) -> None:
    mai = act_of("mai")
    groups.save_group(mai, name="Phổ biến", level="agency")
    must_refuse(
        "dossiers.group_name", lambda: groups.save_group(mai, name="Phổ biến", level="named")
    )
    must_refuse("dossiers.level", lambda: groups.save_group(mai, name="Khác", level="mật"))
    must_refuse("dossiers.level_units", lambda: groups.save_group(mai, name="Khác", level="units"))
    foreign = [way.unit(f"{way.DISTRICT}/vhtt")]
    must_refuse(
        "dossiers.level_units",
        lambda: groups.save_group(mai, name="Khác", level="units", unit_ids=foreign),
    )
    must_refuse(
        "permissions.no_right",
        lambda: groups.save_group(act_of("thu"), name="Khác", level="agency"),
    )
    own, elsewhere = (
        filed.opened(act_of),
        groups.save_group(act_of("ubnd.huyen-ke-sach/vp/luu-tru"), name="Huyện", level="agency"),
    )
    must_refuse(
        "dossiers.group",
        lambda: groups.classify(act_of("thu"), dossier_id=own.id, group_id=elsewhere.pk),
    )


@pytest.mark.appendix_vi("III.6.c")
def test_the_archive_lets_somebody_use_a_file_until_a_day(act_of: ActOf) -> None:
    document = way.brought_to(act_of, State.DRAFTING)
    dossier = filed.archived(act_of, document)
    mai, yen = act_of("mai"), act_of("yen")
    day = mai.at.date()
    facts = {"dossier_id": dossier.id, "position_id": yen.position_id or 0, "reason": "Đối chiếu."}
    must_refuse(
        "permissions.no_right",
        lambda: granting.grant(act_of("thu"), until=day, **facts),
    )
    for wrong in (day - timedelta(days=1), day + timedelta(days=400)):
        must_refuse("dossiers.until", lambda until=wrong: granting.grant(mai, until=until, **facts))
    granting.grant(mai, until=day + timedelta(days=2), **facts)
    must_refuse("dossiers.reader_twice", lambda: granting.grant(mai, until=day, **facts))
    assert sees(act_of, "yen", dossier, document) == (True, True)
    assert "đến hết 23/11/2022" in RightsChange.objects.latest("id").what
    late = way.after(yen, days=3)
    assert not Dossier.objects.visible_to(late).filter(id=dossier.id).exists(), "at once"
    assert granting.end_due(way.after(mai, days=2)) == 0
    assert granting.end_due(way.after(mai, days=3)) == 1
    assert sees(act_of, "yen", dossier, document) == (False, False)
    granting.grant(mai, until=day, **facts)
    reader = dossier.readers.get(source=granting.GRANT)
    granting.revoke(mai, dossier_id=dossier.id, reader_id=reader.id, reason="Đã xong.")
    assert sees(act_of, "yen", dossier, document) == (False, False)
    assert filed.kinds_of(dossier)[-4:] == [
        "dossiers.granted", "dossiers.grant_ended", "dossiers.granted", "dossiers.revoked",
    ]  # fmt: skip


def test_the_hourly_task_told_twice_ends_a_grant_once(act_of: ActOf) -> None:
    dossier = filed.archived(act_of, way.brought_to(act_of, State.DRAFTING))
    granting.grant(
        act_of("mai"), dossier_id=dossier.id, position_id=act_of("yen").position_id or 0,
        until=date(2022, 11, 21), reason="Đối chiếu.",
    )  # fmt: skip
    clock.start_at(act_of("mai").at + timedelta(days=1))
    tasks.end_due_grants(0)
    tasks.end_due_grants(0)
    assert filed.kinds_of(dossier).count("dossiers.grant_ended") == 1


def test_an_open_file_is_not_the_archives_to_lend(act_of: ActOf) -> None:
    dossier = filed.holding(act_of)
    must_refuse(
        "dossiers.wrong_state",
        lambda: granting.grant(
            act_of("mai"), dossier_id=dossier.id, position_id=act_of("yen").position_id or 0,
            until=date(2022, 11, 22), reason="Đối chiếu.",
        ),
    )  # fmt: skip


def test_groups_and_leave_go_through_the_pages(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.brought_to(act_of, State.DRAFTING)
    dossier = filed.archived(act_of, document)
    mai, own = client_as("mai"), f"{URL}{dossier.id}/"
    assert "chưa có nhóm" in text(mai.get(f"{URL}groups/"))
    wrong = mai.post(f"{URL}groups/new/", {"name": "Kinh tế", "level": "units"})
    assert wrong.status_code == 422
    assert "Chọn ít nhất một đơn vị" in text(wrong)
    chosen = {"name": "Kinh tế", "level": "units", "units": [way.unit(KT)]}
    assert mai.post(f"{URL}groups/new/", chosen).status_code == 302
    group = Group.objects.get()
    assert mai.post(f"{own}group/", {"group": group.pk}).status_code == 302
    page = text(mai.get(own))
    assert "Lãnh đạo, văn thư các đơn vị được chọn" in page
    assert "1</td>" in text(mai.get(f"{URL}groups/"))
    chair = act_of("yen").position_id
    typed = {"position": chair, "reason": "Đối chiếu.", "until_0": "31", "until_1": "2",
             "until_2": "2023"}  # fmt: skip
    assert "không có trong lịch" in text(mai.post(f"{own}grants/", typed))
    typed |= {"until_0": "30", "until_1": "11", "until_2": "2022"}
    assert mai.post(f"{own}grants/", typed).status_code == 302
    page = text(mai.get(own))
    assert "30/11/2022" in page
    reader = dossier.readers.get(source=granting.GRANT)
    away = f"{own}grants/{reader.id}/removal/"
    assert away in page
    assert mai.post(away, {"reason": "Đã xong."}).status_code == 302
    assert mai.post(away, {"reason": "Đã xong."}).status_code == 404
    mai.post(f"{URL}groups/{group.pk}/", {"name": "Kinh tế", "level": "agency"})
    assert dossier.title in text(client_as("yen").get(own))
