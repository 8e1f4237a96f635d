"""Kills a writing process at random moments, and lets a disk run full under one; counts what was lost.

    python -m tests.bench.crashes --kills 500
    python -m tests.bench.crashes --kills 0 --full-disk     (needs leave to mount a tmpfs)

The writer is the one of `tests/record/record_writer.py`: it says what it wrote after each commit. What it
said must be there after the kill, and the store must be whole, its journal included.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import re
import runpy
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from monitor.errors import MonitorError
from monitor.model import Head
from monitor.ports import RevisionFilter
from monitor.record import SqlRecords, open_records

WRITER = Path(__file__).resolve().parent.parent / "record" / "record_writer.py"
SAID = re.compile(r"^revision (\d+) of \d+$", re.MULTILINE)
#: Every so many kills the writer starts on a new store, so that checking it stays quick.
STORE_FOR = 25


class Tally:
    def __init__(self) -> None:
        self.acknowledged = self.lost = self.untold = self.early = 0
        self.problems: list[str] = []

    def check(self, folder: Path, acknowledged: set[int], heads: list[Head]) -> None:
        """Hold the store against what its writer said, and against the journal's ends seen before."""
        store = open_records("sqlite://", data=folder)
        try:
            self.problems += store.verify(heads)
            kept = {one.id for one in store.revisions(RevisionFilter(limit=10_000_000))}
            told = {alert.revision_id for alert in store.alerts(10_000_000)}
            self.lost += len(acknowledged - kept)
            self.untold += len(kept - told)
            head = store.head()
            if head is not None:
                heads[:] = [head]
        finally:
            store.close()


def killed(folder: Path, dice: random.Random, seconds: float) -> set[int]:
    """What a writer said it had committed before it was killed. It is a fork: loading takes too long."""
    said = folder / "said"
    said.touch()
    writer = os.fork()
    if writer == 0:
        os.dup2(os.open(said, os.O_WRONLY | os.O_TRUNC), 1)
        sys.argv = [str(WRITER), str(folder)]
        try:
            runpy.run_path(str(WRITER), run_name="__main__")
        finally:
            os._exit(1)
    deadline = time.monotonic() + 60
    while "open" not in said.read_text() and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(dice.random() * seconds)
    os.kill(writer, signal.SIGKILL)
    _, status = os.waitpid(writer, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError(f"the writer ended by itself: {said.read_text()[-2000:]}")
    return {int(number) for number in SAID.findall(said.read_text())}


def kill_often(kills: int, seed: int, seconds: float) -> dict[str, object]:
    dice, tally = random.Random(seed), Tally()
    done = 0
    while done < kills:
        with tempfile.TemporaryDirectory() as name:
            acknowledged: set[int] = set()
            heads: list[Head] = []
            for _ in range(min(STORE_FOR, kills - done)):
                acknowledged |= killed(Path(name), dice, seconds)
                tally.check(Path(name), acknowledged, heads)
                done += 1
                print(f"\r{done} kills", end="", file=sys.stderr, flush=True)
            tally.acknowledged += len(acknowledged)
    print(file=sys.stderr)
    return {
        "kills": kills,
        "acknowledged": tally.acknowledged,
        "lost": tally.lost,
        "alerts_lost": tally.untold,
        "problems": tally.problems,
    }


def fill_disk(megabytes: int) -> dict[str, object]:
    """A writer on a small disk until it is full; then room is made, and it goes on."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", name], check=True)
        try:
            ballast = folder / "ballast"
            ballast.write_bytes(b"\0" * (megabytes << 20 >> 2))
            ran = subprocess.run(
                [sys.executable, str(WRITER), name], capture_output=True, text=True, timeout=900, check=False
            )
            acknowledged = {int(number) for number in SAID.findall(ran.stdout)}
            said = ran.stderr.strip().splitlines()[-1]
            refused = _refused(folder)
            ballast.unlink()
            heads: list[Head] = []
            tally.check(folder, acknowledged, heads)
            more = killed_after(folder, 3.0)
            tally.check(folder, acknowledged | more, heads)
        finally:
            subprocess.run(["umount", name], check=True)
    return {
        "disk_mb": megabytes,
        "acknowledged": len(acknowledged),
        "said": said,
        "backup_refused": refused,
        "written_after_room_was_made": len(more),
        "lost": tally.lost,
        "problems": tally.problems,
    }


def killed_after(folder: Path, seconds: float) -> set[int]:
    return killed(folder, random.Random(1), seconds)


def _refused(folder: Path) -> str:
    """What a backup onto the full disk says; it must leave nothing behind."""
    try:
        store: SqlRecords = open_records("sqlite://", data=folder)
    except MonitorError as error:
        return f"on opening: {error}"
    try:
        store.backup(folder / "copy", lambda done, total: None)
    except MonitorError as error:
        left = [path.name for path in folder.iterdir() if "copy" in path.name]
        return f"{error} (left behind: {left})"
    finally:
        store.close()
    return "not refused"


def main() -> None:
    # Where the writer finds the values it writes.
    sys.path.insert(0, str(WRITER.parent))
    importlib.import_module("record_samples")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=0.4, help="a writer lives at most so long")
    parser.add_argument("--full-disk", action="store_true")
    parser.add_argument("--megabytes", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = datetime.now(UTC)
    results = []
    if options.kills:
        results.append(kill_often(options.kills, options.seed, options.seconds))
    if options.full_disk:
        results.append(fill_disk(options.megabytes))
    for result in results:
        print(json.dumps(result))
    print(json.dumps({"seconds": round((datetime.now(UTC) - began).total_seconds())}))
    sys.exit(1 if any(result["lost"] or result["problems"] for result in results) else 0)


if __name__ == "__main__":
    main()
