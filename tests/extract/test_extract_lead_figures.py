"""The lead picture's caption, where it stands between the headline and the text."""

from __future__ import annotations

import pytest

from tests.pages import HEADLINE, PARAGRAPHS, document, page, paragraphs

CAPTION = "A diver looks at the second bearing in March."
FIGURE = f'<figure><img src="/pictures/bearing-two.jpg" alt="A bearing"><figcaption>{CAPTION}</figcaption></figure>'


def page_with(between: str) -> str:
    """The headline in a header of its own, `between`, and the text in a container."""
    shown = "\n".join(paragraphs())
    return f"""<!doctype html><html lang="en"><head><title>{HEADLINE} - The Herald</title>
<meta property="og:title" content="{HEADLINE}"></head><body><main><article>
<header><h1>{HEADLINE}</h1></header>{between}<div class="article-body">{shown}</div></article></main></body></html>"""


@pytest.mark.parametrize(
    "between",
    [
        FIGURE,
        f'<div class="wide"><div class="frame">{FIGURE}</div></div>',
        f'<p class="byline">By Jonas Reuter</p>{FIGURE}<time>1 May 2026</time>',
        FIGURE.replace('<img src="/pictures/bearing-two.jpg" alt="A bearing">',
                       '<a href="/pictures/bearing-two.jpg"><img src="/pictures/bearing-two.jpg"></a>'),
    ],
)  # fmt: skip
def test_a_caption_between_headline_and_text_is_read(between: str) -> None:
    found = document(page_with(between))
    assert [(one.kind, one.text) for one in found.blocks[:2]] == [
        ("caption", CAPTION),
        ("paragraph", PARAGRAPHS[0]),
    ]
    assert found.text == "\n\n".join(PARAGRAPHS)
    assert [one.src for one in found.media] == ["https://herald.example/pictures/bearing-two.jpg"]


def test_several_lead_figures_keep_their_order() -> None:
    second = FIGURE.replace(CAPTION, "The quay at noon.").replace("bearing-two", "quay")
    blocks = document(page_with(FIGURE + second)).blocks
    assert [one.text for one in blocks[:2]] == [CAPTION, "The quay at noon."]


@pytest.mark.parametrize(
    "between",
    [
        f"<aside>{FIGURE}</aside>",
        f'<div class="related">{FIGURE}</div>',
        f"<ul><li>{FIGURE}</li></ul>",
        f'<a href="/2026/05/kettle">{FIGURE}</a>',
        FIGURE.replace("<img", '<a href="/2026/05/kettle"><img').replace("<figcaption>", "</a><figcaption>"),
        FIGURE.replace("<figcaption>", "<h3>The kettle that sings</h3><figcaption>"),
        FIGURE.replace("<figure>", '<figure style="display: none">'),
        FIGURE * 5,
    ],
)
def test_a_figure_of_something_else_is_left_alone(between: str) -> None:
    found = document(page_with(between))
    assert [one.text for one in found.blocks] == list(PARAGRAPHS)


def test_a_figure_above_the_headline_is_left_alone() -> None:
    blocks = document(page_with("").replace("<header>", FIGURE + "<header>")).blocks
    assert [one.text for one in blocks] == list(PARAGRAPHS)


def test_text_behind_a_moved_figure_stays_where_it_was() -> None:
    loose = "<div>Seen from the <b>quay</b>" + FIGURE + " at noon</div>"
    assert [one.text for one in document(page_with(loose)).blocks] == [CAPTION, *PARAGRAPHS]


def test_a_figure_inside_the_region_stays_where_it_is() -> None:
    inside = [paragraphs()[0], FIGURE, *paragraphs()[1:]]
    assert [one.text for one in document(page(inside)).blocks][:2] == [PARAGRAPHS[0], CAPTION]
