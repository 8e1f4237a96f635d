"""One daemon per store, also when the store is a server that several machines reach.

PostgreSQL keeps an advisory lock for as long as the connection that took it lives, so a killed
daemon leaves none behind. One that hangs would: where another stands by, the server ends a
connection that said nothing for so long. A SQLite file needs none here: the lock file beside it serves.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, text

from monitor.errors import StoreInUse
from monitor.record.engine import explained, open_engine

#: The advisory lock's number: any, as long as nobody else of this database uses it.
LOCK = 0x6D6F6E69
NAMELESS = "one that does not tell its name"
_TRY = text("SELECT pg_try_advisory_lock(:lock)")
_NAME = text("SELECT set_config('application_name', :name, false)")
#: Servers before version 14 know no such limit, and wait.
_LIMIT = text("SELECT set_config(name, :limit, false) FROM pg_settings WHERE name = 'idle_session_timeout'")
_HOLDER = text(
    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.objid = :lock"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def name_of_holder(url: str, *, data: Path) -> str | None:
    """Who has the store at this URL, as `hold` was told; None when nobody has, or where a lock file tells
    it. Raises what opening the store raises."""
    engine = open_engine(url, data)
    try:
        if engine.dialect.name != "postgresql":
            return None
        with explained(engine), engine.connect() as connection:
            row = connection.execute(_HOLDER, {"lock": LOCK}).first()
        return (row[0] or NAMELESS) if row else None
    finally:
        engine.dispose()


def hold(engine: Engine, name: str, silent_seconds: float | None = None) -> Connection | None:
    """Take the store for the daemon called `name`; the connection keeps it until it is closed, or for so long
    as it is used within the seconds given. StoreInUse names the daemon that has it. None where a lock file
    serves instead."""
    if engine.dialect.name != "postgresql":
        return None
    connection = engine.execution_options(isolation_level="AUTOCOMMIT").connect()
    try:
        # The server cuts longer names off.
        connection.execute(_NAME, {"name": name[:63]})
        if connection.scalar(_TRY, {"lock": LOCK}):
            if silent_seconds is not None:
                connection.execute(_LIMIT, {"limit": f"{round(silent_seconds * 1000)}ms"})
            return connection
        other = connection.scalar(_HOLDER, {"lock": LOCK}) or NAMELESS
    except BaseException:
        connection.close()
        raise
    connection.close()
    raise StoreInUse(f"a daemon already runs on this store ({other}); end it, or name another `store`")
