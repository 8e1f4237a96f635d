"""From what a look brought to what is written: the state machine of an article."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from monitor.jobs.outcome import SUSPECT_SETTLED_AFTER, Look, settle
from monitor.model import (
    CheckRecord,
    DueArticle,
    Examined,
    Failed,
    FetchOutcome,
    FirstVersion,
    Gone,
    NotModified,
    Refused,
    Revised,
    State,
    Unchanged,
    Unreadable,
)
from monitor.settings import ScheduleSettings
from tests.values import NOW, URL, article, document, due, fetched, judgement, snapshot

SUSPECT = Revised(document(content_digest="s" * 64), judgement(suspect=True))


def settled(
    outcome: FetchOutcome, examined: Examined | None = None, crash: str | None = None, **changes: Any
) -> CheckRecord:
    return settle(Look(due(**changes), outcome, examined, NOW, crash), ScheduleSettings())


def after(record: CheckRecord) -> DueArticle:
    """The article as the next look finds it."""
    return replace(
        record.due,
        article=replace(record.due.article, state=record.state or record.due.article.state),
        etag=record.etag,
        body_digest=record.check.body_digest,
        failures=record.failures,
        wall_looks=record.wall_looks,
        gone_looks=record.gone_looks,
        suspect_digest=record.suspect_digest,
        suspect_looks=record.suspect_looks,
    )


def looks(outcome: FetchOutcome, count: int, examined: Examined | None = None) -> CheckRecord:
    """The record of the last of `count` looks in a row that all brought the same."""
    record = settled(outcome, examined)
    for _ in range(count - 1):
        record = settle(Look(after(record), outcome, examined, NOW), ScheduleSettings())
    return record


@pytest.mark.parametrize(
    ("outcome", "examined", "result"),
    [
        (NotModified(URL), None, "not_modified"),
        (fetched(), None, "unchanged"),
        (fetched(), Unchanged(document()), "unchanged"),
        (fetched(), FirstVersion(document()), "first"),
        (fetched(), Revised(document(), judgement()), "revised"),
        (fetched(), SUSPECT, "suspect"),
        (fetched(), Unreadable("challenge", "a challenge page"), "unreadable"),
        (fetched(), Unreadable("error", "a page that says: not found"), "gone"),
        (Gone(410, "the server answers 410"), None, "gone"),
        (Refused("robots.txt says no"), None, "refused"),
        (Failed("timed out"), None, "failed"),
    ],
)
def test_every_outcome_has_its_result(outcome: FetchOutcome, examined: Examined | None, result: str) -> None:
    assert settled(outcome, examined).check.result == result


@pytest.mark.parametrize(
    ("outcome", "examined", "needed", "state"),
    [
        (Gone(410, "gone"), None, 2, State.GONE),
        (fetched(), Unreadable("error", "soft 404"), 2, State.GONE),
        (Failed("timed out"), None, 3, State.UNREACHABLE),
        (Failed("forbidden", 403), None, 3, State.BLOCKED),
        (Refused("not public"), None, 3, State.UNREACHABLE),
        (fetched(), Unreadable("challenge", "prove you are human"), 2, State.BLOCKED),
        (fetched(), Unreadable("empty", "needs JavaScript"), 3, State.UNREACHABLE),
        (fetched(), Unreadable("paywall", "nothing is shown"), 2, State.PAYWALLED),
    ],
)
def test_bad_news_is_confirmed_before_it_is_told(
    outcome: FetchOutcome, examined: Examined | None, needed: int, state: State
) -> None:
    assert looks(outcome, needed - 1, examined).state in (None, State.LIVE)
    assert looks(outcome, needed, examined).state is state


def test_time_outs_confirm_no_wall_and_walls_no_time_out() -> None:
    late, wall = Failed("timed out"), Unreadable("challenge", "prove you are human")
    record = looks(late, 2)
    record = settle(Look(after(record), fetched(), wall, NOW), ScheduleSettings())
    assert (record.state, record.failures, record.wall_looks) == (State.LIVE, 0, 1)
    record = settle(Look(after(record), late, None, NOW), ScheduleSettings())
    assert (record.state, record.failures, record.wall_looks) == (None, 1, 1)
    record = settle(Look(after(record), fetched(), wall, NOW), ScheduleSettings())
    assert (record.state, record.wall_looks) == (State.BLOCKED, 2)


def test_one_good_look_brings_an_article_back() -> None:
    record = settled(NotModified(URL), article=article(state=State.GONE), gone_looks=5, failures=2)
    assert (record.state, record.gone_looks, record.failures) == (State.LIVE, 0, 0)


def test_a_permanent_redirect_moves_the_article() -> None:
    new = "https://courier.example/new"
    record = settled(fetched(permanent_url=new), Unchanged(document()))
    assert (record.state, record.new_url) == (State.MOVED, new)
    assert looks(fetched(permanent_url=new), 2, Unchanged(document())).state is State.MOVED


def test_a_story_that_leads_to_the_home_page_is_gone_and_never_a_version() -> None:
    home = fetched()
    home = replace(home, snapshot=snapshot(final_url="https://courier.example/"))
    record = looks(home, 2, Revised(document(), judgement()))
    assert (record.check.result, record.state, record.snapshot) == ("gone", State.GONE, None)


def test_only_what_makes_a_version_or_needs_proof_is_kept() -> None:
    assert settled(fetched(), FirstVersion(document())).snapshot is not None
    assert settled(fetched(), Revised(document(), judgement())).snapshot is not None
    assert settled(fetched(), SUSPECT).snapshot is not None
    assert settled(fetched(), Unchanged(document())).snapshot is None
    assert settled(fetched()).snapshot is None


def test_a_suspect_reading_is_held_back_until_three_looks_agree() -> None:
    assert looks(fetched(), 2, SUSPECT).check.result == "suspect"
    assert looks(fetched(), 3, SUSPECT).check.result == "revised"
    other = Revised(document(content_digest="t" * 64), judgement(suspect=True))
    held = looks(fetched(), 2, SUSPECT)
    assert settle(Look(after(held), fetched(), other, NOW), ScheduleSettings()).suspect_looks == 1


@pytest.mark.parametrize("examined", [SUSPECT, Unreadable("challenge", "prove it")])
def test_a_reading_that_was_not_taken_is_read_again_even_if_no_byte_differs(examined: Examined) -> None:
    record = settled(fetched(), examined)
    assert (record.check.body_digest, record.etag, record.last_modified) == (None, None, None)


def test_a_crash_costs_the_page_an_outcome_with_its_reason_and_a_long_pause() -> None:
    record = settled(fetched(), None, crash="reading the page took longer than 30 s")
    assert record.check.result == "crashed"
    assert record.check.reason == "reading the page took longer than 30 s"
    assert record.next_check_at is not None
    assert (record.next_check_at - NOW).total_seconds() == ScheduleSettings().crash_retry_seconds
    assert record.snapshot is None


def test_a_paywalled_page_keeps_its_text_and_says_so() -> None:
    record = settled(fetched(), FirstVersion(document(partial=True)))
    assert (record.check.result, record.state) == ("first", State.PAYWALLED)


def test_the_validators_of_the_answer_are_remembered() -> None:
    assert settled(fetched(), Unchanged(document())).etag == '"b"'
    assert settled(NotModified(URL)).etag == '"a"'


def test_a_change_that_two_looks_disagree_about_is_held_back_whatever_each_shows() -> None:
    record = settled(fetched())
    for number in range(SUSPECT_SETTLED_AFTER):
        shown = Revised(document(content_digest=f"{number}" * 64), judgement())
        look = Look(after(record), fetched(), shown, NOW, held="two looks disagree")
        record = settle(look, ScheduleSettings())
        wanted = "revised" if number == SUSPECT_SETTLED_AFTER - 1 else "suspect"
        assert record.check.result == wanted
        assert (record.check.reason == "two looks disagree") is (wanted == "suspect")


def test_a_difference_that_is_no_change_says_why_and_is_read_again() -> None:
    look = Look(due(), fetched(), Unchanged(document()), NOW, note="an advert")
    record = settle(look, ScheduleSettings())
    assert (record.check.result, record.check.reason) == ("unchanged", "an advert")
    assert (record.check.body_digest, record.etag, record.snapshot) == (None, None, None)
