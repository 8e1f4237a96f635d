"""Does the store still hold what it was given? Every finding is a sentence a person can act on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, func, or_, select, text

from monitor.fingerprint import fingerprint
from monitor.model import Head
from monitor.record import blobs, derived, proof, staged
from monitor.record.pack import unpack_document
from monitor.record.proof import Step
from monitor.record.schema import alert, article, blob, delivery, revision, snapshot, version
from monitor.record.sql import AnySelect

RESTORE = "restore the store from a backup"


def verify(conn: Connection, heads: Sequence[Head] = (), step: Step = lambda: None) -> list[str]:
    """What is wrong with the store; empty when all is well. `heads` are ends of the journal that were
    kept elsewhere; `step` is called as the work goes on."""
    sqlite = conn.dialect.name == "sqlite"
    problems = list(_file(conn)) if sqlite else []
    if problems:
        # What a torn file still says of itself is not worth reading.
        return problems
    problems += _references(conn) if sqlite else []
    for look in (blobs.check_all, _snapshots, _numbers, _steps, _documents, _outbox, staged.check):
        problems += look(conn)
        step()
    problems += derived.check(conn, step)
    problems += proof.check(conn, heads, step)
    return problems


def _file(conn: Connection) -> Iterator[str]:
    for (said,) in conn.execute(text("PRAGMA integrity_check")):
        if said != "ok":
            yield f"The database file is damaged ({said}): {RESTORE}."


def _references(conn: Connection) -> Iterator[str]:
    for table, row, parent, _ in conn.execute(text("PRAGMA foreign_key_check")):
        yield f"Row {row} of table {table} points to a row of {parent} that is not there: {RESTORE}."


def _snapshots(conn: Connection) -> Iterator[str]:
    lost = (
        select(version.c.article_id, version.c.number)
        .outerjoin(snapshot, snapshot.c.id == version.c.snapshot_id)
        .outerjoin(blob, blob.c.digest == snapshot.c.digest)
        .where(or_(blob.c.digest.is_(None), snapshot.c.article_id != version.c.article_id))
    )
    for article_id, number in conn.execute(lost):
        yield f"Version {number} of article {article_id} has lost the bytes it was read from: {RESTORE}."


def _numbers(conn: Connection) -> Iterator[str]:
    counted = _counted()
    for article_id, expected, count, lowest, highest in conn.execute(counted):
        if (count, lowest, highest) != (expected, 1 if expected else None, expected or None):
            yield (
                f"Article {article_id} should have versions 1 to {expected} and has {count}, numbered "
                f"from {lowest} to {highest}: {RESTORE}."
            )


def _counted() -> AnySelect:
    numbers = (
        select(
            version.c.article_id,
            func.count().label("count"),
            func.min(version.c.number).label("lowest"),
            func.max(version.c.number).label("highest"),
        )
        .group_by(version.c.article_id)
        .subquery()
    )
    count = func.coalesce(numbers.c.count, 0)
    return (
        select(article.c.id, article.c.versions, count, numbers.c.lowest, numbers.c.highest)
        .outerjoin(numbers, numbers.c.article_id == article.c.id)
        .where(or_(article.c.versions != count, article.c.versions != func.coalesce(numbers.c.highest, 0)))
    )


def _steps(conn: Connection) -> Iterator[str]:
    before, after = version.alias(), version.alias()
    loose = (
        select(revision.c.id, revision.c.article_id, revision.c.from_version, revision.c.to_version)
        .outerjoin(
            before,
            (before.c.article_id == revision.c.article_id) & (before.c.number == revision.c.from_version),
        )
        .outerjoin(
            after, (after.c.article_id == revision.c.article_id) & (after.c.number == revision.c.to_version)
        )
        .where(
            revision.c.same_as.is_(None),
            or_(
                before.c.id.is_(None),
                after.c.id.is_(None),
                revision.c.to_version != revision.c.from_version + 1,
            ),
        )
    )
    for number, article_id, start, end in conn.execute(loose):
        yield (
            f"Revision {number} of article {article_id} leads from version {start} to {end}, which are "
            f"not two versions in a row of it: {RESTORE}."
        )
    yield from _unjoined(conn)


def _unjoined(conn: Connection) -> Iterator[str]:
    step = (revision.c.article_id == version.c.article_id) & (revision.c.to_version == version.c.number)
    query = (
        select(version.c.article_id, version.c.number)
        .outerjoin(revision, step)
        .where(version.c.number > 1, revision.c.id.is_(None))
    )
    for article_id, number in conn.execute(query):
        yield f"No revision leads to version {number} of article {article_id}: {RESTORE}."


def _documents(conn: Connection) -> Iterator[str]:
    query = select(version.c.article_id, version.c.number, version.c.content_digest, version.c.document)
    rows = conn.execution_options(yield_per=200).execute(query)
    for article_id, number, digest, document in rows:
        if not is_whole(document, digest):
            yield (
                f"The document of version {number} of article {article_id} is not what was stored: read it "
                f"anew from its snapshot (`monitor replay`), or {RESTORE}."
            )


def is_whole(document: str, digest: str) -> bool:
    """Is a stored document readable, and the one that the digest was taken of?"""
    try:
        read = unpack_document(document)
    except ValueError:
        return False
    return read.content_digest == digest == fingerprint(read).content_digest


def _outbox(conn: Connection) -> Iterator[str]:
    lost = (
        select(delivery.c.id, delivery.c.channel)
        .outerjoin(alert, alert.c.id == delivery.c.alert_id)
        .where(alert.c.id.is_(None))
    )
    for number, channel in conn.execute(lost):
        yield f"Delivery {number} to {channel} has lost its alert: {RESTORE}."
