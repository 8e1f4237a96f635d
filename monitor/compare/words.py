"""Which words of two aligned texts differ, marked as a person would mark them.

diff-match-patch works on words encoded as characters, without its wall-clock time-out: the same
texts always give the same spans. The work is bounded by size first; beyond it the answer is coarser.
"""

from __future__ import annotations

from collections.abc import Sequence

from diff_match_patch import diff_match_patch

from monitor.model import SpanOp
from monitor.text import is_word, words

Span = tuple[SpanOp, str]
#: Greatest product of the two numbers of tokens that is compared token by token.
MOST_WORK = 40_000

_OPS: dict[int, SpanOp] = {-1: "delete", 0: "equal", 1: "insert"}
Run = tuple[SpanOp, list[str]]


def spans(before: str, after: str, most_work: int = MOST_WORK) -> tuple[Span, ...]:
    """Equal, deleted and inserted pieces, whole words and numbers each; deletions come first.

    Equal and deleted pieces joined are `before`, equal and inserted ones `after`.
    """
    if before == after:
        return (("equal", before),) if before else ()
    if not before or not after:
        return (("delete", before),) if before else (("insert", after),)
    old, new = words(before), words(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    runs: list[Run] = [("equal", old[:start])]
    if len(middle_old) * len(middle_new) > most_work:
        runs += [("delete", middle_old), ("insert", middle_new)]
    else:
        runs += _runs(middle_old, middle_new)
    runs.append(("equal", old[len(old) - end :]))
    return tuple((op, "".join(tokens)) for op, tokens in _readable(runs))


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    length = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        length += 1
    return length


def _runs(old: list[str], new: list[str]) -> list[Run]:
    if not old or not new:
        return [("delete", old), ("insert", new)]
    letters: dict[str, str] = {}
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    found: list[Run] = []
    place_old = place_new = 0
    for op, text in engine.diff_main(_spell(old, letters), _spell(new, letters), False):
        tokens = new[place_new : place_new + len(text)] if op == 1 else old[place_old : place_old + len(text)]
        place_old += len(text) if op != 1 else 0
        place_new += len(text) if op != -1 else 0
        found.append((_OPS[op], tokens))
    return found


def _spell(tokens: Sequence[str], letters: dict[str, str]) -> str:
    spelled = []
    for token in tokens:
        if token not in letters:
            number = len(letters) + 0x100
            letters[token] = chr(number if number < 0xD800 else number + 0x800)
        spelled.append(letters[token])
    return "".join(spelled)


def _readable(runs: Sequence[Run]) -> list[Run]:
    """Equal runs too small to help a reader join the changes around them; neighbors are joined."""
    merged = _merge(runs)
    kept: list[Run] = []
    for number, (op, tokens) in enumerate(merged):
        inside = 0 < number < len(merged) - 1 and op == "equal"
        if inside and _is_splinter(tokens, _changed(merged, number, -1), _changed(merged, number, 1)):
            kept += [("delete", tokens), ("insert", tokens)]
        else:
            kept.append((op, tokens))
    return _shifted(_merge(kept))


def _changed(runs: Sequence[Run], number: int, step: int) -> list[list[str]]:
    """The changed runs that touch run `number` on one side: up to one deletion and one insertion."""
    found = []
    place = number + step
    while 0 <= place < len(runs) and runs[place][0] != "equal":
        found.append(runs[place][1])
        place += step
    return found


def _is_splinter(tokens: list[str], left: list[list[str]], right: list[list[str]]) -> bool:
    """Spaces and marks between two replacements, or one short word between longer ones."""
    carried = [token for token in tokens if is_word(token)]
    both_replace = len(left) == 2 and len(right) == 2
    if not carried:
        return both_replace or (not any(t.strip() for t in tokens) and len(left) + len(right) > 2)
    around = min(sum(len(t) for run in side for t in run if is_word(t)) for side in (left, right))
    return both_replace and len(carried) == 1 and len(carried[0]) <= 3 and around >= 3 * len(carried[0]) + 3


def _merge(runs: Sequence[Run]) -> list[Run]:
    """Runs of the same kind joined; between two equal runs one deletion, then one insertion."""
    found: list[Run] = []
    gone: list[str] = []
    come: list[str] = []

    def flush() -> None:
        if gone == come:
            equal(gone)
        else:
            found.extend(run for run in (("delete", gone[:]), ("insert", come[:])) if run[1])
        gone.clear()
        come.clear()

    def equal(tokens: list[str]) -> None:
        if found and found[-1][0] == "equal":
            found[-1] = ("equal", found[-1][1] + tokens)
        elif tokens:
            found.append(("equal", list(tokens)))

    for op, tokens in runs:
        if op == "equal" and tokens:
            flush()
            equal(tokens)
        elif op != "equal":
            (gone if op == "delete" else come).extend(tokens)
    flush()
    return found


def _shifted(runs: list[Run]) -> list[Run]:
    """A lone insertion or deletion is moved to where a word, not a space, begins it."""
    for number in range(1, len(runs) - 1):
        (op, tokens), left, right = runs[number], runs[number - 1], runs[number + 1]
        lone = op != "equal" and left[0] == "equal" == right[0]
        if lone and tokens[0].isspace() and right[1][:1] == tokens[:1] and tokens[0] == " ":
            runs[number - 1] = ("equal", [*left[1], tokens[0]])
            runs[number] = (op, [*tokens[1:], tokens[0]])
            runs[number + 1] = ("equal", right[1][1:])
    return [run for run in runs if run[1]]
