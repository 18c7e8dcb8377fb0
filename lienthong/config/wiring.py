"""What happens then? Every event that something follows from, and what follows, inside the
database.

Effects outside (signing, mail) are jobs that these functions defer. A subscriber takes a list of
event ids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lienthong.documents import reactions as documents
from lienthong.dossiers import panels as dossiers
from lienthong.exchange import actions as exchange
from lienthong.services import reactions as services
from lienthong.ui.panels import Maker

WIRING: dict[str, list[Callable[[Sequence[int]], None]]] = {
    "documents.approved": [documents.ask_to_sign],
    "documents.seal_requested": [documents.ask_to_seal],
    "exchange.sent": [exchange.deliver],
    "exchange.arrived": [documents.receive, documents.ask_to_check],
    "exchange.undelivered": [documents.undelivered],
    "exchange.asked": [documents.asked],
    "documents.recall_agreed": [documents.report_recall],
    "documents.recall_declined": [documents.report_recall],
    "documents.registered": [documents.report_status],
    "documents.returned": [documents.report_status],
    "documents.assigned": [documents.report_status],
    "documents.started": [documents.report_status],
    "documents.forwarded": [documents.report_status],
    "documents.resolved": [documents.report_status],
    "services.money_came": [services.settle_paid],
    "services.numbered": [services.make_result],
    "services.parts_wanted": [services.open_parts],
    "services.refused": [services.part_ended],
    "services.withdrawn": [services.part_ended],
    "services.stopped": [services.part_ended],
    "services.done": [services.part_ended],
}

PANELS: dict[str, list[Maker]] = {
    "documents.document": [dossiers.of_document],
}
"""What a higher room hangs on the page of a lower one's object."""
