"""robots.txt: kept to in every dialect, asked seldom, waited for where it cannot be had."""

from __future__ import annotations

import asyncio

import pytest

from monitor.fetch import HttpFetcher
from monitor.fetch.robots import MOST_BYTES, product_token, text_of
from monitor.model import Failed, Fetched, Gone, Refused
from tests.fetch.asking import Hands, get, with_fetcher
from tests.servers import Reply, Server, moved, page

PAGE = page("<p>hi</p>")


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
    # what files do that no standard asks for
    ("User-agent: *\rDisallow: /a\r", "/a", False),
    ("   User-agent : *\n\tDisallow : /a", "/a", False),
    ("User-agent: *\nNoindex: /x\nHost: paper.example\nClean-param: s /f\nDisallow: /a", "/a", False),
    ("User-agent: *\nSitemap: https://paper.example/s.xml\nDisallow: /a", "/a", False),
    ("User-agent: *\n\nDisallow: /a # not this\n", "/a", False),
    ("User-agent: *\nDissallow: /a", "/a", False),
    ("User-agent *\nDisallow /a", "/a", False),
    ("User-agent: *\nDisallow: /b\n\nUser-agent: *\nDisallow: /a", "/a", False),
    ("User-agent: other\nUser-agent: MONITOR\nUser-agent: third\nDisallow: /a", "/a", False),
    ("User-agent: monitor/2.0 # old\nDisallow: /a", "/a", False),
    ("User-agent: monitoring-bot\nDisallow: /a", "/a", True),
    ("User-agent: *\n\x00Disallow: /a", "/a", False),
    ("Disallow: /a\nUser-agent: *\n", "/a", True),
    ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b", True),
    ("User-agent: *\nDisallow: /a$", "/ab", True),
    ("User-agent: *\nDisallow:\nDisallow: /a", "/a", False),
    ("User-agent: *\nDisallow: /é", "/%C3%A9", False),
    ("User-agent: *\nCrawl-delay: none\nDisallow: /a", "/a", False),
    ("User-agent: *\nDisallow: /*a*a*a*a*a*a*a*a*a*a*b", "/" + "a" * 60, True),
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


def test_a_rule_that_is_cut_in_two_is_none() -> None:
    """Half of it would forbid the whole site."""
    beginning, rule = b"User-agent: *\nDisallow: /a\n", b"Disallow: /b\n"
    padding = b"#" * (MOST_BYTES - len(beginning) - 12) + b"\n"
    body = beginning + padding + rule
    assert body[:MOST_BYTES].endswith(b"Disallow: /")
    assert text_of(body) == (beginning + padding).decode()


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig"])
def test_a_mark_tells_how_rules_are_written(codec: str) -> None:
    assert text_of("User-agent: *\r\nDisallow: /a".encode(codec)) == "User-agent: *\r\nDisallow: /a"


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
