"""Rates of change: the walk along an article's time, and the wait until a look is worth it."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from math import exp, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.schedule.index import PATIENCE, wait
from monitor.schedule.rate import (
    AGES,
    BUILT_IN,
    BUILT_IN_LIVE,
    DAY,
    HOUR,
    NO_HOUR,
    SINCE,
    Known,
    Rates,
    expected,
    rate_in,
    steps,
)

NOON = 20_000.5 * DAY
EVEN = Rates(tuple((1.0,) * len(AGES) for _ in range(4)))


@pytest.mark.parametrize("rates", [BUILT_IN, BUILT_IN_LIVE])
def test_the_tables_have_a_rate_for_each_bin(rates: Rates) -> None:
    assert [len(row) for row in rates.table] == [len(AGES)] * 4
    assert (len(rates.since), len(rates.clock)) == (len(SINCE), 24)
    assert all(rate > 0 for row in rates.table for rate in row)


@given(st.floats(0, 400 * DAY), st.floats(0, 3 * DAY), st.booleans())
def test_the_stretches_follow_each_other_and_hold_one_bin_each(age: float, ago: float, changed: bool) -> None:
    start = NOON + 137.0
    born, last = start - age, start - min(ago, age) if changed else None
    before = start
    for step in islice(steps(born, last, start), 200):
        assert step.start == before < step.end
        middle = (step.start + step.end) / 2
        assert AGES[step.age] <= middle - born + 0.01
        assert step.age + 1 == len(AGES) or middle - born <= AGES[step.age + 1] + 0.01
        if step.since is not None and last is not None:
            assert SINCE[step.since] <= middle - last + 0.01
        assert step.hour == NO_HOUR or step.hour == int(middle // HOUR) % 24
        before = step.end


def test_the_expected_changes_of_an_even_rate_are_its_hours() -> None:
    assert isclose(expected(EVEN, Known(NOON, NOON), NOON + 5 * HOUR), 5.0)


def test_factors_multiply() -> None:
    rates = replace(EVEN, since=(0.5,) * len(SINCE), clock=(3.0,) * 24, groups={"sport": 2.0})
    known = Known(NOON - HOUR, NOON, NOON - 60.0, 1, "sport")
    assert rate_in(rates, known, next(steps(known.born, known.changed, known.looked))) == 3.0
    calm = replace(known, group="", changed=None, seen=0)
    assert rate_in(rates, calm, next(steps(calm.born, None, calm.looked))) == 3.0


def test_the_wait_ends_where_the_index_meets_the_threshold() -> None:
    seconds = wait(EVEN, Known(NOON, NOON), 0.5, 30 * DAY)
    hours, patience = seconds / HOUR, PATIENCE / HOUR
    assert isclose(hours - patience * (1 - exp(-hours / patience)), 0.5, rel_tol=1e-2)


@given(st.floats(0, 20 * DAY), st.floats(0.001, 3.0), st.floats(60, 30 * DAY))
def test_the_wait_is_never_longer_than_allowed_and_grows_with_the_threshold(
    age: float, threshold: float, longest: float
) -> None:
    known = Known(NOON - age, NOON)
    seconds = wait(BUILT_IN, known, threshold, longest)
    assert 0.0 < seconds <= longest
    assert seconds <= wait(BUILT_IN, known, threshold * 1.5, longest) * 1.01


def test_a_site_that_sleeps_at_night_is_looked_at_less_then() -> None:
    asleep = replace(BUILT_IN, clock=tuple(0.1 if hour < 6 else 1.3 for hour in range(24)))
    midnight = 20_000 * DAY
    night, day = Known(midnight - HOUR, midnight), Known(midnight + 9 * HOUR, midnight + 10 * HOUR)
    assert wait(asleep, night, 0.05, DAY) > 1.5 * wait(asleep, day, 0.05, DAY)
