"""Taking an article down for good: whatever was read of it goes, a tombstone stays.

Every row that hangs on the article is deleted, with an entry in the journal; the article's own row is
emptied; bodies go unless another article has the same bytes. Addresses and bodies are remembered by
their digests alone, so that no source brings them back. What the database still holds of deleted rows
is overwritten by `erase`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, insert, or_, select, text, update

from monitor.errors import NotFoundError, StoreError, TakenDown
from monitor.model import TAKEN_DOWN, SourceKind, SourceSpec, Tombstone
from monitor.record import blobs, chain, keeping, search, staged
from monitor.record.covered import COVERED
from monitor.record.engine import alone, writing
from monitor.record.host_blocks import host_of
from monitor.record.pack import chunks, digest_of, pack, unpack_document
from monitor.record.rule_tables import digest_item
from monitor.record.schema import (
    alert,
    article,
    barred,
    former_address,
    host_block,
    imported,
    journal,
    knowledge,
    metadata,
    snapshot,
    source,
    tombstone,
    version,
)  # fmt: skip
from monitor.record.sql import AnyRow, insert_new

REMOVED = "(removed)"
_TAG = re.compile(r"<[^>]*>")
_digests = msgspec.json.Decoder(tuple[str, ...])


def take_down(conn: Connection, article_id: int, reason: str, at: datetime) -> Tombstone:
    """Remove all that was read of an article; see `ports.Records.take_down`."""
    if conn.dialect.name == "sqlite":
        # What is deleted is overwritten with zeros in its page.
        conn.exec_driver_sql("PRAGMA secure_delete = ON")
    refuse_removed(conn, article_id)
    own = conn.execute(select(article).where(article.c.id == article_id)).first()
    if own is None:
        raise NotFoundError(f"There is no article {article_id}.")
    for other in conn.scalars(select(article.c.id).where(article.c.merged_into == article_id)).all():
        take_down(conn, other, reason, at)
    addresses = _addresses(conn, own)
    captures = conn.execute(select(snapshot).where(snapshot.c.article_id == article_id)).all()
    mine = select(version.c.document).where(version.c.article_id == article_id)
    documents = list(conn.scalars(mine))
    _blank_samples(conn, addresses, [*documents, *_texts(conn, captures)], (at, reason))
    _blank_digests(conn, article_id, {*addresses, *_headlines(own, documents)}, (at, reason))
    known = set(conn.scalars(select(version.c.knowledge).where(version.c.article_id == article_id)))
    _delete_rows(conn, own, addresses, (at, reason))
    _drop_knowledge(conn, known)
    _empty_article(conn, own, (at, reason))
    _empty_source(conn, own, (at, reason))
    bodies = tuple(sorted({row.digest for row in captures}))
    kept = tuple(sorted(keeping.needed(conn, set(bodies))))
    blobs.remove(conn, set(bodies) - set(kept))
    staged.forget(conn, addresses, set(bodies) - set(kept))
    stone = Tombstone(article_id, at, reason, len(documents), bodies, kept)
    _set_stone(conn, stone, addresses)
    return stone


def _addresses(conn: Connection, own: AnyRow) -> list[str]:
    """All that the article was known by, its captures' own addresses included."""
    before = select(former_address.c.url).where(former_address.c.article_id == own.id)
    taken = select(snapshot.c.url, snapshot.c.final_url).where(snapshot.c.article_id == own.id).distinct()
    found = [own.url, *conn.scalars(before)]
    found += [address for row in conn.execute(taken) for address in row]
    return list(dict.fromkeys(one for one in found if one))


def _texts(conn: Connection, captures: Sequence[AnyRow]) -> Iterable[str]:
    for row in captures:
        try:
            body = blobs.get(conn, row.digest)
        except StoreError:
            continue
        yield _decoded(body, row.charset or "utf-8")


