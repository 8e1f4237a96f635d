"""A source's disclosure record: counts over the observed substantive changes, with their denominators.

The changes are read from one index (`ix_revision_record`), article by article of the source; how closely
we looked is measured on the articles tracked last. Nothing is kept: it is counted when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from statistics import median

from sqlalchemy import ColumnElement, Connection, FromClause, and_, case, func, literal_column, or_, select

from monitor.model import Coverage, DisclosureRecord
from monitor.record import declared, sources
from monitor.record.pack import chunks
from monitor.record.rates import GOOD
from monitor.record.schema import article, check, revision

#: Looks that count towards coverage are no older; those before are rolled up.
LATELY = timedelta(days=30)
#: Articles on which coverage is measured.
SAMPLE = 100
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_NOT_DECLARED = ("undisclosed", "partly_disclosed")


def record(conn: Connection, source_id: int, now: datetime) -> DisclosureRecord:
    """The record of one source; NotFoundError if there is none."""
    sources.by_id(conn, source_id)
    tracked, read = _articles(conn, source_id)
    counts, first_at, last_at = _counts(conn, source_id)
    delays = _delays(conn, source_id)
    return DisclosureRecord(
        source_id=source_id,
        articles=tracked,
        read=read,
        substantive=sum(counts.values()),
        disclosed=counts.get("disclosed", 0),
        partly_disclosed=counts.get("partly_disclosed", 0),
        undisclosed=counts.get("undisclosed", 0),
        exempt=counts.get("exempt", 0),
        told_later=len(delays),
        told_elsewhere=_told_elsewhere(conn, source_id),
        middle_delay_seconds=median(delays) if delays else None,
        first_at=first_at,
        last_at=last_at,
        coverage=_coverage(conn, source_id, now),
    )


def _seen(table: FromClause) -> ColumnElement[bool]:
    """What the index holds, in just its words: SQLite takes it for nothing else."""
    substantive = table.c.change == literal_column("'substantive'")
    late = table.c.disclosure == literal_column("'note_without_change'")
    observed = table.c.provenance == literal_column("'observed'")
    return and_(observed, table.c.same_as.is_(None), or_(substantive, late))


def _articles(conn: Connection, source_id: int) -> tuple[int, int]:
    """How many are tracked, and how many of them were read."""
    read = func.sum(case((article.c.versions > 0, 1), else_=0))
    mine = (article.c.source_id == source_id, article.c.merged_into.is_(None))
    tracked, with_version = conn.execute(select(func.count(), read).where(*mine)).one()
    return int(tracked), int(with_version or 0)


def _counts(conn: Connection, source_id: int) -> tuple[dict[str, int], datetime | None, datetime | None]:
    """Substantive changes by disclosure, and when the first and the last of them were seen."""
    query = (
        select(
            revision.c.disclosure,
            func.count(),
            func.min(revision.c.seen_at),
            func.max(revision.c.seen_at),
        )
        .join(article, article.c.id == revision.c.article_id)
        .where(article.c.source_id == source_id, _seen(revision), revision.c.change == "substantive")
        .group_by(revision.c.disclosure)
    )
    rows = conn.execute(query).all()
    return (
        {row[0]: int(row[1]) for row in rows},
        min((row[2] for row in rows), default=None),
        max((row[3] for row in rows), default=None),
    )


def _delays(conn: Connection, source_id: int) -> list[float]:
    """Of each change that was not declared and was followed by a notice of an earlier one: how long, in
    seconds, until then."""
    late = revision.alias("late")
    told_at = func.min(late.c.seen_at)
    query = (
        select(revision.c.seen_at, told_at)
        .select_from(late)
        .join(article, article.c.id == late.c.article_id)
        .join(
            revision,
            and_(revision.c.article_id == late.c.article_id, revision.c.seen_at < late.c.seen_at),
        )
        .where(
            article.c.source_id == source_id,
            _seen(late),
            late.c.disclosure == "note_without_change",
            _seen(revision),
            revision.c.disclosure.in_(_NOT_DECLARED),
        )
        .group_by(revision.c.article_id, revision.c.seen_at)
    )
    return [(told - seen).total_seconds() for seen, told in conn.execute(query)]


def _told_elsewhere(conn: Connection, source_id: int) -> int:
    """Changes not, or not wholly, declared on their articles of which a page of corrections speaks."""
    found = declared.of_source(conn, source_id)
    return len({one.revision_id for one in found if one.finding == "declared elsewhere"})


# how closely we looked


def _coverage(conn: Connection, source_id: int, now: datetime) -> Coverage:
    since = now - LATELY
    newest = select(article.c.id).where(
        article.c.source_id == source_id, article.c.merged_into.is_(None), article.c.versions > 0
    )
    ids = list(conn.scalars(newest.order_by(article.c.id.desc()).limit(SAMPLE)))
    looks = [at for some in chunks(ids) for at in _looks(conn, some, since)]
    gaps = [gap for _, of_one in groupby(looks, lambda look: look[0]) for gap in _gaps(of_one)]
    whole = sum(gaps, timedelta())
    return Coverage(
        since=since,
        articles=len(ids),
        looks=len(looks),
        middle_gap_seconds=median(gap.total_seconds() for gap in gaps) if gaps else None,
        within_hour=_share(gaps, HOUR, whole),
        within_day=_share(gaps, DAY, whole),
    )


def _looks(conn: Connection, ids: Sequence[int], since: datetime) -> list[tuple[int, datetime]]:
    """Article and instant of each look that saw the page, by article and in order."""
    query = select(check.c.article_id, check.c.at).where(
        check.c.article_id.in_(ids), check.c.at >= since, check.c.result.in_(GOOD)
    )
    return [(number, at) for number, at in conn.execute(query.order_by(check.c.article_id, check.c.id))]


def _gaps(looks: Iterable[tuple[int, datetime]]) -> list[timedelta]:
    return [later - earlier for (_, earlier), (_, later) in pairwise(looks) if later > earlier]


def _share(gaps: Sequence[timedelta], most: timedelta, whole: timedelta) -> float | None:
    return sum((gap for gap in gaps if gap <= most), timedelta()) / whole if whole else None
