"""Letting go of captures that a source's config does not keep, and giving the room back to the disk.

Captures that a version points to, an article's first and last, and a user's own always stay. What goes
leaves an entry in the journal. Holds no rule of its own besides: how long is the source's to say.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Integer, cast, delete, exists, func, select, text

from monitor.model import Prunable
from monitor.record import blobs, chain
from monitor.record.engine import alone, reading, writing
from monitor.record.pack import chunks, unpack_spec
from monitor.record.schema import article, blob, snapshot, source, version
from monitor.record.sql import AnySelect

#: Captures in one transaction: nobody waits long.
BATCH = 200
#: Pages of SQLite given back by one statement.
PAGES = 2000


def prunable(engine: Engine, now: datetime) -> list[Prunable]:
    """What would go, by source; sources that keep all, or have nothing to let go, are left out."""
    with reading(engine) as conn:
        found = [_counted(conn, name, query) for name, query in _thinned(conn, now)]
    return [one for one in found if one.snapshots]


def _counted(conn: Connection, name: str, query: AnySelect) -> Prunable:
    going = query.subquery()
    per_body = select(going.c.digest, func.count().label("uses")).group_by(going.c.digest).subquery()
    uses = select(func.count()).where(snapshot.c.digest == per_body.c.digest).scalar_subquery()
    bodies = (
        select(func.count(), func.coalesce(func.sum(func.length(blob.c.data)), 0))
        .select_from(per_body.join(blob, blob.c.digest == per_body.c.digest))
        .where(cast(per_body.c.uses, Integer) == uses)
    )
    count, size = conn.execute(bodies).one()
    snapshots = conn.scalar(select(func.count()).select_from(going)) or 0
    return Prunable(name, snapshots, count, int(size))


def prune(engine: Engine, now: datetime) -> Prunable:
    """Let one batch go; `snapshots` is 0 when there is no more, `source` empty: of all of them."""
    with writing(engine) as conn:
        for _, query in _thinned(conn, now):
            rows = conn.execute(query.limit(BATCH)).all()
            if rows:
                bodies, size = remove_snapshots(conn, [row.id for row in rows], ("deleted", now, None))
                return Prunable("", len(rows), bodies, size)
    return Prunable("", 0, 0, 0)


def _thinned(conn: Connection, now: datetime) -> list[tuple[str, AnySelect]]:
    """For each source that keeps only what makes a version, by name, the captures that may go."""
    found = []
    for number, spec in conn.execute(select(source.c.id, source.c.spec).order_by(source.c.id)):
        said = unpack_spec(spec)
        if said.keep == "versions":
            before = now - timedelta(seconds=said.thin_after_seconds)
            found.append((said.name, _unneeded(number, before)))
    return found


def _unneeded(source_id: int, before: datetime) -> AnySelect:
    """A source's captures from before an instant that no version points to, the ends left out."""
    along = (snapshot.c.taken_at, snapshot.c.id)
    back = (snapshot.c.taken_at.desc(), snapshot.c.id.desc())
    place = func.row_number()
    placed = (
        select(
            snapshot.c.id, snapshot.c.digest, snapshot.c.taken_at, snapshot.c.baseline,
            place.over(partition_by=snapshot.c.article_id, order_by=along).label("first"),
            place.over(partition_by=snapshot.c.article_id, order_by=back).label("last"),
        )
        .join(article, article.c.id == snapshot.c.article_id)
        .where(article.c.source_id == source_id)
        .subquery()
    )  # fmt: skip
    pointed_to = exists().where(version.c.snapshot_id == placed.c.id)
    inner = (placed.c.first > 1, placed.c.last > 1, placed.c.taken_at < before)
    query = select(placed.c.id, placed.c.digest).where(*inner, ~placed.c.baseline, ~pointed_to)
    return query.order_by(placed.c.id)


def remove_snapshots(
    conn: Connection, ids: Sequence[int], why: tuple[chain.Kind, datetime, str | None]
) -> tuple[int, int]:
    """Remove captures, and the bodies that no other needs; how many bodies went and how many bytes
    less are stored. `why` is what the journal says: kind, instant, note."""
    kind, at, note = why
    digests: set[str] = set()
    for some in chunks(ids):
        digests |= set(conn.scalars(select(snapshot.c.digest).where(snapshot.c.id.in_(some))))
        conn.execute(delete(snapshot).where(snapshot.c.id.in_(some)))
        chain.note(conn, kind, snapshot, some, at, text=note)
    loose = digests - needed(conn, digests)
    return len(loose), blobs.remove(conn, loose)


def needed(conn: Connection, digests: set[str]) -> set[str]:
    """Those bodies that some capture has."""
    found: set[str] = set()
    for some in chunks(sorted(digests)):
        found |= set(conn.scalars(select(snapshot.c.digest).where(snapshot.c.digest.in_(some))))
    return found


def size_of(engine: Engine) -> int:
    """Bytes that the store takes."""
    with alone(engine) as conn:
        if conn.dialect.name == "postgresql":
            return int(conn.scalar(text("SELECT pg_database_size(current_database())")) or 0)
        pages, size = (conn.scalar(text(f"PRAGMA {name}")) for name in ("page_count", "page_size"))
        return int(pages or 0) * int(size or 0)


def give_back(engine: Engine) -> None:
    """Hand free pages of a SQLite file back to the disk, some at a time, while others go on working.
    Does nothing on PostgreSQL, which does it by itself, and on files made before this was turned on."""
    if engine.dialect.name != "sqlite":
        return
    with alone(engine) as conn:
        driver = conn.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        while free := conn.scalar(text("PRAGMA freelist_count")):
            # It goes on for as long as its rows, which have no columns, are asked for.
            driver.execute(f"PRAGMA incremental_vacuum({PAGES})").fetchall()
            if (conn.scalar(text("PRAGMA freelist_count")) or 0) >= free:
                return


def rewrite(engine: Engine) -> None:
    """Write the whole store anew without its free room. Nobody else may work on it meanwhile."""
    with alone(engine) as conn:
        if conn.dialect.name == "postgresql":
            conn.execute(text("VACUUM FULL"))
            return
        conn.execute(text("PRAGMA auto_vacuum = INCREMENTAL"))
        conn.execute(text("VACUUM"))
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
