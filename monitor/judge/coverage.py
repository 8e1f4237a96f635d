"""Which edits a notice accounts for: by its claims, its words, the parts it names, its own blocks.

A general notice ("updated with new information") accounts for additions and rewriting; a
retraction for everything. Where nothing fits, the notice accounts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from monitor.judge.content import content, facts
from monitor.judge.lexicon import lexicon_for
from monitor.judge.numerals import find_numbers
from monitor.judge.openings import leftover, listen, read_opening
from monitor.judge.patterns import plain
from monitor.judge.phrases import Phrases
from monitor.judge.reading import Reading
from monitor.judge.rules import is_addition, is_substantive
from monitor.model import Claim, Edit, Notice
from monitor.text import normal

#: A value is a fraction in digits; the rest of it is its unit and how weakly it is meant.
PLAIN_VALUE = re.compile(r"[^0-9/.]")
#: Share of a claim's words that must stand in an edit's text, and of an edit's in the notice.
CLAIMED, MENTIONED = 0.6, 0.5
#: A replaced sentence that keeps less than this share of its letters was rewritten, not altered.
REWRITTEN = 0.6
#: So few changed words count as mentioned when the notice holds them all.
FEW = 3
FIELD_SCOPES = {"headline": "headline", "standfirst": "standfirst", "caption": "caption", "byline": "byline"}
FACET_SCOPES = {
    "name": {"name"}, "number": {"number", "hedge"}, "date": {"date"}, "quote": {"quote", "attribution"},
    "attribution": {"attribution", "quote"}, "link": {"link"}, "image": {"media"}, "removed": {"removed"},
    "caption": {"media"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Touched:
    """An edit's words: those that went, those that came, and the whole texts."""

    number: int
    edit: Edit
    gone: frozenset[str]
    come: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    facts: frozenset[str]
    #: Whether a number changed: then only the number itself can be meant.
    numbers: bool = False
    #: Small words of the notice's language, which tell nothing.
    small: frozenset[str] = frozenset()
    #: The numbers that changed, as values: "three" and "3" are one.
    values: frozenset[str] = frozenset()


def touched(number: int, edit: Edit, small: frozenset[str], language: str | None) -> Touched:
    """The words of an edit, from its spans where it has them; `small` words do not count there."""
    before, after = edit.before or "", edit.after or ""
    if edit.spans:
        gone = " … ".join(text for op, text in edit.spans if op == "delete")
        come = " … ".join(text for op, text in edit.spans if op == "insert")
    else:
        gone, come = before, after
    values = " … ".join(value for facet in edit.facets for value in (facet.before, facet.after) if value)
    of_facts = facts(f"x {gone} … x {come}") if edit.op == "replace" else frozenset()
    numbers = frozenset(word for word in content(values) if any(c.isdigit() for c in word))
    told = (content(gone) - small, content(come) - small, content(before), content(after))
    numeric = [value for f in edit.facets if f.kind == "number" for value in (f.before, f.after) if value]
    counted = numbers_of(" … ".join(numeric), language)
    return Touched(number, edit, *told, of_facts | numbers, bool(numbers or counted), small, counted)


def covers(
    notice: Notice, edits: Sequence[Edit], own: frozenset[int], known: Phrases, language: str | None = None
) -> tuple[int, ...]:
    """Numbers of the edits that the notice accounts for. `own` are those inside its own blocks; the edits
    are in `language`, which need not be the notice's."""
    small = content(" ".join(known.common))
    candidates = [
        touched(number, edit, small, language)
        for number, edit in enumerate(edits)
        if number not in own and edit.field != "notice" and edit.significance != "technical"
    ]
    if notice.kind == "retraction":
        return tuple(sorted({item.number for item in candidates} | own))
    if notice.kind == "legal_reply":
        return tuple(sorted(own))
    words = content(notice.text) - small
    found = {item.number for item in candidates if named(notice, item) or mentioned(notice, item, words)}
    if not found:
        found = nearest([item for item in candidates if in_scope(notice, item)], words)
    if not found and notice.kind in ("correction", "clarification") and not (notice.claims or notice.scope):
        found = {item.number for item in candidates if is_substantive(item.edit) and around(item) & words}
    found |= general(notice, candidates, found, known)
    return tuple(sorted(found | own))


@lru_cache(maxsize=256)
def numbers_of(text: str, language: str | None) -> frozenset[str]:
    """The values of the numbers in a text, in digits or words, without their units."""
    if not text:
        return frozenset()
    found = find_numbers(Reading(text, lexicon_for(language, text)), set())
    return frozenset(PLAIN_VALUE.sub("", one.value) for one in found) - {""}


