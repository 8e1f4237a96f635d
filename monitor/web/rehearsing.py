"""What rules would have told over what is recorded, and what waits: read from the store → plain dicts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from monitor.alert import Rehearsal, Told
from monitor.model import Happening, Rule, Waiting
from monitor.ports import Records
from monitor.shapes import Json, instant

#: Revisions, or changes of state, read at once.
PAGE = 200


def rehearse(records: Records, rule: Rule, since: datetime, until: datetime, most: int) -> Rehearsal:
    """One rule over what happened from an instant on, of which the newest `most` things are looked at."""
    return Rehearsal(rule).play(_happenings(records, rule, since, most), until)


def _happenings(records: Records, rule: Rule, since: datetime, most: int) -> Iterator[Happening]:
    ids = records.recorded(since, most, states=rule.on_states)
    for start in range(0, len(ids), PAGE):
        some = ids[start : start + PAGE]
        yield from records.happenings(some, states=rule.on_states, texts=rule.reads_article)


def told_body(told: Told) -> Json:
    """One message that would have been sent."""
    return {
        "rule": told.rule,
        "at": instant(told.at),
        "title": told.title,
        "why": told.why,
        "count": len(told.alerts),
        "alerts": [
            {
                "at": instant(one.at),
                "title": one.title,
                "article": one.article_id,
                "revision": one.revision_id,
            }
            for one in told.alerts
        ],
    }


def rehearsal_body(played: Rehearsal) -> Json:
    """What came of a rule: how many things it matched, in how many messages, and those."""
    return {
        "rule": played.rule.name,
        "matched": played.matched,
        "messages": len(played.told),
        "waiting": played.still_waiting,
        "told": [told_body(one) for one in played.told],
    }


def waiting_body(waiting: Waiting) -> Json:
    """Alerts that wait for one message."""
    return {
        "rule": waiting.rule,
        "channels": list(waiting.channels),
        "why": waiting.why,
        "due_at": instant(waiting.due_at),
        "count": waiting.count,
        "since": instant(waiting.since),
        "until": instant(waiting.until),
    }
