"""At what pace rules speak, what is told together, and that a rehearsal plays just that."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alert import Rehearsal, decide, in_use, made_up
from monitor.model import Alert, Happening, Hold, Pace, Past, Rule, Waiting, Why, Window
from tests.values import NOW, article, revision

RULE = Rule("r", ("c",))


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def happened(minutes: float, number: int = 7, **more: float) -> Happening:
    told = revision(id=int(minutes) + 1, article_id=number, seen_between=(None, after(minutes)))
    return Happening(told, article(id=number), **more)  # type: ignore[arg-type]


def holds(pace: Pace, *happenings: Happening, past: Past = Past()) -> list[tuple[str, datetime] | None]:  # noqa: B008
    found = decide(happenings, [replace(RULE, pace=pace)], past).decisions
    return [one.hold and (one.hold.why, one.hold.until) for one in found]


def test_a_cap_counts_from_its_first_message_and_begins_anew_after_its_time() -> None:
    pace = Pace(cap=2, cap_seconds=3600)
    row = [happened(minute, number) for number, minute in enumerate((0, 10, 20, 59, 60, 61), 1)]
    assert holds(pace, *row) == [None, None, ("cap", after(60)), ("cap", after(60)), None, None]
    under_way = Past(windows={"r": Window(after(-30), 2)})
    assert holds(pace, happened(0), past=under_way) == [("cap", after(30))]


def test_a_cool_down_is_of_one_article() -> None:
    pace = Pace(cooldown_seconds=3600)
    row = (happened(0, 1), happened(5, 2), happened(10, 1), happened(59, 1), happened(66, 2))
    assert holds(pace, *row) == [None, None, ("cool-down", after(60)), ("cool-down", after(60)), None]
    assert holds(pace, happened(0), past=Past(told={("r", 7): after(-59)})) == [("cool-down", after(1))]


def test_what_is_found_late_is_gathered_until_one_instant() -> None:
    row = (happened(0, 1, overdue_seconds=4 * 3600), happened(3, 2, overdue_seconds=4 * 3600), happened(4, 3))
    assert holds(Pace(), *row) == [("late", after(10)), ("late", after(10)), None]
    assert holds(Pace(), row[1], past=Past(late={"r": after(9)})) == [("late", after(9))]


def test_while_something_of_an_article_waits_what_comes_after_waits_with_it() -> None:
    past = Past(waiting={("r", 7): Hold("quiet", after(5))})
    assert holds(Pace(), happened(4), happened(6), happened(6, 8), past=past) == [
        ("quiet", after(5)),
        ("quiet", after(5)),
        None,
    ]


def test_of_two_rules_of_one_name_the_configs_holds() -> None:
    mine, other = replace(RULE, min_weight=9), Rule("other", ("c",))
    assert in_use([RULE], [mine, other]) == (RULE, other)


def waits(why: Why, *alerts: Alert, count: int | None = None) -> Waiting:
    return Waiting("r", ("c",), why, NOW, count or len(alerts), NOW, after(9), 9, alerts)


def alerts(*articles: int) -> list[Alert]:
    return [Alert(n, "r", after(-n), f"Title {n}", f"Said {n}\nmore", of) for n, of in enumerate(articles, 1)]


def test_a_digest_lists_by_article_in_the_order_of_time_and_counts_the_rest() -> None:
    made = made_up(waits("quiet", *alerts(5, 6, 5), count=40), {}, NOW)
    assert made.digest is not None
    assert made.digest.payload["more"] == 37
    told = made.digest.payload["alerts"]
    assert [one["title"] for one in told] == ["Title 3", "Title 1", "Title 2"]  # type: ignore[attr-defined]
    assert made.digest.text.endswith("and 37 more: `monitor revisions` and the desk list them all.")
    assert "- Title 3\n  Said 3\n" in made.digest.text


def test_a_rules_cap_bounds_what_its_digest_lists() -> None:
    rule = replace(RULE, pace=Pace(digest="0 8 * * *", cap=1))
    made = made_up(waits("digest", *alerts(5, 6)), {"r": rule}, NOW)
    assert made.digest is not None
    assert (len(made.digest.payload["alerts"]), made.digest.payload["more"]) == (1, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize("why", ["quiet", "cool-down", "cap", "late"])
def test_one_that_waited_alone_is_told_as_it_is(why: Why) -> None:
    assert made_up(waits(why, *alerts(5)), {}, NOW).digest is None


PACES = st.builds(
    Pace,
    digest=st.sampled_from(["", "", "0 * * * *"]),
    quiet=st.sampled_from([(), ("12:30-14:00",)]),
    cooldown_seconds=st.sampled_from([0.0, 1800.0]),
    cap=st.sampled_from([0, 2]),
)


@given(PACES, st.lists(st.tuples(st.integers(0, 400), st.integers(1, 3)), max_size=12))
def test_whatever_the_pace_each_alert_is_told_once_and_each_articles_in_order(
    pace: Pace, events: list[tuple[int, int]]
) -> None:
    row = [happened(minute, number) for minute, number in sorted(events)]
    played = Rehearsal(replace(RULE, pace=pace)).play(row, after(10_000))
    assert played.still_waiting == 0
    told = [alert.id for message in played.told for alert in message.alerts]
    assert sorted(told) == list(range(len(row)))
    for number in {number for _, number in events}:
        own = [one.at for message in played.told for one in message.alerts if one.article_id == number]
        assert own == sorted(own)
    assert [one.at for one in played.told] == sorted(one.at for one in played.told)
