"""The demonstration finds everything the newsroom did, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from monitor.demo.newsroom import Newsroom
from monitor.demo.script import steps
from monitor.demo.stories import own_stories, seed_story
from monitor.examine import judge_pair, read
from monitor.model import Document, ReaderKnowledge
from tests.values import snapshot

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.timeout(600)
def test_headless_it_ends_by_itself_with_figures_that_agree() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "demo", "--headless", "--seconds", "20"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    figures = json.loads(done.stdout)
    assert done.returncode == 0, figures
    assert figures["edits_made"] == figures["revisions_found"] == figures["labels_right"] == 4
    assert figures["states_changed"] == figures["states_found"] == 2
    assert figures["alerts_expected"] == figures["alerts_delivered"] == 6
    assert figures["false_revisions"] == 0
    assert figures["checks"] > 20


@pytest.fixture
def room() -> Newsroom:
    one = Newsroom(seed=11)
    one.base = "http://courier.example"
    before, _ = seed_story(ROOT / "seeds")
    for story in (before, *own_stories().values()):
        one.publish(story)
    return one


def look(room: Newsroom, slug: str) -> Document:
    document = read(snapshot(room.render(room.story(slug)).encode()), ReaderKnowledge())
    assert isinstance(document, Document)
    return document


def test_no_two_renderings_are_alike_and_all_read_the_same(room: Newsroom) -> None:
    for slug in ("seed-story", *own_stories()):
        pages = {room.render(room.story(slug)) for _ in range(40)}
        assert len(pages) == 40
        digests = Counter(look(room, slug).content_digest for _ in range(40))
        assert len(digests) == 1, slug


def test_every_step_of_the_script_is_judged_as_it_says(room: Newsroom) -> None:
    _, after = seed_story(ROOT / "seeds")
    for step in steps(after):
        if step.label is None:
            continue
        before = look(room, step.slug)
        step.act(room)
        assert judge_pair(before, look(room, step.slug)).verdict.label == step.label


def test_without_a_seed_a_story_of_its_own_stands_in(tmp_path: Path) -> None:
    before, after = seed_story(tmp_path)
    assert before.slug == after.slug == "cable-sale"
    assert after.notes
    assert not before.notes
