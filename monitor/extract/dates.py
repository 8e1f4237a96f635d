"""Dates as pages write them → instants, with the offset the page gives.

ISO and the other machine forms are read first and by hand; only a text in which a pattern has
found a date goes to dateparser, with the page's language and never with relative words. A local
time without an offset keeps its day and clock and is called UTC. Nothing here knows what day it is.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache
from urllib.parse import urlsplit

import dateparser
import regex
from dateparser.timezone_parser import pop_tz_offset_from_string

from monitor.extract.words import WEEKDAYS

#: dateparser asks for a "now" even where the text has a full date; any fixed one keeps it pure.
_BASE = datetime(2000, 1, 1)
_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:(?:[T ]|T\s|\s+-\s+)\s*(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,:]\d+)?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{1,2})?(?:\[[\w/]+\])?",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")

_MONTH = r"(?:[\p{L}\p{M}']{3,14}\.?|[[\p{L}\p{M}]--[\p{Latin}]]{2,14})"
_DAY = r"(?<![\d.,:/])\d{1,2}(?:st|nd|rd|th|ST|ND|RD|TH|er|º|ª|\.|-го|'e|-a)?"
_YEAR = r"(?:1[89]\d\d|20\d\d|25\d\d)(?!\d)"
#: What stands between a date and its clock.
_AT = (
    r"[,|·•\-–—@]|at|um|à|a\ las|alle|om|kl\.?|o\ godz\.|г\.,?|р\.,?|року,?|в|ás|às|as|στις|saat|pukul|lúc"
    r"|klo|ora|ob|v|u"
)
_TIME = (
    rf"(?:\s*(?:{_AT})?\s*\d{{1,2}}\s?[:.h時点시]\s?\d{{2}}(?!\.?\d{{3}})(?::\d{{2}})?"
    r"(?:\s?[ap]\.?\s?m\b\.?)?(?:\s*(?:[A-Z]{2,5}\b|[+-]\d{2}:?\d{2}))?)?"
)
_TEXTUAL = regex.compile(
    rf"""(?P<date>
        {_DAY}\s*(?:[-/ ]|\b)\s*(?:[dD]e\s+|[dD][ei]l\s+|[oO]f\s+|ta['’]\s*|ng\s+)?
            {_MONTH}[,]?\s*[-/ ]?\s*(?:de\s+|del\s+|de\s+l['’]\s*|di\s+|nga\s+)?{_YEAR}
      | {_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\s*,?\s+{_YEAR}
      | {_YEAR}\s?[年년]\s?\d{{1,2}}\s?[月월]\s?\d{{1,2}}\s?[日일]
      | {_YEAR}\.\s?(?:m\.\s*)?{_MONTH}\s+\d{{1,2}}\.?(?:\s*d\.)?
    )(?P<time>(?i:{_TIME}))""",
    regex.VERBOSE | regex.V1,
)
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
#: A day and a month of its year, which pages leave out in the news of the day.
_YEARLESS = regex.compile(
    rf"""(?P<date>{_DAY}\s+(?:de\s+|di\s+|of\s+)?{_MONTH}(?!\p{{L}})
      | (?<!\p{{L}}){_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?![\d:.])
    )(?!\W{{0,3}}(?:1[89]|2[05])\d\d)(?P<time>(?i:{_TIME}))""",
    regex.VERBOSE | regex.V1,
)
#: Whatever has no year has no date: asked first, because it is cheap.
_ANY_YEAR = re.compile(r"(?:1[89]|2[05])\d\d")
_CLOCK = re.compile(r"(\d{1,2})\s?[:.h時点시]\s?(\d{2})(?::(\d{2}))?\s?([ap]\.?\s?m)?", re.IGNORECASE)
#: IST is Israel's, Ireland's and India's; far most pages that write it are Indian.
_INDIA = timezone(timedelta(hours=5, minutes=30))
_ZONE_NAME = re.compile(r"\d{1,2}[:.]\d{2}.*?((?!AM|PM)\b[A-Z]{2,5}|[+-]\d{2}:?\d{2})\s*$")
#: Years of the Buddhist era, as Thai pages write them.
_BUDDHIST = re.compile(r"25\d\d")
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?:(?P<y>(?:19|20)\d\d)(?P<s>[-/.])\s?(?P<m>\d{1,2})(?P=s)\s?(?P<d>\d{1,2})\.?"
    r"|(?P<a>\d{1,2})(?P<t>[-/.])\s?(?P<b>\d{1,2})(?P=t)\s?(?P<z>(?:19|20)\d\d))(?![\d/-])"
    r"(?:[,\s|·•\-–—]*(?:at|um|à|alle|om|kl\.?|ore|saat|в|о|h)?\s*"
    r"(?P<hh>[01]?\d|2[0-3])[:.h](?P<mm>[0-5]\d)(?::[0-5]\d)?(?!\.?\d)\s?(?P<half>[ap]\.?m\b)?"
    r"(?:\s?(?P<zone>UTC|GMT|[+-]\d{2}:?\d{2}|[A-Z]{2,4}T)\b)?)?",
    re.IGNORECASE,
)
#: Stands for a date that was taken out.
_GONE = "\0"
_DAYS_OF_WEEK = "|".join(regex.escape(day) for day in sorted(WEEKDAYS, key=len, reverse=True))
_WEEKDAY = regex.compile(
    rf"(?<!\p{{L}})(?:{_DAYS_OF_WEEK})[\s.,]*(?:(?:the|den|der|le|el|il|dne)\s+)?(?={_GONE})"
    rf"|(?<={_GONE})[\s,(]*(?:{_DAYS_OF_WEEK})(?!\p{{L}})",
    regex.IGNORECASE,
)
_URL = re.compile(
    r"(?:^|[/_-])((?:19|20)\d\d)(?:[/_-](0?[1-9]|1[0-2])[/_-](0?[1-9]|[12]\d|3[01])"
    r"|/?(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?=[/_.-]|$)"
)
_URL_MONTH_NAME = re.compile(
    r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(\d{1,2})(?=/|$)",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH_MONTH = re.compile(
    r"(?<![^\W\d_])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?(?![^\W\d_])",
    re.IGNORECASE,
)
#: Tried together where neither the page's language nor English knows the month.
_LANGUAGES = (
    "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "pl", "cs", "ru", "uk", "tr", "id", "fi", "hu",
    "ro", "el", "ar", "hi", "vi", "hr", "bg", "th",
)  # fmt: skip
#: Languages and regions that write the month first in numeric dates.
_MONTH_FIRST = frozenset({"en-us", "en_us", "fil", "en-ph"})


def instant(text: str | None, language: str | None = None) -> datetime | None:
    """The instant in a declared value: ISO, RFC 2822, epoch, or a written date. Aware; None without one."""
    if not text or len(text) > 200:
        return None
    text = text.strip()
    return _iso(text) or _epoch(text) or _mail(text) or first_date(text, language)


def _iso(text: str) -> datetime | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    try:
        local = datetime(year, month, day, hour % 24, minute, min(second, 59))
    except ValueError:
        return None
    return sensible(local.replace(tzinfo=_zone(found[7])))


@lru_cache(maxsize=256)
def _zone(text: str | None) -> tzinfo:
    """The offset that a text names, by its figures or by a zone's letters; UTC for anything else."""
    if not text or text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    found = _OFFSET.fullmatch(text)
    if found is None:
        if text == "IST":
            return _INDIA
        _, named = pop_tz_offset_from_string(f"10:00 {text}")
        offset = named.utcoffset(_BASE) if named else None
        return timezone(offset) if offset else UTC
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return (
        timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes)) if minutes <= 14 * 60 else UTC
    )


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    seconds = float(text)
    seconds = seconds / 1000 if seconds > 1e11 else seconds
    return sensible(datetime.fromtimestamp(seconds, UTC))


def _mail(text: str) -> datetime | None:
    if not re.match(r"[A-Za-z]{3},? \d{1,2} [A-Za-z]{3}", text):
        return None
    try:
        value = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return sensible(value if value.tzinfo else value.replace(tzinfo=UTC))


def sensible(value: datetime) -> datetime | None:
    """The value, unless it is what systems write when they know no date."""
    if not 1800 <= value.year <= 2100 or (value.month, value.day, value.year) == (1, 1, 1970):
        return None
    return value


# --- dates written for people --------------------------------------------------------------------------


def written_dates(text: str, language: str | None = None) -> list[tuple[int, int, datetime]]:
    """(start, end, instant) of each full date in a line of text, in order. Needs day, month and year."""
    text = _plain_digits(text[:2000])
    if not _ANY_YEAR.search(text):
        return []
    found: list[tuple[int, int, datetime]] = []
    for match in _NUMERIC.finditer(text):
        value = _numeric(match, language)
        if value:
            found.append((match.start(), match.end(), value))
    for named in _TEXTUAL.finditer(text):
        if any(start < named.end() and named.start() < end for start, end, _ in found):
            continue
        value = _spoken(named["date"], named["time"], language)
        if value:
            found.append((named.start(), named.end(), value))
    return sorted(found)


def _plain_digits(text: str) -> str:
    """The text with the decimal digits of all scripts as ASCII, character by character."""
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)


def first_date(text: str, language: str | None = None) -> datetime | None:
    return next((value for _, _, value in written_dates(text, language)), None)


def has_date(text: str) -> bool:
    """Whether a pattern sees a full date in a text; cheap."""
    text = _plain_digits(text[:2000])
    return bool(_ANY_YEAR.search(text)) and bool(_NUMERIC.search(text) or _TEXTUAL.search(text))


def without_dates(text: str) -> str:
    """The text without its dates, the days of the week beside them, and the clock times that follow."""
    text = _plain_digits(text)
    if not _ANY_YEAR.search(text):
        return text
    marked = _NUMERIC.sub(_GONE, _TEXTUAL.sub(_GONE, text.replace(_GONE, " ")))
    return _WEEKDAY.sub(" ", marked).replace(_GONE, " ") if _GONE in marked else text


def dates_in_year(text: str, year: int, language: str | None = None) -> list[tuple[int, datetime]]:
    """(start, instant) of each date without a year in a short line, as dates of the given year."""
    text = _plain_digits(text[:300])
    found: list[tuple[int, datetime]] = []
    for match in _YEARLESS.finditer(text):
        value = _english(f"{match['date']} {year}") or _spoken_in(f"{match['date']} {year}", language)
        zone = _ZONE_NAME.search(match["time"])
        if value:
            named = value.replace(tzinfo=_zone(zone[1] if zone else None))
            found.append((match.start(), _at_clock(named, match["time"])))
    return found


def _spoken_in(day: str, language: str | None) -> datetime | None:
    """A date with a month's name in the page's own language, where that is not English."""
    base = _base(language)
    return None if base == "en" else _parsed(day, (base,))


def _base(language: str | None) -> str:
    """The language as dateparser names it."""
    base = (language or "en").lower().replace("_", "-").split("-")[0]
    return "nb" if base == "no" else base


def _numeric(match: re.Match[str], language: str | None) -> datetime | None:
    if match["y"]:
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    else:
        year, day, month = int(match["z"]), int(match["a"]), int(match["b"])
        month_first = match["t"] == "/" and (language or "").lower() in _MONTH_FIRST
        if (month_first and day <= 12) or month > 12:
            day, month = month, day
    hour, minute = int(match["hh"] or 0), int(match["mm"] or 0)
    half = (match["half"] or "").lower()[:1]
    hour = hour % 12 + (12 if half == "p" else 0) if half and hour <= 12 else hour
    try:
        return sensible(datetime(year, month, day, hour, minute, tzinfo=_zone(match["zone"])))
    except ValueError:
        return None


def _spoken(day: str, clock: str, language: str | None) -> datetime | None:
    """A date with a month's name, in the page's language or English, and the clock beside it."""
    base = _base(language)
    day = _BUDDHIST.sub(lambda found: str(int(found[0]) - 543), day)
    zone = _ZONE_NAME.search(clock)
    for tried in ((base,), ("en",), _LANGUAGES):
        value = _parsed(day, tried)
        if value:
            return sensible(_at_clock(value.replace(tzinfo=_zone(zone[1] if zone else None)), clock))
    return None


def _at_clock(day: datetime, text: str) -> datetime:
    found = _CLOCK.search(text)
    if found is None:
        return day
    hour, minute, second, half = (
        int(found[1]),
        int(found[2]),
        int(found[3] or 0),
        (found[4] or "").lower()[:1],
    )
    hour = hour % 12 + (12 if half == "p" else 0) if half and hour <= 12 else hour
    return (
        day.replace(hour=hour, minute=minute, second=second)
        if hour < 24 and max(minute, second) < 60
        else day
    )


def _english(text: str) -> datetime | None:
    """A date with an English month by hand: a hundred times as fast, and the most frequent by far."""
    word, numbers = _ENGLISH_MONTH.search(text), re.findall(r"\d+", text)
    if word is None or len(numbers) != 2:
        return None
    day, year = sorted(map(int, numbers))
    try:
        return datetime(year, _MONTHS.index(word[1].lower()) + 1, day)
    except ValueError:
        return None


def _parsed(text: str, languages: tuple[str, ...]) -> datetime | None:
    by_hand = _english(text)
    if by_hand:
        return by_hand
    try:
        value: datetime | None = dateparser.parse(
            text,
            languages=list(languages),
            settings={
                "REQUIRE_PARTS": ["day", "month", "year"],
                "RELATIVE_BASE": _BASE,
                "PARSERS": ["absolute-time"],
                "DATE_ORDER": "DMY",
            },
        )
    except (ValueError, OverflowError, RecursionError):
        return None
    return value


# --- the address -----------------------------------------------------------------------------------------


def url_date(url: str | None) -> datetime | None:
    """The day named in an address's path, midnight UTC; None when there is none."""
    if not url:
        return None
    path = urlsplit(url).path
    named = _URL_MONTH_NAME.search(path)
    if named:
        parts: tuple[int, ...] = (int(named[1]), _MONTHS.index(named[2].lower()) + 1, int(named[3]))
    else:
        found = _URL.search(path)
        if found is None:
            return None
        parts = tuple(int(part) for part in found.groups() if part)
    try:
        return sensible(datetime(parts[0], parts[1], parts[2], tzinfo=UTC))
    except ValueError:
        return None
