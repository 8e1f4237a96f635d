"""Lists of revisions: by any filter, in any order, page by page, without reading through the store.

Of what a filter asks, each part is counted, none further than `GATHERED`. If one of them leaves few, those
are gathered and the rest of the filter is held against them; else most of the list qualifies, and
it is walked in its order from the cursor until the page is full. How many revisions share label, change,
disclosure, provenance, status, source and tens of weight is known beforehand (`cell`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from monitor.ports import RevisionFilter, places_between, read_cursor
from monitor.record import search
from monitor.record.schema import cell, listing, revision_text, source
from monitor.reviewing import highest_rank
from monitor.searching import Question, question

#: So many rows are sorted for one page; a part of a filter that leaves more is no way to begin.
GATHERED = 20_000
LAST = 2**63 - 1
FIRST = -(2**63)
_ORDER = {"newest": listing.c.place, "weight": listing.c.weight, "queue": listing.c.queue_rank}


class _Part(NamedTuple):
    """One part of a filter: a condition that an index serves, how many rows it leaves (none counted beyond
    `GATHERED`), and the same as a condition that no index serves; is it the search?"""

    finds: ColumnElement[bool]
    size: int
    holds: ColumnElement[bool]
    search: bool = False


def ids(conn: Connection, which: RevisionFilter) -> list[int]:
    """The numbers of a page of revisions, in its order. Raises `UsageError` for a search or a cursor that
    cannot be read."""
    return list(conn.scalars(page(conn, which)))


def page(conn: Connection, which: RevisionFilter) -> Select[tuple[int]]:
    """A page of the list, in its order, as a query for numbers; any other columns of `listing` may be asked
    for in their place. Raises `UsageError`."""
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
        # Found first, whatever the database thinks of its indexes: a limit is no part of another query.
        gathered = select(listing.c.place).where(parts[0].finds).limit(GATHERED)
        conditions.append(listing.c.place.in_(gathered))
    else:
        conditions += _bounds(conn, which)
    query = select(listing.c.revision_id).where(*conditions, *after).limit(which.limit)
    column, place = _ORDER[which.order], listing.c.place
    # What was gathered is sorted: plus nothing, so that no index by the order is walked instead.
    by = (column + 0, place + 0) if few else (column, place)
    return query.order_by(*(one.desc() for one in dict.fromkeys(by)))


def count(conn: Connection, which: RevisionFilter, most: int) -> int:
    """How many a filter leaves; none is counted beyond `most`, except where the store knows the number."""
    asked = question(which.search) if which.search else None
    parts = sorted(_parts(conn, which, asked), key=lambda part: part.size)
    if not parts or (len(parts) == 1 and _is_of_cells(which)):
        return _in_cells(conn, which)
    conditions = [part.holds for part in parts[1:]]
    some = select(listing.c.place).where(parts[0].finds, *conditions).limit(most)
    return conn.scalar(select(func.count()).select_from(some.subquery())) or 0


def _after(which: RevisionFilter) -> list[ColumnElement[bool]]:
    if which.cursor is None:
        return []
    value, place = read_cursor(which.cursor, which.order)
    if which.order == "newest":
        return [listing.c.place < place]
    column = _ORDER[which.order]
    return [column <= value, or_(column < value, and_(column == value, listing.c.place < place))]


def _bounds(conn: Connection, which: RevisionFilter) -> Iterator[ColumnElement[bool]]:
    """Where in its order the list can begin at the earliest, so that what lies before is not walked."""
    if which.order == "weight" and _is_of_cells(which):
        band = conn.scalar(select(func.max(cell.c.band)).where(*_cell_conditions(which), cell.c.n > 0))
        yield listing.c.weight < (10 * band + 10 if band is not None else 0)
    elif which.order == "queue" and which.until is not None:
        yield listing.c.queue_rank <= highest_rank(which.until)


def _parts(conn: Connection, which: RevisionFilter, asked: Question | None) -> Iterator[_Part]:
    if _is_of_cells(which):
        mine = select(cell.c.id).where(*_cell_conditions(which))
        # Plus nothing: an index by cell would hand the rows over in another order.
        holds = (listing.c.cell_id + 0).in_(mine)
        size = _in_cells(conn, which)
        # By number: what is chosen from another table is no reason to PostgreSQL to use the index.
        numbers = list(conn.scalars(mine)) if size <= GATHERED else []
        yield _Part(listing.c.cell_id.in_(numbers), size, holds)
    for condition, same in _ranges(which):
        size = search.counted(conn, select(listing.c.place).where(condition), GATHERED)
        yield _Part(condition, size, same)
    if asked is not None:
        found = search.found(conn, "revision", asked)
        # As a value, asked row by row: a condition PostgreSQL may turn into a join with all that is found.
        told = select(search.holds(asked, revision_text.c.text)).correlate(listing)
        there = told.where(revision_text.c.place == listing.c.place).scalar_subquery().is_(True)
        yield _Part(listing.c.place.in_(found), search.size(conn, found, GATHERED), there, search=True)


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
        ends = [row.place >= _storable(first)] if first is not None else []
        ends += [row.place <= _storable(last)] if last is not None else []
        yield and_(*ends), and_(*ends)


def _storable(place: int) -> int:
    """The nearest place that a database can hold: instants go further than places do."""
    return max(FIRST, min(place, LAST))


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


def _streamed(
    conn: Connection,
    which: RevisionFilter,
    by: tuple[Question, list[_Part]],
    after: list[ColumnElement[bool]],
) -> Select[tuple[int]]:
    """What a search leaves, the newest first, as SQLite's index hands it over."""
    asked, parts = by
    found = search.found(conn, "revision", asked)
    place = found.selected_columns[0]
    if which.cursor is not None:
        found = found.where(place < read_cursor(which.cursor, "newest")[0])
    rest = [part.holds for part in parts if not part.search]
    query = found.with_only_columns(listing.c.revision_id).join(listing, listing.c.place == place + 0)
    return query.where(*rest).order_by(place.desc()).limit(which.limit)
