"""The directory's tables, by noun."""

from lienthong.directory.models.agencies import Agency, AgencyLineage, AgencyVersion, RecipientGroup
from lienthong.directory.models.citizens import Citizen, Representation
from lienthong.directory.models.delegations import Delegation
from lienthong.directory.models.images import SignatureImage
from lienthong.directory.models.people import Account, Appointment, Person, RightsChange
from lienthong.directory.models.places import Place, PlaceLineage, PlaceVersion
from lienthong.directory.models.posts import Position, Unit
from lienthong.directory.models.province import (
    CalendarDay,
    DocumentType,
    LoadedRow,
    ProvinceLoad,
    ProvinceSetting,
)
from lienthong.directory.models.signing_in import Session, SignInThrottle

__all__ = [
    "Account",
    "Agency",
    "AgencyLineage",
    "AgencyVersion",
    "Appointment",
    "CalendarDay",
    "Citizen",
    "Delegation",
    "DocumentType",
    "LoadedRow",
    "Person",
    "Place",
    "PlaceLineage",
    "PlaceVersion",
    "Position",
    "ProvinceLoad",
    "ProvinceSetting",
    "RecipientGroup",
    "Representation",
    "RightsChange",
    "Session",
    "SignInThrottle",
    "SignatureImage",
    "Unit",
]
