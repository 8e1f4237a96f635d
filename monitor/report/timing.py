"""How long an error stood: from the first version seen with it to the notice that owns up to it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.model import Correction, Document, Edit, Revision, Version
from monitor.reviewing import verdict_of

#: Notices that own up to an error. Updates and other notes tell of news.
ERRORS = ("correction", "clarification", "retraction")


def owns_up(revision: Revision) -> bool:
    """Did a notice come with this step that says what was wrong, and is the wrong text among the edits?"""
    return revision.provenance == "observed" and bool(_wrong(revision))


def correction_of(revision: Revision, earlier: Iterable[Version]) -> Correction | None:
    """When the error of a correction was first seen, by the versions before the step, the latest first: no
    more of them are asked for than it stands in. None where it was never seen standing, as when the version
    before was inferred."""
    wrong = _wrong(revision)
    standing: Version | None = None
    for version in earlier:
        if version.provenance == "inferred":
            continue
        if not any(_stands(edit, version.document) for edit in wrong):
            break
        standing = version
    if standing is None:
        return None
    return Correction(
        revision.id, revision.article_id, revision.source, revision.headline, verdict_of(revision).label,
        standing.seen_at, revision.seen_between[1],
    )  # fmt: skip


def _wrong(revision: Revision) -> list[Edit]:
    """The edits that a notice of error accounts for and that altered or removed something."""
    judgement = revision.judgement
    told = {
        number
        for change in judgement.notices
        if change.status == "added" and change.notice.kind in ERRORS
        for number in change.covers
    }
    return [judgement.edits[number] for number in sorted(told) if judgement.edits[number].before]


def _stands(edit: Edit, document: Document) -> bool:
    """Does the text that was wrong stand in the document?"""
    texts = (document.headline, document.standfirst, *document.byline, *(one.text for one in document.blocks))
    return any(edit.before in text for text in texts if text and edit.before)
