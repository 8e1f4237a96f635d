"""Taking an article down: nothing of it can be found any more, in any form, and the rest is whole."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard
from record_samples import (
    NOON,
    STORY,
    document,
    due_of,
    first,
    judgement,
    later,
    look,
    revise,
    snapshot,
    to_desk,
    track,
)
from sqlalchemy import String, cast, func, or_, select

from monitor.errors import NotFoundError, TakenDown
from monitor.model import Alert, CheckRecord, FirstVersion, Lead, SourceKind, SourceSpec, State
from monitor.ports import ArticleFilter, RevisionFilter
from monitor.record import SqlRecords, open_records
from monitor.record.engine import reading
from monitor.record.schema import metadata

#: Words that stand in the article alone.
MARKS = ("zwiebelturm", "quicklime", "marmalade", "halyard", "ostrander")
OTHER = "https://harbor.example/lighthouse"
SECRET = "https://harbor.example/zwiebelturm-collapse"
MOVED = "https://harbor.example/zwiebelturm-falls"


def page(*words: str) -> str:
    return "<p>" + " ".join(f"The {word} stood beside the quay for a hundred years." for word in words * 40)


@pytest.fixture
def told(store: SqlRecords) -> SqlRecords:
    """A store with an article full of marks, and another that must stay."""
    fill(store)
    return store


def fill(store: SqlRecords) -> None:
    secret, other = track(store, SECRET, OTHER)
    first(store, secret, later(1), page("quicklime", "marmalade"))
    first(store, other, later(1), page("lighthouse"))
    said = judgement("quicklime", "halyard", notice="Correction: it was marmalade.")
    revise(store, secret, later(2), page("halyard", "marmalade"), said, to_desk)
    revise(store, other, later(3), page("lighthouse", "gull"), outbox=to_desk)
    held = look(due_of(store, secret), "suspect", later(4), body=page("ostrander"))
    store.record_checks([held], to_desk)
    store.record_checks([moved_and_gone(store, secret)], to_desk)
    store.learn_blocks("harbor.example", "volatile", {"a" * 64: "The  quicklime stood beside"}, later(5))
    store.learn_blocks("harbor.example", "volatile", {"b" * 64: "Boots, a third off"}, later(5))
    digest = Alert(0, "daily", later(6), "Of yesterday", f"marmalade, see {MOVED}", payload={"n": [1]})
    store.put_alerts([(digest, ("desk",))])


def moved_and_gone(store: SqlRecords, number: int) -> CheckRecord:
    record = look(due_of(store, number), "gone", later(5))
    return replace(record, new_url=MOVED, state=State.GONE, state_reason="the marmalade page is not there")


def cells_with(store: SqlRecords, word: str) -> list[str]:
    """Tables and columns in which a word stands; bodies are looked into."""
    found = []
    with reading(store._engine) as conn:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if column.name == "data":
                    continue
                holds = func.lower(cast(column, String)).contains(word)
                if conn.scalar(select(func.count()).select_from(table).where(or_(holds))):
                    found.append(f"{table.name}.{column.name}")
        ids = conn.scalars(select(metadata.tables["snapshot"].c.id)).all()
    bodies = {number: store.snapshot(number).body.lower() for number in ids}
    found += [f"snapshot {number}" for number, body in bodies.items() if word.encode() in body]
    return found


def test_the_marks_are_there_before_and_nowhere_after(told: SqlRecords) -> None:
    assert all(cells_with(told, word) for word in MARKS)
    told.take_down(told.article(SECRET).id, "order of the court", later(9))
    assert {word: cells_with(told, word) for word in MARKS} == {word: [] for word in MARKS}
    assert told.verify() == []


def test_the_rest_stays_as_it_was(told: SqlRecords) -> None:
    other = told.article(OTHER)
    before = (told.versions(other.id), told.revisions(RevisionFilter(article_id=other.id)))
    told.take_down(told.article(SECRET).id, "order of the court", later(9))
    assert (told.versions(other.id), told.revisions(RevisionFilter(article_id=other.id))) == before
    assert page("lighthouse", "gull").encode() == told.snapshot(before[0][-1].snapshot_id).body
    assert {block.text for block in told.host_blocks()} == {"Boots, a third off", "(removed)"}
    assert {alert.title for alert in told.alerts()} == {"(removed)", "Ferry line reopens"}


def test_a_tombstone_says_what_why_and_when(told: SqlRecords) -> None:
    number = told.article(SECRET).id
    (revision,) = told.revisions(RevisionFilter(article_id=number))
    captures = [entry.id for entry in told.snapshots(number)]

    stone = told.take_down(number, "order of the court", later(9))

    assert (stone.article_id, stone.at, stone.reason, stone.versions) == (
        number,
        later(9),
        "order of the court",
        2,
    )
    assert len(stone.bodies) == 3
    assert told.tombstones() == [stone]
    gone = told.article(str(number))
    assert gone.taken_down
    assert (gone.state_reason, gone.watched) == ("taken down: order of the court", False)
    assert not told.article(OTHER).taken_down
    for ask in (
        lambda: told.versions(number),
        lambda: told.version(number, 1),
        lambda: told.revision(revision.id),
        lambda: told.snapshot(captures[0]),
        lambda: told.take_down(number, "again", later(10)),
    ):
        with pytest.raises(TakenDown, match=r"was taken down on 2026-03-05 12:09 UTC: order of the court"):
            ask()
    with pytest.raises(NotFoundError, match="no article 999"):
        told.take_down(999, "x", NOON)


def test_no_lead_and_no_capture_brings_it_back(told: SqlRecords) -> None:
    number = told.article(SECRET).id
    told.take_down(number, "order of the court", later(9))
    feed = told.sources()[0]
    leads = [Lead(url) for url in (SECRET, MOVED, "https://harbor.example/new")]
    assert len(told.add_leads(feed.id, leads, later(10))) == 1
    files = told.add_source(SourceSpec("captures", SourceKind.FILE, "/captures"), later(10))
    again = snapshot(page("quicklime", "marmalade"), baseline=True)
    assert told.record_baseline(files.id, None, again, FirstVersion(document("x")), later(10)) == number
    assert told.article(str(number)).versions == 0


def test_a_page_source_named_after_it_is_emptied(store: SqlRecords) -> None:
    spec = SourceSpec("zwiebelturm story", SourceKind.PAGE, SECRET)
    (number,) = track(store, SECRET, spec=spec)
    first(store, number, later(1), page("quicklime"))
    store.take_down(number, "asked by the author", later(9))
    assert cells_with(store, "zwiebelturm") == []
    assert [(one.spec.location, one.active) for one in store.sources()] == [("", False)]


def test_bytes_that_another_article_has_too_stay_and_are_named(store: SqlRecords) -> None:
    one, two = track(store, STORY, OTHER)
    first(store, one, later(1), page("quicklime"))
    revise(store, one, later(2), page("quicklime", "halyard"))
    first(store, two, later(3), page("quicklime", "halyard"))
    revise(store, two, later(4), page("quicklime", "gull"))

    stone = store.take_down(one, "order of the court", later(9))

    kept = store.snapshots(two)
    assert stone.kept == (kept[0].digest,)
    assert [store.snapshot(entry.id).body.decode() for entry in kept] == [
        page("quicklime", "halyard"),
        page("quicklime", "gull"),
    ]
    assert store.verify() == []


def test_no_byte_is_left_in_the_files(tmp_path: Path) -> None:
    store = open_records("sqlite://", data=tmp_path)
    fill(store)
    assert any(word.encode() in raw(tmp_path) for word in MARKS)
    store.take_down(store.article(SECRET).id, "order of the court", later(9))
    # Before the store is closed: the write-ahead log counts, too.
    held = raw(tmp_path).lower()
    assert [word for word in MARKS if word.encode() in held] == []
    assert b"lighthouse" in held
    bodies = b" ".join(unpacked(tmp_path)).lower()
    assert [word for word in MARKS if word.encode() in bodies] == []
    assert b"lighthouse" in bodies
    store.close()


def raw(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def unpacked(folder: Path) -> list[bytes]:
    """Every body of a store, unpacked without its code."""
    with sqlite3.connect(folder / "monitor.db") as conn:
        rows = {
            digest: (base, data) for digest, base, data in conn.execute("SELECT digest, base, data FROM blob")
        }

    def body(digest: str) -> bytes:
        base, data = rows[digest]
        known = None
        if base is not None:
            known = zstandard.ZstdCompressionDict(body(base), dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        return zstandard.ZstdDecompressor(dict_data=known).decompress(data)

    return [body(digest) for digest in rows]


def test_an_emptied_article_is_still_listed(told: SqlRecords) -> None:
    told.take_down(told.article(SECRET).id, "order of the court", later(9))
    assert [one.taken_down for one in told.articles(ArticleFilter())] == [True, False]


def leads_to(store: SqlRecords, url: str, final_url: str, body: str) -> CheckRecord:
    """A first look at a new article, which redirects lead to that address and those bytes."""
    feed = store.sources()[0]
    (number,) = store.add_leads(feed.id, [Lead(url)], later(10))
    looked = look(due_of(store, number), "first", later(11), body=body)
    assert looked.snapshot is not None
    return replace(looked, snapshot=replace(looked.snapshot, final_url=final_url))


@pytest.mark.parametrize("moved", [True, False])
def test_an_article_that_leads_to_it_is_not_read_again(told: SqlRecords, moved: bool) -> None:
    told.take_down(told.article(SECRET).id, "order of the court", later(9))
    short = "https://harbor.example/s/17"
    looked = leads_to(told, short, SECRET, page("pelican"))
    told.record_checks([replace(looked, new_url=SECRET) if moved else looked], to_desk)

    article = told.article(short)
    assert (article.versions, article.watched, told.snapshots(article.id)) == (0, False, [])
    assert [(one.result, "taken down" in (one.reason or "")) for one in told.checks(article.id)] == [
        ("moved", True)
    ]
    assert told.add_leads(told.sources()[0].id, [Lead(short)], later(12)) == []
    assert short not in [one.article.url for one in told.due(later(99), 100)]
    assert told.verify() == []


def test_its_bytes_are_not_kept_of_another_address(told: SqlRecords) -> None:
    told.take_down(told.article(SECRET).id, "order of the court", later(9))
    copy = "https://harbor.example/copy"
    looked = leads_to(told, copy, copy, page("halyard", "marmalade"))
    told.record_checks([looked], to_desk)
    number = looked.check.article_id
    assert (told.snapshots(number), told.article(str(number)).versions) == ([], 0)
    assert told.article(str(number)).watched
    assert [one.result for one in told.checks(number)] == ["unreadable"]
