"""Articles: leads become some, each has its next check, people look them up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, insert, select, update

from monitor.errors import NotFoundError
from monitor.model import Article, Lead, SourceKind, State
from monitor.ports import ArticleFilter
from monitor.record import barred, chain, search
from monitor.record.hints import heed
from monitor.record.pack import chunks, digest_of
from monitor.record.schema import article, former_address, source
from monitor.record.sql import AnyRow, AnySelect, insert_new
from monitor.searching import question, search_text

#: Bytes. A longer address is no article's, and would not fit an index of PostgreSQL.
LONGEST_URL = 2000

#: In the order in which `_article` reads them.
_OWN = (
    article.c.id, article.c.source_id, article.c.url, article.c.headline, article.c.state,
    article.c.state_reason, article.c.first_seen_at, article.c.published_at,
    article.c.last_checked_at, article.c.last_changed_at, article.c.next_check_at,
    article.c.versions, article.c.suspect, article.c.watched,
)  # fmt: skip
_STATES = {state.value: state for state in State}


def add_leads(conn: Connection, source_id: int, leads: Sequence[Lead], now: datetime) -> list[int]:
    """Track what is new; returns the new articles' ids in the leads' order.

    A known article is left alone, unless nothing that offered it is read any more: then it becomes
    this source's. One that a person removed stays removed, unless a `page` source asks for it; one
    that was taken down is never followed again.
    """
    offered: dict[str, Lead] = {}
    for lead in leads:
        if len(lead.url.encode(errors="replace")) <= LONGEST_URL:
            offered.setdefault(lead.url, lead)
    offering = conn.execute(select(source).where(source.c.id == source_id)).first()
    if offering is None:
        raise NotFoundError(f"There is no source number {source_id}.")
    read = offering.active and not offering.paused
    refused = barred.among(conn, map(digest_of, offered))
    new: list[int] = []
    for urls in chunks(offered):
        known = _known(conn, urls)
        if read:
            _adopt(conn, offering, [known[url] for url in known if digest_of(url) not in refused], now)
        heed(conn, source_id, [(known[url], offered[url]) for url in known], now)
        missing = [url for url in urls if url not in known and digest_of(url) not in refused]
        if missing:
            fresh = [_new_article(source_id, offered[url], now) for url in missing]
            insert_new(conn, article, [row | {"watched": read} for row in fresh])
            rows = conn.execute(select(article.c.url, article.c.id).where(article.c.url.in_(missing)))
            ids = dict(rows.all())
            added = [ids[url] for url in missing if url in ids]
            chain.note(conn, "recorded", article, added, now)
            new += added
    return new


def _known(conn: Connection, urls: Sequence[str]) -> dict[str, int]:
    now = select(article.c.url, article.c.id).where(article.c.url.in_(urls))
    before = select(former_address.c.url, former_address.c.article_id).where(former_address.c.url.in_(urls))
    return dict(conn.execute(before).all()) | dict(conn.execute(now).all())


def _adopt(conn: Connection, offering: AnyRow, ids: Sequence[int], now: datetime) -> None:
    own = article.c.merged_into.is_(None)
    forgotten = update(article).where(article.c.id.in_(ids), article.c.watched.is_(False), own)
    if offering.kind != SourceKind.PAGE.value:
        forgotten = forgotten.where(article.c.removed.is_(False))
    changed = forgotten.values(source_id=offering.id, watched=True, removed=False)
    chain.note(conn, "changed", article, conn.scalars(changed.returning(article.c.id)).all(), now)


def _new_article(source_id: int, lead: Lead, now: datetime) -> dict[str, object]:
    return blank(source_id, lead.url, now) | {
        "headline": lead.title,
        "folded": search_text(lead.title, lead.url),
        "published_at": lead.published_at,
        "next_check_at": now,
    }


def blank(source_id: int, url: str | None, now: datetime) -> dict[str, object]:
    """The row of an article of which nothing is known yet."""
    return {
        "source_id": source_id,
        "url": url,
        "folded": search_text(url),
        "state": State.LIVE.value,
        "first_seen_at": now,
        "versions": 0,
        "watched": True,
        "removed": False,
        "failures": 0,
        "gone_looks": 0,
        "suspect": False,
        "suspect_looks": 0,
    }


def insert_one(conn: Connection, row: dict[str, object]) -> int:
    article_id = int(conn.execute(insert(article).returning(article.c.id), row).scalar_one())
    chain.note(conn, "recorded", article, [article_id], cast(datetime, row["first_seen_at"]))
    return article_id


def remove(conn: Connection, article_id: int) -> None:
    """Look at an article no more, whatever feed offers it."""
    conn.execute(update(article).where(article.c.id == article_id).values(watched=False, removed=True))
    chain.note(conn, "changed", article, [article_id], None, text="no longer watched")


def make_due(conn: Connection, article_ids: Sequence[int] | None, now: datetime) -> int:
    """Set the next check of these (None: all watched) articles to now; how many there were."""
    change = update(article).where(article.c.url.is_not(None)).values(next_check_at=now)
    if article_ids is None:
        return conn.execute(change.where(article.c.watched.is_(True))).rowcount
    return sum(conn.execute(change.where(article.c.id.in_(ids))).rowcount for ids in chunks(article_ids))


def _by_ids(conn: Connection, query: AnySelect, ids: Sequence[int]) -> Sequence[AnyRow]:
    found: dict[int, AnyRow] = {}
    for some in chunks(ids):
        found |= {row[0]: row for row in conn.execute(query.where(article.c.id.in_(some)))}
    return [found[number] for number in dict.fromkeys(ids) if number in found]


def _article(row: AnyRow, source_name: str) -> Article:
    next_check_at = row[10] if row[13] else None
    return Article(
        row[0], row[1], source_name, row[2], row[3], _STATES[row[4]], row[5], row[6], row[7], row[8],
        row[9], next_check_at, row[11], row[12], row[13],
    )  # fmt: skip


def find(conn: Connection, url: str) -> int | None:
    """The number of the article that is, or else was, at that address."""
    now = select(article.c.id).where(article.c.url == url)
    before = select(former_address.c.article_id).where(former_address.c.url == url)
    for query in (now, before):
        found: int | None = conn.scalar(query)
        if found is not None:
            return standing_for(conn, found)
    return None


def standing_for(conn: Connection, article_id: int) -> int:
    """The article that this one was found to be, or itself."""
    other: int | None = conn.scalar(select(article.c.merged_into).where(article.c.id == article_id))
    return article_id if other is None else other


def one(conn: Connection, id_or_url: str) -> Article:
    """The article of that number, or at that address now or formerly."""
    is_number = id_or_url.isdecimal() and len(id_or_url) < 19
    number = standing_for(conn, int(id_or_url)) if is_number else find(conn, id_or_url)
    row = None
    if number is not None:
        query = select(*_OWN, source.c.name).join(source).where(article.c.id == number)
        row = conn.execute(query).first()
    if row is None:
        raise NotFoundError(
            f"There is no article {id_or_url!r}: give its number or URL as `monitor articles` lists them."
        )
    return _article(row, row.name)


def many(conn: Connection, ids: Sequence[int]) -> dict[int, Article]:
    rows = _by_ids(conn, select(*_OWN, source.c.name).join(source), ids)
    return {row.id: _article(row, row.name) for row in rows}


def filtered(conn: Connection, which: ArticleFilter) -> list[Article]:
    """Articles by id, upward."""
    query = select(*_OWN, source.c.name).join(source).order_by(article.c.id).limit(which.limit)
    query = query.where(article.c.merged_into.is_(None))
    if which.source is not None:
        query = query.where(source.c.name == which.source)
    if which.state is not None:
        query = query.where(article.c.state == which.state.value)
    if which.search:
        query = query.where(search.article_holds(conn, question(which.search)))
    if which.after_id is not None:
        query = query.where(article.c.id > which.after_id)
    return [_article(row, row.name) for row in conn.execute(query)]
