"""The size of a change: none, technical, style, addition or substantive, and its weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import Change, Disclosure, Document, Edit, Reason


@dataclass(frozen=True, slots=True)
class Scale:
    """How large the whole step is, notices left aside."""

    change: Change
    suspect: bool = False
    replaced: bool = False
    rewritten: bool = False
    reasons: tuple[Reason, ...] = ()


def scale(edits: Sequence[Edit], before: Document, after: Document) -> Scale:
    """The largest of the annotated edits, notice text left aside; and what became of the whole."""
    return Scale("none")


def is_substantive(edit: Edit) -> bool:
    """Whether an annotated edit altered or removed a statement (notices left aside)."""
    return False


def is_addition(edit: Edit) -> bool:
    """Whether an annotated edit added statements and altered none (notices left aside)."""
    return False


def weigh(
    scale: Scale, edits: Sequence[Edit], disclosure: Disclosure, before: Document, after: Document
) -> int:
    """0 to 100: how early in a reviewer's queue the revision belongs."""
    return 0


def summarize(scale: Scale, edits: Sequence[Edit], notice_words: str) -> str:
    """One line for people: the weightiest facts that changed, where, and `notice_words`,
    e.g. "41 → 47 per cent in the first paragraph; no notice"."""
    return notice_words
