"""When an article is looked at again, and why: the rules around the learned waiting time.

In this order: trouble is retried at its own pace; a pinned interval is obeyed exactly; a first version or
a change is looked at again within minutes; otherwise the index decides (`index.py`), within the bounds of
the settings, and never past the fixed late checks. Pure; what it gives is an instant and its reason.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf

from monitor.model import Article, CheckResult, DueArticle
from monitor.schedule.index import wait
from monitor.schedule.rate import BUILT_IN, DAY, MINUTE, Known, Rates
from monitor.settings import ScheduleSettings

#: Looks are put off by up to this share of the pause, so that articles found together drift apart.
SPREAD = 0.1
TROUBLE: frozenset[CheckResult] = frozenset({"failed", "refused", "unreadable"})
#: Ages at which an article is looked at whatever its rate: late changes are rare and weigh more.
LATE_CHECKS = tuple(days * DAY for days in (1, 3, 7, 30, 180))
#: A server's word that its page stays fresh is believed for so long.
LONGEST_FRESH = 15 * MINUTE
#: What a fetch is worth where no budget says otherwise, in changes that are old and unseen.
THRESHOLD = 0.05


@dataclass(frozen=True, slots=True)
class Pace:
    """The rates an article goes by, and the threshold: the more, the fewer fetches."""

    rates: Rates = BUILT_IN
    threshold: float = THRESHOLD


#: Where nothing has been learned and no budget is given.
BUILT_IN_PACE = Pace()


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look came to. `trouble` counts the looks in a row, this one included, that ended the same
    bad way; `retry_after` seconds is the server's wish and the least that is waited; `fresh` seconds is
    how long the server says the page stays as it is."""

    result: CheckResult
    at: datetime
    trouble: int = 0
    retry_after: float = 0.0
    fresh: float = 0.0


@dataclass(frozen=True, slots=True)
class Pause:
    """Seconds to wait, and the rule that says so, in words."""

    seconds: float
    why: str


def next_check(due: DueArticle, looked: Looked, settings: ScheduleSettings, pace: Pace) -> datetime:
    """When to look again."""
    return looked.at + timedelta(seconds=pause_after(due, looked, settings, pace).seconds)


def pause_after(due: DueArticle, looked: Looked, settings: ScheduleSettings, pace: Pace) -> Pause:
    """How long to wait after a look, and why."""
    pause = _trouble(looked, settings) or _calm(due, looked, settings, pace)
    if looked.retry_after > pause.seconds:
        return Pause(looked.retry_after, "the server asked to be left alone for so long")
    return pause


def _trouble(looked: Looked, settings: ScheduleSettings) -> Pause | None:
    doubled = settings.retry_seconds * 2.0 ** min(max(0, looked.trouble - 1), 16)
    if looked.result == "crashed":
        return Pause(settings.crash_retry_seconds, "the page could not be examined")
    if looked.result == "suspect":
        return Pause(settings.confirm_seconds, "the last reading is held back until it is confirmed")
    if looked.result == "gone" and looked.trouble < 2:
        return Pause(settings.confirm_seconds, "the page was not there; a second look confirms it")
    if looked.result == "gone":
        return Pause(min(7 * DAY, DAY * (looked.trouble - 1)), "the page is gone; it may come back")
    if looked.result in TROUBLE:
        return Pause(min(DAY, doubled), "the page could not be read; each failure doubles the pause")
    return None


def _calm(due: DueArticle, looked: Looked, settings: ScheduleSettings, pace: Pace) -> Pause:
    if due.every_seconds is not None:
        return Pause(float(due.every_seconds), "the source pins this interval")
    pause = _by_rate(due.article, looked, settings, pace)
    fresh = min(looked.fresh, LONGEST_FRESH)
    if fresh > pause.seconds:
        return Pause(fresh, "the server says that the page does not change sooner")
    return pause


def _by_rate(article: Article, looked: Looked, settings: ScheduleSettings, pace: Pace) -> Pause:
    if article.versions == 0 or looked.result == "first":
        return Pause(settings.first_reread_seconds, "it was read for the first time")
    if looked.result == "revised":
        return Pause(settings.first_reread_seconds, "it has just changed")
    known = known_of(article, looked.at)
    spread = 1.0 + SPREAD * _fraction(article)
    seconds = wait(pace.rates, known, pace.threshold, settings.longest_seconds) * spread
    why = "until then a change is likely enough to be worth a fetch"
    if seconds < settings.shortest_seconds:
        seconds, why = settings.shortest_seconds * spread, "no article is read more often than `shortest`"
    elif seconds >= settings.longest_seconds:
        why = "no article is read more seldom than `longest`"
    late = max(_late_check(known), settings.shortest_seconds) * spread
    if late < seconds:
        return Pause(late, "it is one of the fixed late looks, at 1, 3, 7, 30 and 180 days")
    return Pause(seconds, why)


def known_of(article: Article, looked_at: datetime) -> Known:
    """What the schedule knows of an article at a look. A publication in the future counts as now."""
    now = looked_at.timestamp()
    born = (article.published_at or article.first_seen_at).timestamp()
    changed = article.last_changed_at.timestamp() if article.last_changed_at else None
    seen = 0 if changed is None else max(1, article.versions - 1)
    return Known(min(born, now), now, None if changed is None else min(changed, now), seen)


def _late_check(known: Known) -> float:
    """Seconds until the next fixed look."""
    age = known.looked - known.born
    return next((late - age for late in LATE_CHECKS if late > age), inf)


def _fraction(article: Article) -> float:
    """A number in [0, 1) that is always the same for an article."""
    return zlib.crc32((article.url or str(article.id)).encode()) / 2**32


def fresh_for(headers: dict[str, str]) -> float:
    """Seconds for which a response says to be fresh; 0 when it does not. Names are lower-case."""
    told = [part.strip().lower().partition("=") for part in headers.get("cache-control", "").split(",")]
    named = {name: value.strip('" ') for name, _, value in told}
    if "no-cache" in named or "no-store" in named:
        return 0.0
    longest, age = named.get("max-age", ""), headers.get("age", "0").strip()
    if not longest.isdecimal():
        return 0.0
    return max(0.0, float(longest[:9]) - (float(age[:9]) if age.isdecimal() else 0.0))
