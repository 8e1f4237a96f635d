"""The small language in which phrase files are written, compiled to regular expressions.

A pattern is words with a space between them. `word*` is any ending, `*word` any beginning;
`(a|b c)` is one of several; `{name}` is one of the file's word lists; `word?` may be missing; `…`
is a gap of some words in the same sentence, `..` of two or three; `^` means the beginning;
`{was}` and `{now}` catch what a notice says was wrong and what is right. Case and the shape of
quotes do not matter. This room compiles; it knows no phrase of any language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

#: Letters, digits and the combining marks that Python's `\w` leaves out.
WORD = r"[\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u200c\u200d]"
GAP = r"[^\n!?。！？؟।]{0,80}?"
SHORT_GAP = r"[^\n!?。！？؟।]{0,24}?"
#: What may stand before a text's first word. Possessive: what is taken is not given back one by one.
OPENING = r"^[\s*_\[(（【［《<〈＜•●■▶►◆★※▲△○◎|/#>+=–—-]*+"
#: Tokens that stand for something else than words.
MARKS = {"^": OPENING, "…": r"\s*" + GAP, "..": r"\s*" + SHORT_GAP}
#: Where a caught value ends when nothing of the pattern follows it.
VALUE_END = r"(?=\s*(?:[.;!?)\]](?:\s|$)|[。；！？」』）।؛؟]|$))"
CAUGHT_FIRST = r"(?P<{0}>[^\s.,;:()。、，！？؛،।][^.,;:()。、，！？؛،।\n]{{0,79}})"
CAUGHT = r"(?P<{0}>[^\n]{{1,160}}?)"

PLAIN = (
    ("’", "'"), ("‘", "'"), ("ʼ", "'"), ("＇", "'"), ("´", "'"), ("“", '"'), ("”", '"'), ("„", '"'),
    ("‟", '"'), ("\u00a0", " "), ("\u202f", " "), ("\u2009", " "), ("İ", "i"), ("ё", "е"), ("Ё", "Е"),
    ("\u200e", ""), ("\u200f", ""), ("\u0640", ""),
)  # fmt: skip


def plain(text: str) -> str:
    """The text in the form patterns are matched against: composed, straight quotes, plain spaces."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    for shape, simple in PLAIN:
        text = text.replace(shape, simple)
    return text


@cache
def compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled phrase. Every text that it matches holds one of `keys` in lower case."""

    source: str
    keys: tuple[str, ...]
    expression: str

    @property
    def regex(self) -> re.Pattern[str]:
        """Compiled when first asked for: most phrases never come up in a given document."""
        return compiled(self.expression)

    def possible(self, lowered: str) -> bool:
        """False when the text cannot match: a cheap look before the regular expression."""
        return any(key in lowered for key in self.keys)


@dataclass(frozen=True, slots=True)
class Writing:
    """How a language is written: with spaces or not, and the file's word lists."""

    spaces: bool
    lists: Mapping[str, Sequence[str]]

    def word(self, word: str) -> str:
        """Regular expression of one word, or of several with spaces between."""
        joint = r"\s+" if self.spaces else r"\s*"
        return joint.join(re.escape(part).replace(r"\*", WORD + "*") for part in word.split())

    def any_of(self, words: Sequence[str]) -> str:
        """Regular expression of one of the words, the longest first. Where a word begins or ends
        with a letter, a letter may not stand beside it."""
        groups: dict[tuple[str, str], list[str]] = {}
        for item in sorted(set(words), key=lambda item: (-len(item), item)):
            before = rf"(?<!{WORD})" if self.spaces and item[:1].isalnum() else ""
            after = rf"(?!{WORD})" if self.spaces and (item[-1:].isalnum() or item[-1:] == ".") else ""
            groups.setdefault((before, after), []).append(self.word(item))
        parts = [f"{before}(?:{'|'.join(bodies)}){after}" for (before, after), bodies in groups.items()]
        return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"

    def choices(self, token: str) -> list[str]:
        """The words a token stands for."""
        if token.startswith("{"):
            return [plain(item) for item in self.lists[token.strip("{}")]]
        if token.startswith("("):
            return [plain(item) for part in token[1:-1].split("|") for item in self.expand(part.strip())]
        return [token]

    def expand(self, part: str) -> list[str]:
        return [plain(item) for item in self.lists[part.strip("{}")]] if part.startswith("{") else [part]


TOKEN = re.compile(r"\([^)]*\)\??|\S+")


def compile_pattern(source: str, writing: Writing) -> Pattern:
    """One phrase of a phrase file. Raises KeyError for a word list that the file does not have."""
    tokens = TOKEN.findall(plain(source))
    regex, glue = "", ""
    keys: tuple[str, ...] | None = None
    for place, token in enumerate(tokens):
        if token in MARKS:
            regex += MARKS[token]
            glue = r"\s*" if token != "^" else ""
        elif token in ("{was}", "{now}"):
            regex += glue + caught(token.strip("{}"), place == 0, place == len(tokens) - 1)
            glue = r"\s*"
        else:
            bare = token.removesuffix("?") if len(token) > 1 else token
            words = writing.choices(bare)
            piece, after = writing.any_of(words), glue_after(bare, tokens[place + 1 :], writing)
            if bare == token:
                regex, glue, keys = regex + glue + piece, after, better(keys, words)
            elif regex in ("", OPENING):
                regex += f"(?:{piece}{after})?"
            else:
                regex, glue = f"{regex}(?:{glue}{piece})?", after
    return Pattern(source, keys or ("",), regex)


def glue_after(token: str, following: Sequence[str], writing: Writing) -> str:
    """The space between a word and the next: none is needed where there are none, or at a comma."""
    if not writing.spaces or following[:1] in ([","], [":"], [";"]):
        return r"\s*"
    return r"\s+" if token[-1].isalnum() or token[-1] in ")}*." else r"\s*"


def caught(name: str, first: bool, last: bool) -> str:
    if first:
        return CAUGHT_FIRST.format(name)
    return CAUGHT.format(name) + (VALUE_END if last else "")


def better(keys: tuple[str, ...] | None, words: Sequence[str]) -> tuple[str, ...]:
    """The rarer of two sets of required words: longer words, fewer of them."""
    new = tuple(sorted({max(word.lower().replace("*", " ").split(), key=len) for word in words}))
    if keys is None:
        return new
    return max(keys, new, key=lambda item: (min(5, *map(len, item)), -len(item)))
