"""The text before its notice: what a single capture tells of an earlier version.

Only what the notice itself says is undone: an update's own paragraphs are taken away, a correction
whose right value stands in the body exactly once is turned back. In doubt, nothing is inferred.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.judge.news import ear_of, news_of
from monitor.judge.openings import listen
from monitor.judge.phrases import phrases
from monitor.judge.tongues import base
from monitor.judge.wording import Label, Standing, read_wording
from monitor.model import Block, Document, Notice

#: Words of a line that leads over from an update to the text as it was.
LONGEST_LINE = 6


def infer_earlier(document: Document) -> Document | None:
    """The document as it must have been before its notices, without them, without flags such as
    "Updated", `modified_at` unknown; None when the notices tell of no earlier text."""
    if document.page_kind == "liveblog":
        return None
    updates = [notice for notice in document.notices if tells_news(notice)]
    turned_back, undone = undo_claims(document)
    if not updates and not undone:
        return None
    dropped = {index for notice in document.notices for index in notice.blocks}
    dropped |= {index for notice in updates for index in told_on(document, notice)}
    kept = tuple(block for index, block in enumerate(turned_back) if index not in dropped)
    if not kept:
        return None
    return replace(
        document, blocks=kept, notices=(), flags=earlier_flags(document), modified_at=None, content_digest=""
    )


def tells_news(notice: Notice) -> bool:
    """Whether an update carries paragraphs of its own: more than that there was one."""
    return notice.kind == "update" and bool(notice.blocks) and bool(news_of(notice.text, ear_of(notice)))


def told_on(document: Document, notice: Notice) -> range:
    """The blocks after an update's first paragraph in which it goes on: in the second half of a body as
    far as the next heading or notice, at its top as far as a line that closes it, that line included."""
    blocks, first = document.blocks, notice.blocks[-1] + 1
    taken = {index for other in document.notices for index in other.blocks}
    end = first
    while (
        end < len(blocks) and end not in taken and blocks[end].kind != "heading" and not closes(blocks[end])
    ):
        end += 1
    if notice.blocks[0] >= len(blocks) / 2:
        return range(first, end)
    closed = notice.position == "top" and end < len(blocks) and closes(blocks[end])
    return range(first, end + 1 if closed else first)


def closes(block: Block) -> bool:
    """Whether a block is a line between an update and the earlier text: "***", "Our earlier story:"."""
    ruled = not any(character.isalnum() for character in block.text)
    return ruled or (block.text.rstrip().endswith((":", "：")) and len(block.text.split()) <= LONGEST_LINE)


def earlier_flags(document: Document) -> tuple[str, ...]:
    """The flags that do not speak of a change."""
    known = phrases(base(document.language) or "en")
    kept = []
    for flag in document.flags:
        read = read_wording(flag, Standing(edge=True), (listen(known, flag.lower(), False),))
        if not isinstance(read, Label):
            kept.append(flag)
    return tuple(kept)


def undo_claims(document: Document) -> tuple[tuple[Block, ...], bool]:
    """The blocks with each corrected value turned back, where that is certain."""
    blocks, undone = document.blocks, False
    for notice in document.notices:
        if notice.kind != "correction" or len(notice.claims) != 1:
            continue
        was, now = notice.claims[0].was, notice.claims[0].now
        if was and now and short(was) and short(now):
            turned = turn_back(blocks, frozenset(notice.blocks), was, now)
            blocks, undone = (turned, True) if turned else (blocks, undone)
    return blocks, undone


def short(value: str) -> bool:
    """A value, not a clause: only then does it stand in the text as the notice gives it."""
    return len(value) > 1 and len(value.split()) <= 4


def turn_back(blocks: tuple[Block, ...], own: frozenset[int], was: str, now: str) -> tuple[Block, ...] | None:
    """The blocks with `now` replaced by `was`, if it stands in them exactly once as a whole word."""
    places = [
        index
        for index, block in enumerate(blocks)
        if index not in own
        for _ in range(standing(block.text, now))
    ]
    if len(places) != 1 or any(
        standing(block.text, was) for index, block in enumerate(blocks) if index not in own
    ):
        return None
    index = places[0]
    text = blocks[index].text.replace(now, was, 1)
    return (*blocks[:index], replace(blocks[index], text=text), *blocks[index + 1 :])


def standing(text: str, value: str) -> int:
    """How often a value stands in a text, not counting where it is part of a longer word."""
    count, start = 0, text.find(value)
    while start >= 0:
        before, after = text[start - 1 : start], text[start + len(value) : start + len(value) + 1]
        count += not (before.isalnum() and value[0].isascii()) and not (
            after.isalnum() and value[-1].isascii()
        )
        start = text.find(value, start + 1)
    return count
