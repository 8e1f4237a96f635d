"""Reports and pictures at the command line, from a store with one silent change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import CORRECTION, Command, Newsroom, story


@pytest.fixture
def changed(tmp_path: Path, newsroom: Newsroom, monitor: Command) -> Newsroom:
    """A page of the newsroom was seen, changed without a word, and seen again."""
    url = newsroom.publish("/bridge", story())
    (tmp_path / "config.yaml").write_text(f"""\
sources:
  - page: {url}
    name: bridge
    tags: [harbor]
fetch: {{allow_hosts: ["{newsroom.host}"], host_spacing: 0.01}}
schedule: {{second_look_labels: []}}
""")
    assert monitor("check").code == 0
    newsroom.publish("/bridge", story(47))
    assert monitor("check").code == 0
    return newsroom


def test_a_revision_is_drawn_and_told_in_words(tmp_path: Path, changed: Newsroom, monitor: Command) -> None:
    for name, start in (("card.png", b"\x89PNG"), ("card.svg", b"<svg ")):
        answer = monitor("card", "1", "-o", tmp_path / name)
        assert answer.code == 0, answer.err
        assert (tmp_path / name).read_bytes().startswith(start)
        assert "41 days" in answer.out and "47 days" in answer.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("card", "1", "-o", "card.gif"), 2, "end it in .png or .svg"),
        (("card", "99", "-o", "card.png"), 1, "no revision 99"),
        (("report", "--last", "7d", "--since", "2d"), 2, "give one or the other"),
        (("report", "--last", "soon"), 2, "is no duration"),
        (("report", "-o", "report.pdf"), 2, "add --format"),
        (("report", "--label", "corection"), 2, "did you mean 'correction'"),
        (("report", "--since", "2026-05-02", "--until", "2026-05-01"), 2, "is after --until"),
        (("report", "--tag", "weather"), 1, "weather"),
        (("report", "--source", "weather"), 1, "weather"),
        (("report", "--view", "weather"), 1, "weather"),
        (("report", "-o", "none/report.html"), 3, "name another place"),
    ],
)
def test_what_cannot_be_is_told(monitor: Command, words: tuple[str, ...], code: int, said: str) -> None:
    answer = monitor(*words)
    assert (answer.code, said in answer.err) == (code, True), answer.err


FILES = {
    "week.html": "<!doctype html>",
    "week.md": "# The week",
    "week.csv": "revision,first_seen,",
    "week.json": '{\n  "title": "The week"',
    "week.txt": "The week",
}


def test_a_report_says_what_was_seen_and_of_how_much(
    tmp_path: Path, changed: Newsroom, monitor: Command
) -> None:
    for name, start in FILES.items():
        answer = monitor("report", "--last", "7d", "--title", "The week", "-o", tmp_path / name)
        assert answer.code == 0, answer.err
        text = (tmp_path / name).read_text()
        assert text.startswith(start)
        assert "47" in text and "bridge" in text
    told = monitor("report", "--tag", "harbor", "--format", "json").json
    assert told["scope"] == ["Tag harbor"]
    assert told["counts"]["revisions"] == 1
    assert told["watched"] == {"articles": 1, "looked_at": 1, "looks": 2, "failed": 0}
    assert told["disclosure"] == {"called_for": 1, "disclosed": 0, "partly_disclosed": 0, "undisclosed": 1}
    assert [one["label"] for one in told["revisions"]] == ["undisclosed change"]
    assert monitor("report", "--until", "30d", "--format", "json").json["counts"]["revisions"] == 0
    assert monitor("report", "--limit", "0", "--format", "json").json["left_out"] == 1


def test_a_correction_is_timed(changed: Newsroom, monitor: Command) -> None:
    """The second change is put right, with a notice, after the error was seen."""
    changed.publish("/bridge", story(52, CORRECTION.replace("41", "47").replace("it is 47", "it is 52")))
    assert monitor("check").code == 0
    told = monitor("report", "--format", "json").json
    (timed,) = told["corrections"]
    assert timed["error_seen_at"] < timed["told_at"]
    assert told["middle_seconds"] == timed["seconds"]
