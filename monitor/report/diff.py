"""From an edit's spans to what is drawn: one line with insertions and deletions, or two sides.

Pieces are (operation, text) pairs, neighbors of one operation joined. Nothing is compared here.
"""

from __future__ import annotations

from itertools import takewhile

from monitor.model import Edit, SpanOp
from monitor.report.escape import shown_blank

Piece = tuple[SpanOp, str]
Pieces = tuple[Piece, ...]
#: Characters of an address in an excerpt, and those shown before the place where two differ.
ADDRESS, BEFORE = 120, 20


def inline(edit: Edit) -> Pieces:
    """The whole edit in one line of pieces."""
    return _drawn(_pieces(edit))


def sides(edit: Edit) -> tuple[Pieces | None, Pieces | None]:
    """What stood there before and what stands there after; None where nothing did."""
    pieces = _pieces(edit)
    before = tuple(piece for piece in pieces if piece[0] != "insert")
    after = tuple(piece for piece in pieces if piece[0] != "delete")
    return (
        _drawn(before) if edit.before is not None else None,
        _drawn(after) if edit.after is not None else None,
    )


def excerpt(edit: Edit, context: int = 70, longest: int = 240) -> Pieces:
    """The changed words with at most `context` characters around them, about `longest` in all; behind them
    in brackets where a link led and leads, if that is what changed."""
    return (*_words(edit, context, longest), *(piece for link in edit.links for piece in _targets(link)))


def _targets(link: tuple[str | None, str | None]) -> Pieces:
    before, after = told_apart(*link)
    pieces: Pieces = (("equal", " ["), ("delete", before or ""), ("insert", after or ""), ("equal", "]"))
    return tuple(piece for piece in pieces if piece[1])


def told_apart(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Two addresses, short enough to be read, so that one sees where they differ."""
    pairs = zip(before or "", after or "", strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    cut = max(0, shared - BEFORE) if max(len(before or ""), len(after or "")) > ADDRESS else 0
    return _address(before, cut), _address(after, cut)


def _address(address: str | None, cut: int) -> str | None:
    if not address:
        return address
    shown = f"…{address[cut:]}" if cut else address
    return shown if len(shown) <= ADDRESS else shown[: ADDRESS - 1] + "…"


def _words(edit: Edit, context: int, longest: int) -> Pieces:
    short: list[Piece] = []
    pieces = inline(edit)
    left = longest
    for index, (op, text) in enumerate(pieces):
        if op == "equal":
            shown = _shortened(text, context, first=index == 0, last=index == len(pieces) - 1)
        else:
            shown = text if len(text) <= left else text[: max(left, 1)].rstrip() + "…"
        short.append((op, shown))
        left -= len(shown)
        if left <= 0 and op != "delete":
            break
    return tuple(short)


def _shortened(text: str, context: int, *, first: bool, last: bool) -> str:
    if first and last:
        return text if len(text) <= 2 * context else text[: 2 * context].rsplit(" ", 1)[0] + " …"
    if first and len(text) > context:
        return "… " + _from_word(text[-context:])
    if last and len(text) > context:
        return _to_word(text[:context]) + " …"
    if len(text) > 2 * context:
        return f"{_to_word(text[:context])} … {_from_word(text[-context:])}"
    return text


def _from_word(text: str) -> str:
    head, space, rest = text.partition(" ")
    return rest if space and len(head) < len(text) // 2 else text


def _to_word(text: str) -> str:
    rest, space, tail = text.rpartition(" ")
    return rest if space and len(tail) < len(text) // 2 else text


def _pieces(edit: Edit) -> Pieces:
    if edit.spans:
        return _joined(edit.spans)
    before, after = edit.before or "", edit.after or ""
    if before == after or edit.op == "move":
        return (("equal", after or before),)
    whole: tuple[Piece, Piece] = (("delete", before), ("insert", after))
    return tuple(piece for piece in whole if piece[1])


def _joined(spans: Pieces) -> Pieces:
    joined: list[Piece] = []
    for op, text in spans:
        if not text:
            continue
        if joined and joined[-1][0] == op:
            joined[-1] = (op, joined[-1][1] + text)
        else:
            joined.append((op, text))
    return tuple(joined)


def _drawn(pieces: Pieces) -> Pieces:
    """Changed pieces that hold nothing to see are named, or nobody would find them."""
    return tuple((op, text if op == "equal" else shown_blank(text)) for op, text in pieces)
