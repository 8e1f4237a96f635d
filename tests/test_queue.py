"""The queue between scheduler and workers, on PostgreSQL: what is handed out, and what failure costs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from monitor.app import App, load_settings
from monitor.dividing import ASKINGS, ServerClock
from monitor.errors import StoreInUse
from monitor.model import Alert, Lead, SourceKind, SourceSpec
from monitor.ports import QueueStanding
from monitor.queue import ATTEMPTS, Handing, Retry, open_queue, queue_tables
from monitor.record import SqlRecords, open_records

LONG_AGO = datetime(2026, 3, 1, tzinfo=UTC)
#: The clock of a machine on which nobody set it.
WRONG = datetime(1999, 12, 31, 23, 59, tzinfo=UTC)
PAGES = ("https://harbor.example/a", "https://harbor.example/b", "https://mill.example/c")
SCHEDULER = "scheduler, process 1 on desk-one"


@pytest.fixture
def records(postgres_database: str, tmp_path: Path) -> Iterator[SqlRecords]:
    store = open_records(postgres_database, data=tmp_path)
    store.prepare_queue(queue_tables())
    yield store
    store.close()


@pytest.fixture
def app(postgres_database: str, tmp_path: Path, records: SqlRecords) -> App:
    config = tmp_path / "config.yaml"
    config.write_text(f"data: {tmp_path}\nstore: {postgres_database!r}\n")
    return App(load_settings(config), clock=ServerClock(records))


def run(app: App, does: Callable[[Handing], Coroutine[Any, Any, None]]) -> None:
    async def whole() -> None:
        hands = Handing(app)
        try:
            await does(hands)
        finally:
            await hands.aclose()
            await app.aclose()

    asyncio.run(whole())


def track(records: SqlRecords) -> None:
    source = records.add_source(SourceSpec("harbor", SourceKind.PAGE, PAGES[0]), LONG_AGO)
    records.add_leads(source.id, [Lead(url) for url in PAGES], LONG_AGO)


def sql(records: SqlRecords, statement: str) -> Any:
    with records._engine.begin() as conn:
        found = conn.execute(text(statement))
        return found.all() if found.returns_rows else None


def standing(records: SqlRecords) -> QueueStanding:
    found = records.queue_standing()
    assert found is not None
    return found


def test_each_host_and_channel_has_one_job_at_a_time(app: App, records: SqlRecords) -> None:
    track(records)
    message = Alert(0, "all", LONG_AGO, "Ferry line reopens", "undisclosed change")
    records.put_alerts([(message, ("desk",)), (message, ("desk",))])
    app.records.hold(SCHEDULER, silent_seconds=60)

    async def twice(hands: Handing) -> None:
        await hands.tick(looks=True)
        await hands.tick(looks=True)

    run(app, twice)
    assert standing(records).jobs == {"waiting": 3, "running": 0, "failed": 0}
    locks = [row[0] for row in sql(records, "SELECT lock FROM procrastinate_jobs ORDER BY lock")]
    assert locks == ["channel desk", "host harbor.example", "host mill.example"]
    told = app.metrics.text().decode()
    assert 'monitor_queue_jobs{state="waiting"} 3.0' in told
    assert "monitor_workers 0.0" in told


def test_a_scheduler_that_lost_the_store_hands_nothing_out(app: App, records: SqlRecords) -> None:
    track(records)
    app.records.hold(SCHEDULER, silent_seconds=60)
    sql(
        records,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE application_name = '{SCHEDULER}' AND datname = current_database()",
    )

    async def tick(hands: Handing) -> None:
        with pytest.raises(StoreInUse, match="start again"):
            await hands.beat()
        with pytest.raises(StoreInUse, match="start again"):
            await hands.tick(looks=True)

    run(app, tick)
    assert sum(standing(records).jobs.values()) == 0


def test_a_scheduler_that_hangs_makes_room_for_its_standby(
    postgres_database: str, tmp_path: Path, records: SqlRecords
) -> None:
    with closing(open_records(postgres_database, data=tmp_path)) as standby:
        records.hold(SCHEDULER, silent_seconds=0.2)
        while True:
            # It says nothing. That the server ends its session may take a while on a slow machine.
            with suppress(StoreInUse):
                standby.hold("scheduler, process 2 on desk-two", silent_seconds=60)
                break
        with pytest.raises(StoreInUse):
            records.keep_hold()
        standby.keep_hold()


def test_a_job_of_a_silent_worker_is_due_at_once_by_the_server_s_clock(app: App, records: SqlRecords) -> None:
    sql(records, "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes')")
    sql(
        records,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, status, worker_id)"
        " SELECT 'monitor', 'check', 'host a', 'doing', id FROM procrastinate_workers",
    )

    async def rescue(hands: Handing) -> None:
        await hands.rescue()
        await hands.rescue()

    run(app, rescue)
    ((status, late),) = sql(
        records, "SELECT status, scheduled_at > now() + interval '1 second' FROM procrastinate_jobs"
    )
    assert (status, late) == ("todo", False)


def test_a_job_that_its_worker_ended_meanwhile_is_let_be(app: App, records: SqlRecords) -> None:
    sql(
        records,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, status)"
        " VALUES ('monitor', 'check', 'host a', 'doing')",
    )

    async def rescue(hands: Handing) -> None:
        await hands.rescue()
        (job,) = await hands._queue.job_manager.list_jobs_async()
        sql(records, "DELETE FROM procrastinate_jobs")
        await hands._give_to_others(job)

    run(app, rescue)
    assert sum(standing(records).jobs.values()) == 0


def test_what_failed_is_tried_again_by_the_server_s_clock_and_then_given_up(app: App) -> None:
    async def failed(hands: Handing) -> None:
        job = (await _deferred(hands)).evolve(attempts=0)
        retry = Retry(lambda: WRONG)
        first = retry.get_retry_decision(exception=OSError(), job=job)
        assert first is not None
        assert first.retry_at == WRONG + timedelta(seconds=4)
        last = job.evolve(attempts=ATTEMPTS)
        assert retry.get_retry_decision(exception=OSError(), job=last) is None

    run(app, failed)


async def _deferred(hands: Handing) -> Any:
    await hands.rescue()
    await hands._queue.configure_task("check", queue="monitor").defer_async(articles=[1])
    (job,) = await hands._queue.job_manager.list_jobs_async()
    return job


def test_the_store_s_url_may_hold_options_with_blanks(app: App) -> None:
    url = make_url(app.settings.store).update_query_dict({"options": "-c statement_timeout=77000"})
    settings = replace(app.settings, store=url.render_as_string(hide_password=False))

    async def shown() -> str:
        async with open_queue(settings, app.clock).open_async() as queue:
            row = await queue.connector.execute_query_one_async("SHOW statement_timeout")
            return str(row["statement_timeout"])

    assert asyncio.run(shown()) == "77s"


class Server:
    """A store whose server answers late at first."""

    def __init__(self, *seconds: float) -> None:
        self.steady = 0.0
        self.late = list(seconds)
        self.asked = 0

    def server_now(self) -> datetime:
        self.asked += 1
        at = LONG_AGO + timedelta(seconds=self.steady)
        self.steady += self.late.pop(0) if self.late else 0.0
        return at

    def monotonic(self) -> float:
        return self.steady


@pytest.mark.parametrize(("late", "asked"), [((0.1,), 1), ((60.0, 0.1), 2), ((60.0,) * 99, ASKINGS)])
def test_an_answer_about_the_time_that_came_late_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, late: tuple[float, ...], asked: int
) -> None:
    server = Server(*late)
    monkeypatch.setattr("monitor.dividing.time.monotonic", server.monotonic)
    ServerClock(server)  # type: ignore[arg-type]
    assert server.asked == asked
