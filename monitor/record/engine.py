"""Opens a store from its URL, and turns what a database complains of into what a person can do.

SQLite runs in WAL mode with foreign keys on and a full sync at each commit; writers take the
write lock as they begin, so that none is refused half-way. PostgreSQL goes through psycopg 3.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from monitor.errors import EnvironmentRefused, MonitorError, NotFoundError, StoreError, StoreInUse, UsageError
from monitor.record import chain

FILE_NAME = "monitor.db"
BUSY_SECONDS = 15
#: Execution option: the word that begins a transaction on SQLite; empty for none.
BEGIN = "monitor_begin"

#: What SQLite says, in part → the error and what to do. `{store}` is the file.
_SQLITE_SAYS: tuple[tuple[str, type[EnvironmentRefused | StoreError], str], ...] = (
    ("disk is full", EnvironmentRefused, "No space is left for {store}: free some, then start again."),
    (
        "readonly",
        EnvironmentRefused,
        "{store} cannot be written: give write permission to it and its folder.",
    ),
    ("unable to open", EnvironmentRefused, "{store} cannot be opened: check that its folder may be written."),
    ("is locked", StoreInUse, "Another program holds {store}: end it, then try again."),
    ("not a database", StoreError, "{store} is not a store of monitor, or damaged: restore a backup."),
    ("malformed", StoreError, "{store} is damaged: restore a backup, or move it aside to begin anew."),
    ("disk i/o", EnvironmentRefused, "The disk under {store} fails or is full: check it, then start again."),
)
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    # KiB, negative by SQLite's convention; each pooled connection has its own.
    "cache_size = -16000",
    # Bytes that the write-ahead log keeps of the disk after a burst.
    "journal_size_limit = 67108864",
    # Pages. Looks write all over the table: carried over from the log a thousand pages at a time, as is the
    # default, nearly each would be written as often as it changed.
    "wal_autocheckpoint = 16000",
)
#: How soon this side takes a PostgreSQL server that says nothing for lost: libpq's words for connections over
#: TCP, in seconds and milliseconds. Whoever names one of them in the store's URL decides it.
PATIENCE: dict[str, int] = {
    "connect_timeout": 15,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
#: How soon the server takes us for lost, and gives our locks to others: at a dead connection, and in the
#: midst of a transaction, where a stopped process would hold up every writer. An administrator's word stands.
_SERVER_PATIENCE = ("idle_in_transaction_session_timeout", "60s")
_SERVER_KEEPALIVES = (
    ("tcp_keepalives_idle", "15"),
    ("tcp_keepalives_interval", "5"),
    ("tcp_keepalives_count", "3"),
)
_TOO_HIGH = "There is nothing of so high a number."


def store_url(url: str, data: Path) -> URL:
    """The URL with its driver; `sqlite://` alone stands for a file in the data folder."""
    try:
        parsed = make_url(url)
    except exc.ArgumentError as error:
        raise UsageError(
            f"{url!r} is no store: write sqlite:///path/to/file or postgresql://user@host/database"
        ) from error
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        if parsed.database in (None, "", ":memory:"):
            return URL.create("sqlite", database=str(data / FILE_NAME))
        return parsed
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise UsageError(f"{backend!r} is no store this program knows: use sqlite:/// or postgresql://")


def open_engine(url: str, data: Path) -> Engine:
    """An engine on the store, its folder made if need be. Nothing is read yet."""
    parsed = store_url(url, data)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed)
    try:
        return _open_postgres(parsed)
    except ImportError as error:
        raise EnvironmentRefused(
            "A store on PostgreSQL needs its driver: pip install 'monitor[postgres]'"
        ) from error


def _open_postgres(url: URL) -> Engine:
    # No prepared statements: a plan made while a table was empty would serve it when it is full.
    options: dict[str, object] = {"prepare_threshold": None}
    options |= {name: value for name, value in PATIENCE.items() if name not in url.query}
    engine = create_engine(url, pool_size=5, max_overflow=35, connect_args=options)
    event.listen(engine, "connect", _prepare_postgres)
    return engine


def _prepare_postgres(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    sets = ["set_config(%s, %s, false)"] * len(_SERVER_KEEPALIVES)
    values = [text for pair in _SERVER_KEEPALIVES for text in pair]
    name, seconds = _SERVER_PATIENCE
    sets.append("CASE current_setting(%s) WHEN '0' THEN set_config(%s, %s, false) END")
    with contextlib.closing(connection.cursor()) as cursor:
        cursor.execute(f"SELECT {', '.join(sets)}", (*values, name, name, seconds))
    connection.commit()


def _open_sqlite(url: URL) -> Engine:
    folder = Path((url.database or "").removeprefix("file:")).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentRefused(f"The folder {folder} cannot be made ({error.strerror}).") from error
    engine = create_engine(
        url, pool_size=5, max_overflow=35, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    # Python's own transaction handling begins too late for a consistent read: we begin ourselves.
    connection.isolation_level = None
    if not connection.execute("PRAGMA page_count").fetchone()[0]:
        # Only of a new file, and before all else: setting it writes, even what is set already. Free pages
        # can then be given back while the store is in use.
        _set(connection, "auto_vacuum = INCREMENTAL")
    for pragma in _PRAGMAS:
        _set(connection, pragma)


def _set(connection: sqlite3.Connection, pragma: str) -> None:
    """Turning a new file to WAL heeds no busy time-out: while another program does it, wait here."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    word = connection.get_execution_options().get(BEGIN, "BEGIN")
    if word:
        connection.exec_driver_sql(word)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent look at the store."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with explained(engine), engine.begin() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it, its entries in the journal included, or, after any exception, nothing."""
    options = {BEGIN: "BEGIN IMMEDIATE", chain.NOTES: chain.Notes()}
    with explained(engine), engine.execution_options(**options).begin() as connection:
        yield connection
        chain.flush(connection)


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """A connection outside any transaction, for what a database does to itself."""
    options = {BEGIN: ""} if engine.dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
    with explained(engine), engine.execution_options(**options).connect() as connection:
        yield connection


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """A database's complaint as a `StoreError` or `EnvironmentRefused` that says what to do."""
    try:
        yield
    except OverflowError as error:
        if "SQLite INTEGER" not in str(error):
            raise
        raise NotFoundError(_TOO_HIGH) from error
    except (exc.DatabaseError, exc.TimeoutError) as error:
        raise _explain(engine.url, error) from error


def _explain(url: URL, error: exc.SQLAlchemyError) -> MonitorError:
    original = getattr(error, "orig", None) or error
    said = str(original).strip().split("\n")[0]
    if url.get_backend_name() == "sqlite":
        for part, kind, advice in _SQLITE_SAYS:
            if part in said.lower():
                return kind(f"{advice.format(store=url.database)} ({said})")
        return StoreError(f"The store {url.database} failed: {said}")
    store = url.render_as_string(hide_password=True)
    state = getattr(original, "sqlstate", None)
    if state == "22003":
        return NotFoundError(_TOO_HIGH)
    if state == "53100":
        return EnvironmentRefused(f"No space is left for {store}: free some, then start again. ({said})")
    if isinstance(error, exc.OperationalError):
        return EnvironmentRefused(
            f"PostgreSQL at {store} cannot be used: check that it runs and lets this user in. ({said})"
        )
    return StoreError(f"The store {store} failed: {said}")
