"""Dead letters: seen with their reason, sent again by those who may, and entered in the log."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from lxml import html as tree

from monitor.errors import NotFoundError, UsageError
from monitor.model import Alert, Deed, Role, Waiting
from monitor.record import SqlRecords
from tests.values import NOW
from tests.web.newsroom import at
from tests.web.reading import Reader, open_desk
from tests.web.visitor import House, Visitor, account

BY = Deed("mara", at(5), "127.0.0.1")


def fill_outbox(records: SqlRecords, failed: int = 2) -> list[int]:
    """One delivered, one waiting, and so many given up, whose numbers are returned."""
    records.put_alerts([(Alert(0, "r", NOW, f"Alert {n}", "Text."), ("mail",)) for n in range(failed + 2)])
    taken, _, *given_up = sorted(records.due_deliveries(at(1), 1000), key=lambda one: one.id)
    records.record_delivery(taken.id, at(1), None, None)
    for one in given_up:
        records.record_delivery(one.id, at(1), "550 no such <mailbox>", None)
    return [one.id for one in given_up]


def states(records: SqlRecords) -> dict[str, int]:
    return {state: len(records.deliveries(100, state)) for state in ("waiting", "failed", "delivered")}


def test_a_dead_letter_is_tried_again_and_the_journal_says_who_did_it(store: SqlRecords) -> None:
    first, _ = fill_outbox(store)
    store.resend(first, BY)
    assert states(store) == {"waiting": 2, "failed": 1, "delivered": 1}
    (again,) = [one for one in store.due_deliveries(at(5), 100) if one.id == first]
    assert (again.attempts, again.last_error) == (0, "550 no such <mailbox>")
    assert store.resend_failed(BY) == 1
    assert store.resend_failed(BY) == 0
    assert states(store) == {"waiting": 3, "failed": 0, "delivered": 1}
    log = store.audit(None, 10)
    assert [(one.person, one.action) for one in log] == [("mara", "sent again")] * 2
    assert log[1].subject == f"delivery {first}, alert {again.alert.id} to mail"
    assert store.verify() == []


def test_what_was_delivered_or_never_was_is_not_sent_again(sqlite_store: SqlRecords) -> None:
    fill_outbox(sqlite_store)
    (done,) = sqlite_store.deliveries(10, "delivered")
    with pytest.raises(UsageError, match="was delivered"):
        sqlite_store.resend(done.id, BY)
    with pytest.raises(NotFoundError):
        sqlite_store.resend(999, BY)
    assert sqlite_store.audit(None, 10) == []


def test_the_page_offers_each_and_all(sqlite_store: SqlRecords) -> None:
    first, _ = fill_outbox(sqlite_store)
    reader = Reader(open_desk(sqlite_store))
    page = tree.fromstring(reader.page("/alerts?state=failed"))
    assert page.xpath("//p[@class='why']//bdi/text()") == ["550 no such <mailbox>"] * 2
    assert f"/alerts/{first}/resend" in page.xpath("//form/@action")
    one = reader.post(f"/alerts/{first}/resend")
    assert (one.status_code, one.headers["location"]) == (303, "/alerts?state=waiting&resent=1")
    assert "One delivery is tried again" in reader.page(one.headers["location"])
    assert reader.post("/alerts/resend").headers["location"] == "/alerts?state=waiting&resent=1"
    assert states(sqlite_store)["failed"] == 0
    assert "/alerts/resend" not in reader.page("/alerts")
    assert [one.action for one in sqlite_store.audit(None, 10)] == ["sent again"] * 2


def test_the_page_tells_what_rules_hold_back(
    sqlite_store: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Waiting("morning", ("mail",), "digest", at(60), 37, at(1), at(2), 9)
    monkeypatch.setattr(sqlite_store, "waiting", lambda: [held])
    reader = Reader(open_desk(sqlite_store))
    page = tree.fromstring(reader.page("/alerts"))
    (told,) = page.xpath("//ul[contains(@class, 'standing')]/li")
    assert "rule morning: 37 held back until" in " ".join(told.text_content().split())
    assert "held back" not in reader.page("/alerts?state=failed")


def test_the_page_goes_on_where_the_last_one_ended(sqlite_store: SqlRecords) -> None:
    fill_outbox(sqlite_store, failed=120)
    reader = Reader(open_desk(sqlite_store))
    page = tree.fromstring(reader.page("/alerts?state=failed"))
    (older,) = page.xpath("//p[@class='paging']/a/@href")
    rest = tree.fromstring(reader.page(older))
    assert [len(one.xpath("//li[contains(@class, 'row')]")) for one in (page, rest)] == [100, 20]


def ask(reader: Reader, path: str) -> httpx.Response:
    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(reader.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=reader.base) as client:
            return await client.post(path)

    return asyncio.run(go())


def test_programs_do_the_same(sqlite_store: SqlRecords) -> None:
    first, _ = fill_outbox(sqlite_store)
    reader = Reader(open_desk(sqlite_store), accept="application/json")
    assert ask(reader, f"/api/deliveries/{first}/resend").json() == {"resent": 1}
    assert ask(reader, "/api/deliveries/resend").json() == {"resent": 1}
    assert ask(reader, "/api/deliveries/999/resend").status_code == 404
    (done,) = sqlite_store.deliveries(10, "delivered")
    refused = ask(reader, f"/api/deliveries/{done.id}/resend")
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    first_page = reader.get("/api/deliveries?limit=3").json()
    rest = reader.get(f"/api/deliveries?limit=3&cursor={first_page['next']}").json()
    assert [len(page["items"]) for page in (first_page, rest)] == [3, 1]


def test_a_reader_may_look_and_not_send(sqlite_store: SqlRecords) -> None:
    first, _ = fill_outbox(sqlite_store)
    account(sqlite_store, "Ada", Role.ADMIN)
    account(sqlite_store, "Rosa", Role.READER)
    rosa = Visitor(House(sqlite_store).desk())
    rosa.sign_in("Rosa")
    page = rosa.get("/alerts?state=failed").text
    assert "no such" in page and "resend" not in page
    for path in ("/alerts/resend", f"/alerts/{first}/resend"):
        assert rosa.send(path, "/alerts").status_code == 403
    assert states(sqlite_store)["failed"] == 2
