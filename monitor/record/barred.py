"""What was taken down does not come back: its addresses and bodies are known by their digests alone.

Says of leads, captures and looks whether they are, or lead to, what was taken down; keeps no text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select, update

from monitor.model import CheckRecord
from monitor.record import chain
from monitor.record.pack import chunks, digest_of
from monitor.record.schema import article, barred
from monitor.record.sql import insert_new
from monitor.urls import canonical


def among(conn: Connection, digests: Iterable[str]) -> dict[str, int]:
    """Those of these digests, of addresses or bodies, that were taken down, with their articles."""
    found: dict[str, int] = {}
    for some in chunks(digests):
        rows = conn.execute(select(barred.c.digest, barred.c.article_id).where(barred.c.digest.in_(some)))
        found |= {row.digest: row.article_id for row in rows}
    return found


def addresses(*urls: str | None) -> set[str]:
    """The digests by which these addresses would be barred."""
    return {digest_of(form) for url in urls if url for form in (url, canonical(url))}


def turned_away(conn: Connection, batch: Sequence[CheckRecord]) -> list[CheckRecord]:
    """The looks without what was taken down. An article that leads to an address that was is looked at
    no more, and its own address is barred too; of one that has the bytes nothing is kept."""
    led = [_led_to(one) for one in batch]
    bodies = {one.snapshot.digest for one in batch if one.snapshot is not None}
    refused = among(conn, bodies.union(*led))
    if not refused:
        return list(batch)
    return [_without(conn, one, places, refused) for one, places in zip(batch, led, strict=True)]


def _without(
    conn: Connection, one: CheckRecord, places: Collection[str], refused: Mapping[str, int]
) -> CheckRecord:
    removed = next((refused[place] for place in sorted(places) if place in refused), None)
    if removed is not None:
        _bar(conn, one, removed)
        return _emptied(one, f"it leads to what was taken down as article {removed}", moved=True)
    if one.snapshot is not None and one.snapshot.digest in refused:
        other = refused[one.snapshot.digest]
        return _emptied(one, f"its bytes are those of article {other}, which was taken down", moved=False)
    return one


def _led_to(one: CheckRecord) -> set[str]:
    final = None if one.snapshot is None else one.snapshot.final_url
    return addresses(one.new_url, final)


def _emptied(one: CheckRecord, reason: str, *, moved: bool) -> CheckRecord:
    told = replace(one.check, result="moved" if moved else "unreadable", reason=reason, body_digest=None)
    bare = replace(one, check=told, snapshot=None, examined=None, new_url=None, aside=frozenset())
    return replace(bare, state=None, state_reason=None, suspect_digest=None, etag=None, last_modified=None)


def _bar(conn: Connection, one: CheckRecord, removed: int) -> None:
    own, at = one.due.article, one.check.at
    gone = update(article).where(article.c.id == own.id).values(watched=False, removed=True)
    conn.execute(gone)
    why = f"leads to article {removed}, which was taken down"
    chain.note(conn, "changed", article, [own.id], at, text=why)
    if own.url is not None:
        insert_new(conn, barred, [{"digest": digest_of(own.url), "article_id": removed}])
