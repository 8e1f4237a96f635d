"""Numbers in a text: digits and words, grouping and decimals of every habit, scales and units.

"1,000" and "1 000" and "a thousand" are one value; "1.5 million" and "15 million" are not. Dates
are somebody else's: tokens that belong to one are passed in and left alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Set
from fractions import Fraction
from functools import lru_cache

import regex

from monitor.judge.lexicon import Lexicon, lexicon
from monitor.judge.reading import Found, Reading

_DIGITS = regex.compile(
    r"(?P<number>\p{Nd}+(?:[.,٫٬'’·\u00a0\u202f\u2009 ]\p{Nd}+)*)[-‑]?(?P<suffix>[\p{L}\p{M}%º°ª'’-]*)"
)
_ASIAN = regex.compile(
    r"(?P<number>\p{Nd}[\p{Nd},.]*|[〇零一二三四五六七八九两兩]*)(?P<unit>[十百千万萬億亿兆십백천만억조]*)"
)
_ASIAN_UNITS = {
    "十": 10, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "億": 10**8, "亿": 10**8, "兆": 10**12,
    "십": 10, "백": 100, "천": 1000, "만": 10**4, "억": 10**8, "조": 10**12,
}  # fmt: skip
_HAN_DIGITS = {**{c: i for i, c in enumerate("〇一二三四五六七八九")}, "零": 0, "两": 2, "兩": 2}
_HAN_TOKEN = regex.compile(r"[〇零一二三四五六七八九十百千万萬億亿兆两兩]{2,}")
_SYMBOLS = {**{symbol: symbol for symbol in "%‰$€£¥₹₽₴₺₩°"}, "٪": "%", "％": "%"}
_ORDINAL_ENDS = frozenset(("st", "nd", "rd", "th", "er", "ère", "e", "ème", "º", "ª", "-й", "й", "я", "го"))
#: Words for "and", between the parts of a number and of a list.
LINKS = frozenset(("and", "und", "et", "y", "e", "en", "og", "och", "i", "و"))
_POINT_DECIMAL = frozenset(("en", "hi", "zh", "ja", "ko", "ar"))
_COMPOUNDS = frozenset(("de", "nl", "sv", "da", "no", "it"))
_FRACTIONS = regex.compile(r"[¼½¾⅐-⅞]")


def find_numbers(reading: Reading, dated: Set[int] = frozenset()) -> list[Found]:
    """The numbers of a text in order, each with value and unit as one string; "first" and "one"
    are marked by a leading "~": they may be mere words."""
    found: list[Found] = []
    place = 0
    while place < len(reading.tokens):
        possible = place not in dated and _may_begin(reading.folded[place], reading.lexicon)
        number = _number_at(reading, place, dated) if possible else None
        if number is None:
            place += 1
            continue
        value, last, weak = number
        first, last, unit = _with_unit(reading, place, last)
        spelled = f"{'~' if weak and not unit else ''}{value}{unit}"
        found.append(Found(first, last, spelled, reading.between(first, last)))
        place = last + 1
    return found


def _may_begin(token: str, words: Lexicon) -> bool:
    """A quick look: whether a token could begin a number at all."""
    if token[0].isnumeric() or token in words.numbers or token in words.scales or token in words.ordinals:
        return True
    return len(token) > 6 and (words.language in _COMPOUNDS or "-" in token) and token[0].isalpha()


def _number_at(reading: Reading, place: int, dated: Set[int]) -> tuple[Fraction, int, bool] | None:
    """Value, last token and weakness of the number that begins at a token."""
    token, words = reading.folded[place], reading.lexicon
    if _FRACTIONS.fullmatch(token):
        return Fraction(unicodedata.numeric(token)).limit_denominator(100), place, False
    asian = _asian_value(token)
    if asian is not None:
        return asian, place, False
    match = _DIGITS.fullmatch(token)
    if match:
        value = parse_digits(match["number"], words.language)
        suffix = match["suffix"]
        if suffix in _ORDINAL_ENDS:
            return value, place, False
        if suffix and suffix in words.scales:
            return value * words.scales[suffix], place, False
        return _scaled(reading, value, place, dated)
    if token in words.ordinals:
        return words.ordinals[token], place, True
    return _spelled_out(reading, place)


def parse_digits(number: str, language: str) -> Fraction:
    """The value of digits with their grouping and decimal marks, by the habit of a language."""
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in number)
    plain = regex.sub(r"[\s'’·٬]", "", plain).replace("٫", ".")
    commas, points = plain.count(","), plain.count(".")
    if commas and points:
        mark = max(plain.rfind(","), plain.rfind("."))
        plain = regex.sub(r"[.,]", "", plain[:mark]) + "." + plain[mark + 1 :]
    elif commas + points > 1:
        plain = regex.sub(r"[.,]", "", plain)
    elif commas + points == 1:
        mark = plain.find(",") if commas else plain.find(".")
        groups = len(plain) - mark - 1 == 3 and plain[0] != "0" and mark <= 3
        groups = groups and ((language in _POINT_DECIMAL) == bool(commas))
        plain = plain[:mark] + ("" if groups else ".") + plain[mark + 1 :]
    return Fraction(plain)


def _scaled(reading: Reading, value: Fraction, place: int, dated: Set[int]) -> tuple[Fraction, int, bool]:
    """Digits with the scale words that follow: 1.5 million, 3 lakh, 40 mil millones."""
    last = place
    while True:
        after = reading.next_word(last)
        if after is None or after in dated or after > last + 2:
            return value, last, False
        scale = reading.lexicon.scales.get(reading.folded[after])
        if scale is None or (len(reading.folded[after]) == 1 and after == last + 2):
            return value, last, False
        value, last = value * scale, after


def _spelled_out(reading: Reading, place: int) -> tuple[Fraction, int, bool] | None:
    """Number words: twenty-five, two hundred and fifty, zweihundert, deux cent mille."""
    total = current = Fraction(0)
    last, count, at = place, 0, place
    plain_one = reading.folded[place] == "one"
    while at is not None and at < len(reading.tokens):
        parts = _parts(reading.folded[at], reading.lexicon)
        if parts is None:
            link = reading.folded[at] in LINKS and count > 0
            after = reading.next_word(at) if link else None
            if after is None or _parts(reading.folded[after], reading.lexicon) is None:
                break
            at = after
            continue
        for value, is_scale in parts:
            if is_scale and value >= 1000:
                above = total * value if total and not current else total + (current or 1) * value
                total, current = above, Fraction(0)
            elif is_scale:
                current = (current or Fraction(1)) * value
            else:
                current += value
        last, count = at, count + 1
        after = reading.next_word(at)
        if after is None:
            break
        at = after
    if not count:
        return None
    return total + current, last, plain_one and count == 1


def _parts(token: str, words: Lexicon) -> tuple[tuple[Fraction, bool], ...] | None:
    """A word as number parts (value, is a scale); None when it is no number word."""
    if token in words.numbers:
        return ((words.numbers[token], False),)
    if token in words.scales and len(token) > 2:
        return ((words.scales[token], True),)
    pieces = token.split("-")
    if len(pieces) > 1 and all(piece in words.numbers for piece in pieces):
        return tuple((words.numbers[piece], False) for piece in pieces)
    return _compound(token, words.language) if words.language in _COMPOUNDS and len(token) > 6 else None


@lru_cache(maxsize=4096)
def _compound(token: str, language: str) -> tuple[tuple[Fraction, bool], ...] | None:
    """zweihundertfünfzig, eenentwintig, trecentomila: a word wholly made of number words."""
    words = lexicon(language)
    if not token:
        return ()
    ones = {"de": "ein", "nl": "een", "sv": "ett", "da": "et", "no": "ett", "it": "un"}
    known = {word: (value, False) for word, value in words.numbers.items()}
    known |= {word: (value, True) for word, value in words.scales.items() if len(word) > 2}
    known[ones[language]] = (Fraction(1), False)
    for size in range(len(token), 1, -1):
        if token[:size] not in known:
            continue
        rest = token[size:]
        for link in ("", "und", "en", "og", "ën"):
            if rest.startswith(link):
                tail = _compound(rest[len(link) :], language)
                if tail is not None and (tail or not link):
                    return (known[token[:size]], *tail)
    return None


def _asian_value(token: str) -> Fraction | None:
    """1億2000万, 三百, 3만5000: digits and units of ten thousand; None when the token is none."""
    if not (_HAN_TOKEN.fullmatch(token) or (token[0].isdecimal() and any(c in _ASIAN_UNITS for c in token))):
        return None
    total = section = Fraction(0)
    for match in _ASIAN.finditer(token):
        if not match.group():
            break
        number = _asian_digits(match["number"])
        value = Fraction(1) if number is None else number
        for unit in match["unit"]:
            size = _ASIAN_UNITS[unit]
            if size >= 10**4:
                total, section, value = total + (section + value) * size, Fraction(0), Fraction(0)
            else:
                section, value = section + value * size, Fraction(0)
        section += value if number is not None or match["unit"] else 0
    return total + section


def _asian_digits(number: str) -> Fraction | None:
    if not number:
        return None
    if number[0].isdecimal():
        return parse_digits(number.rstrip(",."), "ja")
    return Fraction(int("".join(str(_HAN_DIGITS[c]) for c in number)))


def _with_unit(reading: Reading, first: int, last: int) -> tuple[int, int, str]:
    """The number with the currency before it and the unit behind it, if they are such."""
    before = reading.next_word(first, -1)
    if before is not None and before >= first - 2 and reading.tokens[before][-1] in _SYMBOLS:
        unit = _SYMBOLS[reading.tokens[before][-1]]
        return (before, last, "$" if unit == "$" else unit) if unit != "%" else (first, last, "")
    if before is not None and reading.folded[before] == "yüzde":
        return before, last, "%"
    after = reading.next_word(last)
    if after is None or after > last + 2:
        return first, last, ""
    if reading.tokens[after] in _SYMBOLS:
        return first, after, _SYMBOLS[reading.tokens[after]]
    return first, *(_unit_words(reading, after) or (last, ""))


def _unit_words(reading: Reading, after: int) -> tuple[int, str] | None:
    pattern = reading.lexicon.units_phrases.pattern
    match = pattern.match(reading.joined, reading.folded_starts[after]) if pattern else None
    if match is None:
        return None
    covered = _tokens_until(reading, after, match.end())
    return covered, reading.lexicon.units[match.group()]


def _tokens_until(reading: Reading, first: int, end: int) -> int:
    last = first
    while last + 1 < len(reading.tokens) and reading.folded_starts[last + 1] < end:
        last += 1
    return last
