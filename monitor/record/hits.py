"""Searching what articles said: of each article the latest version that holds what is asked for.

What few versions hold is gathered and sorted. What many hold is taken from the newest downward until the
page is full: on SQLite as its index hands it over, on PostgreSQL in stretches of versions that grow.
"""

from __future__ import annotations

from sqlalchemy import Connection, Select, and_, exists, func, select

from monitor.model import Hit
from monitor.record import search, versions
from monitor.record.schema import article, source, version, version_text
from monitor.record.sql import AnyRow
from monitor.searching import Question, question

#: So many versions are looked through for one page.
GATHERED = 4000
#: Versions in the first stretch; each next one is so many times longer.
STRETCH, LONGER = 4000, 4


def page(conn: Connection, asked: str, before: int | None, limit: int) -> list[Hit]:
    """A page of hits, the newest first; `before` is the number of the version that ended the page before.
    Raises `UsageError` for a search that cannot be read."""
    looked_for = question(asked)
    found = search.found(conn, "version", looked_for)
    if search.size(conn, found, GATHERED) <= GATHERED:
        numbers = _gathered(conn, found, before, limit)
    elif conn.dialect.name == "sqlite":
        numbers = _streamed(conn, looked_for, found, (before, limit))
    else:
        numbers = _by_stretches(conn, looked_for, found, (before, limit))
    return _hits(conn, numbers)


def _gathered(conn: Connection, found: Select[tuple[int]], before: int | None, limit: int) -> list[int]:
    latest = func.max(version.c.id)
    query = select(latest).where(version.c.id.in_(found)).group_by(version.c.article_id)
    if before is not None:
        query = query.having(latest < before)
    return list(conn.scalars(query.order_by(latest.desc()).limit(limit)))


def _streamed(
    conn: Connection, asked: Question, found: Select[tuple[int]], part: tuple[int | None, int]
) -> list[int]:
    before, limit = part
    number = found.selected_columns[0]
    if before is not None:
        found = found.where(number < before)
    # Plus nothing: else the index would be asked about one version after the other.
    query = found.join(version, version.c.id == number + 0).where(_is_latest(asked))
    return list(conn.scalars(query.order_by(number.desc()).limit(limit)))


def _by_stretches(
    conn: Connection, asked: Question, found: Select[tuple[int]], part: tuple[int | None, int]
) -> list[int]:
    before, limit = part
    number = found.selected_columns[0]
    end = before or (conn.scalar(select(func.max(version.c.id))) or 0) + 1
    numbers: list[int] = []
    stretch = STRETCH
    while end > 1 and len(numbers) < limit:
        start = max(1, end - stretch)
        here = found.where(number >= start, number < end).join(version, version.c.id == number)
        query = here.where(_is_latest(asked)).order_by(number.desc()).limit(limit - len(numbers))
        numbers += conn.scalars(query)
        end, stretch = start, stretch * LONGER
    return numbers


def _is_latest(asked: Question) -> exists:  # type: ignore[valid-type]
    """No later version of the article holds it."""
    later, text = version.alias(), version_text.alias()
    same = and_(later.c.article_id == version.c.article_id, later.c.number > version.c.number)
    query = select(later.c.id).join(text, text.c.version_id == later.c.id).where(same)
    return ~exists(query.where(search.holds(asked, text.c.text)).correlate(version))


def _hits(conn: Connection, numbers: list[int]) -> list[Hit]:
    found = {one.id: one for one in versions.by_ids(conn, numbers)}
    owners = select(article.c.id, article.c.url, source.c.name).join(source)
    mine = owners.where(article.c.id.in_({one.article_id for one in found.values()}))
    rows: dict[int, AnyRow] = {row.id: row for row in conn.execute(mine)}
    shown = [found[number] for number in numbers if number in found]
    return [Hit(one, rows[one.article_id].url, rows[one.article_id].name) for one in shown]
