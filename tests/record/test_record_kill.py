"""`kill -9` at any moment leaves a store that opens, is whole, and holds all that was acknowledged."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from pathlib import Path

from record_samples import NOON

from monitor.ports import RevisionFilter
from monitor.record import open_records

WRITER = Path(__file__).with_name("record_writer.py")
KILLS = 5


def run_and_kill(folder: Path, dice: random.Random) -> list[int]:
    """The revisions that a writer said it had committed before it was killed: some, and at any moment."""
    said = folder / "said"
    with (
        said.open("w") as out,
        subprocess.Popen(
            [sys.executable, str(WRITER), str(folder)], stdout=out, stderr=subprocess.STDOUT
        ) as writer,
    ):
        enough = dice.randint(0, 12)
        while said.read_text().count("revision") < enough or "open" not in said.read_text():
            assert writer.poll() is None, said.read_text()
            time.sleep(0.002)
        time.sleep(dice.random() * 0.05)
        writer.kill()
    return [int(found) for found in re.findall(r"^revision (\d+) of \d+$", said.read_text(), re.MULTILINE)]


def test_a_killed_writer_leaves_a_whole_store(tmp_path: Path) -> None:
    dice = random.Random(11)
    acknowledged: set[int] = set()
    for _ in range(KILLS):
        acknowledged |= set(run_and_kill(tmp_path, dice))

        store = open_records("sqlite://", data=tmp_path)
        assert store.verify() == []
        kept = {one.id for one in store.revisions(RevisionFilter(limit=100_000))}
        told = {alert.revision_id for alert in store.alerts(100_000)}
        counts = store.counts(NOON)
        store.close()

        assert acknowledged <= kept
        assert told == kept
        assert counts.revisions == len(kept)
    assert acknowledged
