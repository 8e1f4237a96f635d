"""What a look at an article needs of the world."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from monitor.model import Recipe
from monitor.ports import Clock, Examiner, Fetcher, InThread, Outbox, Records
from monitor.schedule import Paces
from monitor.settings import ScheduleSettings

#: Pages held while they wait to be examined.
WAITING_PAGES = 200


class Room:
    """Room in memory for pages that wait to be examined. While it is full no page is asked for, so
    a network faster than the processor does not fill the machine."""

    def __init__(self, most: int = WAITING_PAGES) -> None:
        self._most = most
        self._held = 0
        self._free = asyncio.Event()
        self._free.set()

    async def free(self) -> None:
        await self._free.wait()

    def __enter__(self) -> None:
        self._held += 1
        if self._held >= self._most:
            self._free.clear()

    def __exit__(self, *_error: object) -> None:
        self._held -= 1
        if self._held < self._most:
            self._free.set()


async def with_drops(recipe: Recipe | None, source: str, records: Records, read: InThread) -> Recipe | None:
    """The recipe with what people called noise in the pages of a source, as looks at its articles have it."""
    found = [one.selector for one in await read(records.drops, source) if one.ended_at is None]
    return (recipe or Recipe()).dropping(reversed(found)) if found else recipe


@dataclass(frozen=True, slots=True)
class CheckTools:
    """The world as a check sees it."""

    records: Records
    fetcher: Fetcher
    examiner: Examiner
    clock: Clock
    write: InThread
    read: InThread
    outbox: Outbox
    schedule: ScheduleSettings
    room: Room = field(default_factory=Room)
    paces: Paces = field(default_factory=Paces)
