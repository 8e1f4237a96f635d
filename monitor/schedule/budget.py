"""Spends a budget: finds the threshold under which articles are read just so often as may be.

`Purse` steers by what was spent, for a run over recorded articles. `paces` foresees what the articles at
hand will ask for, for the daemon: one threshold for all, and a higher one for a host that would get more
than its own budget. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, inf

from monitor.model import RateTally, Stock
from monitor.schedule.index import wait
from monitor.schedule.learn import learn_tallies
from monitor.schedule.policy import LATE_CHECKS, THRESHOLD, Pace
from monitor.schedule.rate import BUILT_IN, BUILT_IN_LIVE, DAY, LIVE, Known, Rates, group_of
from monitor.settings import ScheduleSettings

#: Bounds of a threshold, and how often the space between is halved to find it.
LOWEST, HIGHEST, HALVINGS = 1e-3, 30.0, 14


class Purse:
    """Keeps the mean of fetches over all articles at what is wanted, by moving the threshold.

    Every article that has come to its end is settled. What was spent too much by then raises the
    threshold: the fetches of `stiffness` articles too much make it 2.7 times as high; `inf` holds it.
    """

    def __init__(self, wanted: float, threshold: float, stiffness: float = inf) -> None:
        self._wanted = wanted
        self._first = self.threshold = threshold
        self._over = 0.0
        self._stiffness = stiffness

    def settle(self, fetches: int) -> None:
        """An article ended after so many fetches."""
        self._over += fetches - self._wanted
        # Far outside every use there is: it only keeps the arithmetic finite.
        power = max(-20.0, min(20.0, self._over / (self._stiffness * self._wanted)))
        self.threshold = self._first * exp(power)


@dataclass(frozen=True, slots=True)
class Paces:
    """How each group's articles are read. What is in neither mapping goes by "" or, live, by LIVE."""

    rates: Mapping[str, Rates] = field(default_factory=lambda: {"": BUILT_IN, LIVE: BUILT_IN_LIVE})
    threshold: float = THRESHOLD
    dearer: Mapping[str, float] = field(default_factory=dict)

    def of(self, host: str, live: bool = False) -> Pace:
        """The pace of a host's articles, or of its live blogs."""
        rates = self.rates.get(group_of(host, live)) or self.rates[LIVE if live else ""]
        return Pace(rates, self.dearer.get(host, self.threshold))


def paces(tallies: Iterable[RateTally], stocks: Sequence[Stock], settings: ScheduleSettings) -> Paces:
    """Rates as learned, and thresholds under which these articles keep to the budgets."""
    rates = learn_tallies(tallies)
    whole = THRESHOLD
    if settings.fetches_per_day is not None:
        whole = _threshold(stocks, rates, settings, settings.fetches_per_day)
    dearer: dict[str, float] = {}
    if settings.host_fetches_per_day is not None:
        by_host: dict[str, list[Stock]] = defaultdict(list)
        for stock in stocks:
            by_host[stock.group.removeprefix(LIVE)].append(stock)
        for host, own in by_host.items():
            if demand(own, rates, settings, whole) > settings.host_fetches_per_day:
                dearer[host] = max(whole, _threshold(own, rates, settings, settings.host_fetches_per_day))
    return Paces(rates, whole, dearer)


def _threshold(
    stocks: Sequence[Stock], rates: Mapping[str, Rates], settings: ScheduleSettings, budget: float
) -> float:
    low, high = LOWEST, HIGHEST
    for _ in range(HALVINGS):
        middle = (low * high) ** 0.5
        if demand(stocks, rates, settings, float(middle)) > budget:
            low = middle
        else:
            high = middle
    return float(high)


def demand(
    stocks: Iterable[Stock], rates: Mapping[str, Rates], settings: ScheduleSettings, threshold: float
) -> float:
    """Looks a day that these articles would have under a threshold."""
    total = 0.0
    for stock in stocks:
        own = rates.get(stock.group) or rates[LIVE if stock.group.startswith(LIVE) else ""]
        # Noon of some day: the hour of the day evens out over a day's looks.
        noon = 20_000.5 * DAY
        known = Known(noon - stock.age, noon, None, stock.seen, stock.group)
        pause = max(settings.shortest_seconds, wait(own, known, threshold, settings.longest_seconds))
        late = next((late for late in LATE_CHECKS if late > stock.age), None)
        if late is not None:
            pause = min(pause, late)
        total += stock.articles * DAY / pause
    return total
