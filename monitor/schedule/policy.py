"""The rhythm of re-reading: often while a story is young, ever more seldom as it ages.

Updates per hour fall about as 1/age, so an article is read again after a fixed share of its age
(since publication, or since its last change, whichever is later). A user's pinned interval wins.
"""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta

from monitor.model import CheckResult, DueArticle
from monitor.settings import ScheduleSettings

DAY = 86400.0
#: Looks are spread by up to this share of the pause, so that articles found together drift apart.
SPREAD = 0.1
TROUBLE: frozenset[CheckResult] = frozenset({"failed", "refused", "unreadable"})


def next_check(
    due: DueArticle,
    result: CheckResult,
    now: datetime,
    settings: ScheduleSettings,
    *,
    trouble_looks: int = 0,
    retry_after_seconds: float | None = None,
) -> datetime:
    """When to look again after a look at `now` that ended in `result`.

    `trouble_looks` counts the looks in a row, this one included, that ended the same bad way.
    `retry_after_seconds` is the server's wish, and the least that is waited.
    """
    pause = _pause(due, result, now, settings, trouble_looks)
    return now + timedelta(seconds=max(pause, retry_after_seconds or 0.0))


def _pause(
    due: DueArticle, result: CheckResult, now: datetime, settings: ScheduleSettings, trouble_looks: int
) -> float:
    if result == "crashed":
        return settings.crash_retry_seconds
    if result == "suspect":
        return settings.confirm_seconds
    if result == "gone":
        return settings.confirm_seconds if trouble_looks < 2 else min(7 * DAY, DAY * (trouble_looks - 1))
    if result in TROUBLE:
        return min(DAY, settings.retry_seconds * 2.0 ** min(trouble_looks - 1, 16))
    if due.every_seconds is not None:
        return float(due.every_seconds)
    return _by_age(due, result, now, settings)


def _by_age(due: DueArticle, result: CheckResult, now: datetime, settings: ScheduleSettings) -> float:
    article = due.article
    if article.versions == 0 or result in ("first", "revised"):
        return settings.first_reread_seconds
    born = article.published_at or article.first_seen_at
    youngest = max(min(born, now), article.last_changed_at or born)
    age = max(0.0, (now - youngest).total_seconds())
    pause = min(max(age * settings.age_share, settings.shortest_seconds), settings.longest_seconds)
    return pause * (1.0 + SPREAD * _fraction(article.id))


def _fraction(article_id: int) -> float:
    """A number in [0, 1) that is always the same for an article."""
    return zlib.crc32(str(article_id).encode()) / 2**32