def named(notice: Notice, item: Touched) -> bool:
    """Whether the notice names the part the edit stands in, or a paragraph by its number."""
    if item.edit.field in notice.scope:
        return True
    index = item.edit.after_index if item.edit.after_index is not None else item.edit.before_index
    return index is not None and f"paragraph {index + 1}" in notice.scope


def mentioned(notice: Notice, item: Touched, words: frozenset[str]) -> bool:
    """Whether a claim fits the edit, or the notice tells of what the edit changed."""
    if any(claimed(claim, item) for claim in notice.claims):
        return True
    if item.facts and item.facts & words:
        return True
    if item.values & numbers_of(notice.text, notice.language):
        return True
    if any(0 < len(side) <= FEW and side <= words for side in (item.gone, item.come)) and not item.numbers:
        return True
    sides = (item.before, item.after) if item.edit.op != "insert" else (item.after,)
    telling = [side - item.small for side in sides]
    return any(len(side) >= 3 and len(side & words) / len(side) >= MENTIONED for side in telling)


def claimed(claim: Claim, item: Touched) -> bool:
    """Whether what the claim says was wrong went, or what it says is right came."""
    was, now = content(claim.was or ""), content(claim.now or "")
    went = bool(was & item.gone) and len(was & item.before) / len(was) >= CLAIMED
    came = bool(now & item.come) and len(now & item.after) / len(now) >= CLAIMED
    return (
        went
        or came
        or stands_anew(claim.now, item.edit.after, item.edit.before)
        or (stands_anew(claim.was, item.edit.before, item.edit.after))
    )


def stands_anew(value: str | None, here: str | None, there: str | None) -> bool:
    """Whether a claimed value stands, as it is, in one text and not in the other."""
    said, one, other = (normal(text or "", "case") for text in (value, here, there))
    return len(said) > 1 and said in one and said not in other


def in_scope(notice: Notice, item: Touched) -> bool:
    """Whether the edit touched a fact of a kind the notice names, for notices that name no value."""
    kinds = {facet.kind for facet in item.edit.facets}
    wanted = {kind for scope in notice.scope for kind in FACET_SCOPES.get(scope, set())}
    return bool(kinds & wanted) or ("removed" in notice.scope and item.edit.op == "delete")


def nearest(items: Sequence[Touched], words: frozenset[str]) -> set[int]:
    """Of edits to a kind of fact that a notice names, those whose sentence shares words with it; all of
    them when none does, or each."""
    shared = {item.number for item in items if around(item) & words}
    return shared or {item.number for item in items}


def around(item: Touched) -> frozenset[str]:
    """The words of the edited text that stayed: what the edit is about."""
    return (item.before & item.after) - item.small


def general(notice: Notice, items: Sequence[Touched], found: set[int], known: Phrases) -> set[int]:
    """What a notice accounts for without naming it: an update, additions; one that speaks of the
    whole, rewriting too; a correction that says nothing more, the statements put right."""
    flat = plain(notice.text)
    sweeping = any(pattern.regex.search(flat) for pattern in known.general)
    if notice.kind == "update" or sweeping:
        added = {item.number for item in items if is_addition(item.edit)}
        if not sweeping and not unspecific(notice, known):
            return added
        rewritten = {item.number for item in items if is_rewriting(item, bool(added))}
        altered = {item.number for item in items if is_substantive(item.edit)} - rewritten - added
        broad = len(added | rewritten) > len(altered)
        return added | rewritten | (altered if broad else set())
    if (
        notice.kind in ("correction", "clarification", "editor_note")
        and not found
        and unspecific(notice, known)
    ):
        return {item.number for item in items if item.edit.op != "insert"}
    return set()


def unspecific(notice: Notice, known: Phrases) -> bool:
    """Whether a notice says only that something was done: beside its phrases hardly a word more."""
    if notice.claims or notice.scope:
        return False
    flat = plain(notice.text)
    ear = listen(known, flat.lower(), month_first=True)
    rest = leftover(flat[read_opening(flat, ear).rest :], ear)
    for told in (*ear.sentences, *ear.edges):
        rest = told.pattern.regex.sub(" ", rest)
    return len(content(rest) - content(" ".join((*known.common, *known.stamp_words)))) <= 1


def is_rewriting(item: Touched, anew: bool) -> bool:
    """Whether a statement was written anew rather than altered in one place. One that is gone was,
    where others came (`anew`)."""
    if item.edit.op == "insert":
        return False
    if item.edit.op == "delete":
        return anew
    if item.edit.op != "replace":
        return True
    equal = sum(len(text) for op, text in item.edit.spans if op == "equal")
    return equal / max(1, len(item.edit.before or ""), len(item.edit.after or "")) < REWRITTEN
