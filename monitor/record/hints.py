"""Hints of change: a source says when a page was last altered; its host is believed while it keeps its word.

A hint that is newer than our last look makes an article due at once. The look that follows tells whether it
was kept. Articles in trouble have a pace of their own and are left to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select, update

from monitor.model import CheckRecord, Lead, Revised
from monitor.record.host_blocks import host_of
from monitor.record.pack import chunks
from monitor.record.schema import article, hint
from monitor.record.sql import AnyRow, insert_new

#: A host's hints are believed until so many are known, and after that while this share of them was kept.
FEW, SHARE = 8, 0.2
#: What counts is how it went lately: from so many on, both numbers are halved.
MANY = 64
#: Clocks differ; what lies further ahead is no instant of a change.
AHEAD = timedelta(minutes=5)


def believed(kept: int, broken: int) -> bool:
    """Is a host worth asking at a hint of its?"""
    return kept + broken < FEW or kept >= SHARE * (kept + broken)


def heed(conn: Connection, source_id: int, hinted: Iterable[tuple[int, Lead]], now: datetime) -> None:
    """Note what a source says of its articles (by id), and make due what is believed to have changed."""
    told = {number: lead.modified_at for number, lead in hinted if lead.modified_at is not None}
    columns = (article.c.id, article.c.url, article.c.last_checked_at, article.c.next_check_at)
    calm = (
        article.c.source_id == source_id, article.c.watched.is_(True), article.c.hinted_at.is_(None),
        article.c.failures == 0, article.c.wall_looks == 0, article.c.gone_looks == 0,
        article.c.suspect.is_(False), article.c.last_checked_at.is_not(None),
    )  # fmt: skip
    rows: list[AnyRow] = []
    for some in chunks(told):
        rows += conn.execute(select(*columns).where(article.c.id.in_(some), *calm)).all()
    fresh = [row for row in rows if row.last_checked_at < told[row.id] <= now + AHEAD]
    if not fresh:
        return
    record = _records(conn, {host_of(row.url) for row in fresh})
    values = [
        {
            "the_id": row.id,
            "the_hint": told[row.id],
            "the_next": min(row.next_check_at or now, now)
            if believed(*record.get(host_of(row.url), (0, 0)))
            else row.next_check_at,
        }
        for row in fresh
    ]
    change = update(article).where(article.c.id == bindparam("the_id"))
    conn.execute(change.values(hinted_at=bindparam("the_hint"), next_check_at=bindparam("the_next")), values)


def count(conn: Connection, looks: Sequence[CheckRecord]) -> None:
    """Count for their hosts how the hints ended that these looks followed: looks at hinted articles alone."""
    kept: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    good_looks = [one for one in looks if one.check.result in ("unchanged", "not_modified", "revised")]
    if not good_looks:
        return
    for one in good_looks:
        changed = isinstance(one.examined, Revised) and one.examined.judgement.changed
        (kept if changed else broken)[host_of(one.due.article.url)] += 1
    hosts = sorted(kept.keys() | broken.keys())
    if hosts:
        insert_new(conn, hint, [{"host": host, "kept": 0, "broken": 0} for host in hosts])
    for host, (were_kept, were_broken) in sorted(_records(conn, hosts).items()):
        good, bad = were_kept + kept[host], were_broken + broken[host]
        half = 2 if good + bad >= MANY else 1
        values = {"kept": good // half, "broken": bad // half}
        conn.execute(update(hint).where(hint.c.host == host).values(values))
    for some in chunks([one.check.article_id for one in good_looks]):
        conn.execute(update(article).where(article.c.id.in_(some)).values(hinted_at=None))


def _records(conn: Connection, hosts: Iterable[str]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for some in chunks(sorted(hosts)):
        for row in conn.execute(select(hint).where(hint.c.host.in_(some))):
            found[row.host] = (row.kept, row.broken)
    return found
