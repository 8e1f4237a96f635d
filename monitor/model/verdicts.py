"""The judgement on a revision, and the outcomes of one examination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from monitor.model.documents import Document, Notice, Unreadable
from monitor.model.edits import Edit

Change = Literal["none", "technical", "style", "addition", "substantive"]
Disclosure = Literal[
    "exempt", "note_without_change", "disclosed", "partly_disclosed",
    "undisclosed", "note_removed", "not_needed",
]  # fmt: skip
Label = Literal[
    "retraction", "correction", "clarification", "editor's note", "legal reply", "update",
    "replaced", "rewritten", "undisclosed change", "notice removed", "new details",
    "minor edit", "technical", "no change",
]  # fmt: skip
NoticeStatus = Literal["added", "removed", "reworded", "kept"]
Provenance = Literal["observed", "inferred", "replayed", "imported"]


@dataclass(frozen=True, slots=True)
class NoticeChange:
    """What became of one notice between two versions, and the numbers of the edits it covers."""

    status: NoticeStatus
    notice: Notice
    covers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """The rule that decided something and the words that made it decide."""

    rule: str
    evidence: str
    edit: int | None = None


#: The rule of a reason: the page goes back and forth between two variants. Told of once, alerted never.
ALTERNATING = "alternating variants seen"


@dataclass(frozen=True, slots=True)
class Verdict:
    change: Change
    disclosure: Disclosure
    label: Label
    weight: int
    summary: str
    reasons: tuple[Reason, ...]
    suspect: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that is said of the step between two documents: edits with facets, notices, verdict."""

    edits: tuple[Edit, ...]
    notices: tuple[NoticeChange, ...]
    verdict: Verdict

    @property
    def changed(self) -> bool:
        """False exactly when nothing but technical differences and no notice came or went."""
        notice_changed = any(n.status != "kept" for n in self.notices)
        return notice_changed or self.verdict.change not in ("none", "technical")


@dataclass(frozen=True, slots=True)
class FirstVersion:
    """Nothing to compare with yet. A baseline's own notice may tell of an earlier text:
    then `inferred` is that text and `judgement` the step from it to `document`."""

    document: Document
    inferred: Document | None = None
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    document: Document


@dataclass(frozen=True, slots=True)
class Revised:
    document: Document
    judgement: Judgement


Examined = FirstVersion | Unchanged | Revised | Unreadable
