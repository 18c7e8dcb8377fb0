"""Find: first how many texts of the agency there are, at most 1,001; so few are ranked, more are
walked from the newest month back. What a person may not see is neither counted nor shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from lienthong.kernel.search.question import Question
from lienthong.kernel.search.tokens import of_agency, of_month, of_year

CAP = 1000
"""So many texts are ranked; of more only the newest are looked at."""
CLOSELY = 200
"""Of so many the whole text is compared with what was typed, of more only the heading."""
COUNT_CAP = 100
"""Of more than CAP texts so many hits are counted ("99+")."""
PAGE = 20
PREFIX = 2
"""Letters of an unfinished word that are looked for as its beginning."""
FEW = 500
"""Whoever may see no more objects than this is asked about each."""


@dataclass(frozen=True)
class Rights:
    """What a room adds: SQL over `hit.object_id` that is true of what this person may see and
    wants, and its parameters by name. `few` gives all objects of the person when there are no more
    than FEW, else None; it is asked only when very many texts match.
    """

    object_type: str
    condition: str
    params: dict[str, Any]
    few: Callable[[], list[int] | None]


@dataclass(frozen=True)
class Wanted:
    """What is looked for: all `scopes` lexemes, none of `without`, days from-until included."""

    agency_id: int
    question: Question = field(default_factory=Question)
    scopes: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    newest: bool = False
    prefix: bool = False  # the last word is still being typed


@dataclass(frozen=True)
class Place:
    """The last hit shown: what comes after it is the next page."""

    score: int
    day: date
    object_id: int


@dataclass(frozen=True)
class Hit:
    """One object found. `texts` are the ids of its texts that hold the words."""

    object_id: int
    day: date
    score: int
    texts: tuple[int, ...]

    @property
    def place(self) -> Place:
        """Where the next page begins."""
        return Place(self.score, self.day, self.object_id)


@dataclass(frozen=True)
class Found:
    """One page. `count` is what the person may see, `capped` when there is more than that;
    `ranked` when the best stand first, otherwise the newest do.
    """

    hits: tuple[Hit, ...]
    more: bool
    count: int
    capped: bool
    ranked: bool


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def tsquery(lexemes: Sequence[str], without: Sequence[str] = ()) -> str:
    """The text of a tsquery: all of these and none of those."""
    return " & ".join([*map(_quoted, lexemes), *(f"!{_quoted(one)}" for one in without)])


def _any(lexemes: Sequence[str]) -> str:
    return "(" + " | ".join(map(_quoted, lexemes)) + ")"


_HIT = """
select h.object_id, t.day, max({score})::int as score, array_agg(t.id order by t.id) as texts
from {texts} t
join kernel_search_holding h on h.text_id = t.id and h.agency_id = %(agency)s
  and h.object_type = %(object_type)s
where {conditions}
group by h.object_id, t.day order by {order}
"""
_FEWER = f"""
with text as materialized (
  select t.id from kernel_search_text t where t.words @@ %(query)s::tsquery limit %(cap)s
), counted as materialized (
  select count(*) as texts from text
), hit as materialized ({_HIT}), seen as materialized (
  select * from hit where {{rights}}
), page as (
  select * from seen where {{after}} order by {{order}} limit %(limit)s
)
select page.object_id, page.day, page.score, page.texts, (select count(*) from seen), counted.texts
from counted left join page on true order by {{order}}
"""
_WALKED = f"""
with hit as materialized ({_HIT})
select object_id, day, score, texts from hit where {{rights}} order by {{order}} limit %(limit)s
"""
_NEWEST = "day desc, object_id desc"
_BEST = "score desc, day desc, object_id desc"
_SCORE = """
8 * (t.head @@ %(folded)s::tsquery)::int + 4 * (t.head @@ %(exact)s::tsquery)::int
+ 2 * (t.head @@ %(near)s::tsquery)::int
+ case when (select texts from counted) <= %(closely)s then
    2 * (t.exact @@ %(exact)s::tsquery)::int + (t.words @@ %(near)s::tsquery)::int else 0 end
