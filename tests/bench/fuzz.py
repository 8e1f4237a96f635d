"""Feeds the reader broken and hostile pages for a given time, and reports crashes, hangs and memory.

    python -m tests.bench.fuzz --seconds 3600 [--pages DIR]

Pages are grown from seeds of our own, and from the .html(.gz) files of DIR, by mutations: cut,
doubled, shuffled, bytes flipped, tags nested deep, left open, attributes blown up, entities
stacked, encodings mixed. Each is read in a process of its own kind, as a daemon's worker does; what
a page cost is that process's CPU time and the growth of its memory (Linux's high-water mark), so
that a busy machine makes no finding.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from monitor.model import Examined, ReaderKnowledge, Snapshot
from monitor.pool import ExaminePool
from monitor.ports import ExaminerCrashed
from monitor.settings import ExamineSettings
from tests.values import snapshot

OWN = (
    b"<!doctype html><html lang=en><head><title>Tolls - Courier</title>"
    b'<script type="application/ld+json">{"@type":"NewsArticle","headline":"Tolls"}</script></head>'
    b"<body><nav><a href=/>Home</a></nav><article><h1>Tolls rise</h1><p>The board voted on Monday.</p>"
    b"<ul><li>One<li>Two</ul><table><tr><td>1<td>2</table><blockquote>Said so</blockquote>"
    b"<p>Correction: it was 41, not 47.</p></article><footer>&copy;</footer></body></html>",
    "Eine Schlagzeile\n\nKorrektur: In einer früheren Fassung hieß es 47.\n\nEin Absatz.".encode(),
    b"---\ntitle: Tolls\n---\n\n## Rise\n\nText with [a link](http://x.example) and `code`.\n",
)
LIMIT = 10_000_000
MEDIA = ("text/html", "text/html", "text/html", "text/plain", "text/markdown")
CHARSETS = (None, None, "utf-8", "windows-1252", "shift_jis", "utf-16", "no-such-charset")

Mutation = Callable[[bytes, random.Random], bytes]


def cut(page: bytes, chance: random.Random) -> bytes:
    return page[: chance.randrange(len(page) + 1)]


def splice(page: bytes, chance: random.Random) -> bytes:
    a, b = sorted(chance.randrange(len(page) + 1) for _ in range(2))
    at = chance.randrange(len(page) + 1)
    return page[:at] + page[a:b] * chance.choice((1, 2, 50)) + page[at:]


def flip(page: bytes, chance: random.Random) -> bytes:
    found = bytearray(page)
    for _ in range(max(1, len(found) // chance.choice((20, 500, 5000)))):
        if found:
            found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def nest(page: bytes, chance: random.Random) -> bytes:
    tag = chance.choice((b"div", b"span", b"b", b"table><tr><td", b"blockquote", b"ul><li", b"font", b"svg"))
    depth = chance.choice((50, 2_000, 100_000))
    at = chance.randrange(len(page) + 1)
    return page[:at] + (b"<" + tag + b">") * depth + page[at:]


def swell(page: bytes, chance: random.Random) -> bytes:
    size = chance.choice((1_000, 1_000_000, 4_000_000))
    inside = chance.choice((b"x", b"&amp;", b"\0", b"<", b'"', b"<p>a", b"<!--", b"\xf0\x9f\x98\x80", b" "))
    hold = chance.choice(
        (b"<p %s>", b'<a href="%s">', b"<p>%s</p>", b"<script>%s", b"<style>%s</style>", b"%s")
    )
    at = chance.randrange(len(page) + 1)
    return page[:at] + hold % (inside * (size // len(inside))) + page[at:]


def entities(page: bytes, chance: random.Random) -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;" * 10) for n in range(9)
    )
    return bomb + b"]><p>&a8;</p>" + page


def shuffle(page: bytes, chance: random.Random) -> bytes:
    pieces = page.split(b"<")
    chance.shuffle(pieces)
    return b"<".join(pieces)


MUTATIONS: tuple[Mutation, ...] = (cut, splice, flip, flip, nest, swell, entities, shuffle, splice)


def grow(seeds: list[bytes], chance: random.Random) -> Snapshot:
    page = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 2, 3, 5))):
        page = chance.choice(MUTATIONS)(page, chance)[:LIMIT]
    return snapshot(page, media_type=chance.choice(MEDIA), charset=chance.choice(CHARSETS))


def load_seeds(folder: Path | None) -> list[bytes]:
    seeds = list(OWN)
    for path in sorted(folder.rglob("*.htm*")) if folder else []:
        body = path.read_bytes()
        seeds.append(gzip.decompress(body) if path.suffix == ".gz" else body)
    return seeds


@dataclass(frozen=True, slots=True)
class Finding:
    """A page that broke a bound: over two CPU seconds, over 300 MB, or its process was lost."""

    page: int
    digest: str
    bytes: int
    cpu_seconds: float
    grown_mb: float
    told: str


class Gauge:
    """Reads what the pool's one worker spends. Linux only."""

    def __init__(self) -> None:
        self._worker: psutil.Process | None = None
        self._spent = 0.0
        self._held = 0.0

    def begin(self) -> None:
        """Before a page; the first one after a worker was lost also pays for the new one's start."""
        if self._worker is None or not self._worker.is_running():
            self._worker = next(iter(leaves()), None)
        if self._worker is not None:
            Path(f"/proc/{self._worker.pid}/clear_refs").write_text("5")
            self._spent, self._held = spent(self._worker), peak_mb(self._worker)

    def end(self) -> tuple[float, float]:
        """CPU seconds and MB since `begin`; zeros when the worker is not there to be asked."""
        try:
            if self._worker is None or not self._worker.is_running():
                return 0.0, 0.0
            return spent(self._worker) - self._spent, peak_mb(self._worker) - self._held
        except (psutil.Error, OSError):
            return 0.0, 0.0


