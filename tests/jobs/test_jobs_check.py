"""Looking at articles: what holds them back."""

from __future__ import annotations

import asyncio

from monitor.jobs.tools import Room


def test_no_page_is_asked_for_while_the_room_is_full() -> None:
    async def go() -> list[str]:
        room, order = Room(2), []

        async def ask() -> None:
            await room.free()
            order.append("asked")

        with room:
            await ask()
            with room:
                waiting = asyncio.create_task(ask())
                await asyncio.sleep(0)
                order.append("full")
        await waiting
        return order

    assert asyncio.run(go()) == ["asked", "full", "asked"]
