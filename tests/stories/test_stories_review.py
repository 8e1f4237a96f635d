"""What a person decided stays decided: through replays, restarts and later changes."""

from __future__ import annotations

from dataclasses import replace

from monitor.jobs.replay import ReplayTools, replay
from monitor.model import Opinion, Recipe
from monitor.ports import RevisionFilter
from monitor.report import revision_text
from tests.stories.test_stories import rewrite
from tests.stories.world import Here, World


def test_an_override_survives_a_replay_that_reads_otherwise(world: World) -> None:
    world.track("harbor-tolls")
    rewrite(world, "harbor-tolls", "41 crowns", "47 crowns")
    world.pass_time(days=1)
    [revision] = world.revisions()
    said = Opinion("Ana", "override", "the print edition says so", label="correction")
    world.app.records.put_reviews([revision.id], said, world.now)
    stood = world.app.records.revision(revision.id)

    # A recipe of today leaves a paragraph out, so that the last capture is read otherwise.
    world.sources[0] = replace(world.sources[0], recipe=Recipe(drop=("p:last-of-type",)))
    world.restart()
    world.app.records.sync_sources(world.sources, world.now)
    tools = ReplayTools(world.app.records, Here(), lambda: world.now)
    number = world.article("harbor-tolls").id
    done = world.loop.run_until_complete(replay(number, tools))
    assert done.latest is not None and world.app.records.record_replay(done.latest)

    newest, again = world.app.records.revisions(RevisionFilter())
    assert again == stood and again.review.override is not None
    assert (newest.provenance, newest.review.status) == ("replayed", "open")
    assert "label: correction (was: undisclosed change; overridden by Ana" in revision_text(again).replace(
        "\n", " "
    )
    assert [one.id for one in world.revisions()] == [revision.id]
    assert world.app.records.verify() == []


def test_a_later_change_is_judged_for_itself(world: World) -> None:
    world.track("harbor-tolls")
    rewrite(world, "harbor-tolls", "41 crowns", "47 crowns")
    world.pass_time(days=1)
    [first] = world.revisions()
    world.app.records.put_reviews([first.id], Opinion("Ana", "dismiss"), world.now)
    rewrite(world, "harbor-tolls", "47 crowns", "43 crowns")
    world.pass_time(days=1)
    waiting = world.app.records.revisions(RevisionFilter(statuses=("open",), changed_only=True))
    assert [one.judgement.verdict.label for one in waiting] == ["undisclosed change"]
    assert waiting[0].id != first.id
