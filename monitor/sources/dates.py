"""Instants as feeds and sitemaps write them. Anything else is no date."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_W3C = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:[.,](\d+))?\s*(Z|[+-]\d\d:?\d\d)?)?)?)?",
    re.IGNORECASE,
)


def instant(text: str | None) -> datetime | None:
    """A W3C/ISO 8601 date (also a year or month alone) or an RFC 822 one, in UTC; None if unreadable.
    Without an offset it is taken as UTC."""
    text = (text or "").strip()
    try:
        if _W3C.fullmatch(text):
            return _from_w3c(text)
        at = parsedate_to_datetime(text)
        return (at.replace(tzinfo=UTC) if at.tzinfo is None else at).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _from_w3c(text: str) -> datetime:
    match = _W3C.fullmatch(text)
    assert match is not None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    # A leap second is the one before it.
    seconds = min(int(second or 0), 59)
    at = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), seconds, micro)
    if not offset or offset in "Zz":
        return at.replace(tzinfo=UTC)
    zone = datetime.strptime(offset.replace(":", ""), "%z").tzinfo
    return at.replace(tzinfo=zone).astimezone(UTC)
