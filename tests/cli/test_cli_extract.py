"""`monitor extract`: one document a name, in order, whatever the names are."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from monitor.cli.captures import knowledge_for
from monitor.model import ReaderKnowledge, Recipe
from tests.cli.conftest import Command, story

TEXT = "A town without a clock\n\nThe tower has stood still since spring.\n\nNobody winds it any more.\n"


def test_one_document_a_line_in_the_order_given(tmp_path: Path, monitor: Command) -> None:
    (tmp_path / "a.html").write_text(story())
    (tmp_path / "b.txt").write_text(TEXT)
    (tmp_path / "c.md").write_text("# A town without a clock\n\nThe tower has stood still since spring.\n")
    (tmp_path / "d.html.gz").write_bytes(gzip.compress(story(47).encode()))
    answer = monitor("extract", "d.html.gz", "c.md", "b.txt", "a.html", "--format", "jsonl")
    assert answer.code == 0
    assert [row["path"] for row in answer.rows] == ["d.html.gz", "c.md", "b.txt", "a.html"]
    assert all(row["readable"] for row in answer.rows)
    assert "47 days" in answer.rows[0]["text"] and "41 days" in answer.rows[3]["text"]
    assert answer.rows[1]["headline"] == "A town without a clock"


def test_into_a_pipe_it_writes_json_lines_unasked(tmp_path: Path, monitor: Command) -> None:
    (tmp_path / "a.html").write_text(story())
    assert monitor("extract", "a.html").rows == monitor("extract", "a.html", "--format", "jsonl").rows


def test_json_is_one_array(tmp_path: Path, monitor: Command) -> None:
    (tmp_path / "a.html").write_text(story())
    answer = monitor("extract", "a.html", "a.html", "--format", "json")
    assert [row["path"] for row in answer.json] == ["a.html", "a.html"]


def test_the_address_the_file_came_from_is_given_by_url(tmp_path: Path, monitor: Command) -> None:
    (tmp_path / "a.html").write_text(story().replace("Ferries", '<a href="/ferries">Ferries</a>'))
    (row,) = monitor("extract", "a.html", "--url", "https://news.example/bridge").rows
    assert row["url"] == "https://news.example/bridge"
    links = [link["href"] for block in row["blocks"] for link in block["links"]]
    assert links == ["https://news.example/ferries"]


def test_what_cannot_be_read_is_a_line_and_the_batch_goes_on(tmp_path: Path, monitor: Command) -> None:
    (tmp_path / "a.html").write_text(story())
    (tmp_path / "empty.html").write_text("<html><body></body></html>")
    (tmp_path / "torn.html.gz").write_bytes(gzip.compress(story().encode())[:40])
    (tmp_path / "fake.txt.gz").write_text("not packed")
    (tmp_path / "big.txt").write_bytes(b"word " * 2_000_001)
    names = ["none.html", "empty.html", "torn.html.gz", "fake.txt.gz", "big.txt", ".", "a.html"]
    answer = monitor("extract", *names)
    assert answer.code == 0
    assert [row["readable"] for row in answer.rows] == [False] * 6 + [True]
    reasons = [row["reason"] for row in answer.rows[:6]]
    assert "no such file" in reasons[0] and "none.html" in answer.err
    assert all(row["page_kind"] for row in answer.rows)
    assert "unpacked" in reasons[2] and "unpacked" in reasons[3]
    assert "larger than 10,000,000 bytes" in reasons[4]
    assert "folder" in reasons[5]


def test_an_unreadable_page_is_an_answer_not_an_error(tmp_path: Path, monitor: Command) -> None:
    (tmp_path / "empty.html").write_text("<html><body></body></html>")
    answer = monitor("extract", "empty.html")
    assert answer.code == 0
    assert answer.rows[0]["readable"] is False and answer.rows[0]["reason"]


def test_a_name_that_leads_nowhere_is_wrong_usage(monitor: Command) -> None:
    answer = monitor("extract", "none.html")
    assert answer.code == 2
    assert "none.html: there is no such file" in answer.err


def test_many_names_that_all_lead_nowhere_find_nothing(monitor: Command) -> None:
    assert monitor("extract", "none.html", "nor-this.html").code == 1


def test_text_for_people_holds_the_article_and_its_notice(tmp_path: Path, monitor: Command) -> None:
    notice = "<p>Correction: an earlier version of this story said 41 days; it is 47 days.</p>"
    (tmp_path / "a.html").write_text(story(47, notice))
    answer = monitor("extract", "a.html", "--format", "text")
    assert "Harbor bridge to close for repairs" in answer.out
    assert "correction (bottom): Correction: an earlier version" in answer.out
    assert "Front page" not in answer.out


def test_scraped_text_cannot_steer_the_terminal(tmp_path: Path, monitor: Command) -> None:
    (tmp_path / "a.txt").write_bytes(
        b"A story \x1b]0;owned\x07 of\xc2\x9b2J words.\n\nAnd \xe2\x80\xaeback\xe2\x80\xac again it goes.\n"
    )
    for form in ("text", "json", "jsonl"):
        out = monitor("extract", "a.txt", "--format", form).out
        assert not set(out) & {"\x1b", "\x07", "\x9b", "\u202e"}, form


def test_explain_tells_of_every_block_and_the_rule(tmp_path: Path, monitor: Command) -> None:
    (tmp_path / "a.html").write_text(story())
    (row,) = monitor("extract", "--explain", "a.html").rows
    kept = [block for block in row["account"] if block["kept"]]
    assert [block["text"] for block in kept] == [block["text"] for block in row["blocks"]]
    assert all(block["rule"] for block in row["account"])
    text = monitor("extract", "--explain", "a.html", "--format", "text").out
    assert text.count("\nkept  ") == len(kept)


@pytest.mark.parametrize(
    ("url", "recipe"),
    [
        ("https://news.example/a", Recipe(body="section")),
        ("https://www.news.example/a", Recipe(body="section")),
        ("https://NEWS.example:8443/a", Recipe(body="section")),
        ("https://other.example/a", None),
        (None, None),
    ],
)
def test_the_reader_is_told_the_recipe_of_the_host(url: str | None, recipe: Recipe | None) -> None:
    recipes = {"news.example": Recipe(body="section")}
    assert knowledge_for(url, recipes, "de") == ReaderKnowledge(recipe, "de")


def test_a_broken_config_named_is_told_before_anything_is_read(tmp_path: Path, monitor: Command) -> None:
    (tmp_path / "a.html").write_text(story())
    (tmp_path / "c.yaml").write_text("data: x\nrecipe: {}\n")
    answer = monitor("extract", "a.html", "--config", "c.yaml")
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith("monitor: c.yaml:2: recipe: unknown key; did you mean `recipes`?")


def test_stdin_is_a_capture_too(script: Command) -> None:
    answer = script("extract", "-", stdin=story().encode())
    assert answer.rows[0]["headline"] == "Harbor bridge to close for repairs"


@pytest.mark.parametrize("name", ["page", "page.bin"])
def test_a_file_without_a_telling_name_is_known_by_its_bytes(
    tmp_path: Path, monitor: Command, name: str
) -> None:
    (tmp_path / name).write_text(story())
    assert monitor("extract", name).rows[0]["headline"] == "Harbor bridge to close for repairs"
    (tmp_path / name).write_text(TEXT)
    assert "still since spring" in monitor("extract", name).rows[0]["text"]
