"""Reading stored captures again: what the present reader and judge make of them, beside what was recorded.

Nothing that stands is changed and nobody is told. What an article's latest capture now reads as may be
appended as one more version, technical, so that the next look is compared with a reading of the same
reader; what would be judged differently of the past is listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from monitor.errors import NotFoundError, StoreError
from monitor.examine import judge_pair, own_blocks, renumbered
from monitor.model import (
    Document,
    Examined,
    FirstVersion,
    Judgement,
    ReaderKnowledge,
    Reason,
    RecordedKnowledge,
    Reread,
    Revised,
    Revision,
    Snapshot,
    SourceSpec,
    Unchanged,
    Unreadable,
    Version,
)
from monitor.ports import Clock, Examiner, ExaminerCrashed, Records, RevisionFilter

#: Rule of the reason that a step by replay has.
REREAD = "the stored capture was read again; the page itself did not change"
NEVER_KEPT = "held back, or not readable"


class KnowledgeOf(Protocol):
    """With what a capture is to be read: as recorded with its version, or as known now."""

    def __call__(self, version: Version | None) -> RecordedKnowledge: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """One capture that is read or judged otherwise than was recorded. `version` is None for one that
    made none; `was` and `now` are labels with change and disclosure, or say why there is no verdict."""

    article_id: int
    snapshot_id: int
    version: int | None
    was: str
    now: str
    #: The words of the article as read are not the same; else only the verdict is another.
    reads_differently: bool


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of one article: versions read again, those whose reading is the same byte for byte,
    and the version to append, if its latest capture reads differently."""

    article_id: int
    versions: int
    identical: int
    differences: tuple[Difference, ...]
    latest: Reread | None


@dataclass(frozen=True, slots=True)
class ReplayTools:
    """The world as a replay sees it."""

    records: Records
    examiner: Examiner
    clock: Clock


async def replay(article_id: int, tools: ReplayTools, *, recorded: bool = False) -> Replayed:
    """Read an article's captures again in their order, each judged against the reading before it;
    with what was `recorded` with each version, or with what is known now."""
    records = tools.records
    versions = [one for one in records.versions(article_id) if one.provenance != "inferred"]
    steps = {
        one.to_version: one for one in records.revisions(RevisionFilter(article_id=article_id, limit=10**9))
    }
    knowledge = _recorded(records) if recorded else _present(records, article_id, tools.clock)
    run = _Run(article_id, versions, steps, tools, knowledge)
    return await run.run()


