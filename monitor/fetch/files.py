"""A user's capture on disk → a snapshot, as if it had been fetched. `.gz` is read through.

Refuses what is no capture (missing, a folder, too large once unpacked, broken gzip) with
`UsageError`, and what the machine does not let us read with `EnvironmentRefused`; both name the file.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from monitor.errors import EnvironmentRefused, UsageError
from monitor.fetch.decoding import TooLargeError, UndecodableError, gunzip
from monitor.fetch.replies import sniff_type
from monitor.model import Snapshot
from monitor.settings import FetchSettings

MAX_BYTES = FetchSettings().max_bytes
_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".xml": "application/xml",
    ".json": "application/json",
}


def snapshot_from_file(
    path: Path, url: str | None, taken_at: datetime, *, baseline: bool = True, max_bytes: int = MAX_BYTES
) -> Snapshot:
    """The capture in `path` as a snapshot of `url` (None when nobody named it), status 200, no headers."""
    body = read_file(path, max_bytes)
    return Snapshot(
        url=url,
        final_url=url,
        taken_at=taken_at,
        status=200,
        headers=(),
        body=body,
        digest=hashlib.sha256(body).hexdigest(),
        media_type=media_type_of_file(path) or sniff_type(body),
        baseline=baseline,
    )


def read_file(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """All bytes of a file, unpacked when its name ends in `.gz`, at most `max_bytes`."""
    packed = path.suffix.lower() == ".gz"
    body = _read(path, max_bytes)
    try:
        return gunzip(body, max_bytes) if packed else body
    except TooLargeError:
        raise UsageError(f"{path}: unpacks to more than {max_bytes:,} bytes") from None
    except UndecodableError as error:
        raise UsageError(f"{path}: cannot be unpacked: {error}") from None


def media_type_of_file(path: Path) -> str | None:
    """What the name says (`.gz` aside); None when it says nothing."""
    name = Path(path.stem) if path.suffix.lower() == ".gz" else path
    return _TYPES.get(name.suffix.lower())


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        with path.open("rb") as opened:
            body = opened.read(max_bytes + 1)
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise UsageError(f"{path}: is a folder, not a capture") from None
    except (OSError, ValueError) as error:
        words = error.strerror if isinstance(error, OSError) else None
        raise EnvironmentRefused(f"{path}: cannot be read: {words or error}") from None
    if len(body) > max_bytes:
        raise UsageError(f"{path}: larger than {max_bytes:,} bytes")
    return body
