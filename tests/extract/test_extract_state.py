"""JSON in pages is read however it is wrapped or broken, and only what is this article's."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract import state
from monitor.markup import parse

ARTICLE = {"@type": "NewsArticle", "headline": "Bridge closed for the winter"}


def nodes(*scripts: str) -> list[state.Json]:
    page = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return state.linked_data(parse(f"<html><head>{page}</head></html>".encode()).iter("script"))


def headline(*scripts: str) -> str | None:
    return state.first(state.main_article(nodes(*scripts), frozenset(), []), "headline")


SHAPES = [
    json.dumps(ARTICLE),
    json.dumps([ARTICLE]),
    json.dumps([[{"@type": "WebSite"}], ARTICLE]),
    json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, ARTICLE]}),
    json.dumps({"@type": "WebPage", "mainEntity": ARTICLE}),
    json.dumps({**ARTICLE, "@type": ["Article", "NewsArticle"]}),
    json.dumps({**ARTICLE, "@type": "https://schema.org/NewsArticle"}),
    "<!-- " + json.dumps(ARTICLE) + " -->",
    "//<![CDATA[\n" + json.dumps(ARTICLE) + "\n//]]>",
    json.dumps(ARTICLE) + ";",
    json.dumps(ARTICLE)[:-1] + ",}",
    '{"@type": "NewsArticle", "headline": "Bridge closed for the winter", "url": , "image": [1,,2]}',
    '{"@type": "NewsArticle", "headline": "Bridge closed for the winter", "description": "one\ntwo\tthree"}',
    '{"@type": "NewsArticle", // ours\n "headline": "Bridge closed for the winter"}',
    json.dumps(ARTICLE) + json.dumps({"@type": "Organization"}),
    json.dumps(ARTICLE).replace('"', "&quot;"),
    '{"@type": "NewsArticle", "headline": "Bridge closed for the winter", "author": {"name": "A "B" C"}, ',
    json.dumps({"@type": "NewsArticle", "headline": {"@value": "Bridge closed for the winter"}}),
    json.dumps({"@type": "NewsArticle", "headline": "Bridge&nbsp;closed <em>for</em> the winter"}),
]


@pytest.mark.parametrize("script", SHAPES)
def test_the_article_is_found_in_every_shape(script: str) -> None:
    assert headline(script) == "Bridge closed for the winter"


def test_several_scripts_are_read_and_the_pages_own_article_is_chosen() -> None:
    other = json.dumps({"@type": "NewsArticle", "headline": "Another", "url": "https://example.com/b"})
    own = json.dumps({**ARTICLE, "url": "https://example.com/a"})
    found = state.main_article(nodes(other, own), frozenset({"https://example.com/a"}), [])
    assert state.first(found, "headline") == "Bridge closed for the winter"
    found = state.main_article(nodes(other, own), frozenset(), ["Bridge closed for the winter"])
    assert state.first(found, "headline") == "Bridge closed for the winter"


def test_many_articles_of_which_none_is_the_pages_are_a_listing() -> None:
    many = json.dumps([{"@type": "NewsArticle", "headline": f"Story {number}"} for number in range(9)])
    assert headline(many) is None


def test_references_between_nodes_are_followed() -> None:
    graph = {
        "@graph": [
            {**ARTICLE, "author": {"@id": "#jane"}},
            {"@id": "#jane", "@type": "Person", "name": "Jane Roe"},
        ]
    }
    found = nodes(json.dumps(graph))
    main = state.main_article(found, frozenset(), [])
    assert [state.first(item, "name") for item in state.resolve(main["author"], found)] == ["Jane Roe"]


@pytest.mark.parametrize(
    "text", ["", " ", "null", "undefined", "N/A", "{{title}}", "%%date%%", "[object Object]", "--"]
)
def test_placeholders_are_absent(text: str) -> None:
    assert state.plain(text) is None


CORRECTIONS = [
    ("The bridge is 40 m long, not 14.", [("The bridge is 40 m long, not 14.", None)]),
    (
        [{"@type": "CorrectionComment", "text": "It is 40 m long.", "datePublished": "2021-05-03"}],
        [("It is 40 m long.", "2021-05-03")],
    ),
    ({"@type": "CorrectionComment", "text": ""}, []),
    ([], []),
    ([""], []),
    ("https://example.com/corrections", []),
]


@pytest.mark.parametrize(("value", "expected"), CORRECTIONS)
def test_filled_corrections_are_read_and_empty_ones_are_none(
    value: object, expected: list[tuple[str, str | None]]
) -> None:
    found = state.declared_corrections({**ARTICLE, "correction": value}, [])
    assert [(text, date) for text, _, date in found] == expected


STATES = [
    "window.__PRELOADED_STATE__ = %s;",
    "Fusion.globalContent=%s;Fusion.other={}",
    "var a = 1; window.__INITIAL_STATE__=%s",
]


@pytest.mark.parametrize("wrap", STATES)
def test_corrections_in_the_state_of_this_article_are_read(wrap: str) -> None:
    own = {
        "headlines": {"basic": "Bridge closed"},
        "corrections": [{"text": "It is 40 m long.", "correction_type": "clarification"}],
    }
    other = {"title": "Another story", "corrections": [{"text": "It was Tuesday."}]}
    script = wrap % json.dumps({"content": own, "related": [other]})
    tree = parse(f"<html><script>{script}</script></html>".encode())
    assert state.state_corrections(tree.iter("script"), "Bridge closed") == [
        ("It is 40 m long.", "clarification", None)
    ]
    assert state.state_corrections(tree.iter("script"), "Something else") == []


def test_next_data_is_read_too() -> None:
    data = {
        "props": {
            "article": {
                "title": "Bridge closed",
                "correction": "It is 40 m long.",
                "publishedAt": "2021-05-03T08:00:00Z",
            }
        }
    }
    tree = parse(f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>'.encode())
    assert state.state_corrections(tree.iter("script"), "Bridge closed") == [
        ("It is 40 m long.", "correction", None)
    ]
    assert state.state_date(tree.iter("script"), "Bridge closed") == "2021-05-03T08:00:00Z"


@given(st.text(max_size=300))
def test_any_text_is_decoded_without_complaint(text: str) -> None:
    assert isinstance(state.decode(text), list)


def test_deep_nesting_ends() -> None:
    assert state.decode("[" * 100_000) == []
    assert isinstance(state.decode('{"a":' * 50_000 + "1" + "}" * 50_000), list)
