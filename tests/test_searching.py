"""What a question finds in a text: the same on every database, since both index the same tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import UsageError
from monitor.searching import MOST_BYTES, marked, matches, question, search_text, snippet

TEXTS = st.text(max_size=60)


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("ferry", "The FERRY left.", True),
        ("moller", "Frau Möller sprach", True),
        ("MÖLLER", "Moller spoke", True),
        ("strasse", "Lange Straße 5", True),
        ("ferr*", "two ferries", True),
        ("ferr", "two ferries", False),
        ('"forty people"', "forty people came", True),
        ('"forty people"', "people: forty", False),
        ('"forty peo"*', "forty people came", True),
        ("ferry -strike", "a ferry in a strike", False),
        ('ferry -"no strike"', "a ferry, strike: no", True),
        ("41.5", "rose by 41.5 per cent", True),
        ("41.5", "5 of 41", False),
        ("don't", "they don’t know", True),
        ("市長", "東京都の新しい市長が", True),
        ("京都", "東京都の新しい市長が", True),
        ("京", "東京", True),
        ("都市", "東京都の新しい市長が", False),
        ("서울", "서울에서 만난", True),
        ("第3回", "第3回大会", True),
        ("नगर", "नगर निगम", True),
        ("محمد", "مُحَمَّد", True),
        ("burgermeister*", "Bürgermeisterwahl", True),
    ],
)
def test_a_question_and_a_text(asked: str, text: str, found: bool) -> None:
    assert matches(question(asked), search_text(text)) is found
    if found:
        assert any(piece.marked for piece in marked(question(asked), text))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "at least one word"),
        ("?!", "at least one word"),
        ("-ferry", "only what must not be there"),
        ('the "ferry', "quotation mark is not closed"),
        ("*", "write its beginning before it"),
        ("fe*", "too short"),
        (" ".join("word" for _ in range(21)), "at most 20 terms; this one has 21"),
    ],
)
def test_what_is_no_question_says_so(asked: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        question(asked)


@given(TEXTS)
def test_every_text_is_found_by_its_own_words(text: str) -> None:
    kept = search_text(text)
    words = kept.split()
    if words:
        assert kept == f" {' '.join(words)} "
        assert matches(question(f'"{" ".join(words[:20])}"'), search_text(" ".join(words)))


@given(TEXTS, st.text(min_size=1, max_size=8))
def test_marking_leaves_every_letter_where_it_was(text: str, asked: str) -> None:
    try:
        looked_for = question(asked.replace('"', ""))
    except UsageError:
        return
    once = "".join(piece.text for piece in marked(looked_for, text))
    assert "".join(piece.text for piece in marked(looked_for, once)) == once
    assert len(once) <= 3 * len(text)


def test_a_snippet_is_cut_around_what_was_asked_for() -> None:
    pieces = snippet(question("needle"), "hay " * 500 + "the needle lies " + "hay " * 500, 100)
    assert [piece.text for piece in pieces if piece.marked] == ["needle"]
    assert 90 < len("".join(piece.text for piece in pieces)) < 110


def test_a_text_without_end_is_indexed_in_part() -> None:
    assert len(search_text("東" * 400_000).encode()) <= MOST_BYTES + 2
