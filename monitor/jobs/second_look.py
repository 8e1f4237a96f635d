"""Two looks at one page, seconds apart, held against each other and the last version. Pure.

A block is noise of this look where the last version and both looks show three different texts in
one place. Where one of the looks still shows the old text, caches may disagree or a page may be
half deployed: that is no noise, and the reading is held back. Nothing that carries a notice, and no
wording of what stood there before, is ever learned as noise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from monitor.extract import block_digest
from monitor.model import Document, Examined, Revised, Unchanged

_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")
#: Two texts that share more of the shorter one's words may be two wordings of one paragraph.
KIN = 0.6


@dataclass(slots=True)
class Noise:
    """Texts by their digests: `aside` are left out of account in this look; those of them that are
    `caught` count towards being held back on the whole host."""

    aside: dict[str, str] = field(default_factory=dict)
    caught: dict[str, str] = field(default_factory=dict)

    def without(self, kept: frozenset[str]) -> Noise:
        aside, caught = (
            {digest: text for digest, text in texts.items() if digest not in kept}
            for texts in (self.aside, self.caught)
        )
        return Noise(aside, caught)


@dataclass(frozen=True, slots=True)
class Page:
    """A document's blocks by digest, in their order."""

    digests: tuple[str, ...]
    texts: dict[str, str]
    notices: frozenset[str]

    @classmethod
    def of(cls, document: Document) -> Page:
        digests = tuple(block_digest(block.text) for block in document.blocks)
        texts = {digest: block.text for digest, block in zip(digests, document.blocks, strict=True)}
        told = [notice.text for notice in document.notices]
        carrying = {d for d, text in texts.items() if any(text in one or one in text for one in told)}
        return cls(digests, texts, frozenset(carrying))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before two looks are compared: the noise of the host (`held_back`), what was
    caught there once (`seen`), and whether the last version is `fresh`.

    Fresh: no look has found that version again since it was recorded, so its own texts may be noise
    too. One that a later look found in its place is the article's.
    """

    held_back: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()
    fresh: bool = False


def noise_between(previous: Document, looks: tuple[Document, Document], known: Known) -> Noise:
    """What moved by itself between two looks, read without regard to the noise that is known."""
    old, one, two = Page.of(previous), Page.of(looks[0]), Page.of(looks[1])
    stood = frozenset(old.digests) - known.held_back
    found = Noise()
    for ours, theirs in _places(one.digests, two.digests):
        new_ours, new_theirs = (frozenset(part) - stood for part in (ours, theirs))
        if not new_ours or not new_theirs:
            continue
        texts = {digest: one.texts.get(digest) or two.texts[digest] for digest in new_ours | new_theirs}
        moving = {digest: text for digest, text in texts.items() if digest not in known.held_back}
        if frozenset(moving) & (one.notices | two.notices):
            continue
        _note(found, moving, [*texts.values()])
    _note_replaced(found, old, one, known)
    return found


def _note(found: Noise, moving: dict[str, str], beside: Sequence[str]) -> None:
    """Texts that are two wordings of one are an article's in the making; only counters are not."""
    for digest, text in moving.items():
        kin = [other for other in beside if other != text and is_kin(text, other)]
        if any(_DIGITS.sub("0", other) != _DIGITS.sub("0", text) for other in kin):
            continue
        found.aside[digest] = text
        if not kin:
            found.caught[digest] = text


def _note_replaced(found: Noise, old: Page, one: Page, known: Known) -> None:
    """Texts of the last version in whose very places noise stands now."""
    moving = {d: one.texts[d] for d in one.digests if d in known.held_back or d in found.aside}
    for before, now in _places(old.digests, one.digests):
        if len(before) != 1 or len(now) != 1 or now[0] not in moving or before[0] in old.notices:
            continue
        if known.fresh or before[0] in known.seen:
            _note(found, {before[0]: old.texts[before[0]]}, [moving[now[0]]])


def is_kin(one: str, other: str) -> bool:
    """May these be two wordings of one paragraph?"""
    words, others = (frozenset(_WORD.findall(text.casefold())) for text in (one, other))
    return len(words & others) >= KIN * max(1, min(len(words), len(others)))


def _places(one: Sequence[str], two: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Where two sequences differ; block by block where as many stand on both sides."""
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        if end - start == other_end - other_start:
            for step in range(end - start):
                yield (one[start + step],), (two[other_start + step],)
        else:
            yield one[start:end], two[other_start:other_end]


@dataclass(frozen=True, slots=True)
class Both:
    """What two looks say once the noise is left out: which of them to believe, or why neither."""

    believe: int | None
    unchanged: bool = False
    held: str | None = None


def weigh_looks(previous: Document, looks: tuple[Examined, Examined], aside: frozenset[str]) -> Both:
    """Which look to record, the texts `aside` left out of account. Of looks that disagree the one is
    believed that says less, if all it says the other says too; otherwise neither is."""
    first, second = looks
    if isinstance(first, Unchanged) and isinstance(second, Unchanged):
        return Both(0, unchanged=True)
    if isinstance(first, Unchanged) or isinstance(second, Unchanged):
        return Both(None, held="two looks seconds apart disagree: one of them shows the last version")
    if not isinstance(first, Revised) or not isinstance(second, Revised):
        return Both(0)
    stood, one, two = (_facts(each, aside) for each in (previous, first.document, second.document))
    if one == two:
        return Both(0)
    only_one, only_two = one - two, two - one
    if only_two <= stood and not only_one & stood:
        return Both(1)
    if only_one <= stood and not only_two & stood:
        return Both(0)
    return Both(None, held="two looks seconds apart disagree about the article")


def _facts(document: Document, aside: frozenset[str]) -> frozenset[tuple[str, str]]:
    """What a document says, piece by piece."""
    fields = (("headline", document.headline), ("standfirst", document.standfirst))
    said = {(name, block_digest(text)) for name, text in fields if text}
    said |= {("byline", name) for name in document.byline}
    said |= {("notice", block_digest(notice.text)) for notice in document.notices}
    blocks = {block_digest(block.text) for block in document.blocks} - aside
    return frozenset(said | {("block", digest) for digest in blocks})
