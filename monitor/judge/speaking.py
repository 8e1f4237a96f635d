"""How closely words that stand elsewhere, such as an entry of a page of corrections, speak of a change.

A comparison of words and figures, no verdict: who declared what is for `disclosure` to say.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.judge.content import content, facts
from monitor.judge.coverage import numbers_of
from monitor.model import Edit

#: Facts of one edit that the words name, and the share of its changed words that they hold.
Likeness = tuple[int, float]
UNLIKE: Likeness = (0, 0.0)
#: Where no fact is named, so large a share of the changed words must be.
LEAST_SHARE = 0.5


def likeness(text: str, edits: Sequence[Edit]) -> Likeness:
    """How much the text says of the edit of which it says most; the more, the greater. `UNLIKE` when it
    names no figure and no name that changed, and few of the words."""
    words, numbers = content(text), numbers_of(text, None)
    found = (_of_edit(words, numbers, edit) for edit in edits if edit.significance == "meaning")
    return max(found, default=UNLIKE)


def _of_edit(words: frozenset[str], numbers: frozenset[str], edit: Edit) -> Likeness:
    before, after = edit.before or "", edit.after or ""
    changed = content(before) ^ content(after)
    # Of what only came or only went, every capital is new: a fact is not known by it.
    altered = facts(f"x {before}") ^ facts(f"x {after}") if before and after else frozenset()
    named = altered & words
    if any(facet.kind in ("number", "date") for facet in edit.facets):
        # "Twelve" and "12" are one.
        values = (numbers_of(before, None) ^ numbers_of(after, None)) & numbers
        named = frozenset(word for word in named if not word.isdigit()) | values
    share = len(changed & words) / len(changed) if changed else 0.0
    return (len(named), share) if named or share >= LEAST_SHARE else UNLIKE
