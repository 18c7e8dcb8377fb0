"""What the room keeps; each file a few nouns."""

from lienthong.services.models.applications import (
    Applicant,
    Application,
    Correction,
    Counter,
    Draft,
    DraftPaper,
    Opinion,
    Paper,
    Rating,
    Result,
    Step,
    Supplement,
)
from lienthong.services.models.payments import BankNotice, Payment
from lienthong.services.models.procedures import Procedure, Version
from lienthong.services.models.tickets import Ticket

__all__ = [
    "Applicant", "Application", "BankNotice", "Correction", "Counter", "Draft", "DraftPaper",
    "Opinion", "Paper", "Payment", "Procedure", "Rating", "Result", "Step", "Supplement", "Ticket",
    "Version",
]  # fmt: skip
