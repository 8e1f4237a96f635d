"""New stores at the price of a copy: their tables are made once for each process of pytest, not each test.

Only what is altogether new is copied. A file that stands there already, a store of an earlier release, and
all that another process opens go the program's own way; so does each test that asks for `from_nothing`, as
those of opening and upgrading do. And what tests write need not outlive a power cut: nobody waits for disks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, NullPool, create_engine, make_url, text

from monitor.record import engine as engine_module
from monitor.record import open_records, records
from monitor.record.engine import FILE_NAME
from monitor.record.migrate import migrate

PRAGMAS = engine_module._PRAGMAS
HASTY = tuple(pragma.replace("synchronous = FULL", "synchronous = OFF") for pragma in PRAGMAS)
#: The same for PostgreSQL. Without the first, each database dropped would wait for all that others wrote.
HASTY_SERVER = ("fsync", "full_page_writes", "synchronous_commit")
TEMPLATE = "monitor_template"
#: All that makes the shape of a database: a test that alters it is the last that has it.
SHAPE = """
SELECT md5(string_agg(part, ';' ORDER BY part)) FROM (
    SELECT concat_ws(' ', attrelid::regclass, attname, atttypid, attnotnull) FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat_ws(' ', pronamespace::regnamespace, proname) FROM pg_proc WHERE oid >= 16384
) AS parts (part)
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
USED = "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"


@cache
def made_store() -> bytes:
    """A SQLite file with this release's tables, as `open_records` makes them, and nothing in them."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        as_users_do(patch)
        open_records("sqlite://", data=Path(folder)).close()
        return (Path(folder) / FILE_NAME).read_bytes()


def copy_or_migrate(engine: Engine, **options: Any) -> None:
    """What `migrate` does; a SQLite file that is not there yet is a copy to begin with."""
    url = engine.url
    if url.get_backend_name() == "sqlite" and url.database and not url.query:
        with suppress(OSError), Path(url.database).open("xb") as new:
            new.write(made_store())
    migrate(engine, **options)


@contextmanager
def quick_stores() -> Iterator[None]:
    """Within it, new SQLite stores of this process are copies, and no store waits for its disk."""
    assert HASTY != PRAGMAS
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "migrate", copy_or_migrate)
        patch.setattr(engine_module, "_PRAGMAS", HASTY)
        yield


def as_users_do(patch: pytest.MonkeyPatch) -> None:
    """From here on stores are opened as they are outside of tests."""
    patch.setattr(records, "migrate", migrate)
    patch.setattr(engine_module, "_PRAGMAS", PRAGMAS)


class Databases:
    """The databases of a server of PostgreSQL; `url` names the server's own."""

    def __init__(self, url: str) -> None:
        self.url = url
        base = url.replace("postgresql://", "postgresql+psycopg://")
        self._engine = create_engine(base, isolation_level="AUTOCOMMIT")
        for setting in HASTY_SERVER:
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        self._shape: str | None = None
        self._emptied: list[str] = []

    def _run(self, command: str) -> None:
        with self._engine.connect() as conn:
            conn.execute(text(command))

    def url_of(self, name: str) -> str:
        return self.url.replace("/postgres?", f"/{name}?")

    def make(self, name: str) -> str:
        """An empty database; its URL."""
        self._run(f"CREATE DATABASE {name} STRATEGY FILE_COPY")
        return self.url_of(name)

    def copy(self, name: str, data: Path) -> str:
        """A database with the tables of a store and nothing in them; its URL. `name` is for a new one: one
        that was given back comes first."""
        if self._shape is None:
            open_records(self.make(TEMPLATE), data=data).close()
            with self._connected(TEMPLATE) as conn:
                self._shape = str(conn.scalar(text(SHAPE)))
        if self._emptied:
            return self.url_of(self._emptied.pop())
        self._run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
        return self.url_of(name)

    def give_back(self, url: str) -> None:
        """Drop it, or empty it for another test, which takes a tenth of the time of a copy."""
        name = str(make_url(url).database)
        self._run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        with self._connected(name) as conn:
            like_new = conn.scalar(text(SHAPE)) == self._shape
            if like_new:
                _empty(conn)
        if like_new:
            self._emptied.append(name)
        else:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def _connected(self, name: str) -> Iterator[Connection]:
        url = self.url_of(name).replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(url, poolclass=NullPool)
        with engine.begin() as conn:
            yield conn

    def close(self) -> None:
        self._engine.dispose()


def _empty(conn: Connection) -> None:
    """Nothing in any table, in whatever order they refer to each other, and numbers from the beginning."""
    conn.execute(text("SET LOCAL session_replication_role = replica"))
    tables = list(conn.scalars(text(TABLES)))
    rows = ", ".join(f'EXISTS (SELECT FROM "{one}")' for one in tables)
    for table, has_rows in zip(tables, conn.execute(text(f"SELECT {rows}")).one(), strict=True):
        if has_rows:
            conn.execute(text(f'DELETE FROM "{table}"'))
    for sequence in conn.scalars(text(USED)).all():
        conn.execute(text(f'ALTER SEQUENCE "{sequence}" RESTART'))
