"""What a person calls page noise, and what would follow from that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from monitor.model.verdicts import Label

#: Hold a text back on the whole host, because it changes by itself or stands on many pages; or leave an
#: element out of a source's pages.
NoiseWay = Literal["volatile", "shared", "drop"]


@dataclass(frozen=True, slots=True)
class Marking:
    """An edit of a revision, counted from 0, is noise, and what is to be done. `drop` needs a selector."""

    revision_id: int
    edit: int
    way: NoiseWay
    selector: str | None = None


@dataclass(frozen=True, slots=True)
class Rejudged:
    """A stored revision and how it would be called."""

    revision_id: int
    headline: str | None
    was: Label
    now: Label


@dataclass(frozen=True, slots=True)
class NoisePreview:
    """What a marking would have made of the newest stored revisions: `technical` ones would be no change,
    `otherwise` would be called something else. `looked` is how many were judged anew, `unread` of how many
    a capture could not be read. `selectors` are proposals, the nearest element first. `problem` says why
    the marking cannot be; then nothing was judged."""

    marking: Marking
    host: str
    source: str
    #: The blocks that the edit lies in, as they stood and as they stand.
    texts: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()
    looked: int = 0
    technical: tuple[Rejudged, ...] = ()
    otherwise: tuple[Rejudged, ...] = ()
    unread: int = 0
    problem: str | None = None
