"""When an article is read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import CheckResult
from monitor.schedule import Looked, Pace, fresh_for, next_check, pause_after
from monitor.schedule.policy import LATE_CHECKS
from monitor.settings import ScheduleSettings
from tests.values import NOW, article, due

SETTINGS = ScheduleSettings()
HOUR, DAY = 3600.0, 86400.0


def pause(
    result: CheckResult, *, trouble: int = 0, retry: float = 0.0, fresh: float = 0.0, **of: Any
) -> float:
    looked = Looked(result, NOW, trouble, retry, fresh)
    return (next_check(due(**of), looked, SETTINGS, Pace()) - NOW).total_seconds()


def aged(seconds: float, **changes: Any) -> Any:
    born = NOW - timedelta(seconds=seconds)
    return article(published_at=born, first_seen_at=born, **changes)


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
    assert pause(result, trouble=looks) == seconds


def test_an_old_story_is_read_more_seldom_than_a_young_one() -> None:
    assert pause("unchanged", article=aged(2 * HOUR)) < pause("unchanged", article=aged(20 * DAY))


def test_a_story_that_changed_lately_is_read_sooner_than_its_age_asks_for() -> None:
    changed = aged(20 * DAY, last_changed_at=NOW - timedelta(hours=1), versions=2)
    assert pause("unchanged", article=changed) < pause("unchanged", article=aged(20 * DAY)) / 4


def test_a_story_that_changed_often_is_read_sooner_than_one_that_never_did() -> None:
    often = aged(4 * HOUR, last_changed_at=NOW - timedelta(hours=2), versions=5)
    assert pause("unchanged", article=often) < pause("unchanged", article=aged(4 * HOUR))


@pytest.mark.parametrize("late", LATE_CHECKS)
def test_no_pause_passes_a_fixed_late_look(late: float) -> None:
    before = late - 0.4 * HOUR
    dear = Pace(threshold=30.0)
    looked = pause_after(due(article=aged(before)), Looked("unchanged", NOW), SETTINGS, dear)
    assert 0.4 * HOUR <= looked.seconds <= 0.4 * HOUR * 1.1
    assert "fixed late" in looked.why


def test_a_higher_threshold_means_fewer_looks() -> None:
    cheap, dear = (
        pause_after(due(article=aged(2 * HOUR)), Looked("unchanged", NOW), SETTINGS, Pace(threshold=price))
        for price in (0.02, 0.2)
    )
    assert cheap.seconds < dear.seconds


def test_a_pinned_interval_wins_over_all_but_trouble() -> None:
    assert pause("unchanged", every_seconds=900) == 900
    assert pause("revised", every_seconds=900) == 900
    assert pause("unchanged", every_seconds=60, fresh=600.0) == 60
    assert pause("failed", trouble=1, every_seconds=1) == SETTINGS.retry_seconds


def test_the_servers_wish_is_the_least_that_is_waited() -> None:
    assert pause("failed", trouble=1, retry=7200.0) == 7200.0
    assert pause("failed", trouble=1, retry=1.0) == SETTINGS.retry_seconds


def test_a_page_that_is_said_to_stay_fresh_is_left_alone_within_limits() -> None:
    assert pause("revised", fresh=600.0) == 600.0
    assert pause("revised", fresh=30 * DAY) == 900.0
    assert pause("revised", fresh=1.0) == SETTINGS.first_reread_seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0.0),
        ({"cache-control": "public, max-age=300"}, 300.0),
        ({"cache-control": 'Max-Age="300"', "age": "100"}, 200.0),
        ({"cache-control": "max-age=300", "age": "900"}, 0.0),
        ({"cache-control": "max-age=300, no-cache"}, 0.0),
        ({"cache-control": "no-store, max-age=300"}, 0.0),
        ({"cache-control": "max-age=soon"}, 0.0),
        ({"cache-control": "max-age=300", "age": "old"}, 300.0),
        ({"cache-control": "max-age=" + "9" * 400}, 999999999.0),
    ],
)
def test_what_a_response_says_of_its_freshness(headers: dict[str, str], seconds: float) -> None:
    assert fresh_for(headers) == seconds


def test_articles_found_together_drift_apart_and_the_same_one_always_alike() -> None:
    pauses = {
        pause("unchanged", article=replace(aged(2 * HOUR), url=f"https://courier.example/{n}"))
        for n in range(20)
    }
    assert len(pauses) == 20
    assert max(pauses) <= 1.1 * min(pauses) + 1
    assert pause("unchanged", article=aged(2 * HOUR)) == pause("unchanged", article=aged(2 * HOUR))


@given(st.floats(-DAY, 10 * 365 * DAY), st.integers(1, 9), st.floats(0, 40 * DAY))
def test_the_pause_stays_within_its_bounds(age: float, versions: int, since: float) -> None:
    changed = NOW - timedelta(seconds=since) if versions > 1 else None
    seconds = pause("unchanged", article=aged(age, versions=versions, last_changed_at=changed))
    assert SETTINGS.shortest_seconds <= seconds <= 1.1 * SETTINGS.longest_seconds + 1
