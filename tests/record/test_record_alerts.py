"""The outbox in the store."""

from __future__ import annotations

from dataclasses import replace

import pytest
from record_samples import NOON, first, later, revise, to_desk, track

from monitor.errors import NotFoundError
from monitor.model import Alert
from monitor.record import SqlRecords

MESSAGE = Alert(0, "monitor", NOON, "Disk nearly full", "20 MB are left.", payload={"free_mb": 20})


def test_a_message_waits_once_for_each_channel(store: SqlRecords) -> None:
    store.put_alerts([(MESSAGE, ("desk", "file", "desk")), (MESSAGE, ())])

    waiting = store.due_deliveries(NOON, 10)

    assert [one.channel for one in waiting] == ["desk", "file"]
    assert {one.attempts for one in waiting} == {0}
    alert = waiting[0].alert
    assert (alert.title, alert.text, alert.payload) == (MESSAGE.title, MESSAGE.text, MESSAGE.payload)
    assert len({one.key for one in waiting}) == 2
    assert len(store.alerts()) == 2
    assert store.counts(NOON).alerts_waiting == 2


def test_what_was_delivered_is_not_due_again(store: SqlRecords) -> None:
    store.put_alerts([(MESSAGE, ("desk",))])
    (waiting,) = store.due_deliveries(NOON, 10)

    store.record_delivery(waiting.id, later(1), None, None)

    assert store.due_deliveries(later(999), 10) == []
    (done,) = store.deliveries()
    assert (done.delivered_at, done.attempts, done.last_error) == (later(1), 1, None)
    assert (store.counts(NOON).alerts_waiting, store.counts(NOON).alerts_failed) == (0, 0)


def test_what_was_put_off_is_due_later_and_then_given_up(store: SqlRecords) -> None:
    store.put_alerts([(MESSAGE, ("desk",))])
    (waiting,) = store.due_deliveries(NOON, 10)

    store.record_delivery(waiting.id, later(1), "HTTP 503", later(5))
    assert store.due_deliveries(later(4), 10) == []
    (again,) = store.due_deliveries(later(5), 10)
    assert (again.attempts, again.last_error, again.key) == (1, "HTTP 503", waiting.key)

    store.record_delivery(waiting.id, later(5), "HTTP 400", None)
    assert store.due_deliveries(later(999), 10) == []
    assert (store.counts(NOON).alerts_waiting, store.counts(NOON).alerts_failed) == (0, 1)


def test_what_was_put_first_goes_first_and_each_channel_has_its_share(store: SqlRecords) -> None:
    store.put_alerts([(MESSAGE, ("a", "b")), (MESSAGE, ("a", "b")), (MESSAGE, ("a",))])
    every = store.due_deliveries(NOON, 10)
    assert [one.channel for one in every] == ["a", "b", "a", "b", "a"]
    assert [one.id for one in store.due_deliveries(NOON, 1)] == [every[0].id, every[1].id]
    store.record_delivery(every[0].id, later(1), "HTTP 503", later(9))
    assert every[0].id not in [one.id for one in store.due_deliveries(later(8), 10)]
    assert store.due_deliveries(later(9), 1)[0].id == every[0].id


def test_a_later_alert_of_an_article_waits_for_an_earlier_one_that_is_put_off(store: SqlRecords) -> None:
    one, other = track(store, "https://harbor.example/1", "https://harbor.example/2")
    about = {number: replace(MESSAGE, article_id=number) for number in (one, other)}
    store.put_alerts([(about[one], ("a", "b")), (about[one], ("a", "b")), (about[other], ("a",))])
    first, *_ = store.due_deliveries(NOON, 10)
    store.record_delivery(first.id, later(1), "HTTP 503", later(9))
    told = [(found.channel, found.articles) for found in store.due_deliveries(later(2), 10)]
    assert told == [("b", (one,)), ("b", (one,)), ("a", (other,))]
    # Once it is its turn again, the one after it comes along.
    assert [found.articles for found in store.due_deliveries(later(9), 10, ("b",))] == [
        (one,),
        (one,),
        (other,),
    ]
    store.record_delivery(first.id, later(9), "HTTP 410", None)
    assert [found.articles for found in store.due_deliveries(later(9), 10, ("b",))] == [(one,), (other,)]


def test_a_revisions_alert_knows_its_revision(store: SqlRecords) -> None:
    (number,) = track(store)
    first(store, number, later(1))
    (event,) = revise(store, number, later(2), outbox=to_desk)
    (alert,) = store.alerts()
    assert alert.revision_id == event.id  # type: ignore[union-attr]
    assert alert.payload == {"id": alert.revision_id, "to": 2, "words": ["a", None, 1.5]}


def test_an_unknown_delivery_is_said_to_be_missing(store: SqlRecords) -> None:
    with pytest.raises(NotFoundError, match="7"):
        store.record_delivery(7, NOON, None, None)


def test_what_another_process_delivered_meanwhile_stays_delivered(store: SqlRecords) -> None:
    store.put_alerts([(MESSAGE, ("desk",))])
    (waiting,) = store.due_deliveries(NOON, 10)
    store.record_delivery(waiting.id, later(1), None, None)

    store.record_delivery(waiting.id, later(2), "the channel took longer than 60 s", later(3))

    assert store.due_deliveries(later(999), 10) == []
    assert store.deliveries()[0].delivered_at == later(1)


def test_an_alert_is_claimed_by_one_until_its_time_is_over(store: SqlRecords) -> None:
    store.put_alerts([(MESSAGE, ("desk",))])
    (waiting,) = store.due_deliveries(NOON, 10)
    assert store.claim_delivery(waiting.id, NOON, later(2))
    assert not store.claim_delivery(waiting.id, NOON, later(2))
    assert store.due_deliveries(later(1), 10) == []
    # Its process died: another one sends it, under the same key.
    (again,) = store.due_deliveries(later(2), 10)
    assert again.key == waiting.key
    assert store.claim_delivery(waiting.id, later(2), later(4))
