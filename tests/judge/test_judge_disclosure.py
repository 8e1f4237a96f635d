"""Whether a change was owned up to: the contract's table, row by row, in every language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from ruamel.yaml import YAML

from monitor.compare import compare
from monitor.judge import find_notices, judge
from monitor.model import Block, Change, Disclosure, Document, Judgement, Label, Reading

CASES = YAML(typ="safe").load(
    Path(__file__).parent.parent.joinpath("cases", "disclosure.yaml").read_text("utf-8")
)


def document(texts: list[str], case: dict[str, Any], headline: str) -> Document:
    bare = Document(
        url=None, canonical_url=None, page_kind=case.get("page_kind", "article"), language=case["language"],
        headline=headline, standfirst=None, byline=(), section=None,
        published_at=datetime(2024, 5, 2, 8, 0, tzinfo=UTC), modified_at=None,
        blocks=tuple(Block("paragraph", text) for text in texts), media=(), notices=(), extractor="test",
    )  # fmt: skip
    return find_notices(Reading(bare))


def pair(case: dict[str, Any]) -> tuple[Document, Document]:
    """The two documents of a case. `backwards`: the swap made the old text, not the new one."""
    story: list[str] = CASES["stories"][case["language"]]
    other = list(story)
    for old, new in case.get("swap", {}).items():
        assert any(old in text for text in other), f"{old} does not stand in the story"
        other = [text.replace(old, new) for text in other]
    for place, text in case.get("insert", {}).items():
        other.insert(place, text)
    other = [text for place, text in enumerate(other) if place not in case.get("drop", [])]
    other = list(case.get("after", other))
    first, second = (other, list(story)) if case.get("backwards") else (list(story), other)
    headlines = case.get("headline", ["The old bridge", "The old bridge"])
    return (
        document([*first, *case.get("old", [])], case, headlines[0]),
        document([*second, *case.get("add", [])], case, headlines[1]),
    )


def judged(case: dict[str, Any]) -> Judgement:
    before, after = pair(case)
    return judge(before, after, compare(before, after))


def ident(case: dict[str, Any]) -> str:
    added = (case.get("add") or case.get("old") or [""])[0]
    return f"{case['language']}-{case['disclosure']}-{case['label']}-{added[:20]}"


@pytest.mark.parametrize("case", CASES["cases"], ids=ident)
def test_the_table(case: dict[str, Any]) -> None:
    verdict = judged(case).verdict
    assert (verdict.change, verdict.disclosure, verdict.label) == (
        case["change"],
        case["disclosure"],
        case["label"],
    )


@pytest.mark.parametrize("case", CASES["cases"], ids=ident)
def test_every_verdict_says_why(case: dict[str, Any]) -> None:
    judgement = judged(case)
    assert judgement.verdict.summary
    assert 0 <= judgement.verdict.weight <= 100
    assert all(reason.rule and reason.evidence for reason in judgement.verdict.reasons)
    if judgement.verdict.disclosure != "not_needed":
        assert judgement.verdict.reasons


@pytest.mark.parametrize("case", CASES["cases"], ids=ident)
def test_words_of_a_notice_are_no_statement_of_the_story(case: dict[str, Any]) -> None:
    judgement = judged(case)
    left_aside = {number for number, edit in enumerate(judgement.edits) if edit.field == "notice"}
    kinds = {facet.kind for number in left_aside for facet in judgement.edits[number].facets}
    rules = {reason.rule for reason in judgement.verdict.reasons if reason.edit in left_aside}
    assert not kinds & {"claim", "removed"}
    assert not {rule for rule in rules if rule.startswith("statement")}


def test_a_retraction_need_not_be_found_among_the_edits() -> None:
    story: list[str] = CASES["stories"]["en"]
    before = document(story, {"language": "en"}, "The old bridge")
    told = [*story, "Retraction: The editors have retracted this article."]
    after = document(told, {"language": "en"}, "The old bridge")
    verdict = judge(before, after, compare(before, after)).verdict
    assert (verdict.label, verdict.summary) == ("retraction", "no change; a retraction was added")


@pytest.mark.parametrize("case", CASES["cases"], ids=ident)
def test_no_notice_is_lost(case: dict[str, Any]) -> None:
    before, after = pair(case)
    changes = judged(case).notices
    assert [c.notice for c in changes if c.status != "removed"] == list(after.notices)
    gone = [c.notice for c in changes if c.status == "removed"]
    assert len(gone) + sum(c.status in ("kept", "reworded") for c in changes) == len(before.notices)


def test_the_table_covers_every_value() -> None:
    for key, values in (("change", Change), ("disclosure", Disclosure), ("label", Label)):
        assert {case[key] for case in CASES["cases"]} == set(get_args(values)), key


def test_edits_that_no_notice_covers_are_named() -> None:
    case = next(case for case in CASES["cases"] if case["disclosure"] == "partly_disclosed")
    judgement = judged(case)
    named = {reason.edit for reason in judgement.verdict.reasons if reason.rule.startswith("no added notice")}
    covered = {number for change in judgement.notices for number in change.covers}
    assert named
    assert not named & covered


def test_a_covered_edit_is_named_by_its_number() -> None:
    judgement = judged(CASES["cases"][0])
    (change,) = judgement.notices
    assert change.status == "added"
    assert all(judgement.edits[number].field == "body" for number in change.covers)
    assert change.covers


def test_page_noise_changes_no_verdict() -> None:
    case = CASES["cases"][0]
    before, after = pair(case)
    noisy = replace(after, modified_at=datetime(2024, 5, 3, tzinfo=UTC), warnings=("an advert was dropped",))
    assert judge(before, noisy, compare(before, noisy)).verdict.label == judged(case).verdict.label
