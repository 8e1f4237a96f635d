"""Holds what the newsroom did against what the monitor recorded. Reads the store and the alert file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from monitor.demo.script import Step
from monitor.model import Revision, StateChange
from monitor.ports import Records, RevisionFilter


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of one demonstration, as `--headless` prints them."""

    edits_made: int
    revisions_found: int
    false_revisions: int
    states_changed: int
    states_found: int
    alerts_expected: int
    alerts_delivered: int
    checks: int
    labels_right: int

    def json(self) -> str:
        return json.dumps(asdict(self))


def tally(done: list[tuple[Step, str]], records: Records, alerts: Path, checks: int) -> Tally:
    """`done` pairs each act with the address its story had before it."""
    revisions = records.revisions(RevisionFilter(changed_only=True, limit=1000))
    edits = [(step, url) for step, url in done if step.label]
    states = [(step, url) for step, url in done if step.state]
    found = [_revision_of(url, revisions) for _, url in edits]
    matched = {revision.id for revision in found if revision}
    labels = [
        revision.judgement.verdict.label == step.label
        for (step, _), revision in zip(edits, found, strict=True)
        if revision
    ]
    changes = records.state_changes(limit=1000)
    return Tally(
        edits_made=len(edits),
        revisions_found=len(matched),
        false_revisions=sum(1 for revision in revisions if revision.id not in matched),
        states_changed=len(states),
        states_found=sum(_has_state(step, url, changes, records) for step, url in states),
        alerts_expected=len(edits) + len(states),
        alerts_delivered=_delivered(alerts),
        checks=checks,
        labels_right=sum(labels),
    )


def _revision_of(url: str, revisions: list[Revision]) -> Revision | None:
    """The first revision of the story at this address."""
    return next((one for one in reversed(revisions) if one.article_url == url), None)


def _has_state(step: Step, url: str, changes: list[StateChange], records: Records) -> bool:
    for change in changes:
        article = records.article(str(change.article_id))
        slug = (article.url or "").rsplit("/", 1)[-1]
        if change.after is step.state and slug.startswith(url.rsplit("/", 1)[-1]):
            return True
    return False


def _delivered(alerts: Path) -> int:
    if not alerts.exists():
        return 0
    return len({json.loads(line)["key"] for line in alerts.read_text("utf-8").splitlines()})
