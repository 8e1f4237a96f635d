"""What would follow from calling something noise: told before anything is done, and true of later looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.demo.newsroom import Newsroom
from monitor.demo.stories import Story
from monitor.errors import NotFoundError
from monitor.jobs.noise import NoiseTools, preview_noise
from monitor.jobs.replay import ReplayTools, replay
from monitor.model import (
    Document,
    Examined,
    Marking,
    NoisePreview,
    NoiseWay,
    ReaderKnowledge,
    Revision,
    Snapshot,
)
from monitor.ports import ExaminerCrashed, RevisionFilter
from monitor.reviewing import verdict_of
from tests.stories.world import Here, World

PROMO = "Readers who join before the spring get the weekend paper on their doorstep for a whole month."


class Boxed(Newsroom):
    """Sets the promotion in a box of its own."""

    def render(self, story: Story) -> str:
        box = f'<div class="weekend"><p>{PROMO}</p></div>'
        return re.sub(f"<p[^>]*>{re.escape(PROMO)}</p>", box, super().render(story))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A story into which its site set a box, and whose figure was altered later."""
    one = World(Path(tmp_path_factory.mktemp("noise")), Boxed())
    one.track("harbor-tolls")
    texts = one.room.story("harbor-tolls").paragraphs
    one.room.edit("harbor-tolls", paragraphs=(*texts[:1], PROMO, *texts[1:]))
    one.pass_time(days=1)
    altered = tuple(text.replace("41 crowns", "47 crowns") for text in texts)
    one.room.edit("harbor-tolls", paragraphs=(*altered[:1], PROMO, *altered[1:]))
    one.pass_time(days=1)
    assert one.article("harbor-tolls").versions == 3
    yield one
    one.close()


def revisions(world: World) -> list[Revision]:
    """The box, and then the figure."""
    return sorted(world.app.records.revisions(RevisionFilter()), key=lambda one: one.id)


class Crashing(Here):
    """An examiner whose process every page kills."""

    async def examine(
        self, previous: Document | None, snapshot: Snapshot, knowledge: ReaderKnowledge
    ) -> Examined:
        raise ExaminerCrashed("the page killed its reader")


def preview(
    world: World, way: NoiseWay, selector: str | None = None, examiner: Here | None = None
) -> NoisePreview:
    revision = revisions(world)[0]
    edits = revision.judgement.edits
    number = next((n for n, edit in enumerate(edits) if edit.op == "insert"), 0)
    tools = NoiseTools(world.app.records, examiner or Here(), world.app.threads.read)
    marking = Marking(revision.id, number, way, selector)
    return world.loop.run_until_complete(preview_noise(marking, tools))


@pytest.mark.parametrize("way", ["volatile", "shared"])
def test_a_text_held_back_leaves_its_own_step_without_change_and_no_other(
    world: World, way: NoiseWay
) -> None:
    box, _ = revisions(world)
    found = preview(world, way)
    assert (found.texts, found.host, found.problem) == ((PROMO,), "courier.example", None)
    assert [(one.revision_id, one.was, one.now) for one in found.technical] == [
        (box.id, "new details", "technical")
    ]
    assert (found.otherwise, found.looked) == ((), 1)
    assert world.app.records.host_blocks() == []


def test_an_element_left_out_is_read_again_from_both_captures(world: World) -> None:
    box, figure = revisions(world)
    found = preview(world, "drop", "div.weekend")
    assert found.selectors[0] == "div.weekend"
    assert [one.revision_id for one in found.technical] == [box.id]
    assert (found.looked, found.unread, found.otherwise) == (2, 0, ())
    assert verdict_of(figure).label == "undisclosed change"


def test_what_was_asked_comes_true_when_it_is_done(world: World) -> None:
    records, source = world.app.records, world.sources[0].name
    rule = records.put_drop(source, "div.weekend", "Ana", world.now)
    world.run(again(world))
    (last,) = records.revisions(RevisionFilter(limit=1))
    texts = [block.text for block in records.version(1, last.to_version).document.blocks]
    assert PROMO not in texts
    records.end_drop(rule.id, "Ana", world.now)


async def again(world: World) -> None:
    """Read the story's last capture anew, with what is known now."""
    tools = ReplayTools(world.app.records, Here(), lambda: world.now)
    done = await replay(world.article("harbor-tolls").id, tools)
    assert done.latest is not None and world.app.records.record_replay(done.latest)


def test_captures_that_cannot_be_read_again_are_counted(world: World) -> None:
    found = preview(world, "drop", ".promo", Crashing())
    assert (found.looked, found.unread, found.technical) == (0, 2, ())


@pytest.mark.parametrize(
    ("selector", "said"),
    [(None, "name the element"), ("p[", "no CSS selector"), ("p:contains('x')", "no CSS selector")],
)
def test_what_is_no_selector_is_told(world: World, selector: str | None, said: str) -> None:
    assert said in (preview(world, "drop", selector).problem or "")


def test_an_edit_that_is_not_there_is_not_found(world: World) -> None:
    tools = NoiseTools(world.app.records, Here(), world.app.threads.read)
    marking = Marking(revisions(world)[0].id, 99, "volatile")
    with pytest.raises(NotFoundError, match="no edit 100"):
        world.loop.run_until_complete(preview_noise(marking, tools))
