"""Pages rendered by a real Chromium: their text is had, and the browser gets nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import psutil
import pytest

from monitor.fetch import HttpFetcher, browser
from monitor.fetch.browser import MISSING, program
from monitor.model import Failed, Fetched, FetchOutcome, FetchRequest, Gone, Reach, Refused, Secret
from monitor.settings import FetchSettings
from tests.fetch.asking import NOW
from tests.servers import Reply, Request, Route, Server, hang, moved, page

needs_chromium = pytest.mark.skipif(program() is None, reason="there is no Chromium, or no Playwright, here")
RENDERED = Reach(render="browser")
WRITES = "<body><script>document.body.append('The ferry' + ' is late.')</script></body>"


def render(routes: dict[str, Route], reach: Reach = RENDERED, **settings: object) -> FetchOutcome:
    with Server(routes) as server:
        return ask(server, reach, **settings)


def ask(server: Server, reach: Reach = RENDERED, path: str = "/a", **settings: object) -> FetchOutcome:
    async def run() -> FetchOutcome:
        chosen = {"timeout_seconds": 60.0, "host_spacing_seconds": 0.0, "obey_robots": False, **settings}
        allow = frozenset({server.authority})
        fetcher = HttpFetcher(
            FetchSettings(allow_hosts=allow, **chosen),  # type: ignore[arg-type]
            lambda: NOW,
            environ={"COOKIES": "sid=ck-4471aa"},
        )
        try:
            return await fetcher.fetch(FetchRequest(server.url(path), reach=reach))
        finally:
            await fetcher.aclose()

    return asyncio.run(run())


def text_of(outcome: FetchOutcome) -> str:
    assert isinstance(outcome, Fetched), outcome
    return outcome.snapshot.body.decode()


def test_without_a_browser_such_a_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "program", lambda: None)
    with Server({"/a": page(WRITES)}) as server:
        assert ask(server) == Refused(MISSING)
        assert server.log == []


@pytest.fixture
def forbidden() -> Iterator[Server]:
    with Server({"/": page("<p>the secret</p>")}) as server:
        yield server


@needs_chromium
def test_the_text_that_scripts_write_is_read() -> None:
    with Server({"/a": page(WRITES)}) as server:
        outcome = ask(server, Reach(render="browser", user_agent="reader/1.0"))
        assert {one.headers["user-agent"] for one in server.log} == {"reader/1.0"}
    assert "The ferry is late." in text_of(outcome)


@needs_chromium
def test_a_page_cannot_make_the_browser_ask_what_is_forbidden(forbidden: Server) -> None:
    url = forbidden.url("/")
    attack = f"""<body><p>The ferry is late.</p><img src="{url}i.png"><iframe src="{url}"></iframe>
