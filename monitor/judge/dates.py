"""Dates and times as publishers write them in notices and time stamps, read leniently.

Finds where a text names a day or an hour ("December 22th", "5.05 pm BST", "2024年5月3日",
"16:05 Uhr") and what instant that is. It guesses no day that the text does not name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

ZONES: Mapping[str, str | float] = {
    "et": "America/New_York", "est": -5.0, "edt": -4.0, "ct": "America/Chicago", "cst": -6.0,
    "cdt": -5.0,
    "mt": "America/Denver", "mst": -7.0, "mdt": -6.0, "pt": "America/Los_Angeles", "pst": -8.0, "pdt": -7.0,
    "gmt": 0.0, "utc": 0.0, "z": 0.0, "bst": 1.0, "wet": 0.0, "west": 1.0, "cet": 1.0, "cest": 2.0,
    "mez": 1.0, "mesz": 2.0,
    "eet": 2.0, "eest": 3.0, "msk": 3.0, "мск": 3.0, "ist": 5.5, "jst": 9.0, "kst": 9.0,
    "hkt": 8.0,
    "sgt": 8.0, "wib": 7.0, "aest": 10.0, "aedt": 11.0, "nzst": 12.0, "nzdt": 13.0, "brt": -3.0, "trt": 3.0,
}  # fmt: skip

ORDINAL = r"(?:st|nd|rd|th|er|ère|re|e|\.|º|ª|°|일|日|-го|-е)?"
JOINT = r"(?:\s+(?:of|de|del|di|du|d'|den|der|dne))?"
ZONE = r"(?:\s*\(?(?P<zone>" + "|".join(sorted(ZONES, key=len, reverse=True)) + r")\b\)?)?"
HALF_BEFORE = r"(?:(?P<before>午後|午前|下午|上午|晚上|오전|오후|em)\s*)"
HALF_AFTER = r"(?:\s*(?P<half>[ap]\.?\s?m\b\.?|ÖS|ÖÖ|م|ص)(?!\w))"
CLOCK_WORD = r"\s*(?:Uhr|uur|hrs?|hours|h|ч|год|klo|godz)\b\.?"
TIME = re.compile(
    r"(?<![\d.,:])(?:(?:kl\.?|saat|um|à|às|alle|om|godz\.?|в|о|at|a las|ore|klockan|jam|lúc|pukul)\s+)?"
    rf"{HALF_BEFORE}?"
    rf"(?:(?P<h>\d{{1,2}})\s?[:：h時点시时]\s?(?P<m>\d{{2}})\s?[分분]?(?::(?P<s>\d{{2}}))?{HALF_AFTER}?(?:{CLOCK_WORD})?"
    rf"|(?P<h2>\d{{1,2}})\.(?P<m2>\d{{2}})(?!\.?\d)(?:{HALF_AFTER.replace('half', 'half2')}|{CLOCK_WORD})"
    rf"|(?:(?<=kl\.\s)|(?<=kl\s)|(?<=godz\.\s)|(?<=godz\s)|(?<=ore\s)|(?<=alle\s)|(?<=klockan\s))"
    rf"(?P<h5>\d{{1,2}})\.(?P<m5>\d{{2}})(?!\.?\d)"
    rf"|(?P<h3>\d{{1,2}}){HALF_AFTER.replace('half', 'half3')}"
    rf"|(?P<h4>\d{{1,2}})(?:{CLOCK_WORD}|[時点시时](?!間|间|간)))"
    + ZONE + r"(?:\s*\(?(?:GMT|UTC)?(?P<offset>[+-]\d{1,2}(?::?\d{2})?)\)?)?",
    re.IGNORECASE,
)  # fmt: skip
NUMERIC = re.compile(
    r"(?<![\d.])(?:(?P<y>\d{4})\s?[-/.年년]\s?(?P<mo>\d{1,2})\s?[-/.月월]\s?(?P<d>\d{1,2})(?:\s?[日일.号號])?"
    r"|(?P<a>\d{1,2})(?P<sep>[-/.])\s?(?P<b>\d{1,2})(?P=sep)\s?(?P<y2>\d{4}|\d{2})(?!\d)"
    r"|(?P<mo3>\d{1,2})\s?[月월]\s?(?P<d3>\d{1,2})\s?[日일号號]"
    r"|(?P<y4>\d{4})\s?[年년]\s?(?P<mo4>\d{1,2})\s?[月월])"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, an hour or both, as found between `start` and `end` of a text; unknown parts are None."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int = 0
    zone: tzinfo | None = None


def ascii_digits(text: str) -> str:
    """Every decimal digit of any script as 0–9, character by character."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


@cache
def month_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    month = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(
        rf"(?<![\w.])(?:(?P<d>\d{{1,2}})\s?{ORDINAL}{JOINT}\s*(?P<mo>{month})(?![^\W\d])\.?(?:,?\s*(?:de\s+|del\s+)?(?P<y>\d{{4}})\b(?:\s*(?:г|р)\.?)?)?"
        rf"|(?P<mo2>{month})(?![^\W\d])\.?\s*(?P<d2>\d{{1,2}})(?!\d){ORDINAL}(?:,?\s*(?P<y2>\d{{4}})\b)?"
        rf"|(?P<mo3>{month})(?![^\W\d])\.?,?\s+(?:de\s+)?(?P<y3>\d{{4}})\b)",
        re.IGNORECASE,
    )


