"""What a page's reading holds: typed blocks, links, flags, marks, margins, and an account of all of it."""

from __future__ import annotations

import pytest

from monitor.extract import block_digest, explain, extract
from monitor.model import Link, ReaderKnowledge, Reading, Recipe, Unreadable
from tests.pages import HEADLINE, PARAGRAPHS, document, page, paragraphs, read, snapshot, texts


def kinds(inside: list[str]) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in document(page(inside)).blocks]


def test_every_kind_of_block_is_told_apart() -> None:
    inside = [
        *paragraphs()[:2],
        "<h2>What is broken</h2>",
        "<ul><li>Bearing two, on the town side of the river</li><li>Bearing five, in the middle</li></ul>",
        "<blockquote><p>It held for ninety years, and nobody thanked it.</p></blockquote>",
        "<table><tr><th>Bearing</th><th>Cracks</th></tr><tr><td>Two</td><td>4</td></tr></table>",
        "<pre>close(bridge)</pre>",
        '<figure><img src="/b.jpg"><figcaption>The bridge in 1936, a year before it opened.</figcaption></figure>',
        *paragraphs()[2:],
    ]
    assert kinds(inside)[2:10] == [
        ("heading", "What is broken"),
        ("list_item", "Bearing two, on the town side of the river"),
        ("list_item", "Bearing five, in the middle"),
        ("quote", "It held for ninety years, and nobody thanked it."),
        ("table", "Bearing | Cracks"),
        ("table", "Two | 4"),
        ("code", "close(bridge)"),
        ("caption", "The bridge in 1936, a year before it opened."),
    ]


def test_the_text_is_the_body_without_headline_byline_and_captions() -> None:
    caption = '<figure><img src="/b.jpg"><figcaption>The bridge in 1936, a year before it opened.</figcaption></figure>'
    text = document(page([caption, *paragraphs()])).text
    assert text == "\n\n".join(PARAGRAPHS)


LINKS = {
    'the <a href="/report">report</a> of March': (Link("report", "https://herald.example/report"),),
    'a <a href="//port.example/a?utm_source=x">notice</a>': (Link("notice", "https://port.example/a"),),
    'write to <a href="mailto:Ines@port.example?subject=x">her</a>': (
        Link("her", "mailto:ines@port.example"),
    ),
    'see <a href="#costs">below</a>': (Link("below", "#costs"),),
    'no <a href="javascript:void(0)">link</a>': (),
    'hidden <a href="/cdn-cgi/l/email-protection#422102206c6173">address</a>': (
        Link("address", "mailto:c@b.#1"),
    ),
}


@pytest.mark.parametrize("markup", LINKS)
def test_links_are_absolute_and_stand_with_their_block(markup: str) -> None:
    text = "The port authority has said more about this in"
    blocks = document(page([*paragraphs(), f"<p>{text} {markup}, for all who want to know.</p>"])).blocks
    assert blocks[-1].text.startswith(text)
    assert blocks[-1].links == LINKS[markup]


@pytest.mark.parametrize("mark", [" ®", " ■", "◼", " ●", " □", " -30-", " ###"])
def test_the_mark_at_the_end_is_no_word_of_the_article(mark: str) -> None:
    assert texts(page([*paragraphs()[:-1], f"<p>{PARAGRAPHS[-1]}{mark}</p>"])) == list(PARAGRAPHS)


def test_a_flag_before_the_first_sentence_stands_apart() -> None:
    found = document(page([f"<p><strong>Updated</strong> {PARAGRAPHS[0]}</p>", *paragraphs()[1:]]))
    assert found.flags == ("Updated",)
    assert found.blocks[0].text == PARAGRAPHS[0]


NOTICE = "Correction, 6 May: An earlier version of this article gave the wrong number of bearings."
PLACES = {
    "in the body": {"inside": [*paragraphs(), f"<p><em>{NOTICE}</em></p>"]},
    "a box in the body": {
        "inside": [*paragraphs(), f'<aside class="correction-box"><p>{NOTICE}</p></aside>']
    },
    "a footer": {"below": f"<footer><p>{NOTICE}</p></footer>"},
    "after the body": {"below": f'<div class="c-errata">{NOTICE}</div>'},
    "above the headline": {"above": f"<div><p>{NOTICE}</p></div>"},
    "with the time stamp": {"above": f'<div class="timestamp"><span>{NOTICE}</span></div>'},
    "beside the article": {"side": f"<section><p>{NOTICE}</p></section>"},
    "a line in a list": {"below": f'<div class="corrections"><ul><li><span>{NOTICE}</span></li></ul></div>'},
}


