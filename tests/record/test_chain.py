"""The journal: what is recorded is entered with it, in one chain, and whatever was done past it is found."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from record_samples import (
    FEED,
    NOON,
    STORY,
    due_of,
    first,
    judgement,
    later,
    look,
    revise,
    silent,
    to_desk,
    track,
    with_state,
)
from sqlalchemy import text

from monitor.errors import StoreError
from monitor.fingerprint import entry_line
from monitor.model import Decided, Happening, Head, JournalEntry, Past, State
from monitor.record import SqlRecords, open_records
from monitor.record.chain import BEGINNING, adopt
from monitor.record.covered import digest
from monitor.record.engine import open_engine, writing
from monitor.record.upgrade import _config


def entered(store: SqlRecords, after: int = 0) -> list[tuple[str, str, str]]:
    return [(one.kind, one.subject, one.key) for one in store.journal(after, 1000)]


def sql(store: SqlRecords, *statements: str) -> None:
    """Statements that are none of ours."""
    with store._engine.begin() as conn:
        if conn.dialect.name == "sqlite":
            conn.execute(text("PRAGMA foreign_keys = OFF"))
        for statement in statements:
            conn.execute(text(statement))


@pytest.fixture
def seen(store: SqlRecords) -> SqlRecords:
    """A store with two revisions, alerts and an article that is gone; its journal has 13 entries."""
    (number,) = track(store)
    first(store, number, later(1))
    revise(store, number, later(2), outbox=to_desk)
    revise(store, number, later(3), "Seventy people", judgement(notice="Correction: seventy."))
    gone = with_state(look(due_of(store, number), "gone", later(4)), State.GONE, "410 Gone")
    store.record_checks([gone], to_desk)
    return store


def test_everything_that_is_recorded_is_entered_in_its_order(seen: SqlRecords) -> None:
    assert entered(seen) == [
        ("recorded", "source", "1"),
        ("recorded", "article", "1"),
        ("recorded", "snapshot", "1"),
        ("recorded", "version", "1"),
        ("recorded", "snapshot", "2"),
        ("recorded", "version", "2"),
        ("recorded", "revision", "1"),
        ("recorded", "alert", "1"),
        ("recorded", "snapshot", "3"),
        ("recorded", "version", "3"),
        ("recorded", "revision", "2"),
        ("recorded", "state_change", "1"),
        ("recorded", "alert", "2"),
    ]
    assert seen.verify() == []


def test_each_entry_carries_the_digest_of_the_one_before(seen: SqlRecords) -> None:
    entries = seen.journal(0, 1000)
    assert [one.sequence for one in entries] == list(range(1, 14))
    assert [one.previous for one in entries] == [BEGINNING, *(one.digest for one in entries[:-1])]
    assert all(digest(entry_line(one)) == one.digest for one in entries)
    assert seen.head() == Head(13, entries[-1].digest, entries[-1].at)
    [held] = seen.canonical("version", [2]).values()
    [entry] = seen.entries_of("version", [2])
    assert digest(held) == entry.content


def test_each_entry_tells_when(seen: SqlRecords) -> None:
    seen.pause_source("harbor", True)
    seen.remove_source("1")
    assert all(entry.at is not None for entry in seen.journal(0, 1000))


def test_a_look_that_finds_nothing_enters_nothing(seen: SqlRecords) -> None:
    head = seen.head()
    seen.record_checks([look(due_of(seen, 1), "not_modified", later(9))], silent)
    assert seen.head() == head


Change = Callable[[SqlRecords], object]
CHANGES: dict[str, tuple[Change, list[tuple[str, str]]]] = {
    "removing a source": (lambda store: store.remove_source("harbor"), [("changed", "source")]),
    "removing an article": (lambda store: store.remove_source("1"), [("changed", "article")]),
    "taking a source out of the config": (
        lambda store: (store.sync_sources([FEED], NOON), store.sync_sources([], NOON)),
        [("changed", "source"), ("changed", "source")],
    ),
    "a noise that is learned": (
        lambda store: store.learn_blocks("harbor.example", "shared", {"ab" * 32: "Read more"}, NOON),
        [("recorded", "host_block")],
    ),
    "a person's word on a noise": (
        lambda store: (
            store.learn_blocks("harbor.example", "volatile", {"ab" * 32: "12 watching"}, NOON),
            store.decide_block("abab", "kept"),
        ),
        [("recorded", "host_block"), ("changed", "host_block")],
    ),
    "a noise that is caught again": (
        lambda store: [
            store.learn_blocks("harbor.example", "volatile", {"ab" * 32: "12 watching"}, later(n))
            for n in range(4)
        ],
        [("recorded", "host_block"), ("changed", "host_block")],
    ),
    "a noise that is forgotten": (
        lambda store: [
            store.learn_blocks("harbor.example", "volatile", {name * 32: "12 watching"}, at)
            for name, at in (("ab", NOON), ("cd", NOON + timedelta(days=40)))
        ],
        [("recorded", "host_block"), ("deleted", "host_block"), ("recorded", "host_block")],
    ),
    "a time stamp": (
        lambda store: store.put_token(store.head() or Head(0, ""), NOON, "http://clock.example", b"\x30"),
        [("recorded", "token")],
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_entered(seen: SqlRecords, change: str) -> None:
    make, expected = CHANGES[change]
    make(seen)
    assert [(kind, table) for kind, table, _ in entered(seen, after=13)] == expected
    assert seen.verify() == []


def test_a_move_and_the_way_back_are_entered(store: SqlRecords) -> None:
    (number,) = track(store)
    for url in ("https://harbor.example/new", STORY):
        record = look(due_of(store, number), "unchanged", later(1))
        moved = type(record)(**{**_fields(record), "new_url": url})
        store.record_checks([moved], silent)
    kinds = [(kind, table) for kind, table, _ in entered(store, after=2)]
    assert kinds == [
        ("changed", "article"),
        ("recorded", "former_address"),
        ("deleted", "former_address"),
        ("changed", "article"),
        ("recorded", "former_address"),
    ]
    assert store.verify() == []


def _fields(value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}  # type: ignore[attr-defined]


def test_a_transaction_that_fails_leaves_no_entry(seen: SqlRecords) -> None:
    head = seen.head()

    def broken(happenings: Sequence[Happening], past: Past) -> Decided:
        raise StoreError("the outbox is broken")

    with pytest.raises(StoreError):
        revise(seen, 1, later(5), "Eighty people", outbox=broken)
    assert seen.head() == head
    assert seen.verify() == []


DAMAGES: dict[str, tuple[tuple[str, ...], str]] = {
    "headers edited": (
        ("UPDATE snapshot SET headers = '[]' WHERE id = 2",),
        "Row 2 of table snapshot is not what was recorded: it was altered (entry 5 of the journal)",
    ),
    "time edited": (
        ("UPDATE version SET seen_at = (SELECT seen_at FROM version WHERE id = 1) WHERE id = 2",),
        "Row 2 of table version",
    ),
    "address edited": (("UPDATE article SET url = 'https://other.example/'",), "Row 1 of table article"),
    "alert edited": (("UPDATE alert SET text = 'nothing' WHERE id = 1",), "Row 1 of table alert is not"),
    "provenance edited": (
        ("UPDATE version SET provenance = 'imported' WHERE id = 1",),
        "Row 1 of table version",
    ),
    "row dropped": (
        ("DELETE FROM state_change",),
        "Row 1 of table state_change is missing (entry 12 of the journal)",
    ),
    "row added": (
        (
            "INSERT INTO state_change (article_id, before, after, at, reason) "
            "SELECT article_id, after, before, at, reason FROM state_change",
        ),
        "Row 2 of table state_change has no entry in the journal",
    ),
    "entry altered": (
        ("UPDATE journal SET kind = 'adopted' WHERE sequence = 4",),
        "Entry 4 of the journal was altered",
    ),
    "entry's time altered": (
        ("UPDATE journal SET at = NULL WHERE sequence = 4",),
        "Entry 4 of the journal was altered",
    ),
    "entry dropped": (("DELETE FROM journal WHERE sequence = 4",), "Entry 4 is missing from the journal"),
    "entries dropped": (
        ("DELETE FROM journal WHERE sequence BETWEEN 4 AND 6",),
        "Entries 4 to 6 are missing from the journal",
    ),
    "beginning dropped": (
        ("DELETE FROM journal WHERE sequence < 3",),
        "Entries 1 to 2 are missing from the journal",
    ),
    "searched text edited": (
        ("UPDATE revision_text SET text = ' six people ' WHERE revision_id = 1",),
        "What is searched of revision 1",
    ),
    "searched notice dropped": (
        ("UPDATE revision_text SET text = replace(text, ' correction ', ' ') WHERE revision_id = 2",),
        "What is searched of revision 2",
    ),
    "searched revision dropped": (("DELETE FROM revision_text",), "What is searched of revision 1"),
    "searched version dropped": (("DELETE FROM version_text",), "What is searched of version number 1"),
    "list cut": (("DELETE FROM listing",), "Revision 1 is not listed as it stands"),
    "counts edited": (("UPDATE cell SET n = n + 1",), "Revisions are counted wrongly in 2 places"),
    "headline edited": (("UPDATE article SET headline = 'Calm seas'",), "What is listed of article 1"),
    "state edited": (("UPDATE article SET state = 'live'",), "Article 1 stands as live"),
    "last found edited": (
        ("UPDATE version SET last_seen_at = NULL WHERE number = 1",),
        "When version 1 of article 1 was found last",
    ),
    "depth edited": (("UPDATE blob SET depth = 9 WHERE depth = 0",), "how far back its full copy is"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_done_past_the_journal_is_named(seen: SqlRecords, damage: str) -> None:
    statements, said = DAMAGES[damage]
    sql(seen, *statements)
    problems = seen.verify()
    assert any(said in problem for problem in problems), problems
    assert all(problem.endswith(".") for problem in problems)


def test_the_first_entry_that_does_not_fit_is_named_first(seen: SqlRecords) -> None:
    sql(seen, "UPDATE journal SET note = 'x' WHERE sequence IN (6, 9)")
    problems = [problem for problem in seen.verify() if "journal" in problem]
    assert problems[0] == "The first entry of the journal that does not fit is number 6."


def test_a_tail_that_was_cut_needs_a_head_from_outside(seen: SqlRecords) -> None:
    head = seen.head()
    assert head is not None
    sql(
        seen,
        "DELETE FROM delivery WHERE alert_id = 2",
        "DELETE FROM alert WHERE id = 2",
        "DELETE FROM journal WHERE sequence = 13",
    )
    assert seen.verify() == []
    assert "its tail was cut off" in seen.verify([head])[0]


def test_a_chain_that_was_written_anew_needs_a_head_from_outside(seen: SqlRecords) -> None:
    head = seen.head()
    assert head is not None
    sql(seen, "UPDATE alert SET text = 'nothing' WHERE id = 1", "DELETE FROM journal")
    with writing(seen._engine) as conn:
        adopt(conn)
    assert seen.verify() == []
    assert "was written anew" in seen.verify([head])[0]
    assert {kind for kind, _, _ in entered(seen)} == {"adopted"}


def test_an_older_head_fits_a_journal_that_went_on(seen: SqlRecords) -> None:
    head = seen.head()
    assert head is not None
    seen.remove_source("harbor")
    assert seen.verify([head]) == []


@pytest.mark.usefixtures("from_nothing")
def test_a_store_from_before_the_journal_is_adopted_as_it_stands(store_url: str, tmp_path: Path) -> None:
    engine = open_engine(store_url, tmp_path)
    with writing(engine) as conn:
        command.upgrade(_config(conn), "0002")
        conn.execute(
            text(
                "INSERT INTO source (name, kind, location, spec, origin, added_at, active, paused) VALUES"
                " ('harbor', 'feed', 'https://harbor.example/feed', '{}', 'added', :at, :yes, :no)"
            ),
            {"at": "2026-03-05 12:00:00.000000+00:00", "yes": True, "no": False},
        )
    engine.dispose()
    store = open_records(store_url, data=tmp_path)
    assert entered(store) == [("adopted", "source", "1")]
    assert store.verify() == []
    store.close()
    again = open_records(store_url, data=tmp_path)
    assert len(entered(again)) == 1
    again.close()


def test_writers_at_once_make_one_chain(store: SqlRecords, store_url: str, tmp_path: Path) -> None:
    ids = track(store, *(f"https://harbor.example/{number}" for number in range(12)))
    others = [open_records(store_url, data=tmp_path) for _ in range(3)]
    failed: list[BaseException] = []

    def write(mine: SqlRecords, wanted: list[int]) -> None:
        try:
            for number in wanted:
                first(mine, number, later(1), f"Forty people of {number}")
                revise(mine, number, later(2), f"Sixty people of {number}", outbox=to_desk)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(one, ids[n::3])) for n, one in enumerate(others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in others:
        one.close()
    assert failed == []
    assert [one.sequence for one in store.journal(0, 1000)] == list(range(1, 14 + 12 * 6))
    assert store.verify() == []


def test_the_digest_of_an_entry_covers_all_that_stands_in_it() -> None:
    entry = JournalEntry(1, NOON, "recorded", "version", "1", "a" * 64, None, BEGINNING, "")
    others = {
        "sequence": 2, "at": None, "kind": "changed", "subject": "snapshot", "key": "2", "content": None,
        "note": "x", "previous": "b" * 64,
    }  # fmt: skip
    lines = {entry_line(entry)}
    for name, value in others.items():
        lines.add(entry_line(JournalEntry(**{**_fields(entry), name: value})))  # type: ignore[arg-type]
    assert len(lines) == 1 + len(others)
