"""The size of a change: none, technical, style, addition or substantive, and its weight.

The largest edit wins, the text of notices left aside. Beside it stands what became of the article
as a whole: badly read, replaced by another one, rewritten.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.judge.telling import MEANING, place_of, told
from monitor.model import Change, Disclosure, Document, Edit, Facet, Reason
from monitor.text import sentences

_WORD = re.compile(r"\w+")
_NO_WORD = re.compile(r"\W+")
_DENSE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")

#: From small to large.
SIZES: tuple[Change, ...] = ("none", "technical", "style", "addition", "substantive")
#: Added to a statement, these still alter it.
_ALWAYS_ALTER = frozenset(("negation", "hedge", "attribution"))

#: A body that shrank below this share, by losing alone, was badly read; from this many words on.
COLLAPSED, LARGE = 0.35, 120
#: This share of the old sentences standing twice in the new text: the page was read twice.
DOUBLED = 0.6
#: Another article: less than this share of the sentences, and of the words of content, in common.
REPLACED_SENTENCES, REPLACED_WORDS = 0.1, 0.35
#: From so many sentences on, more than half of them replaced make an article rewritten.
LEAST_SENTENCES = 4
#: A sentence that keeps less than this share of its words was replaced, not edited.
KEPT_WORDS = 0.5


@dataclass(frozen=True, slots=True)
class Scale:
    """How large the whole step is, notices left aside."""

    change: Change
    suspect: bool = False
    replaced: bool = False
    rewritten: bool = False
    reasons: tuple[Reason, ...] = ()


def scale(edits: Sequence[Edit], before: Document, after: Document) -> Scale:
    """The largest of the annotated edits, notice text left aside; and what became of the whole."""
    own = [edit for edit in edits if edit.field != "notice"]
    change = max((size_of(edit) for edit in own), key=SIZES.index, default=SIZES[0])
    if change in ("none", "technical", "style"):
        return Scale(change)
    if not _is_sweeping(own, before, after):
        return Scale(change)
    whole = _Whole(own, before, after)
    suspect = whole.suspect()
    replaced = None if suspect else whole.replaced()
    rewritten = None if suspect or replaced else whole.rewritten()
    return Scale(
        change,
        suspect=suspect is not None,
        replaced=replaced is not None,
        rewritten=rewritten is not None,
        reasons=tuple(reason for reason in (suspect, replaced, rewritten) if reason),
    )


def size_of(edit: Edit) -> Change:
    """The size of one annotated edit."""
    if edit.significance != "meaning":
        return edit.significance
    return "substantive" if is_substantive(edit) else "addition"


def is_substantive(edit: Edit) -> bool:
    """Whether an annotated edit altered or removed a statement (notices left aside)."""
    return edit.significance == "meaning" and any(
        _alters(facet) for facet in edit.facets if facet.kind in MEANING
    )


def is_addition(edit: Edit) -> bool:
    """Whether an annotated edit added statements and altered none (notices left aside)."""
    return edit.significance == "meaning" and not is_substantive(edit)


def _alters(facet: Facet) -> bool:
    return facet.before is not None or facet.kind in _ALWAYS_ALTER


# --- the article as a whole ---------------------------------------------------------------------------


def _is_sweeping(edits: Sequence[Edit], before: Document, after: Document) -> bool:
    """Whether so much of the text was touched that the article as a whole must be looked at."""
    size = min(len(before.text), len(after.text))
    touched = sum(len(text) for edit in edits for op, text in edit.spans if op != "equal")
    return touched > 0.3 * size or after.partial != before.partial


class _Whole:
    """Two documents and the annotated edits between them, seen as a whole."""

    def __init__(self, edits: Sequence[Edit], before: Document, after: Document) -> None:
        self.edits, self.before, self.after = edits, before, after
        self.old, self.new = _sentences(before), _sentences(after)
        self.old_size, self.new_size = _size(before), _size(after)

    def suspect(self) -> Reason | None:
        """A body that collapsed or doubled because the page could not be read well."""
        evidence = f"{self.old_size} words → {self.new_size}"
        if self.after.partial and not self.before.partial and self.new_size < 0.8 * self.old_size:
            return Reason("suspect: only part of the article is shown", evidence)
        retracted = any(notice.kind in ("retraction", "legal_reply") for notice in self.after.notices)
        only_lost = not any(edit.op == "insert" and edit.field == "body" for edit in self.edits)
        collapsed = self.old_size >= LARGE and self.new_size < COLLAPSED * self.old_size
        if collapsed and only_lost and not retracted:
            return Reason("suspect: the body collapsed", evidence)
        if _stands_twice(self.old, self.new):
            return Reason("suspect: the body doubled", evidence)
        return (
            Reason("suspect: the body was doubled", evidence) if _stands_twice(self.new, self.old) else None
        )

    def replaced(self) -> Reason | None:
        """Another article under the same address."""
        if min(len(self.old), len(self.new)) < LEAST_SENTENCES or _same_headline(self.before, self.after):
            return None
        shared = len(set(self.old) & set(self.new)) / len(set(self.old))
        one, other = _vocabulary(self.before), _vocabulary(self.after)
        common = len(one & other) / max(1, min(len(one), len(other)))
        if shared >= REPLACED_SENTENCES or common >= REPLACED_WORDS:
            return None
        evidence = f"{self.before.headline} → {self.after.headline}"
        return Reason("replaced: another article under the same address", evidence)

    def rewritten(self) -> Reason | None:
        """More than half of the sentences replaced by others."""
        if min(len(self.old), len(self.new)) < LEAST_SENTENCES:
            return None
        gone = sum(
            len(sentences(edit.before or "", self.before.language))
            for edit in self.edits
            if edit.field == "body" and edit.before and not edit.links and _is_replaced(edit)
        )
        come = any(edit.after for edit in self.edits if edit.field == "body")
        if gone <= len(self.old) / 2 or not come:
            return None
        evidence = f"{gone} of {len(self.old)} sentences"
        return Reason("rewritten: more than half of the sentences replaced", evidence)


def _body(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind not in ("notice", "caption")]


def _sentences(document: Document) -> list[str]:
    """The sentences of the body, letters and digits alone."""
    found = (s for text in _body(document) for s in sentences(text, document.language))
    return [_NO_WORD.sub("", sentence.casefold()) for sentence in found]


def _size(document: Document) -> int:
    """The body in words; in scripts without spaces, half as many as it has characters."""
    return sum(max(len(text.split()), len(_DENSE.findall(text)) // 2) for text in _body(document))


def _stands_twice(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether most sentences of one text stand at least twice in the other, as they did not before."""
    stated = set(one)
    if len(stated) < LEAST_SENTENCES or len(other) <= 1.5 * len(one):
        return False
    held = Counter(other)
    return sum(held[sentence] > 1 for sentence in stated) >= DOUBLED * len(stated)


