"""How fast articles change, as our own looks told: counted in housekeeping, by host.

A look is counted once, in the order in which looks were made, and never while it is being written.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, bindparam, func, select, update

from monitor.model import RateTally, Stock, Watched
from monitor.record.engine import writing
from monitor.record.host_blocks import host_of
from monitor.record.marks import mark_done, marked
from monitor.record.pack import chunks
from monitor.record.schema import article, check, rate, revision
from monitor.record.sql import AnyRow, insert_new
from monitor.schedule.learn import Tallies, tally_look
from monitor.schedule.rate import SEEN, Known, group_of, middle_age

COUNTED = "looks counted for rates"
#: Looks so young may still be in the middle of being written.
SETTLED = timedelta(minutes=1)
#: Looks that are counted in one transaction, about.
AT_ONCE = 2000
#: Looks that saw the page as it was.
GOOD = ("first", "unchanged", "not_modified", "revised")
#: Articles from which the stock is estimated.
SAMPLE = 20_000


def count_looks(engine: Engine, now: datetime) -> None:
    """Count the looks made since the last time."""
    while True:
        with writing(engine) as conn:
            if not _count_some(conn, now - SETTLED):
                return


def _count_some(conn: Connection, until: datetime) -> bool:
    """False when none are left."""
    done = marked(conn, COUNTED)
    fresh = select(check.c.at).where(check.c.at <= until, check.c.result.in_(GOOD))
    if done is not None:
        fresh = fresh.where(check.c.at > done)
    # Looks of one instant are counted together: the mark is an instant.
    last = conn.scalars(fresh.order_by(check.c.at).limit(AT_ONCE)).all()
    if not last:
        return False
    looks = select(check.c.article_id, check.c.at).where(check.c.result.in_(GOOD), check.c.at <= last[-1])
    if done is not None:
        looks = looks.where(check.c.at > done)
    rows = conn.execute(looks.order_by(check.c.at, check.c.id)).all()
    into = Tallies()
    for look in _looks(conn, rows, done):
        tally_look(look.known, look.at, look.changed, into)
    _add(conn, into.rows())
    mark_done(conn, COUNTED, last[-1])
    return True


@dataclass(frozen=True, slots=True)
class _Look:
    known: Known
    at: float
    changed: bool


def _looks(conn: Connection, rows: Sequence[AnyRow], done: datetime | None) -> Iterator[_Look]:
    """The looks that had one before them, with what was known then."""
    ids = sorted({row.article_id for row in rows})
    last = _last_looks(conn, ids, done)
    changes = _changes(conn, ids)
    about = _about(conn, ids)
    for row in rows:
        before, last[row.article_id] = last.get(row.article_id), row.at
        if before is None or before >= row.at or row.article_id not in about:
            continue
        one, seen = about[row.article_id], changes[row.article_id]
        had = bisect_right(seen, before)
        born = min(one.published_at or one.first_seen_at, before)
        since = seen[had - 1].timestamp() if had else None
        group = group_of(host_of(one.url), one.live)
        known = Known(born.timestamp(), before.timestamp(), since, had, group)
        yield _Look(known, row.at.timestamp(), bisect_right(seen, row.at) > had)


def _last_looks(conn: Connection, ids: Sequence[int], done: datetime | None) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    if done is None:
        return found
    for some in chunks(ids):
        before = check.c.article_id.in_(some), check.c.at <= done, check.c.result.in_(GOOD)
        query = select(check.c.article_id, func.max(check.c.at)).where(*before).group_by(check.c.article_id)
        found |= dict(conn.execute(query).all())
    return found


def _changes(conn: Connection, ids: Sequence[int]) -> dict[int, list[datetime]]:
    """When each article's observed changes were first seen, in order."""
    found: dict[int, list[datetime]] = defaultdict(list)
    for some in chunks(ids):
        query = select(revision.c.article_id, revision.c.seen_at).where(
            revision.c.article_id.in_(some),
            revision.c.changed.is_(True),
            revision.c.provenance == "observed",
        )
        for article_id, at in conn.execute(query.order_by(revision.c.seen_at)):
            found[article_id].append(at)
    return found


