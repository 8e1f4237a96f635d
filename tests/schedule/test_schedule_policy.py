"""When an article is read again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import CheckResult
from monitor.schedule import next_check
from monitor.settings import ScheduleSettings
from tests.values import NOW, article, due

SETTINGS = ScheduleSettings()
HOUR, DAY = 3600.0, 86400.0


def pause(result: CheckResult, *, looks: int = 0, retry: float | None = None, **changes: Any) -> float:
    when = next_check(due(**changes), result, NOW, SETTINGS, trouble_looks=looks, retry_after_seconds=retry)
    return (when - NOW).total_seconds()


@pytest.mark.parametrize(
    ("result", "looks", "seconds"),
    [
        ("first", 0, SETTINGS.first_reread_seconds),
        ("revised", 0, SETTINGS.first_reread_seconds),
        ("suspect", 0, SETTINGS.confirm_seconds),
        ("gone", 1, SETTINGS.confirm_seconds),
        ("gone", 2, DAY),
        ("gone", 30, 7 * DAY),
        ("crashed", 1, SETTINGS.crash_retry_seconds),
        ("failed", 1, SETTINGS.retry_seconds),
        ("failed", 2, 2 * SETTINGS.retry_seconds),
        ("failed", 40, DAY),
        ("unreadable", 3, 4 * SETTINGS.retry_seconds),
    ],
)
def test_what_came_of_a_look_decides_the_pause(result: CheckResult, looks: int, seconds: float) -> None:
    assert pause(result, looks=looks) == seconds


def test_an_old_story_is_read_more_seldom_than_a_young_one() -> None:
    young = article(published_at=NOW - timedelta(hours=2), first_seen_at=NOW - timedelta(hours=2))
    old = article(published_at=NOW - timedelta(days=20), first_seen_at=NOW - timedelta(days=20))
    assert pause("unchanged", article=young) < pause("unchanged", article=old)


def test_a_story_that_changed_lately_counts_as_young_again() -> None:
    old = article(published_at=NOW - timedelta(days=20), first_seen_at=NOW - timedelta(days=20))
    changed = article(published_at=NOW - timedelta(days=20), last_changed_at=NOW - timedelta(hours=1))
    assert pause("unchanged", article=changed) < pause("unchanged", article=old)


def test_a_pinned_interval_wins_over_age_but_not_over_trouble() -> None:
    assert pause("unchanged", every_seconds=900) == 900
    assert pause("revised", every_seconds=900) == 900
    assert pause("failed", looks=1, every_seconds=1) == SETTINGS.retry_seconds


def test_the_servers_wish_is_the_least_that_is_waited() -> None:
    assert pause("failed", looks=1, retry=7200.0) == 7200.0
    assert pause("failed", looks=1, retry=1.0) == SETTINGS.retry_seconds


@given(st.floats(0, 10 * 365 * DAY), st.integers(1, 10**9))
def test_the_pause_stays_within_its_bounds(age: float, number: int) -> None:
    born = NOW - timedelta(seconds=age)
    seconds = pause("unchanged", article=article(id=number, published_at=born, first_seen_at=born))
    assert SETTINGS.shortest_seconds <= seconds <= 1.1 * SETTINGS.longest_seconds + 1
