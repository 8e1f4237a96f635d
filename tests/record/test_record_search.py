"""Full-text search and saved views in the store: kept with what is recorded, made anew, gone with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from record_samples import first, judgement, later, revise, track
from sqlalchemy import text, update

from monitor.errors import NotFoundError, UsageError
from monitor.ports import ArticleFilter, RevisionFilter
from monitor.record import SqlRecords
from monitor.record.engine import writing
from monitor.record.schema import filling, revision_text, version_text

OTHER = "https://pier.example/crane"


@pytest.fixture
def told(store: SqlRecords) -> SqlRecords:
    ferry, crane = track(store, "https://harbor.example/ferry", OTHER)
    for number in (ferry, crane):
        first(store, number, later(1))
    revise(store, ferry, later(2), "quicklime", judgement("quicklime fell", "lime fell"))
    revise(store, crane, later(3), "gull", judgement("a gull", "two gulls", notice="Correction: two."))
    return store


def test_what_is_recorded_is_found_at_once_and_proved(told: SqlRecords) -> None:
    (found,) = told.revisions(RevisionFilter(search="quicklime -gull"))
    (article,) = told.articles(ArticleFilter(search="crane"))
    assert (found.to_version, article.url) == (2, OTHER)
    hits = told.search('"ferry line"')
    assert [hit.version.id for hit in hits] == sorted((hit.version.id for hit in hits), reverse=True)
    assert {hit.version.number for hit in hits} == {2}
    (last,) = told.search('"ferry line"', before=hits[0].version.id)
    assert last == hits[1]
    assert told.count_revisions(RevisionFilter(labels=("correction",))) == 1
    assert told.verify() == []


def test_what_was_spoiled_is_told_and_made_anew(told: SqlRecords) -> None:
    with writing(told._engine) as conn:
        conn.execute(update(version_text).where(version_text.c.version_id == 1).values(text=" nonsense "))
        conn.execute(update(revision_text).values(text=""))
        conn.execute(text("UPDATE cell SET n = n + 1"))
    problems = told.verify()
    assert sum("What is searched of" in one for one in problems) == 3
    assert any("counted wrongly" in one for one in problems)
    assert told.search_rows_anew() == len(problems)
    assert told.verify() == []
    assert told.search("nonsense") == []


def test_texts_of_an_older_store_are_taken_up_bit_by_bit(told: SqlRecords) -> None:
    with writing(told._engine) as conn:
        conn.execute(version_text.delete())
        conn.execute(revision_text.delete())
        for name in ("article", "revision", "version"):
            conn.execute(filling.insert(), {"name": name, "below": 1000})
    assert told.verify() == []
    assert told.search("ferry") == []
    while told.fill_search():
        pass
    assert told.search("ferry") != []
    assert len(told.revisions(RevisionFilter(search="quicklime"))) == 1
    assert told.verify() == []


def test_no_byte_of_what_was_taken_down_stays_in_the_index(sqlite_store: SqlRecords, tmp_path: Path) -> None:
    (secret,) = track(sqlite_store, "https://harbor.example/zwiebelturm")
    first(sqlite_store, secret, later(1))
    revise(sqlite_store, secret, later(2), "x", judgement("a zwiebelturm", "marmalade"))
    sqlite_store.take_down(secret, "order of the court", later(3))
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    held = b"".join(path.read_bytes() for path in files)
    assert len(held) > 100_000
    assert [word for word in (b"zwiebelturm", b"marmalade") if word in held.lower()] == []


def test_a_view_is_everybodys_or_ones_own(store: SqlRecords) -> None:
    everybodys = store.put_view("Silent", "disclosure=undisclosed", ("ada", None), later(1))
    store.put_view("Silent", "label=correction", ("ada", "ada"), later(1))
    store.put_view("Mine", "tab=mine", ("ada", "ada"), later(1))
    again = store.put_view("Silent", "min_weight=50", ("ben", None), later(2))
    assert (again.id, again.query, again.made_by) == (everybodys.id, "min_weight=50", "ben")
    assert store.view("Silent", "ada").query == "label=correction"
    assert store.view("Silent", "ben").query == store.view("Silent").query == "min_weight=50"
    assert [one.name for one in store.views("ben")] == ["Silent"]
    with pytest.raises(NotFoundError):
        store.remove_view(store.view("Mine").id, "ben")
    store.remove_view(store.view("Mine").id, "ada")
    with pytest.raises(NotFoundError, match="no saved view 'Mine'"):
        store.view("Mine")
    with pytest.raises(UsageError, match="1 to 80"):
        store.put_view(" ", "", ("ada", None), later(1))
