"""What imports and replays that workers share ask of the store: captures wait there in parts of whole
articles, each the work of one job. Only a store on a server hands them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from monitor.model import Snapshot
from monitor.ports.handing import Put
from monitor.transfer import CaptureEntry

BulkKind = Literal["import", "replay"]
#: `done`: nothing of it waits any more.
BulkState = Literal["running", "paused", "cancelled", "done"]
BulkOrder = Literal["pause", "resume", "cancel"]


@dataclass(frozen=True, slots=True)
class Bulk:
    """An import or a replay and how far it is. `sealed`: its command hands over nothing more; `whole`: it
    handed over all there was. `failed` articles were given up. `tally`: what came of those done, by name."""

    number: int
    kind: BulkKind
    name: str
    state: BulkState
    made_at: datetime
    ended_at: datetime | None
    sealed: bool
    whole: bool
    articles: int
    articles_done: int
    captures: int
    captures_done: int
    failed: int
    tally: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StagedCapture:
    """A capture of others on its way to a worker."""

    entry: CaptureEntry
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class BulkPart:
    """What is handed over at once: captures, each article's in the order of time, or `numbers` of articles,
    with how many articles begin here. `into` is the item that goes on; a `closed` item takes no more."""

    articles: int
    captures: Sequence[StagedCapture] = ()
    numbers: tuple[int, ...] = ()
    into: int | None = None
    closed: bool = True


@dataclass(frozen=True, slots=True)
class BulkItem:
    """The work of one job. `spec` is what the command asked for."""

    id: int
    bulk: int
    kind: BulkKind
    spec: Mapping[str, Any]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class BulkDone:
    """What came of an item: numbers by name, and what its command is to say, a row each. Of captures the
    store itself counts what became of them: a worker that died had done a part."""

    counts: Mapping[str, int] = field(default_factory=dict)
    told: tuple[Mapping[str, object], ...] = ()


class StagingRecords(Protocol):
    """The store's part in it."""

    def begin_bulk(self, kind: BulkKind, name: str, spec: Mapping[str, object], now: datetime) -> int:
        """Its number."""

    def stage(self, bulk: int, part: BulkPart, now: datetime) -> int | None:
        """Hand a part over, in one transaction; the item it went to. None when the bulk was cancelled."""

    def seal_bulk(self, bulk: int, counts: Mapping[str, int], *, whole: bool, now: datetime) -> None:
        """Say that no more is handed over, and what came of captures that were not."""

    def order_bulk(self, bulk: int, order: BulkOrder, now: datetime) -> Bulk:
        """Pause, go on (what was given up is tried again), or end it for good: what is recorded stays, what
        waits goes. NotFoundError; UsageError where it makes no sense."""

    def bulk(self, number: int) -> Bulk:
        """NotFoundError."""

    def bulks(self, limit: int) -> list[Bulk]:
        """The newest first."""

    def bulk_waits(self, bulk: int, now: datetime) -> int:
        """How many of its items wait. Its command lives, and asks."""

    def bulk_told(self, bulk: int, after: int) -> list[tuple[int, list[dict[str, Any]]]]:
        """What is to be said of items done, with their numbers, beyond that number of those told before."""

    def hand_out_bulk(self, slots: float, put: Put) -> int:
        """Put jobs in for items that wait, so that at most so many for each worker run at once, and none
        while looks or alerts wait too long; returns how many."""

    def take_item(self, item: int) -> BulkItem | None:
        """Begin an item; None when it does not wait any more, must wait, or was tried too often."""

    def bulk_goes_on(self, bulk: int) -> bool:
        """May work on it go on now, by people's word and by what else waits?"""

    def put_item_back(self, item: int) -> None:
        """Leave an item that was begun to a later job."""

    def finish_item(self, item: int, done: BulkDone, now: datetime) -> None:
        """Count what came of it, once, and let its captures go."""

    def staged_entries(self, item: int) -> list[CaptureEntry]:
        """Captures of an item in their order; `place` is for `staged`."""

    def staged(self, place: str) -> Snapshot | None:
        """None when it is not there any more."""
