"""Turns at hosts between processes: exact under races, by the server's clock, and lost by nobody's death."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from monitor.app import Threads
from monitor.fetch import HttpFetcher
from monitor.fetch.shared_turns import HostRests, SharedPoliteness
from monitor.model import Fetched, FetchOutcome, FetchRequest
from monitor.ports import Backoff, Granted, NotYet, Resting, TurnAsked
from monitor.record import SqlRecords, open_records
from monitor.record.engine import reading, writing
from monitor.record.schema import host_place, host_turn
from monitor.record.turns import server_time
from monitor.settings import FetchSettings
from tests.fetch.asking import Hands
from tests.servers import Server, page

HOST = "news.example"


@pytest.fixture
def server(postgres_database: str, tmp_path: Path) -> Iterator[SqlRecords]:
    records = open_records(postgres_database, data=tmp_path)
    yield records
    records.close()


def asked(spacing: float = 0.0, most: int = 1, longest: float = 60.0, within: float = 0.0) -> TurnAsked:
    return TurnAsked(HOST, spacing, most, longest, within)


def had(server: SqlRecords, wish: TurnAsked) -> Granted:
    turn = server.claim_turn(wish)
    assert isinstance(turn, Granted), turn
    return turn


def give_back(server: SqlRecords, turn: Granted, told: Backoff | None = None) -> None:
    server.end_turn(HOST, turn, turn.shut_until, told, well=told is None)


def test_of_many_who_ask_at_once_as_many_are_let_in_as_there_are_places(server: SqlRecords) -> None:
    start = threading.Barrier(12)

    def ask(_: int) -> object:
        start.wait()
        return server.claim_turn(asked(most=3))

    with ThreadPoolExecutor(12) as many:
        answers = list(many.map(ask, range(12)))
    assert sum(isinstance(one, Granted) for one in answers) == 3
    assert sum(isinstance(one, NotYet) for one in answers) == 9


def test_of_many_who_ask_at_once_one_begins_within_the_spacing(server: SqlRecords) -> None:
    start = threading.Barrier(8)

    def ask(_: int) -> object:
        start.wait()
        return server.claim_turn(asked(spacing=600, most=100))

    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(ask, range(8)))
    assert sum(isinstance(one, Granted) for one in answers) == 1
    assert all(one.seconds > 300 for one in answers if isinstance(one, NotYet))


def test_a_place_comes_back_when_given_back_or_when_its_time_is_over(server: SqlRecords) -> None:
    first = had(server, asked())
    assert isinstance(server.claim_turn(asked()), NotYet)
    give_back(server, first)
    assert isinstance(server.claim_turn(asked(longest=-1)), Granted), "whoever has this one is dead already"
    assert isinstance(server.claim_turn(asked()), Granted)


def test_what_one_is_told_holds_for_all_and_doubles(server: SqlRecords) -> None:
    told = Backoff(None, first=1000, longest=3000)
    waits = []
    for _ in range(3):
        with writing(server._engine) as conn:
            conn.execute(update(host_turn).values(paused_until=None))
        give_back(server, had(server, asked()), told)
        resting = server.claim_turn(asked())
        assert isinstance(resting, Resting)
        waits.append(round(resting.seconds, -3))
    assert waits == [1000, 2000, 3000]


def test_a_good_answer_ends_the_row_of_pauses(server: SqlRecords) -> None:
    turn, other = had(server, asked(most=2)), had(server, asked(most=2))
    give_back(server, turn, Backoff(900, 30, 9000))
    assert isinstance(server.claim_turn(asked()), Resting)
    give_back(server, other)
    assert isinstance(server.claim_turn(asked()), Granted)


def test_the_next_request_waits_as_if_this_one_started_as_late_as_it_may(server: SqlRecords) -> None:
    had(server, asked(spacing=100, within=1000, most=9))
    waits = server.claim_turn(asked(most=9))
    assert isinstance(waits, NotYet)
    assert 600 < waits.seconds <= 1100


def test_told_when_a_request_started_the_next_one_waits_no_longer_than_the_spacing(
    server: SqlRecords,
) -> None:
    turn = had(server, asked(spacing=100, within=1000, most=9))
    server.note_start(HOST, turn, turn.shut_until - timedelta(seconds=1000))
    waits = server.claim_turn(asked(most=9))
    assert isinstance(waits, NotYet)
    assert waits.seconds <= 100


def test_a_turn_let_go_lets_the_next_one_start_at_once(server: SqlRecords) -> None:
    turn = had(server, asked(spacing=100, within=1000))
    server.end_turn(HOST, turn, turn.shut_until - timedelta(seconds=1100), None, well=False)
    assert isinstance(server.claim_turn(asked()), Granted)


def test_who_wakes_up_after_others_had_their_turns_opens_the_host_to_nobody(server: SqlRecords) -> None:
    """Stopped in its request for longer than the lease of its place."""
    stopped = had(server, asked(spacing=0.001, within=0.001, longest=-1))
    time.sleep(0.01)
    had(server, asked(spacing=500, within=100))
    server.note_start(HOST, stopped, stopped.shut_until)
    give_back(server, stopped)
    waits = server.claim_turn(asked(most=9))
    assert isinstance(waits, NotYet)
    assert waits.seconds > 300
    assert isinstance(server.claim_turn(asked(most=1)), NotYet)


def test_two_processes_keep_one_spacing(server: SqlRecords, postgres_database: str, tmp_path: Path) -> None:
    """Judged by the server's clock, at the moment when the turn is had."""
    other = open_records(postgres_database, data=tmp_path)
    settings = FetchSettings(host_spacing_seconds=0.05, host_concurrency=4)
    begun = []

    def now(records: SqlRecords) -> float:
        with reading(records._engine) as conn:
            return server_time(conn).timestamp()

    async def one(turns: SharedPoliteness, records: SqlRecords, threads: Threads) -> None:
        async with turns.turn(HOST):
            begun.append(await threads.read(_claimed, records))

    async def run() -> None:
        threads = Threads(8)
        both = [
            (SharedPoliteness(settings, Hands(), store, threads.read), store) for store in (server, other)
        ]
        await asyncio.gather(*(one(turns, store, threads) for turns, store in both for _ in range(5)))
        threads.close()

    before = now(server)
    asyncio.run(run())
    other.close()
    assert len(begun) == 10
    assert max(begun) - before >= 10 * 0.05
    with reading(server._engine) as conn:
        assert conn.execute(select(host_place)).all() == []


