"""How long to wait: until what probably changed unseen is worth a fetch.

A change that nobody has seen for `s` counts 1 − exp(−s / PATIENCE): nothing when it is fresh, one when it
is old. The sum of what is to be expected since the last look is compared with a threshold, the price of a
fetch. Pure arithmetic: knows neither budgets nor settings.
"""

from __future__ import annotations

from math import exp

from monitor.schedule.rate import HOUR, Known, Rates, rate_in, steps

#: Seconds. An unseen change of this age counts 0.63; a larger value makes looks more even.
PATIENCE = 2 * HOUR
#: Halvings of a stretch in which the threshold is reached.
FINE = 12


def wait(rates: Rates, known: Known, threshold: float, longest: float) -> float:
    """Seconds after the last look until the index reaches the threshold, at most `longest`."""
    # `total` counts the changes to be expected, `fresh` the part of them that does not weigh yet.
    total = fresh = 0.0
    for step in steps(known.born, known.changed, known.looked):
        begun = step.start - known.looked
        if begun >= longest:
            return longest
        pace, length = rate_in(rates, known, step) / HOUR, step.end - step.start
        after = _grown(total, fresh, pace, length)
        if after[0] - after[1] >= threshold:
            return min(longest, begun + _reached(threshold, (total, fresh), pace, length))
        total, fresh = after
    raise AssertionError("the stretches have no end")


def _grown(total: float, fresh: float, pace: float, seconds: float) -> tuple[float, float]:
    kept = exp(-seconds / PATIENCE)
    return total + pace * seconds, fresh * kept + pace * PATIENCE * (1.0 - kept)


def _reached(threshold: float, held: tuple[float, float], pace: float, length: float) -> float:
    """Seconds into a stretch at which the index is first at the threshold."""
    low, high = 0.0, length
    for _ in range(FINE):
        middle = (low + high) / 2
        total, fresh = _grown(*held, pace, middle)
        if total - fresh < threshold:
            low = middle
        else:
            high = middle
    return high
