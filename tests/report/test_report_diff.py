"""What is drawn of an edit says all that it said, and no more."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Edit, SpanOp
from monitor.report.diff import Pieces, excerpt, inline, sides
from tests.report.report_samples import ADDED, LINK, MERGED, MOVED, NUMBER, REMOVED, SPACE, SPLIT

WORDS = st.text("abc ", min_size=1, max_size=6)
OPS: st.SearchStrategy[SpanOp] = st.sampled_from(["equal", "insert", "delete"])
SPANS = st.lists(st.tuples(OPS, WORDS), max_size=8).map(tuple)


def text(pieces: Pieces | None) -> str:
    return "".join(piece for _, piece in pieces or ())


@pytest.mark.parametrize(
    ("edit", "drawn"),
    [
        (NUMBER, NUMBER.spans),
        (MOVED, (("equal", "It left at dawn."),)),
        (SPLIT, SPLIT.spans),
        (MERGED, (("delete", "One. Two."), ("insert", "One, two."))),
        (ADDED, (("insert", "A second ferry turned back."),)),
        (REMOVED, (("delete", "Ferry sinks"),)),
        (
            SPACE,
            (("equal", "pier"), ("delete", "⟨space⟩"), ("insert", "⟨no-break space⟩"), ("equal", "side")),
        ),
        (LINK, (("equal", "the register"),)),
    ],
)
def test_inline(edit: Edit, drawn: Pieces) -> None:
    assert inline(edit) == drawn


def test_two_sides_hold_what_stood_there_and_what_stands_there() -> None:
    before, after = sides(NUMBER)
    assert (text(before), text(after)) == (NUMBER.before, NUMBER.after)
    assert sides(ADDED) == (None, (("insert", "A second ferry turned back."),))
    assert sides(REMOVED) == ((("delete", "Ferry sinks"),), None)
    assert sides(MOVED) == ((("equal", "It left at dawn."),), (("equal", "It left at dawn."),))


@settings(deadline=None)
@given(SPANS)
def test_each_side_loses_only_what_the_other_has(spans: tuple[tuple[SpanOp, str], ...]) -> None:
    old = "".join(word for op, word in spans if op != "insert")
    new = "".join(word for op, word in spans if op != "delete")
    before, after = sides(Edit("replace", "body", old, new, 0, 0, spans))
    named = any(op != "equal" and not word.strip() for op, word in spans)
    if spans and not named:
        assert (text(before), text(after)) == (old, new)


def test_neighbors_of_one_kind_are_one_piece() -> None:
    edit = Edit("insert", "body", None, "ab", None, 0, (("insert", "a"), ("equal", ""), ("insert", "b")))
    assert inline(edit) == (("insert", "ab"),)


def test_an_excerpt_keeps_the_change_and_a_little_around_it() -> None:
    long = "word " * 100
    edit = Edit(
        "replace", "body", long, long, 0, 0,
        (("equal", long), ("delete", "41"), ("insert", "47"), ("equal", " " + long)),
    )  # fmt: skip
    short = excerpt(edit)
    assert [op for op, _ in short] == ["equal", "delete", "insert", "equal"]
    assert text(short).startswith("… word") and text(short).endswith("word …")
    assert len(text(short)) < 200


def test_an_excerpt_of_a_long_addition_ends_with_a_mark() -> None:
    edit = Edit("insert", "body", None, "word " * 200, None, 0)
    assert len(text(excerpt(edit))) <= 242 and text(excerpt(edit)).endswith("…")
