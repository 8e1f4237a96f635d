"""What the monitor does, told as stories. Each runs the true jobs over weeks of quick time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from monitor.demo.stories import own_stories, seed_story
from monitor.model import State
from tests.stories.world import World

SEEDS = Path(__file__).resolve().parent.parent.parent / "seeds"


def rewrite(world: World, slug: str, old: str, new: str) -> None:
    texts = tuple(text.replace(old, new) for text in world.room.story(slug).paragraphs)
    world.room.edit(slug, paragraphs=texts)


def test_a_story_that_is_only_rendered_anew_stays_as_it_was(world: World) -> None:
    world.track("tram-depot")
    world.pass_time(days=3)
    assert world.article("tram-depot").versions == 1
    assert world.revisions() == []
    assert world.alerts() == []


def test_a_figure_changed_in_silence_is_found_and_told_once(world: World) -> None:
    world.track("harbor-tolls")
    rewrite(world, "harbor-tolls", "41 crowns", "47 crowns")
    world.pass_time(days=2)
    [revision] = world.revisions()
    verdict = revision.judgement.verdict
    assert (verdict.change, verdict.disclosure) == ("substantive", "undisclosed")
    assert verdict.label == "undisclosed change"
    facets = [facet for edit in revision.judgement.edits for facet in edit.facets]
    assert any(f.kind == "number" and "41" in (f.before or "") and "47" in (f.after or "") for f in facets)
    assert len(world.alerts()) == 1


def test_a_correction_with_its_notice_is_disclosed(world: World) -> None:
    story = world.track("library-bells")
    rewrite(world, "library-bells", "9,200 readers", "9,700 readers")
    note = "An earlier version of this article misstated the number of signatures. It was 9,700, not 9,200."
    world.room.edit(story.slug, notes=(("Correction", note),))
    world.pass_time(hours=6)
    [revision] = world.revisions()
    verdict = revision.judgement.verdict
    assert (verdict.label, verdict.disclosure) == ("correction", "disclosed")
    [notice] = [change for change in revision.judgement.notices if change.status == "added"]
    assert notice.covers


def test_an_update_with_its_news_is_an_update(world: World) -> None:
    world.stories["cable-sale"] = replace(world.stories["cable-sale"], notes=())
    story = world.track("cable-sale")
    world.room.edit(story.slug, notes=own_stories()["cable-sale"].notes, flag="Updated")
    world.pass_time(hours=6)
    [revision] = world.revisions()
    verdict = revision.judgement.verdict
    assert (verdict.label, verdict.disclosure, verdict.change) == ("update", "disclosed", "addition")


def test_a_retraction_is_told_as_one(world: World) -> None:
    world.track("glacier-study")
    note = "This article has been retracted because the measurements were read wrongly."
    world.room.edit("glacier-study", notes=(("Retraction", note),))
    world.pass_time(hours=6)
    [revision] = world.revisions()
    assert revision.judgement.verdict.label == "retraction"


def test_an_outage_is_neither_a_change_nor_told_before_it_is_sure(world: World) -> None:
    world.track("harbor-tolls")
    world.room.fail_with(503)
    world.pass_time(minutes=6)
    assert world.states() == []
    world.pass_time(hours=12)
    assert [change.after for change in world.states()] == [State.UNREACHABLE]
    world.room.fail_with(None)
    world.pass_time(days=2)
    assert [change.after for change in reversed(world.states())] == [State.UNREACHABLE, State.LIVE]
    assert world.revisions() == []
    assert len(world.alerts()) == 2


def test_a_story_taken_down_is_confirmed_and_told_once(world: World) -> None:
    world.track("orchard-prize")
    world.room.remove("orchard-prize")
    world.pass_time(days=30)
    [change] = world.states()
    assert change.after is State.GONE
    assert len(world.alerts()) == 1


def test_a_story_that_moves_is_followed_and_its_history_goes_on(world: World) -> None:
    world.track("ferry-timetable")
    world.room.move("ferry-timetable", "ferry-timetable-summer")
    world.pass_time(hours=3)
    rewrite(world, "ferry-timetable-summer", "four crossings", "five crossings")
    world.pass_time(days=1)
    article = world.article("ferry-timetable-summer")
    assert article.state is State.MOVED
    assert article.versions == 2
    assert len(world.articles()) == 1
    assert [change.after for change in world.states()] == [State.MOVED]


def test_a_restart_between_change_and_look_loses_nothing(world: World) -> None:
    world.track("harbor-tolls")
    rewrite(world, "harbor-tolls", "41 crowns", "47 crowns")
    world.restart()
    world.pass_time(days=1)
    world.restart()
    world.pass_time(days=1)
    assert len(world.revisions()) == 1
    assert len(world.alerts()) == 1
    assert world.app.records.verify() == []


def test_the_users_capture_is_the_baseline_and_its_live_page_no_change(world: World) -> None:
    _, after = seed_story(SEEDS)
    world.stories[after.slug] = after
    [capture] = SEEDS.glob("*.txt")
    world.track(after.slug, baseline=str(capture))
    world.pass_time(days=2)
    article = world.article(after.slug)
    provenances = [version.provenance for version in world.app.records.versions(article.id)]
    assert provenances[:2] == ["inferred", "observed"]
    [inferred] = world.revisions()
    verdict = inferred.judgement.verdict
    assert inferred.provenance == "inferred"
    assert (verdict.label, verdict.disclosure) == ("update", "disclosed")
    assert world.alerts() == []
    # What a page tells beyond a text (its date, say) is kept as a technical version, and no more than once.
    assert article.versions <= 3


def test_a_change_after_the_users_capture_is_found(world: World) -> None:
    _, after = seed_story(SEEDS)
    world.stories[after.slug] = after
    [capture] = SEEDS.glob("*.txt")
    world.track(after.slug, baseline=str(capture))
    rewrite(world, after.slug, "September 15", "September 20")
    world.pass_time(days=2)
    revision = world.revisions()[0]
    assert revision.provenance == "observed"
    facets = [facet for edit in revision.judgement.edits for facet in edit.facets]
    assert [facet.kind for facet in facets] == ["date"]
    assert len(world.alerts()) == 1
