"""Laws of the judgement, and the text before its notice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from monitor.compare import compare
from monitor.judge import find_notices, infer_earlier, judge
from monitor.model import Block, Document, Link, Margin, Reading

CASES = YAML(typ="safe").load(
    Path(__file__).parent.parent.joinpath("cases", "notices.yaml").read_text("utf-8")
)
STORY = CASES["bodies"]["en"]
TEXTS = sorted({text for case in CASES["cases"] for text in case.get("blocks") or [case["text"]]})
NOISE = [
    "Most read", "Update: Storm hits the coast", "Advertisement", "Corrections", "Updated 5m ago",
    "Share this article", "Correction in share prices worries banks", "Sign up for our newsletter",
    "Korrekturen und Kontakt", "更新时间 10:32",
]  # fmt: skip


def article(*texts: str, language: str | None = "en") -> Document:
    return Document(
        url=None, canonical_url=None, page_kind="article", language=language, headline="The old bridge",
        standfirst=None, byline=(), section=None, published_at=None, modified_at=None,
        blocks=tuple(Block("paragraph", text) for text in texts), media=(), notices=(), extractor="test",
        flags=("Updated",),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(TEXTS), max_size=4), st.integers(0, 3), st.sampled_from(["en", "de", "ja", None])
)
def test_finding_twice_is_finding_once(texts: list[str], place: int, language: str | None) -> None:
    once = find_notices(Reading(article(*STORY[:place], *texts, *STORY[place:], language=language)))
    assert find_notices(Reading(once)) == once


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), max_size=4), st.integers(0, 3))
def test_a_block_is_marked_exactly_when_a_notice_stands_in_it(texts: list[str], place: int) -> None:
    document = find_notices(Reading(article(*STORY[:place], *texts, *STORY[place:])))
    carried = {index for notice in document.notices for index in notice.blocks}
    marked = {index for index, block in enumerate(document.blocks) if block.kind == "notice"}
    assert marked <= carried
    assert [block.text for block in document.blocks] == [*STORY[:place], *texts, *STORY[place:]]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TEXTS), st.lists(st.sampled_from(NOISE), max_size=6))
def test_noise_around_the_article_changes_nothing(text: str, noise: list[str]) -> None:
    quiet = article(*STORY, text)
    margins = tuple(Margin(words, "bottom", before_block=4) for words in noise)
    assert find_notices(Reading(quiet, margins)) == find_notices(Reading(quiet))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), max_size=3), st.lists(st.sampled_from(TEXTS), max_size=3))
def test_judging_loses_no_notice_and_ends_in_a_verdict(old: list[str], new: list[str]) -> None:
    before, after = find_notices(Reading(article(*STORY, *old))), find_notices(Reading(article(*STORY, *new)))
    judgement = judge(before, after, compare(before, after))
    assert [c.notice for c in judgement.notices if c.status != "removed"] == list(after.notices)
    assert all(0 <= number < len(judgement.edits) for c in judgement.notices for number in c.covers)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), max_size=3))
def test_an_article_compared_with_itself_is_unchanged(texts: list[str]) -> None:
    document = find_notices(Reading(article(*STORY, *texts)))
    judgement = judge(document, document, compare(document, document))
    assert judgement.verdict.label == "no change"
    assert not judgement.changed
    assert {change.status for change in judgement.notices} <= {"kept"}


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "ar", "hi", "zh", "ko", None]))
def test_any_text_is_read_without_harm(text: str, language: str | None) -> None:
    reading = Reading(article(*STORY, text, language=language), (Margin(text, "top"),))
    document = find_notices(reading)
    assert len(document.blocks) == len(STORY) + 1


def test_a_link_to_another_story_is_no_notice() -> None:
    text = "Correction: An earlier version of this article was wrong about the bridge."
    teaser = Block("paragraph", text, (Link(text, "https://example.org/other"),))
    document = article(*STORY)
    assert find_notices(Reading(replace(document, blocks=(*document.blocks, teaser)))).notices == ()


def test_a_notice_in_body_and_metadata_is_one() -> None:
    text = "An earlier version of this article misstated the year. It was 1913, not 1931."
    margin = Margin(text, "metadata", hint="correction")
    (notice,) = find_notices(Reading(article(*STORY, f"Correction: {text}"), (margin,))).notices
    assert (notice.position, notice.blocks) == ("bottom", (3,))


@pytest.mark.parametrize("text", ["", "[]", "https://example.org/corrections"])
def test_an_empty_correction_in_the_metadata_is_none(text: str) -> None:
    margin = Margin(text, "metadata", hint="correction")
    assert find_notices(Reading(article(*STORY), (margin,))).notices == ()


def test_what_the_markup_calls_a_correction_is_one() -> None:
    margin = Margin("The bridge was built in 1913.", "metadata", hint="correction")
    (notice,) = find_notices(Reading(article(*STORY), (margin,))).notices
    assert (notice.kind, notice.position) == ("correction", "metadata")


def test_a_notice_inside_a_long_paragraph_leaves_the_paragraph_alone() -> None:
    long = " ".join(["The council met again on Tuesday and talked about the bridge for many hours."] * 3)
    note = "(This story has been corrected to show that the bridge was built in 1913.)"
    document = find_notices(Reading(article(STORY[0], f"{long} {note}", STORY[1])))
    assert [notice.text for notice in document.notices] == [note]
    assert {block.kind for block in document.blocks} == {"paragraph"}


# --- the text before its notice ------------------------------------------------------------------------


def test_an_update_tells_of_the_text_before_it() -> None:
    document = find_notices(
        Reading(article(*STORY, "Updated to add", "The builder has withdrawn its offer."))
    )
    earlier = infer_earlier(document)
    assert earlier is not None
    assert [block.text for block in earlier.blocks] == STORY
    assert (earlier.notices, earlier.flags, earlier.modified_at) == ((), (), None)
    verdict = judge(earlier, document, compare(earlier, document)).verdict
    assert (verdict.change, verdict.disclosure, verdict.label) == ("addition", "disclosed", "update")


def test_an_update_goes_on_in_the_paragraphs_after_it() -> None:
    news = [
        "Update, 2:12 PM: The builder has withdrawn its offer, the council said.",
        "A tender opens in June.",
    ]
    late = infer_earlier(find_notices(Reading(article(*STORY, *news))))
    first = infer_earlier(find_notices(Reading(article(*news, "Our earlier story:", *STORY))))
    for earlier in (late, first):
        assert earlier is not None
        assert [block.text for block in earlier.blocks] == STORY


def test_what_follows_an_update_at_the_top_is_kept_where_no_line_closes_it() -> None:
    news = "Update, 2:12 PM: The builder has withdrawn its offer, the council said."
    earlier = infer_earlier(find_notices(Reading(article(news, *STORY))))
    assert earlier is not None
    assert [block.text for block in earlier.blocks] == STORY


def test_an_update_without_news_of_its_own_tells_nothing() -> None:
    document = find_notices(Reading(article(*STORY, "This story has been updated with new information.")))
    assert infer_earlier(document) is None
    assert infer_earlier(find_notices(Reading(article(*STORY)))) is None


def test_a_corrected_value_is_turned_back_where_it_stands_once() -> None:
    note = "Correction: The work will cost 14 million euros, not 41 million euros."
    document = find_notices(Reading(article(*STORY, "It will cost 14 million euros.", note)))
    earlier = infer_earlier(document)
    assert earlier is not None
    assert earlier.blocks[-1].text == "It will cost 41 million euros."
    twice = find_notices(Reading(article("It costs 14 million euros.", "Yes, 14 million euros.", note)))
    assert infer_earlier(twice) is None


def test_a_live_blog_has_no_text_before() -> None:
    blog = replace(
        article(*STORY, "Updated to add", "The builder has withdrawn its offer."), page_kind="liveblog"
    )
    assert infer_earlier(find_notices(Reading(blog))) is None
