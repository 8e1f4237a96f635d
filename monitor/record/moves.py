"""Addresses that articles had: an article that moved is still found where it was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from monitor.record import articles
from monitor.record.pack import folded
from monitor.record.schema import article, former_address
from monitor.record.sql import insert_new


def move(conn: Connection, article_id: int, urls: tuple[str | None, str], at: datetime) -> int | None:
    """Give an article its new address, `urls` = (old, new). If another article has, or had, that
    address, nothing is done and that one's id returned."""
    old, new = urls
    other = articles.find(conn, new)
    if other is not None and other != article_id:
        return other
    conn.execute(delete(former_address).where(former_address.c.url == new))
    headline = conn.scalar(select(article.c.headline).where(article.c.id == article_id))
    values = {"url": new, "folded": folded(headline, new)}
    conn.execute(update(article).where(article.c.id == article_id), values)
    if old is not None:
        insert_new(conn, former_address, [{"url": old, "article_id": article_id, "until": at}])
    return None
