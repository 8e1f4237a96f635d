"""The commands that keep the archive, as a user types them."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from monitor.clock import system_clock
from monitor.lock import DaemonLock, Holder
from tests.cli.conftest import CORRECTION, Command, story

CONFIG = """\
data: data
sources:
  - file: captures
    name: captures
channels:
  - {name: out, kind: file, path: data/alerts.jsonl}
alerts:
  - {name: all, channels: [out]}
"""
NUMBER = "1"


@pytest.fixture
def archive(tmp_path: Path, monitor: Command) -> Path:
    """A folder with a store of two captures; returns its database."""
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "captures").mkdir()
    (tmp_path / "captures" / "a.html").write_text(story())
    (tmp_path / "captures" / "b.html").write_text(story(47, CORRECTION).replace("bridge", "tunnel"))
    assert monitor("check").code == 0
    return tmp_path / "data" / "monitor.db"


def test_a_backup_is_restored(archive: Path, monitor: Command) -> None:
    done = monitor("backup", "copy.db")
    assert (done.code, done.out.split(",")[0]) == (0, "wrote copy.db")
    again = monitor("backup", "copy.db")
    assert (again.code, "--force" in again.err) == (2, True)
    assert monitor("backup", "copy.db", "--force").code == 0
    store = monitor("backup", archive, "--force")
    assert (store.code, "is there already" in store.err) == (2, True)

    refused = monitor("restore", "copy.db")
    assert (refused.code, "--replace" in refused.err) == (2, True)
    listed = monitor("articles", "--format", "json").json
    assert monitor("prune", "--take-down", NUMBER, "--reason", "x", "--yes").code == 0
    restored = monitor("restore", "copy.db", "--replace")
    assert restored.code == 0
    assert "monitor.db.replaced-" in restored.out
    assert monitor("articles", "--format", "json").json == listed


def test_a_store_that_a_daemon_holds_is_left_alone(archive: Path, monitor: Command) -> None:
    assert monitor("backup", "copy.db").code == 0
    lock = DaemonLock(archive.with_name("monitor.db.lock"), Holder(os.getpid(), system_clock(), None))
    try:
        for words in (
            ("restore", "copy.db", "--replace"),
            ("prune", "--rewrite"),
            ("prune", "--take-down", NUMBER, "--reason", "x", "--yes"),
        ):
            refused = monitor(*words)
            assert (refused.code, "a daemon already runs" in refused.err) == (3, True), words
        assert monitor("backup", "while-it-runs.db").code == 0
    finally:
        lock.release()


def test_an_article_is_taken_down_in_all_files(archive: Path, monitor: Command, tmp_path: Path) -> None:
    data = archive.parent
    (data / "monitor.log").write_text("a line\nrevision 3 of article 1 (captures): bicycles\nof article 12\n")
    (data / "alerts.jsonl").write_text('{"key":"1-out","article":1,"text":"bicycles"}\n{"article":12}\n')
    copy = data / "monitor.db.0002-then.backup"
    copy.write_text("an old copy")

    assert monitor("prune", "--take-down", NUMBER).code == 2
    assert monitor("prune", "--take-down", NUMBER, "--reason", "an order", "--dry-run").code == 0
    done = monitor("prune", "--take-down", NUMBER, "--reason", "an order", "--yes", "--format", "json")

    assert done.code == 0
    assert done.json["reason"] == "an order"
    assert str(copy) in done.err
    assert "captures/a.html is a capture of it" in done.err
    assert (data / "monitor.log").read_text() == "a line\nof article 12\n"
    assert (data / "alerts.jsonl").read_text() == '{"article":12}\n'
    assert not any(b"harbor bridge" in path.read_bytes() for path in data.iterdir())
    versions = monitor("versions", NUMBER)
    assert (versions.code, "was taken down on" in versions.err) == (1, True)
    assert "(taken down: an order)" in monitor("articles").out
    assert monitor("verify").code == 0
    # The capture still lies in its folder, and is not read again.
    monitor("check")
    assert monitor("articles", "--format", "json").json[0]["versions"] == 0
    assert monitor("prune", "--take-down", NUMBER, "--reason", "again", "--yes").code == 1


def test_nothing_to_let_go(archive: Path, monitor: Command) -> None:
    assert monitor("prune", "--dry-run").out == "nothing to let go\n"
    assert monitor("prune", "--rewrite").code == 0
    assert monitor("prune", "--reason", "why").code == 2
    assert monitor("prune", "--format", "json").json == []


def test_captures_are_read_again(archive: Path, monitor: Command) -> None:
    done = monitor("replay", "--all", "--recorded", "--format", "json")
    assert (done.code, done.json) == (0, [])
    assert "2 of them byte for byte the same" in done.err
    assert monitor("replay").code == 2
    assert monitor("replay", "1", "--all").code == 2
    assert monitor("replay", "999").code == 1

    config = archive.parent.parent / "config.yaml"
    config.write_text(
        CONFIG.replace("name: captures\n", 'name: captures\n    recipe: {drop: ["p:last-of-type"]}\n')
    )
    listed = monitor("replay", "1")
    assert "article 1, version 1: reads differently; was: first version; now: first version" in listed.out
    assert "1 articles would get a technical version" in listed.err
    assert "1 articles got a technical version" in monitor("replay", "1", "--apply").err
    assert [row["provenance"] for row in monitor("versions", "1", "--format", "json").json] == [
        "observed",
        "replayed",
    ]
    assert monitor("verify").code == 0


def test_damage_is_named_and_mended(archive: Path, monitor: Command) -> None:
    assert monitor("repair").out == "nothing is lost\n"
    monitor("backup", "copy.db")
    with sqlite3.connect(archive) as raw:
        raw.execute(
            "UPDATE blob SET data = zeroblob(30) WHERE digest = (SELECT digest FROM snapshot WHERE id = 1)"
        )
        raw.execute(
            "UPDATE version SET document = replace(document, 'cables', 'cradle') WHERE article_id = 2"
        )
        raw.execute("UPDATE revision_text SET text = ' x '")

    lost = monitor("repair")
    assert lost.code == 1
    assert "snapshot 1 of article 1 (version 1)" in lost.out
    assert "lost: document of version 1 of article 2" in lost.out
    assert monitor("show", "1").code in (0, 1)
    assert monitor("repair", "--from", "copy.db").code == 2

    mended = monitor("repair", "--apply", "--from", "copy.db", "--format", "jsonl")
    assert mended.code == 0
    assert [row["mended"] for row in mended.rows] == [True, True]
    assert monitor("repair").out == "nothing is lost\n"
    assert monitor("verify").code == 0
