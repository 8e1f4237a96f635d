"""What imports bring: captures of others, each known by address, instant and digest, and never twice.

An import extends a history at its end and changes nothing that stands. A capture from before that end
is kept as evidence and makes no version. Writes no alert and no look: nobody looked.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from monitor.model import FirstVersion, Revised, Snapshot
from monitor.record import articles, barred, chain, revisions, versions
from monitor.record.checks import LATE
from monitor.record.schema import article, imported, snapshot, version
from monitor.record.sql import AnyRow
from monitor.transfer import ImportBatch, ImportLook, ImportResult, ImportStanding, SnapshotEntry

#: Of captures that say of themselves what was read, digests and instants are what counts.
Known = frozenset[tuple[datetime, str]]


def standing(conn: Connection, url: str, again: bool) -> ImportStanding:
    article_id = articles.find(conn, url)
    known = _known(conn, url, article_id, again)
    if article_id is None:
        return ImportStanding(known=known)
    row = conn.execute(select(article).where(article.c.id == article_id)).one()
    return ImportStanding(article_id, row.versions, _end(conn, row), known)


def _known(conn: Connection, url: str, article_id: int | None, again: bool) -> Known:
    """What was imported from that address, and what the store has of the article by itself; without
    what could not be read where that is to be tried `again`."""
    before = select(imported.c.taken_at, imported.c.digest).where(imported.c.url == url)
    if again:
        before = before.where(imported.c.result != "unreadable")
    known = {(row.taken_at, row.digest) for row in conn.execute(before)}
    if article_id is not None:
        own = select(snapshot.c.taken_at, snapshot.c.digest).where(snapshot.c.article_id == article_id)
        known |= {(row.taken_at, row.digest) for row in conn.execute(own)}
    return frozenset(known)


def _end(conn: Connection, row: AnyRow) -> datetime | None:
    """When the last version was last found; None before the first."""
    if not row.versions:
        return None
    seen: datetime | None = row.last_found_at
    return seen or conn.scalar(select(func.max(version.c.seen_at)).where(version.c.article_id == row.id))


def barred_as(conn: Connection, url: str, taken: Snapshot) -> int | None:
    """The article that was taken down, if this capture of that address is one of it."""
    refused = barred.among(conn, {taken.digest, *barred.addresses(url, taken.final_url)})
    return next(iter(refused.values()), None)


def record(conn: Connection, batch: ImportBatch, now: datetime) -> list[ImportResult]:
    """Write a batch; see `ports.Records.record_import`."""
    known = _known(conn, batch.url, articles.find(conn, batch.url), batch.again)
    finals = {look.snapshot.final_url for look in batch.looks if look.snapshot is not None}
    addresses = barred.addresses(batch.url, *finals)
    refused = barred.among(conn, [*addresses, *(look.digest for look in batch.looks)])
    if refused:
        # Taken down while it was being read; the rest was judged after what may not stand.
        return []
    looks = [look for look in batch.looks if (look.entry.taken_at, look.digest) not in known]
    row = _article(conn, batch, looks)
    late = row is not None and row.versions != batch.versions
    results: list[ImportResult] = []
    for look in looks:
        snapshot_id = None
        result: ImportResult = "kept" if late and look.result in ("version", "same") else look.result
        if row is not None and look.snapshot is not None:
            snapshot_id = versions.keep_snapshot(conn, row.id, look.snapshot)
            if result in ("version", "same"):
                row = _place(conn, row, batch, (look, snapshot_id))
        reason = LATE if result != look.result else look.reason
        entered = _row(batch, look, (snapshot_id, result, reason), now)
        _enter(conn, entered, now)
        results.append(result)
    return results


def _article(conn: Connection, batch: ImportBatch, looks: list[ImportLook]) -> AnyRow | None:
    """The article at the address, made if there is something to keep of it."""
    found = articles.find(conn, batch.url)
    if found is None:
        first = next((look for look in looks if look.snapshot is not None), None)
        if first is None:
            return None
        blank = articles.blank(batch.source_id, batch.url, first.entry.taken_at)
        found = articles.insert_one(conn, blank | {"watched": False})
    return conn.execute(select(article).where(article.c.id == found).with_for_update()).one()


def _place(conn: Connection, row: AnyRow, batch: ImportBatch, taken: tuple[ImportLook, int]) -> AnyRow:
    """Add what was read to the end of the history; the article as it stands then."""
    look, snapshot_id = taken
    at = look.entry.taken_at
    values: dict[str, object] = {"last_found_at": at}
    seen = versions.Seen("imported", at, batch.known)
    match look.examined:
        case FirstVersion() as first:
            count = versions.add_first(conn, (row.id, snapshot_id), first, seen)
            values |= versions.described(first.document, row.url) | {"versions": count}
        case Revised() as revised:
            number = row.versions + 1
            versions.close_version(conn, row.id, row.versions, row.last_found_at)
            versions.add_version(conn, (row.id, number), snapshot_id, revised.document, seen)
            between = (row.last_found_at, at)
            revisions.add(conn, (row.id, row.versions), revised.judgement, "imported", between)
            values |= versions.described(revised.document, row.url) | {"versions": number}
            if revised.judgement.changed:
                values["last_changed_at"] = at
    conn.execute(update(article).where(article.c.id == row.id), values)
    return conn.execute(select(article).where(article.c.id == row.id)).one()


def _enter(conn: Connection, entered: dict[str, object], now: datetime) -> None:
    """What became of a capture; what became of it before, if it was tried again, is replaced."""
    own = [imported.c[name] == entered[name] for name in ("url", "taken_at", "digest")]
    before = conn.scalar(update(imported).where(*own).values(entered).returning(imported.c.id))
    if before is not None:
        chain.note(conn, "changed", imported, [before], now, text="read again")
        return
    import_id = conn.execute(insert(imported).returning(imported.c.id), entered).scalar_one()
    chain.note(conn, "recorded", imported, [import_id], now)


def _row(
    batch: ImportBatch, look: ImportLook, became: tuple[int | None, ImportResult, str | None], now: datetime
) -> dict[str, object]:
    snapshot_id, result, reason = became
    return {
        "url": batch.url,
        "taken_at": look.entry.taken_at,
        "digest": look.digest,
        "origin": batch.origin,
        "record": look.entry.name,
        "snapshot_id": snapshot_id,
        "result": result,
        "reason": reason,
        "imported_at": now,
    }


def snapshots(conn: Connection, article_id: int) -> list[SnapshotEntry]:
    """All snapshots of an article, the oldest first."""
    columns = (
        snapshot.c.id, snapshot.c.article_id, snapshot.c.url, snapshot.c.final_url, snapshot.c.taken_at,
        snapshot.c.status, snapshot.c.media_type, snapshot.c.digest, snapshot.c.baseline,
    )  # fmt: skip
    query = select(*columns).where(snapshot.c.article_id == article_id)
    return [SnapshotEntry(*row) for row in conn.execute(query.order_by(snapshot.c.taken_at, snapshot.c.id))]
