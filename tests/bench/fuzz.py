"""Feeds the reader broken and hostile pages for a given time, and reports crashes, hangs and memory.

    python -m tests.bench.fuzz --seconds 3600 [--pages DIR]

Pages are grown from seeds of our own, and from the .html(.gz) files of DIR, by mutations: cut,
doubled, shuffled, bytes flipped, tags nested deep, left open, attributes blown up, entities
stacked, encodings mixed. Each is read in a process with the limits a daemon's worker has.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

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


async def run(seconds: float, seeds: list[bytes], number: int) -> dict[str, object]:
    chance = random.Random(number)
    pool = ExaminePool(ExamineSettings(processes=1, timeout_seconds=30.0, memory_mb=2048))
    tally: Counter[str] = Counter()
    times: list[float] = []
    bad: list[dict[str, object]] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page = grow(seeds, chance)
        began = time.monotonic()
        told = await outcome(pool, page)
        took = time.monotonic() - began
        times.append(took)
        kind = type(told).__name__ if not isinstance(told, str) else "crashed"
        tally[kind] += 1
        if isinstance(told, str) or took > 2.0:
            digest = hashlib.sha256(page.body).hexdigest()
            bad.append(
                {
                    "page": len(times),
                    "digest": digest,
                    "bytes": len(page.body),
                    "seconds": took,
                    "told": str(told)[:200],
                }
            )
        if len(times) % 200 == 0:
            print(f"\r{len(times)} pages, slowest {max(times):.2f} s, {dict(tally)}", end="", file=sys.stderr)
    await pool.aclose()
    times.sort()
    return {
        "pages": len(times),
        "outcomes": dict(tally),
        "median_seconds": times[len(times) // 2],
        "p99_seconds": times[len(times) * 99 // 100],
        "slowest_seconds": times[-1],
        "peak_worker_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "over_two_seconds_or_crashed": bad[:50],
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
    sys.exit(1 if result["over_two_seconds_or_crashed"] else 0)


if __name__ == "__main__":
    main()
