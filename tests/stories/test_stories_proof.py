"""What was seen can be proved: to oneself, and to somebody who has nothing of this program."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import proving
from monitor.jobs.witness import Witness
from monitor.model import Revision
from monitor.proving import head_file
from monitor.settings import ArchiveSettings, FetchSettings, Settings
from tests.authority import Authority
from tests.servers import Server
from tests.stories.world import World


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A monitor that has seen one undisclosed change. The tests leave it as it is."""
    world = World(tmp_path_factory.mktemp("past"))
    world.track("harbor-tolls")
    texts = world.room.story("harbor-tolls").paragraphs
    world.room.edit(
        "harbor-tolls", paragraphs=tuple(text.replace("41 crowns", "47 crowns") for text in texts)
    )
    world.pass_time(hours=6)
    yield world
    world.close()


@pytest.fixture(scope="module")
def seen(past: World) -> Revision:
    [revision] = past.revisions()
    return revision


@pytest.fixture(scope="module")
def stamped(past: World, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of that monitor, whose journal an authority has stamped once."""
    authority = Authority(tmp_path_factory.mktemp("authority") / "clock")
    with Server({"/clock": authority}) as server:
        host = server.url("/").removeprefix("http://").rstrip("/")
        settings = replace(
            past.app.settings,
            fetch=FetchSettings(allow_hosts=frozenset({host})),
            archive=ArchiveSettings(timestamp_url=server.url("/clock"), timestamp_ca=authority.root),
        )
        past.run(proving.open_witness(past.app, settings).tick())
    return settings


@pytest.fixture(scope="module")
def packed(past: World, stamped: Settings, seen: Revision) -> bytes:
    return b"".join(proving.evidence(past.app.records, seen.id, stamped))


def unpacked(packed: bytes, into: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(into)
    return into


def checked(folder: Path, *words: str) -> tuple[int, str]:
    """What the package's own script says, run by a Python that sees nothing of ours."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_whole_store_verifies_and_every_version_reads_again_as_it_did(past: World) -> None:
    found = proving.verify(past.app.records, past.app.settings, [], deep=True)
    assert (found.problems, found.notes) == ([], [])
    assert found.head is not None and found.head == past.app.records.head()


def test_the_journals_end_is_told_outside_and_its_loss_is_found(past: World) -> None:
    witness = proving.open_witness(past.app, past.app.settings)
    past.run(told(witness))
    past.run(told(witness))
    path = head_file(past.app.settings)
    [line] = path.read_text().splitlines()
    head = past.app.records.head()
    assert head is not None and json.loads(line)["digest"] == head.digest
    assert proving.verify(past.app.records, past.app.settings, [path], deep=False).problems == []

    path.write_text(line.replace(f'"sequence": {head.sequence}', f'"sequence": {head.sequence + 3}') + "\n")
    problems = proving.verify(past.app.records, past.app.settings, [path], deep=False).problems
    assert any("tail was cut off" in problem for problem in problems)


async def told(witness: Witness) -> None:
    await witness.tell()


def test_an_alert_carries_the_journals_end(world: World) -> None:
    world.track("tram-depot")
    world.room.fail_with(410)
    world.run(look_again(world))
    due = world.app.records.due_deliveries(world.now, 10)
    assert [one.head for one in due] == [world.app.records.head()]


async def look_again(world: World) -> None:
    """Twice: bad news is confirmed."""
    for _ in range(2):
        world.now += timedelta(hours=1)
        await world.app.checker.tick()
        await world.app.checker.drain()


def test_a_head_is_time_stamped_once_and_the_token_holds(past: World, stamped: Settings) -> None:
    records = past.app.records
    past.run(proving.open_witness(past.app, stamped).tick())
    [token] = records.tokens()
    assert token.head.sequence + 1 == records.head().sequence  # type: ignore[union-attr]
    found = proving.verify(records, stamped, [], deep=False)
    assert (found.problems, found.notes) == ([], [])


def test_without_certificates_verify_says_what_it_left_unchecked(past: World, stamped: Settings) -> None:
    bare = replace(stamped, archive=ArchiveSettings())
    found = proving.verify(past.app.records, bare, [], deep=False)
    assert found.problems == []
    assert "signatures" in found.notes[0]


def test_a_third_party_checks_a_package(
    past: World, stamped: Settings, seen: Revision, packed: bytes, tmp_path: Path
) -> None:
    assert packed == b"".join(proving.evidence(past.app.records, seen.id, stamped))
    folder = unpacked(packed, tmp_path / "package")
    assert len((folder / "verify.py").read_text().splitlines()) <= 60
    code, said = checked(folder)
    assert (code, said[:3]) == (0, "OK:")
    assert checked(folder, "--ca", str(stamped.archive.timestamp_ca))[0] == 0
    head = past.app.records.head()
    assert head is not None and checked(folder, "--head", head.digest)[0] == 0
    assert "that you were told" in checked(folder, "--head", "0" * 64)[1]
    assert "47 crowns" in (folder / "report.txt").read_text()
    assert b"47 crowns" in (folder / "after.body").read_bytes()
    assert "python3 verify.py" in (folder / "HOWTO.txt").read_text()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def alter_imprint(path: Path) -> None:
    """Change the digest that a time-stamp token speaks of: the first octet string of 32 bytes in it."""
    data = bytearray(path.read_bytes())
    data[data.index(b"\x04\x20") + 2] ^= 1
    path.write_bytes(bytes(data))


def alter_head(path: Path) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | {"digest": "0" * 64}))


def drop_line(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2] + lines[3:]))


FORGERIES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "body": ("before.body", flip),
    "headers": ("after.headers.json", lambda path: path.write_text(path.read_text().replace("200", "201"))),
    "digest beside it": ("before.headers.json", lambda path: path.write_text('{"digest": "00"}')),
    "document": ("after.document.json", flip),
    "judgement": ("revision.json", flip),
    "journal": ("journal.jsonl", lambda path: path.write_bytes(b"{")),
    "token": ("tokens/1.tst", alter_imprint),
    "entry lost": ("journal.jsonl", drop_line),
    "head": ("head.json", alter_head),
}


@pytest.mark.parametrize("forged", FORGERIES)
def test_a_forged_package_is_found_out(packed: bytes, tmp_path: Path, forged: str) -> None:
    folder = unpacked(packed, tmp_path / "package")
    name, forge = FORGERIES[forged]
    forge(folder / name)
    code, said = checked(folder)
    assert code == 1 and said and "Traceback" not in said


def test_each_row_of_a_package_is_covered(packed: bytes, tmp_path: Path) -> None:
    folder = unpacked(packed, tmp_path / "package")
    for path in sorted((folder / "rows").iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole.replace(b'"article_id":', b'"article_id": '))
        code, said = checked(folder)
        assert code == 1 and f"rows/{path.name}" in said
        path.write_bytes(whole)
    assert checked(folder)[0] == 0
