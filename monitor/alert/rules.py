"""Which rules an event matches, and what the message says.

An inferred, replayed or imported revision alerts nobody, nor how an article stood when it was first
looked at, nor does a suspect reading, nor a state that was told of for its whole host, nor a page that
goes back and forth between two variants, both of which were told of. A revision
that is only technical matches a rule only if the rule asks for it by name.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import ALTERNATING, Alert, Article, Outage, Revision, Rule, StateChange
from monitor.shapes import revision_json, state_change_json

Event = Revision | StateChange


def alerts_for(event: Event, article: Article, rules: Sequence[Rule]) -> list[tuple[Alert, tuple[str, ...]]]:
    """One alert, with its channels, for each rule that the event matches."""
    match event:
        case Revision():
            return [(_revision_alert(event, article, r), r.channels) for r in rules if _matches(r, event)]
        case StateChange(first_look=True) | StateChange(outage=Outage(first=False)):
            return []
        case StateChange():
            return [
                (_state_alert(event, article, rule), rule.channels)
                for rule in rules
                if event.after in rule.states and _source_matches(rule, article.source)
            ]


def _matches(rule: Rule, revision: Revision) -> bool:
    verdict = revision.judgement.verdict
    if rule.states or revision.provenance != "observed" or verdict.suspect:
        return False
    if any(reason.rule == ALTERNATING for reason in verdict.reasons):
        return False
    if not revision.judgement.changed and not (rule.labels or rule.changes):
        return False
    return (
        (not rule.labels or verdict.label in rule.labels)
        and (not rule.changes or verdict.change in rule.changes)
        and (not rule.disclosures or verdict.disclosure in rule.disclosures)
        and _source_matches(rule, revision.source)
        and verdict.weight >= rule.min_weight
        and _words_match(rule, revision)
    )


def _source_matches(rule: Rule, source: str) -> bool:
    return not rule.sources or source in rule.sources


def _words_match(rule: Rule, revision: Revision) -> bool:
    if not rule.words:
        return True
    texts = [text for edit in revision.judgement.edits for text in (edit.before, edit.after) if text]
    texts += [change.notice.text for change in revision.judgement.notices if change.status != "kept"]
    wanted = "\n".join(texts).casefold()
    return any(word.casefold() in wanted for word in rule.words)


def _revision_alert(revision: Revision, article: Article, rule: Rule) -> Alert:
    verdict = revision.judgement.verdict
    name = article.headline or article.url or f"article {article.id}"
    lines = [verdict.summary, ""]
    lines += [f"- {reason.rule}: {reason.evidence}" for reason in verdict.reasons]
    lines += ["", f"{verdict.label} · {verdict.change} · {verdict.disclosure} · weight {verdict.weight}"]
    lines += [article.url or "", f"revision {revision.id}: `monitor show {revision.id}`"]
    return Alert(
        id=0,
        rule=rule.name,
        at=revision.seen_between[1],
        title=f"{verdict.label[:1].upper()}{verdict.label[1:]}: {name}",
        text="\n".join(lines),
        article_id=article.id,
        revision_id=revision.id,
        payload=revision_json(revision),
    )


def _state_alert(change: StateChange, article: Article, rule: Rule) -> Alert:
    name = article.headline or article.url or f"article {article.id}"
    if change.outage is not None:
        name = f"all of {change.outage.host}"
    return Alert(
        id=0,
        rule=rule.name,
        at=change.at,
        title=f"{change.after.value.capitalize()}: {name}",
        text=f"{change.before.value} → {change.after.value}: {change.reason}\n{article.url or ''}",
        article_id=article.id,
        payload={**state_change_json(change), "url": article.url, "source": article.source},
    )
