"""Patterns over the versions of an article and over the pages of a host. Pure.

An edit undone is told once more; from the second alternation on, two variants are one finding. A
text that came to or went from several pages of a host in the same way is the template's doing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from monitor.extract import block_digest
from monitor.jobs.second_look import is_kin
from monitor.model import ALTERNATING, Document, Edit, Judgement, Reason, Revised

#: Other articles of the host that must show the same, beside the article itself.
WITNESSES = 2


Way = Literal["undone", "alternating", "known"]


def returning(digests: Sequence[str], now: str) -> tuple[Way, int] | None:
    """How a reading comes back to an earlier version, and that one's number, if it does.

    `digests` are the content digests of the versions so far. `known`: the alternation was told of.
    """
    if now not in digests:
        return None
    number = len(digests) - list(reversed(digests)).index(now)
    if len(digests) < 3 or (digests[-2], digests[-3]) != (now, digests[-1]):
        return "undone", number
    return ("known" if digests[-4:-3] == [now] else "alternating"), number


def with_return(revised: Revised, digests: Sequence[str]) -> Revised:
    """The revision with the reason that it comes back to an earlier version, if it does."""
    found = returning(digests, revised.document.content_digest)
    if found is None:
        return revised
    kind, number = found
    if kind == "undone":
        reason = Reason("edit undone", f"as in version {number}")
    else:
        reason = Reason(ALTERNATING, f"as in version {number}, for the second time")
    return _with_reason(revised, reason)


def whole_blocks(judgement: Judgement) -> dict[str, tuple[str, bool]] | None:
    """The texts, by digest, of blocks that came (True) or went whole, where nothing else of meaning
    changed; None otherwise, and where a notice came or went."""
    found: dict[str, tuple[str, bool]] = {}
    if any(change.status != "kept" for change in judgement.notices):
        return None
    for edit in (one for one in judgement.edits if one.significance == "meaning"):
        text = edit.after if edit.op == "insert" else edit.before
        if edit.op not in ("insert", "delete") or _at_a_place(edit) or not text:
            return None
        found[block_digest(text)] = (text, edit.op == "insert")
    return found or None


def swaps_blocks(judgement: Judgement) -> bool:
    """Did nothing but whole blocks give way to others that are no wordings of them?"""
    edits = [edit for edit in judgement.edits if edit.significance == "meaning"]
    if any(
        _at_a_place(edit) or (edit.op == "replace" and is_kin(edit.before or "", edit.after or ""))
        for edit in edits
    ):
        return False
    return any(edit.before for edit in edits) and any(edit.after for edit in edits)


def _at_a_place(edit: Edit) -> bool:
    """Is it an edit within a block, or outside the text?"""
    return edit.before_at is not None or edit.after_at is not None or edit.field not in ("body", "caption")


def edited_blocks(judgement: Judgement) -> frozenset[str]:
    """Digests of the blocks that came or went whole."""
    whole = (one for one in judgement.edits if one.op in ("insert", "delete"))
    return frozenset(block_digest(edit.after or edit.before or "") for edit in whole)


def shows_too(digest: str, came: bool, before: Document, now: Document) -> bool:
    """Did the same text come to (or go from) this other article?"""
    stood, stands = (
        any(block_digest(block.text) == digest for block in document.blocks) for document in (before, now)
    )
    return stands and not stood if came else stood and not stands


def as_technical(revised: Revised, pages: str) -> Revised:
    """A change that is the template's alone: recorded, told to nobody."""
    judgement = revised.judgement
    edits = tuple(replace(edit, significance="technical", facets=()) for edit in judgement.edits)
    verdict = replace(
        judgement.verdict,
        change="technical",
        disclosure="not_needed",
        label="technical",
        weight=0,
        summary="text that the site set on several of its pages",
        reasons=(shared_reason(pages),),
    )
    return replace(revised, judgement=replace(judgement, edits=edits, verdict=verdict))


def with_shared(revised: Revised, pages: str) -> Revised:
    """A change of the article's own, beside one of the template's."""
    return _with_reason(revised, shared_reason(pages))


def shared_reason(pages: str) -> Reason:
    return Reason("the template's doing: the same text on several pages of the site", pages)


def _with_reason(revised: Revised, reason: Reason) -> Revised:
    verdict = revised.judgement.verdict
    verdict = replace(verdict, reasons=(*verdict.reasons, reason))
    return replace(revised, judgement=replace(revised.judgement, verdict=verdict))
