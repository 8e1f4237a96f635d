"""Names of authors out of bylines: split, stripped of offices, agencies, places, dates.

Better no name than an invented one: what does not look like a person's name is dropped. Knows
words and scripts; it does not know the page (that is `metadata`).
"""

from __future__ import annotations

import re

import regex

from monitor.extract.bylinewords import (
    HOUSE_TAILS,
    INSTITUTIONS,
    MORE_MARKERS,
    OWN_STAFF,
    PLACES,
    QUALIFIERS,
    SITE_KINDS,
    TITLES,
)
from monitor.extract.dates import without_dates
from monitor.extract.words import AGENCIES, BYLINE_MARKERS, BYLINE_OPENERS, CONJUNCTIONS, OFFICES, ROLES
from monitor.text import clean

_DENSE = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}"
_WORDS = "|".join(
    regex.escape(word) for word in sorted((*BYLINE_MARKERS, *MORE_MARKERS), key=len, reverse=True)
)
_OPENERS = "|".join(regex.escape(word) for word in BYLINE_OPENERS)
#: A marker, with up to three words of its own before it: "Analysis by", "Ein Kommentar von".
_MARKER = regex.compile(
    rf"^\W*(?i:(?:(?:{_OPENERS})\s+){{1,3}}(?:by|von|par|por|door|przez|di)|{_WORDS})"
    r"(?:\s*[:：／/|–—-]\s*|\s+(?=[\p{Lu}\p{Lt}\p{Lo}(])|(?<=[／/:])|\s*$)"
)
_OWN_STAFF = regex.compile(rf"^(?:(?i:von)\s+)?(?i:{OWN_STAFF})(?=\p{{Lu}})")
#: What follows in one line is the work of others: "Foto: …", "Editor: …".
_OTHER_LABEL = regex.compile(
    r"(?<=\p{L}[\s,;|]+)(?:photos?|fotos?|bild(?:er)?|editor|kamera|video|grafik|foto-?graf(?:er)?|lektor|"
    r"редактор|фото|photographie|traducción|tradução|übersetzung)\s*:.*$",
    regex.IGNORECASE | regex.DOTALL,
)
_INNER_MARKER = regex.compile(r"(?<!\p{L})(?i:by|von|par|por|door|przez)(?=\s*:?\s+[\p{Lu}\p{Lo}])")
#: Particles of names that are also markers: "Di Mario Rossi", but "Di Maria" is a name's part.
_ALSO_NAMES = frozenset({"da", "di", "de", "af", "av", "des"})
_HOUSE_WORDS = frozenset(word for name in AGENCIES for word in name.split())
_OTHER_WORK = regex.compile(
    r"\b(?:review|edit|photo|image|picture|illustrat|video|sponsor|support|host|present|power|produc|check|verif|updat|translat|recommend|design|"
    r"foto|bild|grafik|illustr|trad|kuva|zdj|фото)\w*\s+(?:by|von|par|por|door|przez|di|da|de|av|af)\b",
    regex.IGNORECASE,
)
#: In capitals too, where they have more letters than an initial has: "John E Smith".
_ANDS = "|".join(
    regex.escape(word) if len(word) == 1 else f"(?i:{regex.escape(word)})" for word in CONJUNCTIONS
)
_SPLIT = regex.compile(
    rf"\s*(?:[,;|/•·、&+／]|\s[–—-]\s|\bund\b|\s(?:{_ANDS})\s)\s*",
)
#: The comma before the last "and" of a list.
_LAST_COMMA = regex.compile(rf"\s*,\s*(?:{_ANDS})\s")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.\w+|https?://\S+|www\.\S+|@\w+")
_BRACKETS = regex.compile(r"\s*[(\[（【][^)\]）】]*[)\]）】]\s*")
_NAME_WORD = regex.compile(
    r"(?:\p{Lu}[\p{L}\p{M}]*(?:['’‘`ʼ-]\p{L}[\p{L}\p{M}]*)*|[dDlLO]['’]\p{Lu}[\p{L}\p{M}]*|(?:\p{Lu}\.-?)+|[\p{Lo}\p{M}][\p{L}\p{M}\u200c]*)\.?"
)
_PARTICLE = frozenset((
    "de", "da", "di", "do", "dos", "das", "del", "della", "der", "den", "van", "von", "zu", "zum", "zur",
    "la", "le", "el", "al", "bin", "ibn", "ben", "af", "av", "ter", "ten", "te", "du", "des", "y", "e", "i",
    "und", "und’", "st.", "mc", "mac", "ul", "ur", "abu", "bint", "bt", "san", "ap", "op", "'t", "in't",
    "d’", "d'", "ó", "o’",
))  # fmt: skip
#: No name begins so.
_NEVER_FIRST = frozenset((
    "the", "der", "die", "das", "les", "los", "las", "den", "het", "this", "these", "our", "all", "more",
    "most", "how", "why", "what", "when",
))  # fmt: skip
_SUFFIX = regex.compile(
    r"^(?:jr|sr|ii|iii|iv|phd|ph\.d|md|m\.d|dr|prof|esq|mba|cpa|rn)\.?$", regex.IGNORECASE
)
_OFFICE_TAIL = regex.compile(
    r"\s*(?:기자|특파원|記者|记者|特派员|特派記者|論説委員|編集委員|통신원|객원기자|인턴기자)\s*$"
    r"|\s+(?:skrifar|schreibt|pisze|piše|yazıyor|yazdı)$"
)
_OFFICE_HEAD = regex.compile(
    r"^(?:記者|记者|通訊員|通讯员|特派員|기자|특파원)[\s:：]*(?=[\p{Han}\p{Hangul}])"
)
#: Where and by whom it is reported: "台北報導".
_REPORTED_FROM = regex.compile(r"(?:報導|报道|報道|電|电|综合|綜合)$")
#: A title before a name is kept as it is written.
_ACADEMIC = regex.compile(r"(?:prof|dipl|assoc|mag|univ)\.", regex.IGNORECASE)
_ARTICLES = ("the ", "do ", "da ", "de ", "la ", "le ", "el ", "il ", "der ", "die ", "das ")
_PLACE_TAIL = regex.compile(
    r"\s+(?:in|aus|à|en|i|w|в|a|at|for|für|from|pour|para|per|reports|berichtet|,)\s+\p{Lu}.*$"
)
_DENSE_NAME = regex.compile(
    rf"[{_DENSE}]{{2,5}}|[\p{{Han}}]{{1,3}}[\s　][\p{{Han}}\p{{Hiragana}}]{{1,4}}"
    r"|[\p{Katakana}ー]+(?:[・=＝][\p{Katakana}ー]+)+"
)
_MAX_NAME = 60


