"""What a card says: the sentence that matters, whether it was owned up to, and that it is an excerpt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.model import Card, NoticeChange
from monitor.report import card_of
from tests.report.report_samples import ADDED, INFERRED, LINK, NAME, NOTICE, NUMBER, REMOVED, REVISION, SPACE


def of(*edits: object, **verdict: str) -> Card:
    judgement = replace(
        REVISION.judgement, edits=edits, verdict=replace(REVISION.judgement.verdict, **verdict)  # type: ignore[arg-type]
    )  # fmt: skip
    return card_of(replace(REVISION, judgement=judgement), "en", "0123456789abcdef" * 4)


def words(pieces: object) -> str:
    return "".join(text for _, text in pieces)  # type: ignore[attr-defined]


def test_it_says_before_and_after_with_what_was_removed_and_added_marked() -> None:
    card = of(NUMBER)
    assert card.before is not None and card.after is not None
    assert ("delete", "41") in card.before and ("insert", "47") in card.after
    assert words(card.before) == "The ferry carried 41 passengers."
    assert words(card.after) == "The ferry carried 47 passengers."


def test_where_a_notice_leaves_something_out_that_is_what_is_shown() -> None:
    """The notice of the sample accounts for the number alone."""
    card = of(NUMBER, NAME, disclosure="partly_disclosed")
    assert card.before is not None
    assert "Mara" in words(card.before)
    declared = of(NUMBER, NAME, disclosure="disclosed")
    assert declared.before is not None and "41" in words(declared.before)


@pytest.mark.parametrize(("edit", "before", "after"), [(ADDED, False, True), (REMOVED, True, False)])
def test_a_side_where_nothing_stood_is_none(edit: object, before: bool, after: bool) -> None:
    card = of(edit)
    assert (card.before is not None, card.after is not None) == (before, after)


def test_it_says_of_how_much_it_is_an_excerpt() -> None:
    assert of(NUMBER).excerpt == "Excerpt: the one edit seen"
    assert of(NUMBER, NAME, SPACE).excerpt == "Excerpt: 1 of 3 edits seen"
    assert of().excerpt == "Excerpt: the notices alone changed"


def test_technical_edits_give_way() -> None:
    card = of(SPACE, LINK)
    assert card.before is not None and words(card.before) == "the register [https://a.example/one]"


@pytest.mark.parametrize(
    ("disclosure", "tone"),
    [("undisclosed", "alarm"), ("note_removed", "alarm"), ("disclosed", "owned"), ("not_needed", "calm")],
)
def test_the_tone_follows_the_disclosure(disclosure: str, tone: str) -> None:
    assert of(NUMBER, disclosure=disclosure).tone == tone


def test_what_was_inferred_is_not_passed_off_as_seen() -> None:
    assert "not observed" in card_of(INFERRED, "en", "ab" * 32).seen


def test_the_words_for_who_does_not_see_it_hold_all_of_it() -> None:
    card = of(NUMBER, label="undisclosed change", disclosure="undisclosed")
    for part in (
        card.source,
        card.headline,
        "Undisclosed change",
        card.disclosure,
        card.seen,
        card.proof,
        "41",
        "47",
    ):
        assert part in card.alt
    assert "0123456789abcdef…" in card.proof
    assert f"Revision {REVISION.id} " in card.proof


def test_a_notice_alone_has_a_card_too() -> None:
    judgement = replace(REVISION.judgement, edits=(), notices=(NoticeChange("added", NOTICE),))
    card = card_of(replace(REVISION, judgement=judgement), None, "ab" * 32)
    assert (card.before, card.after, card.language) == (None, (("insert", NOTICE.text),), "")
    judgement = replace(judgement, notices=(NoticeChange("removed", NOTICE),))
    gone = card_of(replace(REVISION, judgement=judgement), None, "ab" * 32)
    assert (gone.before, gone.after) == ((("delete", NOTICE.text),), None)
