"""The size of a change: none, technical, style, addition or substantive, and its weight.

The largest edit wins, the text of notices left aside. Beside it stands what became of the article
as a whole: badly read, replaced by another one, rewritten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.judge.facets import MEANING, place_of, told
from monitor.model import Change, Disclosure, Document, Edit, Facet, Reason
from monitor.text import is_word, normal, sentences, words

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
    suspect = _suspect(own, before, after)
    replaced = None if suspect else _replaced(before, after)
    rewritten = None if suspect or replaced else _rewritten(own, before, after)
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


def _body(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind not in ("notice", "caption")]


def _sentences(document: Document) -> list[str]:
    return [
        normal(sentence, "punctuation")
        for text in _body(document)
        for sentence in sentences(text, document.language)
    ]


def _count(texts: Sequence[str]) -> int:
    return sum(is_word(token) for text in texts for token in words(text))


def _suspect(edits: Sequence[Edit], before: Document, after: Document) -> Reason | None:
    """A body that collapsed or doubled because the page could not be read well."""
    old, new = _count(_body(before)), _count(_body(after))
    if after.partial and not before.partial and new < 0.8 * old:
        return Reason("suspect: only part of the article is shown", f"{old} words → {new}")
    retracted = any(notice.kind in ("retraction", "legal_reply") for notice in after.notices)
    only_lost = not any(edit.op == "insert" and edit.field == "body" for edit in edits)
    if old >= LARGE and new < COLLAPSED * old and only_lost and not retracted:
        return Reason("suspect: the body collapsed", f"{old} words → {new}")
    for name, one, other in (("doubled", before, after), ("was doubled", after, before)):
        held = _sentences(other)
        stated = set(_sentences(one))
        twice = sum(held.count(sentence) > 1 for sentence in stated) if len(held) > 1.5 * len(stated) else 0
        if len(stated) >= LEAST_SENTENCES and twice >= DOUBLED * len(stated):
            return Reason(f"suspect: the body {name}", f"{old} words → {new}")
    return None


def _replaced(before: Document, after: Document) -> Reason | None:
    old, new = _sentences(before), _sentences(after)
    if min(len(old), len(new)) < LEAST_SENTENCES:
        return None
    shared = len(set(old) & set(new)) / len(set(old))
    one, other = _vocabulary(before), _vocabulary(after)
    common = len(one & other) / max(1, min(len(one), len(other)))
    if shared < REPLACED_SENTENCES and common < REPLACED_WORDS and not _same_headline(before, after):
        return Reason(
            "replaced: another article under the same address", f"{before.headline} → {after.headline}"
        )
    return None


def _vocabulary(document: Document) -> frozenset[str]:
    """Words long or rare enough to tell what an article is about."""
    texts = [document.headline or "", *_body(document)]
    return frozenset(
        token.casefold()
        for text in texts
        for token in words(text)
        if len(token) > 4 or "\u2e80" <= token[:1] <= "\u9fff"
    )


def _same_headline(before: Document, after: Document) -> bool:
    one = {t.casefold() for t in words(before.headline or "") if is_word(t)}
    other = {t.casefold() for t in words(after.headline or "") if is_word(t)}
    return bool(one) and len(one & other) > 0.4 * len(one)


def _rewritten(edits: Sequence[Edit], before: Document, after: Document) -> Reason | None:
    old = _sentences(before)
    if len(old) < LEAST_SENTENCES or len(_sentences(after)) < LEAST_SENTENCES:
        return None
    gone = sum(
        len(sentences(edit.before or "", before.language))
        for edit in edits
        if edit.field == "body" and edit.before and not edit.links and _is_replaced(edit)
    )
    if gone > len(old) / 2 and any(edit.after for edit in edits if edit.field == "body"):
        return Reason(
            "rewritten: more than half of the sentences replaced", f"{gone} of {len(old)} sentences"
        )
    return None


def _is_replaced(edit: Edit) -> bool:
    if edit.significance != "meaning" or edit.op == "insert":
        return False
    kept = sum(is_word(token) for op, text in edit.spans if op == "equal" for token in words(text))
    return kept < KEPT_WORDS * max(1, _count([edit.before or ""]))


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
        parts = [_quiet(scale.change)]
    return "; ".join([*parts, *([notice_words] if notice_words else [])])


def _rank(edit: Edit) -> int:
    return _place_weight(edit) + max(
        (_FACET_WEIGHT.get(f.kind, 0) for f in edit.facets if _alters(f)), default=0
    )


def _told_edit(edit: Edit) -> str:
    facets = [facet for facet in edit.facets if facet.kind in MEANING] or list(edit.facets)
    best = max(facets, key=lambda f: (_alters(f), _FACET_WEIGHT.get(f.kind, 0)))
    where = place_of(edit)
    named = where in ("headline", "standfirst", "byline", "first paragraph")
    return f"{told(best)} in the {where}" if named else f"{told(best)} ({where})"


def _quiet(change: Change) -> str:
    return {"none": "no change", "technical": "technical differences only"}.get(
        change, "wording and style only"
    )
