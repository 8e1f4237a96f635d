"""Learning rates: from exact histories, and from looks that only say whether something changed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest

from monitor.model import RateTally
from monitor.schedule.learn import (
    History,
    Tallies,
    learn_histories,
    learn_tallies,
    learned_rates,
    tally_look,
)
from monitor.schedule.rate import AGES, BUILT_IN, BUILT_IN_LIVE, DAY, HOUR, LIVE, Known

NOON = 20_000.5 * DAY


def poisson(dice: random.Random, born: float, hours: float, rate: float) -> Iterator[float]:
    at = born
    while (at := at + dice.expovariate(rate) * HOUR) < born + hours * HOUR:
        yield at


def histories(rate: float, group: str = "", count: int = 400, hours: float = 6.0) -> list[History]:
    dice = random.Random(count)
    found = []
    for number in range(count):
        born = NOON + number * 1000.0
        found.append(History(born, born + hours * HOUR, tuple(poisson(dice, born, hours, rate)), group))
    return found


def test_nothing_learned_is_the_built_in_table() -> None:
    assert learn_histories([]) == BUILT_IN
    assert learn_histories([History(NOON, NOON + HOUR, ())]) == BUILT_IN


def test_an_even_rate_is_found_again_at_every_age() -> None:
    rates = learn_histories(histories(0.5))
    for age, edge in enumerate(AGES):
        if edge < 5 * HOUR:
            mean = sum(rates.table[seen][age] for seen in (0, 1)) / 2
            assert 0.3 < mean < 0.75


def test_a_livelier_section_has_the_larger_factor() -> None:
    rates = learn_histories([*histories(1.2, "politics"), *histories(0.3, "weather")])
    assert rates.groups["politics"] > 2 * rates.groups["weather"]


def test_hours_without_changes_have_a_small_factor() -> None:
    asleep = [
        History(one.born, one.until, tuple(at for at in one.changes if at % DAY >= 8 * HOUR))
        for one in histories(0.5, count=600, hours=12.0)
    ]
    rates = learn_histories(asleep)
    assert max(rates.clock[1:7]) < 0.3
    assert min(rates.clock[9:23]) > 0.7


def looked(rate: float, every: float, group: str = "news.example", articles: int = 300) -> list[RateTally]:
    """What looks at even intervals tell of articles that change at an even rate."""
    dice, into = random.Random(3), Tallies()
    for number in range(articles):
        born = NOON + number * 1000.0
        changes = list(poisson(dice, born, 8.0, rate))
        last = born
        while (at := last + every) <= born + 8 * HOUR:
            tally_look(Known(born, last, group=group), at, any(last < one <= at for one in changes), into)
            last = at
    return into.rows()


def expected_in_8_hours(group: str, tallies: list[RateTally]) -> float:
    rates = learn_tallies(tallies)[group]
    edges = [*(edge for edge in AGES if edge < 8 * HOUR), 8 * HOUR]
    lengths = [(b - a) / HOUR for a, b in pairwise(edges)]
    return sum(rates.table[0][age] * hours for age, hours in enumerate(lengths))


@pytest.mark.parametrize("every", [300.0, 1200.0, 3600.0])
def test_rates_are_found_from_looks_however_far_apart(every: float) -> None:
    for rate in (0.1, 0.4):
        assert expected_in_8_hours("news.example", looked(rate, every)) == pytest.approx(8 * rate, rel=0.35)


def test_an_unknown_host_goes_by_what_the_others_told() -> None:
    quiet = learn_tallies(looked(0.02, 1200.0))
    assert quiet[""].table[0][9] < BUILT_IN.table[0][9] / 2
    assert quiet[LIVE].table == BUILT_IN_LIVE.table


def test_one_look_hardly_moves_a_host() -> None:
    into = Tallies()
    tally_look(Known(NOON, NOON + HOUR, group="news.example"), NOON + 2 * HOUR, True, into)
    rates = learn_tallies(into.rows())["news.example"]
    for row, base in zip(rates.table, BUILT_IN.table, strict=True):
        assert all(0.7 < rate / own < 1.5 for rate, own in zip(row, base, strict=True))


def test_live_blogs_are_told_apart() -> None:
    busy = learn_tallies([*looked(0.05, 1200.0), *looked(2.0, 1200.0, LIVE + "news.example")])
    assert busy[LIVE + "news.example"].table[0][9] > 10 * busy["news.example"].table[0][9]


def test_looks_are_counted_where_they_end() -> None:
    into = Tallies()
    tally_look(Known(NOON, NOON, group="a"), NOON + 90 * 60.0 + 1, False, into)
    looks = {row.bin: row.looks for row in into.rows() if row.aspect == "age"}
    assert sum(looks.values()) == 1
    assert looks[AGES.index(90 * 60.0)] == 1
    assert all(row.changes == 0.0 and row.expected > 0.0 for row in into.rows())


def test_what_was_learned_is_listed_by_host_and_little_evidence_says_little() -> None:
    rows = [
        RateTally("calm.example", "age", 3, 500, 20.0, 100.0),
        RateTally("calm.example", "age", 4, 500, 0.0, 100.0),
        RateTally("calm.example", "clock", 4, 0, 20.0, 200.0),
        RateTally("live calm.example", "age", 4, 9, 0.0, 0.1),
    ]
    calm, live = learned_rates(rows)
    assert (calm.host, calm.live, calm.looks, calm.changes, calm.expected) == (
        "calm.example", False, 1000, 20.0, 200.0,
    )  # fmt: skip
    assert calm.factor < 0.2
    assert (live.host, live.live) == ("calm.example", True)
    assert 0.95 < live.factor < 1
