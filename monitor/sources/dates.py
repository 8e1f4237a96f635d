"""Instants as feeds and sitemaps write them, also as they should not. Anything else is no date."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_W3C = re.compile(
    r"(\d{4})(?:-(\d\d?)(?:-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d))?(?:[.,](\d+))?\s*"
    r"(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?)?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
#: Seconds or milliseconds since 1970.
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
#: The middle of the night at the end of a day, which no library takes.
_MIDNIGHT = re.compile(r"(?<![\d:])24:00(:00)?(?![\d:])")
#: How JavaScript writes an instant: the offset counts, the zone's name is said again.
_SAID_TWICE = re.compile(r"\b(?:GMT|UTC)([+-]\d\d:?\d\d)(?:\s*\([^()]{0,40}\))?$")
#: Zones that RFC 822 does not know, where their letters mean one thing.
_ZONES = {
    "WEST": "+0100", "BST": "+0100", "CET": "+0100", "MEZ": "+0100", "CEST": "+0200", "MESZ": "+0200",
    "EET": "+0200", "EEST": "+0300", "MSK": "+0300", "JST": "+0900", "KST": "+0900", "AEST": "+1000",
    "AEDT": "+1100", "NZST": "+1200", "NZDT": "+1300", "AKST": "-0900", "AKDT": "-0800", "HST": "-1000",
}  # fmt: skip
_ZONE = re.compile(r"\b(" + "|".join(_ZONES) + r")$")
_COLON = re.compile(r"([+-]\d\d):(\d\d)$")
#: The library takes these years for ones of ours.
_FIRST_CENTURY = re.compile(r"\s-?00\d\d\s")
#: What programs write where they know no date.
_UNSET = frozenset((datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)))


def instant(text: str | None) -> datetime | None:
    """A W3C/ISO 8601 date (also a year or month alone), an RFC 822 one, or seconds since 1970, in UTC; None
    if unreadable, and for the zero of a calendar. Without an offset it is taken as UTC."""
    at = _read((text or "").strip())
    return None if at in _UNSET else at


def _read(text: str) -> datetime | None:
    try:
        if "24:00" in text and (midnight := _MIDNIGHT.search(text)):
            before = _read(f"{text[: midnight.start()]}00:00{midnight[1] or ''}{text[midnight.end() :]}")
            return before + timedelta(days=1) if before else None
        if found := _W3C.fullmatch(text):
            return _composed(*found.groups())
        if found := _COMPACT.fullmatch(text):
            return _composed(*found.groups()[:6], None, found[7])
        if _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(int(text[:10]), UTC)
        if _FIRST_CENTURY.search(text):
            return None
        text = _ZONE.sub(lambda zone: _ZONES[zone[1]], _SAID_TWICE.sub(r"\1", text))
        text = _COLON.sub(r"\1\2", text)
        at = parsedate_to_datetime(text)
        return (at.replace(tzinfo=UTC) if at.tzinfo is None else at).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None


def _composed(*parts: str | None) -> datetime:
    """From year, month, day, hour, minute, second, fraction and offset, as written."""
    year, month, day, hour, minute, second, fraction, offset = parts
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    # A leap second is the one before it.
    seconds = min(int(second or 0), 59)
    at = datetime(
        int(year or 0), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), seconds, micro
    )
    if not offset or offset[0] not in "+-":
        return at.replace(tzinfo=UTC)
    zone = datetime.strptime(offset.replace(":", "").ljust(5, "0"), "%z").tzinfo
    return at.replace(tzinfo=zone).astimezone(UTC)
