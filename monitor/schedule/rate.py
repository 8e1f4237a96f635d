"""How fast an article changes: changes per hour by age, by the changes seen so far, by the time since the
last one, by the hour of the day, and by its group (a host, a section).

Holds the built-in table and the walk along an article's future. It learns nothing: `learn.py` does.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0

#: Lower edges, in seconds, of the bins of age since publication.
AGES = tuple(
    [minutes * MINUTE for minutes in (0, 5, 10, 15, 20, 30, 45, 60, 90)]
    + [hours * HOUR for hours in (2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 72)]
    + [days * DAY for days in (7, 30, 180)]
)
#: Lower edges, in seconds, of the bins of time since the last change seen.
SINCE = tuple(minutes * MINUTE for minutes in (0, 5, 10, 16, 25, 40, 60, 90, 140, 240))
_LAST_AGE, _LAST_SINCE = len(AGES) - 1, len(SINCE) - 1
#: Changes seen so far are told apart up to here: 0, 1, 2, 3 or more.
SEEN = 3
#: An older article's rate no longer follows the hour of the day: its looks are days apart.
CLOCK_UNTIL = 2 * DAY
#: Stands for the hour of the day from then on.
NO_HOUR = 24
#: An article older than a day that has just changed is this lively: its share of a new one's rate.
REVIVED = 0.25
#: The group of live blogs of a host is the host's with this in front.
LIVE = "live "

Table = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Rates:
    """Changes per hour: `table[seen][age bin]`, times the factors. Groups without a factor have 1."""

    table: Table
    since: tuple[float, ...] = (1.0,) * len(SINCE)
    clock: tuple[float, ...] = (1.0,) * 24
    groups: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an article when it is planned for. Instants are seconds since 1970.

    `changed` is when the last change was seen, None before the first; `seen` counts them.
    """

    born: float
    looked: float
    changed: float | None = None
    seen: int = 0
    group: str = ""


class Step(NamedTuple):
    """A stretch of time in which nothing that a rate depends on passes an edge."""

    start: float
    end: float
    age: int
    #: None before the first change.
    since: int | None
    #: Of the day, UTC; NO_HOUR where it does not matter.
    hour: int


def steps(born: float, changed: float | None, start: float) -> Iterator[Step]:
    """The stretches from `start` on, without end."""
    now = start
    age = max(0, bisect_right(AGES, now - born) - 1)
    since = None if changed is None else max(0, bisect_right(SINCE, now - changed) - 1)
    while True:
        end = born + AGES[age + 1] if age < _LAST_AGE else now + 365 * DAY
        if changed is not None and since is not None and since < _LAST_SINCE:
            end = min(end, changed + SINCE[since + 1])
        hour = NO_HOUR
        if now - born < CLOCK_UNTIL:
            hours = now // HOUR
            hour = int(hours) % 24
            end = min(end, (hours + 1) * HOUR)
        if end > now:
            yield Step(now, end, age, since, hour)
            now = end
        if age < _LAST_AGE and now >= born + AGES[age + 1]:
            age += 1
        if (
            changed is not None
            and since is not None
            and since < _LAST_SINCE
            and now >= changed + SINCE[since + 1]
        ):
            since += 1


def rate_in(rates: Rates, known: Known, step: Step) -> float:
    """Changes per hour of an article in a stretch of its time."""
    row = rates.table[min(known.seen, SEEN)]
    rate = row[step.age] * rates.groups.get(known.group, 1.0)
    if step.since is not None:
        rate *= rates.since[step.since]
    if step.hour != NO_HOUR:
        return rate * rates.clock[step.hour]
    if known.changed is None or step.start - known.changed > DAY:
        return rate
    again = bisect_right(AGES, max(0.0, step.start - known.changed)) - 1
    return max(rate, REVIVED * rates.table[0][again])


def expected(rates: Rates, known: Known, until: float) -> float:
    """How many changes are to be expected between the last look and an instant."""
    total = 0.0
    for step in steps(known.born, known.changed, known.looked):
        if step.start >= until:
            break
        total += rate_in(rates, known, step) * (min(step.end, until) - step.start) / HOUR
    return total


def group_of(host: str, live: bool) -> str:
    """The group whose rates an article of a host goes by."""
    return LIVE + host if live else host


def middle_age(age: float) -> float:
    """An age in seconds that stands for all of its bin."""
    number = bisect_right(AGES, max(0.0, age)) - 1
    return AGES[number] * 1.5 if number == _LAST_AGE else (AGES[number] + AGES[number + 1]) / 2


def _table(pooled: tuple[float, ...]) -> Table:
    """Rates by changes seen, from those of all articles: once an article is an hour old, one that has
    not changed yet is calmer than the mean, one that changed often livelier."""
    later = (0.5, 0.6, 1.0, 2.2)
    old = AGES.index(HOUR)
    return tuple(
        tuple(rate * (later[seen] if age >= old else 1.0) for age, rate in enumerate(pooled))
        for seen in range(SEEN + 1)
    )


#: Measured on 46,579 articles of one news site (first 16 hours) and 20,240 of another (to 3 days); the
#: rest is a guess that falls as late corrections do.
BUILT_IN = Rates(
    _table(
        (
            2.83, 2.37, 2.37, 1.29, 1.29, 0.9, 0.677, 0.4, 0.322, 0.2, 0.139, 0.094, 0.07, 0.066, 0.043,
            0.03, 0.018, 0.011, 0.008, 0.003, 0.0008, 0.0002, 0.0001,
        )
    )
)  # fmt: skip
#: Live blogs change about once an hour for half a day.
BUILT_IN_LIVE = Rates(
    (
        (1.2,) * 13 + (1.0, 0.6, 0.4, 0.2, 0.1, 0.05, 0.01, 0.001, 0.0002, 0.0001),
    ) * (SEEN + 1)
)  # fmt: skip
