"""Days, months, years and times of day in a text, as far as words and digits name them.

An expression is compared by its parts: "3 May 2024" and "May 3, 2024" are one. Nothing is resolved
to an instant: that "yesterday" became "Tuesday" is a change, whatever day it was.
"""

from __future__ import annotations

import regex

from monitor.judge.reading import Found, Reading

_YEAR = regex.compile(r"(?:1[5-9]|20)\d\d")
_ISO = regex.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SLASHED = regex.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})")
_CLOCK = regex.compile(r"(\d{1,2})[:.h](\d{2})(am|pm)?")
_HOUR = regex.compile(r"(\d{1,2})(am|pm)")
_DAY = regex.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?")
_GLUED_DATE = regex.compile(r"(\d{1,4})(년|월|일|시|분)\p{Hangul}*")
_ASIAN_PART = {
    "年": "y",
    "月": "m",
    "日": "d",
    "号": "d",
    "號": "d",
    "時": "h",
    "时": "h",
    "點": "h",
    "点": "h",
    "分": "n",
}
_KOREAN_PART = {"년": "y", "월": "m", "일": "d", "시": "h", "분": "n"}
_NOON = frozenset(("am", "pm", "a.m.", "p.m.", "uhr", "o'clock", "h", "ч", "kl"))
_BETWEEN = frozenset(
    (",", ".", "of", "de", "del", "do", "di", "the", "den", "le", "el", "г", "року", "года", "/")
)
_MONEY = frozenset("$€£¥₹₽₴₺₩")
Part = tuple[str, str]


def find_dates(reading: Reading) -> list[Found]:
    """The dates and times of a text in order, each as one expression."""
    parts = _parts(reading)
    found: list[Found] = []
    run: list[int] = []
    for place in sorted(parts):
        if run and not _joined(reading, run[-1], place):
            found.append(_expression(reading, run, parts))
            run = []
        run.append(place)
    if run:
        found.append(_expression(reading, run, parts))
    return found


def _joined(reading: Reading, left: int, right: int) -> bool:
    between = [token for token in reading.folded[left + 1 : right] if not token.isspace()]
    return len(between) <= 2 and all(token in _BETWEEN for token in between)


def _expression(reading: Reading, run: list[int], parts: dict[int, tuple[Part, ...]]) -> Found:
    named = sorted({part for place in run for part in parts[place] if part[1]})
    value = " ".join(f"{kind}{value}" for kind, value in named)
    return Found(run[0], run[-1], value, reading.between(run[0], run[-1]))


def _parts(reading: Reading) -> dict[int, tuple[Part, ...]]:
    parts: dict[int, tuple[Part, ...]] = {}
    for place, token in enumerate(reading.folded):
        if token.isspace():
            continue
        if place and place - 1 in parts and token in _ASIAN_PART and reading.lexicon.dense:
            parts[place] = (("", ""),)
            continue
        found = _named(reading, place, token) or (
            _digits(reading, place, token) if token[0].isdigit() else None
        )
        if found:
            parts[place] = found
    for phrase in (*reading.phrases(reading.lexicon.relative), *reading.phrases(reading.lexicon.dated)):
        kind = _dated_phrase(reading, phrase)
        parts.update(dict.fromkeys(range(phrase.first, phrase.last + 1), (("", ""),)))
        parts[phrase.first] = (kind,)
    for place in [
        place for place, found in parts.items() if found[0][0] == "m" and not reading.lexicon.dense
    ]:
        day = _near_day(reading, place, -1)
        day = _near_day(reading, place, 1) if day is None else day
        if day is not None and day not in parts:
            parts[day] = (("d", _day_number(reading.folded[day])),)
    return parts


def _day_number(token: str) -> str:
    return regex.sub(r"\P{Nd}", "", token).lstrip("0")


def _dated_phrase(reading: Reading, phrase: Found) -> Part:
    words = reading.lexicon
    if phrase.value in words.months:
        return "m", str(words.months[phrase.value])
    if phrase.value in words.weekdays:
        return "w", str(words.weekdays[phrase.value])
    return "r", phrase.value


def _named(reading: Reading, place: int, token: str) -> tuple[Part, ...] | None:
    words = reading.lexicon
    if words.dense:
        return None
    month = words.months.get(token) or next(
        (n for stem, n in words.month_stems if token.startswith(stem)), None
    )
    if month is not None and len(token) > 1:
        cased = reading.tokens[place][:1].isupper() or words.language not in ("en", "de")
        near = any(_near_day(reading, place, step) is not None for step in (-1, 1))
        after = reading.next_word(place)
        year = after is not None and _YEAR.fullmatch(reading.folded[after])
        if near or year or (cased and token not in words.weak_months):
            return (("m", str(month)),)
    day = words.weekdays.get(token.removesuffix("'s")) or next(
        (n for stem, n in words.weekday_stems if token.startswith(stem)), None
    )
    return (("w", str(day)),) if day is not None else None


def _near_day(reading: Reading, place: int, step: int) -> int | None:
    """The token beside a month that is its day: "3. Mai", "May 3rd", "3 de mayo"."""
    near = reading.next_word(place, step)
    for _ in range(2):
        if (
            near is not None
            and reading.folded[near] in _BETWEEN
            and (step < 0 or reading.folded[near] != ",")
        ):
            near = reading.next_word(near, step)
    if near is None:
        return None
    match = _DAY.fullmatch(reading.folded[near])
    return near if match and 1 <= int(match[1]) <= 31 else None


def _digits(reading: Reading, place: int, token: str) -> tuple[Part, ...] | None:
    if match := _ISO.fullmatch(token):
        return ("y", match[1]), ("m", str(int(match[2]))), ("d", str(int(match[3])))
    if match := _SLASHED.fullmatch(token):
        return ("x", "-".join(sorted((match[1].zfill(2), match[2].zfill(2))))), ("y", match[3][-2:])
    if match := _GLUED_DATE.fullmatch(token):
        return ((_KOREAN_PART[match[2]], match[1]),)
    after = reading.next_word(place)
    follows = reading.folded[after] if after is not None and after <= place + 2 else ""
    if follows and follows[0] in _ASIAN_PART and reading.lexicon.dense and token.isdigit():
        return ((_ASIAN_PART[follows[0]], str(int(token))),)
    return _time_or_year(reading, place, token, follows)


def _time_or_year(reading: Reading, place: int, token: str, follows: str) -> tuple[Part, ...] | None:
    if match := _HOUR.fullmatch(token):
        return (("t", f"{match[1]} {match[2]}"),)
    clock = _CLOCK.fullmatch(token)
    if (
        clock
        and int(clock[1]) < 25
        and int(clock[2]) < 60
        and (":" in token or "h" in token or clock[3] or follows in _NOON)
    ):
        return (("t", f"{int(clock[1])}:{clock[2]}{' ' + clock[3] if clock[3] else ''}"),)
    if follows in _NOON and token.isdigit() and int(token) < 25:
        return (("t", f"{token} {follows.replace('.', '')}"),)
    before = reading.next_word(place, -1)
    money = before is not None and reading.tokens[before][-1] in _MONEY
    unit = (
        follows in reading.lexicon.scales
        or follows in reading.lexicon.units
        or follows in ("%", "€", "$", "£")
    )
    if _YEAR.fullmatch(token) and not money and not unit:
        return (("y", token),)
    return None
