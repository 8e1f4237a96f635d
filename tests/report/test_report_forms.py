"""One revision and many, in every form: headline sentence first, nothing hidden, nothing acting."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace

import pytest
from lxml import html as tree
from markdown_it import MarkdownIt

from monitor.model import Correction, Judgement, Revision, WatchFigures
from monitor.report import (
    judgement_text,
    judgement_view,
    report_html,
    report_json,
    report_markdown,
    report_text,
    revision_html,
    revision_markdown,
    revision_text,
)
from monitor.report.words import INFERRED
from tests.report.report_samples import INFERRED as GUESSED
from tests.report.report_samples import LATER, NOON, REVISION, report_of, with_payload

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    "<style>*{display:none}</style>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    "[click](javascript:alert(1)) **bold** <b>b</b>",
    "\x1b[2J\x1b]0;owned\x07",
    "abc\u202edef\u2066",
    "a\r\nX-Injected: yes\r\n\r\nbody",
    "\ud83d lone",
    "=cmd|' /C calc'!A0",
]
MARKUP = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "p", "h1", "h2", "h3", "h4", "ul",
    "li", "dl", "div", "dt", "dd", "section", "article", "blockquote", "q", "bdi", "span", "ins", "del",
    "details", "summary", "code", "a", "time", "table", "caption", "thead", "tbody", "tr", "th", "td", "ol",
    "b", "br", "figure", "figcaption", "svg", "rect", "path", "text",
}  # fmt: skip


def test_text_says_what_matters_first_and_all_of_it() -> None:
    text = revision_text(REVISION)
    assert text.splitlines()[0] == REVISION.judgement.verdict.summary
    for told in (
        "CORRECTION · substantive · weight 72 of 100",
        "The ferry carried [-41-]{+47+} passengers.",
        "number: 41 → 47",
        "Paragraph 2, now 5: moved",
        "split in two",
        "merged into one",
        "accounted for by notice 1",
        "No notice accounts for edits 2, 6, 7 and 9.",
        "link: https://a.example/one → https://a.example/two",
        "pier[-⟨space⟩-]{+⟨no-break space⟩+}side",
        "number-changed (edit 1): 41 → 47",
        "between 2026-03-04 12:00 UTC and 2026-03-04 12:20 UTC",
    ):
        assert told in text


@pytest.mark.parametrize("width", [50, 100])
def test_text_keeps_to_its_width(width: int) -> None:
    assert max(len(line) for line in revision_text(REVISION, width=width).splitlines()) <= width


def test_wide_scripts_count_double() -> None:
    said = replace(REVISION.judgement.verdict, summary="渡船搭載了四十七名乘客而不是四十一名" * 8)
    revision = replace(REVISION, judgement=replace(REVISION.judgement, verdict=said))
    lines = revision_text(revision, width=60).splitlines()
    assert max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in lines) <= 60


@pytest.mark.parametrize(
    "said",
    [
        revision_text(GUESSED),
        revision_markdown(GUESSED),
        revision_html(GUESSED),
        report_text(report_of(GUESSED)),
        report_markdown(report_of(GUESSED)),
        report_html(report_of(GUESSED)),
    ],
)
def test_what_was_inferred_is_marked_in_every_form(said: str) -> None:
    assert INFERRED in said.replace("\n    ", " ").replace("\n", " ")


def test_what_was_inferred_is_listed_and_not_counted() -> None:
    whole = json.loads(report_json(report_of(REVISION, GUESSED, until=None)))
    assert whole["counts"]["revisions"] == 1
    assert whole["counts"]["labels"] == {"correction": 1}
    assert whole["counts"]["inferred"] == 1
    assert [one["id"] for one in whole["revisions"]] == [7, 8]
    assert (whole["since"], whole["until"]) == (NOON.isoformat(), None)


def test_a_report_of_nothing_says_so() -> None:
    for form in (report_text, report_markdown, report_html):
        assert "No revision was seen." in form(report_of(title="Quiet", since=None, until=None))


def test_two_captures_without_a_store() -> None:
    text = judgement_text(REVISION.judgement)
    assert text.startswith(REVISION.judgement.verdict.summary) and "Versions" not in text


def test_markdown_renders_with_insertions_and_deletions() -> None:
    html = MarkdownIt("commonmark", {"html": True}).render(revision_markdown(REVISION))
    assert "The ferry carried <del>41</del><ins>47</ins> passengers." in html
    assert "It was cold<del> and the</del><ins>. The</ins> pier was wet." in html
    assert '<a href="https://news.example/ferry">Ferry reaches the island</a>' in html


def test_html_stands_alone_and_its_parts_are_linked() -> None:
    page = revision_html(REVISION)
    root = tree.fromstring(page)
    assert not root.xpath("//script|//link|//img|//iframe|//@src|//@style")
    assert "default-src 'none'" in root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    ids = set(root.xpath("//@id"))
    assert {target[1:] for target in root.xpath("//a/@href[starts-with(., '#')]")} <= ids
    assert root.xpath("//ins/text()")[0] == "47" and root.xpath("//del/text()")[0] == "41"
    assert root.xpath("string(//*[@id='edit-1']//*[@class='beside'])").split()[:2] == ["Notice", "1"]
    assert "No notice accounts for this edit" in root.xpath("string(//*[@id='edit-2'])")


def forms(revision: Revision) -> dict[str, str]:
    report = report_of(
        revision,
        title=revision.headline,
        scope=(f"Source {revision.source}",),
        watched=(WatchFigures(revision.source, 2, 1, 9, 1),),
        corrections=(Correction(7, 3, revision.source, revision.headline, "correction", NOON, LATER),),
    )
    return {
        "text": revision_text(revision),
        "report text": report_text(report),
        "markdown": revision_markdown(revision),
        "report markdown": report_markdown(report),
        "html": revision_html(revision),
        "report html": report_html(report),
        "json": report_json(report),
    }


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_every_field_is_inert_in_every_form(payload: str) -> None:
    said = forms(with_payload(payload))
    for name, text in said.items():
        assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"], name
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text), name
        text.encode()
    for name in ("html", "report html"):
        root = tree.fromstring(said[name])
        assert {element.tag for element in root.iter() if isinstance(element.tag, str)} <= MARKUP
        assert not [a for a in root.xpath("//@*/..") if any(k.startswith("on") for k in a.attrib)]
        assert not root.xpath("//a/@href[starts-with(., 'javascript')]")
        assert len(root.xpath("//style")) == 1
    for name in ("markdown", "report markdown"):
        drawn = MarkdownIt("commonmark", {"html": True}).enable("table").render(said[name])
        tags = {tag.lower() for tag in re.findall(r"</?([a-zA-Z0-9]+)", drawn)}
        assert tags <= {"h1", "h2", "p", "strong", "em", "ul", "ol", "li", "blockquote", "ins", "del"} | {
            "table", "thead", "tbody", "tr", "th", "td"
        }, name  # fmt: skip
    assert json.loads(said["json"])["revisions"][0]["headline"] == payload


def test_the_lead_is_the_edit_that_matters_most() -> None:
    edits = (REVISION.judgement.edits[2], REVISION.judgement.edits[5], REVISION.judgement.edits[0])
    view = judgement_view(Judgement(edits, (), REVISION.judgement.verdict))
    assert "".join(text for _, text in view.lead) == "The ferry carried 4147 passengers."


def test_a_report_names_the_places_that_no_notice_accounts_for() -> None:
    named = "No notice accounts for: Paragraph 4; Paragraph 8; Headline; Paragraph 10."
    for form in (report_text, report_markdown, report_html):
        assert named in form(report_of(REVISION))
