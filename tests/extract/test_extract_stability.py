"""Laws: noise of every kind, and a redesign, never change the document."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.extract import block_digest
from monitor.model import Reading
from tests.pages import NOISE, PARAGRAPHS, TAIL_NOISE, page, paragraphs, read, texts


@pytest.mark.parametrize("kind", NOISE)
def test_noise_between_any_two_paragraphs_is_left_out(kind: str) -> None:
    for place in range(1, len(PARAGRAPHS)):
        inside = paragraphs()
        inside.insert(place, NOISE[kind])
        assert texts(page(inside)) == list(PARAGRAPHS), place


@pytest.mark.parametrize("kind", NOISE | TAIL_NOISE)
def test_noise_after_the_last_paragraph_is_left_out(kind: str) -> None:
    noise = (NOISE | TAIL_NOISE)[kind]
    assert texts(page([*paragraphs(), noise])) == list(PARAGRAPHS)
    assert texts(page(below=noise)) == list(PARAGRAPHS)
    assert texts(page(side=noise)) == list(PARAGRAPHS)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(NOISE)), st.integers(0, len(PARAGRAPHS))), max_size=8),
    st.randoms(),
)
def test_any_mixture_of_noise_leaves_the_document_as_it_was(
    placed: list[tuple[str, int]], random: object
) -> None:
    inside = paragraphs()
    for kind, place in placed:
        inside.insert(place, NOISE[kind])
    assert texts(page(inside)) == list(PARAGRAPHS)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["div", "section", "article", "main"]),
    st.lists(
        st.sampled_from(["story", "css-1x2y3z", "col-8", "grid__item", "u-mt-2", "main", "page"]), max_size=3
    ),
    st.integers(0, 6),
    st.booleans(),
)
def test_wrappers_and_attributes_do_not_matter(tag: str, names: list[str], depth: int, spans: bool) -> None:
    inside = [
        f"<p><span>{text}</span></p>" if spans else f'<p class="{depth}x">{text}</p>' for text in PARAGRAPHS
    ]
    opened = f'<{tag} class="{" ".join(names)}" data-id="{depth}">' * depth
    wrap = opened + "<div>{}</div>" + f"</{tag}>" * depth
    assert texts(page(inside, wrap=wrap)) == list(PARAGRAPHS)


REDESIGNS = {
    "drop cap": [
        f'<p><span class="dropcap">{PARAGRAPHS[0][0]}</span>{PARAGRAPHS[0][1:]}</p>',
        *paragraphs()[1:],
    ],
    "lazy pictures": [
        text
        + '<figure><img data-src="/p.jpg" loading="lazy"><noscript><img src="/p.jpg"></noscript></figure>'
        for text in paragraphs()
    ],
    "paragraphs as divs": [f"<div>{text}</div>" for text in PARAGRAPHS],
    "breaks": ["<br><br>".join(PARAGRAPHS)],
    "layout table": ["<table><tr><td>" + "".join(paragraphs()) + "</td></tr></table>"],
    "one table row each": [
        "<table>" + "".join(f"<tr><td>{text}</td></tr>" for text in PARAGRAPHS) + "</table>"
    ],
    "split": [
        f'<div class="chunk">{"".join(paragraphs()[:3])}</div>',
        f'<div class="chunk">{"".join(paragraphs()[3:])}</div>',
    ],
    "comments in markup": [f"<!-- block {n} -->{text}" for n, text in enumerate(paragraphs())],
    "upper case tags": [text.replace("<p>", "<P>").replace("</p>", "</P>") for text in paragraphs()],
    "unclosed": [text.removesuffix("</p>") for text in paragraphs()],
}


@pytest.mark.parametrize("design", REDESIGNS)
def test_a_redesign_leaves_the_same_blocks(design: str) -> None:
    assert texts(page(REDESIGNS[design])) == list(PARAGRAPHS)


def test_a_body_printed_twice_is_read_once() -> None:
    twice = "<div class='article-body'>{0}</div><div class='article-body'>{0}</div>"
    assert texts(page(wrap=twice)) == list(PARAGRAPHS)


def test_blocks_known_to_be_volatile_are_left_out_and_nothing_else() -> None:
    advert = "Our readers recommend the chairs of the house of Lind, now a third cheaper than last week."
    inside = paragraphs()
    inside.insert(2, f"<p>{advert}</p>")
    assert advert in texts(page(inside))
    reading = read(page(inside), volatile=frozenset({block_digest(advert)}))
    assert isinstance(reading, Reading)
    assert [block.text for block in reading.document.blocks] == list(PARAGRAPHS)


def test_a_block_is_named_the_same_in_any_typography() -> None:
    assert block_digest("“Now”  is – the time") == block_digest('"now" is - the time')
    assert block_digest("4.2 million") != block_digest("4.3 million")


@pytest.mark.parametrize("number", range(len(PARAGRAPHS)))
def test_a_changed_word_is_never_lost(number: int) -> None:
    for old, new in (
        ("eleven", "twelve"),
        ("4 May", "5 May"),
        ("three", "four"),
        ("4.2", "4.3"),
        ("lower", "higher"),
    ):
        changed = [text.replace(old, new) if n == number else text for n, text in enumerate(PARAGRAPHS)]
        inside = [f"<p>{text}</p>" for text in changed]
        inside.insert(number, NOISE["related-list"])
        assert texts(page(inside)) == changed
