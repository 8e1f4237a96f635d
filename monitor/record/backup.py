"""Copies of a whole store in one SQLite file, made while others work on it, and stores made from one.

A SQLite store is copied page by page, one on PostgreSQL row by row, both in one consistent look; so a
copy may also move a store from one database to the other. A copy is checked before it gets its name.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, func, insert, select, text

from monitor.errors import StoreError, StoreTooNew, UsageError
from monitor.record import verify
from monitor.record.copies import Step, copy_pages, draft_of, settle
from monitor.record.engine import alone, explained, open_engine, reading, writing
from monitor.record.migrate import migrate
from monitor.record.schema import REVISION, blob, mark, metadata
from monitor.record.search_tables import MADE

#: Rows in memory at a time; of bodies, which may be large, fewer.
ROWS, BODIES = 500, 8
MAGIC = b"SQLite format 3\x00"


def backup(engine: Engine, target: Path, step: Step) -> list[str]:
    """Copy the store into a file, replacing what has that name; returns what is wrong with the copy,
    which is as exact as it can be all the same. Raises `EnvironmentRefused` where it cannot be written."""
    with draft_of(target) as draft:
        if engine.dialect.name == "sqlite":
            copy_pages(engine, draft, step)
        else:
            _copy_server(engine, draft, step)
        problems = _problems(draft)
        settle(draft, target)
    return problems


def _copy_server(engine: Engine, target: Path, step: Step) -> None:
    copy = open_engine(f"sqlite:///{target}", target.parent)
    try:
        migrate(copy)
        with reading(engine) as source, writing(copy) as conn:
            copy_rows(source, conn, step)
    finally:
        copy.dispose()


def copy_rows(source: Connection, target: Connection, step: Step) -> None:
    """Every row of every table into tables that are empty; the database makes what follows from others."""
    tables = [table for table in metadata.sorted_tables if MADE not in table.info]
    done, total = 0, sum(_count(source, table) for table in tables)
    for table in tables:
        # A body stands before those that are packed against it.
        order = (table.c.depth, table.c.digest) if table is blob else tuple(table.primary_key)
        size = BODIES if table is blob else ROWS
        found = source.execute(select(table).order_by(*order), execution_options={"yield_per": size})
        for rows in found.mappings().partitions(size):
            target.execute(insert(table), [dict(row) for row in rows])
            done += len(rows)
            step(done, total)
    if target.dialect.name == "postgresql":
        _count_on(target)


def _count(conn: Connection, table: Table) -> int:
    return conn.scalar(select(func.count()).select_from(table)) or 0


def _count_on(conn: Connection) -> None:
    """Let PostgreSQL number new rows after those that were copied."""
    for table in metadata.sorted_tables:
        if "id" in table.c:
            last = f'SELECT max(id) FROM "{table.name}"'
            counter = f"pg_get_serial_sequence('\"{table.name}\"', 'id')"
            conn.execute(text(f"SELECT setval({counter}, coalesce(({last}), 1), ({last}) IS NOT NULL)"))


def _problems(file: Path) -> list[str]:
    engine = open_engine(f"sqlite:///{file}", file.parent)
    try:
        with reading(engine) as conn:
            return verify.verify(conn)
    finally:
        engine.dispose()


def restore(engine: Engine, file: Path, step: Step, *, replace: str | None, damaged: bool = False) -> None:
    """Make the store what a copy holds. Raises `UsageError` where the store is not empty, unless
    `replace` is given: on SQLite the old one is kept under its name with that ending. Raises
    `StoreError` for a copy that is not whole, unless `damaged` copies are taken; `StoreTooNew`."""
    refuse_other(file)
    if replace is None and not _is_empty(engine):
        store = engine.url.render_as_string(hide_password=True)
        raise UsageError(f"The store {store} is not empty: `--replace` puts the backup in its place.")
    sqlite = engine.dialect.name == "sqlite"
    target = Path(engine.url.database or "") if sqlite else file
    with draft_of(target.with_name(target.name + ".restored")) as draft:
        shutil.copyfile(file, draft)
        _refuse_damage(file, _upgraded(draft), damaged)
        if sqlite:
            engine.dispose()
            _put_aside(target, replace)
            settle(draft, target)
        else:
            _fill(engine, draft, step, file if not damaged else None)


def refuse_other(file: Path) -> None:
    """Raise `UsageError` for what is no backup, `StoreTooNew` for one of a later release."""
    try:
        with file.open("rb") as opened:
            head = opened.read(len(MAGIC))
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    if head != MAGIC:
        raise UsageError(f"{file} is no backup: `monitor backup FILE` makes one")
    if file.with_name(file.name + "-wal").exists():
        raise UsageError(f"{file} is a store in use: `monitor backup FILE` makes a copy of it")
    try:
        with closing(sqlite3.connect(f"file:{file.absolute()}?mode=ro&immutable=1", uri=True)) as conn:
            found = conn.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        raise UsageError(f"{file} is a database, but no backup of monitor ({error})") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{file} is damaged ({error}): take another backup.") from error
    _refuse_newer(file, found[0] if found else "nothing")


def _refuse_newer(file: Path, found: str) -> None:
    from monitor.record.upgrade import is_known

    if not is_known(found):
        raise StoreTooNew(
            f"{file} was written by a later release of monitor (its tables are at {found}, this release "
            f"knows them up to {REVISION}). Install that release."
        )


def _upgraded(draft: Path) -> list[str]:
    """Bring a copy to this release's tables; what is wrong with it."""
    engine = open_engine(f"sqlite:///{draft}", draft.parent)
    try:
        with explained(engine):
            migrate(engine, keep_copy=False)
    finally:
        engine.dispose()
    return _problems(draft)


def _refuse_damage(file: Path, problems: list[str], damaged: bool) -> None:
    if problems and not damaged:
        told = "\n".join(problems[:10])
        raise StoreError(f"{file} is not whole; take another backup, or add --damaged to use it:\n{told}")


def _is_empty(engine: Engine) -> bool:
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return True
    migrate(engine)
    with reading(engine) as conn:
        return not any(_count(conn, table) for table in metadata.sorted_tables if table is not mark)


def _put_aside(store: Path, ending: str | None) -> None:
    """Keep the store that is there under another name, or, empty as it is, let it go."""
    for part in ("-wal", "-shm", ""):
        old = store.with_name(store.name + part)
        if old.exists() and ending is not None:
            old.rename(store.with_name(f"{store.name}.{ending}{part}"))
        else:
            old.unlink(missing_ok=True)


def _fill(engine: Engine, draft: Path, step: Step, whole: Path | None) -> None:
    """Copy a file's rows into a server's tables, all in one transaction that is checked before it ends."""
    migrate(engine)
    source = open_engine(f"sqlite:///{draft}", draft.parent)
    try:
        with reading(source) as rows, writing(engine) as conn:
            names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
            conn.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
            copy_rows(rows, conn, step)
            if whole is not None:
                _refuse_damage(whole, verify.verify(conn), damaged=False)
    finally:
        source.dispose()
    with alone(engine) as conn:
        conn.execute(text("ANALYZE"))
