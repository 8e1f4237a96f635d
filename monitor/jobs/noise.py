"""What would follow if a text, or an element of a source's pages, were called noise. Writes nothing.

The newest stored revisions are judged anew in memory: those that a text touches, without it; those of a
source, from captures read again with the element left out. Both are bounded, and the answer says how
many were judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from monitor.errors import NotFoundError, StoreError
from monitor.examine import judge_pair, own_blocks, with_blocks
from monitor.extract import block_digest
from monitor.extract.recipe import compile_selector
from monitor.extract.selectors import selectors_of
from monitor.markup import decode
from monitor.model import (
    Document,
    Edit,
    Judgement,
    Label,
    Marking,
    NoisePreview,
    ReaderKnowledge,
    Recipe,
    Rejudged,
    Revision,
    Snapshot,
    Unreadable,
    Version,
)
from monitor.ports import Examiner, ExaminerCrashed, InThread, Records, RevisionFilter
from monitor.reviewing import verdict_of

#: The newest revisions of a host among which those are looked for that a text touches.
MOST_OF_HOST = 300
#: Revisions of a source whose captures are read again: each takes two to four readings.
MOST_OF_SOURCE = 12
_NONE: tuple[Label, ...] = ("technical", "no change")


@dataclass(frozen=True, slots=True)
class NoiseTools:
    """The world as a preview sees it; `read` runs what blocks in a thread."""

    records: Records
    examiner: Examiner
    read: InThread


async def preview_noise(marking: Marking, tools: NoiseTools) -> NoisePreview:
    """What the marking would have made of stored revisions. NotFoundError where there is no such edit."""
    revision = await tools.read(tools.records.revision, marking.revision_id)
    preview, problem = await tools.read(_begun, tools.records, revision, marking)
    if problem:
        return replace(preview, problem=problem)
    if marking.way == "drop":
        return await _dropping(preview, revision, tools)
    return await tools.read(_holding_back, preview, tools.records)


def _begun(records: Records, revision: Revision, marking: Marking) -> tuple[NoisePreview, str | None]:
    """What is marked, and why it cannot be."""
    if not 0 <= marking.edit < len(revision.judgement.edits):
        raise NotFoundError(f"Revision {revision.id} has no edit {marking.edit + 1}.")
    edit = revision.judgement.edits[marking.edit]
    places = [(revision.from_version, edit.before_index), (revision.to_version, edit.after_index)]
    found = [
        (records.version(revision.article_id, number), index) for number, index in places if index is not None
    ]
    preview = NoisePreview(marking, urlsplit(revision.article_url or "").netloc, revision.source)
    if not found or edit.field not in ("body", "caption"):
        return preview, "only paragraphs and captions of the story can be called noise"
    texts = tuple(dict.fromkeys(one.document.blocks[index].text for one, index in found))
    preview = replace(preview, texts=texts)
    if any(index in notice.blocks for one, index in found for notice in one.document.notices):
        return preview, "this text carries a notice of the publisher, which is never noise"
    last, index = found[-1]
    preview = replace(preview, selectors=_proposals(records, last, last.document.blocks[index].text))
    if marking.way != "drop":
        return preview, None if preview.host else "the article has no address, and so no host"
    if not marking.selector:
        return preview, "name the element by a CSS selector"
    if compile_selector(marking.selector) is None:
        return preview, f"{marking.selector!r} is no CSS selector"
    return preview, None


def _proposals(records: Records, version: Version, text: str) -> tuple[str, ...]:
    try:
        taken = records.snapshot(version.snapshot_id)
    except (StoreError, NotFoundError):
        return ()
    return selectors_of(decode(taken.body, taken.charset), text)


# a text, on a host


def _holding_back(preview: NoisePreview, records: Records) -> NoisePreview:
    found = records.revisions_on(preview.host, MOST_OF_HOST)
    judged = [(one, now) for one in found if (now := _without(records, one, preview.texts)) is not None]
    return _told(preview, judged)


def _without(records: Records, revision: Revision, texts: Sequence[str]) -> Label | None:
    """How a revision would be called without these texts; None where that is nowhere near its edits."""
    if not any(_touches(edit, text) for edit in revision.judgement.edits for text in texts):
        return None
    before = records.version(revision.article_id, revision.from_version).document
    after = records.version(revision.article_id, revision.to_version).document
    digests = frozenset(block_digest(text) for text in texts)
    return _label(judge_pair(_apart(before, digests), _apart(after, digests)))


def _touches(edit: Edit, text: str) -> bool:
    """May the edit lie in a block of this text? Edits tell whole blocks or sentences of them."""
    return any(said and (said in text or text in said) for said in (edit.before, edit.after))


def _apart(document: Document, digests: frozenset[str]) -> Document:
    return with_blocks(document, own_blocks(document, digests))


def _label(judgement: Judgement) -> Label:
    return judgement.verdict.label if judgement.changed else "technical"


# an element, in a source's pages


async def _dropping(preview: NoisePreview, of: Revision, tools: NoiseTools) -> NoisePreview:
    which = RevisionFilter(source=of.source, provenance="observed", limit=MOST_OF_SOURCE)
    found = [one for one in await tools.read(tools.records.revisions, which) if one.id != of.id]
    judged, unread = [], 0
    for one in [of, *found[: MOST_OF_SOURCE - 1]]:
        try:
            judged.append((one, await _read_again(one, preview.marking.selector or "", tools)))
        except (ExaminerCrashed, StoreError, NotFoundError):
            unread += 1
    return replace(_told(preview, judged), unread=unread)


async def _read_again(revision: Revision, selector: str, tools: NoiseTools) -> Label:
    """How a revision would be called if the element were left out of both its captures."""
    knowledge = await tools.read(_knowledge, tools.records, revision.article_id)
    recipe = knowledge.recipe or Recipe()
    dropping = replace(knowledge, recipe=replace(recipe, drop=(*recipe.drop, selector)))
    stored, captures = await tools.read(_captures, tools.records, revision)
    now = [await _document(one, dropping, tools) for one in captures]
    if [one.content_digest for one in now] == [one.content_digest for one in stored]:
        return verdict_of(revision).label
    return _label(await tools.read(judge_pair, *now))


def _knowledge(records: Records, article_id: int) -> ReaderKnowledge:
    # The instant decides nothing where articles are named.
    (due,) = records.due(records.article(str(article_id)).first_seen_at, 1, [article_id])
    return ReaderKnowledge(due.recipe, due.language, due.volatile)


def _captures(records: Records, revision: Revision) -> tuple[list[Document], list[Snapshot]]:
    numbers = (revision.from_version, revision.to_version)
    versions = [records.version(revision.article_id, number) for number in numbers]
    return [one.document for one in versions], [records.snapshot(one.snapshot_id) for one in versions]


async def _document(taken: Snapshot, knowledge: ReaderKnowledge, tools: NoiseTools) -> Document:
    examined = await tools.examiner.examine(None, taken, knowledge)
    if isinstance(examined, Unreadable):
        raise NotFoundError(examined.reason)
    return examined.document


def _told(preview: NoisePreview, judged: Sequence[tuple[Revision, Label]]) -> NoisePreview:
    other = [
        Rejudged(one.id, one.headline, verdict_of(one).label, now)
        for one, now in judged
        if now != verdict_of(one).label and verdict_of(one).label not in _NONE
    ]
    return replace(
        preview,
        looked=len(judged),
        technical=tuple(one for one in other if one.now in _NONE),
        otherwise=tuple(one for one in other if one.now not in _NONE),
    )
