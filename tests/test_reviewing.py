"""Where a revision stands by what people said of it, and its place in the queue."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alert.messages import alert_of
from monitor.alert.rules import matching
from monitor.model import Happening, Label, Opinion, Review, ReviewAct, ReviewStanding, Revision, Rule
from monitor.report.retold import retold_revision
from monitor.reviewing import checked, override_words, queue_rank, standing_changed, standing_of, verdict_of
from monitor.shapes import revision_json
from tests import values

MACHINE = values.judgement().verdict
LABELS = get_args(Label)


def said(*opinions: Opinion) -> list[Review]:
    return [
        Review(number, 3, values.NOW + timedelta(minutes=number), one) for number, one in enumerate(opinions)
    ]


def stood(*opinions: Opinion) -> Revision:
    return values.revision(review=standing_of(said(*(checked(one, MACHINE) for one in opinions))))


@pytest.mark.parametrize(
    ("label", "change", "disclosure"),
    [
        ("minor edit", "style", "not_needed"),
        ("technical", "technical", "not_needed"),
        ("new details", "addition", "not_needed"),
        ("correction", "substantive", "disclosed"),
        ("notice removed", "substantive", "note_removed"),
        ("rewritten", "substantive", "undisclosed"),
    ],
)
def test_what_a_label_says_of_change_and_disclosure(label: Label, change: str, disclosure: str) -> None:
    found = checked(Opinion("Ana", "override", label=label), MACHINE)
    assert (found.change, found.disclosure) == (change, disclosure)


def test_what_is_said_goes_before_what_the_label_says() -> None:
    asked = Opinion(" Ana ", "override", " ", label="minor edit", change="addition", disclosure="exempt")
    found = checked(asked, MACHINE)
    assert (found.person, found.note, found.change, found.disclosure) == ("Ana", None, "addition", "exempt")


def test_a_confirmation_confirms_what_stands_and_only_opening_again_lifts_it() -> None:
    ana = Opinion("Ana", "override", "a slip", label="minor edit")
    confirmed = stood(ana, Opinion("Ben", "confirm"))
    assert (confirmed.review.status, confirmed.review.by) == ("confirmed", "Ben")
    assert verdict_of(confirmed).label == "minor edit"
    assert override_words(confirmed) is not None and "overridden by Ana, note: a slip" in (
        override_words(confirmed) or ""
    )
    lifted = stood(ana, Opinion("Ben", "assign", assignee="Cy"), Opinion("Ben", "reopen"))
    assert (lifted.review.override, lifted.review.assignee, lifted.review.status) == (None, "Cy", "open")
    assert verdict_of(lifted) == MACHINE and override_words(lifted) is None


ACTS = st.lists(
    st.builds(
        lambda act, label: Opinion("Ana", act, "why", label=label if act == "override" else None),
        st.sampled_from(get_args(ReviewAct)),
        st.sampled_from(LABELS),
    )
)


@given(ACTS)
def test_the_last_override_stands_until_opened_again(opinions: list[Opinion]) -> None:
    standing = stood(*opinions).review
    last = [one for one in opinions if one.act in ("override", "reopen")][-1:]
    wanted = last[0].label if last and last[0].act == "override" else None
    assert (standing.override.label if standing.override else None) == wanted
    assert standing.comments == sum(one.act == "comment" for one in opinions)


@given(st.sampled_from(LABELS))
def test_no_change_by_a_persons_word_is_none(label: Label) -> None:
    revision = stood(Opinion("Ana", "override", label=label))
    changed = standing_changed(revision.judgement, revision.review)
    assert changed == (label not in ("technical", "no change"))


@given(st.integers(1, 50), st.integers(0, 10**6))
def test_twice_the_weight_is_worth_two_days_and_silence_thirty(weight: int, minutes: int) -> None:
    calm = replace(MACHINE, disclosure="disclosed", weight=weight)
    at = values.NOW + timedelta(minutes=minutes)
    later = queue_rank(calm, at + timedelta(days=2))
    assert abs(queue_rank(replace(calm, weight=2 * weight), at) - later) <= 1
    silent = replace(calm, disclosure="undisclosed")
    assert queue_rank(silent, at) - queue_rank(calm, at) == 30 * 86400


def test_alerts_and_what_is_made_of_them_tell_the_override() -> None:
    revision = stood(Opinion("Ana", "override", "a slip", label="minor edit"))
    rule = Rule("slips", ("desk",), labels=("minor edit",))
    happening = Happening(revision, values.article())
    assert matching(happening, [rule, replace(rule, labels=("undisclosed change",))]) == [rule]
    alert = alert_of(happening, rule)
    assert alert.title.startswith("Minor edit: ")
    assert "label: minor edit (was: undisclosed change;" in alert.text
    again = retold_revision(revision_json(revision))
    assert again is not None and again.review == revision.review
    bare = {key: value for key, value in revision_json(revision).items() if key != "review"}
    old = retold_revision(bare)
    assert old is not None and old.review == ReviewStanding()
