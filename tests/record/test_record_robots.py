"""What robots.txt says is asked for by one, and known to all on the same store."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import httpx

from monitor.app import Threads
from monitor.fetch import HttpFetcher
from monitor.model import Failed, Fetched, FetchRequest, Refused
from monitor.ports import NotYet, RobotsTold
from monitor.record import SqlRecords
from monitor.settings import FetchSettings

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
SOON, LATER = NOW + timedelta(seconds=40), NOW + timedelta(days=1)
SERVER = "https://news.example"
SETTINGS = FetchSettings(host_spacing_seconds=0.0)


class Site:
    """Answers every request by hand, and notes which robots.txt it was asked for."""

    def __init__(self, rules: str, status: int = 200) -> None:
        self.rules, self.status = rules, status
        self.asked = 0

    async def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != "/robots.txt":
            return httpx.Response(200, text="<p>The ferry runs again.</p>")
        self.asked += 1
        await asyncio.sleep(0)
        return httpx.Response(self.status, text=self.rules)


def asked_by(store: SqlRecords, site: Site, count: int, path: str, hours: int = 0) -> list[object]:
    """What as many processes are told who ask for one address at once."""

    async def run() -> list[object]:
        threads = Threads(1)
        fetchers = [
            HttpFetcher(SETTINGS, lambda: NOW + timedelta(hours=hours), httpx.MockTransport(site.answer))
            for _ in range(count)
        ]
        for one in fetchers:
            one.share_robots(store, threads.write)
        try:
            return list(await asyncio.gather(*(one.fetch(FetchRequest(SERVER + path)) for one in fetchers)))
        finally:
            for one in fetchers:
                await one.aclose()
            threads.close()

    return asyncio.run(run())


def test_of_many_who_need_the_rules_one_asks_and_all_keep_to_them(store: SqlRecords) -> None:
    site = Site("User-agent: *\nDisallow: /press/\n")
    assert all(isinstance(one, Refused) for one in asked_by(store, site, 4, "/press/1"))
    assert all(isinstance(one, Fetched) for one in asked_by(store, site, 2, "/news/1"))
    assert site.asked == 1
    asked_by(store, site, 1, "/news/1", 25)
    assert site.asked == 2


def test_a_file_that_cannot_be_had_is_awaited_by_all(sqlite_store: SqlRecords) -> None:
    site = Site("", 503)
    first, second = (asked_by(sqlite_store, site, 1, "/news/1")[0] for _ in range(2))
    assert isinstance(first, Failed)
    assert isinstance(second, Failed)
    assert (second.status, second.retry_after_seconds) == (503, first.retry_after_seconds)
    assert "robots.txt" in second.reason
    assert site.asked == 1


def test_whoever_asks_and_dies_keeps_the_others_waiting_no_longer_than_a_request_takes(
    sqlite_store: SqlRecords,
) -> None:
    store = sqlite_store
    assert store.robots_of(SERVER, "", NOW, SOON) is None
    assert store.robots_of(SERVER, "", NOW, SOON) == NotYet(40.0)
    assert store.robots_of(SERVER, "other", NOW, SOON) is None
    assert store.robots_of(SERVER, "", SOON, LATER) is None
    told = RobotsTold(LATER, b"rules", 2.0)
    store.keep_robots(SERVER, "", told)
    assert store.robots_of(SERVER, "", SOON, LATER) == told
