"""What processes that share a host's patience ask of the store. Only a store on a server can say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TurnAsked:
    """A wish to ask a host: seconds between two starts, requests at once, seconds that this one may take."""

    host: str
    spacing: float
    most: int
    longest: float


@dataclass(frozen=True, slots=True)
class Granted:
    """The host may be asked now; `place` is to be given back."""

    place: int


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

    def end_turn(self, host: str, place: int, told: Backoff | None, *, well: bool) -> None:
        """Give the place back. `told` makes the host rest; `well` says that it answered and wants no rest."""
