"""Notices are found where they stand, with kind, date, claims and scope; look-alikes are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from monitor.judge import find_notices
from monitor.model import Block, Document, Margin, Notice, Reading

CASES = YAML(typ="safe").load(
    Path(__file__).parent.parent.joinpath("cases", "notices.yaml").read_text("utf-8")
)
PUBLISHED = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)


def article(*texts: str, language: str | None = "en", **fields: Any) -> Document:
    document = Document(
        url=None, canonical_url=None, page_kind="article", language=language, headline="The old bridge",
        standfirst=None, byline=(), section=None, published_at=PUBLISHED, modified_at=None,
        blocks=tuple(Block("paragraph", text) for text in texts), media=(), notices=(), extractor="test",
    )  # fmt: skip
    return replace(document, **fields)


def reading(case: dict[str, Any], language: str | None) -> Reading:
    """The case's text in a short article of its language, where the case says."""
    body: list[str] = list(CASES["bodies"][case["language"]])
    added = case.get("blocks") or [case["text"]]
    place = case.get("at", "bottom")
    if place == "margin":
        return Reading(
            article(*body, language=language), (Margin(added[0], "bottom", before_block=len(body)),)
        )
    long = [*body, *body, *body]
    texts = {"bottom": [*body, *added], "top": [*added, *body], "middle": [*long, *added, *long]}[place]
    return Reading(article(*texts, language=language))


def ident(case: dict[str, Any]) -> str:
    return f"{case['language']}-{case['kind']}-{(case.get('text') or case['blocks'][0])[:30]}"


@pytest.mark.parametrize("case", CASES["cases"], ids=ident)
def test_the_table(case: dict[str, Any]) -> None:
    notices = find_notices(reading(case, case["language"])).notices
    assert [notice.kind for notice in notices] == ([] if case["kind"] == "none" else [case["kind"]])
    for notice in notices:
        check(notice, case)


def check(notice: Notice, case: dict[str, Any]) -> None:
    assert notice.text == "\n\n".join(case.get("blocks") or [case["text"]])
    if "dated" in case:
        assert notice.dated_at == datetime.fromisoformat(case["dated"])
    if "was" in case or "now" in case:
        claim = notice.claims[0]
        assert (claim.was, claim.now) == (case.get("was", claim.was), case.get("now", claim.now))
    if "scope" in case:
        assert set(case["scope"]) <= set(notice.scope)
    if "indexes" in case:
        assert len(notice.blocks) == case["indexes"]


@pytest.mark.parametrize("case", CASES["cases"], ids=ident)
def test_a_document_without_a_language_is_read_all_the_same(case: dict[str, Any]) -> None:
    notices = find_notices(reading(case, None)).notices
    assert bool(notices) == (case["kind"] != "none")


@pytest.mark.parametrize("language", sorted(CASES["bodies"]))
def test_an_ordinary_article_has_no_notice(language: str) -> None:
    assert find_notices(Reading(article(*CASES["bodies"][language], language=language))).notices == ()