"""


def find(wanted: Wanted, rights: Rights, *, after: Place | None = None, limit: int = PAGE) -> Found:
    """One page of what this person may see of what matches; see the module for the order."""
    search = _Search(wanted, rights, after, limit)
    return search.found()


@dataclass
class _Search:
    wanted: Wanted
    rights: Rights
    after: Place | None
    limit: int

    def found(self) -> Found:
        """Ranked when few texts match or the person has few objects, else walked."""
        ranked = bool(self.wanted.question) and not self.wanted.newest
        found = self._fewer(CAP, ranked=ranked)
        if found is None and (few := self.rights.few()) is not None:
            found = self._fewer(None, few, ranked=ranked)
        return found or self._newest()

    def _query(self, months: Sequence[str] = ()) -> str:
        wanted = self.wanted
        lexemes = [*wanted.question.lexemes(), of_agency(wanted.agency_id), *wanted.scopes]
        text = tsquery(lexemes, wanted.without)
        if wanted.prefix and wanted.question:
            word, *others = wanted.question.terms[-1].folded
            if not others and len(word) >= PREFIX:
                text = text.replace(_quoted(word), f"{_quoted(word)}:*", 1)
        return f"{text} & {_any(months)}" if months else text

    def _rows(self, sql: str, values: dict[str, Any]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def _conditions(self) -> tuple[list[str], dict[str, Any]]:
        wanted = self.wanted
        parts: list[str] = []
        values: dict[str, Any] = {
            **self.rights.params,
            "query": self._query(),
            "agency": wanted.agency_id,
            "object_type": self.rights.object_type,
        }
        if wanted.first_day:
            parts.append("t.day >= %(first_day)s")
            values["first_day"] = wanted.first_day
        if wanted.last_day:
            parts.append("t.day <= %(last_day)s")
            values["last_day"] = wanted.last_day
        for number, phrase in enumerate(wanted.question.phrases):
            parts.append(f"position(%(phrase{number})s in t.folded) > 0")
            values[f"phrase{number}"] = phrase
        if self.after:
            values |= {
                "at_day": self.after.day,
                "at_id": self.after.object_id,
                "at_score": self.after.score,
            }
        return parts, values

    def _fewer(
        self, cap: int | None, few: list[int] | None = None, *, ranked: bool
    ) -> Found | None:
        """Every hit is looked at, so the count is exact; None when there are more texts than
        `cap`.
        """
        parts, values = self._conditions()
        if cap is not None:
            texts = "(select whole.* from text join kernel_search_text whole using (id))"
            parts.append("(select texts from counted) < %(cap)s")
        else:
            texts = "kernel_search_text"
            parts += ["t.words @@ %(query)s::tsquery", "h.object_id = any(%(few)s)"]
        after = "true"
        if self.after:
            after = "(day, object_id) < (%(at_day)s, %(at_id)s)"
            if ranked:
                after = f"(score < %(at_score)s or (score = %(at_score)s and {after}))"
        if ranked:
            values |= self._typed()
        sql = _FEWER.format(
            score=_SCORE if ranked else "0",
            texts=texts,
            conditions=" and ".join(parts),
            rights=self.rights.condition,
            after=after,
            order=_BEST if ranked else _NEWEST,
        )
        most = 0 if cap is None else cap + 1
        rows = self._rows(sql, {**values, "cap": most, "few": few, "limit": self.limit + 1})
        if cap is not None and rows[0][5] > cap:
            return None
        hits = [Hit(row[0], row[1], row[2], tuple(row[3])) for row in rows if row[0] is not None]
        return Found(
            tuple(hits[: self.limit]),
            more=len(hits) > self.limit,
            count=rows[0][4],
            capped=False,
            ranked=ranked,
        )

    def _typed(self) -> dict[str, Any]:
        """What the score compares with."""
        question = self.wanted.question
        folded = tsquery(question.syllables)
        return {
            "folded": folded,
            "exact": tsquery(question.exact()) if question.marked else _NEVER,
            "near": tsquery(question.neighbours()) or folded,
            "closely": CLOSELY,
        }

    def _newest(self) -> Found:
        """Month by month backwards, ever more at once, until there are enough."""
        parts, values = self._conditions()
        parts.append("t.words @@ %(query)s::tsquery")
        if self.after:
            parts.append("(t.day, h.object_id) < (%(at_day)s, %(at_id)s)")
        sql = _WALKED.format(
            score="0",
            texts="kernel_search_text",
            conditions=" and ".join(parts),
            rights=self.rights.condition,
            order=_NEWEST,
        )
        most = self.limit + 1 if self.after else max(COUNT_CAP, self.limit + 1)
        rows: list[Any] = []
        for months in _windows(*self._days()):
            query = self._query(months)
            rows += self._rows(sql, {**values, "query": query, "limit": most - len(rows)})
            if len(rows) >= most:
                break
        return Found(
            tuple(Hit(row[0], row[1], row[2], tuple(row[3])) for row in rows[: self.limit]),
            more=len(rows) > self.limit,
            count=len(rows),
            capped=len(rows) >= most,
            ranked=False,
        )

    def _days(self) -> tuple[date, date]:
        """The first and the last day there can be a hit."""
        sql = "select min(day), max(day) from kernel_search_text"
        first, last = self._rows(sql, {})[0]
        wanted = self.wanted
        if self.after:
            last = min(last, self.after.day)
        return max(first, wanted.first_day or first), min(last, wanted.last_day or last)


_NEVER = "'@'"
"""A lexeme no text has."""


def _windows(first: date, last: date) -> Iterator[list[str]]:
    """Month lexemes from the newest back, 1, 2, 4, 8 … months at once; whole years by their own
    lexeme.
    """
    low, high = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    width = 1
    while high >= low:
        down = max(low, high - width + 1)
        yield _covering(down, high)
        high, width = down - 1, width * 2


def _covering(low: int, high: int) -> list[str]:
    lexemes: list[str] = []
    at = high
    while at >= low:
        year, month = divmod(at, 12)
        if month == 11 and at - 11 >= low:  # noqa: PLR2004 - December, and the whole year is inside
            lexemes.append(of_year(year))
            at -= 12
        else:
            lexemes.append(of_month(year, month + 1))
            at -= 1
    return lexemes
