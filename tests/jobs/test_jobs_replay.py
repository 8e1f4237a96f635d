"""Reading captures again: exact with what was known then, technical and untold with what is known now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.jobs.replay import Replayed, ReplayTools, replay
from monitor.model import Document, Examined, ReaderKnowledge, Recipe, Revised, Snapshot, Unchanged
from monitor.ports import RevisionFilter
from tests.stories.world import Here, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A story that was corrected, then changed in silence, then only rendered anew."""
    one = World(tmp_path)
    one.track("harbor-tolls")
    edit(one, "41 crowns", "47 crowns")
    one.pass_time(days=1)
    edit(one, "47 crowns", "43 crowns")
    one.pass_time(days=2)
    assert one.article("harbor-tolls").versions == 3
    yield one
    one.close()


def edit(world: World, old: str, new: str) -> None:
    texts = tuple(text.replace(old, new) for text in world.room.story("harbor-tolls").paragraphs)
    world.room.edit("harbor-tolls", paragraphs=texts)


def replayed(world: World, examiner: Here | None = None, *, recorded: bool = False) -> Replayed:
    tools = ReplayTools(world.app.records, examiner or Here(), lambda: world.now)
    number = world.article("harbor-tolls").id
    return world.loop.run_until_complete(replay(number, tools, recorded=recorded))


class Deaf(Here):
    """A reader of another release: it misses numbers, and calls itself otherwise."""

    async def examine(
        self, previous: Document | None, snapshot: Snapshot, knowledge: ReaderKnowledge
    ) -> Examined:
        examined = await super().examine(previous, snapshot, knowledge)
        return Unchanged(examined.document) if isinstance(examined, Revised) else examined


def test_the_same_reader_with_what_was_recorded_reads_the_same_bytes(world: World) -> None:
    done = replayed(world, recorded=True)
    assert (done.versions, done.identical, done.differences, done.latest) == (3, 3, (), None)


def test_what_was_recorded_counts_even_if_more_is_known_by_now(world: World) -> None:
    records = world.app.records
    texts = {one.text for one in records.version(1, 3).document.blocks}
    spec = replace(world.sources[0], recipe=Recipe(drop=("p",)))
    records.sync_sources([spec], world.now)
    assert texts
    assert replayed(world, recorded=True).differences == ()
    assert replayed(world).differences != ()


def test_other_verdicts_are_listed_and_change_nothing(world: World) -> None:
    before = world.app.records.revisions(RevisionFilter())
    done = replayed(world, Deaf())
    assert [(one.version, one.reads_differently) for one in done.differences] == [(2, False), (3, False)]
    assert all(one.was.startswith("undisclosed change (substantive") for one in done.differences)
    assert all(one.now == "no change" for one in done.differences)
    assert done.latest is None
    assert world.app.records.revisions(RevisionFilter()) == before


def test_a_new_recipe_makes_one_technical_version_that_nobody_is_told_of(world: World) -> None:
    records, told = world.app.records, world.alerts()
    last = records.version(1, 3)
    world.sources[0] = replace(world.sources[0], recipe=Recipe(drop=("p:last-of-type",)))
    records.sync_sources(world.sources, world.now)

    done = replayed(world)
    assert [one.reads_differently for one in done.differences] == [True] * 3
    assert done.latest is not None
    assert records.record_replay(done.latest)
    assert not records.record_replay(done.latest), "the article has moved on"

    new = records.version(1, 4)
    assert (new.provenance, new.snapshot_id) == ("replayed", last.snapshot_id)
    assert new.document == done.latest.document
    assert records.version(1, 3).document == last.document
    (step,) = records.revisions(RevisionFilter(article_id=1, limit=1))
    verdict = step.judgement.verdict
    assert (step.provenance, verdict.change, verdict.label, verdict.weight) == (
        "replayed", "technical", "technical", 0,
    )  # fmt: skip
    assert not step.judgement.changed
    assert replayed(world).latest is None
    assert records.verify() == []

    world.restart()
    world.pass_time(days=30)
    assert world.article("harbor-tolls").versions == 4
    assert world.alerts() == told


def test_a_capture_that_is_lost_is_named_and_the_rest_is_read(world: World) -> None:
    records = world.app.records
    lost = records.version(1, 2).snapshot_id
    with records._engine.begin() as conn:  # type: ignore[attr-defined]
        digest = records.snapshot(lost).digest
        conn.exec_driver_sql("UPDATE blob SET data = zeroblob(9), base = NULL WHERE digest = ?", (digest,))
    done = replayed(world, recorded=True)
    first = done.differences[0]
    assert (first.snapshot_id, first.version) == (lost, 2)
    assert "cannot be read again: Stored body" in first.now
