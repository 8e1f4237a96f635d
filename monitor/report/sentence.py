"""The judge's English about one step → the same in the reader's language: its summary and its reasons.

The judge chose what to say; here the choice is found again in the stored sentence, by the edits and facets
that it can speak of, and is said in another language. Refuses to judge anew: what is not found again,
because another release worded it otherwise, is shown in English as it was stored, and marked as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from monitor.model import Edit, Facet, Judgement, Reason
from monitor.report.forms import retold
from monitor.report.rulewords import EVIDENCE, NOTICES, PARTS, RULES, told_rule
from monitor.report.words import ENGLISH, N_, Words
from monitor.text import shortened

#: As long as the judge shows a value, in characters.
SHOWN: Final = 90
_ADDED, _REMOVED, _BECAME = N_("added: %(new)s"), N_("removed: %(old)s"), "%(old)s → %(new)s"
#: A change and its place, by where it is: in a summary, and in the evidence of a rule.
_IN: Final = {
    "headline": N_("%(what)s in the headline"),
    "standfirst": N_("%(what)s in the standfirst"),
    "byline": N_("%(what)s in the byline"),
    "first": N_("%(what)s in the first paragraph"),
}
_AT: Final = {
    "headline": N_("%(what)s (headline)"),
    "standfirst": N_("%(what)s (standfirst)"),
    "byline": N_("%(what)s (byline)"),
    "published_at": N_("%(what)s (date of publication)"),
    "caption": N_("%(what)s (caption)"),
    "notice": N_("%(what)s (notice)"),
    "picture": N_("%(what)s (picture)"),
    "first": N_("%(what)s (first paragraph)"),
    "paragraph": N_("%(what)s (paragraph %(number)s)"),
}


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A reason in the reader's words; `language` is that of the rule."""

    rule: str
    evidence: str
    edit: int | None
    language: str


def summary_of(judgement: Judgement, words: Words) -> tuple[str, str]:
    """The stored sentence, in the reader's language or as it stands; and the language that it is in."""
    stored = judgement.verdict.summary
    if words.language == ENGLISH.language:
        return stored, ENGLISH.language
    parts: list[str] = []
    rest = stored
    while rest:
        found = max(_parts(judgement, rest, words), key=lambda pair: len(pair[0]), default=None)
        if found is None:
            return stored, ENGLISH.language
        parts.append(found[1])
        rest = rest[len(found[0]) :].removeprefix("; ")
    return "; ".join(parts), words.language


def reasons_of(judgement: Judgement, words: Words) -> tuple[ReasonView, ...]:
    return tuple(_reason(reason, judgement, words) for reason in judgement.verdict.reasons)


def _parts(judgement: Judgement, rest: str, words: Words) -> Iterator[tuple[str, str]]:
    """What the sentence may go on with, in English and in the reader's language."""
    for edit in judgement.edits:
        if edit.field != "notice":
            yield from _ending(_told_edit(edit, rest, _IN, words), rest)
    yield from _ending(iter(_phrases(words)), rest)
    part = rest.partition("; ")[0]
    other = retold(part, PARTS, words)
    if other is not None:
        yield part, other


def _ending(pairs: Iterator[tuple[str, str]], rest: str) -> Iterator[tuple[str, str]]:
    """Those that the sentence goes on with, up to its end or to its next part."""
    for pair in pairs:
        if rest == pair[0] or rest.startswith(f"{pair[0]}; "):
            yield pair


def _told_edit(edit: Edit, text: str, forms: dict[str, str], words: Words) -> Iterator[tuple[str, str]]:
    """What can be said of an edit at the head of a text: each of its facets, with the place."""
    place, number = _place(edit)
    form = forms.get(place) or _AT[place]
    for english, other in _told_facets(edit, words):
        if text.startswith(english):
            yield (
                ENGLISH.say(form, what=english, number=number),
                words.say(form, what=other, number=number),
            )


def _told_facets(edit: Edit, words: Words) -> Iterator[tuple[str, str]]:
    for facet in edit.facets:
        yield _told(facet, ENGLISH), _told(facet, words)
    if not edit.facets:
        text = shortened(edit.after or edit.before or "", SHOWN)
        yield text, text


def _told(facet: Facet, words: Words) -> str:
    old, new = (shortened(text or "", SHOWN) for text in (facet.before, facet.after))
    form = _ADDED if facet.before is None else _REMOVED if facet.after is None else _BECAME
    return words.say(form, old=old, new=new)


def _place(edit: Edit) -> tuple[str, int | None]:
    if edit.field != "body":
        return edit.field, None
    index = edit.after_index if edit.after_index is not None else edit.before_index
    if index is None:
        return "picture", None
    return ("first", None) if index == 0 else ("paragraph", index + 1)


@lru_cache(maxsize=8)
def _phrases(words: Words) -> tuple[tuple[str, str], ...]:
    """What is said of notices, for each kind of them."""
    forms, kinds = NOTICES
    return tuple(
        (ENGLISH.say(form, notice=kind), words.say(form, notice=words.gettext(kind)))
        for form, kind in product(forms, kinds)
    )


def _reason(reason: Reason, judgement: Judgement, words: Words) -> ReasonView:
    if words.language == ENGLISH.language:
        return ReasonView(reason.rule, reason.evidence, reason.edit, ENGLISH.language)
    rule = _rules(words).get(reason.rule)
    return ReasonView(
        rule or reason.rule,
        _evidence(reason, judgement, words),
        reason.edit,
        words.language if rule else ENGLISH.language,
    )


@lru_cache(maxsize=8)
def _rules(words: Words) -> dict[str, str]:
    """Every rule that is told without a value, by its English."""
    return {**told_rule(words), **{rule: words.gettext(rule) for rule in RULES}}


def _evidence(reason: Reason, judgement: Judgement, words: Words) -> str:
    """Quoted words as they are; around them, what the judge says of them."""
    if reason.edit is not None and reason.edit < len(judgement.edits):
        pairs = _told_edit(judgement.edits[reason.edit], reason.evidence, {}, words)
        return next((other for english, other in pairs if english == reason.evidence), reason.evidence)
    return retold(reason.evidence, EVIDENCE, words) or reason.evidence
