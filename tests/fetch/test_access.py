"""What a subscriber sends: to whom it goes, to whom never, and that nobody else hears of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.fetch import HttpFetcher
from monitor.model import Failed, Fetched, FetchOutcome, FetchRequest, Reach, Refused, Secret
from monitor.settings import FetchSettings
from tests.fetch.asking import NOW
from tests.servers import Reply, Request, Server, moved, page

ENVIRON = {
    "TOKEN": "Bearer tk-41f0c9aa77",
    "COOKIES": "sid=ck-9b2e44d1; plan=gold-77aa",
    "PROXY": "http://me:pw-5521ee@127.0.0.1:{port}",
}
SECRETS = ("tk-41f0c9aa77", "ck-9b2e44d1", "gold-77aa", "pw-5521ee")
READER = Reach(
    headers=(("Accept-Language", "de"),),
    secret_headers=(("Authorization", Secret(env="TOKEN")),),
    cookies=Secret(env="COOKIES"),
)


def ask(
    url: str, reach: Reach, environ: Mapping[str, str] = ENVIRON, *, robots: bool = False
) -> FetchOutcome:
    async def run() -> FetchOutcome:
        settings = FetchSettings(
            allow_hosts=frozenset({"127.0.0.1", "localhost"}),
            host_spacing_seconds=0.0,
            obey_robots=robots,
            timeout_seconds=5.0,
        )
        fetcher = HttpFetcher(settings, lambda: NOW, environ=environ)
        try:
            return await fetcher.fetch(FetchRequest(url, reach=reach))
        finally:
            await fetcher.aclose()

    return asyncio.run(run())


def test_headers_and_cookies_go_to_the_source() -> None:
    with Server({"/a": page("<p>ours</p>")}) as server:
        outcome = ask(server.url("/a"), replace(READER, hosts=(server.authority,)))
        (request,) = server.log
    assert isinstance(outcome, Fetched)
    assert request.headers["authorization"] == "Bearer tk-41f0c9aa77"
    assert request.headers["cookie"] == "sid=ck-9b2e44d1; plan=gold-77aa"
    assert request.headers["accept-language"] == "de"


@pytest.mark.parametrize("host", ["other.example", "127.0.0.1:1", "0.0.1", ""])
def test_a_host_that_was_not_named_gets_nothing(host: str) -> None:
    with Server({"/a": page("<p>ours</p>")}) as server:
        ask(server.url("/a"), replace(READER, hosts=(host,)))
        (request,) = server.log
    assert not {"authorization", "cookie", "accept-language"} & set(request.headers)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_carries_them_to_another_server(status: int) -> None:
    with Server({"/b": page("<p>theirs</p>")}) as other:
        back = moved(other.url("/b"), status, ("Set-Cookie", "sid=new"))
        with Server({"/a": back}) as server:
            ask(server.url("/a"), replace(READER, hosts=(server.authority,)))
            assert "cookie" in server.log[0].headers
        (request,) = other.log
    assert not {"authorization", "cookie"} & set(request.headers)


def test_nor_does_the_same_host_by_another_port_or_name() -> None:
    with Server({"/b": page("<p>theirs</p>")}) as other:
        target = other.url("/b").replace("127.0.0.1", "localhost")
        with Server({"/a": moved(target)}) as server:
            ask(server.url("/a"), replace(READER, hosts=(server.authority,)))
    assert [("authorization" in one.headers) for one in other.log] in ([False], [])


def test_robots_txt_is_asked_by_the_source_s_own_name_and_without_secrets() -> None:
    robots = Reply(200, b"User-agent: reader\nDisallow: /a\n", (("Content-Type", "text/plain"),))
    with Server({"/a": page("<p>x</p>"), "/robots.txt": robots}) as server:
        reach = replace(READER, hosts=(server.authority,), user_agent="reader/1.0")
        assert isinstance(ask(server.url("/a"), reach, robots=True), Refused)
        allowed = ask(server.url("/a"), replace(reach, user_agent="other/1.0"), robots=True)
    assert isinstance(allowed, Fetched)
    assert [one.headers["user-agent"] for one in server.log] == ["reader/1.0", "other/1.0", "other/1.0"]
    assert not any("authorization" in one.headers for one in server.log if one.path == "/robots.txt")


def echo(request: Request) -> bytes:
    """A server that sends back all it got, in every header, and sets a session of its own."""
    told = request.headers.get("authorization", "") + request.headers.get("cookie", "")
    headers = (
        ("Content-Type", "text/html"),
        ("X-Echo", told),
        ("Set-Cookie", "sid=renewed-8811"),
        ("Link", f"<https://a.example/?t={told[:19]}>"),
    )
    return Reply(200, b"<p>ours</p>", headers)(request)


def test_what_a_server_sends_back_of_them_is_left_out() -> None:
    with Server({"/a": echo}) as server:
        outcome = ask(server.url("/a"), replace(READER, hosts=(server.authority,)))
    assert isinstance(outcome, Fetched)
    assert not any(secret in str(outcome) for secret in (*SECRETS, "renewed-8811"))
    assert "left out" in dict(outcome.snapshot.headers)["X-Echo"]


@pytest.mark.parametrize(
    ("reach", "says"),
    [
        (Reach(cookies=Secret(env="NOWHERE")), "NOWHERE is not set"),
        (Reach(secret_headers=(("X-Key", Secret(env="BROKEN")),)), "BROKEN is not set"),
        (Reach(cookies=Secret(file="/nowhere/cookies")), "/nowhere/cookies holds no secret"),
        (Reach(secret_proxy=Secret(env="NOWHERE")), "NOWHERE is not set"),
    ],
)
def test_a_secret_that_is_not_there_is_told_and_nothing_is_asked(reach: Reach, says: str) -> None:
    with Server({"/a": page("<p>ours</p>")}) as server:
        outcome = ask(server.url("/a"), reach, {"BROKEN": "two\nlines-88aa"})
        assert isinstance(outcome, Refused) and says in outcome.reason
        assert "88aa" not in outcome.reason and server.log == []


def test_a_secret_in_a_file_is_read_anew_each_time(tmp_path: Path) -> None:
    file = tmp_path / "cookies"
    with Server({"/a": page("<p>ours</p>")}) as server:
        for value in ("sid=one", "sid=two"):
            file.write_text(value + "\n")
            ask(server.url("/a"), Reach(cookies=Secret(file=str(file)), hosts=(server.authority,)))
        assert [one.headers["cookie"] for one in server.log] == ["sid=one", "sid=two"]


# --- a proxy of one's own


def through(proxy: Server, url: str = "http://news.example/a") -> FetchOutcome:
    environ = ENVIRON | {"PROXY": ENVIRON["PROXY"].format(port=proxy.port)}
    return ask(url, Reach(secret_proxy=Secret(env="PROXY")), environ)


def test_a_source_s_proxy_is_asked_for_the_page() -> None:
    with Server({"http://news.example/a": page("<p>ours</p>")}) as proxy:
        outcome = through(proxy)
        (request,) = proxy.log
    assert isinstance(outcome, Fetched)
    assert request.path == "http://news.example/a"
    assert request.headers["proxy-authorization"].startswith("Basic ")


@pytest.mark.parametrize("status", [403, 407, 502])
def test_a_proxy_s_refusal_tells_nothing_of_its_password(status: int) -> None:
    answer = Reply(status, b"me:pw-5521ee", (("Proxy-Authenticate", 'Basic realm="pw-5521ee"'),))
    with Server({"news.example:443": answer, "http://news.example/a": answer}) as proxy:
        outcomes = [through(proxy, url=f"{scheme}://news.example/a") for scheme in ("http", "https")]
    assert all(isinstance(one, Failed) for one in outcomes)
    assert not any("5521ee" in str(one) for one in outcomes)


def test_a_proxy_that_is_not_there_is_told_without_its_address() -> None:
    with Server() as proxy:
        pass
    outcome = through(proxy)
    assert outcome == Failed("the proxy cannot be reached")


@pytest.mark.parametrize("url", ["http://127.0.0.2/a", "http://169.254.169.254/latest/", "http://[::1]/a"])
def test_a_proxy_is_not_asked_for_an_address_that_is_forbidden_as_written(url: str) -> None:
    with Server() as proxy:
        assert isinstance(through(proxy, url=url), Refused)
        assert proxy.log == []
