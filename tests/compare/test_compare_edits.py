"""Edits as a person would mark them: what is aligned with what, and which words are marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.compare import apply, compare, content_of
from monitor.model import Block, Document, Edit, Link, Media, Notice

FIRST = "The harbor council met on Monday. It approved the new ferry line after a long debate."
SECOND = "Residents of the north quay objected. They fear noise at night and more cars in the narrow lanes."
THIRD = "The line opens in spring. Tickets will cost four dollars. Children travel free of charge."
FOURTH = "A study by the port office expects six hundred passengers a day in the first year."


def article(*texts: str | Block, **fields: object) -> Document:
    blocks = tuple(text if isinstance(text, Block) else Block("paragraph", text) for text in texts)
    document = Document(
        url=None, canonical_url=None, page_kind="article", language="en", headline="Ferry line approved",
        standfirst=None, byline=("Ada Lund",), section=None, published_at=None, modified_at=None,
        blocks=blocks, media=(), notices=(), extractor="test",
    )  # fmt: skip
    return replace(document, **fields)


def edits_between(before: Document, after: Document) -> tuple[Edit, ...]:
    edits = compare(before, after)
    assert apply(edits, before) == content_of(after)
    return edits


def marked(edit: Edit) -> str:
    marks = {"equal": "{}", "delete": "[-{}-]", "insert": "[+{}+]"}
    return "".join(marks[op].format(text) for op, text in edit.spans)


def test_one_word_in_one_sentence_is_one_edit_at_its_place() -> None:
    before, after = article(FIRST, THIRD), article(FIRST, THIRD.replace("four", "five"))
    (edit,) = edits_between(before, after)
    assert (edit.op, edit.field, edit.before_index, edit.after_index) == ("replace", "body", 1, 1)
    assert marked(edit) == "Tickets will cost [-four-][+five+] dollars."


def test_a_paragraph_added_and_one_removed() -> None:
    edits = edits_between(article(FIRST, SECOND, THIRD), article(FIRST, THIRD, FOURTH))
    assert [(edit.op, edit.before_index, edit.after_index) for edit in edits] == [
        ("delete", 1, None),
        ("insert", None, 2),
    ]


def test_a_sentence_added_inside_a_paragraph() -> None:
    (edit,) = edits_between(article(THIRD), article(THIRD.replace("Children", "Dogs pay half. Children")))
    assert (edit.op, edit.before, edit.after) == ("insert", None, "Dogs pay half.")


def test_a_moved_paragraph() -> None:
    edits = edits_between(article(FIRST, SECOND, THIRD, FOURTH), article(FOURTH, FIRST, SECOND, THIRD))
    assert [(edit.op, edit.before_index, edit.after_index) for edit in edits] == [("move", 3, 0)]


def test_a_paragraph_moved_and_edited() -> None:
    edits = edits_between(
        article(FIRST, SECOND, THIRD, FOURTH),
        article(FOURTH.replace("six hundred", "seven hundred"), FIRST, SECOND, THIRD),
    )
    assert [edit.op for edit in edits] == ["move"]
    assert "[-six-][+seven+]" in marked(edits[0])


def test_a_split_and_a_merged_paragraph() -> None:
    whole = f"{SECOND} {FOURTH}"
    (split,) = edits_between(article(FIRST, whole), article(FIRST, SECOND, FOURTH))
    assert (split.op, split.before_index, split.after_index) == ("split", 1, 1)
    (merge,) = edits_between(article(FIRST, SECOND, FOURTH), article(FIRST, whole))
    assert (merge.op, merge.before_index, merge.after_index) == ("merge", 1, 1)


def test_a_sentence_moved_to_another_paragraph() -> None:
    moved = "Children travel free of charge."
    edits = edits_between(article(FIRST, THIRD), article(f"{FIRST} {moved}", THIRD.replace(f" {moved}", "")))
    assert [(edit.op, edit.before_index, edit.after_index) for edit in edits] == [("move", 1, 0)]


def test_fields_are_edits_of_their_own() -> None:
    before = article(FIRST, standfirst="A long debate ends.", published_at=datetime(2024, 5, 3, tzinfo=UTC))
    after = article(
        FIRST, headline="Ferry line rejected", byline=("Ada Lund", "Bo Ek"), standfirst=None,
        published_at=datetime(2024, 5, 4, tzinfo=UTC),
    )  # fmt: skip
    edits = {edit.field: edit for edit in edits_between(before, after)}
    assert set(edits) == {"headline", "standfirst", "byline", "published_at"}
    assert edits["byline"].after == "Ada Lund; Bo Ek"
    assert edits["standfirst"].op == "delete"


def test_the_time_of_modification_is_never_an_edit() -> None:
    moment = datetime(2024, 5, 3, tzinfo=UTC)
    assert compare(article(FIRST), article(FIRST, modified_at=moment)) == ()


def test_notices_are_edits_of_their_own_field() -> None:
    outer = Notice("correction", "Correction: the fare is five dollars.", "en", None, "bottom")
    inner = Block("notice", "This article was amended to correct the fare.")
    edits = edits_between(article(FIRST), article(FIRST, inner, notices=(outer,)))
    assert [(edit.field, edit.op, edit.after_index) for edit in edits] == [
        ("notice", "insert", 1),
        ("notice", "insert", None),
    ]


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("It cost 1,234.5 dollars.", "It cost 1,234.6 dollars.", "It cost [-1,234.5-][+1,234.6+] dollars."),
        ("Ann O'Neill spoke.", "Ann O'Neil spoke.", "Ann [-O'Neill-][+O'Neil+] spoke."),
        ("He paid nothing.", "He paid almost nothing.", "He paid [+almost +]nothing."),
        ("警方称14人受伤。", "警方称16人受伤。", "警方称[-14-][+16+]人受伤。"),
        ("被害額は2億5000万円。", "被害額は2億6000万円。", "被害額は[-2億5000万-][+2億6000万+]円。"),
        ("قتل 14 شخصا", "قتل 16 شخصا", "قتل [-14-][+16+] شخصا"),
        ("Great 👨\u200d👩\u200d👧 day", "Great 👩 day", "Great [-👨\u200d👩\u200d👧-][+👩+] day"),
        ("a red old car", "a blue new car", "a [-red old-][+blue new+] car"),
    ],
)
def test_whole_words_are_marked(before: str, after: str, wanted: str) -> None:
    (edit,) = edits_between(article(before), article(after))
    assert marked(edit) == wanted


def linked(*links: tuple[str, str]) -> Block:
    return Block("paragraph", FIRST, tuple(Link(text, href) for text, href in links))


def test_a_link_that_leads_elsewhere() -> None:
    before = article(linked(("council", "https://a.example/one")))
    (edit,) = edits_between(before, article(linked(("council", "https://b.example/two"))))
    assert edit.links == (("https://a.example/one", "https://b.example/two"),)
    assert edit.before == "The harbor council met on Monday."


@pytest.mark.parametrize(
    "other",
    ["http://www.a.example/one/", "https://a.example/one?utm_source=x", "https://a.example/one#top", "/one"],
)
def test_the_same_resource_in_another_spelling(other: str) -> None:
    before = article(linked(("council", "https://a.example/one")))
    assert compare(before, article(linked(("council", other)))) == ()


def test_a_capture_without_links_and_media_is_no_difference() -> None:
    picture = Media("image", "https://cdn.example/ferry-1200x800.jpg", "A ferry at the quay")
    full = article(linked(("council", "https://a.example/one")), media=(picture,))
    assert compare(full, article(FIRST)) == ()


def test_a_picture_in_another_size_is_the_same_and_another_picture_is_not() -> None:
    def shown(src: str, alt: str) -> Document:
        return article(FIRST, media=(Media("image", src, alt),))

    before = shown("https://cdn.example/w_800/ferry.jpg?w=800", "A ferry at the quay")
    assert compare(before, shown("https://img.example/w_400/ferry.webp", "Ferry at quay")) == ()
    (edit,) = compare(before, shown("https://cdn.example/w_800/mayor.jpg", "The mayor speaks"))
    assert (edit.before, edit.after) == ("A ferry at the quay", "The mayor speaks")
