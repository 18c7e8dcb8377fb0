from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from lienthong.documents.actions import issuing
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import GROUPS, ActOf
from lienthong.exchange.models import Delivery, Packet
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event


def test_two_clerks_issuing_at_once_send_one_packet(own_database: str, act_of: ActOf) -> None:
    made = [way.brought_to(act_of, State.SEALED, to=(), groups=GROUPS).id for _turn in range(3)]
    clerk = act_of("lan")

    def work(ids: list[int]) -> list[int | str]:
        answers: list[int | str] = []
        try:
            for document_id in ids:
                try:
                    answers.append(issuing.issue(clerk, document_id=document_id))
                except Refused as refused:
                    answers.append(refused.code)
        finally:
            connection.close()
        return answers

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(work, [made, made])
    for pair in zip(first, second, strict=True):
        assert sorted(pair, key=str) == [120, "documents.wrong_state"]
    packets = Document.objects.filter(id__in=made).values("packet_id")
    assert Packet.objects.filter(id__in=packets).count() == Packet.objects.count() == 3
    assert Delivery.objects.count() == 3 * 120
    assert Event.objects.filter(kind="documents.issued", object_id__in=made).count() == 3
