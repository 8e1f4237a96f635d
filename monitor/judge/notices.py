"""The publisher's own notices in an article: found in its blocks and in the texts around them.

Every block and margin is read (`wording`), labels that stand alone are joined with what follows,
an update's own paragraphs belong to it, the same notice in two places is one. Nothing is judged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from itertools import chain

from monitor.judge.claims import claims_of, scope_of, sets_right
from monitor.judge.dates import instant_of
from monitor.judge.openings import Ear, listen
from monitor.judge.patterns import plain
from monitor.judge.phrases import phrases
from monitor.judge.tongues import base, labelled_in, tongues
from monitor.judge.wording import (
    Label,
    Standing,
    Wording,
    ends_sentence,
    read_wording,
    stamped_in,
)  # fmt: skip
from monitor.model import Block, Document, Margin, Notice, NoticeKind, Position, Reading
from monitor.text import normal

#: Blocks at the beginning and the end of a body where notices usually stand.
FIRST_BLOCKS, LAST_BLOCKS = 3, 6
#: Blocks at either end of a body, characters of a block, and characters in all that are searched: far
#: beyond what any article has. What is longer is a book or a bomb, and must not cost more than a moment.
SEARCHED_BLOCKS, SEARCHED_CHARACTERS, SEARCHED_IN_ALL = 300, 20_000, 500_000
TEXT_KINDS = frozenset({"paragraph", "list_item", "quote", "notice", "heading", "caption"})
MARKS: dict[str, NoticeKind] = {
    "correction": "correction", "corrections": "correction", "erratum": "correction", "errata": "correction",
    "correctioncomment": "correction", "clarification": "clarification", "clarifications": "clarification",
    "retraction": "retraction", "rectification": "correction", "korrektur": "correction",
}  # fmt: skip
HINT_WORD = re.compile(r"[A-Za-z]+")
#: Two texts this alike are the same notice.
SAME = 0.86


def find_notices(reading: Reading) -> Document:
    """The document with its notices, and the blocks that carry one turned into kind `notice`.

    Instants that a notice leaves open are taken from the article's own date. Idempotent.
    """
    document = reading.document
    searched = searched_in(document)
    search = Search(document, ears_for(reading, searched), searched)
    found, shared = search.body()
    found += search.margins(reading.margins)
    found += search.headline(found)
    notices = tuple(sorted(distinct(found), key=order))
    carried = {index for notice in notices for index in notice.blocks}
    blocks = tuple(
        replace(block, kind="notice") if index in carried and index not in shared else block
        for index, block in enumerate(document.blocks)
    )
    return replace(document, notices=notices, blocks=blocks)


def ears_for(reading: Reading, searched: frozenset[int]) -> tuple[Ear, ...]:
    """The languages to listen in, each narrowed to phrases that can occur in this reading."""
    document = reading.document
    texts = [document.blocks[index].text for index in sorted(searched)]
    texts += [margin.text[:SEARCHED_CHARACTERS] for margin in reading.margins]
    whole = "\n".join([(document.headline or "")[:SEARCHED_CHARACTERS], *texts])
    lowered = plain(whole).lower()
    month_first = (document.language or "en").lower().replace("_", "-") in ("en", "en-us", "en-ph", "en-ca")
    spoken = [known.language for known in tongues(document.language, whole)]
    foreign = (code for text in texts for code in labelled_in(text))
    return tuple(listen(phrases(code), lowered, month_first) for code in dict.fromkeys((*spoken, *foreign)))


def searched_in(document: Document) -> frozenset[int]:
    """The blocks that may be a notice and are asked: from both ends inward, as far as the bounds go."""
    blocks, left = document.blocks, SEARCHED_IN_ALL
    found: set[int] = set()
    ends = ((near, len(blocks) - 1 - near) for near in range(min(SEARCHED_BLOCKS, len(blocks))))
    for index in dict.fromkeys(chain.from_iterable(ends)):
        size = len(blocks[index].text)
        if blocks[index].kind in TEXT_KINDS and size <= min(SEARCHED_CHARACTERS, left):
            found.add(index)
            left -= size
    return frozenset(found)


def order(notice: Notice) -> tuple[int, int]:
    places: dict[Position, int] = {"top": 0, "inline": 1, "bottom": 2, "metadata": 3}
    return places[notice.position], notice.blocks[0] if notice.blocks else -1


@dataclass(frozen=True, slots=True)
class Search:
    """One search through one document; local to `find_notices`."""

    document: Document
    ears: tuple[Ear, ...]
    searched: frozenset[int]

    @property
    def anchor(self) -> datetime | None:
        return self.document.published_at or self.document.modified_at

    def body(self) -> tuple[list[Notice], frozenset[int]]:
        """The notices in the blocks, and the blocks that hold other text beside theirs."""
        found: list[Notice] = []
        shared: set[int] = set()
        index, blocks = 0, self.document.blocks
        while index < len(blocks):
            wording = self.look(index)
            taken: tuple[int, ...] = (index,)
            if isinstance(wording, Label):
                taken, wording = self.follow(index, wording)
            if wording is not None:
                found.append(self.notice(wording, self.position(taken), taken))
                if not wording.whole:
                    shared.update(taken)
            index = taken[-1] + 1
        return found, frozenset(shared)

    def look(self, index: int) -> Wording | Label | None:
        if index not in self.searched:
            return None
        block = self.document.blocks[index]
        edge = index < FIRST_BLOCKS or index >= len(self.document.blocks) - LAST_BLOCKS
        standing = Standing(edge=edge, heading=block.kind == "heading", teaser=is_teaser(block))
        return read_wording(block.text, standing, self.ears)

    def follow(self, index: int, label: Label) -> tuple[tuple[int, ...], Wording | None]:
        """The blocks that belong to a label that stands alone, and the notice they make."""
        blocks = self.document.blocks
        follower = index + 1 if index + 1 < len(blocks) else None
        alone = Wording(label.kind, blocks[index].text, label.language, label.moments, labelled=True)
        if follower is None or blocks[follower].kind not in TEXT_KINDS - {"heading", "caption"}:
            return (index,), alone if label.alone else None
        wording = self.look(follower)
        if isinstance(wording, Label):
            return (index,), alone if label.alone else None
        if label.alone and not label.closed and wording is None:
            return (index,), alone
        if wording is None and not self.may_join(index, label):
            return (index,), None
        taken = self.joined(index, label, wording)
        text = "\n\n".join(blocks[place].text for place in taken)
        kind = joined_kind(label, wording)
        moments = label.moments or (wording.moments if wording else ())
        return taken, Wording(kind, text, label.language, moments, labelled=True)

    def may_join(self, index: int, label: Label) -> bool:
        """Whether a label may claim a text that itself says nothing of the article."""
        blocks = self.document.blocks
        if label.kind == "editor_note":
            return False
        late = index > 0 and index >= (len(blocks) - 1) / 2
        if label.kind == "update" and blocks[index].kind == "heading":
            return late
        return late or label.closed

    def joined(self, index: int, label: Label, wording: Wording | None) -> tuple[int, ...]:
        """A label and its text; an update in the second half runs to the end of the body."""
        blocks = self.document.blocks
        last = index + 1
        if (
            label.kind == "update"
            and (wording is None or wording.kind == "update")
            and index >= len(blocks) / 2
        ):
            while (
                last + 1 < len(blocks) and blocks[last + 1].kind != "heading" and self.look(last + 1) is None
            ):
                last += 1
        return tuple(range(index, last + 1))

    def position(self, taken: Sequence[int]) -> Position:
        blocks = self.document.blocks
        after = len(blocks) - 1 - taken[-1]
        if taken[0] <= 1 and after >= taken[0]:
            return "top"
        return "bottom" if after <= 2 else "inline"

    def notice(self, wording: Wording, position: Position, taken: tuple[int, ...]) -> Notice:
        known = phrases(wording.language)
        announced = wording.kind == "update" and not wording.labelled
        kind: NoticeKind = "correction" if announced and sets_right(wording.text, known) else wording.kind
        return Notice(
            kind=kind,
            text=wording.text,
            language=language_of(self.document, wording),
            dated_at=instant_of(wording.moments, self.anchor),
            position=position,
            claims=() if kind == "update" else claims_of(wording.text, known),
            scope=scope_of(wording.text, known),
            blocks=taken,
        )

    def margins(self, margins: Sequence[Margin]) -> list[Notice]:
        found: list[Notice] = []
        place = 0
        while place < len(margins):
            margin = margins[place]
            standing = Standing(outside=True, edge=True, marked=mark_of(margin))
            wording = read_wording(margin.text[:SEARCHED_CHARACTERS], standing, self.ears)
            if isinstance(wording, Label):
                wording, place = self.follow_margin(margins, place, wording)
            if wording is None and margin.where == "top":
                wording = stamped_in(margin.text, self.ears)
            if isinstance(wording, Wording):
                notice = self.notice(wording, margin.where, ())
                found.append(replace(notice, dated_at=notice.dated_at or margin.dated_at))
            place += 1
        return found

    def follow_margin(
        self, margins: Sequence[Margin], place: int, label: Label
    ) -> tuple[Wording | None, int]:
        """A label in a margin and the margin that follows it at the same place."""
        margin = margins[place]
        follower = margins[place + 1] if place + 1 < len(margins) else None
        if follower and (follower.where, follower.before_block) == (margin.where, margin.before_block):
            text = f"{margin.text.rstrip(' :：')}: {follower.text}"
            wording = read_wording(text, Standing(outside=True, edge=True, marked=label.kind), self.ears)
            if isinstance(wording, Wording) and ends_sentence(follower.text):
                text = f"{margin.text}\n\n{follower.text}"
                return replace(wording, text=text, moments=label.moments or wording.moments), place + 1
        alone = Wording(label.kind, margin.text, label.language, label.moments, labelled=True)
        return alone if label.alone else None, place

    def headline(self, found: Sequence[Notice]) -> list[Notice]:
        """A declaration before the headline ("CORRECTED-…", 【訂正】…) that nothing else repeats."""
        tag = HEADLINE_TAG.match(self.document.headline or "")
        if tag is None or any(notice.kind in ("correction", "retraction") for notice in found):
            return []
        words = tag["tag"] or tag["capitals"]
        wording = read_wording(words, Standing(edge=True), self.ears)
        if not isinstance(wording, Label) or wording.kind not in ("correction", "retraction"):
            return []
        text = Wording(wording.kind, words, wording.language)
        return [self.notice(text, "top", ())]


#: A word in brackets, or one in capitals and a dash or colon, before the headline proper.
HEADLINE_TAG = re.compile(
    r"^\s*(?:[\[【<〈(](?=[^\]】>〉)]{2,16}[\]】>〉)])(?P<tag>[^\]】>〉)]+)|(?P<capitals>[^\W\d_a-zäöüéóçа-я]{5,16})\s?[-–:])"
)


def is_teaser(block: Block) -> bool:
    """Whether the whole block is one link: a way to another text, not a statement about this one."""
    return any(len(link.text) >= 0.9 * len(block.text) for link in block.links)


def joined_kind(label: Label, wording: Wording | None) -> NoticeKind:
    """The kind comes from the words; a label decides where they are general."""
    if wording is None or label.kind in ("legal_reply", "retraction"):
        return label.kind
    if label.kind == "clarification" and wording.kind == "correction":
        return wording.kind
    return wording.kind if wording.kind != "editor_note" else label.kind


def language_of(document: Document, wording: Wording) -> str | None:
    """The document's language when the notice is in it or in the international "Update:"."""
    own = base(document.language)
    if document.language and (own is None or own == wording.language or wording.language == "en"):
        return document.language
    return wording.language


