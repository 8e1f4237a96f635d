"""Picking the articles to look at: a thousand at a time, where a millisecond counts.

The database answers in plain rows; a row becomes an article when its turn comes. Reads, never writes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, overload

from sqlalchemy import Column, Connection, Integer, Text, bindparam, select, type_coerce

from monitor.model import Article, DueArticle, SourceKind, SourceSpec, State
from monitor.record import drops
from monitor.record.columns import Instant, instant
from monitor.record.host_blocks import NOTHING, Held, held_back, host_of
from monitor.record.pack import chunks, unpack_spec
from monitor.record.schema import article, source
from monitor.record.sql import AnyRow, among

_STATES = {state.value: state for state in State}


def _raw(column: Column[Any]) -> Any:
    """The column as the driver gives it: decoding waits until the row is needed."""
    return type_coerce(column, Text if isinstance(column.type, Instant) else Integer).label(column.name)


#: In the order in which `_made` reads them.
_ROWS = select(
    article.c.id, article.c.source_id, article.c.url, article.c.headline, article.c.state,
    article.c.state_reason, _raw(article.c.first_seen_at), _raw(article.c.published_at),
    _raw(article.c.last_checked_at), _raw(article.c.last_changed_at), _raw(article.c.next_check_at),
    article.c.versions, _raw(article.c.watched), article.c.etag, article.c.last_modified,
    article.c.body_digest, article.c.failures, article.c.gone_looks, article.c.suspect_digest,
    article.c.suspect_looks, _raw(article.c.live), article.c.wall_looks,
)  # fmt: skip
#: Made once: what SQLAlchemy knows of a statement is kept with it.
_OVERDUE = (
    _ROWS.where(article.c.watched.is_(True), article.c.next_check_at <= bindparam("now", type_=Instant()))
    .order_by(article.c.next_check_at, article.c.id)
    .limit(bindparam("most", type_=Integer()))
)
_NAMED = _ROWS.where(
    article.c.url.is_not(None), article.c.id.in_(bindparam("ids", expanding=True, type_=article.c.id.type))
)
_SPECS = select(source.c.id, source.c.spec)


class Picked(Sequence[DueArticle]):
    """Articles to look at, each made from its row when it is asked for."""

    def __init__(self, rows: Sequence[AnyRow], specs: Mapping[int, SourceSpec], held: Mapping[str, Held]):
        self._rows = rows
        self._specs = specs
        self._held = held

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> DueArticle: ...
    @overload
    def __getitem__(self, at: slice) -> Picked: ...
    def __getitem__(self, at: int | slice) -> DueArticle | Picked:
        if isinstance(at, slice):
            return Picked(self._rows[at], self._specs, self._held)
        row = self._rows[at]
        held = self._held.get(host_of(row[2]), NOTHING) if self._held else NOTHING
        return _made(row, self._specs[row[1]], held)


def due(
    conn: Connection,
    now: datetime,
    limit: int,
    article_ids: Sequence[int] | None = None,
    busy: Collection[int] = (),
) -> Picked:
    """Articles to look at, the longest overdue first, none that is busy; with ids, those in their order,
    due or not. Documents are not loaded: most looks find nothing new and never need one."""
    if article_ids is None:
        rows = conn.execute(_OVERDUE, {"now": now, "most": limit + len(busy)}).all()
    else:
        rows = _by_ids(conn, article_ids)
    if busy:
        rows = [row for row in rows if row[0] not in busy]
    rows = rows[:limit]
    declared = conn.execute(_SPECS.where(among(conn, source.c.id, {row[1] for row in rows}))).all()
    specs = {number: unpack_spec(spec) for number, spec in declared}
    return Picked(rows, drops.joined(conn, specs), held_back(conn, [row[2] for row in rows]))


def siblings(conn: Connection, article_id: int, limit: int) -> Picked:
    """Other articles of the same host that were read before, the latest tracked first."""
    url = conn.scalar(select(article.c.url).where(article.c.id == article_id))
    if url is None:
        return Picked([], {}, {})
    beginning = "/".join(url.split("/", 3)[:3]) + "/"
    query = select(article.c.id).where(article.c.url.startswith(beginning, autoescape=True))
    query = query.where(article.c.id != article_id, article.c.versions > 0, article.c.watched.is_(True))
    query = query.where(article.c.state.in_((State.LIVE.value, State.MOVED.value)))
    ids = list(conn.scalars(query.order_by(article.c.id.desc()).limit(limit)))
    # The instant decides nothing where articles are named.
    return due(conn, datetime.min, limit, ids)


def _by_ids(conn: Connection, ids: Sequence[int]) -> Sequence[AnyRow]:
    found: dict[int, AnyRow] = {}
    for some in chunks(ids):
        found |= {row[0]: row for row in conn.execute(_NAMED, {"ids": some})}
    return [found[number] for number in dict.fromkeys(ids) if number in found]


def _made(row: AnyRow, spec: SourceSpec, held: Held) -> DueArticle:
    """By position: names would cost as much again."""
    watched, suspect_digest = bool(row[12]), row[18]
    of = Article(
        row[0], row[1], spec.name, row[2], row[3], _STATES[row[4]], row[5], instant(row[6]), instant(row[7]),
        instant(row[8]), instant(row[9]), instant(row[10]) if watched else None, row[11],
        suspect_digest is not None, watched,
    )  # fmt: skip
    return DueArticle(
        of, None, row[13], row[14], row[15],
        spec.every_seconds if spec.kind is SourceKind.PAGE else None, spec.recipe, spec.language,
        held.volatile, row[16], row[17], suspect_digest, row[19], held.shared, spec.reach, bool(row[20]),
        row[21],
    )  # fmt: skip
