"""Marks that publishers set around the words of an article: end marks and flags.

They say something about the text and are not part of it, in pages and text captures alike.
"""

from __future__ import annotations

import regex

from monitor.extract.words import CHANGE_FLAGS, KIND_FLAGS, SENTENCE_OPENERS

_END_MARK = regex.compile(
    r"(?<=[.!?…\"'”’»)\]。！？」』])\s*(?:®|■|◼|▪|●|□|◻|∎|♦|◆|❖|§§|\(?(?:ENDS|Ends)\)?|[-–—]\s?30\s?[-–—]|#{2,3})\s*$"
)
_LONE_MARK = regex.compile(
    r"\s*(?:®|■|◼|▪|●|□|◻|∎|♦|◆|❖|[-–—]\s?30\s?[-–—]|#{2,3}|(?:\*\s*){1,5}|[-_=–—~]{3,})\s*"
)


def _one_of(words: tuple[str, ...]) -> str:
    return "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))


_CHANGE = regex.compile(rf"({_one_of(CHANGE_FLAGS)})\s+(?=[\"'“‘«„]?[\p{{Lu}}\p{{Lt}}\p{{Lo}}])")
_KIND = regex.compile(rf"({_one_of(KIND_FLAGS)})\s+(?=(?:{_one_of(SENTENCE_OPENERS)})\s)")


def without_end_mark(text: str) -> str:
    """The text without a mark that says "here the article ends": ®, ■, -30-, ###."""
    return _END_MARK.sub("", text).rstrip() if len(text) > 3 else text


def is_mark(text: str) -> bool:
    """Whether a line is nothing but an end mark or a rule."""
    return _LONE_MARK.fullmatch(text) is not None


def leading_flag(text: str) -> tuple[str | None, str]:
    """(flag, rest) of a first paragraph such as "Updated Microsoft has said …"; (None, text) without one.

    A word of change is a flag before any capital letter; words such as "Exclusive" only before a word
    that begins a sentence by itself ("Exclusive The ministry …").
    """
    found = _CHANGE.match(text) or _KIND.match(text)
    if found is None:
        return None, text
    return found[1], text[found.end() :]