def leaves() -> list[psutil.Process]:
    """The children of the fork server."""
    family = psutil.Process().children(recursive=True)
    parents = {process.ppid() for process in family}
    return [one for one in family if one.pid not in parents and one.ppid() in {p.pid for p in family}]


def spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def peak_mb(process: psutil.Process) -> float:
    """The largest resident size since its mark was last reset."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


async def run(seconds: float, seeds: list[bytes], number: int) -> dict[str, object]:
    chance = random.Random(number)
    pool = ExaminePool(ExamineSettings(processes=1, timeout_seconds=60.0, memory_mb=2048))
    gauge = Gauge()
    tally: Counter[str] = Counter()
    costs: list[float] = []
    grown: list[float] = []
    bad: list[Finding] = []
    await outcome(pool, snapshot(OWN[0]))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page = grow(seeds, chance)
        gauge.begin()
        told = await outcome(pool, page)
        cpu, size = gauge.end()
        costs.append(cpu)
        grown.append(size)
        tally["crashed" if isinstance(told, str) else type(told).__name__] += 1
        if isinstance(told, str) or cpu > 2.0 or size > 300:
            digest = hashlib.sha256(page.body).hexdigest()
            bad.append(Finding(len(costs), digest, len(page.body), cpu, size, str(told)[:200]))
        if len(costs) % 200 == 0:
            print(f"\r{len(costs)} pages, slowest {max(costs):.2f} s, {dict(tally)}", end="", file=sys.stderr)
    await pool.aclose()
    costs.sort()
    return {
        "pages": len(costs),
        "outcomes": dict(tally),
        "median_cpu_seconds": costs[len(costs) // 2],
        "p99_cpu_seconds": costs[len(costs) * 99 // 100],
        "slowest_cpu_seconds": costs[-1],
        "most_grown_mb": max(grown),
        "over_a_bound": [asdict(finding) for finding in bad[:50]],
    }


async def outcome(pool: ExaminePool, page: Snapshot) -> Examined | str:
    try:
        return await pool.examine(None, page, ReaderKnowledge())
    except ExaminerCrashed as crash:
        return str(crash)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3600.0)
    parser.add_argument("--pages", type=Path, default=None)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    result = asyncio.run(run(options.seconds, load_seeds(options.pages), options.seed))
    print(json.dumps(result, indent=1))
    sys.exit(1 if result["over_a_bound"] else 0)


if __name__ == "__main__":
    main()
