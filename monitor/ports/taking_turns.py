"""What processes that share a host's patience ask of the store. Only a store on a server can say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TurnAsked:
    """A wish to ask a host: seconds between two starts, requests at once, seconds that this one may take, and
    seconds from the claim within which it starts or is let go."""

    host: str
    spacing: float
    most: int
    longest: float
    within: float


@dataclass(frozen=True, slots=True)
class Granted:
    """The host may be asked now; `place` is to be given back. Until it is told when the request started, the
    next one must wait as if it had started as late as it may: until `shut_until`."""

    place: int
    shut_until: datetime


@dataclass(frozen=True, slots=True)
class NotYet:
    """Ask again in so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Resting:
    """The host wants to be left alone for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Backoff:
    """A host's word that it is asked too much: for how long (None: it did not say), the first pause of ours,
    which doubles each time, and the longest."""

    told: float | None
    first: float
    longest: float


class TurnRecords(Protocol):
    """A host's turns, exact between all processes, by the server's clock."""

    def claim_turn(self, asked: TurnAsked) -> Granted | NotYet | Resting: ...

    def note_start(self, host: str, turn: Granted, opens: datetime) -> None:
        """The next request need not wait until the turn's `shut_until`, but until then."""

    def end_turn(
        self, host: str, turn: Granted, opens: datetime, told: Backoff | None, *, well: bool
    ) -> None:
        """Give the place back, and note the start as `note_start` does. `told` makes the host rest; `well`
        says that it answered and wants no rest."""


@dataclass(frozen=True, slots=True)
class RobotsTold:
    """What a server's robots.txt says until then: its packed `rules` (None: all is allowed) and the seconds
    between two requests that it asks for; or the `problem` with which it cannot be had, and the status."""

    until: datetime
    rules: bytes | None = None
    spacing: float | None = None
    problem: str | None = None
    status: int | None = None


class RobotsRecords(Protocol):
    """What is known of robots.txt by server (scheme and authority) and `way`: by which name, and which way to
    the network, it was asked for."""

    def robots_of(self, server: str, way: str, now: datetime, until: datetime) -> RobotsTold | NotYet | None:
        """What is known now. NotYet while another process asks. None: ask, and `keep_robots` before `until`;
        then another one may."""

    def keep_robots(self, server: str, way: str, told: RobotsTold) -> None: ...
