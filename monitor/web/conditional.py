"""Conditional GET (RFC 9110): what a reader has already is not sent again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response

#: Of the headers of an answer, those that a 304 must carry too.
_KEPT = ("cache-control", "vary")


def tag_of(*parts: str | bytes) -> str:
    """A strong entity tag for what these parts determine."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return f'"{digest.hexdigest()[:32]}"'


def answered(request: Request, body: bytes, headers: Mapping[str, str]) -> Response:
    """The body with its tag, or a 304 to who has it."""
    tag = tag_of(body)
    return unchanged(request, tag, None, headers) or Response(body, headers={**headers, "etag": tag})


def unchanged(
    request: Request, tag: str, modified: datetime | None, headers: Mapping[str, str]
) -> Response | None:
    """The 304 that the request asks for, if what it knows is still so. A tag is believed before a date."""
    known = request.headers.get("if-none-match")
    if known is not None:
        same = known.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in known.split(","))
    else:
        since = _instant(request.headers.get("if-modified-since"))
        same = since is not None and modified is not None and modified.replace(microsecond=0) <= since
    if not same:
        return None
    kept = {name: value for name, value in headers.items() if name in _KEPT}
    dated = {"last-modified": http_date(modified)} if modified else {}
    return Response(status_code=304, headers={"etag": tag, **dated, **kept})


def http_date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC).replace(microsecond=0), usegmt=True)


def _instant(value: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(value) if value else None
    except (ValueError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found
