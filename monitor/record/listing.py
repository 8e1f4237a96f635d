"""Lists of revisions: by any filter, in any order, page by page, without reading through the store.

Of what a filter asks, each part is counted, none further than `GATHERED`. If one of them leaves few, those
are gathered and the rest of the filter is held against them; else most of the list qualifies, and
it is walked in its order from the cursor until the page is full. How many revisions share label, change,
disclosure, provenance, status, source and tens of weight is known beforehand (`cell`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from monitor.ports import RevisionFilter, places_between, read_cursor
from monitor.record import search
from monitor.record.schema import cell, listing, revision_text, source
from monitor.searching import Question, question

#: So many rows are sorted for one page; a part of a filter that leaves more is no way to begin.
GATHERED = 20_000
LAST = 2**63 - 1
_ORDER = {"newest": listing.c.place, "weight": listing.c.weight, "queue": listing.c.queue_rank}


class _Part(NamedTuple):
    """One part of a filter: the places that it leaves, how many (none counted beyond `GATHERED`), and the
    same as a condition that no index serves; is it the search?"""

    places: Select[tuple[int]]
    size: int
    holds: ColumnElement[bool]
    search: bool = False


def ids(conn: Connection, which: RevisionFilter) -> list[int]:
    """The numbers of a page of revisions, in its order. Raises `UsageError` for a search or a cursor that
    cannot be read."""
    asked = question(which.search) if which.search else None
    after = _after(which)
    # What a search leaves is streamed from its index, where the index has the order that is wanted.
    streams = asked is not None and which.order == "newest" and conn.dialect.name == "sqlite"
    parts = sorted(_parts(conn, which, asked), key=lambda part: part.size)
    few = bool(parts) and parts[0].size <= GATHERED
    if asked is not None and streams and not few:
        return _streamed(conn, which, (asked, parts), after)
    conditions = [part.holds for part in (parts[1:] if few else parts)]
    if few:
        conditions.append(listing.c.place.in_(parts[0].places))
    query = select(listing.c.revision_id).where(*conditions, *after).limit(which.limit)
    column = _ORDER[which.order]
    by = () if which.order == "newest" else (column.desc(),)
    return list(conn.scalars(query.order_by(*by, listing.c.place.desc())))


def count(conn: Connection, which: RevisionFilter, most: int) -> int:
    """How many a filter leaves; none is counted beyond `most`, except where the store knows the number."""
    asked = question(which.search) if which.search else None
    parts = sorted(_parts(conn, which, asked), key=lambda part: part.size)
    if not parts or (len(parts) == 1 and _is_of_cells(which)):
        return _in_cells(conn, which)
    conditions = [part.holds for part in parts[1:]]
    some = select(listing.c.place).where(listing.c.place.in_(parts[0].places), *conditions).limit(most)
    return conn.scalar(select(func.count()).select_from(some.subquery())) or 0


def _after(which: RevisionFilter) -> list[ColumnElement[bool]]:
    if which.cursor is None:
        return []
    value, place = read_cursor(which.cursor, which.order)
    if which.order == "newest":
        return [listing.c.place < place]
    column = _ORDER[which.order]
    return [column <= value, or_(column < value, and_(column == value, listing.c.place < place))]


def _parts(conn: Connection, which: RevisionFilter, asked: Question | None) -> Iterator[_Part]:
    if _is_of_cells(which):
        mine = select(cell.c.id).where(*_cell_conditions(which))
        # Plus nothing: an index by cell would hand the rows over in another order.
        holds = (listing.c.cell_id + 0).in_(mine)
        own = select(listing.c.place).where(listing.c.cell_id.in_(mine))
        yield _Part(own, _in_cells(conn, which), holds)
    for condition, same in _ranges(which):
        own = select(listing.c.place).where(condition)
        yield _Part(own, _bounded(conn, own), same)
    if asked is not None:
        found = search.found(conn, "revision", asked)
        told = select(revision_text.c.text).where(revision_text.c.place == listing.c.place)
        there = exists(told.where(search.holds(asked, revision_text.c.text)).correlate(listing))
        yield _Part(found, _bounded(conn, found), there, search=True)


def _ranges(which: RevisionFilter) -> Iterator[tuple[ColumnElement[bool], ColumnElement[bool]]]:
    """Conditions with an index of their own, each once more so that the index is left alone."""
    row = listing.c
    if which.article_id is not None:
        yield row.article_id == which.article_id, row.article_id + 0 == which.article_id
    if which.assignee is not None:
        yield row.assignee == which.assignee, func.coalesce(row.assignee, "") == which.assignee
    if which.min_weight > 0:
        yield row.weight >= which.min_weight, row.weight + 0 >= which.min_weight
    if which.after_id is not None or which.before_id is not None:
        after, before = which.after_id or 0, which.before_id or LAST
        same = row.revision_id + 0
        yield and_(row.revision_id > after, row.revision_id < before), and_(same > after, same < before)
    first, last = places_between(which.since, which.until)
    if first is not None or last is not None:
        ends = [row.place >= first] if first is not None else []
        ends += [row.place <= last] if last is not None else []
        yield and_(*ends), and_(*ends)


def _is_of_cells(which: RevisionFilter) -> bool:
    facets = (which.labels, which.changes, which.disclosures, which.statuses, which.provenance, which.source)
    return which.changed_only or any(facets)


def _in_cells(conn: Connection, which: RevisionFilter) -> int:
    return int(conn.scalar(select(func.sum(cell.c.n)).where(*_cell_conditions(which))) or 0)


def _cell_conditions(which: RevisionFilter) -> list[ColumnElement[bool]]:
    several = (
        (which.labels, cell.c.label),
        (which.changes, cell.c.change),
        (which.disclosures, cell.c.disclosure),
        (which.statuses, cell.c.status),
    )
    chosen: list[ColumnElement[bool]] = [column.in_(values) for values, column in several if values]
    if which.provenance is not None:
        chosen.append(cell.c.provenance == which.provenance)
    if which.source is not None:
        mine = select(source.c.id).where(source.c.name == which.source).scalar_subquery()
        chosen.append(cell.c.source_id == mine)
    if which.changed_only:
        chosen.append(cell.c.changed)
    # No weight below it is asked for: cells of lower tens hold nothing.
    return [*chosen, cell.c.band >= which.min_weight // 10] if which.min_weight > 0 else chosen


def _bounded(conn: Connection, places: Select[tuple[int]]) -> int:
    some = places.limit(GATHERED + 1).subquery()
    return conn.scalar(select(func.count()).select_from(some)) or 0


def _streamed(
    conn: Connection,
    which: RevisionFilter,
    by: tuple[Question, list[_Part]],
    after: list[ColumnElement[bool]],
) -> list[int]:
    """What a search leaves, the newest first, as SQLite's index hands it over."""
    asked, parts = by
    found = search.found(conn, "revision", asked)
    place = found.selected_columns[0]
    if which.cursor is not None:
        found = found.where(place < read_cursor(which.cursor, "newest")[0])
    rest = [part.holds for part in parts if not part.search]
    query = found.with_only_columns(listing.c.revision_id).join(listing, listing.c.place == place + 0)
    return list(conn.scalars(query.where(*rest).order_by(place.desc()).limit(which.limit)))
