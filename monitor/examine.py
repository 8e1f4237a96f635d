"""The whole judgement on one screen: a snapshot and what went before → what is to be recorded.

Pure and picklable: no I/O, no clock, the same inputs always give the same result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.compare import compare, same_surface
from monitor.extract import block_digest, extract
from monitor.fingerprint import fingerprint
from monitor.judge import find_notices, infer_earlier, judge, only_technical
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

#: What was taken and what was read of it.
Capture = tuple[Snapshot, Document]


def read(snapshot: Snapshot, knowledge: ReaderKnowledge) -> Document | Unreadable:
    """The article in a snapshot, notices included, or why there is none."""
    reading = extract(snapshot, knowledge)
    if isinstance(reading, Unreadable):
        return reading
    return fingerprint(find_notices(reading))


def judge_pair(before: Document, after: Document) -> Judgement:
    """Everything that is said of the step from one document to the next."""
    return judge(before, after, compare(before, after))


def judge_captures(before: Capture, after: Capture) -> Judgement:
    """The step between two captures. An article that is the same on pages that do not show the same
    differs technically: in marks, white space, or words that are not its own."""
    (one, old), (other, new) = before, after
    judgement = judge_pair(old, new)
    if judgement.verdict.change != "none" or judgement.changed or same_surface(one, other):
        return judgement
    return only_technical(judgement)


def examine(previous: Document | None, snapshot: Snapshot, knowledge: ReaderKnowledge) -> Examined:
    """One look at an article, judged against the last version (None before the first)."""
    document = read(snapshot, knowledge)
    if isinstance(document, Unreadable):
        return document
    if previous is None:
        return first_version(document, baseline=snapshot.baseline)
    kept = own_blocks(previous, knowledge.volatile)
    before = with_blocks(previous, kept)
    if document.content_digest == before.content_digest:
        return Unchanged(document)
    judgement = judge_pair(before, document)
    if judgement.verdict.change == "none" and not judgement.changed:
        return Unchanged(document)
    return Revised(document, renumbered(judgement, before=kept))


def own_blocks(document: Document, volatile: frozenset[str]) -> Sequence[int]:
    """The numbers of the blocks that are not known to be noise; one that carries a notice never is."""
    every = range(len(document.blocks))
    if not volatile:
        return every
    told = {number for notice in document.notices for number in notice.blocks}
    return [n for n in every if n in told or block_digest(document.blocks[n].text) not in volatile]


def with_blocks(document: Document, kept: Sequence[int]) -> Document:
    """The document with these of its blocks alone."""
    if len(kept) == len(document.blocks):
        return document
    place = {old: new for new, old in enumerate(kept)}
    notices = tuple(
        replace(one, blocks=tuple(place[n] for n in one.blocks if n in place)) for one in document.notices
    )
    blocks = tuple(document.blocks[n] for n in kept)
    return fingerprint(replace(document, blocks=blocks, notices=notices))


def renumbered(
    judgement: Judgement, *, before: Sequence[int] | None = None, after: Sequence[int] | None = None
) -> Judgement:
    """The judgement of documents without some of their blocks, its edits numbered as in the whole ones."""
    edits = tuple(
        replace(
            edit, before_index=_whole(edit.before_index, before), after_index=_whole(edit.after_index, after)
        )
        for edit in judgement.edits
    )
    return replace(judgement, edits=edits)


def _whole(index: int | None, kept: Sequence[int] | None) -> int | None:
    return index if index is None or kept is None or index >= len(kept) else kept[index]


def first_version(document: Document, *, baseline: bool) -> FirstVersion:
    """A baseline that carries an update notice tells of the text before it."""
    earlier = infer_earlier(document) if baseline else None
    if earlier is None:
        return FirstVersion(document)
    earlier = fingerprint(earlier)
    return FirstVersion(document, earlier, judge_pair(earlier, document))
