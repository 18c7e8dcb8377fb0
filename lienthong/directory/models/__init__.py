"""The directory's tables, by noun."""

from lienthong.directory.models.agencies import Agency, AgencyLineage, AgencyVersion, RecipientGroup
from lienthong.directory.models.people import Account, Appointment, Person, RightsChange
from lienthong.directory.models.places import Place, PlaceLineage, PlaceVersion
from lienthong.directory.models.posts import Position, Unit
from lienthong.directory.models.province import CalendarDay, ProvinceSetting

__all__ = [
    "Account",
    "Agency",
    "AgencyLineage",
    "AgencyVersion",
    "Appointment",
    "CalendarDay",
    "Person",
    "Place",
    "PlaceLineage",
    "PlaceVersion",
    "Position",
    "ProvinceSetting",
    "RecipientGroup",
    "RightsChange",
    "Unit",
]