def strip_marker(text: str) -> tuple[str, bool]:
    """The text without a leading "By" of some language, and whether there was one."""
    if _OTHER_WORK.search(text[:80]):
        return text, False
    stripped = _OWN_STAFF.sub("", text) if "nsere" in text else text
    for _ in range(2):
        found = _MARKER.match(stripped)
        if found is None:
            break
        stripped = stripped[found.end() :]
    return stripped.strip(" :：-–—|"), stripped != text


def behind_marker(text: str) -> str:
    """What follows the first "By" within a line whose date was taken out: "Monday PST by Jane Doe"."""
    found = _INNER_MARKER.search(text)
    return text[found.start() :] if found and not _OTHER_WORK.search(text) else text


def bare(text: str) -> str:
    """A byline without its marker, dates, addresses, the work of others, and what stands in brackets."""
    dateless = _OTHER_LABEL.sub("", without_dates(clean(text)))
    return strip_marker(clean(_BRACKETS.sub(" , ", _ADDRESS.sub(" , ", dateless))))[0]


def names(text: str, site: frozenset[str] = frozenset(), *, single: bool = False) -> tuple[str, ...]:
    """The persons named in a byline, in order. `site` are lower-case names of the site itself.

    `single` lets names of one word pass: only for a text that is surely a byline.
    """
    if not text or len(text) > 400:
        return ()
    found: list[str] = []
    for number, part in enumerate(_parts(bare(text))):
        name = person(part, site, single=single) if number == 0 or not _names_office(part) else None
        if name and name.casefold() not in {known.casefold() for known in found}:
            found.append(name)
    return tuple(found)


def _names_office(text: str) -> bool:
    """Whether a later part of a byline is the office of the one before: "AP National Political Writer"."""
    return any(word.casefold().strip(".,") in OFFICES for word in text.split())


def covers(text: str, found: tuple[str, ...]) -> bool:
    """Whether names (with offices and the like between them) are most of what a byline says."""
    letters = [word for word in re.findall(r"\w+", bare(text)) if word.casefold() not in ROLES | _HOUSE_WORDS]
    named = sum(len(word) for name in found for word in re.findall(r"\w+", name))
    return bool(found) and named * 2 >= sum(map(len, letters))


def _parts(text: str) -> list[str]:
    """The pieces between commas and conjunctions."""
    pieces: list[str] = []
    for piece in _SPLIT.split(_LAST_COMMA.sub(" , ", text)):
        if not piece:
            continue
        if pieces and _SUFFIX.match(piece.strip()):
            continue
        pieces.append(piece)
    return pieces


