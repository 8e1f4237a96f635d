"""Facets and significance of edits, and the three laws that keep small changes from being called noise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.compare import compare
from monitor.judge.facets import annotate, is_furniture
from monitor.judge.lexicon import LANGUAGES, lexicon, lexicon_for
from monitor.judge.rules import scale
from monitor.model import Block, Change, Document, Edit, Facet, Link, Media, Reason

BODY = (
    "The harbor council met on Monday. It approved the new ferry line, which costs 4.2 million dollars.",
    "Residents did not object. “We want the ferry now,” said Ada Lund, who leads a citizens' group.",
)


def article(*texts: str | Block, language: str | None = "en", **fields: object) -> Document:
    blocks = tuple(text if isinstance(text, Block) else Block("paragraph", text) for text in texts or BODY)
    document = Document(
        url="https://paper.example/ferry", canonical_url=None, page_kind="article", language=language,
        headline="Ferry line approved", standfirst=None, byline=("Ada Lund",), section=None,
        published_at=None, modified_at=None, blocks=blocks, media=(), notices=(), extractor="test",
    )  # fmt: skip
    return replace(document, **fields)


def judged(before: Document, after: Document) -> tuple[tuple[Edit, ...], tuple[Reason, ...], Change]:
    edits, reasons = annotate(compare(before, after), before, after)
    return edits, reasons, scale(edits, before, after).change


def change(before: Document, after: Document) -> Change:
    return judged(before, after)[2]


def with_text(old: str, new: str) -> Document:
    return article(*(text.replace(old, new) for text in BODY))


def test_a_reason_quotes_the_words_and_names_the_place() -> None:
    _, reasons, _ = judged(article(), with_text("4.2 million", "42 million"))
    assert reasons == (
        Reason("number changed", "4.2 million dollars → 42 million dollars (first paragraph)", 0),
    )


@pytest.mark.parametrize(
    ("old", "new", "facet"),
    [
        ("4.2 million dollars", "$4.2m", None),
        (
            "4.2 million dollars",
            "4.2 million euros",
            Facet("number", "4.2 million dollars", "4.2 million euros"),
        ),
        ("on Monday", "on 3 May", Facet("date", "Monday", "3 May")),
        ("Ada Lund", "Ida Lund", Facet("name", "Ada Lund", "Ida Lund")),
        ("did not object", "objected", Facet("negation", "not object", None)),
        ("approved", "reportedly approved", Facet("hedge", None, "reportedly")),
        ("said Ada", "claimed Ada", Facet("attribution", "said", "claimed")),
        (
            "the ferry now",
            "the ferry later",
            Facet("quote", "We want the ferry now,", "We want the ferry later,"),
        ),
    ],
)
def test_a_fact_and_its_facet(old: str, new: str, facet: Facet | None) -> None:
    edits, _, found = judged(article(), with_text(old, new))
    assert found == ("substantive" if facet else "style")
    assert facet is None or facet in edits[0].facets


def test_marks_put_around_words_make_a_quotation() -> None:
    before, after = (
        article("He called it a lost year for the town."),
        article("He called it “a lost year” for the town."),
    )
    edits, _, found = judged(before, after)
    assert found == "substantive"
    assert edits[0].facets[0] == Facet("quote", "a lost year", "“a lost year”")


def test_a_quotation_that_runs_over_sentences_is_still_one() -> None:
    text = "“The line is dear. Nobody uses it at night. We will close it,” she said."
    edits, _, found = judged(article(text), article(text.replace("Nobody", "Everybody")))
    assert found == "substantive"
    assert any(facet.kind == "quote" for facet in edits[0].facets)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", None),
        ("standfirst", "A long debate ends."),
        ("byline", ()),
        ("published_at", datetime(2024, 5, 3, tzinfo=UTC)),
    ],
)
def test_a_field_that_one_reading_lacks_is_no_change_of_the_article(field: str, value: object) -> None:
    assert change(article(), article(**{field: value})) == "technical"


def test_a_standfirst_that_the_other_reading_took_for_a_paragraph() -> None:
    lead = "A long debate in the council ends with a vote."
    assert change(article(lead, *BODY), article(standfirst=lead)) == "technical"


def test_captions_of_a_reading_without_pictures() -> None:
    picture = Media("image", "https://cdn.example/a.jpg", "The ferry")
    full = article(*BODY, Block("caption", "The ferry leaves the quay."), media=(picture,))
    assert change(full, article()) == "technical"


def test_a_caption_comes_and_goes_with_its_picture_and_may_be_put_right() -> None:
    def shown(*captions: str) -> Document:
        picture = Media("image", "https://cdn.example/a.jpg", "The ferry")
        return article(*BODY, *(Block("caption", text) for text in captions), media=(picture,))

    assert change(shown(), shown("The ferry leaves the quay.")) == "style"
    assert change(shown("Photo: Bo Ek / Reuters"), shown()) == "technical"
    assert change(shown("Ada Lund on the quay."), shown("Ada Lunt on the quay.")) == "substantive"


def test_headline_and_byline() -> None:
    edits, _, found = judged(article(), article(headline="Ferry line rejected"))
    assert found == "substantive"
    assert [facet.kind for facet in edits[0].facets] == ["headline", "claim"]
    assert change(article(), article(byline=("Ada B. Lund",))) == "technical"
    assert change(article(), article(byline=("Ada Lund", "Bo Ek"))) == "addition"
    assert change(article(), article(byline=("Bo Ek",))) == "substantive"


def test_the_day_of_publication_counts_and_its_hour_does_not() -> None:
    def published(day: int, hour: int) -> Document:
        return article(published_at=datetime(2024, 5, day, hour, tzinfo=UTC))

    assert change(published(3, 8), published(3, 9)) == "technical"
    assert change(published(3, 8), published(9, 8)) == "substantive"


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("https://a.example/1", "https://b.example/2", "substantive"),
        ("https://a.example/1", None, "style"),
        ("#top", "#end", "none"),
        ("https://b.example/2", "#end", "substantive"),
    ],
)
def test_links(old: str, new: str | None, wanted: Change) -> None:
    other = Link("Monday", "https://c.example/")

    def linked(href: str | None) -> Document:
        links = (other, Link("council", href)) if href else (other,)
        return article(Block("paragraph", BODY[0], links), BODY[1])

    assert change(linked(old), linked(new)) == wanted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "5 min ago"), ("en", "123 comments"), ("en", "Share this article"),
        ("de", "vor 5 Minuten"),
        ("fr", "12 commentaires"), ("es", "Actualizado hace 3 horas"), ("ru", "5 минут назад"),
        ("ja", "3分前"),
        ("zh", "12 条评论"), ("ko", "댓글 3"), ("tr", "5 dakika önce"), ("ar", "منذ 5 دقائق"),
    ],
)  # fmt: skip
def test_clocks_counters_and_share_words_are_the_pages_own(language: str, text: str) -> None:
    assert is_furniture(text, lexicon(language))
    before, after = article(*BODY, language=language), article(*BODY, text, language=language)
    assert change(before, after) == "technical"


@pytest.mark.parametrize(
    "text", ["Five people shared a car.", "More than 12 readers wrote.", "He comments on it."]
)
def test_a_short_statement_is_no_furniture(text: str) -> None:
    assert not is_furniture(text, lexicon("en"))


def test_a_moved_paragraph_and_one_that_stands_twice_are_style() -> None:
    assert change(article(), article(*reversed(BODY))) == "style"
    assert change(article(), article(*BODY, BODY[0])) == "style"


def test_a_split_paragraph_is_technical() -> None:
    first, second = (f"{sentence}." for sentence in BODY[0].removesuffix(".").split(". "))
    assert change(article(), article(first, second, BODY[1])) == "technical"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_its_lists_and_is_recognized(code: str) -> None:
    words = lexicon(code)
    assert words.function and words.negation.entries and words.hedge.entries and words.said.entries
    assert words.months or words.month_stems
    sample = " ".join(sorted(words.function)) if not words.dense else "".join(sorted(words.function)) * 3
    assert lexicon_for(None, sample).language in {
        code,
        *({"no"} if code == "da" else ()),
        *({"da"} if code == "no" else ()),
    }
    assert lexicon_for(f"{code}-XX", "").language == code


# --- the laws ---------------------------------------------------------------------------------------------

FACTS = st.sampled_from(["number", "name", "negation", "quote", "date"])


def sentence(kind: str, variant: bool) -> str:
    values = {
        "number": ("14", "16"), "name": ("Lund", "Lunt"), "negation": ("objected", "did not object"),
        "quote": ("“We agree now”", "“We agree then”"), "date": ("on Monday", "on Sunday"),
    }  # fmt: skip
    facts = {name: pair[variant and name == kind] for name, pair in values.items()}
    return (
        f"All {facts['number']} members met {facts['date']}, but Ada {facts['name']} {facts['negation']} "
        f"to the plan and said {facts['quote']}."
    )


@settings(deadline=None)
@given(FACTS, st.lists(st.sampled_from(BODY), max_size=4), st.integers(0, 4))
def test_a_fact_is_never_noise_wherever_it_stands(kind: str, others: list[str], place: int) -> None:
    before, after = [*others], [*others]
    before.insert(place, sentence(kind, False))
    after.insert(place, sentence(kind, True))
    edits, _, found = judged(article(*before), article(*after))
    assert found == "substantive"
    assert kind in {facet.kind for edit in edits for facet in edit.facets}


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from([None, *LANGUAGES]))
def test_every_edit_has_a_reason_and_any_text_is_judged(one: str, other: str, language: str | None) -> None:
    edits, reasons, _ = judged(article(one, language=language), article(other, language=language))
    assert {reason.edit for reason in reasons} == set(range(len(edits)))
    assert all(edit.facets or edit.before == edit.after for edit in edits)
