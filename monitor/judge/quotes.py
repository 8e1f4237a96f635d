"""Which stretches of a text stand in quotation marks, in the marks of every language.

Apostrophes are no quotation marks; book titles in 《》 are none either. A mark that closes nothing
opens, one that nothing closes quotes to the end of its block, as when a quotation runs on.
"""

from __future__ import annotations

from functools import lru_cache

Span = tuple[int, int]

_PAIRS = {
    "“": "”“", "”": "”“", "„": "“”„", "‟": "”", "«": "»", "»": "«»", "‹": "›", "›": "‹›",
    "「": "」", "『": "』", "〝": "〟", '"': '"', "＂": "＂", "‘": "’", "‚": "‘’", "'": "'",
}  # fmt: skip
#: These may be apostrophes: they only open at the start of a word and must be closed.
_DOUBTFUL = frozenset("‘'‚")
_CJK = frozenset("「『")


@lru_cache(maxsize=256)
def quoted(text: str) -> tuple[Span, ...]:
    """Start and end of what stands between quotation marks, the outer ones, marks left out."""
    found: list[Span] = []
    at = 0
    while at < len(text):
        mark = text[at]
        if mark not in _PAIRS or not _opens(text, at):
            at += 1
            continue
        end = _closing(text, at + 1, _PAIRS[mark])
        if end is None and mark in _DOUBTFUL:
            at += 1
            continue
        end = len(text) if end is None else end
        if end > at + 1:
            found.append((at + 1, end))
        at = end + 1
    return tuple(found)


def _opens(text: str, at: int) -> bool:
    if at + 1 >= len(text) or (text[at + 1].isspace() and text[at] not in "«"):
        return False
    before = text[at - 1] if at else " "
    return text[at] in _CJK or not before.isalnum() or "\u2e80" <= before <= "\u9fff"


def _closing(text: str, start: int, closers: str) -> int | None:
    for at in range(start, len(text)):
        if text[at] in closers and _closes(text, at):
            return at
    return None


def _closes(text: str, at: int) -> bool:
    after = text[at + 1] if at + 1 < len(text) else " "
    if text[at] in "’'‘“\"„":
        return not (after.isalnum() and after < "\u2e80") and not (text[at - 1].isspace() and text[at] != "'")
    return True


def within(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    """The part of the stretches that lies in a range, counted from its start."""
    return tuple(
        (max(left, start) - start, min(right, end) - start)
        for left, right in spans
        if left < end and right > start
    )
