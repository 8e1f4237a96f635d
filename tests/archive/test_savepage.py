"""A second witness: what an archive answers, what becomes of it, and that nothing waits for it."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from monitor.archive.savepage import SavePageNow
from monitor.examine import examine
from monitor.jobs.captured import CaptureTools, witness_next
from monitor.model import (
    Check,
    CheckRecord,
    FirstVersion,
    Lead,
    ReaderKnowledge,
    Revised,
    SourceKind,
    SourceSpec,
)
from monitor.ports import RevisionFilter
from monitor.record import SqlRecords
from monitor.settings import WaybackSettings
from monitor.transfer import NotWitnessed, Witnessed
from tests import values
from tests.archive.importing import at_once
from tests.archive.warcs import URL, page
from tests.servers import Reply, Request, Route, Server

MEMENTO = f"/web/20260504120000/{URL}"


def keep(server: Server, **settings: object) -> Witnessed | NotWitnessed:
    async def ask() -> Witnessed | NotWitnessed:
        asked = WaybackSettings(server.url("").rstrip("/"), **settings)  # type: ignore[arg-type]
        async with httpx.AsyncClient(trust_env=False) as http:
            return await SavePageNow(asked, http, poll_seconds=0.0).keep(URL)

    return asyncio.run(ask())


@pytest.mark.parametrize("name", ["Location", "Content-Location"])
def test_the_address_of_the_capture_is_in_the_answer(name: str) -> None:
    with Server({f"/save/{URL}": Reply(302, b"", ((name, MEMENTO),))}) as server:
        assert keep(server) == Witnessed(server.url(MEMENTO))


@pytest.mark.parametrize(
    ("reply", "permanent"),
    [(Reply(429), False), (Reply(503), False), (Reply(403), True), (Reply(200, b"hello"), False)],
)
def test_a_refusal_is_a_value(reply: Reply, permanent: bool) -> None:
    with Server({f"/save/{URL}": reply}) as server:
        found = keep(server)
    assert isinstance(found, NotWitnessed) and found.permanent is permanent


def test_an_archive_that_is_not_there_is_a_value() -> None:
    with Server() as server:
        pass
    assert isinstance(keep(server), NotWitnessed)


def owned(*states: dict[str, object]) -> dict[str, Route]:
    """The service for owners: the request is taken, then it stands so, one state after the other."""
    waiting = [json.dumps(state).encode() for state in states]

    def status(request: Request) -> bytes:
        assert request.headers["authorization"] == "LOW key:word"
        return Reply(200, waiting.pop(0))(request)

    taken = Reply(200, json.dumps({"url": URL, "job_id": "spn2-1"}).encode())
    return {"/save": taken, "/save/status/spn2-1": status}


def test_its_owner_is_told_what_became_of_the_request() -> None:
    done = {"status": "success", "timestamp": "20260504120000", "original_url": URL}
    with Server(owned({"status": "pending"}, done)) as server:
        assert keep(server, access="key", secret="word") == Witnessed(server.url(MEMENTO))
        assert f"url={URL.replace(':', '%3A').replace('/', '%2F')}".encode() in server.log[0].body


def test_its_owner_is_told_why_not() -> None:
    with Server(owned({"status": "error", "message": "the page is blocked"})) as server:
        found = keep(server, access="key", secret="word")
    assert isinstance(found, NotWitnessed) and "blocked" in found.reason


class Answers:
    """A witness that answers as it is told to."""

    def __init__(self, *outcomes: Witnessed | NotWitnessed) -> None:
        self.outcomes = list(outcomes)

    async def keep(self, url: str) -> Witnessed | NotWitnessed:
        assert url == URL
        return self.outcomes.pop(0)


def changed(records: SqlRecords, witness: bool = True) -> int:
    """An article that changed a moment ago; the number of its revision."""
    spec = SourceSpec("herald", SourceKind.PAGE, URL, witness="wayback" if witness else None)
    records.add_leads(records.add_source(spec, values.NOW).id, [Lead(URL)], values.NOW)
    document = None
    for days in (41, 47):
        due = records.due(values.NOW, 1)[0]
        taken = values.snapshot(page(days), url=URL, final_url=URL)
        examined = examine(document, taken, ReaderKnowledge())
        assert isinstance(examined, FirstVersion | Revised)
        document = examined.document
        check = Check(due.article.id, values.NOW, "revised", body_digest=taken.digest)
        records.record_checks(
            [CheckRecord(due, check, values.NOW, taken, examined)], values.each(lambda event, of: ())
        )
    return records.revisions(RevisionFilter())[0].id


def ask(records: SqlRecords, witness: Answers, after: timedelta = timedelta(0)) -> bool:
    tools = CaptureTools(
        records, witness, lambda: values.NOW + after, at_once, at_once, WaybackSettings(attempts=3)
    )
    return asyncio.run(witness_next(tools))


def test_the_memento_stands_with_the_revision(store: SqlRecords) -> None:
    number = changed(store)
    assert ask(store, Answers(Witnessed("https://archive.example/web/1/x")))
    assert store.witness(number) == "https://archive.example/web/1/x"
    assert not ask(store, Answers())
    assert store.verify() == []


def test_it_is_asked_again_later_and_not_for_ever(store: SqlRecords) -> None:
    changed(store)
    busy = NotWitnessed("busy")
    assert ask(store, Answers(busy))
    assert not ask(store, Answers(), timedelta(minutes=4))
    assert ask(store, Answers(busy), timedelta(minutes=6))
    assert not ask(store, Answers(), timedelta(minutes=12))
    assert ask(store, Answers(busy), timedelta(minutes=20))
    assert not ask(store, Answers(), timedelta(hours=20))


def test_what_it_will_never_have_is_asked_for_once(sqlite_store: SqlRecords) -> None:
    changed(sqlite_store)
    ask(sqlite_store, Answers(NotWitnessed("blocked", permanent=True)))
    assert not ask(sqlite_store, Answers(), timedelta(hours=20))


def test_a_change_of_yesterday_is_not_asked_for(sqlite_store: SqlRecords) -> None:
    changed(sqlite_store)
    assert not ask(sqlite_store, Answers(), timedelta(days=2))


def test_a_source_that_wants_no_witness_has_none(sqlite_store: SqlRecords, tmp_path: Path) -> None:
    changed(sqlite_store, witness=False)
    assert not ask(sqlite_store, Answers())
