"""What a package says in Vietnamese, and in the languages it was translated into.

As in the whole product the Vietnamese sentence is the key: `texts/en.yaml` maps it to English. What
is not translated stays Vietnamese; a translation that nobody has signed off says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lienthong.engine.sheets import Sheet

if TYPE_CHECKING:
    from lienthong.services.packages.package import Package

LANGUAGES = ("vi", "en", "km")
TRANSLATED = ("en", "km")
WAITING = "chờ duyệt"
SHARED = Path(__file__).parent / "texts"
SENTENCES_MOST = 800


@dataclass(frozen=True)
class Texts:
    """One language of a package. `mark` is said where nobody has signed the translation off."""

    language: str
    reviewed: bool = True
    sentences: Mapping[str, str] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """What to say beside it: nothing, or “chờ duyệt”."""
        return "" if self.reviewed else WAITING

    def of(self, sentence: str) -> str:
        """In this language, or as it was."""
        return self.sentences.get(sentence, sentence)


def read(sheet: Sheet, content: bytes | None, language: str) -> Texts:
    """`texts/<language>.yaml` over what all packages share."""
    top = sheet.top(content, {"reviewed", "sentences"}) if content is not None else {}
    given = sheet.entries(top["sentences"], ()) if "sentences" in top else {}
    own = {key: sheet.text(value, most=2_000) for key, value in given.items()}
    if len(own) > SENTENCES_MOST:
        sheet.say(top["sentences"], f"Hơn {SENTENCES_MOST} câu.")
    reviewed = sheet.yes_no(top.get("reviewed"))
    shared = shared_texts(language)
    return Texts(language, reviewed and shared.reviewed, {**shared.sentences, **own})


@cache
def shared_texts(language: str) -> Texts:
    """Of the shared definitions of forms, channels, papers: the same in every package."""
    sheet = Sheet(f"{language}.yaml")
    top = sheet.top((SHARED / f"{language}.yaml").read_bytes(), {"reviewed", "sentences"})
    given = sheet.entries(top["sentences"], ())
    sentences = {key: sheet.text(value, most=2_000) for key, value in given.items()}
    return Texts(language, sheet.yes_no(top.get("reviewed")), sentences)


def unused(texts: Texts, said: Collection[str]) -> list[str]:
    """Sentences translated that the package doesn't say: mistyped, or from before a change."""
    shared = shared_texts(texts.language).sentences
    return [one for one in texts.sentences if one not in said and one not in shared]


def said_by(package: Package) -> set[str]:
    """Every Vietnamese sentence that people read of a package."""
    said = {
        *(package.name, package.short_name, package.summary, package.field),
        *(package.who_may_apply, package.result.name, package.result.at_delivery),
        *(package.form.title, package.fee_rules.free),
        *package.steps_told,
        *package.keywords,
        *(one.name for one in package.cases),
        *(one.otherwise for one in package.eligibility),
        *(one.text for one in package.legal_basis),
        *(line.label for line in package.result.lines),
    }
    for paper in package.components.all:
        said |= {paper.name, paper.note}
    for fee in package.fee_rules.all:
        said |= {fee.name, fee.sample, *(one.sentence for one in fee.exemptions)}
    for page in package.form.pages:
        said |= {page.title, page.intro}
    for top in package.form.fields:
        for one in top.walk():
            said |= {one.label, one.hint, one.unit, *(label for _value, label in one.options)}
    for asks in package.process.asks.values():
        said |= {one.label for one in asks}
    for diagram in package.definition.diagrams.values():
        said |= {node.name for node in diagram.nodes.values()}
    return said
