"""Making texts searchable that an older release stored, batch by batch: looks are written between."""

from __future__ import annotations

from monitor.ports import InThread, Records


async def take_up(records: Records, write: InThread) -> None:
    """All that is left of them, the newest first. Ends at once in a store of this release."""
    while await write(records.fill_search):
        pass
