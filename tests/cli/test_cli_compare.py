"""`monitor compare`: two captures or many pairs → judged revisions, in order."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.cli.conftest import CORRECTION, Command, story

#: The keys of a Revision, in the order of the contract.
KEYS = [
    "pair", "id", "article", "from_version", "to_version", "provenance", "seen_between", "suspect", "changed",
    "change", "disclosure", "label", "weight", "summary", "edits", "notices", "reasons",
]  # fmt: skip


@pytest.fixture
def captures(tmp_path: Path) -> Path:
    folder = tmp_path / "captures"
    folder.mkdir()
    (folder / "monday.html").write_text(story())
    (folder / "tuesday.html").write_text(story().replace("Front page", "All the news"))
    (folder / "friday.html").write_text(story(47))
    (folder / "corrected.html.gz").write_bytes(gzip.compress(story(47, CORRECTION).encode()))
    (folder / "empty.html").write_text("<html><body></body></html>")
    return folder


def pairs_file(folder: Path, *rows: object) -> Path:
    path = folder / "pairs.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_silent_change_of_a_number_is_called_what_it_is(captures: Path, monitor: Command) -> None:
    answer = monitor("compare", captures / "monday.html", captures / "friday.html")
    assert answer.code == 0
    (row,) = answer.rows
    assert list(row) == KEYS
    assert (row["changed"], row["change"], row["disclosure"]) == (True, "substantive", "undisclosed")
    facets = [(facet["kind"], facet["before"], facet["after"]) for facet in row["edits"][0]["facets"]]
    assert any(kind == "number" and "41" in old and "47" in new for kind, old, new in facets)


def test_a_correction_that_names_the_change_discloses_it(captures: Path, monitor: Command) -> None:
    (row,) = monitor("compare", captures / "monday.html", captures / "corrected.html.gz").rows
    assert (row["label"], row["disclosure"]) == ("correction", "disclosed")
    assert [notice["status"] for notice in row["notices"]] == ["added"]


def test_another_page_around_the_same_article_is_no_change(captures: Path, monitor: Command) -> None:
    (row,) = monitor("compare", captures / "monday.html", captures / "tuesday.html").rows
    assert row["changed"] is False


def test_pairs_come_in_order_and_keep_their_names(captures: Path, monitor: Command) -> None:
    path = pairs_file(
        captures,
        {"pair": "silent", "before": "monday.html", "after": "friday.html", "weather": "ignored"},
        "",
        {"before": "monday.html", "after": "tuesday.html"},
        {"pair": 7, "before": "monday.html", "after": str(captures / "corrected.html.gz")},
        {"pair": None, "before": "monday.html", "after": "monday.html", "url": None, "language": None},
    )
    answer = monitor("compare", "--pairs", path, "--format", "jsonl")
    assert answer.code == 0
    assert [row["pair"] for row in answer.rows] == ["silent", 3, 7, None]
    assert [row["changed"] for row in answer.rows] == [True, False, True, False]


def test_what_cannot_be_compared_is_an_error_line_and_the_batch_goes_on(
    captures: Path, monitor: Command
) -> None:
    path = pairs_file(
        captures,
        {"pair": "gone", "before": "none.html", "after": "friday.html"},
        "{not json",
        "[1, 2]",
        {"pair": "half", "before": "monday.html"},
        {"pair": "typed", "before": 5, "after": "friday.html"},
        {"pair": "url", "before": "monday.html", "after": "friday.html", "url": 5},
        {"pair": "empty", "before": "monday.html", "after": "empty.html"},
        "[" * 100_000,
        {"pair": "good", "before": "monday.html", "after": "friday.html"},
    )
    answer = monitor("compare", "--pairs", path, "--format", "jsonl")
    assert answer.code == 0
    *bad, good = answer.rows
    assert [row["pair"] for row in bad] == ["gone", 2, 3, "half", "typed", "url", "empty", 8]
    assert all(set(row) == {"pair", "error"} for row in bad)
    assert "none.html" in bad[0]["error"]
    assert "empty.html" in bad[6]["error"]
    assert good["changed"] is True


def test_a_pairs_file_may_be_packed_and_come_by_stdin(captures: Path, script: Command) -> None:
    row = {"before": str(captures / "monday.html"), "after": str(captures / "friday.html")}
    (captures / "p.jsonl.gz").write_bytes(gzip.compress(json.dumps(row).encode()))
    packed = script("compare", "--pairs", captures / "p.jsonl.gz")
    piped = script("compare", "--pairs", "-", stdin=json.dumps(row).encode())
    assert packed.rows == piped.rows
    assert packed.rows[0]["pair"] == 1


def test_json_of_pairs_is_one_array_and_of_two_captures_one_object(captures: Path, monitor: Command) -> None:
    path = pairs_file(captures, {"before": "monday.html", "after": "friday.html"})
    assert monitor("compare", "--pairs", path, "--format", "json").json[0]["pair"] == 1
    one = monitor("compare", captures / "monday.html", captures / "friday.html", "--format", "json")
    assert one.json["changed"] is True


def test_text_marks_the_words_inside_their_sentence(captures: Path, monitor: Command) -> None:
    out = monitor("compare", captures / "monday.html", captures / "friday.html", "--format", "text").out
    assert "[-41-]{+47+} days from Tuesday" in out
    assert "UNDISCLOSED CHANGE" in out
    assert "monday.html" in out


def test_text_of_pairs_tells_of_bad_ones_too(captures: Path, monitor: Command) -> None:
    path = pairs_file(captures, "{", {"before": "monday.html", "after": "none.html"})
    answer = monitor("compare", "--pairs", path, "--format", "text")
    assert answer.code == 0
    assert "pair 1" in answer.out and "none.html" in answer.out


def test_two_captures_of_which_one_cannot_be_read_answer_no(captures: Path, monitor: Command) -> None:
    answer = monitor("compare", captures / "monday.html", captures / "empty.html")
    assert answer.code == 1
    assert set(answer.rows[0]) == {"pair", "error"}
    assert monitor("compare", captures / "monday.html", captures / "empty.html", "--format", "text").code == 1


@pytest.mark.parametrize(
    "words",
    [
        ["compare"],
        ["compare", "only-one.html"],
        ["compare", "none.html", "nor-this.html"],
        ["compare", "--pairs", "none.jsonl"],
        ["compare", "a.html", "b.html", "--pairs", "p.jsonl"],
        ["compare", "a.html", "b.html", "--format", "xml"],
    ],
    ids=" ".join,
)
def test_wrong_usage(monitor: Command, words: list[str]) -> None:
    answer = monitor(*words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err


def test_a_pairs_file_that_is_no_text_is_wrong_usage(tmp_path: Path, monitor: Command) -> None:
    (tmp_path / "p.jsonl").write_bytes(b"\xff\xfe\x00")
    answer = monitor("compare", "--pairs", "p.jsonl")
    assert answer.code == 2 and "UTF-8" in answer.err