def person(text: str, site: frozenset[str] = frozenset(), *, single: bool = False) -> str | None:
    """The text as a person's name, or None when it does not look like one."""
    stripped, marked = strip_marker(clean(text))
    text = stripped if marked and text.split(maxsplit=1)[0].casefold() not in _ALSO_NAMES else clean(text)
    text = _OFFICE_HEAD.sub("", text)
    text = _PLACE_TAIL.sub("", _OFFICE_TAIL.sub("", text)).strip(' .,:;|*•·-–—"“”')
    if not text or len(text) > _MAX_NAME or any(character.isdigit() for character in text):
        return None
    text = _without_house(text, site)
    folded = text.casefold()
    if folded in AGENCIES or folded in PLACES or is_house(folded, site) or _REPORTED_FROM.search(folded):
        return None
    if folded.split()[-1] in HOUSE_TAILS:
        return None
    if regex.search(rf"[{_DENSE}]", text):
        return text if _DENSE_NAME.fullmatch(text) and folded not in ROLES else None
    return _spaced_name(text, single=single)


def is_house(folded: str, site: frozenset[str]) -> bool:
    """Whether a text in lower case is the site's name, with or without its article or its kind."""
    bare_name = next((folded.removeprefix(one) for one in _ARTICLES if folded.startswith(one)), folded)
    if folded in site or bare_name in site:
        return True
    return any(name.startswith(folded) and name[len(folded) :].strip() in SITE_KINDS for name in site)


def _without_house(text: str, site: frozenset[str]) -> str:
    """Jane Doe Associated Press → Jane Doe: an agency or the site named right after the name."""
    words = text.split()
    for number in range(2, len(words)):
        tail = " ".join(words[number:]).casefold()
        if tail in AGENCIES or tail in site or tail.removeprefix("the ") in site:
            return " ".join(words[:number])
    return text


def _spaced_name(text: str, *, single: bool) -> str | None:
    if single and text.isupper() and len(text) <= 5:
        return None
    words = _leading_name(_without_letters(_without_title(text.split())))
    if words and " ".join(words).isupper():
        words = _from_capitals(" ".join(words)).split()
    if not words or len(words) > 6 or words[0].casefold() in _NEVER_FIRST:
        return None
    if any(part.casefold().strip(".,") in ROLES for word in words for part in word.split("-")):
        return None
    strong = [word for word in words if word not in _PARTICLE]
    if len(strong) < (1 if single else 2) or not all(_NAME_WORD.fullmatch(word) for word in strong):
        return None
    if any(regex.search(r"['’]s$|\p{L}{4,}\.$", word) and not _ACADEMIC.match(word) for word in words[:-1]):
        return None
    return " ".join(words) if any(len(word.strip(".")) > 1 for word in strong) else None


def _without_letters(words: list[str]) -> list[str]:
    """Jane Doe PhD, Jane Doe CNN → Jane Doe: letters after a name that is not itself in capitals."""
    mixed = any(word[1:].islower() for word in words)
    while len(words) > 2 and (
        _SUFFIX.match(words[-1]) or (mixed and len(words[-1]) >= 3 and words[-1].isupper())
    ):
        words = words[:-1]
    return words


def _without_title(words: list[str]) -> list[str]:
    """Jane Doe Political Editor → Jane Doe."""
    if len(words) > 2 and words[-1].casefold() in TITLES:
        kept = words[:-1]
        while len(kept) > 2 and kept[-1].casefold() in QUALIFIERS:
            kept = kept[:-1]
        return kept
    return words


def _leading_name(words: list[str]) -> list[str]:
    """The words up to an office, or up to the first small one that no name has: "Jane Doe publiziert am"."""
    for number, word in enumerate(words):
        if number >= 2 and word.casefold().strip(".,") in OFFICES:
            return words[:number]
        small = word[:1].islower() and word not in _PARTICLE and not regex.match(r"[dDlLO]['’]\p{Lu}", word)
        if small:
            return words[:number] if number >= 2 else []
    while words and words[-1] in _PARTICLE:
        words = words[:-1]
    return words


def _from_capitals(text: str) -> str:
    """JANE MCDOE → Jane Mcdoe: what a style sheet set in capitals. Initials stay."""
    return regex.sub(r"\p{Lu}{2,}", lambda found: found[0].capitalize(), text)


def agency(text: str, site: frozenset[str] = frozenset()) -> str | None:
    """The news agency that a byline consists of, unless it is the site itself."""
    stripped = strip_marker(clean(without_dates(text)))[0].strip(" .,:;|*•·-–—()")
    folded = stripped.casefold()
    return stripped if folded in AGENCIES and not is_house(folded, site) else None


def institution(text: str, site: frozenset[str] = frozenset()) -> str | None:
    """The institution that a byline names behind its "By", unless it is the site itself."""
    stripped, marked = strip_marker(clean(without_dates(text)))
    words = stripped.split()
    named = 2 <= len(words) <= 7 and words[0][:1].isupper() and not any(map(str.isdigit, stripped))
    if not marked or not named or is_house(stripped.casefold(), site):
        return None
    told = {word.casefold().strip(",.") for word in words}
    return stripped if told & INSTITUTIONS and not told & HOUSE_TAILS else None
