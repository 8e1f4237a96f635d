"""How the fetcher's tests ask: one fetcher, a clock that moves when told, a server on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.fetch import HttpFetcher
from monitor.model import Fetched, FetchOutcome, FetchRequest, Snapshot
from monitor.settings import FetchSettings
from tests.servers import Route, Server

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
TEXT = b"<p>The ferry is late.</p>"


def fetch_all(
    requests: Sequence[FetchRequest | str],
    *,
    allow: frozenset[str] = frozenset({"127.0.0.1"}),
    **settings: object,
) -> list[FetchOutcome]:
    """Fetch one after the other with one fetcher; no spacing and no robots.txt unless asked for."""

    async def run() -> list[FetchOutcome]:
        chosen = {"host_spacing_seconds": 0.0, "obey_robots": False, "timeout_seconds": 60.0, **settings}
        fetcher = HttpFetcher(FetchSettings(allow_hosts=allow, **chosen), lambda: NOW)  # type: ignore[arg-type]
        try:
            return [await fetcher.fetch(FetchRequest(r) if isinstance(r, str) else r) for r in requests]
        finally:
            await fetcher.aclose()

    return asyncio.run(run())


def fetch_one(route: Route, **settings: object) -> FetchOutcome:
    with Server({"/a": route}) as server:
        return fetch_all([server.url("/a")], **settings)[0]


def snapshot_of(outcome: FetchOutcome) -> Snapshot:
    assert isinstance(outcome, Fetched), outcome
    return outcome.snapshot


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
    """Run a story with one fetcher and a clock that moves when told unless the story moves it."""

    async def run() -> None:
        chosen = {"host_spacing_seconds": 0.0, "timeout_seconds": 60.0, **settings}
        hands = Hands()
        fetcher = HttpFetcher(FetchSettings(allow_hosts=frozenset({"127.0.0.1"}), **chosen), hands)  # type: ignore[arg-type]
        try:
            await story(fetcher, hands)
        finally:
            await fetcher.aclose()

    asyncio.run(run())


async def get(fetcher: HttpFetcher, url: str) -> FetchOutcome:
    return await fetcher.fetch(FetchRequest(url))
