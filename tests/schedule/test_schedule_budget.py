"""Budgets of looks a day: what articles ask for, and the thresholds that keep them to it."""

from __future__ import annotations

import pytest

from monitor.model import RateTally, Stock
from monitor.schedule import paces
from monitor.schedule.budget import demand
from monitor.schedule.policy import THRESHOLD
from monitor.schedule.rate import BUILT_IN, BUILT_IN_LIVE, DAY, HOUR, LIVE
from monitor.settings import ScheduleSettings

RATES = {"": BUILT_IN, LIVE: BUILT_IN_LIVE}
PLAIN = ScheduleSettings()
YOUNG, OLD = Stock("young.example", 5 * HOUR, 0, 200), Stock("old.example", 90 * DAY, 0, 200)
STOCKS = [YOUNG, OLD]


def asked(stocks: list[Stock], threshold: float) -> float:
    return demand(stocks, RATES, PLAIN, threshold)


def test_the_dearer_a_look_the_fewer_are_asked_for() -> None:
    looks = [asked(STOCKS, threshold) for threshold in (0.01, 0.05, 0.2, 1.0)]
    assert looks == sorted(looks, reverse=True)
    assert looks[0] > looks[-1] > 0


def test_articles_ask_by_their_number_and_young_ones_for_more() -> None:
    assert asked(STOCKS, THRESHOLD) == pytest.approx(asked([YOUNG], THRESHOLD) + asked([OLD], THRESHOLD))
    assert asked([YOUNG], THRESHOLD) > 10 * asked([OLD], THRESHOLD)


def test_no_article_asks_for_more_than_the_shortest_pause_allows_nor_less_than_the_longest() -> None:
    assert asked([YOUNG], 1e-9) <= 200 * DAY / PLAIN.shortest_seconds
    assert asked([OLD], 1e9) >= 200 * DAY / PLAIN.longest_seconds


def test_without_a_budget_the_threshold_is_the_plain_one() -> None:
    found = paces([], STOCKS, PLAIN)
    assert (found.threshold, found.dearer) == (THRESHOLD, {})
    assert found.of("anywhere.example").rates is found.rates[""]
    assert found.of("anywhere.example", live=True).rates is found.rates[LIVE]


@pytest.mark.parametrize("budget", [260, 400])
def test_the_threshold_is_where_the_articles_ask_for_just_the_budget(budget: int) -> None:
    found = paces([], STOCKS, ScheduleSettings(fetches_per_day=budget))
    assert asked(STOCKS, found.threshold) == pytest.approx(budget, rel=0.05)


def test_only_a_host_above_its_own_budget_is_read_less() -> None:
    found = paces([], STOCKS, ScheduleSettings(host_fetches_per_day=300))
    assert set(found.dearer) == {"young.example"}
    assert asked([YOUNG], found.of("young.example").threshold) == pytest.approx(300, rel=0.05)
    assert found.of("old.example").threshold == THRESHOLD


def test_a_host_s_live_blogs_count_for_its_budget() -> None:
    live = Stock(LIVE + "young.example", 5 * HOUR, 1, 100)
    found = paces([], [YOUNG, live], ScheduleSettings(host_fetches_per_day=300))
    threshold = found.of("young.example", live=True).threshold
    assert threshold == found.of("young.example").threshold
    assert asked([YOUNG, live], threshold) == pytest.approx(300, rel=0.05)


def test_a_host_that_was_seen_to_change_more_asks_for_more() -> None:
    tallies = [RateTally("young.example", "age", 11, 400, 300.0, 100.0)]
    found = paces(tallies, STOCKS, PLAIN)
    assert demand([YOUNG], found.rates, PLAIN, THRESHOLD) > asked([YOUNG], THRESHOLD)
