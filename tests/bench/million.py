"""What a daemon takes with many articles: its memory, and the cost of a look, beside a store with few.

    python -m tests.bench.million --data FOLDER [--articles 1000000] [--seconds 60] [--looks 20000]

Fills a store in FOLDER, unless that was done before, with articles of 200 sites on loopback that are all
overdue, and serves them from a process of its own: one in fifty has a new text, the others are as they
were. First `monitor run` works on it for so many seconds, and the peak of its proportional set size is
taken, its pool included. Then the daemon's own code makes so many looks in this process: CPU of this
process a look, that of the pool, which reads what is new, left out. Lines of JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import psutil

from monitor.app import App, load_settings
from monitor.ports import ArticleFilter
from monitor.record import open_records
from tests.bench.newsstand import Memory
from tests.bench.store import fill

SITES = 200
CONFIG = """
data: {data}
web: {{listen: 127.0.0.1:{desk}}}
fetch: {{allow_hosts: [{hosts}], host_spacing: 0.001s, host_concurrency: 8}}
schedule: {{second_look_labels: []}}
sources: []
"""
WORDS = "The board of the harbor voted on Monday to raise the toll for lorries, its chair said, by a third."


def page(path: str) -> bytes:
    paragraphs = "".join(f"<p>{WORDS} {path} {number}.</p>" for number in range(12))
    body = f"<html><body><article><h1>Story of {path[-8:]}</h1>{paragraphs}</article></body></html>".encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def serve(port: int) -> None:
    """The sites, until this process is ended."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                if path == "/robots.txt":
                    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                elif path.endswith(("00", "50")) or b"if-none-match" not in head.lower():
                    writer.write(page(path))
                else:
                    writer.write(b"HTTP/1.1 304 Not Modified\r\n\r\n")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(talk, "0.0.0.0", port, backlog=2000)
        await server.serve_forever()

    asyncio.run(main())


@contextmanager
def newsroom(port: int) -> Iterator[None]:
    process = get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    process.start()
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.2)
    yield
    process.terminate()


def tell(what: str, **figures: float) -> None:
    rounded = {name: round(value, 2) for name, value in figures.items()}
    print(json.dumps({"what": what, **rounded}), flush=True)


def memory(config: Path, seconds: float) -> None:
    """`monitor run` for so long, and the most that it took, of which what was its own."""
    folder = config.parent
    daemon = subprocess.Popen([sys.executable, "-m", "monitor", "run", "--config", str(config)], cwd=folder)
    watching = Memory(daemon.pid)
    time.sleep(3)
    watching.start()
    time.sleep(seconds)
    family = [psutil.Process(daemon.pid), *psutil.Process(daemon.pid).children(recursive=True)]
    used = sum(sum(one.cpu_times()[:2]) for one in family)
    daemon.terminate()
    daemon.wait(120)
    tell("daemon", seconds=seconds, peak_pss_mb=watching.peak / 1e6, processes=len(family), cpu_seconds=used)


async def cost(config: Path, looks: int) -> None:
    """CPU of this process for a look, once every host is known."""
    done: list[str] = []
    app = App(load_settings(config), on_done=lambda record: done.append(record.check.result))
    used = wall = 0.0
    rounds = 0
    try:
        while len(done) < looks:
            # In a store of few nothing is due again yet; of many, others are overdue.
            if not app.records.due(app.clock(), 1):
                app.records.make_due(None, app.clock())
            if rounds == 1:
                done.clear()
            before, began = time.process_time(), time.perf_counter()
            await app.checker.tick()
            await app.checker.drain()
            if rounds:
                used, wall = used + time.process_time() - before, wall + time.perf_counter() - began
            rounds += 1
    finally:
        await app.aclose()
    read = sum(result not in ("not_modified", "unchanged") for result in done)
    figures = {"looks": len(done), "of_which_read": read, "rounds": rounds}
    tell("look", cpu_ms=1000 * used / len(done), wall_ms=1000 * wall / len(done), **figures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--looks", type=int, default=20_000)
    parser.add_argument("--port", type=int, default=18_999)
    wanted = parser.parse_args()
    hosts = [f"127.0.{1 + number // 100}.{1 + number % 100}:{wanted.port}" for number in range(SITES)]
    wanted.data.mkdir(parents=True, exist_ok=True)
    config = wanted.data / "config.yaml"
    listed = ", ".join(f'"{host}"' for host in hosts)
    config.write_text(CONFIG.format(data=wanted.data / "data", desk=wanted.port + 1, hosts=listed))
    store = open_records("sqlite://", data=wanted.data / "data")
    if not store.articles(ArticleFilter(limit=1)):
        fill(store, wanted.articles, SITES, lambda number: f"http://{hosts[number]}")
    store.close()
    os.environ.setdefault("PYTHONPATH", str(Path(__file__).resolve().parents[2]))
    with newsroom(wanted.port):
        if wanted.seconds:
            memory(config, wanted.seconds)
        if wanted.looks:
            asyncio.run(cost(config, wanted.looks))
    tell("peak of this process", mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
