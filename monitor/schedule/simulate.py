"""Plays the policy over recorded changes: what would have been seen, and how soon, for so many fetches.

The articles run side by side in the order of time, as they would for a daemon. The policy knows nothing
of how long an article will be watched; that it is over is known when its next look would come too late.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace
from statistics import fmean, median

from monitor.model import Watched
from monitor.schedule.budget import Purse
from monitor.schedule.index import wait
from monitor.schedule.learn import History, learn_histories
from monitor.schedule.rate import DAY, HOUR, MINUTE, Known, Rates

#: An article is played for so long.
LONGEST = DAY
#: No look sooner than this after the one before.
SHORTEST = MINUTE
#: Articles on which the threshold is found before the first one is played; the latest ones.
SAMPLE = 500
#: How firmly the first threshold is held to, with a past to tell it from and without.
SURE, UNSURE = 80.0, 20.0
#: From so many articles on, half of them tell the rates by which the others are played.
ENOUGH = 40
#: Bounds of the threshold.
LOWEST, HIGHEST = 1e-3, 3.0


@dataclass(frozen=True, slots=True)
class Play:
    """One recorded article: its name and what became of it."""

    name: str | int
    history: History


#: Stand for a past where there is none: watched for eight hours, from each hour of a day.
NOMINAL = [Play(hour, History(hour * HOUR, (hour + 8) * HOUR, ())) for hour in range(24)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan of fetches yields. Delays are minutes from a change to the fetch that shows it; a change
    is captured when a fetch falls between it and the next one."""

    fetches_per_article: float
    changes: int
    captured: int
    median_delay: float
    mean_delay: float


def plays_of(watched: Iterable[Watched]) -> list[Play]:
    """What was seen of articles, as something to play, each for its first day. Those that were found long
    after they came out are left out: nobody knows what became of them before. A change is taken to have
    come half-way between the look without it and the look with it."""
    found = []
    for one in watched:
        first, last = one.first_seen_at.timestamp(), one.last_look_at.timestamp()
        born = min(first, one.published_at.timestamp()) if one.published_at else first
        until = min(last, born + LONGEST)
        if first - born > HOUR or until <= born:
            continue
        middles = {(before.timestamp() + at.timestamp()) / 2 for before, at in one.changes}
        changes = tuple(at for at in sorted(middles) if born < at <= until)
        found.append(Play(one.article_id, History(born, until, changes, one.group)))
    return found


def compare_budgets(plays: Sequence[Play], budgets: Iterable[float]) -> list[Outcome]:
    """What each budget, in looks an article, would have caught. The earlier half of the articles tells the
    rates, and the later half is played; where they are few, all are played at the built-in rates."""
    by_age = sorted(plays, key=lambda one: one.history.born)
    half = len(by_age) // 2 if len(by_age) >= ENOUGH else 0
    past, later = by_age[:half], by_age[half:]
    rates = learn_histories(one.history for one in past)
    return [measure(later, play(later, rates, budget, past)) for budget in budgets]


def play(
    plays: Sequence[Play], rates: Rates, fetches: float, past: Sequence[Play] = ()
) -> dict[str | int, list[float]]:
    """The instants at which each article is fetched, `fetches` in the mean over all articles.

    `past` are earlier articles on which the first threshold is found; it then follows what is spent.
    """
    purse = Purse(fetches, _threshold(past, rates, fetches), SURE if past else UNSURE)
    return _run(plays, rates, purse)


def _threshold(past: Sequence[Play], rates: Rates, fetches: float) -> float:
    """The threshold under which these articles would have had that many fetches."""
    sample = sorted(past, key=lambda one: one.history.born)[-3 * SAMPLE :: 3] or NOMINAL
    low, high = LOWEST, HIGHEST
    for _ in range(8):
        middle = (low * high) ** 0.5
        spent = sum(map(len, _run(sample, rates, Purse(fetches, middle)).values()))
        if spent > fetches * len(sample):
            low = middle
        else:
            high = middle
    return float((low * high) ** 0.5)


def _run(plays: Sequence[Play], rates: Rates, purse: Purse) -> dict[str | int, list[float]]:
    plans: dict[str | int, list[float]] = {one.name: [] for one in plays}
    # (instant of the next event, number, what is known): an article's first event is its publication.
    waiting: list[tuple[float, int, Known | None]] = [
        (one.history.born, number, None) for number, one in enumerate(plays)
    ]
    heapify(waiting)
    while waiting:
        now, number, known = waiting[0]
        one = plays[number]
        if known is not None:
            if now > min(one.history.until, one.history.born + LONGEST):
                heappop(waiting)
                purse.settle(len(plans[one.name]))
                continue
            plans[one.name].append(now)
        known = _looked(one.history, known, now)
        pause = wait(rates, known, purse.threshold, LONGEST + MINUTE)
        heapreplace(waiting, (now + max(SHORTEST, pause), number, known))
    return plans


def _looked(history: History, known: Known | None, now: float) -> Known:
    """What is known after a look: whether something had changed since the last one, no more."""
    if known is None:
        return Known(history.born, now, group=history.group)
    there = bisect_left(history.changes, now), bisect_left(history.changes, known.looked)
    if there[0] == there[1]:
        return Known(known.born, now, known.changed, known.seen, known.group)
    # Somewhere between the two looks.
    return Known(known.born, now, (known.looked + now) / 2, known.seen + 1, known.group)


def measure(plays: Sequence[Play], plans: Mapping[str | int, Sequence[float]]) -> Outcome:
    """What these fetches would have shown."""
    captured, changes, fetches = 0, 0, 0
    delays: list[float] = []
    for one in plays:
        times = sorted(at for at in plans.get(one.name, ()) if one.history.born < at <= one.history.until)
        fetches += len(times)
        changes += len(one.history.changes)
        ends = (*one.history.changes[1:], float("inf"))
        for change, overwritten in zip(one.history.changes, ends, strict=False):
            first = bisect_left(times, change)
            if first < len(times) and times[first] < overwritten:
                captured += 1
                delays.append((times[first] - change) / MINUTE)
    return Outcome(
        fetches / max(1, len(plays)), changes, captured, median(delays or [0.0]), fmean(delays or [0.0])
    )
