"""One writer and two readers at once: readers never wait for long, and never see half a write."""

from __future__ import annotations

import threading
from collections.abc import Callable

from record_samples import NOON, STORY, document, first, judgement, later, look, revise, silent, track

from monitor.model import Lead, Revised, SourceKind, SourceSpec
from monitor.ports import RevisionFilter
from monitor.record import SqlRecords

STEPS = 40


def test_readers_see_whole_writes_only(store: SqlRecords) -> None:
    """A revision, its version and the article's count of versions appear together or not at all."""
    (number,) = track(store)
    first(store, number, later(1))
    written = threading.Event()
    looks = {"article": 0, "revisions": 0}
    failures: list[str] = []

    def read(name: str, ask: Callable[[], str | None]) -> None:
        try:
            while not written.is_set() or not looks[name]:
                wrong = ask()
                looks[name] += 1
                if wrong:
                    failures.append(wrong)
        except Exception as error:
            failures.append(repr(error))

    def article() -> str | None:
        count = store.article(STORY).versions
        document = store.version(number, count).document
        return None if document == store.versions(number)[count - 1].document else f"version {count} is torn"

    def revisions() -> str | None:
        found = [one.to_version for one in store.revisions(RevisionFilter(article_id=number, limit=999))]
        return None if found == list(range(len(found) + 1, 1, -1)) else f"revisions {found}"

    readers = [
        threading.Thread(target=read, args=("article", article)),
        threading.Thread(target=read, args=("revisions", revisions)),
    ]
    for reader in readers:
        reader.start()
    for step in range(STEPS):
        revise(store, number, later(2 + step), f"{step} people")
    written.set()
    for reader in readers:
        reader.join()

    assert failures == []
    assert min(looks.values()) > 0
    assert store.article(STORY).versions == STEPS + 1
    assert store.verify() == []


def test_a_reader_that_is_slow_keeps_nobody_from_writing(store: SqlRecords) -> None:
    (number,) = track(store)
    first(store, number, later(1))
    with store._engine.connect() as slow, slow.begin():
        before = slow.exec_driver_sql("SELECT count(*) FROM version").scalar()
        revise(store, number, later(2))
        assert slow.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar() == 1
    assert before == 1
    assert store.article(STORY).versions == 2


def test_two_writers_of_one_article_make_one_version_each_of_different_looks(store: SqlRecords) -> None:
    """Both looked when there was one version: one is written, the other says that it came second."""
    (number,) = track(store)
    first(store, number, later(1))
    (due,) = store.due(later(1), 1, [number])
    start = threading.Barrier(2)
    failures: list[BaseException] = []

    def write(text: str) -> None:
        examined = Revised(document(text), judgement())
        record = look(due, "revised", later(5), examined=examined, body=text)
        try:
            start.wait(60)
            store.record_checks([record], silent)
        except BaseException as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(text,)) for text in ("one text", "another text")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert failures == []
    assert store.article(STORY).versions == 2
    reasons = [check.reason for check in store.checks(number) if check.result == "revised"]
    assert sorted(reason is None for reason in reasons) == [False, True]
    assert store.verify() == []


def test_writers_that_meet_at_the_same_sources_wait_and_all_get_through(store: SqlRecords) -> None:
    sources = [
        store.add_source(SourceSpec(f"source {n}", SourceKind.FEED, f"https://s{n}.example/"), NOON)
        for n in range(8)
    ]
    numbers = [
        store.add_leads(one.id, [Lead(f"https://s{n}.example/{side}") for side in "ab"], NOON)
        for n, one in enumerate(sources)
    ]
    failures: list[BaseException] = []

    def write(side: int) -> None:
        mine = [pair[side] for pair in (numbers if side else reversed(numbers))]
        try:
            for minute in range(20):
                batch = [look(due, "failed", later(minute)) for due in store.due(later(minute), 99, mine)]
                store.record_checks(batch, silent)
        except BaseException as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(side,)) for side in (0, 1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert [health.failures_24h for health in store.source_health(later(30))] == [40] * 8
