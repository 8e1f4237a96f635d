"""Patterns over versions and over the pages of a host."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.examine import judge_pair
from monitor.extract import block_digest
from monitor.jobs.patterns import as_technical, returning, shows_too, swaps_blocks, whole_blocks, with_return
from monitor.model import Revised
from tests.values import document, judgement

A, B = "A lorry pays 41 crowns a crossing.", "The board meets again on Thursday evening."


@pytest.mark.parametrize(
    ("digests", "now", "found"),
    [
        ("a", "b", None),
        ("ab", "a", ("undone", 1)),
        ("aba", "b", ("alternating", 2)),
        ("abab", "a", ("known", 3)),
        ("ababa", "b", ("known", 4)),
        ("abc", "a", ("undone", 1)),
        ("abac", "a", ("undone", 3)),
        ("abcab", "c", ("undone", 3)),
        ("abab", "c", None),
    ],
)
def test_how_a_reading_comes_back(digests: str, now: str, found: object) -> None:
    assert returning(list(digests), now) == found


def test_the_reason_names_the_version() -> None:
    back = with_return(Revised(document(content_digest="a"), judgement()), ["a", "b"])
    assert (back.judgement.verdict.reasons[-1].rule, back.judgement.verdict.label) == (
        "edit undone",
        "undisclosed change",
    )
    assert back.judgement.verdict.reasons[-1].evidence == "as in version 1"


def test_whole_blocks_are_those_that_came_or_went_alone() -> None:
    came, went = judge_pair(document(A), document(A, B)), judge_pair(document(A, B), document(A))
    assert whole_blocks(came) == {block_digest(B): (B, True)}
    assert whole_blocks(went) == {block_digest(B): (B, False)}
    edited = judge_pair(document(A), document(A.replace("41", "47"), B))
    assert whole_blocks(edited) is None
    assert whole_blocks(replace(came, edits=())) is None


def test_another_page_shows_it_only_where_it_came_too() -> None:
    digest = block_digest(B)
    assert shows_too(digest, True, document(A), document(A, B))
    assert not shows_too(digest, True, document(A, B), document(A, B))
    assert not shows_too(digest, True, document(A), document(A))
    assert shows_too(digest, False, document(A, B), document(A))


def test_a_change_of_the_templates_alone_is_technical() -> None:
    said = as_technical(Revised(document(A, B), judge_pair(document(A), document(A, B))), "3 pages")
    verdict = said.judgement.verdict
    assert (verdict.change, verdict.label, verdict.weight, said.judgement.changed) == (
        "technical",
        "technical",
        0,
        False,
    )
    assert {edit.significance for edit in said.judgement.edits} == {"technical"}


def test_blocks_that_give_way_to_others_are_swapped() -> None:
    other = "Boots that outlast every road, now with laces."
    assert swaps_blocks(judge_pair(document(A, B), document(A, other)))
    assert not swaps_blocks(judge_pair(document(A, B), document(A.replace("41", "47"), B)))
    assert not swaps_blocks(judge_pair(document(A), document(A, other)))
    assert not swaps_blocks(judge_pair(document(A, B), document(A, other, headline="Another")))
