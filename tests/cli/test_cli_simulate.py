"""`monitor simulate`, as the console script runs it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.model import Check, CheckRecord, FirstVersion, Lead, Revised, SourceKind, SourceSpec
from monitor.record import open_records
from tests.cli.conftest import Command
from tests.values import document, each, judgement, snapshot

ROW = {
    "article": "1",
    "published_at": "2026-03-05T09:00:00+00:00",
    "watched_until": "2026-03-05T12:00:00+00:00",
    "updated_at": ["2026-03-05T09:20:00Z", "2026-03-05T13:00:00Z"],
}


def events(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


def test_each_article_has_its_fetches_while_it_was_watched(script: Command, tmp_path: Path) -> None:
    past = events(tmp_path / "past.jsonl", *({**ROW, "article": n, "section": "city"} for n in range(9)))
    later = events(tmp_path / "later.jsonl", {**ROW, "article": 7}, {**ROW, "article": "8", "section": "x"})
    answer = script("simulate", later, "--fetches-per-article", "3", "--learn", past)
    assert answer.code == 0
    told = [json.loads(line) for line in answer.out.splitlines()]
    assert [one["article"] for one in told] == [7, "8"]
    for one in told:
        assert one["fetched_at"] == sorted(one["fetched_at"]) != []
        assert one["fetched_at"][0] > "2026-03-05T09:00"
        assert one["fetched_at"][-1] <= ROW["watched_until"]


def test_a_line_that_is_wrong_is_named(script: Command, tmp_path: Path) -> None:
    bad = events(tmp_path / "bad.jsonl", ROW, {**ROW, "article": "2", "published_at": "2026-03-05T09:00:00"})
    answer = script("simulate", bad, "--fetches-per-article", "3")
    assert answer.code == 2
    assert "bad.jsonl, line 2" in answer.err
    assert "no time zone" in answer.err


def a_store(folder: Path) -> None:
    """A story that was found at once, changed in its first hour and was looked at for five hours."""
    begun = datetime.now(UTC) - timedelta(hours=6)
    store = open_records("sqlite://", data=folder)
    source = store.add_source(SourceSpec("courier", SourceKind.FEED, "https://courier.example/feed"), begun)
    (number,) = store.add_leads(source.id, [Lead("https://courier.example/story")], begun)
    texts = (
        FirstVersion(document("41.", published_at=begun)),
        Revised(document("47.", published_at=begun), judgement()),
        None,
    )
    for examined, hours in zip(texts, (0.1, 0.9, 5.0), strict=True):
        (due,) = store.due(begun, 1, [number])
        at = begun + timedelta(hours=hours)
        result = {FirstVersion: "first", Revised: "revised"}.get(type(examined), "unchanged")
        taken = snapshot(f"{hours}".encode(), taken_at=at) if examined else None
        check = Check(number, at, result)  # type: ignore[arg-type]
        record = CheckRecord(due, check, at + timedelta(hours=1), snapshot=taken, examined=examined)
        store.record_checks([record], each(lambda event, of: ()))
    store.close()


def test_the_store_tells_what_other_budgets_would_have_caught(monitor: Command, tmp_path: Path) -> None:
    assert monitor("simulate", "--store").code == 1
    a_store(tmp_path / "data")
    rows = monitor("simulate", "--store", "--format", "jsonl").rows
    assert [row["changes"] for row in rows] == [1] * 5
    assert rows[-1]["captured"] == 1 and rows[-1]["share"] == 1.0
    (one,) = monitor("simulate", "--store", "--fetches-per-article", "6", "--format", "jsonl").rows
    assert one["fetches_per_article"] > 0
    assert "changes caught" in monitor("simulate", "--store").out


def test_a_file_and_a_number_or_the_store_and_not_both(monitor: Command, tmp_path: Path) -> None:
    told = monitor("simulate")
    assert told.code == 2 and "--store" in told.err
    path = events(tmp_path / "past.jsonl", ROW)
    assert monitor("simulate", path).code == 2
    assert monitor("simulate", path, "--store").code == 2


def test_why_an_article_is_looked_at_next_when_it_is(monitor: Command, tmp_path: Path) -> None:
    a_store(tmp_path / "data")
    told = monitor("articles", "--why", "1")
    assert told.code == 0
    assert told.out.startswith("1  Harbor board raises tolls  https://courier.example/story\n")
    assert "ended as 'unchanged'" in told.out and "with 1 changes seen" in told.out
    assert "The next look is set for" in told.out
    assert monitor("articles", "--why", "7").code == 1


def test_the_learned_rates_are_listed_by_host(monitor: Command, tmp_path: Path) -> None:
    a_store(tmp_path / "data")
    assert monitor("sources", "--rates").code == 1
    store = open_records("sqlite://", data=tmp_path / "data")
    store.housekeeping(datetime.now(UTC))
    store.close()
    (one,) = monitor("sources", "--rates", "--format", "jsonl").rows
    assert (one["host"], one["looks"]) == ("courier.example", 2)
    assert one["changes"] >= 1 and one["expected"] > 0
    assert "courier.example" in monitor("sources", "--rates").out
    assert monitor("sources", "--rates", "--format", "opml").code == 2
