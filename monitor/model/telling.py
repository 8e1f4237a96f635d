"""Telling people: alerts and their deliveries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from monitor.model.proof import Head


@dataclass(frozen=True, slots=True)
class Alert:
    """One message about one revision or one state change, or (both None) about the monitor itself."""

    id: int
    rule: str
    at: datetime
    title: str
    text: str
    article_id: int | None = None
    revision_id: int | None = None
    #: The contract's JSON of the revision, of the state change, or of a digest (docs/json.md).
    payload: dict[str, object] = field(default_factory=dict)

    @property
    def is_digest(self) -> bool:
        """Does it tell of many alerts?"""
        return self.payload.get("digest") is True


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert on its way through one channel: a row of the outbox."""

    id: int
    alert: Alert
    channel: str
    attempts: int
    next_attempt_at: datetime | None
    delivered_at: datetime | None = None
    last_error: str | None = None
    #: How the journal ends as it is sent: whoever gets it can hold the store against that later.
    head: Head | None = None
    #: Since when it could have been sent.
    since: datetime | None = None
    #: The articles it tells of: an earlier delivery of one of them goes first.
    articles: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """Idempotency key: the same for every attempt of this delivery, on this store only."""
        return f"{self.alert.id}-{self.channel}"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The channel took the alert."""


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """The channel did not take it. `permanent` means that trying again is of no use."""

    reason: str
    permanent: bool = False


DeliveryOutcome = Delivered | NotDelivered

#: Where a delivery stands: to be tried (again), given up, or taken.
DeliveryState = Literal["waiting", "failed", "delivered"]
