"""Captures named on the command line: files read into snapshots, addresses fetched through `app`.

Refuses files that are no captures (missing, a folder, too large, broken gzip) with `CaptureError`,
whose message names the file. Reads `.gz` through. Never guesses an address.
"""

from __future__ import annotations

import gzip
import hashlib
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from monitor.model import ReaderKnowledge, Recipe, Snapshot
from monitor.settings import FetchSettings

MAX_BYTES = FetchSettings().max_bytes
_HTML, _PLAIN, _MARKDOWN = "text/html", "text/plain", "text/markdown"
_TYPES = {
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".txt": _PLAIN,
    ".text": _PLAIN,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
}


class CaptureError(Exception):
    """A capture that could not be had; the message names it. `missing`: there is no such file."""

    def __init__(self, message: str, *, missing: bool = False) -> None:
        super().__init__(message)
        self.missing = missing


def is_address(name: str) -> bool:
    """Does the word on the command line name a page on the web rather than a file?"""
    return name.lower().startswith(("http://", "https://"))


def read_capture(name: str, *, base: Path | None = None, url: str | None = None) -> Snapshot:
    """The capture in a file (`-` is stdin), as if it had been fetched from `url`."""
    if name == "-":
        return _snapshot(_bounded(sys.stdin.buffer, "stdin"), "", url, datetime.now(UTC))
    path = (base or Path()) / name
    body = read_bytes(path)
    stem = path.stem if path.suffix.lower() == ".gz" else path.name
    taken_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return _snapshot(body, Path(stem).suffix.lower(), url, taken_at)


def read_bytes(path: Path, limit: int | None = MAX_BYTES) -> bytes:
    """All bytes of a file, `.gz` read through; CaptureError when there are more than `limit`."""
    try:
        with path.open("rb") as opened:
            if path.suffix.lower() != ".gz":
                return _bounded(opened, str(path), limit)
            with gzip.open(opened) as unpacked:
                return _bounded(unpacked, str(path), limit)
    except FileNotFoundError:
        raise CaptureError(f"{path}: there is no such file", missing=True) from None
    except IsADirectoryError:
        raise CaptureError(f"{path}: is a folder, not a capture") from None
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise CaptureError(f"{path}: cannot be unpacked: {error}") from None
    except OSError as error:
        raise CaptureError(f"{path}: {error.strerror or error}") from None


def _bounded(stream: IO[bytes] | gzip.GzipFile, name: str, limit: int | None = MAX_BYTES) -> bytes:
    if limit is None:
        return stream.read()
    body = stream.read(limit + 1)
    if len(body) > limit:
        raise CaptureError(f"{name}: larger than {limit:,} bytes")
    return body


def _snapshot(body: bytes, suffix: str, url: str | None, taken_at: datetime) -> Snapshot:
    return Snapshot(
        url=url,
        final_url=url,
        taken_at=taken_at,
        status=200,
        headers=(),
        body=body,
        digest=hashlib.sha256(body).hexdigest(),
        media_type=_TYPES.get(suffix) or _sniffed(body),
    )


def _sniffed(body: bytes) -> str:
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00\xff\xfe").replace(b"\x00", b"").lower()
    looks_like_markup = start.startswith(b"<") or b"<html" in start or b"<!doctype" in start
    return _HTML if looks_like_markup else _PLAIN


def knowledge_for(
    url: str | None, recipes: dict[str, Recipe], language: str | None = None
) -> ReaderKnowledge:
    """What the reader is told beside the page: the recipe of its host, the language given."""
    host = (urlsplit(url).hostname or "") if url else ""
    recipe = recipes.get(host) or recipes.get(host.removeprefix("www."))
    return ReaderKnowledge(recipe=recipe, language=language)