def mark_of(margin: Margin) -> NoticeKind | None:
    """The kind of notice that the markup promises, None when it promises nothing."""
    words = HINT_WORD.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", margin.hint).lower())
    return next((MARKS[word] for word in words if word in MARKS), None)


def distinct(found: Sequence[Notice]) -> list[Notice]:
    """Each notice once: in the body rather than outside, the fuller text, a date if either has one."""
    kept: list[Notice] = []
    for notice in sorted(found, key=lambda item: (not item.blocks, item.position == "metadata")):
        twin = next((index for index, other in enumerate(kept) if same_notice(other, notice)), None)
        if twin is None:
            kept.append(notice)
        elif kept[twin].dated_at is None and not (kept[twin].blocks and notice.blocks):
            kept[twin] = replace(kept[twin], dated_at=notice.dated_at)
    return kept


def same_notice(one: Notice, other: Notice) -> bool:
    """Whether two texts are one notice in two places; two blocks of a body are never one."""
    if one.blocks and other.blocks:
        return False
    left, right = normal(one.text, "punctuation"), normal(other.text, "punctuation")
    shorter, longer = sorted((left, right), key=len)
    if len(shorter) >= 12 and shorter in longer:
        return True
    return SequenceMatcher(None, left, right, autojunk=False).ratio() >= SAME
