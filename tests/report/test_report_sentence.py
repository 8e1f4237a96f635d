"""What the judge says in English is found again, and said in the reader's language around the same words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from monitor.compare import compare
from monitor.judge import judge
from monitor.model import Edit, Facet, Judgement, Reason, Verdict
from monitor.report import judgement_view
from monitor.report.catalogs import read_words
from monitor.report.forms import retold
from monitor.report.sentence import reasons_of, summary_of
from monitor.report.words import ENGLISH, Words
from tests.judge.test_judge_disclosure import CASES, pair
from tests.pseudo import bracketed

#: English under another name: what is retold in it must be what was stored.
ECHO = Words("xx")


def judged(case: dict[str, Any]) -> Judgement:
    before, after = pair(case)
    return judge(before, after, compare(before, after))


@pytest.mark.parametrize("case", CASES["cases"])
def test_all_that_the_judge_says_is_found_again(case: dict[str, Any]) -> None:
    judgement = judged(case)
    verdict = judgement.verdict
    assert summary_of(judgement, ECHO) == (verdict.summary, "xx")
    told = reasons_of(judgement, ECHO)
    assert [one.evidence for one in told] == [reason.evidence for reason in verdict.reasons]
    assert [one.rule for one in reasons_of(judgement, bracketed()) if one.language != "xx"] == []


FERRY = Edit(
    "replace", "body", "It carried 41.", "It carried 47.", 0, 0, (), "meaning", (Facet("number", "41", "47"),)
)
SILENT = Judgement(
    (FERRY,),
    (),
    Verdict(
        "substantive", "undisclosed", "undisclosed change", 70,
        "41 → 47 in the first paragraph; no notice was added",
        (
            Reason("number changed", "41 → 47 (first paragraph)", 0),
            Reason("no notice was added", "“It carried 41.” → “It carried 47.”", 0),
        ),
    ),
)  # fmt: skip


def worded(summary: str, *reasons: Reason) -> Judgement:
    return replace(SILENT, verdict=replace(SILENT.verdict, summary=summary, reasons=reasons))


@pytest.mark.parametrize(
    ("language", "summary", "rule", "evidence"),
    [
        ("en", "41 → 47 in the first paragraph; no notice was added", "number changed", "(first paragraph)"),
        ("de", "41 → 47 im ersten Absatz; kein Hinweis hinzugefügt", "Zahl geändert", "(erster Absatz)"),
        ("fr", "41 → 47 au premier paragraphe; aucune note ajoutée", "nombre : modification", "paragraphe)"),
    ],
)
def test_a_silent_figure_in(language: str, summary: str, rule: str, evidence: str) -> None:
    view = judgement_view(SILENT, "en", read_words(language))
    assert (view.summary, view.summary_language) == (summary, language)
    assert view.reasons[0].rule == rule and view.reasons[0].evidence.endswith(evidence)
    assert view.reasons[1].evidence == "“It carried 41.” → “It carried 47.”"


@pytest.mark.parametrize(
    "summary",
    [
        "41 → 47 in the first paragraph; no notice",
        "48 → 49 in the first paragraph; no notice was added",
        "41 → 47 in the first paragraph; no notice was added; and something else",
        "",
    ],
)
def test_a_sentence_that_was_made_otherwise_stays_as_it_is(summary: str) -> None:
    stays = summary_of(worded(summary), bracketed())
    assert stays[0] == summary and (stays[1] == ENGLISH.language or not summary)


def test_a_rule_that_nobody_knows_stays_and_says_its_language() -> None:
    told = reasons_of(worded("", Reason("an older rule", "its words")), bracketed())
    assert [(one.rule, one.evidence, one.language) for one in told] == [("an older rule", "its words", "en")]


def test_words_of_an_article_are_never_retold() -> None:
    quote = "“no change; 3 words → 4”"
    told = reasons_of(worded("", Reason("correction added", quote)), bracketed())
    assert told[0].evidence == quote
    value = "1 more change; no notice was added"
    edit = replace(FERRY, facets=(Facet("claim", None, value),))
    judgement = replace(worded(f"added: {value} in the first paragraph; a notice was removed"), edits=(edit,))
    said, _ = summary_of(judgement, bracketed())
    assert said == f"⟦⟦added: {value}⟧ in the first paragraph⟧; ⟦a notice was removed⟧"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3 pages of Post", "⟦3 pages of Post⟧"),
        ("many pages of Post", None),
        ("3 pages of ", None),
        ("3 pages of %(number)s %s", "⟦3 pages of %(number)s %s⟧"),
        ("3 pages of " + "x" * 3000, None),
    ],
)
def test_a_form_is_held_against_a_sentence(text: str, said: str | None) -> None:
    assert retold(text, ("%(number)s pages of %(name)s",), bracketed()) == said
