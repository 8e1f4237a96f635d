"""What became of each notice between two documents: added, removed, reworded or kept.

A rewording that declares nothing new is no new notice: `declares` tells the two apart. Which edits
a notice accounts for is for `coverage` to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from monitor.judge.content import content, facts
from monitor.judge.openings import listen, read_opening
from monitor.judge.patterns import plain
from monitor.judge.phrases import phrases
from monitor.judge.tongues import base
from monitor.model import Claim, Notice, NoticeStatus
from monitor.text import normal, sentences

#: From this likeness on (0–1) two texts are one notice reworded.
REWORDED = 0.55
#: A sentence with fewer than this share of its words in the old notice says something new.
KNOWN_WORDS = 0.5
#: Shorter sentences say nothing by themselves.
LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One notice's way from the document before (`old`) to the one after (`new`)."""

    status: NoticeStatus
    old: Notice | None
    new: Notice | None

    @property
    def notice(self) -> Notice:
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def declares(self) -> bool:
        """Whether the publisher declares something here that was not declared before."""
        if self.status == "added":
            return True
        return self.status == "reworded" and self.old is not None and says_more(self.old, self.notice)


def steps(before: Sequence[Notice], after: Sequence[Notice]) -> tuple[Step, ...]:
    """Every notice of both documents in one step: those of `after` in order, then the removed."""
    pairs = paired(before, after)
    old_of = {new: old for old, new in pairs}
    found = [
        Step(status_of(before[old_of[place]], notice), before[old_of[place]], notice)
        if place in old_of
        else Step("added", None, notice)
        for place, notice in enumerate(after)
    ]
    gone = set(range(len(before))) - {old for old, _ in pairs}
    return tuple(found + [Step("removed", before[place], None) for place in sorted(gone)])


def status_of(old: Notice, new: Notice) -> NoticeStatus:
    same = normal(old.text, "punctuation") == normal(new.text, "punctuation")
    return "kept" if same else "reworded"


def paired(before: Sequence[Notice], after: Sequence[Notice]) -> list[tuple[int, int]]:
    """Indexes of notices that are the same one, the most alike first, each used once."""
    scored = [
        (likeness(old, new), -abs(i - j), i, j) for i, old in enumerate(before) for j, new in enumerate(after)
    ]
    pairs: list[tuple[int, int]] = []
    for score, _, i, j in sorted(scored, reverse=True):
        free = all(i != left and j != right for left, right in pairs)
        if score >= REWORDED and free:
            pairs.append((i, j))
    return pairs


def likeness(old: Notice, new: Notice) -> float:
    """0 to 1: how surely two texts are one notice, by their words, or by the facts they share."""
    left, right = normal(old.text, "punctuation"), normal(new.text, "punctuation")
    shorter, longer = sorted((left, right), key=len)
    if left == right or (len(shorter) > 8 and shorter in longer):
        return 1.0
    if claims_differ(old.claims, new.claims):
        return 0.0
    ratio = SequenceMatcher(None, left.split(), right.split(), autojunk=False).ratio()
    letters = SequenceMatcher(None, left, right, autojunk=False).ratio() if ratio < REWORDED else ratio
    shared = facts(old.text) & facts(new.text)
    by_facts = (
        len(shared) / max(1, min(len(facts(old.text)), len(facts(new.text)))) if len(shared) > 1 else 0.0
    )
    return max(ratio, letters * 0.9, by_facts * 0.9 if old.kind == new.kind else 0.0)


def claims_differ(old: Sequence[Claim], new: Sequence[Claim]) -> bool:
    """Whether both name values and none of the old ones is named by the new notice."""
    olds = {value for claim in old for value in (claim.was, claim.now) if value}
    news = {value for claim in new for value in (claim.was, claim.now) if value}
    if not olds or not news:
        return False
    return not any(content(one) & content(other) for one in olds for other in news)


def says_more(old: Notice, new: Notice) -> bool:
    """Whether the new wording holds a statement or a fact that the old one did not."""
    stated, before = statement(new), statement(old)
    known = content(before)
    if len(facts(stated) - facts(before) - known) > 1:
        return True
    for sentence in sentences(stated, new.language):
        own = content(sentence)
        if len(own) >= LEAST_WORDS and len(own & known) / len(own) < KNOWN_WORDS:
            return True
    return False


def statement(notice: Notice) -> str:
    """A notice's text without its label and date."""
    known = phrases(base(notice.language) or "en")
    flat = plain(notice.text)
    opening = read_opening(flat, listen(known, flat.lower(), month_first=True))
    return flat[opening.rest :]
