"""Turns, pauses and robots.txt: what a host is asked, in which order, and when not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from monitor.fetch import HttpFetcher
from monitor.fetch.politeness import Politeness
from monitor.fetch.robots import product_token
from monitor.model import Failed, Fetched, FetchOutcome, FetchRequest, Gone, Refused
from monitor.settings import FetchSettings
from tests.servers import Reply, Request, Server, moved, page

PAGE = page("<p>hi</p>")


class Hands:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def with_fetcher(
    story: Callable[[HttpFetcher, Hands], Coroutine[Any, Any, None]], **settings: object
) -> None:
    """Run a story with one fetcher and a clock that stands still unless the story moves it."""

    async def run() -> None:
        chosen = {"host_spacing_seconds": 0.0, "timeout_seconds": 5.0, **settings}
        hands = Hands()
        fetcher = HttpFetcher(FetchSettings(allow_hosts=frozenset({"127.0.0.1"}), **chosen), hands)  # type: ignore[arg-type]
        try:
            await story(fetcher, hands)
        finally:
            await fetcher.aclose()

    asyncio.run(run())


async def get(fetcher: HttpFetcher, url: str) -> FetchOutcome:
    return await fetcher.fetch(FetchRequest(url))


# --- turns


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

    asyncio.run(run())
    return begun, most


def test_one_host_s_requests_begin_with_the_spacing_between_them() -> None:
    settings = FetchSettings(host_spacing_seconds=0.05, host_concurrency=8)
    begun, _ = run_turns(settings, ["a.example"] * 5, 0.0)
    assert all(later - earlier >= 0.049 for earlier, later in pairwise(begun))


def test_a_slow_host_does_not_hold_up_another() -> None:
    settings = FetchSettings(host_spacing_seconds=0.2, host_concurrency=1, concurrency=2)
    order: list[str] = []

    async def one(turns: Politeness, host: str) -> None:
        async with turns.turn(host):
            order.append(host)

    async def run() -> None:
        turns = Politeness(settings, Hands())
        await asyncio.gather(*(one(turns, host) for host in ("slow", "slow", "slow", "quick")))

    asyncio.run(run())
    assert order[:2] == ["slow", "quick"]


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

    asyncio.run(run())


# --- pauses


def test_a_host_that_asks_for_a_pause_gets_it() -> None:
    with Server({"/busy": Reply(429, b"", (("Retry-After", "120"),)), "/a": PAGE}) as server:

        async def story(fetcher: HttpFetcher, hands: Hands) -> None:
            busy = await get(fetcher, server.url("/busy"))
            assert busy == Failed("the server says: too many requests (429)", 429, 120.0)
            hands.move(20)
            other = await get(fetcher, server.url("/a"))
            assert isinstance(other, Failed) and other.retry_after_seconds == 100.0
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


# --- robots.txt


def robots(text: str) -> Reply:
    return page(text, media_type="text/plain")


RULES = [
    ("User-agent: *\nDisallow: /private", "/private/a", False),
    ("User-agent: *\nDisallow: /private", "/a", True),
    ("User-agent: *\nDisallow: /", "/a", False),
    ("User-agent: *\nDisallow:", "/a", True),
    ("User-agent: *\nDisallow: /\nAllow: /news/", "/news/a", True),
    ("User-agent: *\nDisallow: /*.php$", "/a.php", False),
    ("User-agent: *\nDisallow: /*?print", "/a?print=1", False),
    ("User-agent: monitor\nDisallow: /a\n\nUser-agent: *\nDisallow:", "/a", False),
    ("User-agent: monitor\nDisallow:\n\nUser-agent: *\nDisallow: /", "/a", True),
    ("User-agent: otherbot\nDisallow: /", "/a", True),
    ("user-agent:*\r\ndisallow:/a\r\n", "/a", False),
    ("\ufeffUser-agent: *\nDisallow: /a", "/a", False),
    ("User-agent: *\nDisallow: /%C3%A9", "/%c3%a9", False),
    ("# nothing but words", "/a", True),
    ("<!DOCTYPE html><html><p>Not found</p></html>", "/a", True),
    ("", "/a", True),
]


@pytest.mark.parametrize(("text", "path", "allowed"), RULES)
def test_robots_txt_is_kept_to(text: str, path: str, allowed: bool) -> None:
    with Server({"/robots.txt": robots(text), path.partition("?")[0]: PAGE}) as server:

        async def story(fetcher: HttpFetcher, hands: Hands) -> None:
            outcome = await get(fetcher, server.url(path))
            assert isinstance(outcome, Fetched) is allowed
            if not allowed:
                assert outcome == Refused(f"robots.txt of 127.0.0.1 does not allow {path}")
            assert ("/robots.txt" in server.paths) and (path in server.paths) is allowed

        with_fetcher(story)


def test_robots_txt_is_asked_once_a_day_whoever_asks_first() -> None:
    with Server({"/robots.txt": robots("User-agent: *\nDisallow: /b"), "/a": PAGE}) as server:

        async def story(fetcher: HttpFetcher, hands: Hands) -> None:
            await asyncio.gather(*(get(fetcher, server.url(path)) for path in ("/a", "/b") * 5))
            assert server.paths.count("/robots.txt") == 1
            hands.move(23 * 3600)
            await get(fetcher, server.url("/a"))
            assert server.paths.count("/robots.txt") == 1
            hands.move(3601)
            server.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /a")
            assert isinstance(await get(fetcher, server.url("/a")), Refused)
            assert server.paths.count("/robots.txt") == 2

        with_fetcher(story)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_no_robots_txt_means_all_is_allowed(status: int) -> None:
    with Server({"/robots.txt": Reply(status), "/a": PAGE}) as server:

        async def story(fetcher: HttpFetcher, hands: Hands) -> None:
            assert isinstance(await get(fetcher, server.url("/a")), Fetched)

        with_fetcher(story)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_robots_txt_that_cannot_be_had_means_wait(status: int) -> None:
    with Server({"/robots.txt": Reply(status), "/a": PAGE}) as server:

        async def story(fetcher: HttpFetcher, hands: Hands) -> None:
            outcome = await get(fetcher, server.url("/a"))
            assert (
                isinstance(outcome, Failed) and "robots.txt" in outcome.reason and outcome.retry_after_seconds
            )
            assert isinstance(await get(fetcher, server.url("/a")), Failed)
            assert server.paths == ["/robots.txt"]
            server.routes["/robots.txt"] = Reply(404)
            hands.move(61)
            assert isinstance(await get(fetcher, server.url("/a")), Fetched)

        with_fetcher(story)


def test_an_old_copy_serves_while_the_server_cannot_give_a_new_one() -> None:
    with Server({"/robots.txt": robots("User-agent: *\nDisallow: /b"), "/a": PAGE, "/b": PAGE}) as server:

        async def story(fetcher: HttpFetcher, hands: Hands) -> None:
            await get(fetcher, server.url("/a"))
            server.routes["/robots.txt"] = Reply(500)
            hands.move(25 * 3600)
            assert isinstance(await get(fetcher, server.url("/a")), Fetched)
            assert isinstance(await get(fetcher, server.url("/b")), Refused)

        with_fetcher(story)


def test_robots_txt_may_stand_elsewhere_but_not_behind_the_guard() -> None:
    with Server({"/rules": robots("User-agent: *\nDisallow: /a")}) as other:
        with Server({"/robots.txt": moved(other.url("/rules")), "/a": PAGE}) as server:

            async def follows(fetcher: HttpFetcher, hands: Hands) -> None:
                assert isinstance(await get(fetcher, server.url("/a")), Refused)

            with_fetcher(follows)
        with Server({"/robots.txt": moved("http://10.0.0.1/rules"), "/a": PAGE}) as server:

            async def refused(fetcher: HttpFetcher, hands: Hands) -> None:
                assert isinstance(await get(fetcher, server.url("/a")), Fetched)

            with_fetcher(refused)


def test_a_redirect_into_what_robots_txt_forbids_is_not_followed() -> None:
    routes = {"/robots.txt": robots("User-agent: *\nDisallow: /b"), "/a": moved("/b"), "/b": PAGE}
    with Server(routes) as server:

        async def story(fetcher: HttpFetcher, hands: Hands) -> None:
            assert isinstance(await get(fetcher, server.url("/a")), Refused)
            assert "/b" not in server.paths

        with_fetcher(story)


def test_a_crawl_delay_spaces_the_requests() -> None:
    with Server({"/robots.txt": robots("User-agent: *\nCrawl-delay: 0.2")}) as server:

        async def story(fetcher: HttpFetcher, hands: Hands) -> None:
            loop = asyncio.get_running_loop()
            await get(fetcher, server.url("/a"))
            begun = loop.time()
            assert isinstance(await get(fetcher, server.url("/b")), Gone)
            assert isinstance(await get(fetcher, server.url("/c")), Gone)
            assert loop.time() - begun >= 0.39

        with_fetcher(story)


def test_robots_txt_need_not_be_obeyed_where_the_user_says_so() -> None:
    with Server({"/robots.txt": robots("User-agent: *\nDisallow: /"), "/a": PAGE}) as server:

        async def story(fetcher: HttpFetcher, hands: Hands) -> None:
            assert isinstance(await get(fetcher, server.url("/a")), Fetched)
            assert server.paths == ["/a"]

        with_fetcher(story, obey_robots=False)


def test_an_endless_robots_txt_is_cut() -> None:
    text = "User-agent: *\nDisallow: /a\n" + "# padding\n" * 80_000 + "Disallow: /b\n"
    with Server({"/robots.txt": robots(text), "/a": PAGE, "/b": PAGE}) as server:

        async def story(fetcher: HttpFetcher, hands: Hands) -> None:
            assert isinstance(await get(fetcher, server.url("/a")), Refused)
            assert isinstance(await get(fetcher, server.url("/b")), Fetched)

        with_fetcher(story)


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [
        ("monitor/0.1 (article change monitor)", "monitor"),
        ("News-Watch/2 (+https://desk.example)", "News-Watch"),
        ("Mozilla/5.0 (compatible; DeskBot/1.0; +https://desk.example)", "DeskBot"),
        ("", "monitor"),
        ("123", "monitor"),
    ],
)
def test_the_name_by_which_rules_address_us(user_agent: str, token: str) -> None:
    assert product_token(user_agent) == token
