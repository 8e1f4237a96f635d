"""Keeping the store small: what is rolled up, what is forgotten, what stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Thread

from record_samples import FEED, NOON, STORY, due_of, later, look, silent, track
from sqlalchemy import select, update

from monitor.errors import MonitorError
from monitor.model import Alert, Lead
from monitor.record import SqlRecords, open_records, upkeep
from monitor.record.engine import open_engine, reading, writing
from monitor.record.schema import article

DAY = timedelta(days=1)


def test_old_looks_become_one_for_each_article_and_day(store: SqlRecords) -> None:
    one, two = track(store, STORY, "https://harbor.example/two")
    for number in (one, two):
        due = due_of(store, number)
        instants = [NOON, later(1), later(2), NOON + DAY, NOON + DAY * 95, NOON + DAY * 95 + DAY / 24]
        store.record_checks([look(due, "unchanged", at) for at in instants], silent)

    # Ninety days after the month was over, too.
    store.housekeeping(NOON + DAY * 130)
    store.housekeeping(NOON + DAY * 130)

    expected = [NOON + DAY * 95 + DAY / 24, NOON + DAY * 95, NOON + DAY, later(2)]
    assert [check.at for check in store.checks(one)] == expected
    assert [check.at for check in store.checks(two)] == expected


def test_tidying_waits_for_a_writer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    records = open_records(url, data=tmp_path)
    engine, writers, failures = open_engine(url, tmp_path), open_engine(url, tmp_path), []
    # SQLite analyzes what a connection asked for and what has grown a lot since the last time.
    source = records.add_source(FEED, NOON).id
    for count in (1, 100):
        records.add_leads(source, [Lead(f"https://harbor.example/{count}/{n}") for n in range(count)], NOON)
        with reading(engine) as conn:
            conn.execute(select(article.c.id).where(article.c.watched, article.c.next_check_at <= NOON)).all()
        if count == 1:
            upkeep.tidy(engine)

    def tidied() -> None:
        try:
            upkeep.tidy(engine)
        except MonitorError as error:
            failures.append(error)

    with writing(writers) as conn:
        conn.execute(update(article), {"state_reason": "written"})
        other = Thread(target=tidied)
        other.start()
        other.join(0.3)  # Long enough to be refused; no matter if it has not got so far.
    other.join()
    records.close()
    engine.dispose()
    writers.dispose()
    assert failures == []


def test_payloads_are_forgotten_some_time_after_delivery(store: SqlRecords) -> None:
    for rule in ("sent", "waiting", "recent"):
        at = NOON + DAY * 39 if rule == "recent" else NOON
        store.put_alerts([(Alert(0, rule, at, rule, "", payload={"kept": rule}), ("desk",))])
    sent, waiting, recent = store.due_deliveries(NOON + DAY * 40, 10)
    store.record_delivery(sent.id, NOON, None, None)
    store.record_delivery(recent.id, NOON + DAY * 39, None, None)
    store.record_delivery(waiting.id, NOON, "HTTP 503", NOON + DAY * 41)

    store.housekeeping(NOON + DAY * 40)

    payloads = {alert.rule: alert.payload for alert in store.alerts()}
    assert payloads == {"sent": {}, "waiting": {"kept": "waiting"}, "recent": {"kept": "recent"}}


def test_an_empty_store_can_be_kept_and_counted(store: SqlRecords) -> None:
    store.housekeeping(NOON)
    counts = store.counts(NOON)
    assert (counts.sources, counts.articles, counts.checks, counts.due) == (0, 0, 0, 0)
    assert counts.last_success_at is None