@pytest.mark.parametrize("place", PLACES)
def test_no_notice_is_lost_wherever_it_stands(place: str) -> None:
    reading = read(page(**PLACES[place]))  # type: ignore[arg-type]
    assert isinstance(reading, Reading)
    found = [block.text for block in reading.document.blocks] + [margin.text for margin in reading.margins]
    assert NOTICE in found


def test_comments_and_lists_of_other_articles_are_no_margins() -> None:
    below = (
        f'<section class="comments"><p>{NOTICE}</p></section>'
        '<div class="related"><p>Update: ferries run again after the storm of last night</p></div>'
        '<p><a href="/x">Correction: what we got wrong about the lighthouse</a></p>'
    )
    reading = read(page(below=below))
    assert isinstance(reading, Reading)
    said = " ".join(margin.text for margin in reading.margins)
    assert "bearings" not in said and "ferries run again" not in said and "lighthouse" not in said


def test_the_account_names_every_block_and_its_rule() -> None:
    inside = [
        *paragraphs(),
        '<div class="related"><p>Ferry company buys two boats</p></div>',
        "<p>Advertisement</p>",
    ]
    rows = explain(snapshot(page(inside)), ReaderKnowledge())
    assert [row.text for row in rows if row.kept] == list(PARAGRAPHS)
    rules = {row.text: row.rule for row in rows if not row.kept}
    assert rules["Ferry company buys two boats"] == "markup-never"
    assert rules["Advertisement"] == "furniture"


def test_contents_of_a_long_document_are_its_own() -> None:
    names = ("Your account", "What we keep", "How to leave")
    contents = "".join(f'<li><a href="#s{n}">{name}</a></li>' for n, name in enumerate(names))
    sections = "".join(
        f'<h2 id="s{n}">{name}</h2>{"".join(paragraphs()[2 * n : 2 * n + 2])}' for n, name in enumerate(names)
    )
    found = texts(page([f'<nav class="toc"><ol>{contents}</ol></nav>{sections}']))
    assert found[:3] == list(names) and found.count("What we keep") == 2


def test_texts_known_as_volatile_are_left_out() -> None:
    first = document(
        page([*paragraphs(), "<p>Visitors to the harbour today counted so far: 4,118 people.</p>"])
    )
    second = document(
        page([*paragraphs(), "<p>Visitors to the harbour today counted so far: 4,203 people.</p>"])
    )
    found = frozenset(block_digest(one.blocks[-1].text) for one in (first, second))
    reading = read(page([*paragraphs(), f"<p>{first.blocks[-1].text}</p>"]), volatile=found)
    assert isinstance(reading, Reading)
    assert [block.text for block in reading.document.blocks] == list(PARAGRAPHS)


RECIPE_PAGE = page(
    [*paragraphs(), '<p class="x9">Subscribe to our choir, which sings every Sunday at the quay.</p>'],
    below='<div class="fix">The name of the engineer was misspelled.</div><b class="who">Ada Lund</b>',
)


def test_a_recipe_chooses_drops_and_names() -> None:
    recipe = Recipe(headline="h1", body=".article-body", notice=".fix", byline=".who", drop=(".x9",))
    reading = read(RECIPE_PAGE, recipe=recipe)
    assert isinstance(reading, Reading)
    assert [block.text for block in reading.document.blocks] == list(PARAGRAPHS)
    assert reading.document.headline == HEADLINE
    assert reading.document.byline == ("Ada Lund",)
    assert "The name of the engineer was misspelled." in [margin.text for margin in reading.margins]
    assert reading.document.warnings == ()


@pytest.mark.parametrize("selector", [".gone", "p[", "???"])
def test_a_selector_that_finds_nothing_is_told_and_the_generic_reader_steps_in(selector: str) -> None:
    reading = read(page(), recipe=Recipe(body=selector))
    assert isinstance(reading, Reading)
    assert [block.text for block in reading.document.blocks] == list(PARAGRAPHS)
    assert len(reading.document.warnings) == 1 and selector in reading.document.warnings[0]


def test_a_recipe_gathers_a_body_in_pieces() -> None:
    inside = [
        f'<div class="piece">{text}</div><p>Between the pieces stand our other offers today.</p>'
        for text in paragraphs()
    ]
    reading = read(page(inside), recipe=Recipe(body=".piece"))
    assert isinstance(reading, Reading)
    assert [block.text for block in reading.document.blocks] == list(PARAGRAPHS)


def test_text_captures_go_to_their_own_reader() -> None:
    capture = snapshot("One line of a capture, and no more than that is in it.")
    plain = type(capture)(
        **{name: getattr(capture, name) for name in capture.__slots__} | {"media_type": "text/plain"}
    )
    reading = extract(plain, ReaderKnowledge())
    assert not isinstance(reading, Unreadable)
    assert [row.kept for row in explain(plain, ReaderKnowledge())] == [True]
