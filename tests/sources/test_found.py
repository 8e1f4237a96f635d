"""Which leads a user wants, and which files of a folder are captures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import Lead, SourceKind, SourceSpec
from monitor.sources import Found, captures, pattern_problem, select

SPEC = SourceSpec("paper", SourceKind.FEED, "https://paper.example/feed")
NOW = datetime(2026, 1, 4, tzinfo=UTC)
URLS = ["https://paper.example/news/a", "https://paper.example/sport/b", "https://paper.example/news/live/c"]
FOUND = Found(tuple(Lead(url) for url in URLS))


@pytest.mark.parametrize(
    ("include", "exclude", "kept"),
    [
        ((), (), "abc"),
        (("/news/",), (), "ac"),
        (("/NEWS/",), (), "ac"),
        (("https://paper.example/news/*",), (), "ac"),
        (("news/*",), (), ""),
        (("*/news/?",), (), "a"),
        (("re:/(sport|live)/",), (), "bc"),
        ((), ("/live/",), "ab"),
        (("/news/",), ("re:live",), "a"),
        (("/news/", "/sport/"), (), "abc"),
        (("a.b",), (), ""),
    ],
)
def test_include_and_exclude(include: tuple[str, ...], exclude: tuple[str, ...], kept: str) -> None:
    chosen = select(FOUND, replace(SPEC, include=include, exclude=exclude), NOW)
    assert "".join(lead.url[-1] for lead in chosen) == kept


def test_the_newest_are_kept_and_undated_ones_last() -> None:
    days = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 3, 2)]
    leads = [Lead(url, published_at=at) for url, at in zip(URLS, days, strict=True)]
    found = Found((Lead("https://paper.example/undated"), *leads))
    chosen = select(found, replace(SPEC, max_articles=2), NOW)
    assert [lead.url for lead in chosen] == [URLS[1], URLS[2]]
    assert select(found, replace(SPEC, max_articles=9), NOW) == found.leads


def test_what_is_too_old_is_left_and_what_has_no_date_is_taken() -> None:
    old, new, changed = (
        Lead(url, published_at=NOW - timedelta(days=n)) for url, n in zip(URLS, (9, 1, 9), strict=True)
    )
    changed = replace(changed, published_at=None, modified_at=NOW - timedelta(days=2))
    found = Found((old, new, changed, Lead("https://paper.example/undated")))
    chosen = select(found, replace(SPEC, max_age_seconds=3 * 86400), NOW)
    assert chosen == found.leads[1:]


def test_a_pattern_that_is_none_is_told() -> None:
    assert "no regular expression" in (pattern_problem("re:(") or "")
    assert pattern_problem("(*") is None


def test_captures_of_a_folder() -> None:
    names = [
        "b.html",
        "a.TXT",
        "c.html.gz",
        "notes.pdf",
        ".hidden.html",
        "d.md",
        "archive.gz",
        "e.markdown.gz",
    ]
    assert captures(names) == ("a.TXT", "b.html", "c.html.gz", "d.md", "e.markdown.gz")
