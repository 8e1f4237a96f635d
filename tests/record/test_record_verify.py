"""Damage to a store is found, and said in a sentence that names the place."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from record_samples import first, later, revise, to_desk, track

from monitor.errors import StoreError
from monitor.record import SqlRecords, open_records

DAMAGES: dict[str, tuple[str, str]] = {
    "bytes of a body": ("UPDATE blob SET data = zeroblob(40) WHERE depth = 1", "cannot be unpacked"),
    "another body": (
        "UPDATE blob SET data = (SELECT data FROM blob WHERE depth = 0), base = NULL, "
        "size = (SELECT size FROM blob WHERE depth = 0) WHERE depth = 1",
        "do not have its digest",
    ),
    "forged size": ("UPDATE blob SET size = 4000000000", "more than any page"),
    "dictionary in a circle": ("UPDATE blob SET base = digest WHERE depth = 1", "no end"),
    "lost body": ("DELETE FROM blob WHERE depth = 1", "has lost the bytes"),
    "lost snapshot": ("DELETE FROM snapshot WHERE id = 2", "has lost the bytes"),
    "lost version": ("DELETE FROM version WHERE number = 1", "versions 1 to 3"),
    "lost last version": ("DELETE FROM version WHERE number = 3", "versions 1 to 3"),
    "gap": ("UPDATE version SET number = 9 WHERE number = 2", "numbered from 1 to 9"),
    "all versions lost": ("DELETE FROM version", "has 0"),
    "lost revision": ("DELETE FROM revision WHERE to_version = 2", "No revision leads to version 2"),
    "revision out of step": (
        "UPDATE revision SET from_version = 1 WHERE to_version = 3",
        "from version 1 to 3",
    ),
    "document changed": (
        "UPDATE version SET document = replace(document, 'Sixty', 'Fifty') WHERE number = 2",
        "document of version 2",
    ),
    "document cut short": (
        "UPDATE version SET document = substr(document, 1, 90) WHERE number = 2",
        "document of version 2",
    ),
    "lost alert": ("DELETE FROM alert WHERE id = 1", "has lost its alert"),
    "lost source": ("DELETE FROM source", "table article points to a row of source"),
}


@pytest.fixture
def damaged(tmp_path: Path) -> Callable[[str], SqlRecords]:
    """A small whole store, after a statement that was none of ours."""

    def damage(statement: str) -> SqlRecords:
        store = open_records("sqlite://", data=tmp_path)
        (number,) = track(store)
        first(store, number, later(1), "Forty people " * 30)
        revise(store, number, later(2), "Sixty people " * 30, outbox=to_desk)
        revise(store, number, later(3), "Seventy people " * 30)
        assert store.verify() == []
        store.close()
        with sqlite3.connect(tmp_path / "monitor.db") as raw:
            raw.execute(statement)
        return open_records("sqlite://", data=tmp_path)

    return damage


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_named(damaged: Callable[[str], SqlRecords], damage: str) -> None:
    statement, said = DAMAGES[damage]
    problems = damaged(statement).verify()
    assert any(said in problem for problem in problems), problems
    assert all(problem.endswith(".") for problem in problems)


def test_a_damaged_body_is_never_given_out(damaged: Callable[[str], SqlRecords]) -> None:
    store = damaged(DAMAGES["another body"][0])
    with pytest.raises(StoreError, match="backup"):
        store.snapshot(2)


def test_a_torn_file_is_named(tmp_path: Path) -> None:
    store = open_records("sqlite://", data=tmp_path)
    (number,) = track(store)
    for step in range(30):
        first_text = f"Forty people {step} " * 400
        if step == 0:
            first(store, number, later(1), first_text)
        else:
            revise(store, number, later(1 + step), first_text)
    store.close()
    path = tmp_path / "monitor.db"
    data = bytearray(path.read_bytes())
    for place in range(len(data) // 2, len(data) - 4096, 8192):
        data[place : place + 512] = b"\xff" * 512
    path.write_bytes(data)

    try:
        problems = open_records("sqlite://", data=tmp_path).verify()
    except StoreError as error:
        problems = [str(error)]

    assert problems
    assert "damaged" in problems[0]
    assert "backup" in problems[0]
