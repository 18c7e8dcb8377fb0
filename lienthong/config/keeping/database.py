"""The database as a whole: where it is, what stands in it, out by pg_dump and in by psql."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lienthong.kernel.errors import Refused
from lienthong.launch import clients, postgres

PART = 16 << 20  # bytes of a dump held in memory at a time
TAIL = 2000  # characters of a program's last words


def _own(catalog: str) -> str:
    return (
        "not exists (select from pg_depend d where d.objid = o.oid and d.deptype = 'e'"
        f" and d.classid = '{catalog}'::regclass)"
    )


_OBJECTS = f"""
select o.relname from pg_class o where o.relnamespace = 'public'::regnamespace
  and o.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and {_own("pg_class")} order by 1
"""
_TABLES = f"""
select o.relname from pg_class o where o.relnamespace = 'public'::regnamespace
  and o.relkind = 'r' and {_own("pg_class")} order by 1
"""
_FOREIGN_EXTENSIONS = """
select extname from pg_extension e where extname <> 'plpgsql' and extowner not in (
  select relowner from pg_class where oid = to_regclass('public.kernel_event'))
"""
_OTHERS = """
select count(*) from pg_stat_activity where datname = current_database()
  and pid <> pg_backend_pid() and usesysid is not null
"""
# Objects of ours only: extensions stay, some of them belong to the server's administrator.
_DROP_ALL = f"""
do $$
declare said text; wanted text[];
begin
  select array_agg(s order by last) into wanted from (
    select format('drop %s if exists public.%I cascade', case o.relkind when 'v' then 'view'
        when 'm' then 'materialized view' when 'f' then 'foreign table' when 'S' then 'sequence'
        else 'table' end, o.relname) as s, (o.relkind = 'S')::int as last
      from pg_class o where o.relnamespace = 'public'::regnamespace
        and o.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and {_own("pg_class")}
    union all
    select format('drop routine if exists %s cascade', o.oid::regprocedure), 2
      from pg_proc o where o.pronamespace = 'public'::regnamespace and {_own("pg_proc")}
    union all
    select format('drop type if exists public.%I cascade', o.typname), 2
      from pg_type o left join pg_class c on c.oid = o.typrelid
      where o.typnamespace = 'public'::regnamespace and {_own("pg_type")}
        and (o.typtype in ('e', 'd', 'r') or c.relkind = 'c')) w;
  foreach said in array coalesce(wanted, '{{}}') loop
    execute said;
  end loop;
end $$
"""


def where() -> postgres.Params:
    """The database this process works in, seen by its owner."""
    here = connection.settings_dict
    return {
        **postgres.connection("owner"),
        "host": str(here["HOST"]),
        "port": str(here["PORT"]),
        "name": str(here["NAME"]),
    }


def server_major() -> int:
    """PostgreSQL's major version, 18 for instance."""
    return int(_one("select current_setting('server_version_num')::int")) // 10_000


def size() -> int:
    """Bytes on the server's disk, indexes included."""
    return int(_one("select pg_database_size(current_database())"))


def objects() -> list[str]:
    """Names of all tables, views and sequences of ours; none in an empty database."""
    return [str(name) for (name,) in _rows(_OBJECTS)]


def others() -> int:
    """How many other sessions work in this database."""
    return int(_one(_OTHERS))


def tables() -> dict[str, int]:
    """Rows by table, counted."""
    names = [str(name) for (name,) in _rows(_TABLES)]
    return {name: int(_one(f'select count(*) from public."{name}"')) for name in names}


@contextmanager
def moment() -> Iterator[str]:
    """One moment of the database: all that is read inside, and a dump told this name, see it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
        yield str(_one("select pg_export_snapshot()"))


@contextmanager
def dumping(snapshot: str) -> Iterator[Iterator[bytes]]:
    """That moment in pieces of at most PART bytes: a pg_dump in custom format.

    Without owners and rights, which belong to the machine and are given anew by `prepare`. Refused
    when pg_dump cannot.
    """
    foreign = [f"--exclude-extension={name}" for (name,) in _rows(_FOREIGN_EXTENSIONS)]
    address, major = where(), server_major()
    with tempfile.TemporaryFile() as said:
        process = clients.start(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-comments",
            f"--snapshot={snapshot}", "--lock-wait-timeout=60s", *foreign,
            where=address, major=major, stdout=subprocess.PIPE, stderr=said,
        )  # fmt: skip
        try:
            assert process.stdout is not None  # noqa: S101 - asked for above
            yield iter(_pieces(process.stdout))
            if process.wait():
                raise _failed("pg_dump", said)
        finally:
            _end(process)


def load(dump: Iterable[bytes], *, replace: bool) -> None:
    """A dump becomes the content of the database, all in one transaction; `replace` drops first.

    Triggers come after the rows, as the dump has them: loading makes no events pending. Killed or
    refused on the way it leaves the database as it was.
    """
    address, major = where(), server_major()
    connection.close()
    begin = ["-c", "set client_min_messages = warning", "-c", "begin"]
    if replace:
        begin += ["-c", _DROP_ALL]
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as said_first:
        outlet, inlet = os.pipe()
        with os.fdopen(outlet, "rb") as psql_reads, os.fdopen(inlet, "wb", 0) as psql_hears:
            taker = clients.start(
                "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *begin, "-f", "-",
                where=address, major=major, stdin=psql_reads, stderr=said,
            )  # fmt: skip
            psql_reads.close()
            maker = clients.start(
                "pg_restore", "--no-owner", "--no-privileges", "-f", "-",
                where=address, major=major,
                stdin=subprocess.PIPE, stdout=psql_hears, stderr=said_first,
            )  # fmt: skip
            try:
                _feed(maker, dump)
                whole = maker.wait() == 0
                if whole:  # only now: a script that broke off must not be committed
                    with suppress(BrokenPipeError):
                        psql_hears.write(b"\ncommit;\n")
                psql_hears.close()
                if taker.wait():
                    raise _failed("psql", said)
                if not whole:
                    raise _failed("pg_restore", said_first)
            finally:
                _end(maker)
                _end(taker)


def analyze() -> None:
    """Let the planner know the new rows at once."""
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(PART):
        yield piece


def _feed(process: subprocess.Popen[bytes], pieces: Iterable[bytes]) -> None:
    """A program that ends before it has taken all tells why by its exit code."""
    assert process.stdin is not None  # noqa: S101 - asked for by `load`
    with suppress(BrokenPipeError):
        for piece in pieces:
            process.stdin.write(piece)
    with suppress(BrokenPipeError):
        process.stdin.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    if process.poll() is None:
        process.kill()
    process.wait()


def _failed(program: str, said: IO[bytes]) -> Refused:
    said.seek(0)
    words = said.read().decode(errors="replace")[-TAIL:].strip()
    told = _("{program} dừng giữa chừng; cơ sở dữ liệu vẫn như trước. Lời của nó:\n{words}")
    return Refused("keeping.database", told.format(program=program, words=words))


def _rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _one(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
