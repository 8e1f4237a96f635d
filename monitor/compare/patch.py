"""The compared fields of a document, and how edits turn those of the old into those of the new.

Links, media and times of modification are no part of it: edits tell of them and restore nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import regex

from monitor.model import Block, Document, Edit, EditField

NAMES_JOIN = "; "
BLOCKS_JOIN = "\n\n"
_DENSE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}。！？」』”）]")


@dataclass(frozen=True, slots=True)
class Content:
    """The compared fields. `blocks` are (field, text) in reading order; `notices` are the texts of
    notices that stand outside the body, sorted."""

    headline: str | None
    standfirst: str | None
    byline: tuple[str, ...]
    published_at: datetime | None
    blocks: tuple[tuple[EditField, str], ...]
    notices: tuple[str, ...]


def field_of(block: Block) -> EditField:
    """The field under which a block is compared."""
    if block.kind == "notice":
        return "notice"
    return "caption" if block.kind == "caption" else "body"


def content_of(document: Document) -> Content:
    """What `compare` compares and `apply` restores."""
    return Content(
        headline=document.headline,
        standfirst=document.standfirst,
        byline=document.byline,
        published_at=document.published_at,
        blocks=tuple((field_of(block), block.text) for block in document.blocks),
        notices=outer_notices(document),
    )


def outer_notices(document: Document) -> tuple[str, ...]:
    """Texts of the notices that no body block carries, sorted."""
    return tuple(sorted(notice.text for notice in document.notices if not notice.blocks))


def apply(edits: Sequence[Edit], before: Document) -> Content:
    """The content of the new document, restored from the old one and the edits between them."""
    old = content_of(before)
    outside = {edit.field: edit for edit in edits if _is_outside(edit)}
    return Content(
        headline=_field(outside, "headline", old.headline),
        standfirst=_field(outside, "standfirst", old.standfirst),
        byline=_byline(outside, old.byline),
        published_at=_instant(outside, old.published_at),
        blocks=apply_blocks([edit for edit in edits if not _is_outside(edit)], old.blocks),
        notices=_notices([edit for edit in edits if _is_outside(edit)], old.notices),
    )


def _is_outside(edit: Edit) -> bool:
    return edit.before_index is None and edit.after_index is None


def _field(outside: dict[EditField, Edit], name: EditField, old: str | None) -> str | None:
    return outside[name].after if name in outside else old


def _byline(outside: dict[EditField, Edit], old: tuple[str, ...]) -> tuple[str, ...]:
    if "byline" not in outside:
        return old
    after = outside["byline"].after
    return () if after is None else tuple(after.split(NAMES_JOIN))


def _instant(outside: dict[EditField, Edit], old: datetime | None) -> datetime | None:
    if "published_at" not in outside:
        return old
    after = outside["published_at"].after
    return None if after is None else datetime.fromisoformat(after)


def _notices(edits: Sequence[Edit], old: tuple[str, ...]) -> tuple[str, ...]:
    texts = list(old)
    for edit in edits:
        if edit.field == "notice" and edit.before is not None:
            texts.remove(edit.before)
    texts += [edit.after for edit in edits if edit.field == "notice" and edit.after is not None]
    return tuple(sorted(texts))


# --- blocks -------------------------------------------------------------------------------------------


def apply_blocks(
    edits: Sequence[Edit], old: tuple[tuple[EditField, str], ...]
) -> tuple[tuple[EditField, str], ...]:
    """Whole blocks find their new places; the others keep their order; then sentences are edited."""
    used: set[int] = set()
    placed: dict[int, tuple[EditField, str]] = {}
    gone: dict[int, list[Edit]] = defaultdict(list)
    come: dict[int, list[Edit]] = defaultdict(list)
    for edit in edits:
        if edit.links:
            continue
        if edit.before_index is not None and edit.before_at is not None:
            gone[edit.before_index].append(edit)
        elif edit.before_index is not None:
            used.update(_numbers(edit))
        if edit.after_index is not None and edit.after_at is not None:
            come[edit.after_index].append(edit)
        elif edit.after_index is not None:
            placed.update(_places(edit))
    kept = iter([number for number in range(len(old)) if number not in used])
    result = []
    for place in range(len(old) - len(used) + len(placed)):
        if place in placed:
            result.append(placed[place])
            continue
        number = next(kept)
        field, text = old[number]
        result.append((field, rebuilt(text, gone[number], come[place])))
    return tuple(result)


def _numbers(edit: Edit) -> range:
    """The old blocks that a whole-block edit takes up."""
    start = edit.before_index or 0
    count = len((edit.before or "").split(BLOCKS_JOIN)) if edit.op == "merge" else 1
    return range(start, start + count)


def _places(edit: Edit) -> list[tuple[int, tuple[EditField, str]]]:
    """The new blocks that a whole-block edit puts down."""
    text, start = edit.after or "", edit.after_index or 0
    pieces = text.split(BLOCKS_JOIN) if edit.op == "split" else [text]
    return [(start + number, (edit.field, piece)) for number, piece in enumerate(pieces)]


def rebuilt(text: str, gone: Sequence[Edit], come: Sequence[Edit]) -> str:
    """One block without the sentences that went and with those that came, at their places."""
    if not gone and not come:
        return text
    rest = _remaining(text, gone)
    built = ""
    for edit in sorted(come, key=lambda edit: edit.after_at or 0):
        need = (edit.after_at or 0) - len(built)
        if built and rest and need > 0:
            gap = _gap(built, rest)
            built, need = built + gap, need - len(gap)
        taken, rest = rest[: max(0, need)], rest[max(0, need) :].lstrip()
        built += taken
        built = built + " " * ((edit.after_at or 0) - len(built)) + (edit.after or "")
    return built + (_gap(built, rest) if built and rest else "") + rest


def _remaining(text: str, gone: Sequence[Edit]) -> str:
    left, start = [], 0
    for edit in sorted(gone, key=lambda edit: edit.before_at or 0):
        at = edit.before_at or 0
        left.append(text[start:at].strip() if start or at else "")
        start = at + len(edit.before or "")
    left.append(text[start:].strip())
    joined = ""
    for piece in filter(None, left):
        joined += (_gap(joined, piece) if joined else "") + piece
    return joined


def _gap(left: str, right: str) -> str:
    """What stands between two sentences that now meet: nothing in scripts without spaces."""
    return "" if _DENSE.match(left[-1]) and not right[0].isspace() else " "
