"""Snapshots and versions: what a page was, and the article as read from it. Neither ever changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Connection, and_, func, insert, select, update

from monitor.errors import NotFoundError, StoreError
from monitor.model import (
    Document,
    FirstVersion,
    Provenance,
    ReaderKnowledge,
    RecordedKnowledge,
    Snapshot,
    Version,
)
from monitor.record import articles, barred, blobs, chain, knowledge, revisions, search, sources, takedown
from monitor.record.pack import digest_of, pack, unpack_document, unpack_headers
from monitor.record.schema import article, snapshot, version
from monitor.record.sql import AnyRow, AnySelect
from monitor.searching import search_text


def keep_snapshot(conn: Connection, article_id: int, taken: Snapshot) -> int:
    """Store a capture and its body; returns the snapshot's id."""
    last = select(snapshot.c.digest).where(snapshot.c.article_id == article_id)
    previous = conn.scalar(last.order_by(snapshot.c.id.desc()).limit(1))
    digest = blobs.put(conn, taken.body, previous)
    if digest != taken.digest:
        raise StoreError(f"A snapshot of {taken.url} came with a digest that its bytes do not have.")
    row = {
        "article_id": article_id,
        "digest": digest,
        "url": taken.url,
        "final_url": taken.final_url,
        "taken_at": taken.taken_at,
        "status": taken.status,
        "headers": pack(taken.headers),
        "media_type": taken.media_type,
        "charset": taken.charset,
        "elapsed_seconds": taken.elapsed_seconds,
        "baseline": taken.baseline,
        "wire_digest": taken.wire_digest,
    }
    snapshot_id = int(conn.execute(insert(snapshot).returning(snapshot.c.id), row).scalar_one())
    chain.note(conn, "recorded", snapshot, [snapshot_id], taken.taken_at)
    return snapshot_id


class Seen(NamedTuple):
    """How a version came to be known, when, and with what it was read."""

    provenance: Provenance
    at: datetime
    knowledge: RecordedKnowledge | None = None


def add_version(
    conn: Connection,
    at: tuple[int, int],
    snapshot_id: int,
    document: Document,
    seen: Seen | tuple[Provenance, datetime],
) -> None:
    """Store version `at` = (article id, number)."""
    article_id, number = at
    provenance, seen_at, known = Seen(*seen)
    row = {
        "article_id": article_id,
        "number": number,
        "snapshot_id": snapshot_id,
        "provenance": provenance,
        "seen_at": seen_at,
        "content_digest": document.content_digest,
        "document": pack(document),
        "knowledge": None if known is None else knowledge.keep(conn, known),
    }
    version_id = conn.execute(insert(version).returning(version.c.id), row).scalar_one()
    chain.note(conn, "recorded", version, [version_id], seen_at)
    search.put_version(conn, version_id, document)


def close_version(conn: Connection, article_id: int, number: int, last_seen_at: datetime | None) -> None:
    """Note when a version that another replaces was found for the last time."""
    conn.execute(
        update(version)
        .where(version.c.article_id == article_id, version.c.number == number)
        .values(last_seen_at=last_seen_at)
    )


def add_first(conn: Connection, of: tuple[int, int], first: FirstVersion, seen: Seen) -> int:
    """Version 1 of `of` = (article id, snapshot id); or, where a notice told of an earlier text, that
    as version 1 and the revision to version 2. Returns how many versions there are now."""
    article_id, snapshot_id = of
    if first.inferred is None or first.judgement is None:
        add_version(conn, (article_id, 1), snapshot_id, first.document, seen)
        return 1
    add_version(conn, (article_id, 1), snapshot_id, first.inferred, seen._replace(provenance="inferred"))
    close_version(conn, article_id, 1, seen.at)
    add_version(conn, (article_id, 2), snapshot_id, first.document, seen)
    revisions.add(conn, (article_id, 1), first.judgement, "inferred", (None, seen.at))
    return 2


def record_baseline(
    conn: Connection, of: tuple[int, str | None], taken: Snapshot, first: FirstVersion, now: datetime
) -> int:
    """Store a user's capture for `of` = (source id, URL); see `ports.Records.record_baseline`."""
    source_id, url = of
    refused = barred.among(conn, [taken.digest, *([digest_of(url)] if url else [])])
    if refused:
        return next(iter(refused.values()))
    known = _stored_before(conn, source_id, taken) if url is None else articles.find(conn, url)
    if known is not None and _has_baseline(conn, known, taken.digest):
        return known
    if known is None:
        row = articles.blank(source_id, url, now)
        known = articles.insert_one(conn, row | {"next_check_at": None if url is None else now})
    snapshot_id = keep_snapshot(conn, known, taken)
    if conn.scalar(select(article.c.versions).where(article.c.id == known)):
        # Read before the capture was given: it is kept as evidence, the history stands.
        return known
    spec = sources.by_id(conn, source_id).spec
    with_what = RecordedKnowledge(ReaderKnowledge(spec.recipe, spec.language))
    count = add_first(conn, (known, snapshot_id), first, Seen("observed", taken.taken_at, with_what))
    values = described(first.document, url) | {"versions": count, "last_found_at": taken.taken_at}
    conn.execute(update(article).where(article.c.id == known), values)
    return known


