"""What a page was at an instant: snapshots, and what became of a request for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model.sources import Reach

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The raw capture of a page at an instant. `body` is decoded from its transfer encodings only.

    `url` is what was asked for, `final_url` where redirects led (the same for a file). A
    baseline has status 200, no headers, and its file's media type.
    """

    url: str | None
    final_url: str | None
    taken_at: datetime
    status: int
    headers: Headers
    body: bytes
    digest: str
    media_type: str
    #: Character set named by the Content-Type header, if any.
    charset: str | None = None
    elapsed_seconds: float = 0.0
    baseline: bool = False
    #: Of the bytes as the wire carried them, before content encodings were undone; None for a file.
    wire_digest: str | None = None


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One page to read. `etag` and `last_modified` make the request conditional. `afresh`: over a new
    connection, and past the caches on the way."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    headers: Headers = ()
    reach: Reach | None = None
    afresh: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """The server answered with a page (any 2xx). `permanent_url` is set after permanent redirects."""

    snapshot: Snapshot
    permanent_url: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that the page is as it was."""

    final_url: str
    elapsed_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Gone:
    """The server says that there is no such page (404, 410, 451)."""

    status: int
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """We did not ask, or did not take the answer: guard, robots, size, type. No use in hurrying."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The page could not be had this time: time-out, DNS, TLS, 5xx, 429, 403.

    `status` is None when no answer came. `retry_after_seconds` is what the server asked for.
    """

    reason: str
    status: int | None = None
    retry_after_seconds: float | None = None
    #: False when nothing was asked: the server had told us to leave it alone for now.
    asked: bool = True


FetchOutcome = Fetched | NotModified | Gone | Refused | Failed
