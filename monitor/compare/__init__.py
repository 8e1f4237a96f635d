"""What differs between two documents: `compare`, and `apply`, which proves that nothing is missing.

Edits are located and marked here; what they mean is judged elsewhere. Pure and bounded.
"""

from __future__ import annotations

from datetime import datetime
from itertools import zip_longest

from monitor.compare.align import Piece, align
from monitor.compare.blocks import block_edits
from monitor.compare.links import link_edits, media_edits
from monitor.compare.patch import NAMES_JOIN, Content, apply, content_of, outer_notices
from monitor.compare.surface import same_surface
from monitor.compare.words import spans
from monitor.model import Document, Edit, EditField, EditOp

__all__ = ["Content", "apply", "compare", "content_of", "same_surface"]


def compare(before: Document, after: Document) -> tuple[Edit, ...]:
    """Every located difference, fields first, then the text in reading order, without facets.

    `apply(compare(a, b), a) == content_of(b)`; `compare(a, a)` is empty. The time of modification
    is no field. Links and media yield edits that restore nothing.
    """
    text_edits, same = block_edits(before, after)
    return (
        *_field_edits(before, after),
        *text_edits,
        *_outer_notice_edits(before, after),
        *link_edits(before, after, same),
        *media_edits(before, after),
    )


def _field_edits(before: Document, after: Document) -> list[Edit]:
    pairs: list[tuple[EditField, str | None, str | None]] = [
        ("headline", before.headline, after.headline),
        ("standfirst", before.standfirst, after.standfirst),
        ("byline", _names(before.byline), _names(after.byline)),
        ("published_at", _instant(before.published_at), _instant(after.published_at)),
    ]
    return [_edit(field, old, new) for field, old, new in pairs if old != new]


def _edit(field: EditField, old: str | None, new: str | None) -> Edit:
    op: EditOp = "insert" if old is None else "delete" if new is None else "replace"
    return Edit(op, field, old, new, None, None, spans(old or "", new or ""))


def _names(byline: tuple[str, ...]) -> str | None:
    return NAMES_JOIN.join(byline) if byline else None


def _instant(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _outer_notice_edits(before: Document, after: Document) -> list[Edit]:
    """Notices outside the body, paired where they are alike."""
    from_texts, to_texts = list(outer_notices(before)), list(outer_notices(after))
    for text in tuple(from_texts):
        if text in to_texts:
            from_texts.remove(text)
            to_texts.remove(text)
    edits = []
    for group in align([Piece(text) for text in from_texts], [Piece(text) for text in to_texts]):
        pairs = list(zip_longest(group.before, group.after))
        edits += [
            _edit("notice", None if i is None else from_texts[i], None if j is None else to_texts[j])
            for i, j in pairs
        ]
    return edits
