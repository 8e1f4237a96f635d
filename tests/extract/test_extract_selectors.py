"""Which elements hold a text: the nearest first, by names that people gave."""

from __future__ import annotations

import pytest

from monitor.extract.selectors import selectors_of

PAGE = """<html><head><style>.x{}</style></head><body class="page"><main class="wide"><article id="story">
<p>The council met.<br>It rained.</p>
<div id="join-us" class="promo-box css-1x9f8 wide"><p class="lead">Join the <b>readers</b> of this paper</p></div>
<div class="b8f3k2q9"><p>Two  boots,
 &quot;well worn&quot;</p></div><p>Unclosed <i>mark</p></article></main></body></html>"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Join the readers of this paper", ("p.lead", "#join-us")),
        ("Two boots, \u201cwell worn\u201d", ()),
        ("The council met. It rained.", ()),
        ("nowhere to be seen", ()),
        ("Unclosed mark", ()),
    ],
)
def test_selectors_of_the_elements_around_a_text(text: str, found: tuple[str, ...]) -> None:
    assert selectors_of(PAGE, text) == found


@pytest.mark.parametrize(
    "page", ["", "<", "<div class='a", "</p></div>", "<p>Join</p>" * 3, "\x00<p class=ok>Join"]
)
def test_broken_markup_breaks_nothing(page: str) -> None:
    assert set(selectors_of(page, "Join")) <= {"p.ok"}
