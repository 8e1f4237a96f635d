"""Imports through the true job into the true store: in the order of time, once, and never alarming."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.archive.warc import WarcArchive
from monitor.examine import examine
from monitor.jobs.importing import Tally
from monitor.model import (
    Check,
    CheckRecord,
    FirstVersion,
    Lead,
    ReaderKnowledge,
    SourceKind,
    SourceSpec,
    Unreadable,
)
from monitor.ports import ArticleFilter, RevisionFilter
from monitor.record import SqlRecords
from tests import values
from tests.archive.importing import bring_in, history, make
from tests.archive.warcs import URL, Capture, later, page, write_warc


def bring(records: SqlRecords, folder: Path, *captures: Capture) -> tuple[Tally, list[str]]:
    return bring_in(records, WarcArchive([write_warc(folder / "captures", captures)], make))


STORY = (
    Capture(page(47), later(4)),
    Capture(page(41), later(0)),
    Capture(page(41, noise="again"), later(2)),
    Capture(page(49), later(6)),
)


def test_captures_become_a_history_in_the_order_of_time(store: SqlRecords, tmp_path: Path) -> None:
    tally, said = bring(store, tmp_path, *STORY)
    assert (said, tally.captures, tally.results["version"], tally.results["same"]) == ([], 4, 3, 1)
    versions = store.versions(store.article(URL).id)
    assert [(one.provenance, one.seen_at) for one in versions] == [
        ("imported", later(0)), ("imported", later(4)), ("imported", later(6))
    ]  # fmt: skip
    assert versions[0].last_seen_at == later(2)
    assert versions[0].knowledge is not None
    steps = store.revisions(RevisionFilter())
    assert [step.seen_between for step in steps] == [(later(4), later(6)), (later(2), later(4))]
    assert {step.provenance for step in steps} == {"imported"}
    assert store.verify() == []


def test_nobody_is_alerted_and_nothing_is_watched(store: SqlRecords, tmp_path: Path) -> None:
    bring(store, tmp_path, *STORY)
    article = store.article(URL)
    assert (store.alerts(), store.checks(article.id), article.watched) == ([], [], False)
    assert article.first_seen_at == later(0)
    assert not store.due(values.NOW, 10) and store.due_sources(values.NOW) == []


def test_twice_is_once(store: SqlRecords, tmp_path: Path) -> None:
    unreadable = Capture(b"<html><body><p>Sign in</p></body></html>", later(9))
    bring(store, tmp_path, *STORY, unreadable)
    once, counted = history(store, URL), store.counts(values.NOW)
    tally, said = bring(store, tmp_path, *STORY, unreadable)
    assert (tally.known, dict(tally.results), said) == (5, {}, [])
    assert (history(store, URL), store.counts(values.NOW)) == (once, counted)


def test_the_same_capture_in_two_files_is_one(store: SqlRecords, tmp_path: Path) -> None:
    paths = [write_warc(tmp_path / name, STORY) for name in ("a", "b")]
    tally, _ = bring_in(store, WarcArchive(paths, make))
    assert (tally.captures, tally.known, tally.results["version"]) == (8, 4, 3)


def test_what_was_broken_off_goes_on(store: SqlRecords, tmp_path: Path) -> None:
    bring(store, tmp_path, *sorted(STORY, key=lambda one: one.at)[:2])
    bring(store, tmp_path, *STORY)
    parts = history(store, URL)
    assert [at for _, at, _ in parts] == [later(hours).isoformat() for hours in (0, 4, 6)]


def test_a_capture_from_before_the_end_is_kept_and_makes_no_version(
    store: SqlRecords, tmp_path: Path
) -> None:
    bring(store, tmp_path, *STORY)
    before = history(store, URL)
    tally, _ = bring(store, tmp_path, Capture(page(77), later(1)))
    assert tally.results["kept"] == 1
    assert history(store, URL) == before
    taken = store.snapshots(store.article(URL).id)
    assert [one.taken_at for one in taken] == [later(hours) for hours in (0, 1, 2, 4, 6)]


def test_what_was_observed_stands_and_is_extended(store: SqlRecords, tmp_path: Path) -> None:
    spec = SourceSpec("herald", SourceKind.PAGE, URL)
    store.add_leads(store.add_source(spec, values.NOW).id, [Lead(URL)], later(1))
    taken = values.snapshot(page(41), url=URL, final_url=URL, taken_at=later(1))
    first = examine(None, taken, ReaderKnowledge())
    assert isinstance(first, FirstVersion)
    due = store.due(later(1), 1)[0]
    check = Check(due.article.id, later(1), "first", body_digest=taken.digest)
    store.record_checks(
        [CheckRecord(due, check, later(9), taken, first)], values.each(lambda event, article: ())
    )
    tally, _ = bring(store, tmp_path, *STORY)
    assert (tally.results["kept"], tally.results["version"]) == (1, 2)
    assert [one.provenance for one in store.versions(due.article.id)] == ["observed", "imported", "imported"]
    assert store.article(URL).source == "herald" and store.article(URL).watched


def test_an_unreadable_page_is_told_and_makes_no_article(store: SqlRecords, tmp_path: Path) -> None:
    tally, _ = bring(store, tmp_path, Capture(b"<html><body></body></html>"))
    assert tally.results["unreadable"] == 1
    assert store.articles(ArticleFilter()) == []


def test_a_bad_record_is_named_and_passed_over(store: SqlRecords, tmp_path: Path) -> None:
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "rot13"))
    bad = Capture(page(), later(1), headers=headers, fields={"WARC-Record-ID": "<urn:uuid:bad>"})
    tally, said = bring(store, tmp_path, *STORY, bad)
    assert tally.bad == 1 and tally.results["version"] == 3
    assert len(said) == 1 and "<urn:uuid:bad>" in said[0] and "rot13" in said[0]


@pytest.mark.parametrize(("times", "versions"), [(1, 1), (2, 1), (3, 2)])
def test_a_collapsed_page_is_believed_when_three_captures_agree(
    sqlite_store: SqlRecords, tmp_path: Path, times: int, versions: int
) -> None:
    text = page().decode()
    long = text.replace(
        "</article>", "<p>More of it was told at length by those who saw it.</p>" * 30 + "</article>"
    )
    short = f"{text[: text.index('<p>“')]}</article></body></html>"
    captures = [Capture(short.encode() + b" " * n, later(1 + n)) for n in range(times)]
    tally, _ = bring(sqlite_store, tmp_path, Capture(long.encode()), *captures)
    assert len(sqlite_store.versions(sqlite_store.article(URL).id)) == versions
    assert tally.results["held"] == times - (versions - 1)


def test_what_was_taken_down_does_not_come_back(store: SqlRecords, tmp_path: Path) -> None:
    bring(store, tmp_path, *STORY)
    store.take_down(store.article(URL).id, "an order", values.NOW)
    elsewhere = Capture(STORY[0].body, later(9), url=f"{URL}-copy")
    tally, said = bring(store, tmp_path, *STORY, elsewhere)
    assert (tally.bad, dict(tally.results)) == (5, {})
    assert all("taken down" in one for one in said) and len(said) == 5
    assert [one.versions for one in store.articles(ArticleFilter())] == [0]
    assert store.verify() == []


def test_what_could_not_be_read_is_tried_again_when_asked(
    sqlite_store: SqlRecords, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    captures = write_warc(tmp_path / "captures", STORY)
    with monkeypatch.context() as older:
        older.setattr("tests.archive.importing.examine", lambda *_: Unreadable("empty", "nothing on it"))
        assert bring_in(sqlite_store, WarcArchive([captures], make))[0].results["unreadable"] == 4
    assert bring_in(sqlite_store, WarcArchive([captures], make))[0].known == 4
    tally, _ = bring_in(sqlite_store, WarcArchive([captures], make), again=True)
    assert (tally.results["version"], tally.results["same"], tally.known) == (3, 1, 0)
    assert len(history(sqlite_store, URL)) == 3
    assert bring_in(sqlite_store, WarcArchive([captures], make), again=True)[0].known == 4
    assert sqlite_store.verify() == []


def test_years_before_the_watch_join_it(store: SqlRecords, tmp_path: Path) -> None:
    bring(store, tmp_path, *STORY[2:], STORY[0])
    watched = store.article(URL)
    (step, *_) = store.revisions(RevisionFilter(article_id=watched.id))
    years = [Capture(page(number), later(-number)) for number in (90, 80, 70)]
    archive = write_warc(tmp_path / "years", years)

    tally, _ = bring_in(store, WarcArchive([archive], make), apart=True)
    assert tally.results["version"] == 3
    early = next(one for one in store.articles(ArticleFilter()) if one.id != watched.id)
    assert (early.url, early.versions, early.watched) == (f"{URL}#imported", 3, False)
    assert store.merge_articles(watched.id, early.id, values.NOW) == 3 + watched.versions

    seen = [one.seen_at for one in store.versions(watched.id)]
    assert seen == sorted(seen) and seen[0] == later(-90)
    assert store.revision(step.id).judgement == step.judgement
    assert bring_in(store, WarcArchive([archive], make), apart=True)[0].known == 3
    assert (store.alerts(), store.verify()) == ([], [])


def offering(days: int, offer: str) -> bytes:
    """A page with a paragraph in its story that is none of it."""
    return page(days).replace(b"</article>", f'<p class="offer">{offer}</p></article>'.encode())


def test_what_people_called_noise_is_left_out_of_captures_too(
    sqlite_store: SqlRecords, tmp_path: Path
) -> None:
    offers = (
        "Read us for three months for the price of one.",
        "Our summer offer ends at midnight on Sunday.",
    )
    captures = [Capture(offering(41, offer), later(hours)) for hours, offer in enumerate(offers)]
    sqlite_store.add_source(
        SourceSpec("imported", SourceKind.FILE, "imported:imported", paused=True), values.NOW
    )
    ended = sqlite_store.put_drop("imported", "p", "Ana", values.NOW)
    sqlite_store.end_drop(ended.id, "Ana", values.NOW)
    sqlite_store.put_drop("imported", "p.offer", "Ana", values.NOW)
    tally, _ = bring(sqlite_store, tmp_path, *captures)
    assert dict(tally.results) == {"version": 1, "same": 1}
    (version,) = sqlite_store.versions(sqlite_store.article(URL).id)
    assert len(version.document.blocks) == 3 and version.knowledge is not None
    reader = sqlite_store.knowledge(version.knowledge).reader
    assert reader.recipe is not None and reader.recipe.drop == ("p.offer",)


def test_an_article_that_is_watched_is_read_as_its_own_source_is(
    sqlite_store: SqlRecords, tmp_path: Path
) -> None:
    bring(sqlite_store, tmp_path, Capture(offering(41, "Read us for three months."), later(0)))
    sqlite_store.put_drop("imported", "p.offer", "Ana", values.NOW)
    again = Capture(page(41), later(3))
    archive = WarcArchive([write_warc(tmp_path / "more", [again])], make)
    tally, _ = bring_in(sqlite_store, archive, name="elsewhere")
    assert dict(tally.results) == {"version": 1}
    last = sqlite_store.versions(sqlite_store.article(URL).id)[-1]
    assert last.knowledge is not None
    recipe = sqlite_store.knowledge(last.knowledge).reader.recipe
    assert recipe is not None and recipe.drop == ("p.offer",)