<link rel="stylesheet" href="{url}s.css"><link rel="prefetch" href="{url}p"><script src="{url}x.js"></script>
<script>fetch("{url}", {{mode: "no-cors"}}).catch(() => 0); navigator.sendBeacon("{url}b", "x");
new WebSocket("{url.replace("http", "ws")}w"); new EventSource("{url}e");
new Image().src = "http://localhost:{forbidden.port}/"; new Image().src = "http://[::1]:{forbidden.port}/";
document.body.append("webrtc " + typeof RTCPeerConnection);</script></body>"""
    body = text_of(render({"/a": page(attack)}))
    assert "The ferry is late." in body and "webrtc undefined" in body
    assert forbidden.connections == 0 and forbidden.log == []


@needs_chromium
@pytest.mark.parametrize("way", ["redirect", "script"])
def test_nor_go_there_itself(way: str, forbidden: Server) -> None:
    script = page(f"<script>location.href = '{forbidden.url('/')}'</script>")
    outcome = render({"/a": moved(forbidden.url("/")) if way == "redirect" else script})
    if way == "redirect":
        assert outcome == Refused("127.0.0.1 is this machine (loopback)")
    assert "the secret" not in str(outcome)
    assert forbidden.connections == 0


@needs_chromium
def test_cookies_stay_with_their_host(forbidden: Server) -> None:
    with Server({"/a": page(WRITES)}) as server:
        reach = Reach(render="browser", cookies=Secret(env="COOKIES"), hosts=(server.authority,))
        outcome = ask(server, reach)
        assert [one.headers.get("cookie") for one in server.log if one.path == "/a"] == ["sid=ck-4471aa"]
    assert "ck-4471aa" not in str(outcome)


@needs_chromium
def test_statuses_types_and_sizes_count_as_ever() -> None:
    assert isinstance(render({"/a": Reply(404, b"no")}), Gone)
    assert isinstance(render({"/a": Reply(503, b"no", (("Retry-After", "60"),))}), Failed)
    large = page("<body><script>document.body.append('x'.repeat(300000))</script></body>")
    outcome = render({"/a": large}, max_bytes=100_000)
    assert isinstance(outcome, Refused) and "larger than 100,000 bytes" in outcome.reason


@needs_chromium
def test_a_page_without_end_is_ended_and_so_is_its_browser() -> None:
    before = {one.pid for one in psutil.Process().children(recursive=True)}
    outcome = render({"/a": hang()}, timeout_seconds=8.0)
    assert isinstance(outcome, Failed) and "not rendered within 8 s" in outcome.reason
    left = [one for one in psutil.Process().children(recursive=True) if one.pid not in before]
    _, alive = psutil.wait_procs(left, timeout=30)
    assert alive == []


@needs_chromium
def test_robots_txt_is_kept_to() -> None:
    robots = page("User-agent: *\nDisallow: /a\n", media_type="text/plain")
    with Server({"/a": page(WRITES), "/robots.txt": robots}) as server:
        assert isinstance(ask(server, obey_robots=True), Refused)
        assert server.paths == ["/robots.txt"]


@needs_chromium
def test_parts_of_a_page_come_in_turn_and_only_what_may_bring_text() -> None:
    at_once = Busy()
    scripts = "".join(f'<script async src="/s{number}.js"></script>' for number in range(8))
    kinds = """<img src="/i.png"><video src="/v.mp4"></video><iframe src="/frame"></iframe>
<style>@font-face {font-family: f; src: url(/f.woff2)} body {font-family: f}</style>
<script src="http://ads.doubleclick.net/x.js"></script>"""
    routes: dict[str, Route] = {f"/s{number}.js": at_once.script for number in range(8)}
    with Server({"/a": page(f"<body>{kinds}{scripts}</body>"), **routes}) as server:
        body = text_of(ask(server, host_concurrency=2))
        assert sorted(server.paths) == ["/a", *sorted(routes)]
    assert body.count("from a part") == 8 and at_once.most <= 2


class Busy:
    """Scripts that take a moment; `most` of them were under way at once."""

    def __init__(self) -> None:
        self.now = self.most = 0

    async def script(self, request: Request) -> bytes:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.05)
        self.now -= 1
        return page("document.body.append('from a part ');", media_type="text/javascript")(request)


@needs_chromium
def test_a_host_that_asks_to_be_left_alone_is_asked_for_no_more_parts() -> None:
    chain = "const s = document.createElement('script'); s.src = '/two.js'; document.body.append(s);"
    later = f"<body>The ferry is late.<script src='/one.js' onerror=\"{chain}\"></script></body>"
    busy = Reply(429, b"", (("Retry-After", "600"),))
    with Server({"/a": page(later), "/one.js": busy, "/two.js": page("1")}) as server:
        assert "The ferry is late." in text_of(ask(server))
        assert server.paths == ["/a", "/one.js"]


@needs_chromium
@pytest.mark.parametrize("way", ["redirect", "script"])
def test_robots_txt_is_kept_to_wherever_a_page_leads(way: str) -> None:
    robots = page("User-agent: *\nDisallow: /private\n", media_type="text/plain")
    script = page("<body>Elsewhere.<script>location.href = '/private'</script></body>")
    routes = {"/a": moved("/private") if way == "redirect" else script, "/private": page("<p>hidden</p>")}
    with Server({**routes, "/robots.txt": robots}) as server:
        outcome = ask(server, obey_robots=True)
        assert isinstance(outcome, Refused)
        assert way == "redirect" or "/private" not in server.paths
