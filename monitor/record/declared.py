"""What publishers declare on pages of corrections, and which of our articles each entry speaks of.

An entry is matched by a link to the article, now or formerly at that address, or else by its headline,
word for word. Set against the revisions of the article when it is asked for, never before: what is
seen later may be what an entry told of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, ScalarSelect, and_, func, select, update

from monitor.model import Declared, Entry, Finding
from monitor.ports import DeclaredFilter
from monitor.record import articles
from monitor.record.schema import article, declared, revision, source
from monitor.record.sql import AnyRow, insert_new

Matched = tuple[int, Literal["link", "headline"]]


def record(conn: Connection, source_id: int, entries: Sequence[Entry], now: datetime) -> int:
    """Keep what is new on the page, and match what was not matched before; returns how many are matched."""
    rows = []
    for entry in entries:
        found = _match(conn, entry)
        rows.append(
            {
                "source_id": source_id,
                "digest": hashlib.sha256(entry.text.encode(errors="replace")).hexdigest(),
                "text": entry.text,
                "url": entry.links[0] if entry.links else None,
                "dated_at": None,
                "seen_at": now,
                "article_id": found[0] if found else None,
                "matched_by": found[1] if found else None,
            }
        )
    if rows:
        insert_new(conn, declared, rows)
    for row in rows:
        if row["article_id"] is not None:
            mine = (declared.c.source_id == source_id, declared.c.digest == row["digest"])
            late = update(declared).where(*mine, declared.c.article_id.is_(None))
            conn.execute(late.values(article_id=row["article_id"], matched_by=row["matched_by"]))
    return sum(1 for row in rows if row["article_id"] is not None)


def _match(conn: Connection, entry: Entry) -> Matched | None:
    for link in entry.links:
        found = articles.find(conn, link)
        if found is not None:
            return found, "link"
    for title in entry.quoted:
        bare = title.strip(" .,;:!?")
        query = select(article.c.id).where(article.c.headline.in_((title, bare)))
        ids = list(conn.scalars(query.where(article.c.merged_into.is_(None)).limit(2)))
        if len(ids) == 1:
            return ids[0], "headline"
    return None


def of_article(conn: Connection, article_id: int) -> list[Declared]:
    """What was declared of an article elsewhere, in the order in which it was seen, each set against
    what was seen on the article itself."""
    rows = conn.execute(_FOUND.where(declared.c.article_id == article_id).order_by(declared.c.id))
    return [_declared(row) for row in rows]


def filtered(conn: Connection, which: DeclaredFilter) -> list[Declared]:
    """Entries of all pages of corrections, the newest first."""
    query = _FOUND.order_by(declared.c.id.desc()).limit(which.limit)
    if which.source is not None:
        query = query.where(source.c.name == which.source)
    if which.before_id is not None:
        query = query.where(declared.c.id < which.before_id)
    if which.finding is not None:
        query = query.where(_IS[which.finding])
    return [_declared(row) for row in conn.execute(query)]


def _step(*disclosures: str) -> ScalarSelect[int]:
    """The first change of meaning that was seen on the article and so declared there, or not."""
    seen = (revision.c.article_id == declared.c.article_id, revision.c.provenance == "observed")
    own = (*seen, revision.c.same_as.is_(None), revision.c.change == "substantive")
    return (
        select(func.min(revision.c.id)).where(*own, revision.c.disclosure.in_(disclosures)).scalar_subquery()
    )


_SILENT, _TOLD = _step("undisclosed", "partly_disclosed"), _step("disclosed")
_FOUND = select(
    declared, source.c.name, source.c.location, _SILENT.label("silent"), _TOLD.label("told")
).join_from(declared, source)
_NO_ONE = declared.c.article_id.is_(None)
_IS: dict[Finding, ColumnElement[bool]] = {
    "unmatched": _NO_ONE,
    "declared elsewhere": _SILENT.is_not(None),
    "declared there too": and_(_SILENT.is_(None), _TOLD.is_not(None)),
    "not seen": and_(~_NO_ONE, _SILENT.is_(None), _TOLD.is_(None)),
}


def _declared(row: AnyRow) -> Declared:
    finding: Finding = "not seen"
    if row.article_id is None:
        finding = "unmatched"
    elif row.silent is not None:
        finding = "declared elsewhere"
    elif row.told is not None:
        finding = "declared there too"
    return Declared(
        id=row.id,
        article_id=row.article_id,
        source=row.name,
        page=row.location,
        text=row.text,
        url=row.url,
        seen_at=row.seen_at,
        matched_by=row.matched_by,
        finding=finding,
        revision_id=row.told if row.silent is None else row.silent,
    )
