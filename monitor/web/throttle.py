"""Waits that grow with each wrong password, by the name that is tried and by the address that tries.

Kept in memory, for so many names and addresses at most. A wait ends by itself, the longest after a quarter of
an hour; what comes meanwhile is turned away without being looked at and makes it no longer. A name is never
closed to an address from which it signed in well, so nobody can keep a person out by guessing at her name.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from monitor.credentials import folded
from monitor.ports import Clock
from monitor.web.network import neighborhood

#: Tries before the first wait of a second; each further one doubles it.
FREE: Final = 5
LONGEST_BY_ADDRESS: Final = 900.0
#: Shorter: strangers, too, can make a name wait.
LONGEST_BY_NAME: Final = 60.0
#: After so long without a try everything is forgiven.
FORGET: Final = timedelta(hours=1)
MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Tries:
    count: int
    last: datetime


class Throttle:
    """May be asked from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._names: OrderedDict[str, _Tries] = OrderedDict()
        self._addresses: OrderedDict[str, _Tries] = OrderedDict()
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()

    def admit(self, name: str, address: str) -> float:
        """Seconds to wait before this may be tried; 0: now, and the try is counted until `succeeded`."""
        name, address = folded(name), neighborhood(address)
        with self._lock:
            now = self._clock()
            waits = [self._wait(self._addresses, address, LONGEST_BY_ADDRESS, now)]
            if (name, address) not in self._known:
                waits.append(self._wait(self._names, name, LONGEST_BY_NAME, now))
            if max(waits) > 0:
                return max(waits)
            self._count(self._addresses, address, now)
            self._count(self._names, name, now)
            return 0.0

    def succeeded(self, name: str, address: str) -> None:
        """The try that was admitted last was right. Others from the same address are not forgiven."""
        name, address = folded(name), neighborhood(address)
        with self._lock:
            self._names.pop(name, None)
            tries = self._addresses.get(address)
            if tries is not None:
                self._addresses[address] = _Tries(tries.count - 1, tries.last)
            self._known[name, address] = None
            self._known.move_to_end((name, address))
            while len(self._known) > MOST:
                self._known.popitem(last=False)

    def _wait(self, tried: OrderedDict[str, _Tries], key: str, longest: float, now: datetime) -> float:
        tries = tried.get(key)
        if tries is None or tries.count < FREE or now - tries.last > FORGET:
            return 0.0
        # Beyond any longest wait the exponent would only grow.
        wait = min(2.0 ** min(tries.count - FREE, 20), longest)
        return max(0.0, wait - (now - tries.last).total_seconds())

    def _count(self, tried: OrderedDict[str, _Tries], key: str, now: datetime) -> None:
        tries = tried.get(key)
        before = tries.count if tries is not None and now - tries.last <= FORGET else 0
        tried[key] = _Tries(before + 1, now)
        tried.move_to_end(key)
        while len(tried) > MOST:
            tried.popitem(last=False)
