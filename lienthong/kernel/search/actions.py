"""Writes of the index. They belong to the act that changed the words and record no event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from lienthong.kernel.actions import bookkeeping
from lienthong.kernel.acts import Act
from lienthong.kernel.events import as_json
from lienthong.kernel.search.models import FileText
from lienthong.kernel.search.reading import Reading
from lienthong.kernel.search.tokens import of_day, words_of


@dataclass(frozen=True)
class Entry:
    """A text to be found. `title` and `fields` are its heading and weigh more than `body`;
    `scopes` are lexemes of tokens.of_….
    """

    key: str
    title: str
    day: date
    fields: tuple[str, ...] = ()
    body: str = ""
    scopes: list[str] = field(default_factory=list)

    def values(self) -> list[Any]:
        """Key, title, body, day, and the vectors' lexemes, in the order of `_PUT`."""
        heading = words_of([self.title, *self.fields])
        whole = words_of([self.title, *self.fields, self.body]) if self.body else heading
        return [
            self.key, self.title, self.body, self.day,
            sorted({*heading.lexemes, *heading.exact}), whole.exact, whole.folded,
            [*whole.lexemes, *self.scopes, *of_day(self.day)],
        ]  # fmt: skip


_PUT = """
insert into kernel_search_text
  (key, title, body, day, files, head, exact, folded, words)
values (%s, %s, %s, %s, '{}', array_to_tsvector(%s::text[]), array_to_tsvector(%s::text[]),
  %s, array_to_tsvector(%s::text[]))
on conflict (key) do update set title = excluded.title, body = excluded.body, day = excluded.day,
  files = '{}', head = excluded.head, exact = excluded.exact,
  folded = excluded.folded, words = excluded.words
returning id
"""
_HOLD = """
insert into kernel_search_holding (text_id, agency_id, object_type, object_id)
values (%s, %s, %s, %s) on conflict do nothing
"""


@bookkeeping
def put(entry: Entry, *, agency_id: int, object_type: str, object_id: int) -> None:
    """Put a text of one object in place of what stood under its key."""
    with connection.cursor() as cursor:
        cursor.execute(_PUT, entry.values())
        (text_id,) = cursor.fetchone()
        cursor.execute(_HOLD, [text_id, agency_id, object_type, object_id])


_PUT_SHARED = """
with given as (
  select * from jsonb_to_recordset(%(texts)s::jsonb -> 'all') as g(key text, title text, body text,
    day date, head text[], exact text[], folded text, words text[])
), held as (
  {held}
), text as (
  insert into kernel_search_text
    (key, title, body, day, files, head, exact, folded, words)
  select g.key, g.title, g.body, g.day, '{{}}', array_to_tsvector(g.head),
    array_to_tsvector(g.exact), g.folded, array_to_tsvector(g.words || h.scopes)
  from given g
  join (select key, array_agg('@a' || agency_id) as scopes from held group by key) h using (key)
  on conflict (key) do update set words = kernel_search_text.words || excluded.words
  returning id, key
)
insert into kernel_search_holding (text_id, agency_id, object_type, object_id)
select text.id, held.agency_id, %(object_type)s, held.object_id from held join text using (key)
on conflict do nothing
"""


@bookkeeping
def put_shared(
    entries: Sequence[Entry], held: str, params: dict[str, Any], *, object_type: str
) -> None:
    """Texts that many agencies hold at once: one statement, the words cut once a text.

    `held` is a SELECT of (key, agency_id, object_id), its parameters by name. A text that is
    there already keeps its words and gets the new holders.
    """
    texts = [
        dict(
            zip(
                ("key", "title", "body", "day", "head", "exact", "folded", "words"),
                entry.values(),
                strict=True,
            )
        )
        for entry in entries
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _PUT_SHARED.format(held=held),
            {**params, "texts": as_json({"all": texts}), "object_type": object_type},
        )


@bookkeeping
def forget(keys: Sequence[str]) -> None:
    """Take texts out with all who hold them, to be written anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with text as (delete from kernel_search_text where key = any(%s) returning id)"
            " delete from kernel_search_holding h using text where h.text_id = text.id",
            [list(keys)],
        )


@bookkeeping
def let_go(key: str, agency_id: int) -> None:
    """An agency holds this text no longer; without the holding its scope lexeme finds nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from kernel_search_holding h using kernel_search_text t"
            " where t.key = %s and h.text_id = t.id and h.agency_id = %s",
            [key, agency_id],
        )


_ADD = """
update kernel_search_text set folded = folded || %s,
  exact = exact || array_to_tsvector(%s::text[]), words = words || array_to_tsvector(%s::text[])
"""


def _words(text: str) -> list[Any]:
    words = words_of([text])
    return [words.folded, words.exact, words.lexemes]


@bookkeeping
def add_body(key: str, body: str) -> None:
    """Give a text its body when it has none yet; repeatable."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_ADD}, body = %s where key = %s and body = ''", [*_words(body), body, key]
        )


@bookkeeping
def add_file(key: str, sha256: str) -> None:
    """Give a text the words of a file that was read, once."""
    text = FileText.objects.filter(sha256=sha256).values_list("text", flat=True).first()
    if text:
        with connection.cursor() as cursor:
            cursor.execute(
                f"{_ADD}, files = files || %s::text where key = %s and %s <> all(files)",
                [*_words(text), sha256, key, sha256],
            )


@bookkeeping
def keep_file_text(act: Act, sha256: str, read: Reading) -> None:
    """What a file was read as, or why it was not."""
    FileText.objects.update_or_create(
        sha256=sha256,
        defaults={
            "state": read.state.value,
            "reason": read.reason,
            "text": read.text,
            "read_at": act.at,
        },
    )