def _about(conn: Connection, ids: Sequence[int]) -> dict[int, AnyRow]:
    found: dict[int, AnyRow] = {}
    columns = (article.c.id, article.c.url, article.c.published_at, article.c.first_seen_at, article.c.live)
    for some in chunks(ids):
        found |= {row.id: row for row in conn.execute(select(*columns).where(article.c.id.in_(some)))}
    return found


def _add(conn: Connection, tallies: Sequence[RateTally]) -> None:
    if not tallies:
        return
    keys = [{"host_group": one.group, "aspect": one.aspect, "bin": one.bin} for one in tallies]
    insert_new(conn, rate, [key | {"looks": 0, "changes": 0.0, "expected": 0.0} for key in keys])
    same = (
        rate.c.host_group == bindparam("the_group"),
        rate.c.aspect == bindparam("the_aspect"),
        rate.c.bin == bindparam("the_bin"),
    )
    more = update(rate).where(*same).values(
        looks=rate.c.looks + bindparam("more_looks"),
        changes=rate.c.changes + bindparam("more_changes"),
        expected=rate.c.expected + bindparam("more_expected"),
    )  # fmt: skip
    conn.execute(
        more,
        [
            {
                "the_group": one.group,
                "the_aspect": one.aspect,
                "the_bin": one.bin,
                "more_looks": one.looks,
                "more_changes": one.changes,
                "more_expected": one.expected,
            }
            for one in tallies
        ],
    )


def tallies(conn: Connection) -> list[RateTally]:
    """All that was counted, by group."""
    columns = (rate.c.host_group, rate.c.aspect, rate.c.bin, rate.c.looks, rate.c.changes, rate.c.expected)
    return [RateTally(*row) for row in conn.execute(select(*columns).order_by(*columns[:3]))]


def stocks(conn: Connection, now: datetime) -> list[Stock]:
    """The watched articles by group, age and changes seen; of very many, estimated from a sample."""
    every = max(1, (conn.scalar(select(func.max(article.c.id))) or 0) // SAMPLE)
    columns = (
        article.c.url, article.c.published_at, article.c.first_seen_at, article.c.last_changed_at,
        article.c.versions, article.c.live,
    )  # fmt: skip
    query = select(*columns).where(article.c.watched.is_(True), article.c.url.is_not(None))
    if every > 1:
        query = query.where(article.c.id % every == 0)
    found: dict[tuple[str, float, int], int] = defaultdict(int)
    for url, published_at, first_seen_at, changed_at, versions, live in conn.execute(query):
        age = max(0.0, (now - (published_at or first_seen_at)).total_seconds())
        seen = 0 if changed_at is None else max(1, versions - 1)
        found[group_of(host_of(url), live), middle_age(age), min(seen, SEEN)] += 1
    return [Stock(group, age, seen, count * every) for (group, age, seen), count in sorted(found.items())]


def watched(conn: Connection, limit: int) -> list[Watched]:
    """What was seen of the articles tracked last, those with a version, the oldest first."""
    columns = (
        article.c.id, article.c.url, article.c.live, article.c.published_at, article.c.first_seen_at,
        article.c.last_checked_at,
    )  # fmt: skip
    query = select(*columns).where(
        article.c.versions > 0, article.c.url.is_not(None), article.c.last_checked_at.is_not(None)
    )
    rows = conn.execute(query.order_by(article.c.id.desc()).limit(limit)).all()[::-1]
    seen: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for some in chunks([row.id for row in rows]):
        changes = select(revision.c.article_id, revision.c.seen_after, revision.c.seen_at).where(
            revision.c.article_id.in_(some), revision.c.changed.is_(True), revision.c.provenance == "observed"
        )
        for number, after, at in conn.execute(changes.order_by(revision.c.seen_at)):
            seen[number].append((after or at, at))
    return [
        Watched(
            row.id, group_of(host_of(row.url), row.live), row.published_at, row.first_seen_at,
            row.last_checked_at, tuple(seen[row.id]),
        )
        for row in rows
    ]  # fmt: skip
