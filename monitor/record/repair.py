"""What a damaged store has lost, by name, and what can be got back: bodies from a copy of the store.

A body that is lost takes with it those that are packed against it; all others stay readable. What comes
from a copy is proved by its digest. Documents are read anew from their captures by whoever can read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, select, update

from monitor.errors import StoreError
from monitor.model import Document, LostBody, LostDocument
from monitor.record import blobs, chain
from monitor.record.engine import open_engine, reading
from monitor.record.pack import pack
from monitor.record.schema import blob, snapshot, version
from monitor.record.verify import is_whole

PAGE = 500


def lost_bodies(conn: Connection) -> list[LostBody]:
    """Every body that cannot be read, with what was read from it and the body at fault."""
    bad: dict[str, str] = {}
    bases: dict[str, str | None] = {}
    near: dict[str, bytes] = {}
    for digest in blobs.every(conn):
        try:
            near = {digest: blobs.get(conn, digest, near)}
        except StoreError as error:
            bad[digest] = str(error)
            bases[digest] = conn.scalar(select(blob.c.base).where(blob.c.digest == digest))
    return [_lost(conn, digest, _culprit(digest, bad, bases)) for digest in bad]


def _culprit(digest: str, bad: dict[str, str], bases: dict[str, str | None]) -> str:
    """The first body on the way back whose own base is whole."""
    for _ in bad:
        base = bases.get(digest)
        if base is None or base not in bad or base == digest:
            break
        digest = base
    return digest


def _lost(conn: Connection, digest: str, culprit: str) -> LostBody:
    query = (
        select(snapshot.c.article_id, snapshot.c.id, version.c.number)
        .outerjoin(version, version.c.snapshot_id == snapshot.c.id)
        .where(snapshot.c.digest == digest)
        .order_by(snapshot.c.id, version.c.number)
    )
    captures = tuple((row.article_id, row.id, row.number) for row in conn.execute(query))
    return LostBody(digest, culprit, captures)


def bodies_from(conn: Connection, lost: Sequence[LostBody], copy: Path) -> set[str]:
    """Take lost bodies from a copy of the store; the digests of those that were there, whole."""
    engine = open_engine(f"sqlite:///{copy}", copy.parent)
    found: set[str] = set()
    try:
        with reading(engine) as kept:
            for one in lost:
                try:
                    body = blobs.get(kept, one.digest)
                except StoreError:
                    continue
                blobs.replace_with(conn, one.digest, body)
                found.add(one.digest)
    finally:
        engine.dispose()
    return found


def lost_documents(conn: Connection) -> list[LostDocument]:
    """Versions whose document is not what was stored."""
    found: list[LostDocument] = []
    place = 0
    query = select(version).order_by(version.c.id).limit(PAGE)
    while rows := conn.execute(query.where(version.c.id > place)).all():
        found += [
            LostDocument(row.article_id, row.number, row.snapshot_id, row.content_digest, row.knowledge)
            for row in rows
            if not is_whole(row.document, row.content_digest)
        ]
        place = rows[-1].id
    return found


def put_document(conn: Connection, lost: LostDocument, document: Document) -> bool:
    """Put a document back that was read anew; False, and nothing done, if it is not the one that was."""
    if document.content_digest != lost.content_digest:
        return False
    own = (version.c.article_id == lost.article_id, version.c.number == lost.number)
    put = update(version).where(*own).values(document=pack(document)).returning(version.c.id)
    chain.note(conn, "changed", version, conn.scalars(put).all(), None, text="read anew from its capture")
    return True
