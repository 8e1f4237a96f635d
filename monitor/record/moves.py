"""Addresses that articles had: an article that moved is still found where it was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from monitor.record import articles, chain
from monitor.record.pack import digest_of
from monitor.record.schema import article, former_address
from monitor.record.sql import insert_new
from monitor.searching import search_text


def move(conn: Connection, article_id: int, urls: tuple[str | None, str], at: datetime) -> int | None:
    """Give an article its new address, `urls` = (old, new). If another article has, or had, that
    address, nothing is done and that one's id returned."""
    old, new = urls
    other = articles.find(conn, new)
    if other is not None and other != article_id:
        return other
    if conn.execute(delete(former_address).where(former_address.c.url == new)).rowcount:
        again = "the article has this address again"
        chain.note(conn, "deleted", former_address, [digest_of(new)], at, text=again)
    headline = conn.scalar(select(article.c.headline).where(article.c.id == article_id))
    values = {"url": new, "folded": search_text(headline, new)}
    conn.execute(update(article).where(article.c.id == article_id), values)
    chain.note(conn, "changed", article, [article_id], at, text="moved")
    if old is not None:
        insert_new(conn, former_address, [{"url": old, "article_id": article_id, "until": at}])
        chain.note(conn, "recorded", former_address, [digest_of(old)], at)
    return None
