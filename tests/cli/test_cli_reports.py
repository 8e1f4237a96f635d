"""Reports and pictures at the command line, from a store with one silent change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command, Newsroom, story


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
        (("card", "1", "-o", "none/card.svg"), 3, "name another place"),
    ],
)
def test_what_cannot_be_drawn_is_told(
    changed: Newsroom, monitor: Command, words: tuple[str, ...], code: int, said: str
) -> None:
    answer = monitor(*words)
    assert (answer.code, said in answer.err) == (code, True), answer.err
