"""The whole judgement on one screen: a snapshot and what went before → what is to be recorded.

Pure and picklable: no I/O, no clock, the same inputs always give the same result.
"""

from __future__ import annotations

from monitor.compare import compare
from monitor.extract import extract
from monitor.fingerprint import fingerprint
from monitor.judge import find_notices, infer_earlier, judge
from monitor.model import (
    Document,
    Examined,
    FirstVersion,
    Judgement,
    ReaderKnowledge,
    Revised,
    Snapshot,
    Unchanged,
    Unreadable,
)  # fmt: skip


def read(snapshot: Snapshot, knowledge: ReaderKnowledge) -> Document | Unreadable:
    """The article in a snapshot, notices included, or why there is none."""
    reading = extract(snapshot, knowledge)
    if isinstance(reading, Unreadable):
        return reading
    return fingerprint(find_notices(reading))


def judge_pair(before: Document, after: Document) -> Judgement:
    """Everything that is said of the step from one document to the next."""
    return judge(before, after, compare(before, after))


def examine(previous: Document | None, snapshot: Snapshot, knowledge: ReaderKnowledge) -> Examined:
    """One look at an article, judged against the last version (None before the first)."""
    document = read(snapshot, knowledge)
    if isinstance(document, Unreadable):
        return document
    if previous is None:
        return first_version(document, baseline=snapshot.baseline)
    if document.content_digest == previous.content_digest:
        return Unchanged(document)
    judgement = judge_pair(previous, document)
    if judgement.verdict.change == "none" and not judgement.changed:
        return Unchanged(document)
    return Revised(document, judgement)


def first_version(document: Document, *, baseline: bool) -> FirstVersion:
    """A baseline that carries an update notice tells of the text before it."""
    earlier = infer_earlier(document) if baseline else None
    if earlier is None:
        return FirstVersion(document)
    earlier = fingerprint(earlier)
    return FirstVersion(document, earlier, judge_pair(earlier, document))
