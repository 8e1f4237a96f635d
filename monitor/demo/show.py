"""Runs the demonstration: newsroom, daemon and script in one process, with the daemon's real code.

The daemon is the one of `monitor run`, with a second's rhythm and a store in a temporary folder.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from monitor.app import App
from monitor.daemon import Daemon
from monitor.demo.newsroom import Newsroom
from monitor.demo.script import Step, steps
from monitor.demo.stories import own_stories, seed_story
from monitor.demo.tally import Tally, tally
from monitor.model import CheckRecord, Revision, Rule, SourceKind, SourceSpec, State, StateChange
from monitor.settings import (
    ChannelSettings,
    DeliverSettings,
    FetchSettings,
    ScheduleSettings,
    Settings,
    WebSettings,
)

SLUGS = (
    "harbor-tolls",
    "library-bells",
    "glacier-study",
    "ferry-timetable",
    "orchard-prize",
    "tram-depot",
)
#: Seconds that a busy machine gets beyond its time to find what was published.
PATIENCE = 60.0
#: The script's shares of the whole time: it begins after the first, and ends at the last, so that
#: its last change has time to be seen.
BEGIN, END = 0.2, 0.65
PORT = 8420


@dataclass
class Stage:
    """What the demonstration remembers while it runs."""

    console: Console
    checks: int = 0
    seen: set[int] = field(default_factory=set)
    done: list[tuple[Step, str]] = field(default_factory=list)

    def checked(self, record: CheckRecord) -> None:
        self.checks += 1
        if record.check.result == "first":
            self.seen.add(record.due.article.id)

    def happened(self, event: Revision | StateChange) -> None:
        match event:
            case Revision():
                verdict = event.judgement.verdict
                if event.judgement.changed:
                    line = f"[bold]{verdict.label}[/bold]: {escape(verdict.summary)}"
                    self.console.print(f"  [green]found[/green]      {line}")
            case StateChange():
                self.console.print(
                    f"  [green]found[/green]      [bold]{event.after}[/bold]: {escape(event.reason)}"
                )


def run(headless: bool = False, seconds: float | None = None) -> int:
    """Show it. Headless it ends by itself and prints its figures as one JSON object; otherwise it
    stays up after the script, until Ctrl-C or `seconds`. Returns 1 if something was missed."""
    console = Console(file=sys.stderr, quiet=headless)
    with tempfile.TemporaryDirectory(prefix="monitor-demo-") as folder:
        result = asyncio.run(_show(Path(folder), console, headless, seconds))
    if headless:
        print(result.json())
    return 0 if _complete(result) else 1


def _complete(result: Tally) -> bool:
    return (
        result.edits_made == result.revisions_found
        and result.false_revisions == 0
        and result.states_changed == result.states_found
        and result.alerts_expected == result.alerts_delivered
    )


async def _show(folder: Path, console: Console, headless: bool, seconds: float | None) -> Tally:
    room = Newsroom()
    await room.start()
    before, after = seed_story(Path("seeds"))
    own = own_stories()
    addresses = [room.publish(story) for story in (before, *(own[slug] for slug in SLUGS))]
    settings = _settings(folder, addresses)
    stage = Stage(console)
    app = App(settings, on_done=stage.checked, on_event=stage.happened)
    daemon = Daemon(settings, None, app)
    listener = _listener()
    serving = asyncio.create_task(daemon.serve(listener))
    console.print(f"The newsroom is at [link]{room.base}[/link]; the desk is at {_address(listener)}\n")
    script = asyncio.create_task(_play(room, stage, steps(after), seconds or 45.0))

    async def so_far() -> Tally:
        return await app.threads.read(tally, stage.done, app.records, folder / "alerts.jsonl", stage.checks)

    try:
        await asyncio.wait([serving, script], return_when=asyncio.FIRST_COMPLETED)
        await _found(serving, so_far)
        if not headless and not serving.done():
            await _stay(serving, stage, seconds)
    finally:
        result = await so_far()
        script.cancel()
        daemon.stop()
        await serving
        await room.stop()
    return result


async def _found(serving: asyncio.Task[None], so_far: Callable[[], Awaitable[Tally]]) -> None:
    """Wait while the daemon lives until all that was published is found and told: seldom any longer."""
    until = asyncio.get_running_loop().time() + PATIENCE
    while not serving.done() and not _complete(await so_far()):
        if asyncio.get_running_loop().time() > until:
            return
        await asyncio.wait([serving], timeout=0.25)


async def _stay(serving: asyncio.Task[None], stage: Stage, seconds: float | None) -> None:
    stage.console.print("\nThat was the script. The desk stays up until Ctrl-C.")
    # With a number of seconds the script has used them all.
    await asyncio.wait([serving], timeout=0 if seconds else None)


async def _play(room: Newsroom, stage: Stage, script: list[Step], seconds: float) -> None:
    loop = asyncio.get_running_loop()
    start = loop.time()
    await _first_pass(stage, start + seconds * BEGIN)
    begun = loop.time()
    pause = max(0.0, start + seconds * END - begun) / len(script)
    for step in script:
        stage.done.append((step, room.address(step.slug)))
        step.act(room)
        stage.console.print(f"[yellow]published[/yellow]    {step.slug}: {step.told}")
        await asyncio.sleep(pause)
    await asyncio.sleep(max(0.0, start + seconds - loop.time()))


async def _first_pass(stage: Stage, until: float) -> None:
    """Wait until every story has been read once, so that no edit comes before the first look."""
    loop = asyncio.get_running_loop()
    while len(stage.seen) <= len(SLUGS) or loop.time() < until:
        await asyncio.sleep(0.1)
        if loop.time() > until + 60:
            raise TimeoutError("the first pass over the demo newsroom took too long")
    stage.console.print(f"All {len(stage.seen)} stories have been read once.\n")


def _settings(folder: Path, addresses: list[str]) -> Settings:
    sources = tuple(
        SourceSpec(url.rsplit("/", 1)[-1], SourceKind.PAGE, url, every_seconds=1) for url in addresses
    )
    states = tuple(state for state in State if state is not State.LIVE)
    return Settings(
        data=folder,
        store=f"sqlite:///{folder / 'monitor.db'}",
        sources=sources,
        rules=(
            Rule("every change", ("alerts",)),
            Rule("every change of state", ("alerts",), states=states),
        ),
        channels=(ChannelSettings("alerts", "file", {"path": str(folder / "alerts.jsonl")}),),
        fetch=FetchSettings(
            host_spacing_seconds=0.02,
            host_concurrency=4,
            allow_hosts=frozenset({"127.0.0.1"}),
        ),
        schedule=ScheduleSettings(
            confirm_seconds=1.0, retry_seconds=1.0, shortest_seconds=1.0, second_look_seconds=0.2
        ),
        deliver=DeliverSettings(first_pause_seconds=1.0),
        web=WebSettings(port=PORT),
    )


def _listener() -> socket.socket:
    """The desk's usual port, or any free one if that is taken."""
    try:
        return socket.create_server(("127.0.0.1", PORT))
    except OSError:
        return socket.create_server(("127.0.0.1", 0))


def _address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"
