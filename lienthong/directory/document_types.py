"""Types of document and how their numbers are written: the province's data, read on demand."""

from __future__ import annotations

import json
from dataclasses import dataclass

from lienthong.kernel import statements, symbols
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


_TYPES = """
select abbreviation, name, is_copy, has_symbol from directory_document_type
where system = %s order by ordinal, id
"""
_GRAMMAR = "select value -> %s::text from directory_province_setting where name = 'numbers'"


def types_of(branch: str) -> Types:
    """The types that agencies of a branch issue; the Front writes as the State does."""
    system = PARTY if branch == PARTY else STATE
    with statements.prepared() as cursor:  # every step of a document asks
        cursor.execute(_TYPES, [system])
        rows = cursor.fetchall()
        cursor.execute(_GRAMMAR, [system])
        (values,) = cursor.fetchone() or (None,)
    return Types(
        names={short: name for short, name, is_copy, _symbol in rows if not is_copy},
        copies={short: name for short, name, is_copy, _symbol in rows if is_copy},
        silent=frozenset(short for short, _name, _is_copy, has_symbol in rows if not has_symbol),
        grammar=symbols.grammar(json.loads(values)) if values else symbols.STATE,
    )
