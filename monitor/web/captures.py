"""Raw captures on the desk: the exact bytes as plain text, or the page drawn where nothing can run.

The drawn page keeps its words and its own inline style. Elements that reach for the network before
any policy applies (links, refreshes, base addresses) are renamed; the stored bytes stay as they are.
"""

from __future__ import annotations

import re

from starlette.responses import Response

from monitor.model import Snapshot
from monitor.web.headers import CAPTURE_HEADERS

_REACHING = re.compile(rb"<(?=(?:link|base|meta\s[^>]*http-equiv)\b)", re.IGNORECASE)
_CHARSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,39}")
_HTML = frozenset({"text/html", "application/xhtml+xml"})


def can_be_drawn(snapshot: Snapshot) -> bool:
    return snapshot.media_type.lower() in _HTML


def raw_capture(snapshot: Snapshot) -> Response:
    """The bytes as they were, shown as text."""
    return _sandboxed(snapshot.body, f"text/plain; charset={_charset(snapshot) or 'utf-8'}")


def drawn_capture(snapshot: Snapshot) -> Response:
    """The captured page in a sandbox: no scripts, no requests, no forms, no way out."""
    if not can_be_drawn(snapshot):
        return raw_capture(snapshot)
    charset = _charset(snapshot)
    return _sandboxed(
        _REACHING.sub(b"<x-", snapshot.body), f"text/html; charset={charset}" if charset else "text/html"
    )


def _charset(snapshot: Snapshot) -> str | None:
    named = snapshot.charset or ""
    return named if _CHARSET.fullmatch(named) else None


def _sandboxed(body: bytes, content_type: str) -> Response:
    return Response(body, headers={"content-type": content_type, **CAPTURE_HEADERS})
