"""Letting captures go that their sources do not keep, batch by batch: looks are written between."""

from __future__ import annotations

from monitor.model import Prunable
from monitor.ports import Clock, InThread, Records


async def prune(records: Records, clock: Clock, write: InThread, read: InThread) -> Prunable:
    """Let all of them go and give the room back; what went."""
    gone = Prunable("", 0, 0, 0)
    while (batch := await write(records.prune, clock())).snapshots:
        gone = Prunable(
            "", gone.snapshots + batch.snapshots, gone.bodies + batch.bodies, gone.bytes + batch.bytes
        )
    if gone.snapshots:
        # In small steps of its own, between which the writer gets its turn.
        await read(records.give_back)
    return gone
