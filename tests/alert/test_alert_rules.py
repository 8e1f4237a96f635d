"""Which events reach whom."""

from __future__ import annotations

import pytest

from monitor.alert import alerts_for
from monitor.model import Revision, Rule, State, StateChange
from tests.values import NOW, article, judgement, revision

TECHNICAL = judgement(change="technical", disclosure="not_needed", label="technical", weight=0)


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
        (Rule("all", ("c",)), revision(judgement(suspect=True)), False),
        (Rule("all", ("c",)), revision(TECHNICAL), False),
        (Rule("asked", ("c",), changes=("technical",)), revision(TECHNICAL), True),
        (Rule("states", ("c",), states=(State.GONE,)), revision(), False),
    ],
)
def test_a_rule_tells_of_just_the_revisions_it_names(rule: Rule, event: Revision, told: bool) -> None:
    assert bool(alerts_for(event, article(), [rule])) is told


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (Rule("gone", ("c",), states=(State.GONE,)), True),
        (Rule("moved", ("c",), states=(State.MOVED,)), False),
        (Rule("gone", ("c",), states=(State.GONE,), sources=("herald",)), False),
        (Rule("all revisions", ("c",)), False),
    ],
)
def test_a_state_change_is_told_by_rules_on_states_only(rule: Rule, told: bool) -> None:
    change = StateChange(7, State.LIVE, State.GONE, NOW, "the server answers 410")
    assert bool(alerts_for(change, article(state=State.GONE), [rule])) is told


def test_each_matching_rule_has_its_own_message_and_channels() -> None:
    rules = [Rule("one", ("console",)), Rule("two", ("file", "hook"))]
    found = alerts_for(revision(), article(), rules)
    assert [(alert.rule, channels) for alert, channels in found] == [
        ("one", ("console",)),
        ("two", ("file", "hook")),
    ]


def test_the_message_says_what_changed_and_why_it_was_judged_so() -> None:
    [(alert, _)] = alerts_for(revision(), article(), [Rule("all", ("c",))])
    assert alert.title == "Undisclosed change: Harbor board raises tolls"
    assert alert.text.splitlines()[0] == "41 → 47 crowns in the first paragraph; no notice was added"
    assert "number changed: 41 crowns → 47 crowns" in alert.text
    assert alert.payload["label"] == "undisclosed change"
    assert alert.at == NOW
