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
from sqlalchemy import Engine, create_engine, text

from monitor.record import engine as engine_module
from monitor.record import open_records, records
from monitor.record.engine import FILE_NAME
from monitor.record.migrate import migrate

PRAGMAS = engine_module._PRAGMAS
HASTY = tuple(pragma.replace("synchronous = FULL", "synchronous = OFF") for pragma in PRAGMAS)
#: The same for PostgreSQL. Without the first, each database dropped would wait for all that others wrote.
HASTY_SERVER = ("fsync", "full_page_writes", "synchronous_commit")
TEMPLATE = "monitor_template"


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
        self._has_template = False

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
        """A database with the tables of a store and nothing in them; its URL."""
        if not self._has_template:
            open_records(self.make(TEMPLATE), data=data).close()
            self._has_template = True
        self._run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
        return self.url_of(name)

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._engine.dispose()
