"""Laws of comparing: nothing differs from itself, and the edits restore the new document exactly."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.compare import apply, compare, content_of
from monitor.model import Block, Document, Notice

SENTENCES = [
    "The mayor resigned on Monday.",
    "She paid 1,234.5 dollars.",
    "He said: “It is over.” Then he left.",
    "Der Minister, z. B. am 3. Mai, trat zurück!",
    "市長は月曜日に辞任した。",
    "「行きます。」と述べた。",
    "他说：“好。”",
    "स्थानीय लोग चले गए।",
    "وصل الوزير أمس؟",
    "ผู้ว่าฯ ลาออกแล้ว",
    "e\u0301te\u0301 👨\u200d👩\u200d👧 ok.",
    "No",
]
text = st.one_of(
    st.lists(st.sampled_from(SENTENCES), max_size=5).map(" ".join),
    st.lists(st.sampled_from(SENTENCES), max_size=5).map("".join),
    st.text(max_size=40),
)
blocks = st.builds(
    Block, st.sampled_from(["paragraph", "heading", "caption", "notice", "list_item", "quote"]), text
)
moments = st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
names = st.text(st.characters(exclude_characters=";"), min_size=1, max_size=12)


def outer_notice(words: str) -> Notice:
    return Notice("correction", words, None, None, "bottom")


documents = st.builds(
    Document,
    url=st.none(),
    canonical_url=st.none(),
    page_kind=st.just("article"),
    language=st.sampled_from([None, "en", "ja", "de"]),
    headline=st.none() | text,
    standfirst=st.none() | text,
    byline=st.lists(names, max_size=3).map(tuple),
    section=st.none(),
    published_at=moments,
    modified_at=moments,
    blocks=st.lists(blocks, max_size=7).map(tuple),
    media=st.just(()),
    notices=st.lists(text.map(outer_notice), max_size=3).map(tuple),
    extractor=st.just("test"),
)


@given(documents)
def test_nothing_differs_from_itself(document: Document) -> None:
    assert compare(document, document) == ()


@settings(max_examples=400, deadline=None)
@given(documents, documents)
def test_the_edits_restore_the_new_document(before: Document, after: Document) -> None:
    assert apply(compare(before, after), before) == content_of(after)


@settings(max_examples=300, deadline=None)
@given(documents, st.data())
def test_the_edits_restore_a_shuffled_and_thinned_document(before: Document, data: st.DataObject) -> None:
    pieces = data.draw(st.permutations(before.blocks))
    kept = tuple(pieces[: data.draw(st.integers(0, len(pieces)))])
    after = Document(**{**{f: getattr(before, f) for f in before.__dataclass_fields__}, "blocks": kept})
    assert apply(compare(before, after), before) == content_of(after)


@settings(deadline=None)
@given(documents, documents)
def test_spans_add_up_to_the_texts(before: Document, after: Document) -> None:
    for edit in compare(before, after):
        if edit.field == "published_at":
            continue
        assert "".join(t for op, t in edit.spans if op != "insert") == (edit.before or "")
        assert "".join(t for op, t in edit.spans if op != "delete") == (edit.after or "")


@settings(deadline=None)
@given(documents, documents)
def test_the_same_input_gives_the_same_edits(before: Document, after: Document) -> None:
    assert compare(before, after) == compare(before, after)
