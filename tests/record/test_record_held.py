"""Alerts that wait, and rules made at the desk, in the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from record_samples import NOON, due_of, first, judgement, later, look, revise, silent, track, with_state

from monitor.alert import decide, made_up
from monitor.errors import NotFoundError, UsageError
from monitor.model import Alert, Decided, Happening, Hold, MadeUp, Pace, Past, Rule, State, Window
from monitor.ports import Outbox
from monitor.record import SqlRecords

NIGHT = Rule("night", ("desk", "file"), pace=Pace(quiet=("11:00-13:00",), cooldown_seconds=600))
STATES = Rule("states", ("desk",), states=tuple(State), pace=Pace(quiet=("11:00-13:00",)))


def by(*rules: Rule, seen: list[Past] | None = None) -> Outbox:
    def outbox(happenings: Sequence[Happening], past: Past) -> Decided:
        if seen is not None:
            seen.append(past)
        return decide(happenings, [*rules, *past.rules], past)

    return outbox


@pytest.fixture
def two(store: SqlRecords) -> tuple[int, int]:
    one, other = track(store, "https://harbor.example/1", "https://harbor.example/2")
    for number in (one, other):
        first(store, number, later(0))
    return one, other


def test_what_is_held_back_waits_and_is_put_into_the_outbox_once(
    store: SqlRecords, two: tuple[int, int]
) -> None:
    for minute, number in enumerate(two, 1):
        revise(store, number, later(minute), outbox=by(NIGHT))
    assert store.due_deliveries(later(60), 10) == []
    assert store.waiting(later(59)) == []
    [waiting] = store.waiting(later(60), 5)
    assert (waiting.rule, waiting.channels, waiting.why) == ("night", ("desk", "file"), "quiet")
    assert (waiting.count, waiting.since, waiting.until) == (2, later(1), later(2))
    assert [one.article_id for one in waiting.listed] == list(two)
    assert all(one.payload["article"] == one.article_id for one in waiting.listed)

    made = made_up(waiting, {"night": NIGHT}, later(60))
    store.make_up(made, later(60))
    store.make_up(made, later(60))
    sent = store.due_deliveries(later(60), 10)
    assert [(one.channel, set(one.articles), one.since) for one in sent] == [
        ("desk", set(two), later(60)),
        ("file", set(two), later(60)),
    ]
    assert store.waiting() == []
    # The cool-down runs from when it was told.
    seen: list[Past] = []
    revise(store, two[0], later(65), "Eighty people", outbox=by(NIGHT, seen=seen))
    assert seen[0].told == {("night", two[0]): later(60)}
    assert [(one.why, one.due_at) for one in store.waiting()] == [("cool-down", later(70))]
    assert store.verify() == []


def test_one_alone_goes_as_it_is(store: SqlRecords, two: tuple[int, int]) -> None:
    revise(store, two[0], later(1), outbox=by(NIGHT))
    [waiting] = store.waiting(later(60), 5)
    store.make_up(made_up(waiting, {}, later(60)), later(60))
    [told, _] = store.due_deliveries(later(60), 10)
    assert told.alert == waiting.listed[0]
    assert (told.articles, told.since) == ((two[0],), later(60))


def test_the_weightiest_are_listed(store: SqlRecords, two: tuple[int, int]) -> None:
    revise(store, two[0], later(1), said=judgement(weight=20), outbox=by(NIGHT))
    revise(store, two[1], later(2), said=judgement(weight=80), outbox=by(NIGHT))
    [waiting] = store.waiting(later(60), 1)
    assert (waiting.count, [one.article_id for one in waiting.listed]) == (2, [two[1]])


def test_what_was_decided_is_remembered_for_the_next_decision(
    store: SqlRecords, two: tuple[int, int]
) -> None:
    rule = Rule("all", ("desk",), pace=Pace(cooldown_seconds=600, cap=1))
    seen: list[Past] = []
    for minute in (1, 2):
        for number in two:
            revise(store, number, later(minute), f"{minute} people", outbox=by(rule, seen=seen))
    assert seen[-2].told == {("all", two[0]): later(1)}
    assert seen[-1].windows == {"all": Window(later(1), 1)}
    assert seen[-1].waiting == {("all", two[1]): Hold("cap", later(61))}


def test_a_change_of_state_comes_with_the_text_as_it_last_read(
    store: SqlRecords, two: tuple[int, int]
) -> None:
    asked = replace(STATES, text_words=("forty people",))
    gone = with_state(look(due_of(store, two[0]), "gone", later(3)), State.GONE, "410 Gone")
    store.record_checks([gone], by(asked, replace(STATES, name="other", text_words=("fifty",))))
    assert [one.rule for one in store.waiting()] == ["states"]


def test_what_waited_long_for_a_channel_is_joined_where_the_first_of_it_stood(
    store: SqlRecords, two: tuple[int, int]
) -> None:
    all_of = Rule("all", ("desk", "file"))
    other = Rule("other", ("desk",))
    for minute, number in enumerate(two * 2, 1):
        revise(store, number, later(minute), f"{minute} people", outbox=by(all_of, other))
    before = [one for one in store.due_deliveries(later(9), 99) if one.channel == "desk"]
    found = store.overdue("desk", later(3), 10)
    assert [(one.rule, one.count, len(one.listed)) for one in found] == [("all", 3, 3), ("other", 3, 3)]
    assert store.overdue("desk", later(1), 10) == []

    store.join(made_up(found[0], {}, later(9)), later(9))
    after = [one for one in store.due_deliveries(later(9), 99) if one.channel == "desk"]
    assert (len(before), len(after)) == (8, 6)
    digest = after[0]
    assert (digest.id, digest.attempts, set(digest.articles)) == (before[0].id, 0, set(two))
    assert digest.key != before[0].key
    assert digest.alert.is_digest
    assert len([one for one in store.due_deliveries(later(9), 99) if one.channel == "file"]) == 4
    # While the digest is put off, so is whatever else tells of its articles.
    store.record_delivery(digest.id, later(9), "HTTP 503", later(12))
    assert [one for one in store.due_deliveries(later(10), 99) if one.channel == "desk"] == []
    # A digest is in no digest.
    assert [(one.rule, one.count) for one in store.overdue("desk", later(99))] == [("other", 4)]


def test_a_digest_waits_for_what_is_put_off_of_its_articles(store: SqlRecords, two: tuple[int, int]) -> None:
    at_once = Rule("at once", ("desk",))
    revise(store, two[0], later(1), outbox=by(at_once))
    [alone] = store.due_deliveries(later(1), 9)
    for number in two:
        revise(store, number, later(2), "Eighty people", outbox=by(NIGHT))
    [waiting] = store.waiting(later(60), 5)
    store.record_delivery(alone.id, later(60), "HTTP 503", later(70))
    store.make_up(made_up(waiting, {}, later(60)), later(60))
    assert [one.channel for one in store.due_deliveries(later(60), 9)] == ["file"]
    store.record_delivery(alone.id, later(70), None, None)
    assert {one.channel for one in store.due_deliveries(later(70), 9)} == {"desk", "file"}


def test_what_waits_is_kept_whole_by_upkeep(store: SqlRecords, two: tuple[int, int]) -> None:
    for number in two:
        revise(store, number, later(1), outbox=by(replace(NIGHT, pace=Pace(digest="0 8 1 1 *"))))
    store.housekeeping(later(60 * 24 * 200))
    [waiting] = store.waiting(None, 5)
    assert [one.payload["article"] for one in waiting.listed] == list(two)


def test_a_take_down_takes_what_waits_and_blanks_digests(store: SqlRecords, two: tuple[int, int]) -> None:
    for number in two:
        revise(store, number, later(1), outbox=by(NIGHT))
    [waiting] = store.waiting(later(60), 5)
    store.make_up(made_up(waiting, {"night": NIGHT}, later(60)), later(60))
    digest = store.due_deliveries(later(60), 1)[0].alert
    revise(store, two[0], later(61), "Eighty people", outbox=by(NIGHT))
    assert [one.count for one in store.waiting()] == [1]

    store.take_down(two[0], "asked to", later(90))
    assert store.waiting() == []
    [told] = [one for one in store.alerts() if one.id == digest.id]
    assert (told.title, told.payload) == ("(removed)", {})
    assert store.verify() == []


def test_rules_made_at_the_desk(store: SqlRecords, two: tuple[int, int]) -> None:
    rule = Rule(
        "desk's own", ("desk",), labels=("update",), pace=Pace(digest="0 8 * * *", timezone="Asia/Tokyo")
    )
    made = store.add_rule(rule, "ines", later(1))
    assert store.desk_rules() == [made] == [store.desk_rule(made.id)]
    with pytest.raises(UsageError, match="desk's own"):
        store.add_rule(rule, "otto", later(2))
    changed = store.change_rule(made.id, replace(rule, name="all", labels=()), "otto", later(3))
    assert (changed.author, changed.rule.labels) == ("otto", ())
    revise(store, two[0], later(4), outbox=by())
    assert [(one.rule, one.why) for one in store.waiting()] == [("all", "digest")]
    store.remove_rule(made.id, "otto", later(5))
    assert store.desk_rules() == []
    with pytest.raises(NotFoundError):
        store.remove_rule(made.id, "otto", later(6))
    told = [(one.kind, one.note) for one in store.entries_of("rule", [made.id])]
    assert told == [("recorded", "by ines"), ("changed", "by otto"), ("deleted", "all, by otto")]
    assert store.verify() == []


def test_nothing_is_made_up_of_nothing(store: SqlRecords, two: tuple[int, int]) -> None:
    revise(store, two[0], later(1), outbox=silent)
    assert store.waiting(later(99)) == []
    assert store.overdue("desk", NOON) == []
    revise(store, two[0], later(2), "Eighty people", outbox=by(NIGHT))
    [waiting] = store.waiting(later(60))
    early = MadeUp(waiting, Alert(0, "night", later(9), "Title", "Text", payload={"digest": True}))
    store.make_up(early, later(9))
    assert [one.count for one in store.waiting()] == [1]
