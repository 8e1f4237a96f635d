"""The daemon's own pruning: in batches, until nothing is left to let go, and nothing else goes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import ParamSpec, TypeVar

from monitor.jobs.prune import prune
from monitor.model import Prunable, SourceKind, SourceSpec
from monitor.record import SqlRecords
from tests.record.record_samples import NOON, STORY, due_of, first, later, look, silent, track

P = ParamSpec("P")
T = TypeVar("T")
THINNED = SourceSpec("harbor", SourceKind.FEED, "https://harbor.example/feed", keep="versions")


async def here(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return function(*args, **kwargs)


def pruned(store: SqlRecords, days: int) -> Prunable:
    return asyncio.run(prune(store, lambda: NOON + timedelta(days=days), here, here))


def test_what_made_no_version_goes_and_is_counted(store: SqlRecords) -> None:
    (number,) = track(store, STORY, spec=THINNED)
    first(store, number, later(1), "one")
    for minute in (2, 3, 4):
        held = look(due_of(store, number), "suspect", later(minute), body=f"held back {minute}")
        store.record_checks([held], silent)

    assert pruned(store, 29).snapshots == 0
    gone = pruned(store, 31)
    assert (gone.snapshots, gone.bodies) == (2, 2)
    assert [one.taken_at for one in store.snapshots(number)] == [later(1), later(4)]
    assert pruned(store, 31).snapshots == 0
    assert store.verify() == []
