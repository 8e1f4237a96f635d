"""The schedule played over recorded changes, and the budget kept by it."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import Watched
from monitor.schedule.learn import History, learn_histories
from monitor.schedule.rate import BUILT_IN, DAY, HOUR
from monitor.schedule.simulate import Play, compare_budgets, measure, play, plays_of

START = 20_000 * DAY


def recorded(count: int, seed: int = 1, begin: float = START) -> list[Play]:
    """Articles that change as young stories do: soon, then ever more seldom."""
    dice, plays = random.Random(seed), []
    for number in range(count):
        born = begin + number * 900.0
        until = born + dice.uniform(4, 12) * HOUR
        at, changes = born, []
        while (at := at + (0.15 + (at - born) / HOUR) * dice.expovariate(0.9) * HOUR) < until:
            changes.append(at)
        plays.append(Play(f"story {seed}-{number}", History(born, until, tuple(changes), "news")))
    return plays


PAST, LATER = recorded(500), recorded(300, 2, START + 30 * DAY)


@pytest.mark.parametrize("fetches", [2.0, 6.0])
def test_the_budget_is_kept_and_more_is_seen_than_at_even_intervals(fetches: float) -> None:
    rates = learn_histories([one.history for one in PAST])
    found = measure(LATER, play(LATER, rates, fetches, PAST))
    assert found.fetches_per_article == pytest.approx(fetches, rel=0.03)
    mean = sum(one.history.until - one.history.born for one in LATER) / len(LATER)
    # Intervals that give the same number of fetches.
    every = mean / (fetches + 0.5)
    even = measure(LATER, {one.name: evenly(one.history, every) for one in LATER})
    assert even.fetches_per_article == pytest.approx(fetches, rel=0.1)
    assert found.captured > even.captured
    assert found.median_delay < even.median_delay


def evenly(history: History, every: float) -> list[float]:
    return [history.born + every * n for n in range(1, 1 + int((history.until - history.born) / every))]


def test_the_budget_is_kept_without_any_past_too() -> None:
    found = measure(LATER, play(LATER, BUILT_IN, 4.0))
    assert found.fetches_per_article == pytest.approx(4.0, rel=0.15)


def test_the_same_events_give_the_same_fetches() -> None:
    assert play(LATER[:40], BUILT_IN, 3.0) == play(LATER[:40], BUILT_IN, 3.0)


def test_the_schedule_is_not_told_when_an_article_ends() -> None:
    alone = LATER[0]
    cut = alone.history.born + 2 * HOUR
    short = Play(
        alone.name, History(alone.history.born, cut, tuple(c for c in alone.history.changes if c < cut))
    )
    whole = Play(alone.name, History(alone.history.born, cut + 9 * HOUR, short.history.changes))
    times = play([whole], BUILT_IN, 6.0)[alone.name]
    assert play([short], BUILT_IN, 6.0)[alone.name] == [at for at in times if at <= cut]


def test_a_change_counts_as_captured_by_a_fetch_before_the_next_one() -> None:
    one = Play("a", History(START, START + 10 * HOUR, (START + 60.0, START + 120.0, START + 5 * HOUR)))
    found = measure([one], {"a": [START + 180.0, START + 6 * HOUR, START + 11 * HOUR]})
    assert (found.changes, found.captured, found.fetches_per_article) == (3, 2, 2.0)
    assert (found.median_delay, found.mean_delay) == (30.5, 30.5)


def test_nothing_to_play_is_no_trouble() -> None:
    assert play([], BUILT_IN, 2.0) == {}
    assert measure([], {}).captured == 0


NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def watched(number: int, found_after: float, *changes: tuple[float, float], hours: float = 30) -> Watched:
    """An article that came out at noon; times are hours after that."""

    def at(hour: float) -> datetime:
        return NOON + timedelta(hours=hour)

    seen = tuple((at(before), at(after)) for before, after in changes)
    return Watched(number, "a.example", NOON, at(found_after), at(hours), seen)


def test_what_was_seen_is_played_from_publication_for_a_day() -> None:
    (one,) = plays_of([watched(1, 0.5, (1, 2), (23, 24), (25, 27))])
    noon = NOON.timestamp()
    assert one.history == History(noon, noon + DAY, (noon + 1.5 * HOUR, noon + 23.5 * HOUR), "a.example")


def test_articles_that_were_found_late_or_looked_at_once_tell_nothing() -> None:
    assert plays_of([watched(1, 5, (6, 7)), watched(2, 0, hours=0)]) == []


@pytest.mark.parametrize("count", [10, 300])
def test_more_looks_catch_more(count: int) -> None:
    few, many = compare_budgets(LATER[:count], [2.0, 12.0])
    assert few.changes == many.changes > 0
    assert few.captured < many.captured <= many.changes
    assert few.fetches_per_article < many.fetches_per_article
