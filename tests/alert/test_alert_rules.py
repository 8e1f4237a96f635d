"""Which events reach whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.alert import decide
from monitor.alert.rules import matching
from monitor.model import (
    ALTERNATING,
    Article,
    Edit,
    Facet,
    Happening,
    Judgement,
    Outage,
    Past,
    Reason,
    Revision,
    Rule,
    State,
    StateChange,
)
from tests.values import NOW, article, document, judgement, revision

TECHNICAL = judgement(change="technical", disclosure="not_needed", label="technical", weight=0)
GONE = StateChange(7, State.LIVE, State.GONE, NOW, "the server answers 410")
#: In the headline a name was put right, in the body a number.
TWO = (
    Edit(
        "replace", "headline", "Harbour", "Harbor", None, None, facets=(Facet("name", "Harbour", "Harbor"),)
    ),
    Edit("replace", "body", "41", "47", 0, 0, facets=(Facet("number", "41", "47"),)),
)


def happened(event: Revision | StateChange, of: Article | None = None, **more: object) -> Happening:
    return Happening(event, of or article(), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "event", "told"),
    [
        (Rule("all", ("c",)), revision(), True),
        (Rule("label", ("c",), labels=("undisclosed change",)), revision(), True),
        (Rule("label", ("c",), labels=("correction",)), revision(), False),
        (Rule("change", ("c",), changes=("substantive",)), revision(), True),
        (Rule("change", ("c",), changes=("style",)), revision(), False),
        (Rule("disclosure", ("c",), disclosures=("undisclosed",)), revision(), True),
        (Rule("disclosure", ("c",), disclosures=("disclosed",)), revision(), False),
        (Rule("source", ("c",), sources=("courier",)), revision(), True),
        (Rule("source", ("c",), sources=("herald",)), revision(), False),
        (Rule("weight", ("c",), min_weight=70), revision(), True),
        (Rule("weight", ("c",), min_weight=71), revision(), False),
        (Rule("words", ("c",), words=("LORRY",)), revision(), True),
        (Rule("words", ("c",), words=("ferry",)), revision(), False),
        (Rule("all", ("c",)), revision(provenance="inferred"), False),
        (Rule("all", ("c",)), revision(provenance="replayed"), False),
        (Rule("all", ("c",)), revision(provenance="imported"), False),
        (Rule("all", ("c",)), revision(judgement(suspect=True)), False),
        (Rule("all", ("c",)), revision(judgement(reasons=(Reason(ALTERNATING, "A, B"),))), False),
        (Rule("all", ("c",)), revision(TECHNICAL), False),
        (Rule("asked", ("c",), changes=("technical",)), revision(TECHNICAL), True),
        (Rule("states", ("c",), states=(State.GONE,)), revision(), False),
        (Rule("states", ("c",), from_states=(State.LIVE,)), revision(), False),
    ],
)
def test_a_rule_tells_of_just_the_revisions_it_names(rule: Rule, event: Revision, told: bool) -> None:
    assert matching(happened(event), [rule]) == [rule] * told


@pytest.mark.parametrize(
    ("facets", "fields", "told"),
    [
        (("number",), (), True),
        (("quote", "name"), (), True),
        (("quote",), (), False),
        ((), ("headline",), True),
        ((), ("standfirst", "caption"), False),
        (("name",), ("headline",), True),
        # The number stands in the body: no edit of the headline touched one.
        (("number",), ("headline",), False),
    ],
)
def test_facets_and_fields_are_asked_of_one_edit(
    facets: tuple[str, ...], fields: tuple[str, ...], told: bool
) -> None:
    said = Judgement(TWO, (), judgement().verdict)
    rule = Rule("part", ("c",), facets=facets, fields=fields)
    assert bool(matching(happened(revision(said)), [rule])) is told


PAGE = document("The ferry leaves at nine.", section="Politics", language="de-AT")


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (Rule("r", ("c",), sections=("politics",)), True),
        (Rule("r", ("c",), sections=("Sport",)), False),
        (Rule("r", ("c",), languages=("de",)), True),
        (Rule("r", ("c",), languages=("de-AT",)), True),
        (Rule("r", ("c",), languages=("de-CH", "d")), False),
        (Rule("r", ("c",), text_words=("FERRY",)), True),
        (Rule("r", ("c",), text_words=("harbor board",)), True),
        (Rule("r", ("c",), text_words=("lorry",)), False),
    ],
)
def test_a_rule_may_ask_about_the_article_itself(rule: Rule, told: bool) -> None:
    assert bool(matching(happened(revision(), document=PAGE), [rule])) is told
    on_states = replace(rule, states=(State.GONE,))
    assert bool(matching(happened(GONE, document=PAGE), [on_states])) is told


def test_the_source_says_section_and_language_where_the_page_does_not() -> None:
    rule = Rule("r", ("c",), sections=("Sport",), languages=("fr",))
    bare = document(section=None, language=None)
    assert matching(happened(revision(), document=bare, section="Sport", language="fr"), [rule])
    assert not matching(happened(revision(), document=PAGE, section="Sport", language="fr"), [rule])


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (Rule("gone", ("c",), states=(State.GONE,)), True),
        (Rule("moved", ("c",), states=(State.MOVED,)), False),
        (Rule("gone", ("c",), states=(State.GONE,), sources=("herald",)), False),
        (Rule("from live", ("c",), from_states=(State.LIVE,)), True),
        (Rule("from wall", ("c",), states=(State.GONE,), from_states=(State.PAYWALLED,)), False),
        (Rule("all revisions", ("c",)), False),
    ],
)
def test_a_state_change_is_told_by_rules_on_states_only(rule: Rule, told: bool) -> None:
    assert bool(matching(happened(GONE, article(state=State.GONE)), [rule])) is told


def test_where_an_article_stood_when_we_came_and_what_befell_the_whole_host_is_no_news() -> None:
    rule = Rule("gone", ("c",), states=(State.GONE,))
    assert not matching(happened(replace(GONE, first_look=True)), [rule])
    assert not matching(happened(replace(GONE, outage=Outage("courier.example", 9, first=False))), [rule])


def test_each_matching_rule_has_its_own_message_and_channels() -> None:
    rules = [Rule("one", ("console",)), Rule("two", ("file", "hook", "file"))]
    found = decide([happened(revision())], rules, Past()).decisions
    assert [(one.alert.rule, one.channels, one.hold) for one in found] == [
        ("one", ("console",), None),
        ("two", ("file", "hook"), None),
    ]


def test_the_message_says_what_changed_and_why_it_was_judged_so() -> None:
    [told] = decide([happened(revision())], [Rule("all", ("c",))], Past()).decisions
    alert = told.alert
    assert alert.title == "Undisclosed change: Harbor board raises tolls"
    assert alert.text.splitlines()[0] == "41 → 47 crowns in the first paragraph; no notice was added"
    assert "number changed: 41 crowns → 47 crowns" in alert.text
    assert alert.payload["label"] == "undisclosed change"
    assert alert.at == NOW
