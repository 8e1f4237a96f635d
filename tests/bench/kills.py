"""Kills the daemon at random moments while a newsroom edits, and counts what was lost or doubled.

    python -m tests.bench.kills --kills 200 [--keep DIR]

Each story counts upward, one silent edit at a time, and is edited again only after its last edit
was recorded, so every single edit must become exactly one revision and at least one alert.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from monitor.app import load_settings, open_records
from monitor.demo.newsroom import Newsroom
from monitor.demo.stories import Story
from monitor.model import Revision
from monitor.ports import ArticleFilter, Records, RevisionFilter

CONFIG = """
data: {data}
sources:
{sources}
channels:
  - {{name: file, kind: file, path: {data}/alerts.jsonl}}
alerts:
  - {{name: all, channels: [file]}}
fetch: {{allow_hosts: [127.0.0.1], host_spacing: 0.02s, host_concurrency: 4}}
schedule: {{second_look: 0.5s}}
web: {{enabled: false}}
"""
COUNT = re.compile(r"stands at (\d+) crowns")


def story(number: int, count: int) -> Story:
    return Story(
        f"story-{number}",
        f"The collection for bell number {number} goes on",
        "",
        "Ines Okafor",
        datetime(2026, 3, 2, tzinfo=UTC),
        (
            f"The parish of bell number {number} has been collecting money for its repair since the storm.",
            f"The collection stands at {count} crowns, the treasurer said; the founder must wait.",
            "The bell was cast two hundred years ago and cracked when the tower swayed in the great gale.",
        ),
    )


def counts_of(revision: Revision) -> tuple[str, str, str] | None:
    """(address, old count, new count) of the edit that this revision records."""
    for edit in revision.judgement.edits:
        before, after = COUNT.search(edit.before or ""), COUNT.search(edit.after or "")
        if before and after:
            return revision.article_url or "", before[1], after[1]
    return None


def write_config(folder: Path, addresses: list[str]) -> Path:
    sources = "\n".join(f"  - {{name: s{n}, page: '{url}', every: 1s}}" for n, url in enumerate(addresses))
    path = folder / "config.yaml"
    path.write_text(CONFIG.format(data=folder / "data", sources=sources))
    return path


async def start(config: Path, log: Path) -> asyncio.subprocess.Process:
    with log.open("wb") as out:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "monitor", "run", "--config", str(config), stdout=out, stderr=out
        )


async def watching(log: Path) -> None:
    """Wait until the daemon of this log says that it watches."""
    until = time.monotonic() + 60
    while "watching" not in log.read_text() and time.monotonic() < until:
        await asyncio.sleep(0.05)


class Editors:
    """Edit a story whenever its last edit has been recorded; remember every edit made."""

    def __init__(self, room: Newsroom, records: Records, stories: int) -> None:
        self.room, self.records = room, records
        self.count = dict.fromkeys(range(stories), 100)
        self.made: list[tuple[str, str, str]] = []

    def publish(self) -> list[str]:
        return [self.room.publish(story(n, count)) for n, count in self.count.items()]

    def recorded(self) -> Counter[tuple[str, str, str]]:
        revisions = self.records.revisions(RevisionFilter(limit=1_000_000))
        return Counter(found for one in revisions if (found := counts_of(one)))

    def edit_what_is_recorded(self) -> None:
        known = self.recorded()
        first_seen = {a.url for a in self.records.articles(ArticleFilter(limit=10_000)) if a.versions}
        for number, count in self.count.items():
            address = self.room.address(f"story-{number}")
            last = (address, str(count - 1), str(count))
            if address in first_seen and (count == 100 or last in known):
                self.count[number] = count + 1
                self.made.append((address, str(count), str(count + 1)))
                self.room.publish(story(number, count + 1))


async def run(kills: int, stories: int, seed: int, keep: Path | None) -> int:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        room = Newsroom(seed)
        await room.start()
        config = write_config(folder, [room.address(f"story-{n}") for n in range(stories)])
        records = open_records(load_settings(config))
        editors = Editors(room, records, stories)
        editors.publish()
        unclean: list[str] = []
        for number in range(kills):
            daemon = await start(config, folder / "daemon.log")
            # One in eight dies while it starts; the others live as long again as the start took, or twice so.
            begun = time.monotonic()
            if chance.random() > 1 / 8:
                await watching(folder / "daemon.log")
            until = time.monotonic() + chance.uniform(0.05, 2.0) * max(time.monotonic() - begun, 2.0)
            while time.monotonic() < until:
                await asyncio.to_thread(editors.edit_what_is_recorded)
                await asyncio.sleep(0.05)
            os.kill(daemon.pid, signal.SIGKILL)
            await daemon.wait()
            unclean += await asyncio.to_thread(records.verify)
            print(f"\r{number + 1} kills, {len(editors.made)} edits", end="", file=sys.stderr, flush=True)
        await settle(config, folder, editors)
        unclean += records.verify()
        result = figures(kills, editors, records, folder / "data" / "alerts.jsonl", unclean)
        show_false(records)
        records.close()
        await room.stop()
    print(json.dumps(result, indent=1))
    return 0 if not (result["lost"] or result["doubled"] or result["alerts_lost"] or unclean) else 1


async def settle(config: Path, folder: Path, editors: Editors) -> None:
    """One last daemon, left alone until everything is recorded and delivered, or a minute is over."""
    daemon = await start(config, folder / "daemon.log")
    until = time.monotonic() + 60
    while time.monotonic() < until:
        await asyncio.sleep(0.5)
        waiting = editors.records.counts(datetime.now(UTC)).alerts_waiting
        if not waiting and set(editors.made) <= set(editors.recorded()):
            break
    daemon.terminate()
    await daemon.wait()


def figures(
    kills: int, editors: Editors, records: Records, alerts: Path, unclean: list[str]
) -> dict[str, object]:
    recorded = editors.recorded()
    told = Counter(json.loads(line)["revision"] for line in alerts.read_text().splitlines())
    revisions = records.revisions(RevisionFilter(limit=1_000_000))
    return {
        "kills": kills,
        "edits": len(editors.made),
        "revisions": len(revisions),
        "lost": sum(1 for edit in editors.made if not recorded[edit]),
        "doubled": sum(count - 1 for count in recorded.values() if count > 1),
        "false": len(revisions) - sum(recorded.values()),
        "alerts_lost": sum(1 for revision in revisions if not told[revision.id]),
        "alerts_sent_again": sum(count - 1 for count in told.values()),
        "store_problems": unclean,
    }


def show_false(records: Records) -> None:
    """Every revision that records no edit of ours, for whoever is to mend it."""
    for one in records.revisions(RevisionFilter(limit=1_000_000)):
        if counts_of(one) is None:
            print(f"\nfalse: revision {one.id} of {one.article_url}", file=sys.stderr)
            print(one.judgement.verdict.summary, file=sys.stderr)
            for edit in one.judgement.edits:
                print(f"    {edit.op} {edit.field}: {edit.before!r} → {edit.after!r}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--stories", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="leave store and the last log in this empty folder"
    )
    options = parser.parse_args()
    sys.exit(asyncio.run(run(options.kills, options.stories, options.seed, options.keep)))


if __name__ == "__main__":
    main()
