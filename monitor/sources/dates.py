"""Instants as feeds and sitemaps write them, also as they should not: in other languages, in zones that no
standard knows, by half days. Anything else is no date, and neither is what has two readings ("3/4/2026").
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from monitor.sources.months import month_of

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
#: Zones where their letters mean one thing (IST is three, CST two: of those RFC 822 knows, its reading).
_ZONES = {
    "EST": "-5", "EDT": "-4", "CST": "-6", "CDT": "-5", "MST": "-7", "MDT": "-6", "PST": "-8", "PDT": "-7",
    "AKST": "-9", "AKDT": "-8", "HST": "-10", "AST": "-4", "ADT": "-3", "NST": "-3:30", "NDT": "-2:30",
    "BRT": "-3", "ART": "-3", "UYT": "-3", "CLT": "-4", "BOT": "-4", "VET": "-4", "COT": "-5", "PET": "-5",
    "WET": "+0", "WEST": "+1", "BST": "+1", "CET": "+1", "MEZ": "+1", "CEST": "+2", "MESZ": "+2",
    "EET": "+2", "EEST": "+3", "MSK": "+3", "TRT": "+3", "WAT": "+1", "CAT": "+2", "SAST": "+2", "EAT": "+3",
    "IRST": "+3:30", "PKT": "+5", "NPT": "+5:45", "WIB": "+7", "ICT": "+7", "WITA": "+8", "WIT": "+9",
    "HKT": "+8", "SGT": "+8", "PHT": "+8", "AWST": "+8", "JST": "+9", "KST": "+9", "ACST": "+9:30",
    "ACDT": "+10:30", "AEST": "+10", "AEDT": "+11", "NZST": "+12", "NZDT": "+13",
}  # fmt: skip
#: An offset, or letters, or both as JavaScript writes them: the offset counts. Names may follow in brackets.
_ZONE = re.compile(r"\s*([A-Z]{1,5})?\s*([+-]\d\d?(?::?\d\d)?)?\s*(?:[(\[][^()\[\]]{0,40}[)\]])?\s*")
_CLOCK = re.compile(r"[,\s]*(?:T\s*)?(\d\d?)[:.h](\d\d)(?:[:.](\d\d))?(?:[.,]\d+)?(?:\s*([AaPp])\.?[Mm]\.?)?")
_WORD = r"([^\W\d_][^\d\s,]{1,14}?|\d\d?[月월])\.?,?"
_WEEKDAY = r"(?:[^\W\d_][^\d\s,]{0,14}(?:[.,]+\s*|\s+))?"
_YEAR = r"((?:19|20)\d\d)(?!\d)"
#: Day, month's name, year, and the rest; month's name, day, year, and the rest.
_DAY_FIRST = re.compile(rf"{_WEEKDAY}(\d\d?)[.º]?[\s-]\s*(?:de\s+)?{_WORD}[\s-]\s*(?:de\s+)?{_YEAR}(.*)")
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}\s*{_WORD}\s+(\d\d?)(?:st|nd|rd|th)?,?\s+{_YEAR}(.*)")
#: As Unix writes it: the year stands behind the clock and the zone.
_UNIX = re.compile(rf"({_WEEKDAY}\s*{_WORD}\s+\d\d?)\s+(\d\d?:\d\d(?::\d\d)?\s+(?:[A-Z]{{1,5}}\s+)?){_YEAR}")
_YEAR_FIRST = re.compile(rf"{_YEAR}\s?[/.年년]\s?(\d\d?)\s?[/.月월]\s?(\d\d?)[日일]?(.*)")
_NUMBERS = re.compile(rf"(\d\d?)([/.])(\d\d?)\2{_YEAR}(.*)")
#: The library takes these years for ones of ours.
_FIRST_CENTURY = re.compile(r"\s-?00\d\d\s")
#: No date is longer.
_LONGEST = 100
#: What programs write where they know no date.
_UNSET = frozenset((datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)))


def instant(text: str | None) -> datetime | None:
    """A W3C/ISO 8601 date (also a year or month alone), an RFC 822 one in any of many languages, or seconds
    since 1970, in UTC; None if unreadable, and for the zero of a calendar. Without an offset, or with
    letters that name no one zone, it is taken as UTC."""
    at = _read((text or "").strip()[:_LONGEST])
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
        return _spoken(_plain(text)) or _by_the_book(text)
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None


def _plain(text: str) -> str:
    """With common digits and spaces."""
    digits = (str(unicodedata.digit(one, one)) if one.isdigit() else one for one in text)
    return " ".join("".join(digits).split())


def _by_the_book(text: str) -> datetime:
    at = parsedate_to_datetime(text)
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at).astimezone(UTC)


def _spoken(text: str) -> datetime | None:
    """A date with its month as a word, or as a number where only one reading is possible."""
    if found := _UNIX.fullmatch(text):
        text = f"{found[1]} {found[4]} {found[3]}"
    if found := _DAY_FIRST.fullmatch(text):
        return _at(found[3], _month(found[2]), found[1], found[4])
    if found := _MONTH_FIRST.fullmatch(text):
        return _at(found[3], _month(found[1]), found[2], found[4])
    if found := _YEAR_FIRST.fullmatch(text):
        return _at(found[1], int(found[2]), found[3], found[4])
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    if found[2] == "/" and max(first, second) <= 12 and first != second:
        return None
    day, month = (second, first) if second > 12 else (first, second)
    return _at(found[4], month, str(day), found[5])


def _month(word: str) -> int | None:
    return int(word[:-1]) if word[0].isdigit() else month_of(word)


def _at(year: str, month: int | None, day: str, rest: str) -> datetime | None:
    """The instant on that day, by what stands behind it: a clock and a zone, or nothing."""
    if month is None:
        return None
    clock = _CLOCK.match(rest)
    zone = _ZONE.fullmatch(rest[clock.end() :] if clock else rest)
    if zone is None:
        return None
    hour, minute, second = (int(clock[n] or 0) for n in (1, 2, 3)) if clock else (0, 0, 0)
    if clock and clock[4] and hour <= 12:
        hour = hour % 12 + (12 if clock[4] in "Pp" else 0)
    offset = _offset(zone[2] or _ZONES.get(zone[1] or "", ""))
    return datetime(int(year), month, int(day), hour, minute, min(second, 59), tzinfo=offset).astimezone(UTC)


def _offset(written: str) -> timezone:
    """`+1`, `+01`, `+0100`, `+5:30`; UTC where nothing is written."""
    digits = written[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits or "0", "0")
    span = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-span if written.startswith("-") else span)


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
    return at.replace(tzinfo=_offset(offset)).astimezone(UTC)
