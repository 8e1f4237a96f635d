"""The journal's end is told outside, and stamped when that is due; nothing waits for either."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import ParamSpec, TypeVar

import pytest

from monitor.errors import EnvironmentRefused
from monitor.jobs.witness import Stamp, Witness, WitnessTools, due
from monitor.model import Head, TimeToken
from monitor.record import SqlRecords
from tests.record.record_samples import track
from tests.values import NOW

P = ParamSpec("P")
T = TypeVar("T")
DAY = 86400.0


async def here(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return function(*args, **kwargs)


def witness(store: SqlRecords, keep: Callable[[Head], bool], stamp: Stamp | None = None) -> Witness:
    tools = WitnessTools(store, lambda: NOW, here, here, keep, stamp, "http://clock.example", DAY)
    return Witness(tools)


async def granted(digest: str) -> bytes | str:
    return bytes.fromhex(digest)


async def refused(digest: str) -> bytes | str:
    return "the clock stands still"


TOKEN = TimeToken(1, Head(8, "a" * 64), NOW, "http://clock.example", b"")
DUE = {
    "none yet": (9, None, 0.0, True),
    "nothing since but the token itself": (9, TOKEN, 2 * DAY, False),
    "something since": (10, TOKEN, 2 * DAY, True),
    "too soon": (10, TOKEN, DAY - 1, False),
    "just then": (10, TOKEN, DAY, True),
}


@pytest.mark.parametrize("case", DUE)
def test_when_a_token_is_due(case: str) -> None:
    sequence, last, seconds, expected = DUE[case]
    assert due(Head(sequence, "b" * 64), last, NOW + timedelta(seconds=seconds), DAY) is expected


def test_an_empty_store_has_nothing_to_tell(sqlite_store: SqlRecords) -> None:
    kept: list[Head] = []
    asyncio.run(witness(sqlite_store, lambda head: bool(kept.append(head)), granted).tick())
    assert (kept, sqlite_store.tokens()) == ([], [])


def test_a_head_is_kept_and_stamped(sqlite_store: SqlRecords) -> None:
    track(sqlite_store)
    head, kept = sqlite_store.head(), []
    assert head is not None
    asyncio.run(witness(sqlite_store, lambda one: kept.append(one) is None, granted).tick())
    [token] = sqlite_store.tokens()
    assert kept == [head]
    assert (token.head.sequence, token.data) == (head.sequence, bytes.fromhex(head.digest))


def test_an_authority_that_fails_is_logged(
    sqlite_store: SqlRecords, caplog: pytest.LogCaptureFixture
) -> None:
    track(sqlite_store)
    asyncio.run(witness(sqlite_store, lambda head: False, refused).tick())
    assert "the clock stands still" in caplog.text
    assert sqlite_store.tokens() == []


def test_a_disk_that_is_full_is_logged(sqlite_store: SqlRecords, caplog: pytest.LogCaptureFixture) -> None:
    def full(head: Head) -> bool:
        raise EnvironmentRefused("heads.jsonl: no space is left")

    track(sqlite_store)
    with caplog.at_level(logging.WARNING):
        asyncio.run(witness(sqlite_store, full, granted).tick())
    assert "no space is left" in caplog.text
    assert len(sqlite_store.tokens()) == 1
