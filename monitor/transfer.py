"""What goes between the store and the archives of others: captures on their way in, histories on their
way out, and the two protocols that formats implement. Values only: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from monitor.model import Article, Examined, Headers, RecordedKnowledge, Revision, Snapshot, Version

#: Behind the address of a history that stands apart from the watched one; no source offers such an address.
APART = "#imported"


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer that somebody else recorded, as it stands in an archive: the body with its content
    encodings on where the headers name some. `wire_digest` is None where nobody knows it."""

    url: str
    taken_at: datetime
    headers: Headers
    body: bytes
    final_url: str | None = None
    baseline: bool = False
    wire_digest: str | None = None


#: A recorded answer as if it had been fetched. Raises `BadCapture` where the body cannot be decoded.
MakeSnapshot = Callable[[Recorded], Snapshot]


class BadCapture(Exception):
    """A capture in an archive that cannot be had; the message says why."""


@dataclass(frozen=True, slots=True)
class CaptureEntry:
    """A capture in an archive, not yet read: the article's address, when it was taken, where the
    archive finds it again, and what to call it."""

    url: str
    taken_at: datetime
    place: str
    name: str


class Archive(Protocol):
    """Captures that others took. Its methods block; they are called one at a time, in any thread."""

    #: Is one address at one instant always the same capture, so that a known one need not be read?
    exact: bool

    @property
    def size(self) -> int | None:
        """Bytes that indexing reads, where that is known beforehand."""

    def index(self, told: Callable[[int], None]) -> Iterator[str]:
        """Find what there is; yields what is damaged, a sentence each. `told` hears of bytes read."""

    def __len__(self) -> int: ...

    def groups(self) -> Iterator[tuple[str, list[CaptureEntry]]]:
        """Each address with its captures, the oldest first."""

    def load(self, entry: CaptureEntry) -> Snapshot:
        """The capture itself. Raises `BadCapture`."""

    def close(self) -> None: ...


#: What becomes of an imported capture: a version; found the last version again; a suspect reading that
#: is held back; comes before what stands already and is kept as evidence; cannot be read as an article.
ImportResult = Literal["version", "same", "held", "kept", "unreadable"]


@dataclass(frozen=True, slots=True)
class ImportLook:
    """One capture of an archive, examined. `snapshot` is None where it is not kept."""

    entry: CaptureEntry
    digest: str
    result: ImportResult
    snapshot: Snapshot | None = None
    examined: Examined | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """Captures of one article in the order of time, judged after its version number `versions` (0: after
    none). `origin` names the archive, `known` is with what they were read. `again`: captures that could
    not be read before are among them."""

    source_id: int
    origin: str
    url: str
    versions: int
    looks: tuple[ImportLook, ...]
    known: RecordedKnowledge
    again: bool = False


@dataclass(frozen=True, slots=True)
class ImportStanding:
    """How an article stands before an import: `end` is when its last version was last found, `known` the
    captures that were imported before, by instant and digest."""

    article_id: int | None = None
    versions: int = 0
    end: datetime | None = None
    known: frozenset[tuple[datetime, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class ExportedArticle:
    """An article on its way out: versions and revisions from the first on; `snapshots` loads each as it
    is asked for, the oldest first."""

    article: Article
    versions: Sequence[Version]
    revisions: Sequence[Revision]
    snapshots: Iterable[Exported]


class ExportFormat(StrEnum):
    """Formats that histories go out in."""

    WARC = "warc"
    WACZ = "wacz"
    GIT = "git"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class Exporter(Protocol):
    """Writes articles in a format of others. `close` finishes what was begun; without it nothing is whole."""

    def write(self, one: ExportedArticle) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class SnapshotEntry:
    """A snapshot without its body, for lists."""

    id: int
    article_id: int
    url: str | None
    final_url: str | None
    taken_at: datetime
    status: int
    media_type: str
    digest: str
    baseline: bool


@dataclass(frozen=True, slots=True)
class Exported:
    """A snapshot on its way out: the address of its article (None when nobody knows it), the capture,
    and what the store says of it, as JSON."""

    address: str | None
    snapshot: Snapshot
    claims: dict[str, object]


# --- second witnesses ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unwitnessed:
    """A revision that another archive is to be asked about, and how often it was."""

    revision_id: int
    url: str
    attempts: int


@dataclass(frozen=True, slots=True)
class WitnessAttempt:
    """What came of asking: where the memento is, or why there is none and when to ask again, if ever."""

    revision_id: int
    attempts: int
    next_attempt_at: datetime | None
    memento: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The archive has a capture of its own at that address."""

    memento: str


@dataclass(frozen=True, slots=True)
class NotWitnessed:
    """It has not. `permanent` means that asking again is of no use."""

    reason: str
    permanent: bool = False


class Witness(Protocol):
    """Another archive. Raises nothing: a refusal is a value."""

    async def keep(self, url: str) -> Witnessed | NotWitnessed: ...
