"""Which pieces of the old text became which pieces of the new one: blocks, or sentences.

Exact matches come first, then similar pieces at a fitting place, then splits and merges, then
pieces that moved, edited or not. The effort is bounded by size, never by a clock: where there is
too much to weigh every pair, only pairs that share rare words are weighed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel, LCSseq

from monitor.text import is_word, normal, words

_RUNS = re.compile(r"\w+")
_DENSE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
#: Pieces at least this similar, at a fitting place, are one piece edited.
SIMILAR = 0.42
#: The same for the only piece on each side between two that are the same.
SIMILAR_ALONE = 0.28
#: The same for pieces that also moved, where place is no evidence.
SIMILAR_MOVED = 0.65
#: At most this many pairs are weighed one by one between two anchors.
MOST_PAIRS = 3600
#: With fewer words of content than this, all words tell more.
FEW = 3
#: Texts whose lengths in words have a larger product are compared as bags of words.
MOST_WORK = 4_000_000
#: A word in more pieces than this is no hint of which pieces belong together.
RARE = 8
#: Shorter pieces (in words) are only matched across places when they are equal.
LONG_ENOUGH_TO_MOVE = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """A text to be aligned; only pieces of the same class can be the same piece."""

    text: str
    klass: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Indexes of old pieces and of the new pieces they became; either may be empty.

    One to one: kept, edited or moved. One to many: split. Many to one: merged.
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    moved: bool = False


def align(before: Sequence[Piece], after: Sequence[Piece]) -> list[Group]:
    """Every piece of both sides in exactly one group, ordered by old place, then new place."""
    aligner = _Aligner(before, after)
    aligner.anchor()
    aligner.pair_between_anchors()
    aligner.join_splits_and_merges()
    aligner.pair_moved()
    return aligner.groups()


def similarity(before: str, after: str) -> float:
    """0 to 1: how alike two texts are, word by word in order."""
    return _Aligner([Piece(before)], [Piece(after)]).similarity(0, 0)


class _Aligner:
    """One alignment under way: `pairs` of old and new indexes; those on the chain rise on both sides."""

    def __init__(self, before: Sequence[Piece], after: Sequence[Piece]) -> None:
        self.before, self.after = before, after
        self.keys = _shared_keys(before, after)
        self.chain_before: list[int] = []
        self.chain_after: list[int] = []
        self.pairs: dict[int, int] = {}
        self.off_chain: set[int] = set()
        self.splits: dict[int, tuple[int, ...]] = {}
        self.merges: dict[int, tuple[int, ...]] = {}
        self.taken_before: set[int] = set()
        self.taken_after: set[int] = set()
        self.alphabet: dict[str, int] = {}
        self.codes: dict[tuple[int, int], tuple[str, str]] = {}

    # --- similarity

    def code(self, side: int, index: int) -> tuple[str, str]:
        """A piece as one character per word: all its words, and those that carry content."""
        known = self.codes.get((side, index))
        if known is None:
            text = (self.before, self.after)[side][index].text
            tokens = _tokens(text)
            known = (self._spell(tokens), self._spell(filter(_carries_content, tokens)))
            self.codes[side, index] = known
        return known

    def _spell(self, tokens: Iterable[str]) -> str:
        letters = []
        for token in tokens:
            number = self.alphabet.setdefault(token, len(self.alphabet) + 0x100)
            letters.append(chr(number if number < 0xD800 else number + 0x800))
        return "".join(letters)

    def similarity(self, i: int, j: int) -> float:
        """0 to 1; half of it from all words in order, half from those that carry content."""
        if self.before[i].klass != self.after[j].klass:
            return 0.0
        (all_i, content_i), (all_j, content_j) = self.code(0, i), self.code(1, j)
        if not all_i and not all_j:
            return 1.0 if self.before[i].text == self.after[j].text else 0.5
        if len(all_i) * len(all_j) > MOST_WORK:
            shared = (Counter(all_i) & Counter(all_j)).total()
            return 2 * shared / (len(all_i) + len(all_j))
        whole = Indel.normalized_similarity(all_i, all_j, score_cutoff=0.25)
        if whole == 0.0 or min(len(content_i), len(content_j)) < FEW:
            return whole
        return (whole + Indel.normalized_similarity(content_i, content_j)) / 2

    # --- steps

    def anchor(self) -> None:
        """Equal pieces: the longest common sequence stays in place, the rest has moved."""
        keys_before, keys_after = self.keys
        for op in LCSseq.opcodes(keys_before, keys_after):
            if op.tag == "equal":
                for step in range(op.src_end - op.src_start):
                    self._take(op.src_start + step, op.dest_start + step)

    def pair_between_anchors(self) -> None:
        for old, new in list(self._gaps()):
            if not old or not new:
                continue
            if len(old) == len(new) == 1:
                if self.similarity(old[0], new[0]) >= SIMILAR_ALONE:
                    self._take(old[0], new[0])
                continue
            pairs = self._best_in_order(old, new) if len(old) * len(new) <= MOST_PAIRS else None
            if pairs is None:
                self._pair_by_rare_words(old, new, SIMILAR)
                continue
            for i, j in pairs:
                self._take(i, j)

    def join_splits_and_merges(self) -> None:
        """A neighbor that is alone and whose words stand in the other side's piece belongs to it."""
        for i, j in zip(tuple(self.chain_before), tuple(self.chain_after), strict=True):
            if self.keys[0][i] == self.keys[1][j]:
                continue
            parts = self._parts(0, i, 1, j)
            if len(parts) > 1:
                self.splits[i] = parts
                self.taken_after.update(parts)
                continue
            parts = self._parts(1, j, 0, i)
            if len(parts) > 1:
                self.merges[i] = parts
                self.taken_before.update(parts)

    def pair_moved(self) -> None:
        old, new = self._alone()
        places: dict[int, list[int]] = defaultdict(list)
        for j in reversed(new):
            places[self.keys[1][j]].append(j)
        for i in old:
            same = places.get(self.keys[0][i])
            if same:
                self._take(i, same.pop())
        old, new = self._alone()
        old = [i for i in old if len(self.code(0, i)[0]) >= LONG_ENOUGH_TO_MOVE]
        new = [j for j in new if len(self.code(1, j)[0]) >= LONG_ENOUGH_TO_MOVE]
        if old and new:
            self._pair_by_rare_words(old, new, SIMILAR_MOVED)

    def groups(self) -> list[Group]:
        found = [
            Group(self.merges.get(i, (i,)), self.splits.get(i, (j,)), moved=i in self.off_chain)
            for i, j in self.pairs.items()
        ]
        old, new = self._alone()
        found += [Group((i,), ()) for i in old] + [Group((), (j,)) for j in new]
        return sorted(found, key=lambda group: (group.after or (-1,), group.before))

    # --- parts of the steps

    def _take(self, i: int, j: int) -> None:
        """Pair two pieces: on the chain if they cross no pair of it, else as moved."""
        place = bisect_left(self.chain_before, i)
        if bisect_left(self.chain_after, j) == place:
            self.chain_before.insert(place, i)
            self.chain_after.insert(place, j)
        else:
            self.off_chain.add(i)
        self.pairs[i] = j
        self.taken_before.add(i)
        self.taken_after.add(j)

    def _alone(self) -> tuple[list[int], list[int]]:
        old = [i for i in range(len(self.before)) if i not in self.taken_before]
        new = [j for j in range(len(self.after)) if j not in self.taken_after]
        return old, new

    def _gaps(self) -> Iterator[tuple[range, range]]:
        start_i = start_j = 0
        ends = (len(self.before), len(self.after))
        for i, j in [*zip(self.chain_before, self.chain_after, strict=True), ends]:
            yield range(start_i, i), range(start_j, j)
            start_i, start_j = i + 1, j + 1

    def _best_in_order(self, old: range, new: range) -> list[tuple[int, int]]:
        """The pairs, in order on both sides, with the greatest sum of similarities."""
        wide = len(new) + 1
        best = [[0.0] * wide for _ in range(len(old) + 1)]
        paired: set[tuple[int, int]] = set()
        for a in range(len(old) - 1, -1, -1):
            row, below = best[a], best[a + 1]
            for b in range(len(new) - 1, -1, -1):
                skip = max(below[b], row[b + 1])
                value = self.similarity(old[a], new[b])
                if value >= SIMILAR and value + below[b + 1] > skip:
                    paired.add((a, b))
                    row[b] = value + below[b + 1]
                else:
                    row[b] = skip
        return list(_walk(best, paired, old, new))

    def _pair_by_rare_words(self, old: Sequence[int], new: Sequence[int], least: float) -> None:
        holders: dict[str, list[int]] = defaultdict(list)
        for i in old:
            for letter in set(self.code(0, i)[1]):
                holders[letter].append(i)
        scored: list[tuple[float, int, int]] = []
        for j in new:
            votes: Counter[int] = Counter()
            for letter in set(self.code(1, j)[1]):
                if len(holders[letter]) <= RARE:
                    votes.update(holders[letter])
            likely = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[:3]
            scored += [(-self.similarity(i, j), i, j) for i, shared in likely if shared > 1 or len(old) < 50]
        for negative, i, j in sorted(scored):
            if -negative < least:
                break
            if i not in self.taken_before and j not in self.taken_after:
                self._take(i, j)

    def _parts(self, side: int, one: int, other: int, start: int) -> tuple[int, ...]:
        """`start` and the free neighbors around it that are, with it, the piece `one` cut up."""
        whole, parts = self.code(side, one), [start]
        room = 1.3 * len(whole[0]) - len(self.code(other, start)[0])
        for step in (1, -1):
            place = start + step
            while self._is_part(whole, other, place, start) and len(self.code(other, place)[0]) <= room:
                parts.append(place)
                room -= len(self.code(other, place)[0])
                place += step
        return tuple(sorted(parts))

    def _is_part(self, whole: tuple[str, str], side: int, place: int, start: int) -> bool:
        pieces, taken = ((self.before, self.taken_before), (self.after, self.taken_after))[side]
        if not 0 <= place < len(pieces) or place in taken or pieces[place].klass != pieces[start].klass:
            return False
        part = self.code(side, place)
        return len(part[0]) >= 3 and all(
            LCSseq.similarity(small, large) >= 0.75 * len(small)
            for small, large in zip(part, whole, strict=True)
        )


