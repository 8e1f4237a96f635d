"""Pictures, films and sound of an article's body, however late its page loads them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.examine import judge_pair, read
from monitor.model import Document, Media, ReaderKnowledge, Unreadable
from tests import values

SITE = "https://www.morning.example"
P1 = (
    "<p>The council closed the bridge on Monday because the deck had moved by four centimeters overnight.</p>"
)
P2 = "<p>Engineers had warned of the movement in March, when the first sensors were fixed to the pillar.</p>"
LEAD = '<meta property="og:image" content="/lead/bridge-1200x630.jpg">'


def document(inside: str, head: str = "") -> Document:
    page = (
        f"<html><head><title>Bridge closed</title>{head}</head><body><article><h1>Bridge closed</h1>"
        f"{P1}{inside}{P2}{P1.replace('four', 'five')}</article></body></html>"
    )
    snapshot = replace(
        values.snapshot(), url=f"{SITE}/story", final_url=f"{SITE}/story", body=page.encode(), charset="utf-8"
    )
    found = read(snapshot, ReaderKnowledge())
    assert not isinstance(found, Unreadable)
    return found


PICTURES = {
    "plain": '<img src="/p/deck.jpg" alt="The deck">',
    "lazy": '<img src="data:image/gif;base64,R0lGOD" data-src="/p/deck.jpg" alt="The deck">',
    "placeholder": '<img src="/static/placeholder.png" data-lazy-src="/p/deck.jpg" alt="The deck">',
    "set": '<img src="/p/deck-300.jpg" srcset="/p/deck-300.jpg 300w, /p/deck.jpg 1200w" alt="The deck">',
    "picture": (
        '<picture><source srcset="/p/deck.jpg 2x, /p/deck-300.jpg 1x"><img src="" alt="The deck"></picture>'
    ),
    "figure": '<figure class="image"><img src="/p/deck.jpg" alt="The deck"></figure>',
    "enlarged": '<a href="/p/deck.jpg"><img src="/p/deck.jpg" alt="The deck"></a>',
}


@pytest.mark.parametrize("inside", PICTURES.values(), ids=PICTURES)
def test_a_picture_is_found_however_it_is_loaded(inside: str) -> None:
    assert document(inside).media == (Media("image", f"{SITE}/p/deck.jpg", "The deck"),)


NO_PICTURES = {
    "pixel": '<img src="/count.gif" width="1" height="1">',
    "icon": '<img class="share-icon" src="/p/mail.png">',
    "portrait": '<img class="author" src="/p/roe.jpg">',
    "teaser": '<a href="/story/ferry"><img src="/p/ferry.jpg" alt="The ferry"></a>',
    "related": '<div class="related"><img src="/p/ferry.jpg" alt="The ferry"></div>',
    "hidden": '<img hidden src="/p/deck.jpg">',
    "empty": '<img alt="The deck">',
    "frame": '<iframe src="https://ads.example/frame"></iframe>',
}


@pytest.mark.parametrize("inside", NO_PICTURES.values(), ids=NO_PICTURES)
def test_what_is_not_the_story_s_is_no_picture_of_it(inside: str) -> None:
    assert document(inside).media == ()


CREDITS = [
    ('The deck. <span class="credit">Photo: Jane Roe</span>', "Photo: Jane Roe"),
    ("The deck on Monday. Photo: Jane Roe", "Photo: Jane Roe"),
    ("The deck on Monday (Foto: Anna Beispiel)", "Foto: Anna Beispiel"),
    ("The deck on Monday © Jane Roe", "© Jane Roe"),
    ("The deck on Monday", ""),
]


@pytest.mark.parametrize(("caption", "credit"), CREDITS)
def test_whose_a_picture_is_stands_in_its_figure(caption: str, credit: str) -> None:
    inside = f'<figure><img src="/p/deck.jpg" alt="The deck"><figcaption>{caption}</figcaption></figure>'
    assert document(inside).media[0].credit == credit


PLAYED = [
    ('<video src="/v/bridge.mp4"></video>', Media("video", f"{SITE}/v/bridge.mp4")),
    ('<video><source src="/v/bridge.mp4"></video>', Media("video", f"{SITE}/v/bridge.mp4")),
    (
        '<audio src="/a/bridge.mp3" title="The noise"></audio>',
        Media("audio", f"{SITE}/a/bridge.mp3", "The noise"),
    ),
    (
        '<iframe src="https://www.youtube.com/embed/abc" title="The bridge"></iframe>',
        Media("video", "https://www.youtube.com/embed/abc", "The bridge"),
    ),
    (
        '<iframe data-src="https://datawrapper.dwcdn.net/x1/" title="Loads"></iframe>',
        Media("embed", "https://datawrapper.dwcdn.net/x1/", "Loads"),
    ),
]


@pytest.mark.parametrize(("inside", "expected"), PLAYED)
def test_films_sound_and_charts_are_media(inside: str, expected: Media) -> None:
    assert document(inside).media == (expected,)


def test_the_lead_stands_first_and_once_with_the_words_of_the_body() -> None:
    shown = '<img src="/p/deck.jpg" alt="The deck"><img src="/lead/bridge-300x200.jpg" alt="The bridge">'
    lead, deck = document(shown, LEAD).media
    assert lead == Media("image", f"{SITE}/lead/bridge-1200x630.jpg", "The bridge")
    assert deck.alt == "The deck"


def test_the_lead_says_whose_it_is_where_the_page_declares_it() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "image": {"@type": "ImageObject",'
        ' "url": "/lead/bridge.jpg", "creditText": "Jane Roe"}}</script>'
    )
    assert document("", head).media == (Media("image", f"{SITE}/lead/bridge.jpg", "", "Jane Roe"),)


def test_another_size_server_or_way_of_loading_is_no_change() -> None:
    old = document('<img src="/p/deck-300x200.jpg" alt="The deck">', LEAD)
    lazy = (
        '<img src="data:," data-src="https://cdn2.morning.example/p/deck-1200x800.jpg?w=1200" alt="The deck">'
    )
    new = document(lazy, LEAD.replace("1200x630", "600x315"))
    assert not judge_pair(old, new).changed
