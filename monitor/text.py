"""Unicode, quotes, spaces; sentences and words in any language.

Here is what text is made of, whatever it says: a ladder of normal forms, words that cover a text
exactly, sentences. It knows no article and decides nothing about meaning. Everything is pure and
needs no language to be known; where one is, its abbreviations are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal, get_args

import regex

# --- normal forms ----------------------------------------------------------------------------------

Rung = Literal["unicode", "whitespace", "quotes", "case", "punctuation"]
#: The ladder: each rung forgives what the ones before it forgive, and one thing more.
RUNGS: tuple[Rung, ...] = get_args(Rung)

#: Invisible characters that carry no meaning: zero-width space, soft hyphen, marks of direction.
_INVISIBLE = regex.compile(r"[\u00ad\u200b\u200e\u200f\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069]")
#: Python's own engine takes out dense runs of these fifty times as fast.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+")
_CONTROLS_APART = dict.fromkeys([*range(9), *range(14, 32), 127], " ")
#: Letters, says Unicode, but nothing is seen of them.
_FILLERS = ("\u3164", "\uffa0")
_SPACE = regex.compile(r"[\s\u200b\u2028\u2029\u3164\uffa0]+")
#: Compatibility forms that change what a text says when they are folded: 10² is not 102.
_KEPT_FORMS = ("<super>", "<sub>", "<fraction>", "<circle>", "<square>")

_DOUBLE = '"“”„‟«»‹›″〝〞〟＂「」『』《》〈〉｢｣'
_SINGLE = "'‘’‚‛′＇ʼʹ`´"
_DASHES = "‐‑‒–—―−﹘﹣－⸺⸻"
_QUOTES = str.maketrans(
    {
        **dict.fromkeys(_DOUBLE, '"'),
        **dict.fromkeys(_SINGLE, "'"),
        **dict.fromkeys(_DASHES, "-"),
        "…": "...",
        "⋯": "...",
    }
)
_TWO_SINGLES = regex.compile(r"''")
_MANY_DASHES = regex.compile(r" ?-{2,} ?| - ")
_DOTS = regex.compile(r"\.(?: ?\.){2,}")
#: Spaces that French sets inside guillemets and before marks.
_INNER_SPACE = regex.compile(r"(?<=(?<!\w)«)\s+|(?<=\S)\s+(?=»(?:[\s\p{P}]|$)|[;:!?](?:\s|$))")
#: Punctuation, but not what stands between digits, before them as a sign, or makes a unit.
_PUNCTUATION = regex.compile(
    r"""(?<![\p{N}])[\p{P}](?!\p{N})
      | (?<=\p{N})[\p{P}--%‰°'′″/](?!\p{N})
      | (?<=\p{L})-(?=\p{N})
      | (?<!\p{N})[\p{P}--[\-.,]](?=\p{N})""",
    regex.V1 | regex.VERBOSE,
)


def clean(text: str) -> str:
    """The text with single spaces, in composed Unicode form, without invisible characters.

    Joiners (zero-width joiner and non-joiner) stay: scripts and emoji need them.
    """
    if text.isascii():
        return " ".join((text if text.isprintable() else text.translate(_CONTROLS_APART)).split())
    text = unicodedata.normalize("NFC", text)
    # Most texts have nothing to take out, and asking so costs a tenth of the search for it.
    if not text.replace("\n", " ").replace("\xa0", " ").isprintable():
        text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    for filler in _FILLERS:
        if filler in text:
            text = text.replace(filler, " ")
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    form = unicodedata.decomposition(character)
    if character.isspace() or not form.startswith("<") or form.startswith(_KEPT_FORMS):
        return character
    return unicodedata.normalize("NFKC", character)


def _unicode(text: str) -> str:
    if text.isascii():
        return _CONTROL.sub("", text)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    folded = "".join(c if c.isascii() else _fold_character(c) for c in text)
    return unicodedata.normalize("NFC", _CONTROL.sub("", folded))


def _whitespace(text: str) -> str:
    return " ".join(text.split()) if text.isascii() else _SPACE.sub(" ", text).strip()


def _quotes(text: str) -> str:
    if any(mark in text for mark in (" ;", " :", " !", " ?", "»", "«")):
        text = _INNER_SPACE.sub("", text)
    text = text.translate(_QUOTES)
    if "''" in text:
        text = _TWO_SINGLES.sub('"', text)
    if "--" in text or " - " in text:
        text = _MANY_DASHES.sub(" - ", text)
    return _DOTS.sub("...", text).strip() if ".." in text or ". ." in text else text.strip()


def _case(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())


def _punctuation(text: str) -> str:
    return _SPACE.sub(" ", _PUNCTUATION.sub(" ", text)).strip()


_STEPS = dict(zip(RUNGS, (_unicode, _whitespace, _quotes, _case, _punctuation), strict=True))


@lru_cache(maxsize=4096)
def normal(text: str, rung: Rung = "case") -> str:
    """The normal form of a text up to a rung of the ladder, that rung included. Idempotent."""
    steps = [_STEPS[name] for name in RUNGS[: RUNGS.index(rung) + 1]]
    for _ in range(4):
        folded = text
        for step in steps:
            folded = step(folded)
        if folded == text or (folded.isascii() and folded == text.lower()):
            break
        text = folded
    return folded


def first_equal(before: str, after: str) -> Rung | None:
    """The first rung at which two texts are equal; None when they differ on all of them."""
    return next((rung for rung in RUNGS if normal(before, rung) == normal(after, rung)), None)


# --- words -------------------------------------------------------------------------------------------

_DENSE = r"\p{Han}\p{Hiragana}\p{Katakana}ー々〆\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_LETTER = rf"[[\p{{L}}\p{{M}}\p{{Pc}}\u200c\u200d]--[{_DENSE}]]"
_HAN_DIGIT = "〇零一二三四五六七八九十百千两兩"
_HAN_UNIT = "十百千万萬億亿兆만억조"
_WORDS = regex.compile(
    rf"""
    [A-Za-z]{{3,6}}://[^\s<>"”»）」]+[^\s<>"”»）」.,;:!?…)]                       # addresses
  | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
  | (?:\p{{L}}\.){{2,}}(?![\p{{L}}])                                      # U.S., z.B.
  | \p{{Nd}}+(?:[.,٫٬]\p{{Nd}}+)*(?:[{_HAN_UNIT}](?:\p{{Nd}}+(?:[.,]\p{{Nd}}+)*)?)+   # 1億2000万
  | [{_HAN_DIGIT}{_HAN_UNIT}]{{2,}}
  | (?:\p{{Nd}}{{4}}-\p{{Nd}}{{2}}-\p{{Nd}}{{2}}|\p{{Nd}}{{1,2}}/\p{{Nd}}{{1,2}}/\p{{Nd}}{{2,4}})(?!\p{{Nd}})
  | (?<![\p{{Nd}}.,])\p{{Nd}}{{1,3}}(?:[ \u00a0\u202f\u2009]\p{{Nd}}{{3}})+(?![\p{{Nd}}])(?:[.,]\p{{Nd}}+)?
  | \p{{Nd}}+(?:[.,:٫٬·'’]\p{{Nd}}+)*(?:(?:[-‑]|){_LETTER}+)*               # 1,234.5 10:30 5G 19-year
  | (?:[\p{{L}}--[{_DENSE}]]{_LETTER}*|\p{{N}}+)
    (?:(?:['’ʼ‑·\-]|(?<=\p{{Lu}})&(?=\p{{Lu}}))?(?:{_LETTER}|\p{{Nd}})+)*
  | [\p{{Katakana}}ー]+(?:・[\p{{Katakana}}ー]+)*
  | [{_DENSE}]\p{{M}}*
  | \s+
  | \X
    """,
    regex.VERBOSE | regex.V1 | regex.DOTALL,
)


def words(text: str) -> list[str]:
    """The text as tokens: words, numbers, single marks, runs of spaces. Joined they are the text.

    Numbers with their grouping and decimals, names with apostrophes and hyphens, addresses and
    emoji are one token each. Scripts without spaces come by characters, Katakana by runs.
    """
    return _WORDS.findall(text)


def is_word(token: str) -> bool:
    """Whether a token of `words` is a word or a number, rather than a mark or a space."""
    return any(character.isalnum() for character in token)


# --- sentences -----------------------------------------------------------------------------------------

_CLOSERS = "\"'”’»›)]}）」』】》〉＂″"
_OPENERS = "\"'“‘„‚«‹([{（「『【《〈¿¡-–—•*"
_STOP = regex.compile(
    rf"""(?: (?P<dense>[。！？｡．]+|[!?](?=[\p{{Han}}\p{{Hiragana}}\p{{Katakana}}]))
             [{regex.escape(_CLOSERS)}]*\s*
           | (?P<plain>[.!?…‽؟۔।॥።]+)(?:\s?»(?=\s)|[{regex.escape(_CLOSERS)}®™*†])*\s+
           | \s*\n\s* )""",
    regex.VERBOSE,
)
_LAST_WORD = regex.compile(r"(?:[\p{L}\p{M}\p{N}]\.)*[\p{L}\p{M}\p{N}]+$")
#: Never the end of a sentence. By language; the empty key holds for all.
_ABBREVIATIONS: dict[str, frozenset[str]] = {
    key: frozenset(value.split())
    for key, value in {
        "": (
            "mr mrs ms dr prof st mme mlle vs bzw etc.) ca cf al e.g i.e gen col lt sgt capt cmdr rev "
            "hon gov sen rep"
        ),
        "en": (
            "messrs mx adm maj brig pres supt det insp fr mt ft figs fig eq eqs sec vol pp ed eds "
            "approx est dept univ jan feb aug sept oct nov dec"
        ),
        "de": (
            "hr fr z.b z d.h d u.a u s.o s vgl ggf evtl inkl exkl usw. zzgl abs art nr str hrsg geb "
            "gest sog bspw mio mrd dipl ing med phil jur jan feb aug sept okt nov dez o.ä v.a bzgl rd"
        ),
        "fr": "m mm mgr p.ex ex env av j.-c me art chap vol éd cie",
        "es": "sr sra srta dra ud uds d dña p.ej ej núm art av pág págs ee.uu aprox",
        "it": "sig sigg sig.ra dott dott.ssa avv ing on sen pag art es p.es ecc.) geom arch",
        "pt": "sr sra srta dra exmo av art pág p.ex ex núm",
        "nl": "dhr mw mevr drs ir mr bijv o.a d.w.z m.b.t t.a.v i.p.v nl blz art ong resp",
        "sv": "t.ex bl.a dvs s.k fr.o.m t.o.m ca kl nr resp osv.) tel",
        "da": "f.eks bl.a dvs s.k ca kl nr hr fr ifm mht pga jf hhv",
        "no": "f.eks bl.a dvs s.k ca kl nr hr fr iht mht pga jf hhv",
        "pl": "np tj tzn m.in prof dr inż mgr ks św ul al nr str godz ok tys mln mld r.) im gen płk mjr",
        "ru": "т.е т т.д т.п г гг им ул д стр тыс млн млрд руб проф др см р н.э",
        "uk": "т.є т т.д т.п р рр ім вул буд стор тис млн млрд грн проф див м",
        "tr": "dr prof doç av bkz örn vb.) sn yrd cad sok no alb yzb",
        "hi": "डॉ श्री प्रो पं",
        "ar": "د أ م",
    }.items()
}  # fmt: skip
_EVERY_ABBREVIATION = frozenset().union(*_ABBREVIATIONS.values())
#: Abbreviations that may end a sentence; then the next one begins with one of the words below.
_MAY_END = frozenset(
    word + "."
    for word in (
        *("u.s", "u.k", "u.n", "e.u", "a.m", "p.m", "inc", "corp", "co", "ltd", "jr", "sr", "no", "etc"),
        *("d.c", "bros", "usw", "osv", "vb", "ecc"),
    )
)
_STARTERS = regex.compile(
    r"\W*(?:The|An?|He|She|It|They|We|I|You|But|And|In|On|At|This|That|These|His|Her|Its|Their|There|However"
    r"|For|If|When|As|After|Der|Die|Das|Er|Sie|Es|Eine?|Il|Elle|Le|La|El|Los|Las|Les|Una?)\b"
)
#: "R.K." before a surname.
_INITIALS = regex.compile(r"(?:\p{Lu}\.){1,3}\p{Lu}")
#: Languages that write ordinal numbers with a full stop: "3. Mai".
_ORDINAL_STOP = frozenset(
    {"de", "da", "no", "nb", "nn", "pl", "tr", "cs", "sk", "fi", "hu", "hr", "sl", "sr"}
)
_NOT_A_START = regex.compile(r"[と，、,;:)]|\p{Ll}")


def _base(language: str | None) -> str:
    return (language or "").lower().replace("_", "-").split("-")[0]


def _abbreviations(language: str) -> frozenset[str]:
    own = _ABBREVIATIONS.get({"nb": "no", "nn": "no"}.get(language, language))
    return _ABBREVIATIONS[""] | own if own is not None else _EVERY_ABBREVIATION


def _stop_is_inside(text: str, stop: regex.Match[str], language: str) -> bool:
    """Whether a single full stop belongs to an abbreviation, an initial or an ordinal."""
    before = _LAST_WORD.search(text, max(0, stop.start() - 24), stop.start("plain"))
    if before is None:
        return False
    last = before.group().lower()
    follows = text[stop.end() : stop.end() + 24]
    if last + "." in _MAY_END:
        if last == "no" or follows[:1].isdigit():
            return follows[:1].isdigit()
        return not _STARTERS.match(follows)
    if last in _abbreviations(language):
        return True
    if _INITIALS.fullmatch(before.group()):
        return not _STARTERS.match(follows)
    if last.isdigit():
        return len(last) <= 2 and (language in _ORDINAL_STOP) and follows[:1].isalpha()
    initial = len(last) == 1 and before.group().isupper()
    return initial and (stop.end() - len(last) < 4 or text[stop.start() - 2 : stop.start() - 1] in " .(")


def _is_end(text: str, stop: regex.Match[str], language: str) -> bool:
    if "\n" in stop.group() or stop.end() >= len(text):
        return True
    follows = text[stop.end() : stop.end() + 8].lstrip(_OPENERS + " ")
    if stop.group("dense"):
        closed = stop.group().strip()[-1:] in _CLOSERS
        return not (closed and follows[:1] in "とな，、," and follows)
    if follows[:1].islower() or text[stop.end()] in ",;:":
        return False
    plain = stop.group("plain")
    return plain != "." or not _stop_is_inside(text, stop, language)


def sentence_spans(text: str, language: str | None = None) -> list[tuple[int, int]]:
    """Start and end of every sentence, without the white space around it, in order."""
    base, spans, start = _base(language), [], 0
    for stop in _STOP.finditer(text):
        if not _is_end(text, stop, base):
            continue
        spans.append((start, stop.end()))
        start = stop.end()
    if start < len(text):
        spans.append((start, len(text)))
    return [span for span in (_trimmed(text, *span) for span in spans) if span[0] < span[1]]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def sentences(text: str, language: str | None = None) -> list[str]:
    """The sentences of a text, trimmed. Abbreviations, initials, decimals and ordinals do not end
    one; quotation marks that close after the stop belong to it."""
    return [text[start:end] for start, end in sentence_spans(text, language)]


def shortened(text: str, longest: int) -> str:
    """The text, cut to so many characters where it is longer, the last of them an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
