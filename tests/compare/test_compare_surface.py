"""What a page shows, the article's or not: the difference between "nothing" and "nothing of the article"."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from monitor.compare import same_surface
from monitor.examine import judge_captures, read
from monitor.model import Document, Judgement, ReaderKnowledge, Snapshot

PAGE = """<!doctype html><html lang="en"><head><title>The old bridge</title><script>var t = 1;</script></head>
<body class="a1"><nav><a href="/news">News</a></nav><article><h1>The old bridge closes</h1>
<p>The council voted on Monday to close the old bridge to lorries for a whole year.</p>
<p>The builder, <a href="https://builder.example/bridge">Nordwall</a>, had asked for it since the winter.</p>
<p>Traders in the town fear long detours and fewer customers, they said after the vote.</p>
</article><aside>12 comments</aside></body></html>"""


def capture(text: str, media_type: str = "text/html") -> Snapshot:
    body = text.encode()
    return Snapshot(
        "https://post.example/bridge", "https://post.example/bridge", datetime(2026, 5, 4, tzinfo=UTC), 200,
        (), body, hashlib.sha256(body).hexdigest(), media_type, "utf-8",
    )  # fmt: skip


def judged(before: str, after: str) -> Judgement:
    def read_one(text: str) -> tuple[Snapshot, Document]:
        snapshot = capture(text)
        document = read(snapshot, ReaderKnowledge())
        assert isinstance(document, Document)
        return snapshot, document

    return judge_captures(read_one(before), read_one(after))


@pytest.mark.parametrize(
    ("old", "new"),
    [("var t = 1;", "var t = 2;"), ('class="a1"', 'class="b7"'), ("<body", "\n<!-- made at noon -->\n<body")],
)
def test_what_is_never_shown_is_no_difference(old: str, new: str) -> None:
    assert same_surface(capture(PAGE), capture(PAGE.replace(old, new)))
    assert judged(PAGE, PAGE.replace(old, new)).verdict.change == "none"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("12 comments", "15 comments"),
        ('href="/news"', 'href="/latest"'),
        ("https://builder.example/bridge", "http://www.builder.example/bridge?utm_source=post"),
        ("old bridge to lorries", "old  bridge to lorries"),
        ("whole year", "<b>whole</b> year"),
    ],
)
def test_marks_white_space_and_words_around_the_article_are_technical(old: str, new: str) -> None:
    judgement = judged(PAGE, PAGE.replace(old, new))
    assert (judgement.verdict.change, judgement.verdict.label) == ("technical", "technical")
    assert judgement.verdict.disclosure == "not_needed"
    assert not judgement.changed
    assert judgement.verdict.reasons[-1].rule == "technical: the article is the same"


def test_a_change_of_the_article_is_judged_as_before() -> None:
    judgement = judged(PAGE, PAGE.replace("12 comments", "15 comments").replace("a whole year", "two years"))
    assert judgement.verdict.change == "substantive"


def test_every_character_of_a_text_is_shown() -> None:
    assert same_surface(capture("The bridge.\n", "text/plain"), capture("The bridge.\n", "text/plain"))
    assert not same_surface(capture("The bridge.\n", "text/plain"), capture("The bridge. \n", "text/plain"))
