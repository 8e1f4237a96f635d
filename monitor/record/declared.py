"""What publishers declare on pages of corrections, and which of our articles each entry speaks of.

An entry is matched by a link to the article, now or formerly at that address, or else by its headline,
word for word. Set against the revisions of the article when it is asked for, never before: what is
seen later may be what an entry told of. Of several, an entry speaks of the one whose figures, names and
words it holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, exists, select, update

from monitor.judge import likeness
from monitor.model import Declared, Entry, Finding
from monitor.ports import DeclaredFilter
from monitor.record import articles
from monitor.record.pack import chunks, unpack_judgement
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
    return _told(conn, rows.all())


def of_source(conn: Connection, source_id: int) -> list[Declared]:
    """What was declared elsewhere of a source's articles."""
    mine = select(article.c.id).where(article.c.source_id == source_id)
    return _told(conn, conn.execute(_FOUND.where(declared.c.article_id.in_(mine))).all())


def filtered(conn: Connection, which: DeclaredFilter) -> list[Declared]:
    """Entries of all pages of corrections, the newest first."""
    query = _FOUND.order_by(declared.c.id.desc()).limit(which.limit)
    if which.source is not None:
        query = query.where(source.c.name == which.source)
    if which.finding is not None:
        query = query.where(_MAY_BE[which.finding])
    found: list[Declared] = []
    before = which.before_id
    while True:
        page = query if before is None else query.where(declared.c.id < before)
        some = _told(conn, conn.execute(page).all())
        found += [one for one in some if which.finding in (None, one.finding)]
        if len(some) < which.limit or len(found) >= which.limit:
            return found[: which.limit]
        before = some[-1].id


_FOUND = select(declared, source.c.name, source.c.location).join_from(declared, source)
_SILENT, _TOLD = frozenset(("undisclosed", "partly_disclosed")), frozenset(("disclosed",))
#: Changes of which an entry may speak.
_STEPS = and_(
    revision.c.provenance == "observed",
    revision.c.same_as.is_(None),
    revision.c.change == "substantive",
    revision.c.disclosure.in_((*_SILENT, *_TOLD)),
)
_NO_ONE = declared.c.article_id.is_(None)
_CHANGED = exists().where(revision.c.article_id == declared.c.article_id, _STEPS)
#: Which entries a finding is looked for among: of which change they speak, their words decide.
_MAY_BE: dict[Finding, ColumnElement[bool]] = {
    "unmatched": _NO_ONE,
    "declared elsewhere": _CHANGED,
    "declared there too": _CHANGED,
    "not seen": and_(~_NO_ONE, ~_CHANGED),
}


def _told(conn: Connection, rows: Sequence[AnyRow]) -> list[Declared]:
    steps = _steps(conn, {row.article_id for row in rows if row.article_id is not None})
    return [_declared(row, steps.get(row.article_id, [])) for row in rows]


def _steps(conn: Connection, ids: Iterable[int]) -> dict[int, list[AnyRow]]:
    """The changes of meaning that were seen on these articles, in order."""
    found: dict[int, list[AnyRow]] = {}
    for some in chunks(ids):
        columns = (revision.c.id, revision.c.article_id, revision.c.disclosure, revision.c.judgement)
        query = select(*columns).where(revision.c.article_id.in_(some), _STEPS).order_by(revision.c.id)
        for row in conn.execute(query):
            found.setdefault(row.article_id, []).append(row)
    return found


def _meant(text: str, steps: Sequence[AnyRow]) -> AnyRow | None:
    """The change of which the text says most; of those of which it says nothing, the first that no notice
    on the article accounts for."""
    if len(steps) < 2:
        return steps[0] if steps else None
    alike = [likeness(text, unpack_judgement(one.judgement).edits) for one in steps]
    best = max(alike)
    nearest = [one for one, like in zip(steps, alike, strict=True) if like == best]
    return next((one for one in nearest if one.disclosure in _SILENT), nearest[0])


def _declared(row: AnyRow, steps: Sequence[AnyRow]) -> Declared:
    finding: Finding = "not seen"
    meant = _meant(row.text, steps)
    if row.article_id is None:
        finding = "unmatched"
    elif meant is not None:
        finding = "declared elsewhere" if meant.disclosure in _SILENT else "declared there too"
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
        revision_id=meant.id if meant is not None else None,
    )
