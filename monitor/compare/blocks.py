"""The edits between the blocks of two documents: whole blocks, and sentences inside aligned ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.compare.align import SIMILAR_MOVED, Group, Piece, align, similarity
from monitor.compare.patch import BLOCKS_JOIN, field_of, rebuilt
from monitor.compare.words import spans
from monitor.model import Document, Edit, EditField, EditOp
from monitor.text import normal, sentence_spans

#: A sentence shorter than this (in characters, without spaces) is not followed to another place.
LONG_ENOUGH = 12


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two blocks that are one: their numbers on both sides."""

    before: int
    after: int


def block_edits(before: Document, after: Document) -> tuple[list[Edit], list[Aligned]]:
    """The edits in the order of the new text, and which blocks are the same one."""
    old = [Piece(block.text, field_of(block)) for block in before.blocks]
    new = [Piece(block.text, field_of(block)) for block in after.blocks]
    language = after.language or before.language
    edits: list[Edit] = []
    same: list[Aligned] = []
    for group in align(old, new):
        if len(group.before) == len(group.after) == 1:
            same.append(Aligned(group.before[0], group.after[0]))
        edits += _group_edits(group, old, new, language)
    return _in_reading_order(_follow_moves(edits), same), same


def _group_edits(group: Group, old: list[Piece], new: list[Piece], language: str | None) -> list[Edit]:
    if not group.after:
        return [_whole("delete", group, old, new)]
    if not group.before:
        return [_whole("insert", group, old, new)]
    if len(group.after) > 1 or len(group.before) > 1:
        return _cut(group, old, new)
    if group.moved:
        return [_whole("move", group, old, new)]
    piece, other = old[group.before[0]], new[group.after[0]]
    return [] if piece.text == other.text else _sentence_edits(group, piece, other, language)


def _cut(group: Group, old: list[Piece], new: list[Piece]) -> list[Edit]:
    """A split or a merge; where the texts cannot be told apart again, what it comes down to."""
    op: EditOp = "split" if len(group.after) > 1 else "merge"
    texts = [new[j].text for j in group.after] if op == "split" else [old[i].text for i in group.before]
    if BLOCKS_JOIN.join(texts).split(BLOCKS_JOIN) == texts:
        return [_whole(op, group, old, new)]
    alone = [Group((i,), ()) for i in group.before] + [Group((), (j,)) for j in group.after]
    return [_whole("delete" if one.before else "insert", one, old, new) for one in alone]


def _whole(op: EditOp, group: Group, old: list[Piece], new: list[Piece]) -> Edit:
    before = BLOCKS_JOIN.join(old[i].text for i in group.before) if group.before else None
    after = BLOCKS_JOIN.join(new[j].text for j in group.after) if group.after else None
    return Edit(
        op=op,
        field=_field((old[group.before[0]] if group.before else new[group.after[0]]).klass),
        before=before,
        after=after,
        before_index=group.before[0] if group.before else None,
        after_index=group.after[0] if group.after else None,
        spans=spans(before or "", after or ""),
    )


def _field(klass: str) -> EditField:
    return "notice" if klass == "notice" else "caption" if klass == "caption" else "body"


def _sentence_edits(group: Group, old: Piece, new: Piece, language: str | None) -> list[Edit]:
    """The sentences that differ inside two aligned blocks; the whole block where they restore it not."""
    ends_old, ends_new = sentence_spans(old.text, language), sentence_spans(new.text, language)
    pieces_old = [Piece(old.text[start:end]) for start, end in ends_old]
    pieces_new = [Piece(new.text[start:end]) for start, end in ends_new]
    if max(len(pieces_old), len(pieces_new)) < 2:
        return [_whole("replace", group, [old] * (group.before[0] + 1), [new] * (group.after[0] + 1))]
    edits = []
    for found in align(pieces_old, pieces_new):
        at_old = (ends_old[found.before[0]][0], ends_old[found.before[-1]][1]) if found.before else None
        at_new = (ends_new[found.after[0]][0], ends_new[found.after[-1]][1]) if found.after else None
        before = old.text[slice(*at_old)] if at_old else None
        after = new.text[slice(*at_new)] if at_new else None
        if before == after and not found.moved:
            continue
        edits.append(
            Edit(
                op=_op(found),
                field=_field(old.klass),
                before=before,
                after=after,
                before_index=group.before[0] if at_old else None,
                after_index=group.after[0] if at_new else None,
                spans=spans(before or "", after or ""),
                before_at=at_old[0] if at_old else None,
                after_at=at_new[0] if at_new else None,
            )
        )
    gone = [edit for edit in edits if edit.before is not None]
    come = [edit for edit in edits if edit.after is not None]
    if rebuilt(old.text, gone, come) != new.text:
        return [_whole("replace", group, [old] * (group.before[0] + 1), [new] * (group.after[0] + 1))]
    return edits


def _op(group: Group) -> EditOp:
    if not group.before:
        return "insert"
    if not group.after:
        return "delete"
    if group.moved:
        return "move"
    if len(group.after) > 1:
        return "split"
    return "merge" if len(group.before) > 1 else "replace"


# --- sentences and blocks that turn up elsewhere ----------------------------------------------------


def _follow_moves(edits: list[Edit]) -> list[Edit]:
    """What went in one place and came in another, the same or nearly so, has moved."""
    gone = [n for n, edit in enumerate(edits) if edit.op == "delete" and _is_long(edit.before)]
    come = [n for n, edit in enumerate(edits) if edit.op == "insert" and _is_long(edit.after)]
    if all(edits[n].before_at is None for n in gone) and all(edits[n].after_at is None for n in come):
        return edits  # whole blocks have been followed when the blocks were aligned
    moves: dict[int, int] = {}
    groups = align(
        [Piece(edits[n].before or "", edits[n].field) for n in gone],
        [Piece(edits[n].after or "", edits[n].field) for n in come],
    )
    for group in groups:
        if len(group.before) == len(group.after) == 1:
            left, right = gone[group.before[0]], come[group.after[0]]
            if similarity(edits[left].before or "", edits[right].after or "") >= SIMILAR_MOVED:
                moves[right] = left
    dropped = set(moves.values())
    return [
        _moved(edits[moves[n]], edit) if n in moves else edit
        for n, edit in enumerate(edits)
        if n not in dropped
    ]


def _is_long(text: str | None) -> bool:
    return len(normal(text or "", "whitespace").replace(" ", "")) >= LONG_ENOUGH


def _moved(gone: Edit, come: Edit) -> Edit:
    return replace(
        come,
        op="move",
        before=gone.before,
        before_index=gone.before_index,
        before_at=gone.before_at,
        spans=spans(gone.before or "", come.after or ""),
    )


def _in_reading_order(edits: Sequence[Edit], same: Sequence[Aligned]) -> list[Edit]:
    """By place in the new text; what was deleted stands where its old neighbor now is."""
    place_of: dict[int, int] = {}
    partner = {pair.before: pair.after for pair in same}
    last = -1
    for number in range(
        max([e.before_index or 0 for e in edits if e.before_index is not None], default=-1) + 1
    ):
        last = partner.get(number, last)
        place_of[number] = last
    order: dict[int, list[tuple[tuple[int, int, int], Edit]]] = defaultdict(list)
    for edit in edits:
        if edit.after_index is not None:
            key = (edit.after_index, 0 if edit.after_at is not None else 1, edit.after_at or 0)
        else:
            at = edit.before_index or 0
            key = (place_of[at], 0 if edit.before_at is not None else 2, edit.before_at or at)
        order[0].append((key, edit))
    return [edit for _, edit in sorted(order[0], key=lambda keyed: keyed[0])]
