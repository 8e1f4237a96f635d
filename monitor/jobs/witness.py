"""Tells the world outside the store how the journal ends: a file, the log, a time-stamping authority.

Whoever holds a head from outside can tell later whether what came before it was altered. An authority
that cannot be had is logged, and asked again an hour later; nothing waits for it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.errors import EnvironmentRefused
from monitor.model import Head, TimeToken
from monitor.ports import Clock, InThread, Records

log = logging.getLogger(__name__)

#: Asks the authority for a token on a digest; the token, or why there is none.
Stamp = Callable[[str], Awaitable[bytes | str]]


@dataclass(frozen=True, slots=True)
class WitnessTools:
    """`keep` writes a head where the store is not; `stamp` is None without an authority at `url`."""

    records: Records
    clock: Clock
    read: InThread
    write: InThread
    keep: Callable[[Head], bool]
    stamp: Stamp | None = None
    url: str = ""
    every_seconds: float = 86400.0


class Witness:
    """Call `tick` about hourly, and `tell` once more at the end."""

    def __init__(self, tools: WitnessTools) -> None:
        self._tools = tools

    async def tick(self) -> None:
        head = await self.tell()
        if head is not None and self._tools.stamp is not None:
            await self._stamp(head, self._tools.stamp)

    async def tell(self) -> Head | None:
        """Write the head down outside; returns it."""
        tools = self._tools
        head = await tools.read(tools.records.head)
        try:
            new = head is not None and await tools.read(tools.keep, head)
        except EnvironmentRefused as error:
            log.warning("%s", error)
            return head
        if head is not None and new:
            log.info("the journal ends at entry %d, digest %s", head.sequence, head.digest)
        return head

    async def _stamp(self, head: Head, stamp: Stamp) -> None:
        tools, now = self._tools, self._tools.clock()
        tokens = await tools.read(tools.records.tokens)
        if not due(head, tokens[-1] if tokens else None, now, tools.every_seconds):
            return
        token = await stamp(head.digest)
        if isinstance(token, str):
            log.warning("no time stamp on the journal: %s", token)
            return
        await tools.write(tools.records.put_token, head, now, tools.url, token)
        log.info("entry %d of the journal is time-stamped by %s", head.sequence, tools.url)


def due(head: Head, last: TimeToken | None, now: datetime, every_seconds: float) -> bool:
    """Is it time for a token? Not if nothing was recorded since the last one but that token itself."""
    if last is None:
        return True
    return head.sequence > last.head.sequence + 1 and now - last.at >= timedelta(seconds=every_seconds)
