"""What a check costs: real pages on loopback, tracked by the daemon's own code, beside bare httpx.

    python -m tests.bench.daemon --pages DIR [--noise SEED] [--rounds N] [--limit PAGES]

Serves every `.html` and `.html.gz` of DIR from a process of its own and reads them in passes: first,
unchanged with ETag, unchanged without, and with noise added to every page. The passes run the true
store, fetcher, guard, pool and checker; CPU is that of this process and the pool together, memory
their proportional set size. In the same run, bare loops of `httpx.AsyncClient` ask for the same pages
with the same headers, in several arrangements; the cheapest is the one compared with. Exits 1 when
anything was called a change.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import httpx
import psutil

from monitor.app import App
from monitor.fetch import GuardedTransport
from monitor.jobs.discover import discover_due
from monitor.model import SourceKind, SourceSpec
from monitor.ports import RevisionFilter
from monitor.settings import ExamineSettings, FetchSettings, Settings, WebSettings

#: Bare loops: (clients, tasks for each). Those with more connections in a pool are slower still.
ARRANGEMENTS = ((1, 1), (1, 4), (4, 1), (16, 1))
#: For comparison: the same loop over the transport that our fetcher uses.
OVER_OURS = (1, 8)


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass took."""

    name: str
    checks: int
    cpu_seconds: float
    wall_seconds: float
    peak_bytes: int
    changed: int
    technical: int

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu_seconds / max(self.checks, 1)


class Site:
    """The newsstand process and how to talk to it."""

    def __init__(self, pages: Path, seed: int) -> None:
        command = [sys.executable, "-m", "tests.bench.newsstand", str(pages), str(seed), str(os.getpid())]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        self.count = int(ask(self.port, "/count"))

    def ask(self, path: str) -> str:
        return ask(self.port, path)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def ask(port: int, path: str) -> str:
    return httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False, timeout=120).text


def address(port: int, index: int) -> str:
    return f"http://127.0.0.1:{port}/{index}"


def cpu_now(site: Site) -> float:
    """CPU seconds of this process and all its children but the site, the dead ones included."""
    dead = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = time.process_time() + dead.ru_utime + dead.ru_stime
    for child in psutil.Process().children(recursive=True):
        if child.pid != site.process.pid:
            times = child.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


# --- bare httpx

Transport = Callable[[], httpx.AsyncBaseTransport | None]


@dataclass(frozen=True, slots=True)
class BareCost:
    """CPU ms a page: httpx's own pool at its best, how that was arranged, and httpx over our transport."""

    best: float
    arrangement: str
    over_ours: float


async def bare(port: int, count: int, tags: dict[str, str], shape: tuple[int, int], over: Transport) -> float:
    """CPU ms per page of a bare loop of (clients, tasks for each); fills `tags` where it is empty."""
    clients, tasks = shape
    pools = [httpx.AsyncClient(trust_env=False, timeout=20, transport=over()) for _ in range(clients)]
    urls: Iterable[str] = iter([address(port, index) for index in range(count)])

    async def work(client: httpx.AsyncClient) -> None:
        for url in urls:
            headers = {"If-None-Match": tags[url]} if url in tags else {}
            answer = await client.get(url, headers=headers)
            if etag := answer.headers.get("etag"):
                tags.setdefault(url, etag)

    for client in pools:
        await client.get(address(port, 0))
    begun = time.process_time()
    await asyncio.gather(*(work(client) for client in pools for _ in range(tasks)))
    spent = time.process_time() - begun
    for client in pools:
        await client.aclose()
    return 1000 * spent / count


def unguarded() -> httpx.AsyncBaseTransport | None:
    return None


def guarded() -> httpx.AsyncBaseTransport | None:
    return GuardedTransport(frozenset({"127.0.0.1"}))


def loops_of(port: int, count: int, mode: str, rounds: int) -> BareCost:
    """What an unchanged page costs in bare loops, each the median of its rounds."""
    ask(port, f"/mode/{mode}")
    tags: dict[str, str] = {}
    asyncio.run(bare(port, count, tags, (1, 1), unguarded))

    def cost(shape: tuple[int, int], over: Transport) -> float:
        return statistics.median(asyncio.run(bare(port, count, tags, shape, over)) for _ in range(rounds))

    best, clients, tasks = min((cost(shape, unguarded), *shape) for shape in ARRANGEMENTS)
    return BareCost(best, f"{clients} client(s) of {tasks} task(s)", cost(OVER_OURS, guarded))


