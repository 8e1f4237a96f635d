"""Letting captures go: which ones, what is packed against them, and the room they took."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

from record_samples import FEED, NOON, STORY, due_of, first, later, look, revise, silent, snapshot, track

from monitor.model import FirstVersion, SourceSpec
from monitor.record import SqlRecords, open_records
from tests.values import document

DAY = timedelta(days=1)
THINNED = SourceSpec(
    FEED.name, FEED.kind, FEED.location, keep="versions", thin_after_seconds=10 * 86400
)  # fmt: skip


def page(seed: int, size: int = 400) -> str:
    """A page of random words, so that it does not pack away, and of its neighbor's words."""
    shared, own = random.Random(0), random.Random(seed)
    return " ".join(f"{dice.getrandbits(64):x}" for dice in [shared] * size + [own] * 20)


def fill(store: SqlRecords, spec: SourceSpec) -> int:
    """Captures: 1 first, 2 held back, 3 a version, 4 and 5 held back, 6 the last."""
    (number,) = track(store, STORY, spec=spec)
    first(store, number, later(1), page(1))
    held(store, number, 2)
    revise(store, number, later(3), page(3))
    for seed in (4, 5, 6):
        held(store, number, seed)
    return number


def held(store: SqlRecords, number: int, seed: int, minute: int | None = None) -> None:
    record = look(due_of(store, number), "suspect", later(minute or seed), body=page(seed))
    store.record_checks([record], silent)


def kept(store: SqlRecords, number: int) -> list[str]:
    return [store.snapshot(entry.id).body.decode() for entry in store.snapshots(number)]


def test_a_source_that_keeps_all_keeps_all(store: SqlRecords) -> None:
    number = fill(store, FEED)
    assert store.prunable(NOON + DAY * 999) == []
    assert store.prune(NOON + DAY * 999).snapshots == 0
    assert len(kept(store, number)) == 6


def test_what_made_no_version_goes_after_its_time(store: SqlRecords) -> None:
    number = fill(store, THINNED)
    assert store.prunable(NOON + DAY * 9) == []

    (going,) = store.prunable(NOON + DAY * 11)
    gone = store.prune(NOON + DAY * 11)

    assert (going.source, going.snapshots, going.bodies) == ("harbor", 3, 3)
    assert (gone.snapshots, gone.bodies) == (3, 3)
    assert store.prune(NOON + DAY * 11).snapshots == 0
    # The rest is packed anew, and read as it was.
    assert kept(store, number) == [page(seed) for seed in (1, 3, 6)]
    assert [one.number for one in store.versions(number)] == [1, 2]
    assert store.verify() == []


def test_a_body_that_another_capture_has_stays(store: SqlRecords) -> None:
    number = fill(store, THINNED)
    held(store, number, 5, minute=7)
    (going,) = store.prunable(NOON + DAY * 11)
    assert (going.snapshots, going.bodies) == (4, 3)
    assert store.prune(NOON + DAY * 11).bodies == 3
    assert kept(store, number) == [page(seed) for seed in (1, 3, 5)]
    assert store.verify() == []


def test_a_users_own_capture_stays(store: SqlRecords) -> None:
    number = fill(store, THINNED)
    source = store.sources()[0]
    own = snapshot(page(9), later(2.5), baseline=True)
    store.record_baseline(source.id, STORY, own, FirstVersion(document()), later(9))
    store.prune(NOON + DAY * 11)
    assert page(9) in kept(store, number)


def test_what_is_packed_against_a_damaged_body_starts_anew(sqlite_store: SqlRecords) -> None:
    (number,) = track(sqlite_store)
    first(sqlite_store, number, later(1), page(1))
    with sqlite_store._engine.begin() as conn:
        conn.exec_driver_sql("UPDATE blob SET data = zeroblob(40)")
    revise(sqlite_store, number, later(2), page(2))
    assert sqlite_store.snapshot(2).body.decode() == page(2)


def test_the_room_is_given_back_while_the_store_is_open(tmp_path: Path) -> None:
    store = open_records("sqlite://", data=tmp_path)
    (number,) = track(store, STORY, spec=THINNED)
    # Tables and indexes take their room in an empty store too.
    empty = store.size()
    for seed in range(1, 40):
        record = look(
            due_of(store, number), "suspect", later(seed), body=random.Random(seed).randbytes(10_000).hex()
        )
        store.record_checks([record], silent)
    before = store.size() - empty
    assert store.prune(NOON + DAY * 11).snapshots == 37
    store.give_back()
    assert store.size() - empty < before / 2
    store.rewrite()
    assert store.verify() == []
    store.close()