def _vocabulary(document: Document) -> frozenset[str]:
    """Words long or rare enough to tell what an article is about."""
    texts = [document.headline or "", *_body(document)]
    words_of = (token for text in texts for token in _WORD.findall(text.casefold()))
    return frozenset(token for token in words_of if len(token) > 4 or "\u2e80" <= token[:1] <= "\u9fff")


def _same_headline(before: Document, after: Document) -> bool:
    one, other = (set(_WORD.findall((document.headline or "").casefold())) for document in (before, after))
    return bool(one) and len(one & other) > 0.4 * len(one)


def _is_replaced(edit: Edit) -> bool:
    if edit.significance != "meaning" or edit.op == "insert":
        return False
    kept = sum(len(text) for op, text in edit.spans if op == "equal")
    return kept < KEPT_WORDS * max(1, len(edit.before or ""))


# --- weight ---------------------------------------------------------------------------------------------

_BASE: dict[Change, int] = {"none": 0, "technical": 0, "style": 8, "addition": 25, "substantive": 45}
_FACET_WEIGHT: dict[str, int] = {
    "quote": 14, "negation": 14, "number": 12, "name": 12, "removed": 10, "attribution": 10, "hedge": 10,
    "date": 8, "claim": 6, "link": 3,
}  # fmt: skip
_DISCLOSURE_WEIGHT: dict[Disclosure, int] = {
    "undisclosed": 14, "partly_disclosed": 10, "note_removed": 12, "note_without_change": 6, "disclosed": 4,
    "not_needed": 0, "exempt": -30,
}  # fmt: skip


