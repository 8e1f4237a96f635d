"""Every value survives save and load."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Block, Document, Headers, Judgement, Margin, Notice, NoticeChange, SourceSpec
from monitor.record.pack import (
    chunks,
    pack,
    unpack_document,
    unpack_headers,
    unpack_judgement,
    unpack_payload,
    unpack_spec,
)

words = st.text(max_size=30)
instants = st.datetimes(timezones=st.just(UTC))
notices = st.builds(Notice, dated_at=st.none() | instants)
documents = st.builds(
    Document,
    published_at=st.none() | instants,
    modified_at=st.none() | instants,
    notices=st.lists(notices, max_size=3).map(tuple),
)
judgements = st.builds(
    Judgement,
    notices=st.lists(st.builds(NoticeChange, notice=notices), max_size=3).map(tuple),
)


@given(documents)
def test_a_document(value: Document) -> None:
    assert unpack_document(pack(value)) == value


@given(judgements)
def test_a_judgement(value: Judgement) -> None:
    assert unpack_judgement(pack(value)) == value


@given(st.builds(SourceSpec))
def test_a_declaration(value: SourceSpec) -> None:
    assert unpack_spec(pack(value)) == value


@given(st.lists(st.tuples(words, words)).map(tuple))
def test_headers(value: Headers) -> None:
    assert unpack_headers(pack(value)) == value


numbers = st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(words, json_values, max_size=6))
def test_a_payload(value: dict[str, object]) -> None:
    assert unpack_payload(pack(value)) == value


def test_a_value_of_another_shape_is_not_read_as_one() -> None:
    with pytest.raises(ValueError, match="edits"):
        unpack_judgement(pack(Margin("text", "top")))
    with pytest.raises(ValueError, match="missing"):
        unpack_document(pack(Block("paragraph", "words")))


def test_pieces_together_are_the_whole() -> None:
    assert [list(piece) for piece in chunks(range(5), 2)] == [[0, 1], [2, 3], [4]]
    assert list(chunks([], 2)) == []
