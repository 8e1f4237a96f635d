"""What a series of captures costs on disk and how soon any of them is read, beside plain zstd and git.

    python -m tests.bench.bodies --pages DIR [--captures 32] [--limit 60]

DIR holds captured pages (`.html`, also `.gz`). Each is rendered anew so many times with the noise of
`tests/bench/noise.py` and stored as the captures of one article. Sizes are bytes a capture; times are
milliseconds of the wall clock and of this process (`cpu`), for every capture of every page, read cold in random order.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import zstandard
from sqlalchemy import func, select

from monitor.record import blobs, open_records
from monitor.record.engine import reading, writing
from monitor.record.schema import blob
from tests.bench.noise import Noise

#: What there must be, at least: raw bytes to one stored, and the 95th percentile of reading.
RATIO, READ_MS = 30.0, 20.0


def pages_in(folder: Path, limit: int) -> list[bytes]:
    """The pages of a folder and of those in it, in the order of their names."""
    found = []
    for path in sorted(folder.rglob("*.html*"))[:limit]:
        data = path.read_bytes()
        found.append(gzip.decompress(data) if path.suffix == ".gz" else data)
    return found


def captures(page: bytes, index: int, count: int) -> Iterator[bytes]:
    noise = Noise(1)
    for number in range(count):
        yield noise.added(page, number, index)


def stored(pages: list[bytes], count: int, folder: Path) -> dict[str, object]:
    """The store's own way: bytes a capture, and the times of reading."""
    store = open_records("sqlite://", data=folder)
    digests: list[str] = []
    raw = 0
    for index, page in enumerate(pages):
        previous = None
        with writing(store._engine) as conn:
            for body in captures(page, index, count):
                previous = blobs.put(conn, body, previous)
                digests.append(previous)
                raw += len(body)
        print(f"\r{index + 1} pages", end="", file=sys.stderr)
    print(file=sys.stderr)
    with reading(store._engine) as conn:
        size = conn.scalar(select(func.sum(func.length(blob.c.data)))) or 0
    random.Random(1).shuffle(digests)
    times, work = [], []
    for digest in digests:
        began, spent = time.perf_counter(), time.process_time()
        with reading(store._engine) as conn:
            blobs.get(conn, digest)
        times.append((time.perf_counter() - began) * 1000)
        work.append((time.process_time() - spent) * 1000)
    store.close()
    cuts = statistics.quantiles(times, n=100)
    file = (folder / "monitor.db").stat().st_size
    return {
        "captures": len(digests),
        "raw": round(raw / len(digests)),
        "stored": round(size / len(digests)),
        "file": round(file / len(digests)),
        "ratio": round(raw / size, 1),
        "read_p50_ms": round(cuts[49], 2),
        "read_p95_ms": round(cuts[94], 2),
        "read_max_ms": round(max(times), 2),
        "read_cpu_p95_ms": round(statistics.quantiles(work, n=100)[94], 2),
    }


def plainly(pages: list[bytes], count: int) -> int:
    """Each capture by itself, at the same level: bytes a capture."""
    packer = zstandard.ZstdCompressor(level=blobs.LEVEL)
    sizes = [len(packer.compress(body)) for i, page in enumerate(pages) for body in captures(page, i, count)]
    return round(sum(sizes) / len(sizes))


def in_git(pages: list[bytes], count: int, folder: Path) -> int:
    """Each page a file, each capture a commit, packed by `git gc`: bytes a capture."""
    run = ["git", "-C", str(folder)]
    subprocess.run([*run, "init", "-q", "--bare", "."], check=True)
    with subprocess.Popen([*run, "fast-import", "--quiet"], stdin=subprocess.PIPE) as importing:
        assert importing.stdin is not None
        for index, page in enumerate(pages):
            for number, body in enumerate(captures(page, index, count)):
                head = f"commit refs/heads/main\ncommitter a <a@example.org> {index * count + number} +0000\n"
                importing.stdin.write(f"{head}data 1\nx\nM 100644 inline {index}.html\n".encode())
                importing.stdin.write(b"data %d\n%s\n" % (len(body), body))
        importing.stdin.close()
        assert importing.wait() == 0
    subprocess.run([*run, "gc", "-q"], check=True)
    packs = sum(path.stat().st_size for path in (folder / "objects").rglob("*") if path.is_file())
    return round(packs / (len(pages) * count))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--captures", type=int, default=32)
    parser.add_argument("--limit", type=int, default=60)
    options = parser.parse_args()
    pages = pages_in(options.pages, options.limit)
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as repository:
        result = stored(pages, options.captures, Path(name))
        result |= {"zstd": plainly(pages, options.captures)}
        result |= {"git": in_git(pages, options.captures, Path(repository))}
    print(json.dumps({"pages": len(pages), **result}, indent=1))
    enough = float(str(result["ratio"])) >= RATIO and float(str(result["read_p95_ms"])) <= READ_MS
    sys.exit(0 if enough else 1)


if __name__ == "__main__":
    main()
