"""Text captures in the shapes people save them: our seed exactly, and small ones of our own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.textfile import read_text_capture
from monitor.model import Document, ReaderKnowledge, Snapshot, Unreadable

SEED = Path(__file__).resolve().parents[2] / "seeds" / "000_4ff9f66eb04f678d.txt"
NOW = datetime(2021, 5, 4, tzinfo=UTC)


def capture(
    body: str | bytes, media_type: str = "text/plain", charset: str | None = None, url: str | None = None
) -> Snapshot:
    data = body.encode() if isinstance(body, str) else body
    return Snapshot(url, url, NOW, 200, (), data, "", media_type, charset, baseline=True)


def read(body: str | bytes, **options: str | None) -> Document:
    reading = read_text_capture(capture(body, **options), ReaderKnowledge())  # type: ignore[arg-type]
    assert not isinstance(reading, Unreadable), reading
    return reading.document


def kinds(document: Document) -> list[str]:
    return [block.kind for block in document.blocks]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


# --- the seed -----------------------------------------------------------------------------------------


def test_the_seed_is_read_exactly() -> None:
    lines = SEED.read_text(encoding="utf-8").splitlines()
    document = read(SEED.read_bytes())
    assert document.headline == "ByteDance rebuffs Microsoft's TikTok purchase proposal"
    assert document.standfirst == lines[4]
    assert document.flags == ("Updated",)
    assert document.language == "en"
    assert document.byline == ()
    body = [line for line in lines[6:] if line]
    left_out = {"More about", "Send us news", "Other stories you might like", lines[12]}
    expected = [line for line in body if line not in left_out]
    expected[0] = expected[0].removeprefix("Updated ")
    expected[-4] = expected[-4].removesuffix(" ®")
    assert texts(document) == expected
    assert lines[12].startswith("Microsoft confirms pursuit of TikTok")
    assert kinds(document) == ["paragraph"] * 10 + ["heading"] + ["paragraph"] * 2
    assert document.blocks[10].text == "Updated to add"


def test_the_seed_has_its_day_from_its_address() -> None:
    url = "https://www.theregister.com/2020/09/14/bytedance_rebuffs_microsofts_tiktok_purchase/"
    document = read(SEED.read_bytes(), url=url)
    assert document.url == url
    assert document.published_at == datetime(2020, 9, 14, tzinfo=UTC)


# --- the top ------------------------------------------------------------------------------------------

TITLE = "Bridge closed for the winter"
P1 = "The council closed the bridge on Monday because the deck had moved by four centimeters in a week."
P2 = "Engineers said that the pillars were sound. They want to look at the bearings before the frost comes."
P3 = "A ferry will carry cars until April. Lorries must take the road over the pass, which is an hour longer."


def test_a_title_above_paragraphs_is_the_headline() -> None:
    document = read(f"{TITLE}\n\n{P1}\n\n{P2}\n")
    assert document.headline == TITLE
    assert texts(document) == [P1, P2]


def test_paragraphs_without_a_title_have_no_headline() -> None:
    document = read(f"{P1}\n\n{P2}\n")
    assert document.headline is None
    assert texts(document) == [P1, P2]


@pytest.mark.parametrize("text", [P1, "Bridge closed", "橋は冬の間閉鎖される", "- one item"])
def test_a_text_of_one_block_is_body_and_readable(text: str) -> None:
    document = read(text)
    assert document.headline is None
    assert document.text == text.removeprefix("- ")


@pytest.mark.parametrize(
    "body", ["", " \n\n ", "\n" * 30_000 + "x", "\ufeff", "\n***\n", "Advertisement\n\nShare\n"]
)
def test_a_capture_without_an_article_says_why(body: str) -> None:
    reading = read_text_capture(capture(body), ReaderKnowledge())
    assert isinstance(reading, Unreadable)
    assert reading.reason


def test_byline_and_date_lines_become_fields() -> None:
    document = read(
        f"{TITLE}\n\nA ferry comes instead.\n\nBy Jane Roe and John Poe\n\n3 May 2021, 10:15\n\n{P1}\n\n{P2}"
    )
    assert document.standfirst == "A ferry comes instead."
    assert document.byline == ("Jane Roe", "John Poe")
    assert document.published_at == datetime(2021, 5, 3, 10, 15, tzinfo=UTC)
    assert texts(document) == [P1, P2]


TOPS = [
    ("Von Anna Beispiel, Wien\n3. Mai 2021", ("Anna Beispiel",)),
    ("Par Marie Exemple\nPublié le 3 mai 2021 à 10h15", ("Marie Exemple",)),
    ("Автор: Анна Примерова\n03.05.2021", ("Анна Примерова",)),
    ("Jane Roe\nMay 3, 2021", ("Jane Roe",)),
    ("May 3, 2021 | By Jane Roe", ("Jane Roe",)),
]


@pytest.mark.parametrize(("top", "byline"), TOPS)
def test_tops_of_captures_in_several_languages(top: str, byline: tuple[str, ...]) -> None:
    document = read(f"{TITLE}\n\n{top}\n\n{P1}\n\n{P2}")
    assert document.byline == byline
    assert document.published_at is not None
    assert document.published_at.date().isoformat() == "2021-05-03"
    assert texts(document) == [P1, P2]


def test_a_section_name_above_the_title_is_not_the_title() -> None:
    assert read(f"Traffic\n\n{TITLE} says council\n\n{P1}\n\n{P2}").headline == f"{TITLE} says council"


def test_labeled_lines_are_read() -> None:
    document = read(f"Title: {TITLE}\nURL: https://example.com/2021/05/03/bridge\n\n{P1}\n\n{P2}")
    assert document.headline == TITLE
    assert document.url == "https://example.com/2021/05/03/bridge"
    assert texts(document) == [P1, P2]


@pytest.mark.parametrize(("flag", "rest"), [("Updated ", P1), ("UPDATED\n\n", P1), ("Exclusive ", P1)])
def test_a_flag_before_the_first_sentence_is_kept_apart(flag: str, rest: str) -> None:
    document = read(f"{TITLE}\n\n{flag}{rest}\n\n{P2}")
    assert document.flags == (flag.strip(),)
    assert texts(document) == [P1, P2]


# --- what is of the page ------------------------------------------------------------------------------

FURNITURE = [
    "This article is more than 3 years old",
    "Dieser Artikel ist mehr als 3 Jahre alt",
    "Advertisement",
    "ANZEIGE",
    "Share this article",
    "12 comments",
    "5 min read",
    "Lire aussi",
    "Read more: Ferry fares to rise in May",
    "Lesen Sie auch: Fähre wird teurer",
    "***",
    "Читайте также",
    "広告",
    "공유하기",
    "© 2021 The Morning",
    "Baca juga",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_lines_of_the_page_are_left_out(line: str) -> None:
    assert texts(read(f"{TITLE}\n\n{P1}\n\n{line}\n\n{P2}\n\n{P3}")) == [P1, P2, P3]


def test_titles_under_a_related_label_are_left_out_and_the_text_goes_on() -> None:
    document = read(
        f"{TITLE}\n\n{P1}\n\nRead more\n\nFerry fares to rise\n\nPass road reopens\n\n{P2}\n\n{P3}"
    )
    assert texts(document) == [P1, P2, P3]


def test_everything_under_an_ending_label_is_left_out() -> None:
    tail = "You might also like\n\nFerry fares to rise in May\n\nPass road reopens after a week"
    assert texts(read(f"{TITLE}\n\n{P1}\n\n{P2}\n\n{tail}")) == [P1, P2]


def test_a_title_with_more_room_below_it_than_any_paragraph_is_another_articles() -> None:
    document = read(f"{TITLE}\n\n{P1}\n\nFerry fares to rise in May, owner says\n\n\n{P2}\n\n{P3}")
    assert texts(document) == [P1, P2, P3]


def test_a_line_as_long_as_a_headline_between_paragraphs_is_another_articles() -> None:
    related = "Ferry owner denies plan to double fares after talks with council break down again"
    assert texts(read(f"{TITLE}\n\n{P1}\n\n{related}\n\n{P2}\n\n{P3}")) == [P1, P2, P3]


def test_headings_of_the_article_survive() -> None:
    document = read(
        f"{TITLE}\n\n{P1}\n\nWhat the engineers found\n\n{P2}\n\n\nThe ferry\n\n{P3}\n\n{P1} Again."
    )
    assert texts(document) == [P1, "What the engineers found", P2, "The ferry", P3, f"{P1} Again."]
    assert kinds(document) == ["paragraph", "heading", "paragraph", "heading", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    "label", ["Updated to add", "Correction", "Korrektur vom 4. Mai 2021", "Mise à jour", "訂正", "Bootnote"]
)
def test_labels_of_notices_survive_whatever_room_they_have(label: str) -> None:
    document = read(f"{TITLE}\n\n{P1}\n\n{P2}\n\n{label}\n\n\n{P3}")
    assert texts(document) == [P1, P2, label, P3]


def test_an_end_mark_is_taken_off() -> None:
    assert texts(read(f"{TITLE}\n\n{P1}\n\n{P2} ®\n\nCorrection\n\n{P3}")) == [P1, P2, "Correction", P3]


# --- lines and encodings ------------------------------------------------------------------------------


def wrapped(text: str, width: int = 50) -> str:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) + 1 > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def test_wrapped_lines_are_joined() -> None:
    assert texts(read("\n\n".join([TITLE, wrapped(P1), wrapped(P2), wrapped(P3)]))) == [P1, P2, P3]


def test_a_paragraph_a_line_is_not_joined() -> None:
    document = read("\n".join([TITLE, P1, P2, P3]))
    assert document.headline == TITLE
    assert texts(document) == [P1, P2, P3]


def test_wrapped_lines_without_spaces_are_joined_without_any() -> None:
    first = "市議会は月曜日に橋を閉鎖した。床版が一週間に四センチ動いたためである。"
    lines = [first[number : number + 16] for number in range(0, len(first), 16)]
    assert texts(read("橋を閉鎖\n\n" + "\n".join(lines) + "\n\n" + "\n".join(lines))) == [first, first]


def test_lists_are_items() -> None:
    document = read(
        f"{TITLE}\n\n{P1}\n\n- cars take the ferry\n- lorries take the pass\n• bicycles wait\n\n{P2}"
    )
    assert kinds(document) == ["paragraph", "list_item", "list_item", "list_item", "paragraph"]
    assert texts(document)[1:4] == ["cars take the ferry", "lorries take the pass", "bicycles wait"]


ENCODINGS = [
    ("utf-8", None),
    ("utf-8-sig", None),
    ("utf-16", None),
    ("cp1252", "windows-1252"),
    ("cp1252", None),
]


@pytest.mark.parametrize(("encoding", "charset"), ENCODINGS)
def test_encodings(encoding: str, charset: str | None) -> None:
    body = "Brücke geschlossen\n\nDie Brücke über die Gölsen ist seit Montag für alle gesperrt."
    document = read(body.encode(encoding), charset=charset)
    assert document.headline == "Brücke geschlossen"
    assert document.language == "de"


def test_the_language_of_the_source_wins() -> None:
    reading = read_text_capture(capture(P1), ReaderKnowledge(language="en-IE"))
    assert not isinstance(reading, Unreadable)
    assert reading.document.language == "en-IE"


# --- laws ---------------------------------------------------------------------------------------------


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_document_or_a_reason(body: bytes) -> None:
    reading = read_text_capture(capture(body), ReaderKnowledge())
    assert reading == read_text_capture(capture(body), ReaderKnowledge())
    if not isinstance(reading, Unreadable):
        assert reading.document.blocks
        assert all(block.text == block.text.strip() != "" for block in reading.document.blocks)


WORDS = st.lists(
    st.sampled_from(
        [
            "the",
            "bridge",
            "council",
            "ferry",
            "was",
            "not",
            "closed",
            "40",
            "percent",
            "Monday",
            "said",
            "frost",
        ]
    ),
    min_size=8,
    max_size=30,
)
PARAGRAPHS = st.lists(WORDS.map(lambda words: " ".join(words).capitalize() + "."), min_size=2, max_size=8)


@given(PARAGRAPHS)
def test_what_was_read_reads_the_same_again(paragraphs: list[str]) -> None:
    first = read("\n\n".join([TITLE, *paragraphs]))
    assert texts(first) == paragraphs
    again = read("\n\n".join([first.headline or "", first.text]))
    assert again == first


def test_a_capture_longer_than_a_book_is_read_in_part_and_says_so() -> None:
    document = read(f"{TITLE}\n\n" + f"{P1}\n\n" * 30_000)
    assert document.warnings
    assert document.blocks[0].text == P1


def test_markdown_of_a_books_length_is_read_as_text() -> None:
    assert len(read("# Bridge closed\n\n" + f"{P1}\n\n" * 3_000, media_type="text/markdown").blocks) >= 3_000
