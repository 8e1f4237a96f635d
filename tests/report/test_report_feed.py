"""Feeds are valid, stay the same where nothing changed, and hold no markup but ours."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree
from lxml import html as tree

from monitor.model import Judgement, ReviewStanding
from monitor.report.feed import BEGINNING, Feed, atom, bounded, entry_html, json_feed
from tests.report.report_samples import INFERRED, LATER, NUMBER, OVERRIDDEN, REVISION, with_payload

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
ATOM = "{http://www.w3.org/2005/Atom}"
TAGS = {"p", "b", "s", "del", "ins", "bdi", "blockquote", "a", "div"}
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]></content></entry></feed>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "&lt;b&gt;&amp;&#x202e;",
    "javascript:alert(1)",
    "\x1b[2J\x00\x0b\ufffe\uffff",
    "abc\u202edef\u2066",
    "\ud83d lone",
    "{{ 7*7 }}",
]


def feed(*entries: Any, **changes: Any) -> Feed:
    base = Feed(
        store="5eed5eed5eed5eed", name="all", title="monitor: all revisions",
        address="https://desk.example/feeds/revisions.atom", first="https://desk.example/feeds/revisions.atom",
        next=None, home="https://desk.example/", desk="https://desk.example", entries=entries,
    )  # fmt: skip
    return replace(base, **changes)


def read(text: str) -> Any:
    root = etree.fromstring(text.encode())
    SCHEMA.assertValid(root)
    parsed = feedparser.parse(text.encode())
    assert not parsed.bozo
    return parsed


@pytest.mark.parametrize("entries", [(), (REVISION,), (REVISION, INFERRED)], ids=len)
def test_an_atom_feed_is_valid(entries: tuple[Any, ...]) -> None:
    parsed = read(atom(feed(*entries, next="https://desk.example/feeds/revisions.atom?cursor=7")))
    assert [one.id for one in parsed.entries] == [
        f"tag:monitor.invalid,2026:5eed5eed5eed5eed/revision/{one.id}" for one in entries
    ]
    rels = {one.rel: one.href for one in parsed.feed.links}
    assert rels["next"].endswith("cursor=7") and {"self", "alternate", "first"} <= set(rels)
    assert parsed.feed.language == "en"


def test_an_entry_leads_to_the_desk_and_to_the_article() -> None:
    (entry,) = read(atom(feed(REVISION))).entries
    assert {one.rel: one.href for one in entry.links} == {
        "alternate": "https://desk.example/revisions/7",
        "related": "https://news.example/ferry",
    }
    assert entry.title == "Correction: Ferry reaches the island"
    assert [one.term for one in entry.tags] == ["correction", "partly_disclosed"]
    assert entry.author == "Harbour Post"


def test_a_json_feed_says_the_same() -> None:
    parsed = read(atom(feed(REVISION, INFERRED)))
    whole = json.loads(json_feed(feed(REVISION, INFERRED)))
    assert whole["version"] == "https://jsonfeed.org/version/1.1"
    assert "next_url" not in whole
    for item, entry in zip(whole["items"], parsed.entries, strict=True):
        assert (item["id"], item["url"], item["title"]) == (entry.id, entry.link, entry.title)
        assert (item["date_published"], item["date_modified"]) == (entry.published, entry.updated)
        assert item["content_html"] and item["authors"] == [{"name": entry.author}]
    assert json.loads(json_feed(feed(next="https://desk.example/n")))["next_url"] == "https://desk.example/n"


def test_the_diff_is_inside_and_marked_without_style() -> None:
    html = entry_html(REVISION, "https://desk.example/revisions/7")
    assert "<del><s>41</s></del><ins><b>47</b></ins>" in html
    assert "no notice accounts for it" in html
    assert "Correction: the ferry carried 47 passengers, not 41." in html
    assert "inferred from the notice" in entry_html(INFERRED, "https://desk.example/revisions/8").lower()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_scraped_words_stay_words_in_every_form(payload: str) -> None:
    one = with_payload(payload)
    parsed = read(atom(feed(one)))
    for html in (
        parsed.entries[0].content[0].value,
        json.loads(json_feed(feed(one)))["items"][0]["content_html"],
    ):
        root = tree.fromstring(f"<div>{html}</div>")
        assert {element.tag for element in root.iter()} <= TAGS
        assert {name for element in root.iter() for name in element.attrib} <= {"dir", "lang", "href", "rel"}
        assert all(target.startswith("https://") for target in root.xpath("//a/@href"))


def test_a_judgement_of_a_person_makes_an_entry_newer() -> None:
    judged = replace(REVISION, review=ReviewStanding("confirmed", "Ruth", LATER + timedelta(hours=3)))
    assert feed(REVISION).updated == LATER
    assert feed(judged, INFERRED).updated == LATER + timedelta(hours=3)
    assert feed().updated == BEGINNING


def test_an_override_is_told_in_the_entry() -> None:
    told = entry_html(OVERRIDDEN, "https://desk.example")
    assert "overridden by Ada, note: told by telephone" in told
    assert "overridden" not in entry_html(REVISION, "https://desk.example")


def test_an_entry_is_bounded() -> None:
    long = replace(NUMBER, spans=(("equal", "word " * 2000), ("insert", "end")))
    many = replace(REVISION, judgement=Judgement((long,) * 40, (), REVISION.judgement.verdict))
    html = entry_html(many, "https://desk.example/revisions/7")
    assert len(html) < 40_000
    assert "28 more edits." in html
    assert bounded((("equal", "abcdef"), ("delete", "gh")), 4) == (("equal", "abc…"),)