def _claimed(records: SqlRecords) -> float:
    """Until when the host is closed by the turns that were had so far."""
    with reading(records._engine) as conn:
        return conn.execute(select(host_turn.c.next_start_at)).scalar_one().timestamp()


def test_a_process_that_was_told_nothing_hears_it_at_its_turn(server: SqlRecords) -> None:
    give_back(server, had(server, asked()), Backoff(600, 30, 9000))

    async def run() -> float:
        threads = Threads(1)
        turns = SharedPoliteness(FetchSettings(), Hands(), server, threads.read)
        with pytest.raises(HostRests):
            async with turns.turn(HOST):
                pytest.fail("the host was to be left alone")
        threads.close()
        return turns.pause_left(HOST)

    assert asyncio.run(run()) > 300


class Held:
    """A fetch that is held up between its turn and its sending, while its host's name is looked up."""

    def __init__(self, records: SqlRecords, spacing: float) -> None:
        self.records, self.spacing = records, spacing
        self.told: list[object] = []
        self.late = 0.0
        self.waits = asyncio.Event()

    def pass_by(self, seconds: float) -> None:
        """So long passes on the steady clock, as for a process that is stopped."""
        self.late += seconds

    async def fetch(self, server: Server, meanwhile: Callable[[], Awaitable[None]]) -> FetchOutcome:
        loop, threads = asyncio.get_running_loop(), Threads(4)
        loop.time = lambda: time.monotonic() + self.late  # type: ignore[method-assign]

        async def resolve(_name: str, _port: int) -> list[str]:
            await meanwhile()
            return ["127.0.0.1"]

        async def run(does: Any, *values: Any, **named: Any) -> Any:
            self.told.append(told := await threads.read(does, *values, **named))
            if isinstance(told, NotYet):
                self.waits.set()
            return told

        settings = FetchSettings(
            host_spacing_seconds=self.spacing,
            obey_robots=False,
            timeout_seconds=1e6,
            allow_hosts=frozenset({"held.example"}),
        )
        fetcher = HttpFetcher(settings, Hands(), resolve=resolve)
        fetcher.share_turns(self.records, run)
        try:
            return await fetcher.fetch(FetchRequest(server.url("/a").replace("127.0.0.1", "held.example")))
        finally:
            await fetcher.aclose()
            threads.close()


def test_who_was_held_up_between_turn_and_sending_waits_for_another_turn(server: SqlRecords) -> None:
    """Stopped for longer than the host stays shut for it: another process has asked meanwhile."""
    held = Held(server, spacing=0.01)

    async def story(site: Server) -> None:
        name = site.url("").removeprefix("http://").replace("127.0.0.1", "held.example").strip("/")

        def open_up() -> None:
            with writing(server._engine) as conn:
                conn.execute(update(host_turn).values(next_start_at=datetime(2026, 3, 1, tzinfo=UTC)))

        async def meanwhile() -> None:
            assert isinstance(server.claim_turn(TurnAsked(name, 0.01, 9, 60, 0)), NotYet), "shut until told"
            held.pass_by(3600)
            open_up()
            assert isinstance(server.claim_turn(TurnAsked(name, 600, 9, 60, 0)), Granted)

        fetching = asyncio.create_task(held.fetch(site, meanwhile))
        await held.waits.wait()
        assert site.paths == []
        open_up()
        held.pass_by(3600)
        assert isinstance(await fetching, Fetched)
        assert site.paths == ["/a"]

    with Server({"/a": page("<p>The ferry is late.</p>")}) as site:
        asyncio.run(story(site))
    assert sum(isinstance(one, Granted) for one in held.told) == 2
    with reading(server._engine) as conn:
        # The other one's place alone.
        assert len(conn.execute(select(host_place)).all()) == 1


def test_the_spacing_counts_from_the_sending(server: SqlRecords) -> None:
    held, ready = Held(server, spacing=500.0), []

    async def meanwhile() -> None:
        await asyncio.sleep(0.2)
        with reading(server._engine) as conn:
            ready.append(server_time(conn))

    with Server({"/a": page("<p>The ferry is late.</p>")}) as site:
        assert isinstance(asyncio.run(held.fetch(site, meanwhile)), Fetched)
    with reading(server._engine) as conn:
        opens = conn.execute(select(host_turn.c.next_start_at)).scalar_one()
    assert opens >= ready[0] + timedelta(seconds=500)
