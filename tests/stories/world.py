"""A world for stories: a newsroom behind an httpx transport, a clock moved by hand, the true jobs.

Nothing is faked but the network's wire and the passing of time: the store is SQLite, pages are
fetched, examined, judged, recorded and alerted by the code the daemon runs.
"""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from monitor.app import App
from monitor.demo.newsroom import Newsroom
from monitor.demo.stories import Story, own_stories
from monitor.examine import examine
from monitor.jobs.discover import discover_due
from monitor.model import (
    Article,
    Document,
    Examined,
    ReaderKnowledge,
    Revision,
    Rule,
    Snapshot,
    SourceKind,
    SourceSpec,
    State,
    StateChange,
)
from monitor.ports import ArticleFilter, RevisionFilter
from monitor.settings import ChannelSettings, FetchSettings, ScheduleSettings, Settings

START = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
STATES = tuple(state for state in State)


class Here:
    """Examines in this process: stories are about what happens, not about where."""

    async def examine(
        self, previous: Document | None, snapshot: Snapshot, knowledge: ReaderKnowledge
    ) -> Examined:
        return examine(previous, snapshot, knowledge)

    async def aclose(self) -> None:
        pass


class World:
    """The newsroom `room`, and the monitor watching it. Time passes only when it is told to."""

    def __init__(self, folder: Path, room: Newsroom | None = None) -> None:
        self.folder = folder
        self.now = START
        self.loop = asyncio.new_event_loop()
        self.room = room or Newsroom()
        self.room.base = "http://courier.example"
        self.stories = own_stories()
        self.sources: list[SourceSpec] = []
        self.app = self._open()

    def _open(self) -> App:
        settings = Settings(
            data=self.folder,
            store=f"sqlite:///{self.folder / 'store.db'}",
            sources=tuple(self.sources),
            rules=(Rule("changes", ("file",)), Rule("states", ("file",), states=STATES)),
            channels=(ChannelSettings("file", "file", {"path": str(self.folder / "alerts.jsonl")}),),
            fetch=FetchSettings(host_spacing_seconds=0.0, obey_robots=False),
            schedule=ScheduleSettings(second_look_seconds=0.0),
        )
        return App(
            settings,
            clock=lambda: self.now,
            transport=httpx.ASGITransport(self.room.app()),
            examiner=Here(),
            terminal=io.StringIO(),
        )

    def restart(self) -> None:
        """End the monitor and start it anew on the same store."""
        self.loop.run_until_complete(self.app.aclose())
        self.app = self._open()

    def track(self, slug: str, **options: object) -> Story:
        """Publish a story as an hour old and make it a page source."""
        story = replace(self.stories[slug], published_at=self.now - timedelta(hours=1))
        url = self.room.publish(story)
        self.sources.append(SourceSpec(slug, SourceKind.PAGE, url, **options))  # type: ignore[arg-type]
        self.restart()
        self.loop.run_until_complete(self._sync())
        self.pass_time(seconds=1)
        return story

    def watch(self, *specs: SourceSpec) -> None:
        """Declare sources and read them for the first time."""
        self.sources += specs
        self.restart()
        self.loop.run_until_complete(self._sync())
        self.pass_time(seconds=1)

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Let the monitor do something at once, apart from its ticks."""
        self.loop.run_until_complete(work)

    async def _sync(self) -> None:
        self.app.records.sync_sources(self.sources, self.now)
        await discover_due(self.app.discover_tools())

    def pass_time(self, **amount: float) -> None:
        """Let time pass in small steps, as the daemon's ticks would, and deliver what is due."""
        until = self.now + timedelta(**amount)
        step = max(timedelta(seconds=1), (until - self.now) / 40)
        while self.now < until:
            self.now = min(until, self.now + step)
            self.loop.run_until_complete(self._tick())

    async def _tick(self) -> None:
        await self.app.checker.tick()
        await self.app.checker.drain()
        await self.app.deliver()

    # what a person sees

    def article(self, slug: str) -> Article:
        return self.app.records.article(self.room.address(slug))

    def revisions(self) -> list[Revision]:
        return self.app.records.revisions(RevisionFilter(changed_only=True))

    def articles(self) -> list[Article]:
        return self.app.records.articles(ArticleFilter())

    def states(self) -> list[StateChange]:
        return self.app.records.state_changes()

    def alerts(self) -> list[str]:
        """The titles of all alerts that were delivered."""
        path = self.folder / "alerts.jsonl"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return [json.loads(line)["title"] for line in lines]

    def close(self) -> None:
        self.loop.run_until_complete(self.app.aclose())
        self.loop.close()
