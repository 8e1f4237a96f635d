"""Brings a store to this release's tables. A store that a later release wrote is refused by name.

Each upgrade is one transaction: a store is old or new, never between.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from monitor.errors import StoreTooNew
from monitor.record import chain
from monitor.record.copies import Step, keep_file
from monitor.record.engine import reading, writing
from monitor.record.schema import REVISION

log = logging.getLogger(__name__)

#: Any number: two programs that open a new PostgreSQL store at once take turns by it.
LOCK = 77_410_205


#: Seconds between two words in the log about work that takes long.
PATIENCE = 5.0


def migrate(engine: Engine, *, keep_copy: bool = True, step: Step = lambda done, total: None) -> None:
    """Make the tables, or bring them up to date; a SQLite store is copied before, of which `step` hears.
    Raises `StoreTooNew` and what `explained` raises."""
    with reading(engine) as conn:
        found = revision_of(conn)
    if found == REVISION:
        return
    # Alembic takes a tenth of a second to load, and is needed once in the life of most stores.
    from monitor.record.upgrade import is_known, upgrade

    if found is not None and not is_known(found):
        store = engine.url.render_as_string(hide_password=True)
        raise StoreTooNew(
            f"The store {store} was written by a later release of monitor (its tables are at {found}, "
            f"this release knows them up to {REVISION}). Install that release, or name another store."
        )
    if found is not None and keep_copy:
        with telling(f"copying the store before its tables go from {found} to {REVISION}"):
            _keep_copy(engine, found, step)
    with telling(f"bringing the store's tables from {found} to {REVISION}"), writing(engine) as conn:
        if engine.dialect.name == "postgresql":
            conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        upgrade(conn)
        chain.adopt(conn)


@contextmanager
def telling(what: str, patience: float = PATIENCE) -> Iterator[None]:
    """Say in the log that this is being done, and for how long, while it takes longer than `patience`."""
    done = threading.Event()

    def tell() -> None:
        waited = 0.0
        while not done.wait(patience):
            waited += patience
            log.warning("%s: %.0f s so far", what, waited)

    thread = threading.Thread(target=tell, name="telling", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _keep_copy(engine: Engine, found: str, step: Step) -> None:
    """Keep the store as it was, beside it, under the name of its revision and the time."""
    if engine.dialect.name != "sqlite":
        log.warning("the store's tables go from %s to %s; its backup is the server's affair", found, REVISION)
        return
    store = Path(engine.url.database or "")
    now = datetime.now(UTC)
    copy = store.with_name(f"{store.name}.{found}-{now:%Y%m%dT%H%M%S%fZ}.backup")
    keep_file(engine, copy, step)
    log.warning("the store's tables go from %s to %s; as it was it is kept in %s", found, REVISION, copy)


def revision_of(conn: Connection) -> str | None:
    """The migration that the store stands at; None for an empty one."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    found = conn.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)
