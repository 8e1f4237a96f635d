"""Upkeep of what is searched and listed: taking up older stores little by little, checking, mending.

All of it follows from rows that the journal covers. An index is checked by its words: those that it knows
and in how many rows each stands against those of the texts themselves.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count as counting

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, func, or_, select, text, update

from monitor.ports import place_of
from monitor.record import search
from monitor.record.engine import writing
from monitor.record.pack import unpack_document, unpack_judgement
from monitor.record.proof import UNREADABLE, Step
from monitor.record.schema import (
    article,
    cell,
    filling,
    listing,
    revision,
    revision_text,
    version,
    version_text,
)  # fmt: skip
from monitor.record.sql import AnyRow
from monitor.searching import search_text

log = logging.getLogger(__name__)

PAGE = 200
#: Rows of an older store taken up in one transaction: nobody waits long.
BATCH = 500
#: Every so many of them are told of.
TOLD = 100 * BATCH

_RESTORE = "`monitor repair` makes it anew"


# taking up older stores


def fill(engine: Engine, batches: int) -> bool:
    """Take up the texts of an older store, the newest first, so many batches of them; False when there is
    nothing left to do."""
    for _ in range(batches):
        with writing(engine) as conn:
            row = conn.execute(select(filling).order_by(filling.c.name.desc())).first()
            if row is None:
                return False
            left = _fill_batch(conn, row.name, row.below)
        if left and (left // BATCH) % (TOLD // BATCH) == 0:
            log.info("older texts are being made searchable: %s %ss to go at most", f"{left:,}", row.name)
    return True


def _fill_batch(conn: Connection, name: str, below: int) -> int:
    """Take up the rows before that number; the number before which the next ones are."""
    table = {"article": article, "revision": revision, "version": version}[name]
    query = select(table).where(table.c.id < below).order_by(table.c.id.desc()).limit(BATCH)
    rows = conn.execute(query).all()
    for row in rows:
        _take_up(conn, name, row)
    if len(rows) < BATCH:
        conn.execute(delete(filling).where(filling.c.name == name))
        return 0
    conn.execute(update(filling).where(filling.c.name == name).values(below=rows[-1].id))
    return int(rows[-1].id)


def _take_up(conn: Connection, name: str, row: AnyRow) -> None:
    if name == "article":
        told = search_text(row.headline, row.url)
        conn.execute(update(article).where(article.c.id == row.id).values(folded=told))
    elif name == "revision":
        if row.same_as is None:
            search.again(conn, [row.id])
    else:
        try:
            document = unpack_document(row.document)
        except ValueError:
            return
        conn.execute(delete(version_text).where(version_text.c.version_id == row.id))
        search.put_version(conn, row.id, document)


def below(conn: Connection, name: str) -> int:
    """Rows with lower numbers wait for their turn; 0 when none do."""
    return conn.scalar(select(filling.c.below).where(filling.c.name == name)) or 0


# checking


def check(conn: Connection, step: Step) -> Iterator[str]:
    """What is not found or listed as it should be, one sentence each."""
    for problem in (_versions(conn, step), _revisions(conn, step), _lists(conn), _indexes(conn, step)):
        yield from problem


def _versions(conn: Connection, step: Step) -> Iterator[str]:
    first = below(conn, "version")
    query = select(version.c.id, version.c.document, version_text.c.text).outerjoin(
        version_text, version_text.c.version_id == version.c.id
    )
    place = first - 1
    while page := conn.execute(query.where(version.c.id > place).order_by(version.c.id).limit(PAGE)).all():
        for row in page:
            if not _is_found_by(row, lambda row: search.version_words(unpack_document(row.document))):
                yield f"What is searched of version number {row.id} is not what it says: {_RESTORE}."
        place = page[-1].id
        step()


def _revisions(conn: Connection, step: Step) -> Iterator[str]:
    place = below(conn, "revision") - 1
    leads = and_(version.c.article_id == revision.c.article_id, version.c.number == revision.c.to_version)
    query = (
        select(
            revision.c.id, revision.c.seen_at, revision.c.judgement, version.c.document,
            revision_text.c.text, revision_text.c.place,
        )
        .outerjoin(version, leads)
        .outerjoin(revision_text, revision_text.c.revision_id == revision.c.id)
        .where(revision.c.same_as.is_(None))
    )  # fmt: skip
    while page := conn.execute(query.where(revision.c.id > place).order_by(revision.c.id).limit(PAGE)).all():
        for row in page:
            if not _is_found_by(row, _revision_words) or row.place != place_of(row.seen_at, row.id):
                yield f"What is searched of revision {row.id} is not what it says: {_RESTORE}."
        place = page[-1].id
        step()


def _revision_words(row: AnyRow) -> str:
    return search.revision_words(unpack_judgement(row.judgement), search.headline_of(row.document))


def _is_found_by(row: AnyRow, words: Callable[[AnyRow], str]) -> bool:
    try:
        return bool(row.text == words(row))
    except UNREADABLE:
        # That what it is made from cannot be read is told elsewhere.
        return True


def _lists(conn: Connection) -> Iterator[str]:
    """`listing` repeats `revision`, `cell` counts it."""
    same: list[ColumnElement[bool]] = [
        listing.c.article_id == revision.c.article_id,
        listing.c.weight == revision.c.weight,
        listing.c.queue_rank == revision.c.queue_rank,
        func.coalesce(listing.c.assignee, "") == func.coalesce(revision.c.assignee, ""),
        cell.c.source_id == article.c.source_id,
        *(cell.c[name] == revision.c[name] for name in ("label", "change", "disclosure", "provenance")),
        *(cell.c[name] == revision.c[name] for name in ("changed", "status")),
    ]
    query = (
        select(revision.c.id)
        .join(article, article.c.id == revision.c.article_id)
        .outerjoin(listing, listing.c.revision_id == revision.c.id)
        .outerjoin(cell, cell.c.id == listing.c.cell_id)
        .where(revision.c.same_as.is_(None), or_(cell.c.id.is_(None), ~and_(*same)))
    )
    for number in conn.scalars(query):
        yield f"Revision {number} is not listed as it stands: {_RESTORE}."
    stands = select(revision.c.id).where(revision.c.same_as.is_(None))
    lost = select(listing.c.revision_id).where(listing.c.revision_id.not_in(stands))
    for number in conn.scalars(lost):
        yield f"Revision {number} is listed and not there: {_RESTORE}."
    tallies = select(listing.c.cell_id, func.count().label("n")).group_by(listing.c.cell_id).subquery()
    counted = select(cell.c.id).outerjoin(tallies, tallies.c.cell_id == cell.c.id)
    if wrong := conn.scalars(counted.where(cell.c.n != func.coalesce(tallies.c.n, 0))).all():
        yield f"Revisions are counted wrongly in {len(wrong)} places: {_RESTORE}."


def _indexes(conn: Connection, step: Step) -> Iterator[str]:
    """PostgreSQL keeps its indexes whole by itself; SQLite's full-text indexes are tables like others."""
    if conn.dialect.name != "sqlite":
        return
    for index, (table, key, told) in {
        "found_article": (article, article.c.id, article.c.folded),
        "found_revision": (revision_text, revision_text.c.place, revision_text.c.text),
        "found_version": (version_text, version_text.c.version_id, version_text.c.text),
    }.items():
        words: Counter[str] = Counter()
        query = select(told).select_from(table).order_by(key).execution_options(yield_per=PAGE)
        for number, said in zip(counting(), conn.scalars(query), strict=False):
            words.update(set(said.split()))
            if number % PAGE == 0:
                step()
        conn.execute(text(f"CREATE VIRTUAL TABLE temp.words_of USING fts5vocab('main', '{index}', 'row')"))
        known: dict[str, int] = dict(conn.execute(text("SELECT term, doc FROM temp.words_of")).all())
        conn.execute(text("DROP TABLE temp.words_of"))
        if known != words:
            yield f"The full-text index {index} does not say what its texts do: {_RESTORE}."


# mending


def anew(conn: Connection) -> int:
    """Make once more whatever is not as it should be; how many things were wrong."""
    wrong = list(check(conn, lambda: None))
    if not wrong:
        return 0
    search.rebuild(conn)
    for name, table in (("version", version), ("revision", revision)):
        place = below(conn, name) - 1
        query = select(table).order_by(table.c.id).limit(PAGE)
        while page := conn.execute(query.where(table.c.id > place)).all():
            for row in page:
                _take_up(conn, name, row)
            place = page[-1].id
    _list_anew(conn)
    search.rebuild(conn)
    return len(wrong)


def _list_anew(conn: Connection) -> None:
    """The triggers list what is touched."""
    conn.execute(delete(listing))
    conn.execute(delete(cell))
    conn.execute(update(revision).values(status=revision.c.status))
