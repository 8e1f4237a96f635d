"""A feed, a hub and the desk on loopback, each a true server; only the clock is moved by hand."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn

from monitor.fetch import GuardedTransport, HttpFetcher, snapshot_from_file
from monitor.fetch.hubs import HubDoor
from monitor.jobs.discover import DiscoverTools, discover_due
from monitor.jobs.websub import FAREWELLS, WebSubTools, keep_subscriptions
from monitor.model import SourceKind, SourceSpec, Subscription
from monitor.ports import ArticleFilter
from monitor.record import SqlRecords
from monitor.settings import FetchSettings, WebSettings
from monitor.sources.websub import LEASE, RENEW_AFTER
from monitor.web import DeskTools, Health, create_desk
from tests.hub import LoopbackHub
from tests.jobs.test_jobs_discover import NoExaminer, at_once
from tests.servers import Reply, Server, moved, page
from tests.values import NOW

FEED_SECONDS = 300.0


class Scene:
    """The monitor as far as feeds and hubs go, at its address on loopback."""

    def __init__(self, store: SqlRecords, hub: LoopbackHub, press: Server) -> None:
        self.store, self.hub, self.press = store, hub, press
        self.now = NOW
        self.fetch = FetchSettings(host_spacing_seconds=0.0, allow_hosts=frozenset({"127.0.0.1"}))
        self.loop = asyncio.new_event_loop()
        self.offers: dict = {}
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.public_url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        desk = create_desk(
            DeskTools(
                store, WebSettings(token="t"), lambda: self.now, lambda f, *a, **k: f(*a, **k),
                lambda: Health(True, {}), lambda: b"",
            )
        )  # fmt: skip
        self.server = uvicorn.Server(uvicorn.Config(desk, log_config=None, lifespan="off"))
        self.thread = threading.Thread(target=self.server.run, args=([self.listener],))
        self.thread.start()
        self.publish("first")

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join(120)
        self.loop.close()

    def publish(self, *slugs: str, hub: str | None = "") -> None:
        items = "".join(f"<item><link>{self.press.url(f'/{slug}')}</link></item>" for slug in slugs)
        headers = [] if hub is None else [("Link", f'<{hub or self.hub.url}>; rel="hub"')]
        feed = f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
        self.press.routes["/feed"] = page(feed, *headers, media_type="application/rss+xml")

    def watch(self, **options: object) -> None:
        spec = SourceSpec("paper", SourceKind.FEED, self.press.url("/feed"), **options)  # type: ignore[arg-type]
        self.store.add_source(spec, self.now)
        self.read()
        self.tick()

    def read(self) -> int:
        """Read the feed if it is due; how often it was asked for."""
        self.loop.run_until_complete(self._read())
        return self.press.paths.count("/feed")

    async def _read(self) -> None:
        fetcher = HttpFetcher(self.fetch, lambda: self.now)
        tools = DiscoverTools(
            self.store, fetcher, NoExaminer(), lambda: self.now, at_once, at_once, snapshot_from_file,
            feed_seconds=FEED_SECONDS, offers=self.offers, listens=True,
        )  # fmt: skip
        await discover_due(tools)
        await fetcher.aclose()

    def tick(self) -> int:
        return self.loop.run_until_complete(self._tick())

    async def _tick(self) -> int:
        door = HubDoor(self.fetch, lambda: self.now, GuardedTransport(self.fetch.allow_hosts))
        tools = WebSubTools(self.store, door, lambda: self.now, at_once, self.public_url)
        try:
            return await keep_subscriptions(tools)
        finally:
            await door.aclose()

    def later(self, **amount: float) -> None:
        self.now += timedelta(**amount)

    @property
    def one(self) -> Subscription:
        (one,) = self.store.hubs()
        return one

    def tracked(self) -> set[str]:
        found = self.store.articles(ArticleFilter(limit=1000))
        return {(one.url or "").rpartition("/")[2] for one in found}

    def pause(self) -> float:
        """Seconds until the feed is read again."""
        return next(s for s in range(10**6) if self.store.due_sources(self.now + timedelta(seconds=s)))


@pytest.fixture
def scene(sqlite_store: SqlRecords) -> Iterator[Scene]:
    with LoopbackHub() as hub, Server({"/robots.txt": Reply(404)}) as press:
        one = Scene(sqlite_store, hub, press)
        yield one
        one.close()


def test_news_comes_by_push_and_is_read_by_ourselves(scene: Scene) -> None:
    scene.watch()
    assert scene.hub.confirmed == [(200, "c0ffee")]
    (form,) = scene.hub.asked
    assert form["hub.topic"] == scene.press.url("/feed") and len(form["hub.secret"]) < 200
    assert scene.one.state == "active" and scene.one.lease_until == scene.now + timedelta(seconds=864000)
    assert scene.tick() == 0 and scene.pause() == FEED_SECONDS

    scene.publish("second", "first")
    scene.later(seconds=40)
    told_nothing = b"<rss><channel><item><link>http://127.0.0.1/pushed</link></item></channel></rss>"
    assert scene.hub.push(told_nothing) == 202
    assert scene.pause() == 0 and scene.read() == 2
    assert scene.tracked() == {"first", "second"}
    # Pushes come: fewer readings.
    assert scene.pause() == 6 * FEED_SECONDS
    scene.later(days=2)
    scene.read()
    assert scene.pause() == FEED_SECONDS


def test_news_of_which_no_push_told_ends_the_slow_pace(scene: Scene) -> None:
    scene.watch()
    scene.hub.push(b"1")
    scene.later(seconds=1)
    scene.read()
    scene.later(seconds=6 * FEED_SECONDS)
    scene.publish("second")
    scene.read()
    assert scene.pause() == FEED_SECONDS and scene.one.last_push_at is None


def test_an_interval_that_a_user_set_is_kept(scene: Scene) -> None:
    scene.watch(every_seconds=77)
    scene.hub.push(b"1")
    scene.later(seconds=1)
    scene.read()
    assert scene.pause() == 77


def test_what_is_not_signed_as_agreed_or_comes_again_is_not_heard(scene: Scene) -> None:
    scene.watch()
    for signature in ("", "sha256=00", "md5=" + "0" * 32, "sha1=" + "0" * 40, "no signature at all"):
        assert scene.hub.push(b"news", signature=signature) == 202
    assert scene.one.pushes == 0 and scene.pause() > 0

    assert [scene.hub.push(b"news", method) for method in ("sha1", "sha512", "sha384")] == [202] * 3
    assert scene.one.pushes == 1 and scene.pause() == 0


def test_a_hub_that_pushes_without_end_is_answered_by_few_readings(scene: Scene) -> None:
    scene.watch()
    before = scene.read()
    for second in range(60):
        scene.hub.push(b"%d" % second)
        scene.read()
        scene.later(seconds=1)
    assert scene.one.pushes == 60 and scene.read() - before <= 3


def test_messages_without_end_and_to_nobody_are_left(scene: Scene) -> None:
    scene.watch()
    assert scene.hub.push(b"x" * 4_000_001) == 413
    callback = scene.hub.asked[0]["hub.callback"]
    for address in (
        callback + "x",
        callback[:-1],
        scene.public_url + "/hooks/websub/",
        scene.public_url + "/hooks/x",
    ):
        assert httpx.post(address, content=b"x").status_code == 404
    assert httpx.put(callback, content=b"x").status_code == 405
    # Nothing else of the desk stands open, whatever host it is asked by.
    assert httpx.get(scene.public_url + "/api/hubs").status_code == 401
    assert httpx.get(scene.public_url + "/hooks/../api/hubs").status_code in (401, 404)
    assert httpx.get(callback, headers={"Host": "news.example"}).status_code == 404
    assert scene.one.pushes == 0 and scene.pause() > 0


def test_only_what_we_asked_for_is_confirmed(scene: Scene) -> None:
    scene.hub.at_once = False
    scene.watch()
    (form,) = scene.hub.asked
    assert scene.one.state == "asked" and scene.hub.push(b"early") == 404
    for instead in (
        {"topic": "http://other.example/"},
        {"mode": "unsubscribe"},
        {"mode": "x"},
        {"challenge": ""},
    ):
        assert scene.hub.verify(form, **instead)[0] == 404
    assert scene.hub.verify(form, challenge="<script>alert(1)</script>") == (200, "<script>alert(1)</script>")
    assert scene.one.state == "active"
    # Once is all that we asked for.
    assert scene.hub.verify(form)[0] == 404
    assert scene.hub.verify(form, mode="unsubscribe")[0] == 404


def test_a_lease_is_renewed_before_it_ends_and_one_that_ended_slows_nothing(scene: Scene) -> None:
    scene.hub.lease = None
    scene.watch()
    scene.later(seconds=LEASE * RENEW_AFTER - 1)
    assert scene.tick() == 0
    scene.later(seconds=1)
    assert scene.tick() == 1 and len(scene.hub.confirmed) == 2
    assert scene.one.lease_until == scene.now + timedelta(seconds=LEASE)
    assert {form["hub.secret"] for form in scene.hub.asked} == {scene.one.secret}

    scene.hub.answer = Reply(500)
    scene.later(seconds=LEASE - 60)
    scene.tick()
    scene.hub.push(b"still")
    assert scene.one.state == "active" and scene.one.pushes == 1
    scene.later(seconds=61)
    scene.read()
    assert scene.pause() == FEED_SECONDS


def test_a_hub_that_is_down_is_asked_again_and_the_feed_is_read_on(scene: Scene) -> None:
    scene.hub.answer = Reply(503, b"", (("Retry-After", "1200"),))
    scene.watch()
    assert scene.one.state == "refused" and "503" in (scene.one.last_error or "")
    scene.publish("second")
    scene.later(seconds=FEED_SECONDS)
    scene.read()
    assert scene.tracked() == {"first", "second"} and scene.tick() == 0
    scene.hub.answer = Reply(202)
    scene.later(seconds=1200)
    assert scene.tick() == 1 and scene.one.state == "active" and scene.one.last_error is None


def test_a_hub_that_never_confirms_is_asked_ever_more_seldom(scene: Scene) -> None:
    scene.hub.at_once = False
    scene.watch()
    for _ in range(48 * 6):
        scene.later(minutes=10)
        scene.tick()
    assert 5 <= len(scene.hub.asked) <= 10 and scene.one.state == "asked"


@pytest.mark.parametrize(
    ("to", "state"),
    [("/other", "active"), ("http://10.0.0.1/hub", "refused"), ("/hub", "refused"), ("", "refused")],
)
def test_a_hub_that_leads_elsewhere_is_followed_where_that_may_be_asked(
    scene: Scene, to: str, state: str
) -> None:
    scene.hub.server.routes["/hub"] = moved(to, 308)
    scene.watch()
    assert scene.one.state == state
    assert len(scene.hub.server.log) <= 4 + len(scene.hub.asked)


def test_a_hub_at_an_address_that_must_not_be_asked_never_hears_of_us(scene: Scene) -> None:
    scene.fetch = FetchSettings(host_spacing_seconds=0.0, allow_hosts=frozenset({scene.press.authority}))
    scene.watch()
    assert scene.hub.server.connections == 0
    assert scene.one.state == "refused" and "loopback" in (scene.one.last_error or "")


def test_a_hub_that_denies_is_asked_again_a_week_later(scene: Scene) -> None:
    scene.watch()
    (form,) = scene.hub.asked
    status, _ = scene.hub.verify(form, mode="denied", reason="no\nmore")
    assert status == 200 and (scene.one.state, scene.one.last_error) == ("refused", "denied: no more")
    assert scene.hub.push(b"x") == 404
    scene.later(days=6)
    assert scene.tick() == 0
    scene.later(days=1)
    assert scene.tick() == 1 and scene.one.state == "active"
    assert scene.hub.verify(form, mode="denied", topic="http://other.example/")[0] == 404


def test_a_source_that_is_removed_ends_its_subscription(scene: Scene) -> None:
    scene.watch()
    scene.store.remove_source("paper")
    assert scene.tick() == 1
    assert [form["hub.mode"] for form in scene.hub.asked] == ["subscribe", "unsubscribe"]
    assert scene.hub.confirmed == [(200, "c0ffee")] * 2 and scene.store.hubs() == []
    assert scene.hub.push(b"late") == 404


def test_a_hub_that_does_not_let_go_is_left_to_itself(scene: Scene) -> None:
    scene.watch()
    scene.store.remove_source("paper")
    scene.hub.answer = Reply(500)
    for _ in range(FAREWELLS + 2):
        scene.tick()
        scene.later(hours=2)
    assert scene.store.hubs() == [] and len(scene.hub.asked) == 1 + FAREWELLS


def test_a_feed_that_changes_its_hub_leaves_the_old_one(scene: Scene) -> None:
    scene.watch()
    scene.publish("first", hub=scene.hub.server.url("/other"))
    scene.later(seconds=FEED_SECONDS)
    scene.read()
    scene.tick()
    assert scene.one.hub.url.endswith("/other") and scene.one.state == "active"
    assert sorted(form["hub.mode"] for form in scene.hub.asked) == ["subscribe", "subscribe", "unsubscribe"]

    scene.publish("first", hub=None)
    scene.later(seconds=FEED_SECONDS)
    scene.read()
    scene.tick()
    assert scene.store.hubs() == []


def test_a_hub_that_was_dropped_while_nobody_looked_is_left(scene: Scene) -> None:
    scene.watch()
    assert scene.one.state == "active"
    scene.offers.clear()
    scene.later(seconds=FEED_SECONDS)
    scene.read()
    assert scene.one.state == "active" and len(scene.hub.asked) == 1

    scene.offers.clear()
    scene.publish("first", hub=None)
    scene.later(seconds=FEED_SECONDS)
    scene.read()
    scene.tick()
    assert scene.store.hubs() == [] and scene.hub.asked[-1]["hub.mode"] == "unsubscribe"


def test_a_feed_that_breaks_for_an_hour_keeps_its_hub(scene: Scene) -> None:
    scene.watch()
    for forgotten in (False, True):
        if forgotten:
            scene.offers.clear()
        scene.press.routes["/feed"] = page("<html><body>Back soon</body></html>")
        scene.later(seconds=FEED_SECONDS)
        scene.read()
        assert scene.one.state == "active"
        assert "HTML page" in (scene.store.source_health(scene.now)[0].last_failure or "")


def test_a_desk_that_moves_is_told_to_its_hubs(scene: Scene, tmp_path: Path) -> None:
    scene.watch()
    scene.hub.at_once = False
    scene.public_url = "https://desk.example"
    assert scene.tick() == 1 and scene.tick() == 0
    assert scene.hub.asked[-1]["hub.callback"].startswith("https://desk.example/hooks/websub/")