def find_moments(text: str, months: Mapping[str, int], month_first: bool) -> tuple[Moment, ...]:
    """Every day and hour that the text names, in order, without overlaps."""
    text = ascii_digits(text)
    found = [m for match in NUMERIC.finditer(text) if (m := numeric_moment(match, month_first))]
    if months:
        pattern = month_pattern(tuple(months))
        found += [m for match in pattern.finditer(text) if (m := named_moment(match, months))]
    taken = [(moment.start, moment.end) for moment in found]
    for match in TIME.finditer(text):
        free = all(match.end() <= start or match.start() >= end for start, end in taken)
        moment = clock_moment(match) if free else None
        if moment:
            found.append(moment)
    return tuple(sorted(found, key=lambda moment: moment.start))


def valid_day(year: int | None, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31 and (year is None or 1900 <= year <= 2100)


def numeric_moment(match: re.Match[str], month_first: bool) -> Moment | None:
    part = match.groupdict()
    if part["a"]:
        first, second, year = int(part["a"]), int(part["b"]), int(part["y2"])
        year += 2000 if year < 100 else 0
        swap = second > 12 or (month_first and first <= 12 and part["sep"] != ".")
        month, day = (first, second) if swap else (second, first)
        return Moment(match.start(), match.end(), year, month, day) if valid_day(year, month, day) else None
    year_text = part["y"] or part["y4"]
    known = int(year_text) if year_text else None
    month = int(part["mo"] or part["mo3"] or part["mo4"])
    day_text = part["d"] or part["d3"]
    day = int(day_text) if day_text else 1
    return Moment(match.start(), match.end(), known, month, day) if valid_day(known, month, day) else None


def named_moment(match: re.Match[str], months: Mapping[str, int]) -> Moment | None:
    part = match.groupdict()
    month = months[(part["mo"] or part["mo2"] or part["mo3"]).lower()]
    day_text, year_text = part["d"] or part["d2"], part["y"] or part["y2"] or part["y3"]
    day, year = int(day_text) if day_text else 1, int(year_text) if year_text else None
    return Moment(match.start(), match.end(), year, month, day) if valid_day(year, month, day) else None


def clock_moment(match: re.Match[str]) -> Moment | None:
    part = match.groupdict()
    hour = int(part["h"] or part["h2"] or part["h3"] or part["h4"] or part["h5"])
    minute = int(part["m"] or part["m2"] or part["m5"] or 0)
    half = (part["half"] or part["half2"] or part["half3"] or part["before"] or "").lower()
    if half[:1] in ("p", "م") or half in ("午後", "下午", "晚上", "오후", "ös"):
        hour += 12 if hour < 12 else 0
    elif half and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        return None
    return Moment(match.start(), match.end(), hour=hour, minute=minute, zone=zone_of(part))


def zone_of(part: Mapping[str, str | None]) -> tzinfo | None:
    if part["offset"]:
        digits = part["offset"].replace(":", "")
        sign, hours, minutes = digits[0], int(digits[1:3]), int(digits[3:5] or 0)
        shift = timedelta(hours=hours, minutes=minutes)
        return timezone(-shift if sign == "-" else shift) if shift < timedelta(hours=24) else None
    value = ZONES.get((part["zone"] or "").lower())
    if value is None:
        return None
    return ZoneInfo(value) if isinstance(value, str) else timezone(timedelta(hours=value))


def instant_of(moments: tuple[Moment, ...], anchor: datetime | None) -> datetime | None:
    """The instant, with a fixed offset, that a day and an hour next to each other name.

    What they leave open (year, day, zone) is taken from `anchor`, the article's own date; without
    one, a text that names no full day yields None.
    """
    day = next((m for m in moments if m.month), None)
    hour = next((m for m in moments if m.hour is not None), None)
    if day is None and (anchor is None or hour is None):
        return None
    zone = (hour.zone if hour else None) or (anchor.tzinfo if anchor else None) or UTC
    local = anchor.astimezone(zone) if anchor else None
    year = (day.year if day else None) or (local.year if local else None)
    if year is None:
        return None
    month = day.month if day and day.month else (local.month if local else 1)
    number = day.day if day and day.day else (local.day if local else 1)
    try:
        found = datetime(
            year, month, number, hour.hour or 0 if hour else 0, hour.minute if hour else 0, tzinfo=zone
        )
    except ValueError:
        return None
    settled = later_than_anchor(found, day, local)
    return settled.replace(tzinfo=timezone(settled.utcoffset() or timedelta()))


def later_than_anchor(found: datetime, day: Moment | None, local: datetime | None) -> datetime:
    """A notice follows its article: what was left open is the first fitting time after it."""
    if local is None or found >= local - timedelta(days=1):
        if day is None and local is not None and found < local:
            return found + timedelta(days=1)
        return found
    if day is not None and day.year is None and local - found > timedelta(days=60):
        try:
            return found.replace(year=found.year + 1)
        except ValueError:
            return found
    return found
