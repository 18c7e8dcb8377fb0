"""Types of document and how their numbers are written: the province's data, read on demand."""

from __future__ import annotations

from dataclasses import dataclass

from lienthong.directory.models import DocumentType, ProvinceSetting
from lienthong.kernel import symbols
from lienthong.kernel.symbols import Grammar

LETTER = "CV"
"""An official letter (công văn): a document keeps no type for it."""
PARTY, STATE = "party", "state"


@dataclass(frozen=True)
class Types:
    """The types of one system in the order of its list.

    `names` are by abbreviation; `copies` are the kinds of copy, `silent` the types that stand in no
    symbol.
    """

    names: dict[str, str]
    copies: dict[str, str]
    silent: frozenset[str]
    grammar: Grammar

    def name(self, abbreviation: str) -> str:
        """What a type is called; a letter's for "", the abbreviation itself for a strange one."""
        kind = abbreviation or LETTER
        return self.names.get(kind) or self.copies.get(kind) or kind

    def symbol(self, abbreviation: str, *, agency: str, unit: str) -> str:
        """What follows the number of a document of this type."""
        kind = "" if abbreviation in self.silent else abbreviation
        return self.grammar.symbol(type=kind, agency=agency, unit=unit)


def types_of(branch: str) -> Types:
    """The types that agencies of a branch issue; the Front writes as the State does."""
    system = PARTY if branch == PARTY else STATE
    rows = list(DocumentType.objects.filter(system=system).order_by("ordinal", "id"))
    tables = ProvinceSetting.objects.filter(name="numbers").values_list("value", flat=True).first()
    values = (tables or {}).get(system)
    return Types(
        names={row.abbreviation: row.name for row in rows if not row.is_copy},
        copies={row.abbreviation: row.name for row in rows if row.is_copy},
        silent=frozenset(row.abbreviation for row in rows if not row.has_symbol),
        grammar=symbols.grammar(values) if values else symbols.STATE,
    )
