"""Waits that grow with each wrong password, by the name that is tried and by the address that tries.

Kept in memory, for so many names and addresses at most, and recalled after a restart from the log of what
people did. A wait ends by itself, the longest after a quarter of an hour; what comes meanwhile is turned away
without being looked at and makes it no longer. A name is never closed to an address from which it signed in
well, so nobody can keep a person out by guessing at her name.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from monitor.credentials import folded
from monitor.model import AuditEntry
from monitor.ports import Clock, Records
from monitor.web.network import neighborhood

#: Tries before the first wait of a second; each further one doubles it.
FREE: Final = 5
LONGEST_BY_ADDRESS: Final = 900.0
#: Shorter: strangers, too, can make a name wait.
LONGEST_BY_NAME: Final = 60.0
#: After so long without a try everything is forgiven.
FORGET: Final = timedelta(hours=1)
MOST: Final = 10_000
#: What the log says of a try that was wrong, and of one that was right.
FAILED: Final = "sign-in failed"
SIGNED_IN: Final = "signed in"
#: For a name that was tried and is nobody's.
UNKNOWN: Final = "(unknown name)"
#: Entries of the log that are read at once, and how often at most, for what was tried before a restart.
_PAGE, _PAGES = 500, 20


@dataclass(frozen=True, slots=True)
class _Tries:
    count: int
    last: datetime


class Throttle:
    """May be asked from any thread. With `records`, it takes up at its first question what was tried in the
    last hour; StoreError, then, when that cannot be read."""

    def __init__(self, clock: Clock, records: Records | None = None) -> None:
        self._clock = clock
        self._unread = records
        self._lock = threading.Lock()
        self._names: OrderedDict[str, _Tries] = OrderedDict()
        self._addresses: OrderedDict[str, _Tries] = OrderedDict()
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._wrong: OrderedDict[str, None] = OrderedDict()

    def admit(self, name: str, address: str) -> float:
        """Seconds to wait before this may be tried; 0: now, and the try is counted until `succeeded`."""
        with self._lock:
            wait = self._waits(folded(name), neighborhood(address))
            if not wait:
                self._tried(folded(name), neighborhood(address), self._clock())
            return wait

    def wait(self, name: str, address: str) -> float:
        """Seconds to wait before this may be tried; it is not counted."""
        with self._lock:
            return self._waits(folded(name), neighborhood(address))

    def failed(self, name: str, address: str, digest: str) -> bool:
        """Count a wrong try, of what has that digest; False when that was tried before: a program that goes
        on with an old secret guesses at nothing."""
        with self._lock:
            is_new = digest not in self._wrong
            self._wrong[digest] = None
            self._wrong.move_to_end(digest)
            while len(self._wrong) > MOST:
                self._wrong.popitem(last=False)
            if is_new:
                self._tried(folded(name), neighborhood(address), self._clock())
            return is_new

    def trust(self, name: str, address: str) -> None:
        """This name came from this address with what is right: it is not closed there."""
        with self._lock:
            self._knows(folded(name), neighborhood(address))

    def _recall(self) -> None:
        """Take up what was tried before."""
        if self._unread is None:
            return
        entries, self._unread = last_hour(self._unread, self._clock), None
        for one in entries:
            name, address = folded(one.person), neighborhood(one.address)
            if one.action == FAILED:
                self._tried("" if one.person == UNKNOWN else name, address, one.at)
            elif one.action == SIGNED_IN:
                self._names.pop(name, None)
                self._knows(name, address)
        # One entry stands for all names that are nobody's.
        self._names.pop("", None)

    def _waits(self, name: str, address: str) -> float:
        self._recall()
        now = self._clock()
        waits = [self._wait(self._addresses, address, LONGEST_BY_ADDRESS, now)]
        if (name, address) not in self._known:
            waits.append(self._wait(self._names, name, LONGEST_BY_NAME, now))
        return max(waits)

    def _tried(self, name: str, address: str, at: datetime) -> None:
        self._count(self._addresses, address, at)
        self._count(self._names, name, at)

    def _knows(self, name: str, address: str) -> None:
        self._known[name, address] = None
        self._known.move_to_end((name, address))
        while len(self._known) > MOST:
            self._known.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """The try that was admitted last was right. Others from the same address are not forgiven."""
        name, address = folded(name), neighborhood(address)
        with self._lock:
            self._names.pop(name, None)
            tries = self._addresses.get(address)
            if tries is not None:
                self._addresses[address] = _Tries(tries.count - 1, tries.last)
            self._knows(name, address)

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


def last_hour(records: Records, clock: Clock) -> list[AuditEntry]:
    """What the log says of the last hour, the oldest first. StoreError."""
    since, found = clock() - FORGET, list[AuditEntry]()
    before: int | None = None
    for _ in range(_PAGES):
        page = records.audit(before, _PAGE, None)
        found += [one for one in page if one.at >= since]
        if len(page) < _PAGE or page[-1].at < since:
            break
        before = page[-1].id
    return found[::-1]