def _walk(
    best: list[list[float]], paired: set[tuple[int, int]], old: range, new: range
) -> Iterator[tuple[int, int]]:
    a = b = 0
    while a < len(old) and b < len(new):
        if (a, b) in paired:
            yield old[a], new[b]
            a, b = a + 1, b + 1
        elif best[a + 1][b] >= best[a][b + 1]:
            a += 1
        else:
            b += 1


def _tokens(text: str) -> list[str]:
    """The words of a text, folded; characters where a script has no spaces. Cheaper than `words`."""
    if text.isascii() or not _DENSE.search(text):
        return _RUNS.findall(text.casefold())
    return [token.casefold() for token in words(text) if is_word(token)]


def _carries_content(token: str) -> bool:
    """Long words, numbers and characters of dense scripts; short words are mostly grammar."""
    first = token[0]
    return len(token) > 3 or first.isdigit() or (first >= "\u1100" and not "\u3040" <= first <= "\u309f")


def _shared_keys(before: Sequence[Piece], after: Sequence[Piece]) -> tuple[list[int], list[int]]:
    """One number per piece; pieces that differ in quotes, spaces or case alone share it."""
    exact: dict[Piece, int] = {}
    texts = dict.fromkeys((*before, *after))
    common = set(before) & set(after)
    folded: dict[tuple[str, str], int] = {}
    for number, piece in enumerate(texts):
        if piece in common:
            exact[piece] = number
        else:
            exact[piece] = folded.setdefault((piece.klass, normal(piece.text, "case")), number)
    return [exact[piece] for piece in before], [exact[piece] for piece in after]
