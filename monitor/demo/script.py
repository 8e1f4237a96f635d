"""What the demo newsroom's editors do, in order, and what a reader of the monitor should then see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from monitor.demo.newsroom import Newsroom
from monitor.demo.stories import Story
from monitor.model import State


@dataclass(frozen=True, slots=True)
class Step:
    """One act in the newsroom. It ends in a revision with `label` or in the `state`."""

    slug: str
    told: str
    act: Callable[[Newsroom], object]
    label: str | None = None
    state: State | None = None


def steps(after_update: Story) -> list[Step]:
    """The whole script; `after_update` is the seed's story as it stands after its update."""
    return [
        Step(
            after_update.slug,
            "adds an “Updated to add” notice with news",
            lambda room: room.publish(after_update),
            label="update",
        ),
        Step(
            "harbor-tolls",
            "changes 41 crowns into 47 and says nothing",
            lambda room: _rewrite(room, "harbor-tolls", "41 crowns", "47 crowns"),
            label="undisclosed change",
        ),
        Step("orchard-prize", "takes the story down (410)", _remove_orchard, state=State.GONE),
        Step("library-bells", "corrects a number, with a notice", _correct_library, label="correction"),
        Step("ferry-timetable", "moves the story to a new address", _move_ferry, state=State.MOVED),
        Step("glacier-study", "retracts the story", _retract_glacier, label="retraction"),
    ]


def _rewrite(room: Newsroom, slug: str, old: str, new: str) -> Story:
    paragraphs = tuple(text.replace(old, new) for text in room.story(slug).paragraphs)
    return room.edit(slug, paragraphs=paragraphs)


def _correct_library(room: Newsroom) -> None:
    story = _rewrite(room, "library-bells", "9,200 readers", "9,700 readers")
    note = "An earlier version of this article misstated the number of signatures. It was 9,700, not 9,200."
    room.publish(replace(story, notes=(("Correction", note),)))


def _retract_glacier(room: Newsroom) -> None:
    note = (
        "This article has been retracted. The institute has withdrawn the study on which it was based, "
        "because the instruments had been read wrongly."
    )
    room.edit("glacier-study", notes=(("Retraction", note),))


def _move_ferry(room: Newsroom) -> None:
    room.move("ferry-timetable", "ferry-timetable-summer")


def _remove_orchard(room: Newsroom) -> None:
    room.remove("orchard-prize")
