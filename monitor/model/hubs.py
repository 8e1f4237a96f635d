"""Hubs that tell of news in a feed, and what was agreed with them (WebSub)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Hub:
    """What a feed offers: the hub's address, and the feed's own by which the hub knows it."""

    url: str
    topic: str


#: `offered`: nothing was asked yet; `asked`: the hub is to confirm it; `active`: it sends its word;
#: `refused`: it would not; `ending`: it is asked to stop.
HubState = Literal["offered", "asked", "active", "refused", "ending"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """One hub's word on one feed. `token` is the last part of the address that the hub calls, `secret`
    what it signs with: neither is to be shown. `callback` is the address it was last asked to call.

    `next_at` is when something is to be done about it, None while nothing is; `attempts` counts requests
    in a row that came to nothing. `last_push_at` is forgotten when a reading finds news of which no push
    told.
    """

    id: int
    source_id: int
    source: str
    hub: Hub
    token: str
    secret: str
    state: HubState
    callback: str | None
    next_at: datetime | None
    lease_until: datetime | None
    attempts: int
    pushes: int
    last_push_at: datetime | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class HubAnswer:
    """What came of a request to a hub. `reason` is None when it was taken; `permanent` when asking again
    soon is of no use; `retry_after_seconds` is what the hub asked for."""

    reason: str | None = None
    permanent: bool = False
    retry_after_seconds: float | None = None