class _Run:
    """One article's captures on their way through the reader."""

    def __init__(
        self,
        article_id: int,
        versions: Sequence[Version],
        steps: dict[int, Revision],
        tools: ReplayTools,
        knowledge: KnowledgeOf,
    ) -> None:
        self._id = article_id
        self._last = versions[-1] if versions else None
        own = [one for one in versions if one.provenance != "replayed"]
        self._of_capture = {one.snapshot_id: one for one in own}
        self._steps = steps
        self._tools = tools
        self._knowledge = knowledge
        self._previous: Document | None = None
        self._identical = 0
        self._found: list[Difference] = []

    async def run(self) -> Replayed:
        for entry in self._tools.records.snapshots(self._id):
            version = self._of_capture.get(entry.id)
            if version is None and (entry.baseline or self._previous is None):
                # A user's capture that came after the history began is evidence, and no step of it.
                continue
            await self._capture(entry.id, version)
        count = len(self._of_capture)
        return Replayed(self._id, count, self._identical, tuple(self._found), self._latest())

    async def _capture(self, snapshot_id: int, version: Version | None) -> None:
        try:
            snapshot = self._tools.records.snapshot(snapshot_id)
            knowledge = self._knowledge(version)
            examined = await self._examine(snapshot, knowledge)
        except (StoreError, NotFoundError, ExaminerCrashed) as error:
            self._note(snapshot_id, version, f"cannot be read again: {error}", differs=True)
            return
        document = None if isinstance(examined, Unreadable) else examined.document
        if version is None:
            self._held_back(snapshot_id, examined)
            return
        same = document is not None and document == version.document
        self._identical += same
        differs = document is None or document.content_digest != version.document.content_digest
        now, was = _told(examined), self._was(version)
        if differs or not _agree(was, now):
            self._note(snapshot_id, version, now, differs=differs)
        if document is not None:
            self._previous = document

    async def _examine(self, snapshot: Snapshot, known: RecordedKnowledge) -> Examined:
        """The capture judged as a look judges it, with the same texts left out of account."""
        examiner, reader = self._tools.examiner, known.reader
        whole = await examiner.examine(self._previous, snapshot, reader)
        if not known.aside or not isinstance(whole, Revised):
            return whole
        apart = replace(reader, volatile=reader.volatile | known.aside)
        part = await examiner.examine(self._previous, snapshot, apart)
        if not isinstance(part, Revised):
            return Unchanged(whole.document)
        kept = own_blocks(whole.document, known.aside)
        return Revised(whole.document, renumbered(part.judgement, after=kept))

    def _held_back(self, snapshot_id: int, examined: Examined) -> None:
        """A capture that made no version then, and would make one now."""
        if isinstance(examined, Revised) and not examined.judgement.verdict.suspect:
            self._note(snapshot_id, None, _told(examined), differs=True)

    def _was(self, version: Version) -> str:
        step = self._steps.get(version.number)
        if step is None or step.provenance == "inferred":
            return "first version"
        return _verdict(step.judgement)

    def _note(self, snapshot_id: int, version: Version | None, now: str, *, differs: bool) -> None:
        was = NEVER_KEPT if version is None else self._was(version)
        number = None if version is None else version.number
        self._found.append(Difference(self._id, snapshot_id, number, was, now, differs))

    def _latest(self) -> Reread | None:
        """What to append: the newest capture's reading, where it is not the one that stands."""
        last, now = self._last, self._previous
        if last is None or now is None or now.content_digest == last.document.content_digest:
            return None
        if self._found and self._found[-1].now.startswith("cannot be read"):
            return None
        made_by = self._of_capture.get(last.snapshot_id)
        known = self._knowledge(made_by or last)
        return Reread(self._id, last.number, now, known, technical(last.document, now), self._tools.clock())


def technical(before: Document, after: Document) -> Judgement:
    """The step from one reading of a capture to another: all of it ours, none the publisher's."""
    judgement = judge_pair(before, after)
    edits = tuple(replace(edit, significance="technical", facets=()) for edit in judgement.edits)
    verdict = replace(
        judgement.verdict,
        change="technical",
        disclosure="not_needed",
        label="technical",
        weight=0,
        summary="read again by a newer reader; the page did not change",
        reasons=(Reason(REREAD, f"{before.extractor} → {after.extractor}"),),
        suspect=False,
    )
    return Judgement(edits, (), verdict)


def _told(examined: Examined) -> str:
    match examined:
        case Unreadable(reason=reason):
            return f"not readable: {reason}"
        case FirstVersion():
            return "first version"
        case Unchanged():
            return "no change"
        case Revised(judgement=judgement):
            return _verdict(judgement)


def _verdict(judgement: Judgement) -> str:
    verdict = judgement.verdict
    suspect = " (suspect)" if verdict.suspect else ""
    return f"{verdict.label} ({verdict.change}, {verdict.disclosure}){suspect}"


def _agree(was: str, now: str) -> bool:
    """No change at all and a technical one tell people the same. A reading that was held back as suspect,
    and believed when more looks found it, is recorded with a verdict that says so."""
    return was == now or (now == "no change" and was.startswith("technical"))


def _present(records: Records, article_id: int, clock: Clock) -> KnowledgeOf:
    """What is known now, whatever was known then; what one look left out of account stays left out."""
    of_then = _recorded(records)
    due = records.due(clock(), 1, [article_id])
    if due:
        reader = ReaderKnowledge(due[0].recipe, due[0].language, due[0].volatile)
    else:
        spec = _spec_of(records, article_id)
        reader = ReaderKnowledge(spec.recipe, spec.language)

    def known(version: Version | None) -> RecordedKnowledge:
        return RecordedKnowledge(reader, of_then(version).aside)

    return known


def _spec_of(records: Records, article_id: int) -> SourceSpec:
    source_id = records.article(str(article_id)).source_id
    return next(one.spec for one in records.sources() if one.id == source_id)


def _recorded(records: Records) -> KnowledgeOf:
    def known(version: Version | None) -> RecordedKnowledge:
        if version is None or version.knowledge is None:
            return RecordedKnowledge(ReaderKnowledge())
        return records.knowledge(version.knowledge)

    return known
