"""Two that drain at once may tell a later step before an earlier one."""

from __future__ import annotations

import pytest

from lienthong.exchange import rules
from lienthong.exchange.tests.test_packets import ActOf, held, receipts, report, told

pytestmark = pytest.mark.django_db


def test_an_earlier_assignment_told_late_does_not_take_the_board_back(act_of: ActOf) -> None:
    """05 and then 04 is a document assigned anew; 04 and then 05, told the other way round, is
    not.
    """
    act = act_of("lan")
    (one,) = held(act)
    report(act, told(one, rules.REGISTERED, 901))
    report(act, told(one, rules.IN_PROGRESS, 903))
    report(act, told(one, rules.ASSIGNED, 902))
    one.refresh_from_db()
    assert one.status == rules.IN_PROGRESS
    assert receipts(one)[-1] == (rules.ASSIGNED, False)

    report(act, told(one, rules.ASSIGNED, 904))
    one.refresh_from_db()
    assert one.status == rules.ASSIGNED
