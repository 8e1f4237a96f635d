"""Hosts of which no answer comes: what befalls all their articles is told of once, not by each of them.

A host is silent for a source when several of the source's articles there failed and none was answered
since. Remembered in the store, so that a restart tells nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from monitor.model import CheckRecord, Outage, State, StateChange
from monitor.record.host_blocks import host_of
from monitor.record.schema import silence

#: So many articles make a host's trouble of theirs.
LEAST = 2
#: How the reason of a state begins that was told of for the whole host.
TOGETHER = "the whole host does not answer"

_Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class _Silence:
    since: datetime
    articles: int
    told_at: datetime | None = None


class Silences:
    """The silent hosts as a batch of looks finds and leaves them."""

    def __init__(self, conn: Connection) -> None:
        rows = conn.execute(select(silence)).all()
        self._before: dict[_Key, _Silence] = {
            (row.source_id, row.host): _Silence(row.since, row.articles, row.told_at) for row in rows
        }
        self._now = dict(self._before)

    def concern(self, one: CheckRecord) -> bool:
        """Is there anything to take note of in a look that was answered?"""
        own = one.due.article
        return bool(self._now) and (own.source_id, host_of(own.url)) in self._now

    def look(self, source_id: int, one: CheckRecord) -> Iterable[StateChange]:
        """Take note of one look; what is to be told of its host if it has answered again."""
        key = (source_id, host_of(one.due.article.url))
        was = self._now.get(key)
        if _unanswered(one):
            was = was or _Silence(one.check.at, 0)
            fresh = one.failures == 1
            self._now[key] = replace(was, articles=was.articles + fresh)
        elif was is not None and one.check.result not in ("failed", "refused"):
            del self._now[key]
            if was.told_at is not None:
                text = f"{key[1]} answers again, after it had not since {was.since:%Y-%m-%d %H:%M} UTC"
                outage = Outage(key[1], was.articles, first=True)
                yield StateChange(
                    one.check.article_id, State.UNREACHABLE, State.LIVE, one.check.at, text, outage=outage
                )

    def change(self, source_id: int, url: str | None, change: StateChange, before: str | None) -> StateChange:
        """The change of state as it is to be told: alone, or with all others of its host."""
        host = host_of(url)
        back = change.before is State.UNREACHABLE and change.after is State.LIVE
        if back and (before or "").startswith(TOGETHER):
            return replace(change, outage=Outage(host, 0, first=False))
        was = self._now.get((source_id, host))
        if change.after is not State.UNREACHABLE or was is None or was.articles < LEAST:
            return change
        if change.first_look:
            # Nobody hears of this one: another must tell.
            return change
        first = was.told_at is None
        if first:
            self._now[source_id, host] = replace(was, told_at=change.at)
        reason = f"{TOGETHER}, since {was.since:%Y-%m-%d %H:%M} UTC: {change.reason}"
        return replace(change, reason=reason, outage=Outage(host, was.articles, first))

    def save(self, conn: Connection) -> None:
        """Write what is no longer as it was."""
        for key in self._before.keys() | self._now.keys():
            now = self._now.get(key)
            if now == self._before.get(key):
                continue
            source_id, host = key
            conn.execute(delete(silence).where(silence.c.source_id == source_id, silence.c.host == host))
            if now is not None:
                row = {"since": now.since, "articles": now.articles, "told_at": now.told_at}
                conn.execute(insert(silence), row | {"source_id": source_id, "host": host})


def _unanswered(one: CheckRecord) -> bool:
    """Was the host asked, and gave no answer or one that it cannot serve anybody?"""
    status = one.check.status
    asked = one.failures > one.due.failures
    return one.check.result == "failed" and asked and (status is None or status >= 500)