def _stored_before(conn: Connection, source_id: int, taken: Snapshot) -> int | None:
    """The article without an address that those bytes of that source are."""
    return conn.scalar(
        select(snapshot.c.article_id)
        .join(article)
        .where(article.c.source_id == source_id, article.c.url.is_(None))
        .where(snapshot.c.baseline, snapshot.c.digest == taken.digest)
    )


def _has_baseline(conn: Connection, article_id: int, digest: str) -> bool:
    same = select(snapshot.c.id).where(snapshot.c.article_id == article_id, snapshot.c.digest == digest)
    return conn.scalar(same.where(snapshot.c.baseline).limit(1)) is not None


def described(document: Document, url: str | None) -> dict[str, object]:
    """What an article's row repeats of its latest version."""
    return {
        "headline": document.headline,
        "folded": search_text(document.headline, url),
        "published_at": document.published_at,
        "live": document.page_kind == "liveblog",
    }


def document_of(conn: Connection, article_id: int) -> Document | None:
    """The latest version's document, None before the first."""
    text = conn.scalar(
        select(version.c.document)
        .where(version.c.article_id == article_id)
        .order_by(version.c.number.desc())
        .limit(1)
    )
    return None if text is None else unpack_document(text)


def digests(conn: Connection, article_id: int) -> list[str]:
    """The content digests of an article's versions, from the first."""
    query = select(version.c.content_digest).where(version.c.article_id == article_id)
    return list(conn.scalars(query.order_by(version.c.number)))


def listed(conn: Connection, article_id: int) -> list[Version]:
    """All versions of an article, from the first. NotFoundError if there is no such article."""
    query = _versions().where(version.c.article_id == article_id).order_by(version.c.number)
    found = [_version(row) for row in conn.execute(query)]
    if not found:
        takedown.refuse_removed(conn, articles.one(conn, str(article_id)).id)
    return found


def one(conn: Connection, article_id: int, number: int) -> Version:
    query = _versions().where(version.c.article_id == article_id, version.c.number == number)
    row = conn.execute(query).first()
    if row is None:
        takedown.refuse_removed(conn, article_id)
        raise NotFoundError(f"Article {article_id} has no version {number}.")
    return _version(row)


def by_ids(conn: Connection, ids: Sequence[int]) -> list[Version]:
    """Those of these versions that there are."""
    return [_version(row) for row in conn.execute(_versions().where(version.c.id.in_(ids)))]


def _versions() -> AnySelect:
    latest = and_(article.c.id == version.c.article_id, article.c.versions == version.c.number)
    last_seen = func.coalesce(version.c.last_seen_at, article.c.last_found_at, version.c.seen_at)
    return select(version, last_seen.label("last_seen")).outerjoin(article, latest)


def _version(row: AnyRow) -> Version:
    return Version(
        id=row.id,
        article_id=row.article_id,
        number=row.number,
        snapshot_id=row.snapshot_id,
        provenance=cast(Provenance, row.provenance),
        document=unpack_document(row.document),
        seen_at=row.seen_at,
        last_seen_at=row.last_seen,
        knowledge=row.knowledge,
    )


def load_snapshot(conn: Connection, snapshot_id: int) -> Snapshot:
    """A capture as it was taken, its body proved by its digest."""
    row = conn.execute(select(snapshot).where(snapshot.c.id == snapshot_id)).first()
    if row is None:
        takedown.refuse_gone(conn, snapshot, snapshot_id)
        raise NotFoundError(f"There is no snapshot number {snapshot_id}.")
    return Snapshot(
        url=row.url,
        final_url=row.final_url,
        taken_at=row.taken_at,
        status=row.status,
        headers=unpack_headers(row.headers),
        body=blobs.get(conn, row.digest),
        digest=row.digest,
        media_type=row.media_type,
        charset=row.charset,
        elapsed_seconds=row.elapsed_seconds,
        baseline=row.baseline,
        wire_digest=row.wire_digest,
    )
