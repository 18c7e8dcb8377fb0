"""How often the system was used, counted from the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from lienthong.directory import accesses
from lienthong.directory.actions import signing_in
from lienthong.directory.models import Account, Agency
from lienthong.kernel import access
from lienthong.kernel.acts import Act, system_act

pytestmark = pytest.mark.django_db

ActOf = Callable[..., Act]
ClientAs = Callable[..., Client]
DAY = date(2022, 11, 21)
ADDRESS = "/van-phong/quan-tri/truy-cap/"


def used(act_of: ActOf) -> None:
    """Lan signs in and looks twice on Monday; Minh prints late in the evening and again on
    Tuesday; the notes are folded an hour after midnight.
    """
    lan = act_of("lan")
    account = Account.objects.get(username="lan")
    signing_in.sign_in(
        lan, account_id=account.pk, secret=account.password, method="persona", address="::1"
    )
    seen = Agency.objects.get(id=lan.agency_id)
    access.note(lan, "view", seen)
    access.note(lan, "download", account)
    late = act_of("minh").at + timedelta(hours=15, minutes=30)
    access.note(act_of("minh").later(late), "print", seen)
    access.note(act_of("minh").later(late + timedelta(hours=1)), "view", seen)
    access.note(act_of("tuyet"), "view", seen)
    access.fold(system_act(late + timedelta(hours=1, minutes=30), "Sổ truy cập"))


@pytest.mark.appendix_vi("III.6.b")
def test_accesses_are_counted_by_day_person_and_kind(act_of: ActOf) -> None:
    used(act_of)
    own = act_of("lan").agency_id or 0
    together, days = accesses.counted(own, DAY, DAY + timedelta(days=1), "day")
    counts = [together, *days]
    assert [
        (one.label, one.sign_ins, one.views, one.prints, one.downloads, one.people)
        for one in counts
    ] == [("", 1, 2, 1, 1, 2), ("2022-11-22", 0, 1, 0, 0, 1), ("2022-11-21", 1, 1, 1, 1, 2)]
    monday, people = accesses.counted(own, DAY, DAY, "person")
    assert (monday.views, monday.prints, len(people)) == (1, 1, 2)
    assert people[0].label.startswith(act_of("lan").by_name)
    _all, kinds = accesses.counted(own, DAY, DAY, "object")
    assert {one.label for one in kinds} == {"directory.agency", "directory.account"}
    nothing, rows = accesses.counted(own, date(2022, 1, 1), date(2022, 1, 2), "day")
    assert (nothing.views, nothing.people, rows) == (0, 0, [])


def test_a_manager_asks_through_the_page(act_of: ActOf, client_as: ClientAs) -> None:
    used(act_of)
    minh = client_as("minh")
    days = "first=21/11/2022&last=22/11/2022"
    page = minh.get(f"{ADDRESS}?{days}&way=person").content.decode()
    for words in ("Lượt truy cập", act_of("lan").by_name, act_of("minh").by_name):
        assert words in page, words
    assert act_of("tuyet").by_name not in page
    assert "Sổ và báo cáo" in minh.get(f"{ADDRESS}?{days}&way=object").content.decode()
    assert "21/11/2022" in minh.get(f"{ADDRESS}?{days}&way=x").content.decode()
    wrong = minh.get(f"{ADDRESS}?first=31/02/2022&last=x")
    assert "Nhập ngày dạng" in wrong.content.decode()
    other = act_of("tuyet").agency_id
    assert act_of("tuyet").by_name not in minh.get(f"{ADDRESS}?co-quan={other}").content.decode()
    dat = client_as("dat").get(f"{ADDRESS}?co-quan={other}&{days}&way=person").content.decode()
    assert act_of("tuyet").by_name in dat
