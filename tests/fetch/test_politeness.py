"""Turns and pauses: what a host is asked, in which order, and when not at all."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from itertools import pairwise
from typing import Any

import pytest

from monitor.fetch import HttpFetcher
from monitor.fetch.politeness import Politeness
from monitor.model import Failed, Fetched
from monitor.settings import FetchSettings
from tests.fetch.asking import Hands, get, with_fetcher
from tests.servers import Reply, Request, Server, page

PAGE = page("<p>hi</p>")


# --- turns


class Timers(selectors.DefaultSelector):
    """Waits for nothing: a loop over it lives in a time that moves from timer to timer."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        self.now += timeout or 0.0
        return super().select(0)


def run_untimed(main: Coroutine[Any, Any, None]) -> None:
    """Run it on a loop whose seconds take no time and which no load of the machine stretches."""

    def loop() -> asyncio.AbstractEventLoop:
        timers = Timers()
        made = asyncio.SelectorEventLoop(timers)
        made.time = lambda: timers.now  # type: ignore[method-assign]
        return made

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(main)


def run_turns(settings: FetchSettings, hosts: list[str], seconds: float) -> tuple[list[float], int]:
    """When each turn began, and how many ran at once at most."""
    begun: list[float] = []
    running = most = 0

    async def one(turns: Politeness, host: str) -> None:
        nonlocal running, most
        async with turns.turn(host):
            begun.append(asyncio.get_running_loop().time())
            running += 1
            most = max(most, running)
            await asyncio.sleep(seconds)
            running -= 1

    async def run() -> None:
        turns = Politeness(settings, Hands())
        await asyncio.gather(*(one(turns, host) for host in hosts))

    run_untimed(run())
    return begun, most


def test_one_host_s_requests_begin_with_the_spacing_between_them() -> None:
    settings = FetchSettings(host_spacing_seconds=3.0, host_concurrency=8)
    begun, _ = run_turns(settings, ["a.example"] * 5, 0.0)
    assert [later - earlier for earlier, later in pairwise(begun)] == pytest.approx([3.0] * 4)


def test_who_is_slow_to_send_comes_a_spacing_after_who_was_quicker() -> None:
    """The second one's connection was open already."""
    sent: list[float] = []

    async def one(turns: Politeness, connecting: float) -> None:
        async with turns.turn("a.example") as turn:
            await asyncio.sleep(connecting)
            await turn.start()
            sent.append(asyncio.get_running_loop().time())

    async def run() -> None:
        turns = Politeness(FetchSettings(host_spacing_seconds=3.0, host_concurrency=8), Hands())
        await asyncio.gather(*(one(turns, seconds) for seconds in (3.5, 0.0, 0.0)))

    run_untimed(run())
    assert [later - earlier for earlier, later in pairwise(sent)] == pytest.approx([3.0] * 2)


def test_a_slow_host_does_not_hold_up_another() -> None:
    settings = FetchSettings(host_spacing_seconds=0.2, host_concurrency=1, concurrency=2)
    order: list[str] = []

    async def one(turns: Politeness, host: str) -> None:
        async with turns.turn(host):
            order.append(host)

    async def run() -> None:
        turns = Politeness(settings, Hands())
        await asyncio.gather(*(one(turns, host) for host in ("slow", "slow", "slow", "quick")))

    run_untimed(run())
    assert order == ["slow", "quick", "slow", "slow"]


@pytest.mark.parametrize(("settings", "hosts", "most"), [
    (FetchSettings(host_spacing_seconds=0, host_concurrency=2), ["a"] * 6, 2),
    (FetchSettings(host_spacing_seconds=0, host_concurrency=9, concurrency=3), list("abcdef"), 3),
])  # fmt: skip
def test_so_many_at_once_and_no_more(settings: FetchSettings, hosts: list[str], most: int) -> None:
    assert run_turns(settings, hosts, 0.02)[1] == most


def test_a_turn_that_is_given_up_frees_its_place() -> None:
    async def run() -> None:
        turns = Politeness(FetchSettings(host_spacing_seconds=0, host_concurrency=1, concurrency=1), Hands())

        async def hold() -> None:
            async with turns.turn("a.example"):
                await asyncio.sleep(60)

        tasks = [asyncio.create_task(hold()) for _ in range(3)]
        await asyncio.sleep(0.01)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with asyncio.timeout(5), turns.turn("a.example"):
            pass

    run_untimed(run())


# --- pauses


def test_a_host_that_asks_for_a_pause_gets_it() -> None:
    with Server({"/busy": Reply(429, b"", (("Retry-After", "120"),)), "/a": PAGE}) as server:

        async def story(fetcher: HttpFetcher, hands: Hands) -> None:
            busy = await get(fetcher, server.url("/busy"))
            assert busy == Failed("the server says: too many requests (429)", 429, 120.0)
            hands.move(20)
            other = await get(fetcher, server.url("/a"))
            assert isinstance(other, Failed) and other.retry_after_seconds == 100.0 and not other.asked
            assert "left alone for 100 s" in other.reason
            assert server.paths == ["/busy"]
            hands.move(101)
            assert isinstance(await get(fetcher, server.url("/a")), Fetched)

        with_fetcher(story, obey_robots=False)


def test_pauses_double_while_it_goes_on_and_end_with_a_good_answer() -> None:
    state = {"ok": False}

    def busy(request: Request) -> bytes:
        return (PAGE if state["ok"] else Reply(503))(request)

    with Server({"/a": busy}) as server:
        pauses: list[float | None] = []

        async def pause_after_asking(fetcher: HttpFetcher) -> None:
            await get(fetcher, server.url("/a"))
            told = await get(fetcher, server.url("/a"))
            pauses.append(told.retry_after_seconds if isinstance(told, Failed) else None)

        async def story(fetcher: HttpFetcher, hands: Hands) -> None:
            for _ in range(4):
                await pause_after_asking(fetcher)
                hands.move(1000)
            state["ok"] = True
            assert isinstance(await get(fetcher, server.url("/a")), Fetched)
            state["ok"] = False
            await pause_after_asking(fetcher)

        with_fetcher(story, obey_robots=False, backoff_seconds=10.0, longest_backoff_seconds=60.0)
    assert pauses == [10.0, 20.0, 40.0, 60.0, 10.0]


def test_one_host_s_pause_is_no_other_s() -> None:
    with Server({"/a": Reply(503)}) as one, Server({"/a": PAGE}) as other:

        async def story(fetcher: HttpFetcher, hands: Hands) -> None:
            await get(fetcher, one.url("/a"))
            assert isinstance(await get(fetcher, other.url("/a")), Fetched)

        with_fetcher(story, obey_robots=False)
