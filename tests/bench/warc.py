"""A WARC as large as you like, made from a folder of pages: imported, imported again, exported, imported.

    python -m tests.bench.warc --pages ../pages --size 1GB [--packed] [--kills 10] [--folder /tmp/bench]

Each page of the folder (`.html`, `.html.gz`, below it too) is captured again and again: re-rendered each
time, one of its numbers changed every third time. Every import is the real command in a process of its
own; beside its time and its counts stands the most memory that it and its examining processes had at
once: resident (shared pages counted in each process) and proportional (PSS, counted once). Prints one
JSON object a line.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import create_engine, text
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

START = datetime(2026, 1, 1, tzinfo=UTC)
UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9}
NUMBER = re.compile(rb"(?<=[ >])\d{2,4}(?=[ ,.<])")


def size_of(words: str) -> int:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([KMG]B)", words)
    if found is None:
        raise argparse.ArgumentTypeError(f"{words!r}: write e.g. 200MB or 1GB")
    return int(float(found[1]) * UNITS[found[2]])


def pages_below(folder: Path) -> list[tuple[str, bytes]]:
    """Every page with an address of its own."""
    paths = sorted([*folder.rglob("*.html"), *folder.rglob("*.html.gz")])
    read = (
        (path, gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())
        for path in paths
    )
    return [(f"https://pages.example/{path.relative_to(folder)}", body) for path, body in read]


def captured(pages: list[tuple[str, bytes]]) -> Iterator[tuple[str, datetime, bytes]]:
    """The pages again and again: round after round, as a crawler comes by."""
    numbers = [0] * len(pages)
    for turn in range(1_000_000):
        for place, (url, body) in enumerate(pages):
            numbers[place] += turn % 3 == 2
            yield url, START + timedelta(hours=turn, seconds=place), varied(body, turn, numbers[place])


def varied(body: bytes, turn: int, edits: int) -> bytes:
    """The page as rendered that time, with its middle number raised by the edits so far."""
    found = list(NUMBER.finditer(body)) if edits else []
    if found:
        number = found[len(found) // 2]
        body = body[: number.start()] + str(int(number[0]) + edits).encode() + body[number.end() :]
    return body + f"\n<!-- rendered {turn:06d} in {turn * 7 % 131} ms -->".encode()


def write(path: Path, pages: list[tuple[str, bytes]], size: int, packed: bool) -> int:
    """A WARC of that size on the disk; how many records it has."""
    count = 0
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed, warc_version="1.1")
        for url, at, body in captured(pages):
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            date = at.replace(tzinfo=None).isoformat() + "Z"
            writer.write_record(
                writer.create_warc_record(
                    url, "response", BytesIO(body), len(body), "", {"WARC-Date": date}, http_headers=http
                )
            )
            count += 1
            if file.tell() >= size:
                return count
    return count


def run(folder: Path, *words: str) -> dict[str, Any]:
    """The command in that folder: its seconds, the most memory it had, and what it said."""
    command = [sys.executable, "-m", "monitor", *words]
    began = time.perf_counter()
    with (folder / "said").open("w+") as out, (folder / "complaints").open("a") as err:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=err)
        most = watched(psutil.Process(process.pid), process)
        seconds = time.perf_counter() - began
        out.seek(0)
        said = out.read()
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {process.returncode}: {folder / 'complaints'}")
    return {"seconds": round(seconds, 1), **most, **(json.loads(said) if said.startswith("{") else {})}


def through_kills(folder: Path, words: tuple[str, ...], kills: int, seconds: float) -> dict[str, Any]:
    """The same command, which takes so long, killed at so many moments, then let run to its end."""
    chance = random.Random(kills)
    for _ in range(kills):
        with (folder / "complaints").open("a") as err:
            command = [sys.executable, "-m", "monitor", *words]
            process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=err)
            try:
                process.wait(chance.uniform(0.0, 2.0 * seconds / kills))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    return run(folder, *words)


def watched(root: psutil.Process, process: subprocess.Popen[bytes]) -> dict[str, float]:
    most = {"main_rss_mb": 0.0, "all_rss_mb": 0.0, "all_pss_mb": 0.0}
    while process.poll() is None:
        try:
            every = [one.memory_full_info() for one in (root, *root.children(recursive=True))]
            now = {
                "main_rss_mb": every[0].rss / 1e6,
                "all_rss_mb": sum(one.rss for one in every) / 1e6,
                "all_pss_mb": sum(one.pss for one in every) / 1e6,
            }
            most = {name: round(max(most[name], now[name]), 1) for name in most}
        except psutil.Error:
            continue
        time.sleep(0.25)
    return most


def contents(folder: Path) -> list[tuple[object, ...]]:
    """What the store of a folder holds, without its own numbers: versions and snapshots by digest."""
    engine = create_engine(f"sqlite:///{folder / 'data' / 'monitor.db'}")
    with engine.connect() as conn:
        versions = conn.execute(
            text(
                "SELECT url, number, provenance, seen_at, content_digest FROM version "
                "JOIN article ON article.id = article_id ORDER BY url, number"
            )
        )
        held = [("version", *row) for row in versions]
        snapshots = conn.execute(
            text(
                "SELECT article.url, taken_at, digest, headers, wire_digest FROM snapshot "
                "JOIN article ON article.id = article_id ORDER BY article.url, taken_at, digest"
            )
        )
        held += [("snapshot", *row) for row in snapshots]
    engine.dispose()
    return held


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--size", type=size_of, default=size_of("1GB"))
    parser.add_argument("--packed", action="store_true", help="gzip each record; the size is the packed one")
    parser.add_argument("--kills", type=int, default=10, help="of a third import, at random moments")
    parser.add_argument("--folder", type=Path, help="where to work (default: a temporary folder)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="monitor-warc-") as temporary:
        bench(given, given.folder or Path(temporary))


def bench(given: argparse.Namespace, folder: Path) -> None:
    first, second, third = folder / "first", folder / "second", folder / "third"
    for one in (first, second, third):
        one.mkdir(parents=True)
    warc = folder / ("pages.warc.gz" if given.packed else "pages.warc")
    records = write(warc, pages_below(given.pages), given.size, given.packed)
    tell("written", {"records": records, "megabytes": round(warc.stat().st_size / 1e6)})
    words = ("import", "warc", str(warc), "--format", "jsonl")
    whole = run(first, *words)
    tell("imported", whole)
    once = contents(first)
    store = (first / "data" / "monitor.db").stat().st_size
    tell("store", {"rows": len(once), "megabytes": round(store / 1e6, 1)})
    tell("imported again", run(first, *words))
    tell("the same as once", {"same": contents(first) == once})
    tell(f"imported through {given.kills} kills", through_kills(third, words, given.kills, whole["seconds"]))
    tell("the same through kills", {"same": contents(third) == once})
    out = folder / "out.warc.gz"
    tell(
        "exported",
        {**run(first, "export", "warc", "-o", str(out)), "megabytes": round(out.stat().st_size / 1e6)},
    )
    checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(out)], check=False)
    tell("warcio check", {"passes": checked.returncode == 0})
    tell("imported from the export", run(second, "import", "warc", str(out), "--format", "jsonl"))
    tell("the same from the export", {"same": contents(second) == once})
    tell("verified", run(first, "verify"))


def tell(what: str, figures: dict[str, Any]) -> None:
    print(json.dumps({"what": what, **figures}), flush=True)


if __name__ == "__main__":
    main()
