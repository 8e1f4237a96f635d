"""Learns rates from what is known of past changes.

Two ways in: histories with exact instants of change (`learn_histories`), and tallies of our own looks,
which only say whether something changed between two of them (`tally_look`, `learn_tallies`). Both shrink
towards what they start from, so that little evidence changes little. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from math import expm1
from typing import TypeVar

from monitor.model import Aspect, RateTally
from monitor.schedule.rate import (
    AGES,
    BUILT_IN,
    BUILT_IN_LIVE,
    HOUR,
    LIVE,
    NO_HOUR,
    SEEN,
    SINCE,
    Known,
    Rates,
    rate_in,
    steps,
)

K = TypeVar("K")

#: Expected changes that weigh as much as the evidence: for one age and number of changes, for an
#: hour of the day or a time since the last change, and for a group.
PRIOR_CELL, PRIOR_FACTOR, PRIOR_GROUP = 20.0, 20.0, 30.0
#: The same for a host's own looks.
PRIOR_HOST = 10.0
ROUNDS = 3
#: The latest histories tell enough.
MOST = 15_000


@dataclass(frozen=True, slots=True)
class History:
    """An article's recorded changes: instants in seconds since 1970, all within `born` to `until`."""

    born: float
    until: float
    changes: tuple[float, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What happened under the same conditions: so many changes in so many hours."""

    seen: int
    age: int
    #: `len(SINCE)` before the first change.
    since: int
    hour: int
    group: str
    events: float
    hours: float


def learn_histories(histories: Iterable[History]) -> Rates:
    """The rates under which these histories are likeliest, but for the shrinkage. BUILT_IN without any."""
    cells = _cells(histories)
    if not any(cell.events for cell in cells):
        return BUILT_IN
    groups: dict[str, float] = {}
    rates = BUILT_IN
    for _ in range(2):
        rates = _fit(_merged(cells, groups))
        groups = _factors(cells, lambda cell: cell.group, rates, PRIOR_GROUP)
    return replace(rates, groups=groups)


def _cells(histories: Iterable[History]) -> list[Cell]:
    events: dict[tuple[int, int, int, int, str], float] = defaultdict(float)
    hours: dict[tuple[int, int, int, int, str], float] = defaultdict(float)
    latest = sorted(histories, key=lambda one: one.born)[-MOST:]
    for one in latest:
        start, changed = one.born, None
        for seen, end in enumerate((*one.changes, one.until)):
            key = None
            for step in steps(one.born, changed, start):
                if step.start >= end:
                    break
                since = len(SINCE) if step.since is None else step.since
                key = (min(seen, SEEN), step.age, since, step.hour, one.group)
                hours[key] += (min(step.end, end) - step.start) / HOUR
            if key is not None and seen < len(one.changes):
                events[key] += 1.0
            start, changed = end, end
    return [Cell(*key, events.get(key, 0.0), spent) for key, spent in hours.items()]


def _merged(cells: Iterable[Cell], groups: Mapping[str, float]) -> list[Cell]:
    """The cells without their groups: hours count as the group's factor says."""
    events: dict[tuple[int, int, int, int], float] = defaultdict(float)
    hours: dict[tuple[int, int, int, int], float] = defaultdict(float)
    for cell in cells:
        key = (cell.seen, cell.age, cell.since, cell.hour)
        events[key] += cell.events
        hours[key] += cell.hours * groups.get(cell.group, 1.0)
    return [Cell(*key, "", events[key], spent) for key, spent in hours.items()]


def _fit(cells: Sequence[Cell]) -> Rates:
    """Each part in turn from what the others leave unexplained (iterative proportional fitting)."""
    rates = Rates(tuple((1.0,) * len(AGES) for _ in range(SEEN + 1)))
    for _ in range(ROUNDS):
        rates = replace(rates, table=_table(cells, replace(rates, table=_ONES)))
        # The stretch before a first change has no time since one; its factor stays 1.
        since = _factors(
            [cell for cell in cells if cell.since < len(SINCE)],
            lambda cell: cell.since,
            replace(rates, since=_EVEN),
            PRIOR_FACTOR,
        )
        rates = replace(rates, since=tuple(since.get(n, 1.0) for n in range(len(SINCE))))
        timed = [cell for cell in cells if cell.hour != NO_HOUR]
        clock = _factors(timed, lambda cell: cell.hour, replace(rates, clock=_ALL_DAY), PRIOR_FACTOR)
        rates = replace(rates, clock=tuple(clock.get(n, 1.0) for n in range(24)))
    return rates


_ONES = tuple((1.0,) * len(AGES) for _ in range(SEEN + 1))
_EVEN = (1.0,) * len(SINCE)
_ALL_DAY = (1.0,) * 24


def _table(cells: Sequence[Cell], rates: Rates) -> tuple[tuple[float, ...], ...]:
    """By age, and by changes seen where there is enough of both; without hours the built-in rate stands."""
    pooled = [[0.0, 0.0] for _ in AGES]
    apart = [[[0.0, 0.0] for _ in AGES] for _ in range(SEEN + 1)]
    for cell in cells:
        count = cell.hours * _rate(rates, cell)
        for into in (pooled[cell.age], apart[cell.seen][cell.age]):
            into[0] += cell.events
            into[1] += count
    mean = [
        (events + 1.0) / (hours + 1.0 / BUILT_IN.table[2][age]) for age, (events, hours) in enumerate(pooled)
    ]
    return tuple(
        tuple(
            rate * (row[age][0] + PRIOR_CELL) / (row[age][1] * rate + PRIOR_CELL)
            for age, rate in enumerate(mean)
        )
        for row in apart
    )


def _factors(cells: Iterable[Cell], key: Callable[[Cell], K], rates: Rates, prior: float) -> dict[K, float]:
    events: dict[K, float] = defaultdict(float)
    told: dict[K, float] = defaultdict(float)
    for cell in cells:
        name = key(cell)
        events[name] += cell.events
        told[name] += cell.hours * _rate(rates, cell)
    return {name: (events[name] + prior) / (count + prior) for name, count in told.items()}


def _rate(rates: Rates, cell: Cell) -> float:
    rate = rates.table[cell.seen][cell.age]
    if cell.hour != NO_HOUR:
        rate *= rates.clock[cell.hour]
    return rate if cell.since == len(SINCE) else rate * rates.since[cell.since]


def tally_look(known: Known, at: float, changed: bool, into: Tallies) -> None:
    """Count one look of our own: between the last look and this one something changed, or nothing did.

    Against the built-in rates: an unchanged stretch counts what was to be expected and nothing seen, a
    changed one as many changes as are to be expected when there was at least one.
    """
    base = BUILT_IN_LIVE if known.group.startswith(LIVE) else BUILT_IN
    told = [
        (step, rate_in(base, known, step) * (min(step.end, at) - step.start) / HOUR)
        for step in takewhile(lambda step: step.start < at, steps(known.born, known.changed, known.looked))
    ]
    whole = sum(count for _, count in told)
    share = 1.0 / -expm1(-whole) if changed and whole > 0.0 else 0.0
    for step, count in told:
        into.add((known.group, "age", step.age), count * share, count)
        if step.since is not None:
            into.add((known.group, "since", step.since), count * share, count)
        if step.hour != NO_HOUR:
            into.add((known.group, "clock", step.hour), count * share, count)
    if told:
        into.look((known.group, "age", told[-1][0].age))


class Tallies:
    """Sums of what looks told, by group, aspect and bin."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, Aspect, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])

    def look(self, key: tuple[str, Aspect, int]) -> None:
        self._sums[key][0] += 1.0

    def add(self, key: tuple[str, Aspect, int], changes: float, expected: float) -> None:
        self._sums[key][1] += changes
        self._sums[key][2] += expected

    def rows(self) -> list[RateTally]:
        """As the store keeps them."""
        return [RateTally(*key, int(sums[0]), sums[1], sums[2]) for key, sums in self._sums.items()]


def learn_tallies(tallies: Iterable[RateTally]) -> dict[str, Rates]:
    """The rates of each group, and under "" and LIVE those of a host that was never seen.

    Each bin's factor is what was seen over what the built-in rates expected, shrunk towards that of all
    hosts together, which is shrunk towards 1.
    """
    rows = list(tallies)
    found: dict[str, Rates] = {}
    for live in (False, True):
        own = [row for row in rows if row.group.startswith(LIVE) is live]
        base, name = (BUILT_IN_LIVE, LIVE) if live else (BUILT_IN, "")
        pooled = _ratios(own, {})
        found[name] = _scaled(base, pooled)
        by_group: dict[str, list[RateTally]] = defaultdict(list)
        for row in own:
            by_group[row.group].append(row)
        found |= {group: _scaled(base, _ratios(some, pooled)) for group, some in by_group.items()}
    return found


def _ratios(
    rows: Iterable[RateTally], towards: Mapping[tuple[Aspect, int], float]
) -> dict[tuple[Aspect, int], float]:
    changes: dict[tuple[Aspect, int], float] = defaultdict(float)
    expected: dict[tuple[Aspect, int], float] = defaultdict(float)
    for row in rows:
        changes[row.aspect, row.bin] += row.changes
        expected[row.aspect, row.bin] += row.expected
    # The rate as a whole first; then each bin relative to that, so that an empty one follows the rest.
    whole = _shrunk(
        sum(changes[key] for key in changes if key[0] == "age"),
        sum(expected[key] for key in expected if key[0] == "age"),
        towards.get(WHOLE, 1.0),
    )
    ratios = {key: value for key, value in towards.items() if key not in expected}
    for key, count in expected.items():
        start = towards.get(key, 1.0)
        ratios[key] = _shrunk(changes[key], count * whole, start)
    return ratios | {WHOLE: whole}


#: Stands among the ratios for that of all ages together.
WHOLE: tuple[Aspect, int] = ("age", -1)


def _shrunk(changes: float, expected: float, towards: float) -> float:
    return (changes + PRIOR_HOST * towards) / (expected + PRIOR_HOST)


def _scaled(base: Rates, ratios: Mapping[tuple[Aspect, int], float]) -> Rates:
    whole = ratios[WHOLE]
    table = tuple(
        tuple(rate * whole * ratios.get(("age", age), 1.0) for age, rate in enumerate(row))
        for row in base.table
    )
    since = tuple(ratios.get(("since", number), 1.0) for number in range(len(SINCE)))
    return Rates(table, since, tuple(ratios.get(("clock", hour), 1.0) for hour in range(24)))


@dataclass(frozen=True, slots=True)
class LearnedRate:
    """What a host's own looks told, over all ages. `factor` is what was seen over what the built-in
    rates expected, nearer to 1 the fewer changes there were to expect."""

    host: str
    live: bool
    looks: int
    changes: float
    expected: float
    factor: float


def learned_rates(tallies: Iterable[RateTally]) -> list[LearnedRate]:
    """One of each host and its live blogs, those with the most looks first."""
    by_group: dict[str, list[RateTally]] = defaultdict(list)
    for row in tallies:
        if row.aspect == "age":
            by_group[row.group].append(row)
    found = []
    for group, rows in by_group.items():
        looks = sum(row.looks for row in rows)
        changes, expected = sum(row.changes for row in rows), sum(row.expected for row in rows)
        factor = (changes + PRIOR_HOST) / (expected + PRIOR_HOST)
        live = group.startswith(LIVE)
        found.append(LearnedRate(group.removeprefix(LIVE), live, looks, changes, expected, factor))
    return sorted(found, key=lambda one: (-one.looks, one.host, one.live))
