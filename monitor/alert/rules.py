"""Which rules a happening matches.

An inferred, replayed or imported revision alerts nobody, nor how an article stood when it was first
looked at, nor does a suspect reading, nor a state that was told of for its whole host, nor a page that
goes back and forth between two variants, both of which were told of. A revision
that is only technical matches a rule only if the rule asks for it by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.model import ALTERNATING, Document, Edit, Happening, Outage, Revision, Rule, StateChange
from monitor.reviewing import standing_changed, verdict_of


def matching(happening: Happening, rules: Sequence[Rule]) -> list[Rule]:
    """The rules that tell of it."""
    match happening.event:
        case Revision(provenance="observed") as revision if not _set_aside(revision):
            return [rule for rule in rules if _tells_of(rule, revision) and _article_matches(rule, happening)]
        case Revision() | StateChange(first_look=True) | StateChange(outage=Outage(first=False)):
            return []
        case StateChange() as change:
            return [rule for rule in rules if _stands(rule, change) and _article_matches(rule, happening)]


def _set_aside(revision: Revision) -> bool:
    verdict = revision.judgement.verdict
    return verdict.suspect or any(reason.rule == ALTERNATING for reason in verdict.reasons)


def _stands(rule: Rule, change: StateChange) -> bool:
    return (
        rule.on_states
        and (not rule.states or change.after in rule.states)
        and (not rule.from_states or change.before in rule.from_states)
    )


def _tells_of(rule: Rule, revision: Revision) -> bool:
    verdict = verdict_of(revision)
    changed = standing_changed(revision.judgement, revision.review)
    if rule.on_states or not (changed or rule.labels or rule.changes):
        return False
    return (
        (not rule.labels or verdict.label in rule.labels)
        and (not rule.changes or verdict.change in rule.changes)
        and (not rule.disclosures or verdict.disclosure in rule.disclosures)
        and verdict.weight >= rule.min_weight
        and _edits_match(rule, revision.judgement.edits)
        and _words_match(rule, revision)
    )


def _edits_match(rule: Rule, edits: Iterable[Edit]) -> bool:
    """Is there one edit in such a field that touched such a fact?"""
    if not rule.facets and not rule.fields:
        return True
    return any(
        (not rule.fields or edit.field in rule.fields)
        and (not rule.facets or any(facet.kind in rule.facets for facet in edit.facets))
        for edit in edits
    )


def _words_match(rule: Rule, revision: Revision) -> bool:
    texts = [text for edit in revision.judgement.edits for text in (edit.before, edit.after)]
    texts += [change.notice.text for change in revision.judgement.notices if change.status != "kept"]
    return _one_stands_in(rule.words, texts)


def _article_matches(rule: Rule, happening: Happening) -> bool:
    event, document = happening.event, happening.document
    source = event.source if isinstance(event, Revision) else happening.article.source
    language = (document.language if document else None) or happening.language
    section = (document.section if document else None) or happening.section
    return (
        (not rule.sources or source in rule.sources)
        and (not rule.languages or _speaks(language, rule.languages))
        and (not rule.sections or (section or "").casefold() in {one.casefold() for one in rule.sections})
        and _one_stands_in(rule.text_words, _texts(document))
    )


def _speaks(language: str | None, wanted: Sequence[str]) -> bool:
    """`de` stands for all kinds of German, `de-AT` for that one."""
    spoken = (language or "").casefold()
    return any(spoken == one.casefold() or spoken.startswith(f"{one.casefold()}-") for one in wanted)


def _texts(document: Document | None) -> list[str | None]:
    if document is None:
        return []
    return [document.headline, document.standfirst, document.text]


def _one_stands_in(words: Sequence[str], texts: Iterable[str | None]) -> bool:
    if not words:
        return True
    said = "\n".join(text for text in texts if text).casefold()
    return any(word.casefold() in said for word in words)
