"""Kills the daemon at random moments while it delivers alerts to servers that fail, and counts what arrived.

    python -m tests.bench.deliveries --alerts 10000 --kills 50 [--seed N] [--keep DIR]

A mail server, two web servers (one slow) and a file take the alerts. Three in ten attempts at a server fail
at random: refused, cut off before anything was taken, or taken and cut off before the answer. Prints one
JSON object; the exit code is 1 if an alert was lost, or came twice for no good reason. There are two good ones:
the server had taken it and not answered, or the daemon was killed before it could note the answer.
"""

from __future__ import annotations

import argparse
import asyncio
import email
import json
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from monitor.app import load_settings, open_records
from monitor.model import Alert, Lead, SourceKind, SourceSpec
from monitor.ports import Records
from tests.bench.kills import start, watching
from tests.servers import Reply, Request, Server

CONFIG = """
data: {data}
channels:
  - {{name: mail, kind: email, host: 127.0.0.1, port: {smtp}, encryption: none, sender: m@courier.example, to: [d@courier.example]}}
  - {{name: hook, kind: webhook, url: "{http}/hook"}}
  - {{name: slow, kind: webhook, url: "{http}/slow"}}
  - {{name: file, kind: file, path: {data}/alerts.jsonl}}
deliver: {{attempts: 1000, first_pause: 1s, longest_pause: 4s}}
fetch: {{allow_hosts: [127.0.0.1]}}
web: {{enabled: false}}
"""
#: Of ten alerts, so many go to each channel.
SHARES = {"mail": 3, "hook": 4, "slow": 1, "file": 2}
FAILING = 0.3
SLOWEST_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Taking:
    """One attempt that a server took: in which life of the daemon, and whether it answered."""

    key: str
    life: int
    answered: bool


@dataclass
class Receivers:
    """What became of every attempt, by channel in the order of time."""

    chance: random.Random
    life: int = 0
    taken: dict[str, list[Taking]] = field(default_factory=lambda: defaultdict(list))
    fates: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    mail_ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fate(self, channel: str, key: str, life: int) -> str:
        """What happens to an attempt: `taken`, `refused`, `cut off`, or `taken, not answered`."""
        with self.lock:
            fails = self.chance.random() < FAILING
            fate = self.chance.choice(("refused", "cut off", "taken, not answered")) if fails else "taken"
            self.fates[channel][fate] += 1
            if fate.startswith("taken"):
                self.taken[channel].append(Taking(key, life, fate == "taken"))
            return fate

    def hook(self, channel: str, request: Request, life: int) -> bytes:
        fate = self.fate(channel, request.headers["idempotency-key"], life)
        if fate == "refused":
            return Reply(503)(request)
        return Reply(204)(request) if fate == "taken" else b""

    async def slow_hook(self, request: Request) -> bytes:
        # Who asked may be dead before there is an answer.
        life = self.life
        await asyncio.sleep(self.chance.random() * SLOWEST_SECONDS)
        return self.hook("slow", request, life)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content)
        key = mail["Subject"].split()[-1]
        self.mail_ids[key].add(mail["Message-ID"])
        fate = self.fate("mail", key, self.life)
        if fate in ("cut off", "taken, not answered"):
            assert server.transport is not None
            server.transport.abort()
        return "451 later" if fate == "refused" else "250 OK"


