"""What several looks teach: adverts among paragraphs, caches that disagree, the template's own texts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.model import Revision
from monitor.ports import RevisionFilter
from tests.stories.test_stories import rewrite
from tests.stories.world import World

#: Paragraphs as a site without markup of its own for adverts sets them.
ADVERTS = (
    "Walk further in boots that outlast the road, from the makers at Tern Street, now with free laces.",
    "Your bread can be at the door before eight: the Karsten bakers deliver in every part of the city.",
    "Nobody should lie awake for a mattress; ours may be sent back for a hundred nights without a word.",
    "Ask forty insurers at once what your roof is worth to them, and sleep through the next storm well.",
    "The night train to the coast has beds again, and breakfast is brought to you before the sea is seen.",
)
MODULE = "The Courier's readers pay for its reporting; those who join before the spring help us most of all."


def results(world: World, slug: str) -> list[str]:
    return [check.result for check in world.app.records.checks(world.article(slug).id)]


def recorded(world: World) -> list[Revision]:
    return world.app.records.revisions(RevisionFilter())


@pytest.mark.parametrize("count", [3, 4, 5])
def test_an_advert_among_the_paragraphs_is_no_change_for_a_week(world: World, count: int) -> None:
    world.room.advertise_plainly(ADVERTS[:count])
    world.track("harbor-tolls")
    world.pass_time(days=7)
    assert (recorded(world), world.alerts()) == ([], [])
    held_back = [one for one in world.app.records.host_blocks("courier.example") if one.held_back]
    assert {one.text for one in held_back} <= set(ADVERTS)
    assert {one.why for one in held_back} == {"volatile"}


@pytest.mark.parametrize("hours", [0.05, 1, 48])
def test_a_silent_edit_among_rotating_adverts_is_found_once(world: World, hours: float) -> None:
    world.room.advertise_plainly(ADVERTS)
    world.track("harbor-tolls")
    world.pass_time(hours=hours)
    rewrite(world, "harbor-tolls", "41 crowns", "47 crowns")
    world.pass_time(days=7)
    [revision] = world.revisions()
    assert revision.judgement.verdict.label == "undisclosed change"
    edits = [edit for edit in revision.judgement.edits if edit.significance == "meaning"]
    assert ["47 crowns" in (edit.after or "") for edit in edits] == [True]
    assert len(world.alerts()) == 1


def test_the_very_paragraph_after_an_advert_can_still_be_edited(world: World) -> None:
    world.room.advertise_plainly(ADVERTS)
    world.track("harbor-tolls")
    world.pass_time(days=3)
    texts = list(world.room.story("harbor-tolls").paragraphs)
    world.room.edit("harbor-tolls", paragraphs=(*texts[:1], *texts[2:]))
    world.pass_time(days=7)
    [revision] = world.revisions()
    removed = [edit.before for edit in revision.judgement.edits if edit.op == "delete"]
    assert [text[:30] for text in removed if text] == [texts[1][:30]]


def test_caches_that_disagree_alarm_once(world: World) -> None:
    story = world.track("harbor-tolls")
    world.room.serve_alternately("harbor-tolls", story)
    rewrite(world, "harbor-tolls", "41 crowns", "47 crowns")
    world.pass_time(days=7)
    assert len(world.revisions()) <= 1
    assert len(world.alerts()) <= 1
    world.room.serve_alternately("harbor-tolls", None)
    world.pass_time(days=7)
    [revision] = world.revisions()
    assert revision.judgement.verdict.label == "undisclosed change"
    assert len(world.alerts()) == 1
    assert world.app.records.host_blocks() == []


def test_a_change_that_only_some_caches_have_is_held_back_first(world: World) -> None:
    story = world.track("harbor-tolls")
    world.room.serve_alternately("harbor-tolls", story)
    rewrite(world, "harbor-tolls", "41 crowns", "47 crowns")
    while "suspect" not in results(world, "harbor-tolls"):
        world.pass_time(seconds=50)
    assert recorded(world) == []
    world.room.serve_alternately("harbor-tolls", None)
    world.pass_time(hours=1)
    assert len(world.revisions()) == 1


def test_an_edit_undone_says_so_and_further_alternation_is_one_finding(world: World) -> None:
    world.track("harbor-tolls")
    for old, new in (("41", "47"), ("47", "41"), ("41", "47"), ("47", "41"), ("41", "47")):
        rewrite(world, "harbor-tolls", f"{old} crowns", f"{new} crowns")
        world.pass_time(days=2)
    rules = [[reason.rule for reason in one.judgement.verdict.reasons] for one in reversed(recorded(world))]
    assert len(rules) == 3
    assert "edit undone" in rules[1]
    assert "alternating variants seen" in rules[2]
    assert len(world.alerts()) == 2
    rewrite(world, "harbor-tolls", "8 percent", "18 percent")
    world.pass_time(days=2)
    assert len(world.alerts()) == 3


def test_a_text_that_the_template_sets_on_every_page_is_technical(world: World) -> None:
    slugs = ("harbor-tolls", "library-bells", "ferry-timetable", "orchard-prize")
    for slug in slugs:
        world.track(slug)
    world.pass_time(days=1)
    world.room.add_module(MODULE)
    world.pass_time(days=2)
    found = recorded(world)
    assert sorted(one.article_url or "" for one in found) == sorted(world.room.address(s) for s in slugs)
    assert {one.judgement.verdict.label for one in found} == {"technical"}
    assert all("template" in one.judgement.verdict.reasons[0].rule for one in found)
    assert world.alerts() == []
    rewrite(world, "harbor-tolls", "41 crowns", "47 crowns")
    world.pass_time(days=2)
    assert len(world.alerts()) == 1


def test_a_paragraph_added_to_one_story_is_news_of_that_story(world: World) -> None:
    for slug in ("harbor-tolls", "library-bells", "ferry-timetable"):
        world.track(slug)
    texts = world.room.story("harbor-tolls").paragraphs
    world.room.edit("harbor-tolls", paragraphs=(*texts, "The hauliers will meet again on Thursday."))
    world.pass_time(days=2)
    [revision] = world.revisions()
    assert revision.judgement.verdict.label == "new details"
    assert world.app.records.host_blocks() == []


def test_noise_that_a_person_keeps_is_read_again(world: World) -> None:
    world.room.advertise_plainly(ADVERTS[:3])
    world.track("harbor-tolls")
    world.pass_time(days=2)
    records = world.app.records
    digests = [one.digest for one in records.host_blocks() if one.held_back]
    assert digests
    for digest in digests:
        records.decide_block(digest, "kept")
    world.pass_time(days=5)
    assert {one.decision for one in records.host_blocks()} == {"kept"}


def test_without_second_looks_an_advert_is_taken_for_a_change(world: World) -> None:
    world.room.advertise_plainly(ADVERTS[:3])
    world.track("harbor-tolls")
    schedule = replace(world.app.settings.schedule, second_look_labels=())
    world.run(world.app.use(replace(world.app.settings, schedule=schedule)))
    world.pass_time(days=1)
    assert world.revisions() != []
    assert world.app.records.host_blocks() == []
