"""What a publisher declares on a page of its own, set against what was seen on the stories."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.cli.lists import print_declared
from monitor.model import Finding, SourceKind, SourceSpec
from monitor.ports import DeclaredFilter
from tests.stories.press import Press
from tests.stories.test_stories import rewrite
from tests.stories.test_stories_sources import publish
from tests.stories.world import World
from tests.web.reading import Reader, open_desk

BASE = "http://courier.example"
PAGE = SourceSpec("corrections", SourceKind.PAGE, f"{BASE}/corrections", corrections=True)
TEMPLATE = "<html><body><h1>Corrections</h1><ul>{}</ul></body></html>"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    one = World(tmp_path, press := Press())
    press.clock = lambda: one.now
    publish(one, "harbor-tolls", "library-bells", "orchard-prize")
    one.watch(SourceSpec("courier", SourceKind.FEED, f"{BASE}/rss"))
    one.pass_time(hours=2)
    yield one
    one.close()


def declare(world: World, *entries: str) -> None:
    press = world.room
    assert isinstance(press, Press)
    press.pages["corrections"] = TEMPLATE.format("".join(f"<li>{entry}</li>" for entry in entries))
    world.watch(PAGE)


def test_an_entry_is_set_against_what_was_seen(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(world, "harbor-tolls", "41 crowns", "47 crowns")
    note = "An earlier version of this article misstated the number of signatures. It was 9,700, not 9,200."
    rewrite(world, "library-bells", "9,200 readers", "9,700 readers")
    world.room.edit("library-bells", notes=(("Correction", note),))
    world.pass_time(days=1)
    alerts = len(world.alerts())
    title = world.room.story("library-bells").headline
    declare(
        world,
        'The toll for a lorry is 47 crowns, not 41. <a href="/harbor-tolls?utm_source=c">Story</a>',
        f"In “{title}” the number of signatures was wrong for a day.",
        'The apple was found in an orchard, not in a garden. <a href="/orchard-prize">Story</a>',
        'Of a story that we never saw, the third paragraph was wrong. <a href="/never-seen">Story</a>',
    )
    records = world.app.records
    found = {
        slug: [(one.finding, one.matched_by) for one in records.declared(world.article(slug).id)]
        for slug in ("harbor-tolls", "library-bells", "orchard-prize")
    }
    assert found == {
        "harbor-tolls": [("declared elsewhere", "link")],
        "library-bells": [("declared there too", "headline")],
        "orchard-prize": [("not seen", "link")],
    }
    (one,) = records.declared(world.article("harbor-tolls").id)
    assert one.revision_id is not None
    print_declared([one])
    where = f"declared elsewhere of article {one.article_id}, revision {one.revision_id}: corrections since"
    assert where in capsys.readouterr().out
    assert records.revision(one.revision_id).article_url == f"{BASE}/harbor-tolls"
    assert len(world.articles()) == 3 and len(world.alerts()) == alerts
    the_desk_tells_of_them(world, one.article_id or 0)


def test_an_entry_speaks_of_the_change_whose_words_it_holds(world: World) -> None:
    """One change was silent and one declared; each entry goes to its own, and finds what became of it."""
    rewrite(world, "library-bells", "9,200 readers", "9,700 readers")
    world.pass_time(hours=8)
    note = "An earlier version of this article misstated the number of readers. It is 9,900, not 9,700."
    rewrite(world, "library-bells", "9,700 readers", "9,900 readers")
    world.room.edit("library-bells", notes=(("Correction", note),))
    world.pass_time(hours=8)
    found = [one for one in world.revisions() if one.judgement.verdict.change == "substantive"]
    assert [one.judgement.verdict.disclosure for one in found] == ["disclosed", "undisclosed"]
    second, first = (one.id for one in found)
    declare(
        world,
        'The petition had 9,700 readers, not 9,200. <a href="/library-bells">Story</a>',
        'It was signed by 9,900, not by 9,700. <a href="/library-bells">Story</a>',
        'A picture beside it was credited to the wrong hand. <a href="/library-bells">Story</a>',
    )
    records = world.app.records
    told = records.declared(world.article("library-bells").id)
    assert [(one.finding, one.revision_id) for one in told] == [
        ("declared elsewhere", first),
        ("declared there too", second),
        ("declared elsewhere", first),
    ]
    counts: dict[Finding, int] = {"declared elsewhere": 2, "declared there too": 1, "not seen": 0}
    for finding, count in counts.items():
        assert len(records.all_declared(DeclaredFilter(finding=finding))) == count
        assert len(records.all_declared(DeclaredFilter(finding=finding, limit=1))) == min(count, 1)
    record = records.disclosure_record(world.article("library-bells").source_id, world.now)
    assert record.told_elsewhere == 1


def the_desk_tells_of_them(world: World, article_id: int) -> None:
    reader = Reader(open_desk(world.app.records))

    def told(query: str) -> list[str]:
        items = reader.get(f"/api/declared{query}").json()["items"]
        return [one["finding"] for one in items]

    in_order = ["unmatched", "not seen", "declared there too", "declared elsewhere"]
    assert told("") == in_order
    for name, finding in zip(("unmatched", "unseen", "there_too", "elsewhere"), in_order, strict=True):
        assert told(f"?finding={name}&source=corrections") == [finding]
    assert told("?source=courier") == []
    first = reader.get("/api/declared?limit=3").json()
    assert told(f"?cursor={first['next']}") == in_order[3:]
    (own,) = reader.get(f"/api/articles/{article_id}/declared").json()["items"]
    assert own["article"] == article_id and own["text"].startswith("The toll for a lorry")


def test_an_entry_is_matched_later_when_its_story_is_found_later(world: World) -> None:
    declare(world, 'The glacier melts three weeks earlier, not four. <a href="/glacier-study">Story</a>')
    publish(world, "glacier-study")
    world.watch(SourceSpec("one", SourceKind.PAGE, f"{BASE}/glacier-study"))
    world.pass_time(hours=2)
    world.run(world._sync())
    found = world.app.records.declared(world.article("glacier-study").id)
    assert [one.finding for one in found] == ["not seen"]
