"""Streams of news end for whoever would not be let in any more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from monitor.credentials import TOKEN_PREFIX, kept_of
from monitor.model import ApiToken, Deed, News, Role
from monitor.settings import WebSettings
from monitor.web.live import Live
from tests.values import NOW
from tests.web.visitor import House, Visitor, account

SECRET = TOKEN_PREFIX + "n" * 43
BY = Deed("tests", NOW)


@pytest.fixture
def house(built: House) -> House:
    built.empty()
    account(built.records, "Ada", Role.ADMIN)
    return built


def test_nothing_more_is_said_to_who_may_not_hear_it() -> None:
    allowed = True

    async def listen() -> list[bytes]:
        nonlocal allowed
        live = Live(lambda after: News(after + 1, 1), pause=0.001)
        stream = live.stream(1, lambda: allowed)
        first = [await anext(stream), await anext(stream)]
        allowed = False
        return [*first, *[part async for part in stream]]

    retry, told = asyncio.run(listen())
    assert retry.startswith(b"retry: ") and told.startswith(b"id: 2\n")


def test_who_may_hear_is_asked_at_each_sign_of_life() -> None:
    answers = [True, True, False]

    async def listen() -> list[bytes]:
        live = Live(lambda after: News(after, 0), pause=0.001, beat=0.0)
        return [part async for part in live.stream(1, lambda: answers.pop(0))]

    assert asyncio.run(listen())[1:] == [b": still here\n\n"] * 2


def sign_out(house: House) -> None:
    [session] = house.records.sessions(None, house.time())
    house.records.end_session(session.id, BY)


def disable(house: House) -> None:
    account(house.records, "Olga", Role.ADMIN)
    house.records.set_disabled(house.records.account_named("Ada").id, True, BY)  # type: ignore[union-attr]


def revoke(house: House) -> None:
    [token] = house.records.api_tokens(None)
    house.records.revoke_api_token(token.id, BY)


ENDS: dict[str, tuple[str, Callable[[House], None]]] = {
    "signed out": ("session", sign_out),
    "disabled": ("session", disable),
    "too long": ("session", lambda house: house.time.pass_by(days=15)),
    "revoked": ("token", revoke),
    "expired": ("token", lambda house: house.time.pass_by(days=2)),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_stream_ends_with_what_let_it_in(house: House, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    way, stop = ENDS[end]
    visitor, headers = Visitor(house.desk()), {"accept": "text/event-stream"}
    if way == "session":
        assert visitor.sign_in("Ada").status_code == 303
    else:
        owner = house.records.account_named("Ada")
        assert owner is not None
        now = house.time()
        token = ApiToken(0, owner.id, "Ada", "ears", Role.READER, now, now + timedelta(days=1))
        house.records.add_api_token(kept_of(SECRET), token, BY)
        headers["authorization"] = f"Bearer {SECRET}"
    live = visitor.app.state.live
    monkeypatch.setattr(live, "_pause", 0.001)
    monkeypatch.setattr(live, "_beat", 0.0)
    # The desks of a module are shared, and an event belongs to the loop that first waited for it.
    monkeypatch.setattr(live, "_ended", asyncio.Event())

    async def listen() -> tuple[int, str]:
        asked = asyncio.create_task(visitor._ask("GET", "/live?after=1", headers, {}))
        while live._open == 0 and not asked.done():
            await asyncio.sleep(0.001)
        # As many rounds as it takes to see that the stream does not end by itself.
        for _ in range(20):
            await asyncio.sleep(0.001)
        assert not asked.done(), asked.result().text
        await asyncio.to_thread(stop, house)
        answer = await asyncio.wait_for(asked, 120)
        return answer.status_code, answer.text

    status, said = asyncio.run(listen())
    assert status == 200 and said.startswith("retry: ")
    assert asyncio.run(visitor._ask("GET", "/live?after=1", headers, {})).status_code == 401


def test_a_page_left_open_keeps_nobody_signed_in(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    rosa = Visitor(house.desk(WebSettings(session_idle_seconds=3600)))
    assert rosa.sign_in("Ada").status_code == 303
    over = asyncio.Event()
    over.set()
    monkeypatch.setattr(rosa.app.state.live, "_ended", over)
    for _ in range(3):
        house.time.pass_by(minutes=25)
        status = rosa.get("/live?after=1").status_code
    assert status == 303 and rosa.get("/").status_code == 303