def weigh(
    scale: Scale, edits: Sequence[Edit], disclosure: Disclosure, before: Document, after: Document
) -> int:
    """0 to 100: how early in a reviewer's queue the revision belongs.

    The base is the size of the change; what changed, where, how old the article was, and whether
    it was declared are added; suspect readings end at 5.
    """
    if scale.suspect:
        return 5
    weight = _BASE[scale.change] + _DISCLOSURE_WEIGHT[disclosure]
    weighty = [edit for edit in edits if edit.field != "notice" and is_substantive(edit)]
    kinds = {facet.kind for edit in weighty for facet in edit.facets if _alters(facet)}
    weight += min(22, sum(sorted((_FACET_WEIGHT.get(kind, 0) for kind in kinds), reverse=True)[:2]))
    weight += max((_place_weight(edit) for edit in edits if edit.significance == "meaning"), default=0)
    weight += _age_weight(before, after) if scale.change == "substantive" else 0
    weight += 10 if scale.replaced or scale.rewritten else 0
    if (
        any(notice.kind in ("retraction", "correction") for notice in after.notices)
        and disclosure == "disclosed"
    ):
        weight += 10
    return max(0, min(100, weight))


def _place_weight(edit: Edit) -> int:
    if edit.field == "headline":
        return 12
    if edit.field == "standfirst":
        return 8
    index = edit.after_index if edit.after_index is not None else edit.before_index
    return 0 if edit.field != "body" or index is None else 7 if index == 0 else 4 if index < 3 else 0


def _age_weight(before: Document, after: Document) -> int:
    """A text altered long after it was published weighs more than one still in the making."""
    if after.published_at is None or after.modified_at is None:
        return 0
    hours = (after.modified_at - after.published_at).total_seconds() / 3600
    return 8 if hours > 24 * 7 else 5 if hours > 24 else 0


# --- for people --------------------------------------------------------------------------------------------


def summarize(scale: Scale, edits: Sequence[Edit], notice_words: str) -> str:
    """One line for people: the weightiest facts that changed, where, and `notice_words`,
    e.g. "41 → 47 per cent in the first paragraph; no notice"."""
    told_edits = [edit for edit in edits if edit.field != "notice" and edit.significance == "meaning"]
    ranked = sorted(told_edits, key=lambda edit: (not is_substantive(edit), -_rank(edit)))
    parts = [_told_edit(edit) for edit in ranked[:2]]
    more = len(ranked) - len(parts)
    if more > 0:
        parts.append(f"{more} more change{'s' if more > 1 else ''}")
    if not parts:
        parts = [quiet(scale.change)]
    return "; ".join([*parts, *([notice_words] if notice_words else [])])


def _rank(edit: Edit) -> int:
    return _place_weight(edit) + max(
        (_FACET_WEIGHT.get(f.kind, 0) for f in edit.facets if _alters(f)), default=0
    )


#: Of a statement that came or went its own words tell more than a number or a name in it.
WHOLE = ("insert", "delete")


def _told_edit(edit: Edit) -> str:
    facets = [facet for facet in edit.facets if facet.kind in MEANING] or list(edit.facets)
    whole = [facet for facet in facets if facet.kind in ("claim", "removed")] if edit.op in WHOLE else []
    best = max(whole or facets, key=lambda f: (_alters(f), _FACET_WEIGHT.get(f.kind, 0)))
    where = place_of(edit)
    named = where in ("headline", "standfirst", "byline", "first paragraph")
    return f"{told(best)} in the {where}" if named else f"{told(best)} ({where})"


def quiet(change: Change) -> str:
    """What is said of a step in which no fact changed."""
    return {"none": "no change", "technical": "technical differences only"}.get(
        change, "wording and style only"
    )
