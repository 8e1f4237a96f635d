"""When two pages are one story, and what a page says its address is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.jobs.address import own_address, same_work
from tests import pages

LONG = pages.PARAGRAPHS
OTHER = tuple(f"Another story of the town, with words of its own, number {n}." for n in range(6))
STORY = pages.document(pages.page())


@pytest.mark.parametrize(
    ("inside", "same"),
    [
        (LONG, True),
        (LONG[:4], True),
        ((*LONG, "The works will be inspected again in the autumn of next year, the port said."), True),
        ((LONG[0], *OTHER), False),
        (OTHER, False),
    ],
)
def test_one_story_is_known_by_its_texts(inside: tuple[str, ...], same: bool) -> None:
    other = pages.document(pages.page([f"<p>{text}</p>" for text in inside]))
    assert same_work(STORY, other) is same
    assert same_work(other, STORY) is same


def test_pages_without_texts_are_never_one() -> None:
    empty = replace(STORY, blocks=())
    assert not same_work(empty, empty)


def test_an_address_is_news_only_where_it_is_another() -> None:
    said = replace(STORY, canonical_url="https://herald.example/story?utm_source=x")
    assert own_address(said, ("https://herald.example/amp/story", None)) == "https://herald.example/story"
    assert own_address(said, ("https://herald.example/amp", "https://herald.example/story#a")) is None
    assert own_address(replace(STORY, canonical_url=None), ("https://herald.example/",)) is None
