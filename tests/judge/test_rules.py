"""The article as a whole: badly read, replaced, rewritten; and the weight of a step."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.compare import compare
from monitor.judge.facets import annotate
from monitor.judge.rules import Scale, is_addition, is_substantive, scale, summarize, weigh
from monitor.model import Block, Disclosure, Document, Edit, Notice

STORY = (
    "The harbor council met on Monday. It approved the new ferry line after a long debate.",
    "Residents of the north quay objected. They fear noise at night and more cars in the narrow lanes.",
    "The line opens in spring. Tickets will cost four dollars. Children travel free of charge.",
    "A study by the port office expects six hundred passengers a day. Most of them now drive to work.",
    "The shipyard in Barton builds the boats. Each one carries ninety people and runs on batteries.",
    "Opponents want a referendum. They need two thousand signatures before the end of the month.",
    "The mayor called the plan a bargain. Her party holds eleven of the twenty seats in the council.",
    "A first attempt failed ten years ago. Strong winds and low demand ended the service within weeks.",
)
OTHER = (
    "A baker from Elmsted has won the national bread prize. Her sourdough convinced all seven judges.",
    "She began with a single oven in her garage. Today eleven people work in three shops.",
    "The prize is worth ten thousand euros. She wants to spend it on solar panels for the bakery roof.",
    "Last year a pastry chef took the title. He congratulated the winner by telephone.",
    "Flour prices have doubled since autumn. Many bakers raised what they charge for rolls.",
)


def article(texts: tuple[str, ...] = STORY, **fields: object) -> Document:
    document = Document(
        url=None, canonical_url=None, page_kind="article", language="en", headline="Ferry line approved",
        standfirst=None, byline=(), section=None, published_at=None, modified_at=None,
        blocks=tuple(Block("paragraph", text) for text in texts), media=(), notices=(), extractor="test",
    )  # fmt: skip
    return replace(document, **fields)


def judged(before: Document, after: Document) -> tuple[tuple[Edit, ...], Scale]:
    edits, _ = annotate(compare(before, after), before, after)
    return edits, scale(edits, before, after)


def test_the_same_article_has_no_change() -> None:
    assert judged(article(), article()) == ((), Scale("none"))


def test_notice_text_is_left_aside() -> None:
    notice = Block("notice", "Correction: an earlier version named the wrong day.")
    after = replace(article(), blocks=(*article().blocks, notice))
    assert judged(article(), after)[1].change == "none"


def test_a_body_that_collapses_is_suspect() -> None:
    _, found = judged(article(), article(STORY[:2]))
    assert found.suspect
    assert found.reasons[0].rule == "suspect: the body collapsed"


def test_a_retracted_article_may_shrink() -> None:
    notice = Notice("retraction", "We have withdrawn this article.", "en", None, "top")
    assert not judged(article(), article(STORY[:2], notices=(notice,)))[1].suspect


def test_a_page_that_shows_only_a_part_is_suspect() -> None:
    assert judged(article(), article(STORY[:4], partial=True))[1].suspect


def test_a_body_read_twice_is_suspect_either_way() -> None:
    assert scale_of(STORY, (*STORY, *STORY), "doubled edits are style") in ("style", "suspect")
    edited = tuple(text.replace("Monday", "Tuesday") for text in STORY)
    assert judged(article(), article((*edited, *STORY)))[1].suspect


def scale_of(before: tuple[str, ...], after: tuple[str, ...], _why: str) -> str:
    found = judged(article(before), article(after))[1]
    return "suspect" if found.suspect else found.change


def test_another_article_under_the_same_address() -> None:
    _, found = judged(article(), article(OTHER, headline="Baker wins bread prize"))
    assert (found.change, found.replaced, found.rewritten) == ("substantive", True, False)


def test_a_rewritten_article_is_not_a_replaced_one() -> None:
    _, found = judged(article(), article((*STORY[:3], *OTHER)))
    assert (found.replaced, found.rewritten) == (False, True)


def test_a_removed_paragraph_is_substantive_and_an_added_one_is_an_addition() -> None:
    edits, found = judged(article(), article(STORY[:-1]))
    assert found == Scale("substantive") and is_substantive(edits[0])
    edits, found = judged(article(STORY[:-1]), article())
    assert found == Scale("addition") and is_addition(edits[0])


def test_weight_rises_with_what_changed_where_and_whether_it_was_declared() -> None:
    def weight(after: Document, disclosure: Disclosure) -> int:
        edits, found = judged(article(), after)
        return weigh(found, edits, disclosure, article(), after)

    last = article((*STORY[:-1], STORY[-1].replace("ten years", "nine years")))
    first = article((STORY[0].replace("Monday", "Tuesday"), *STORY[1:]))
    headline = article(headline="Ferry line rejected")
    style = article((STORY[0].replace("Monday.", "Monday!"), *STORY[1:]))
    assert weight(style, "not_needed") < weight(last, "disclosed") < weight(last, "undisclosed")
    assert weight(last, "disclosed") < weight(headline, "disclosed")
    assert weight(first, "undisclosed") <= 100
    assert weight(article(), "not_needed") == 0


def test_an_old_article_altered_weighs_more() -> None:
    start = datetime(2024, 5, 3, tzinfo=UTC)
    texts = (STORY[0].replace("Monday", "Tuesday"), *STORY[1:])
    weights = []
    for age in (timedelta(hours=1), timedelta(days=2), timedelta(days=30)):
        before, after = (
            article(published_at=start),
            article(texts, published_at=start, modified_at=start + age),
        )
        edits, found = judged(before, after)
        weights.append(weigh(found, edits, "undisclosed", before, after))
    assert weights == sorted(set(weights))


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("Monday", "Tuesday", "Monday → Tuesday in the first paragraph; no notice"),
        ("Monday", "Monday", "no change; no notice"),
        ("debate.", "debate!", "wording and style only; no notice"),
    ],
)
def test_a_summary_in_one_line(old: str, new: str, wanted: str) -> None:
    edits, found = judged(article(), article((STORY[0].replace(old, new), *STORY[1:])))
    assert summarize(found, edits, "no notice") == wanted