def _decoded(body: bytes, charset: str) -> str:
    try:
        return body.decode(charset, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _squeezed(told: str) -> str:
    """A text without markup and white space, for finding one within another."""
    return "".join(unicodedata.normalize("NFKC", html.unescape(_TAG.sub("", told))).split())


def _blank_samples(
    conn: Connection, addresses: Sequence[str], texts: Iterable[str], why: tuple[datetime, str]
) -> None:
    """The host's noise goes on being held back by its digests; samples that stand in the article go."""
    hosts = {host_of(address) for address in addresses}
    query = select(host_block.c.host, host_block.c.digest, host_block.c.text)
    rows = conn.execute(query.where(host_block.c.host.in_(hosts), host_block.c.text != REMOVED)).all()
    wanted = {(row.host, row.digest): _squeezed(row.text) for row in rows}
    found: set[tuple[str, str]] = set()
    for one in texts if wanted else ():
        squeezed = _squeezed(one)
        found |= {key for key, sample in wanted.items() if sample in squeezed}
    for host, digest in sorted(found):
        key = (host_block.c.host == host, host_block.c.digest == digest)
        conn.execute(update(host_block).where(*key).values(text=REMOVED))
        chain.note(conn, "taken down", host_block, [(host, digest)], why[0], text=why[1])


def _blank_digests(
    conn: Connection, article_id: int, names: Collection[str], why: tuple[datetime, str]
) -> None:
    """Messages about many articles that tell of this one, or speak of it by an address or a headline, lose
    their text."""
    items = digest_item.join(alert, alert.c.id == digest_item.c.alert_id)
    telling = select(digest_item.c.digest_id).select_from(items).where(alert.c.article_id == article_id)
    ids = list(conn.scalars(telling.distinct()))
    needles = [one.casefold() for one in names if one]
    told = (alert.c.id, alert.c.title, alert.c.text, alert.c.payload)
    for row in conn.execute(select(*told).where(alert.c.article_id.is_(None), alert.c.text != REMOVED)):
        said = f"{row.title} {row.text} {row.payload}".casefold()
        if row.id not in ids and any(needle in said for needle in needles):
            ids.append(row.id)
    for some in chunks(ids):
        blank = update(alert).where(alert.c.id.in_(some))
        conn.execute(blank.values(title=REMOVED, text=REMOVED, payload="{}"))
        chain.note(conn, "taken down", alert, some, why[0], text=why[1])


def _headlines(own: AnyRow, documents: Sequence[str]) -> set[str]:
    found = {own.headline}
    for told in documents:
        with suppress(ValueError):
            found.add(unpack_document(told).headline)
    return {one for one in found if one}


def _hanging_on(own: AnyRow, addresses: Sequence[str]) -> dict[Table, ColumnElement[bool]]:
    """Every table with rows of the article, directly or through others, parents first."""
    found: dict[Table, ColumnElement[bool]] = {article: article.c.id == own.id}
    for table in metadata.sorted_tables:
        links = [key for key in table.foreign_keys if key.column.table in found and key.column.table != table]
        if table in (article, tombstone, barred) or not links:
            continue
        ways = [key.parent.in_(select(key.column).where(found[key.column.table])) for key in links]
        if table is imported:
            ways.append(imported.c.url.in_(addresses))
        found[table] = or_(*ways)
    del found[article]
    return found


def _delete_rows(conn: Connection, own: AnyRow, addresses: Sequence[str], why: tuple[datetime, str]) -> None:
    for table, mine in reversed(_hanging_on(own, addresses).items()):
        covered = COVERED.get(table.name)
        if covered is None:
            conn.execute(delete(table).where(mine))
            continue
        keys = [table.c[name] for name in covered.keys]
        gone = [tuple(row) for row in conn.execute(delete(table).where(mine).returning(*keys))]
        chain.note(conn, "taken down", table, gone, why[0], text=why[1])


def _drop_knowledge(conn: Connection, digests: Collection[str | None]) -> None:
    """What its versions were read with, unless others were too."""
    used = select(version.c.knowledge).where(version.c.knowledge.is_not(None))
    mine = [digest for digest in digests if digest]
    conn.execute(delete(knowledge).where(knowledge.c.digest.in_(mine), knowledge.c.digest.not_in(used)))


def _empty_article(conn: Connection, own: AnyRow, why: tuple[datetime, str]) -> None:
    told = f"{TAKEN_DOWN}: {why[1]}"
    values: dict[str, object] = dict.fromkeys(
        ("url", "headline", "published_at", "last_checked_at", "last_changed_at", "last_found_at",
         "next_check_at", "etag", "last_modified", "body_digest", "suspect_digest")
    )  # fmt: skip
    values |= {"folded": "", "state": "gone", "state_reason": told, "versions": 0}
    values |= {"watched": False, "removed": True, "suspect": False, "suspect_looks": 0}
    conn.execute(update(article).where(article.c.id == own.id).values(values))
    chain.note(conn, "taken down", article, [own.id], why[0], text=why[1])


def _empty_source(conn: Connection, own: AnyRow, why: tuple[datetime, str]) -> None:
    """A page's source is named after its address and tells nothing else."""
    row = conn.execute(select(source).where(source.c.id == own.source_id)).one()
    conn.execute(update(source).where(source.c.id == row.id).values(last_failure=None, warning=None))
    if row.kind != SourceKind.PAGE.value:
        return
    name = f"removed {row.id}"
    empty = SourceSpec(name, SourceKind.PAGE, "")
    values: dict[str, object] = {"name": name, "location": "", "spec": pack(empty), "active": False}
    conn.execute(update(source).where(source.c.id == row.id).values(**values, next_read_at=None))
    chain.note(conn, "taken down", source, [row.id], why[0], text=why[1])


def _set_stone(conn: Connection, stone: Tombstone, addresses: Sequence[str]) -> None:
    row = {
        "article_id": stone.article_id,
        "at": stone.at,
        "reason": stone.reason,
        "versions": stone.versions,
        "bodies": pack(stone.bodies),
        "kept": pack(stone.kept),
    }
    conn.execute(insert(tombstone), row)
    chain.note(conn, "recorded", tombstone, [stone.article_id], stone.at)
    refused = [*map(digest_of, addresses), *(set(stone.bodies) - set(stone.kept))]
    if refused:
        insert_new(conn, barred, [{"digest": one, "article_id": stone.article_id} for one in refused])


def stone_of(conn: Connection, article_id: int) -> Tombstone | None:
    """What stays of an article that was taken down; None if it was not."""
    row = conn.execute(select(tombstone).where(tombstone.c.article_id == article_id)).first()
    return None if row is None else _stone(row)


def stones(conn: Connection) -> list[Tombstone]:
    """All of them, the latest first."""
    latest = (tombstone.c.at.desc(), tombstone.c.article_id.desc())
    return [_stone(row) for row in conn.execute(select(tombstone).order_by(*latest))]


def _stone(row: AnyRow) -> Tombstone:
    bodies, kept = (_digests.decode(told) for told in (row.bodies, row.kept))
    return Tombstone(row.article_id, row.at, row.reason, row.versions, bodies, kept)


def refuse_removed(conn: Connection, article_id: int) -> None:
    """Raise `TakenDown` if the article was."""
    stone = stone_of(conn, article_id)
    if stone is not None:
        raise TakenDown(_epitaph(stone))


def _epitaph(stone: Tombstone) -> str:
    bodies = ", ".join(digest[:12] for digest in stone.bodies) or "none"
    return (
        f"Article {stone.article_id} was taken down on {stone.at:%Y-%m-%d %H:%M} UTC: {stone.reason}. "
        f"Versions removed: {stone.versions}; captures by the beginnings of their digests: {bodies}."
    )


def refuse_gone(conn: Connection, table: Table, number: int) -> None:
    """Raise `TakenDown` if the journal says that the row with that number was taken down."""
    last = (
        select(journal.c.kind, journal.c.at, journal.c.note)
        .where(journal.c.subject == table.name, journal.c.key == str(number))
        .order_by(journal.c.sequence.desc())
        .limit(1)
    )
    row = conn.execute(last).first()
    if row is not None and row.kind == "taken down":
        what = table.name.capitalize()
        raise TakenDown(f"{what} {number} was taken down on {row.at:%Y-%m-%d %H:%M} UTC: {row.note}.")


def erase(engine: Engine) -> None:
    """Overwrite what the database's files still hold of deleted rows. Nobody else may work on it."""
    if engine.dialect.name == "sqlite":
        with writing(engine) as conn:
            search.purge(conn)
        with alone(engine) as conn:
            conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        keeping.rewrite(engine)
        return
    with alone(engine) as conn:
        for name in (*(table.name for table in metadata.sorted_tables), "found_article"):
            conn.execute(text(f'VACUUM FULL "{name}"'))