def fill(records: Records, count: int) -> dict[str, set[str]]:
    """Put the alerts into the outbox; returns the keys that each channel is to get."""
    now = datetime.now(UTC)
    records.sync_sources(
        [SourceSpec("press", SourceKind.FEED, "https://press.example/feed", paused=True)], now
    )
    (source,) = records.sources()
    leads = [Lead(f"https://press.example/{number}") for number in range(max(1, count // 20))]
    records.add_leads(source.id, leads, now)
    ids = [records.article(lead.url).id for lead in leads]
    channels = [name for name, share in SHARES.items() for _ in range(share)]
    wanted: dict[str, set[str]] = defaultdict(set)
    first = len(records.alerts(1))
    for begin in range(0, count, 500):
        numbers = range(begin, min(begin + 500, count))
        told = [
            Alert(
                0,
                "all",
                now,
                f"Alert {n + 1 + first}-{channels[n % 10]}",
                "41 → 47 crowns",
                ids[n // 10 % len(ids)],
            )
            for n in numbers
        ]
        records.put_alerts([(alert, (channels[n % 10],)) for n, alert in zip(numbers, told, strict=True)])
        for n in numbers:
            wanted[channels[n % 10]].add(f"{n + 1 + first}-{channels[n % 10]}")
    return wanted


async def run(options: argparse.Namespace) -> int:
    chance = random.Random(options.seed)
    receivers = Receivers(random.Random(options.seed + 1))
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        routes = {
            "/hook": lambda request: receivers.hook("hook", request, receivers.life),
            "/slow": receivers.slow_hook,
        }
        mail = Controller(receivers, hostname="127.0.0.1", port=free_port())
        mail.start()
        try:
            with Server(routes) as web:
                config = folder / "config.yaml"
                config.write_text(CONFIG.format(data=folder / "data", smtp=mail.port, http=web.url("")))
                records = open_records(load_settings(config))
                wanted = fill(records, options.alerts)
                begun = time.monotonic()
                for number in range(options.kills):
                    await one_life(config, folder, receivers, chance)
                    left = records.counts(datetime.now(UTC)).alerts_waiting
                    print(f"\r{number + 1} kills, {left} wait", end="", file=sys.stderr, flush=True)
                left_before_last = records.counts(datetime.now(UTC)).alerts_waiting
                await settle(config, folder, receivers, records)
                seconds = time.monotonic() - begun
                counts = figures(receivers, records, wanted, folder / "data" / "alerts.jsonl")
                records.close()
        finally:
            mail.stop()
    head = {"alerts": options.alerts, "kills": options.kills, "seconds": round(seconds)}
    print(json.dumps({**head, "waited_after_last_kill": left_before_last, **counts}, indent=1))
    return int(
        any(counts[name] for name in ("lost", "doubled_for_no_reason", "out_of_order", "store_problems"))
    )


async def one_life(config: Path, folder: Path, receivers: Receivers, chance: random.Random) -> None:
    """A daemon that is killed: one in eight while it starts, the others while they deliver."""
    receivers.life += 1
    daemon = await start(config, folder / "daemon.log")
    if chance.random() > 1 / 8:
        await watching(folder / "daemon.log")
    await asyncio.sleep(chance.uniform(0.0, 5.0))
    os.kill(daemon.pid, signal.SIGKILL)
    await daemon.wait()


async def settle(config: Path, folder: Path, receivers: Receivers, records: Records) -> None:
    """One last daemon, left alone until nothing waits, or twenty minutes are over."""
    receivers.life += 1
    daemon = await start(config, folder / "daemon.log")
    until = time.monotonic() + 1200
    while records.counts(datetime.now(UTC)).alerts_waiting and time.monotonic() < until:
        await asyncio.sleep(0.5)
    daemon.terminate()
    await daemon.wait()


def figures(
    receivers: Receivers, records: Records, wanted: dict[str, set[str]], path: Path
) -> dict[str, object]:
    lines = path.read_text("utf-8").splitlines()
    told = [Taking(json.loads(line)["key"], 0, True) for line in lines]
    taken = {**receivers.taken, "file": told}
    again: Counter[str] = Counter()
    for channel, takings in taken.items():
        again += why_again(takings, by_kill=channel == "file")
    counts = records.counts(datetime.now(UTC))
    return {
        "attempts": {channel: dict(fates) for channel, fates in receivers.fates.items()},
        "delivered": {name: len(keys & {one.key for one in taken[name]}) for name, keys in wanted.items()},
        "lost": sum(len(keys - {one.key for one in taken[name]}) for name, keys in wanted.items()),
        "doubled_as_not_answered": again["not answered"],
        "doubled_as_killed": again["killed"],
        "doubled_for_no_reason": again["no reason"],
        "out_of_order": sum(out_of_order(takings) for takings in taken.values()),
        "mails_with_two_ids": sum(len(ids) > 1 for ids in receivers.mail_ids.values()),
        "waiting": counts.alerts_waiting,
        "given_up": counts.alerts_failed,
        "store_problems": records.verify(),
    }


def why_again(takings: list[Taking], by_kill: bool) -> Counter[str]:
    """Why what was taken came once more. A channel sends one after the other, so a kill can only have kept
    the last answer of a life from being noted. What a file holds tells of no life: killed is all that can be."""
    last = {one.life: number for number, one in enumerate(takings)}
    before: dict[str, int] = {}
    found: Counter[str] = Counter()
    for number, one in enumerate(takings):
        earlier = before.get(one.key)
        if earlier is not None:
            killed = by_kill or (takings[earlier].life < one.life and last[takings[earlier].life] == earlier)
            answered = takings[earlier].answered
            found["not answered" if not answered else "killed" if killed else "no reason"] += 1
        before[one.key] = number
    return found


def out_of_order(takings: list[Taking]) -> int:
    """How many came first after a later one of the same article. Ten alerts in a row are of one article."""
    highest: dict[int, int] = {}
    late = 0
    for key in dict.fromkeys(one.key for one in takings):
        number = int(key.partition("-")[0])
        article = (number - 1) // 10
        late += number < highest.get(article, 0)
        highest[article] = max(number, highest.get(article, 0))
    return late


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--alerts", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="leave store and the last log in this empty folder"
    )
    sys.exit(asyncio.run(run(parser.parse_args())))


if __name__ == "__main__":
    main()
