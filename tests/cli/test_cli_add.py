"""Adding many sources at once, resting from them, and taking them elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command, Newsroom, story

OPML = """<opml version="2.0"><body><outline text="Town">
<outline text="Courier" xmlUrl="https://courier.example/rss" type="rss"/>
<outline text="Sitemap" type="link" url="https://courier.example/news.xml"
  xmlns:m="urn:monitor:source" m:kind="sitemap"/>
</outline></body></opml>"""


def rows(monitor: Command, *words: str) -> list[dict[str, object]]:
    return monitor("sources", "--format", "jsonl", *words).rows


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "urls.txt"
    path.write_text("# mine\nhttps://a.example/one\n\nhttps://a.example/two\nhttps://a.example/one\n")
    return path


def test_a_list_is_watched_at_once_and_twice_is_once(listed: Path, monitor: Command) -> None:
    first = monitor("add", "--from", listed, "--kind", "page", "--tag", "mine")
    assert (first.code, first.out.count("watching page")) == (0, 2)
    again = monitor("add", "--from", listed, "--kind", "page")
    assert (again.out, "2 were watched already" in again.err) == ("", True)
    assert [row["location"] for row in rows(monitor, "--tag", "MINE")] == [
        "https://a.example/one",
        "https://a.example/two",
    ]
    assert rows(monitor, "--tag", "other") == []


def test_a_list_may_come_from_stdin(script: Command) -> None:
    done = script("add", "-", "--kind", "page", stdin=b"https://a.example/one\nhttps://a.example/two\n")
    assert (done.code, done.out) == (0, "watching page a.example/one\nwatching page a.example/two\n")


def test_one_bad_line_and_nothing_is_watched(listed: Path, monitor: Command) -> None:
    listed.write_text("https://a.example/one\na.example/two\nftp://a.example/three\n")
    answer = monitor("add", "--from", listed, "--kind", "page")
    assert (answer.code, answer.out) == (2, "")
    assert f"{listed}:2: `a.example/two` has no http" in answer.err and f"{listed}:3: `ftp`" in answer.err
    assert rows(monitor) == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "nothing to watch"),
        (["--from", "none.txt"], "no such file"),
        (["--opml", "none.opml"], "no such file"),
        (["https://a.example/", "https://b.example/", "--name", "both", "--kind", "page"], "single URL"),
        (["https://a.example/", "--include", "re:(", "--kind", "feed"], "no regular expression"),
        (["https://a.example/", "--max-age", "old", "--kind", "feed"], "no duration"),
    ],
)
def test_wrong_words_say_what_would_be_right(monitor: Command, words: list[str], says: str) -> None:
    answer = monitor("add", *words)
    assert (answer.code, answer.out) == (2, "")
    assert says in answer.err


def test_an_opml_list_comes_in_and_goes_out(tmp_path: Path, monitor: Command) -> None:
    (tmp_path / "in.opml").write_text(OPML)
    assert monitor("add", "--opml", "in.opml", "--tag", "new", "--max-age", "7d").code == 0
    assert [(row["name"], row["kind"]) for row in rows(monitor, "--tag", "Town")] == [
        ("Courier", "feed"),
        ("Sitemap", "sitemap"),
    ]
    monitor("pause", "Courier")
    out = monitor("sources", "--format", "opml").out
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "config.yaml").write_text("data: data\n")
    (tmp_path / "out.opml").write_text(out)
    monitor("add", "--opml", "out.opml", "--config", "other/config.yaml")
    assert monitor("sources", "--format", "opml", "--config", "other/config.yaml").out == out
    assert out.count("Town,new") == 2 and "paused" in out


def test_a_pause_lasts_until_it_is_ended(tmp_path: Path, newsroom: Newsroom, monitor: Command) -> None:
    url = newsroom.publish("/bridge", story())
    (tmp_path / "config.yaml").write_text(
        f"sources:\n  - {{page: '{url}', name: bridge}}\n"
        f"fetch: {{allow_hosts: ['{newsroom.host}'], host_spacing: 0.01}}\n"
    )
    assert "looked at 1" in monitor("check").out
    assert monitor("pause", "bridge").out == "paused bridge\n"
    assert monitor("check").out == "looked at 0\n"
    assert rows(monitor)[0]["paused"] is True
    assert monitor("resume", url).out == "watching again bridge\n"
    assert "looked at 1" in monitor("check").out
    assert monitor("pause", "nobody").code == 1


def test_the_config_s_own_pause_is_ended_in_the_config(tmp_path: Path, monitor: Command) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("sources:\n  - {page: 'https://a.example/x', name: a, paused: true}\n")
    monitor("check")
    answer = monitor("resume", "a")
    assert answer.code == 2 and "take `paused: true` out there" in answer.err


FEED = """<rss version="2.0"><channel><title>Town</title>{items}</channel></rss>"""


def test_a_section_page_names_what_its_site_offers(
    tmp_path: Path, newsroom: Newsroom, monitor: Command
) -> None:
    (tmp_path / "config.yaml").write_text(
        f"fetch: {{allow_hosts: ['{newsroom.host}'], host_spacing: 0.01}}\n"
    )
    links = "".join(
        f'<h2><a href="/2026/05/a-story-about-the-harbor-{n}">A story about the harbor, part {n}</a></h2>'
        for n in range(20)
    )
    feed = newsroom.publish("/rss", FEED.format(items=""), "application/rss+xml")
    newsroom.publish("/robots.txt", "User-agent: *\nSitemap: /sitemap-news.xml\n", "text/plain")
    head = '<link rel="alternate" type="application/rss+xml" href="/rss">'
    home = newsroom.publish("/", f"<html><head>{head}</head><body>{links}</body></html>")
    plain = monitor("add", home)
    assert plain.out.startswith("watching listing")
    assert f"offers a feed: `monitor add {feed}`" in plain.err
    assert f"offers a sitemap: `monitor add {home}sitemap-news.xml`" in plain.err
    both = monitor("add", home, "--offered", "--tag", "town")
    assert [line.split()[1] for line in both.out.splitlines()] == ["feed", "sitemap"]
