"""`monitor simulate`, as the console script runs it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Command

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
