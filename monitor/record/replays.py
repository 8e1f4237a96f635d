"""Writing what a newer reading makes of an article's latest capture, as one more version of it.

What stood before stays. The step is technical and nobody is told.
"""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from monitor.model import Reread
from monitor.record import revisions, versions
from monitor.record.schema import article, version


def record(conn: Connection, reread: Reread) -> bool:
    """Append the version; False when the article has moved on since it was read."""
    query = select(article).where(article.c.id == reread.article_id).with_for_update()
    own = conn.execute(query).first()
    if own is None or own.versions != reread.after_version:
        return False
    last = (version.c.article_id == own.id, version.c.number == own.versions)
    snapshot_id = conn.execute(select(version.c.snapshot_id).where(*last)).scalar_one()
    seen_after = own.last_found_at
    versions.close_version(conn, own.id, own.versions, seen_after)
    seen = versions.Seen("replayed", reread.at, reread.knowledge)
    versions.add_version(conn, (own.id, own.versions + 1), snapshot_id, reread.document, seen)
    step = (own.id, own.versions)
    revisions.add(conn, step, reread.judgement, "replayed", (seen_after, reread.at))
    values = versions.described(reread.document, own.url) | {"versions": own.versions + 1}
    conn.execute(update(article).where(article.c.id == own.id).values(values))
    return True