def bare_loops(port: int, count: int, rounds: int) -> dict[str, BareCost]:
    """Both modes, in a process of their own: what they leave in memory is not the daemon's."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        return {
            name: apart.submit(loops_of, port, count, mode, rounds).result()
            for name, mode in (("unchanged, ETag", "etag"), ("unchanged, no ETag", "bare"))
        }


# --- the daemon's own code


def settings_for(folder: Path, site: Site, count: int, processes: int) -> Settings:
    specs = tuple(
        SourceSpec(f"page {index}", SourceKind.PAGE, address(site.port, index)) for index in range(count)
    )
    return Settings(
        data=folder,
        store=f"sqlite:///{folder / 'monitor.db'}",
        sources=specs,
        fetch=FetchSettings(
            host_spacing_seconds=0.0, host_concurrency=8, allow_hosts=frozenset({f"127.0.0.1:{site.port}"})
        ),
        examine=ExamineSettings(processes=processes),
        web=WebSettings(enabled=False),
    )


def revisions(app: App) -> tuple[int, int]:
    """How many revisions the store holds: with a change, and technical ones."""
    found = app.records.revisions(RevisionFilter(limit=1_000_000))
    changed = sum(revision.judgement.changed for revision in found)
    return changed, len(found) - changed


def show_false(app: App) -> None:
    """What was called a change although nobody edited anything, for whoever is to mend it."""
    for revision in app.records.revisions(RevisionFilter(limit=1_000_000, changed_only=True)):
        print(f"page {revision.article_url}: {revision.judgement.verdict.summary}", file=sys.stderr)
        for edit in revision.judgement.edits[:3]:
            before, after = (" ".join((text or "-").split())[:110] for text in (edit.before, edit.after))
            print(f"    {edit.op} {edit.field}: {before} → {after}", file=sys.stderr)


async def one_pass(app: App, site: Site, name: str, mode: str) -> Pass:
    """Look once at everything, as the daemon does, and wait until all is written."""
    await asyncio.to_thread(site.ask, f"/mode/{mode}")
    await asyncio.to_thread(site.ask, "/peak")
    before, checks = revisions(app), 0
    cpu, wall = cpu_now(site), time.perf_counter()
    await app.threads.write(app.records.make_due, None, app.clock())
    while started := await app.checker.tick():
        checks += started
        await app.checker.drain()
    cpu, wall = cpu_now(site) - cpu, time.perf_counter() - wall
    after, peak = revisions(app), int(await asyncio.to_thread(site.ask, "/peak"))
    return Pass(name, checks, cpu, wall, peak, after[0] - before[0], after[1] - before[1])


async def daemon_passes(site: Site, count: int, rounds: int, processes: int) -> list[Pass]:
    with tempfile.TemporaryDirectory() as folder:
        app = App(settings_for(Path(folder), site, count, processes))
        try:
            site.ask("/mode/etag")
            await app.threads.write(app.records.sync_sources, app.settings.sources, app.clock())
            await discover_due(app.discover_tools())
            passes = [await one_pass(app, site, "first", "etag")]
            passes += [await one_pass(app, site, "unchanged, ETag", "etag") for _ in range(rounds)]
            # The first look without ETags still sends the old ones: it only forgets them.
            await one_pass(app, site, "", "bare")
            passes += [await one_pass(app, site, "unchanged, no ETag", "bare") for _ in range(rounds)]
            for number in range(1, 4):
                passes.append(await one_pass(app, site, f"noisy {number}", f"noise/{number}"))
            show_false(app)
            return passes
        finally:
            await app.aclose()


# --- the report


def together(passes: list[Pass], name: str) -> Pass:
    """The rounds of one pass as one: medians of the costs, sums of what was recorded."""
    same = [one for one in passes if one.name == name]
    return Pass(
        name,
        same[0].checks,
        statistics.median(one.cpu_seconds for one in same),
        statistics.median(one.wall_seconds for one in same),
        max(one.peak_bytes for one in same),
        sum(one.changed for one in same),
        sum(one.technical for one in same),
    )


def tell(passes: list[Pass], loops: dict[str, BareCost]) -> None:
    print(
        f"{'pass':<20}{'checks':>7}{'CPU ms each':>13}{'per CPU s':>11}{'wall s':>8}{'peak MB':>9}  revisions"
    )
    names = dict.fromkeys(one.name for one in passes)
    for one in (together(passes, name) for name in names):
        cost = f"{one.cpu_ms:>13.2f}{1000 / one.cpu_ms:>11.0f}{one.wall_seconds:>8.2f}"
        told = f"{one.changed} changed, {one.technical} technical"
        print(f"{one.name:<20}{one.checks:>7}{cost}{one.peak_bytes / 1e6:>9.0f}  {told}")
    for name, bare_cost in loops.items():
        ours = together(passes, name).cpu_ms
        print(f"{name}: a check takes {ours:.2f} CPU ms")
        beside(f"bare httpx ({bare_cost.arrangement})", ours, bare_cost.best)
        beside("bare httpx over our transport", ours, bare_cost.over_ours)
    noisy = [one for one in passes if one.name.startswith("noisy")]
    for_500 = statistics.mean(one.cpu_ms for one in noisy) / 2
    print(f"noisy: {for_500:.1f} CPU s per 500 pages, {false_revisions(noisy)} false revisions")


def beside(name: str, ours: float, theirs: float) -> None:
    print(f"  {name} {theirs:.2f} ms: {ours / theirs:.2f} times, {ours - theirs:+.2f} ms")


def false_revisions(passes: list[Pass]) -> int:
    """Nothing was edited after the first pass: every revision is one too many, technical ones aside."""
    return sum(one.changed for one in passes if one.name != "first")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path, required=True, help="folder of .html and .html.gz pages")
    parser.add_argument("--noise", type=int, default=1, metavar="SEED", help="seed of the noise")
    parser.add_argument("--rounds", type=int, default=5, help="repetitions of each unchanged pass")
    parser.add_argument("--limit", type=int, help="only so many pages")
    parser.add_argument("--processes", type=int, default=0, help="size of the pool; 0: one per core")
    given = parser.parse_args()
    site = Site(given.pages, given.noise)
    try:
        count = min(site.count, given.limit or site.count)
        loops = bare_loops(site.port, count, given.rounds)
        passes = asyncio.run(daemon_passes(site, count, given.rounds, given.processes))
    finally:
        site.close()
    tell(passes, loops)
    return 1 if false_revisions(passes) else 0


if __name__ == "__main__":
    sys.exit(main())
