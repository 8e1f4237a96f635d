"""What a right config says: defaults, paths, secrets, seeds and baselines, and the samples."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from monitor import config
from monitor.errors import ConfigError
from monitor.model import Recipe, SourceKind, State
from monitor.settings import FetchSettings, ScheduleSettings, Settings
from monitor.sources import wanted

PROJECT = Path(__file__).resolve().parent.parent


def load(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> Settings:
    (folder / "config.yaml").write_text(text, "utf-8")
    return config.load(None, folder, environ or {})


def test_without_a_config_the_defaults_hold_and_the_seeds_are_read(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("A story.")
    settings = config.load(None, tmp_path, {})
    assert settings.data == tmp_path / "data"
    assert settings.store == f"sqlite:///{tmp_path}/data/monitor.db"
    (source,) = settings.sources
    assert (source.name, source.kind, source.location) == ("seeds", SourceKind.FILE, str(tmp_path / "seeds"))
    assert (settings.web.host, settings.web.port, settings.web.enabled) == ("127.0.0.1", 8420, True)


def test_without_config_and_seeds_nothing_is_watched(tmp_path: Path) -> None:
    assert config.load(None, tmp_path, {}).sources == ()


@pytest.mark.parametrize("text", ["", "# nothing\n", "sources:\nchannels:\nalerts:\nweb:\n"])
def test_empty_sections_count_as_left_out(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text) == config.defaults(tmp_path)


def test_a_seed_that_is_empty_is_named_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("")
    with pytest.raises(ConfigError) as caught:
        config.load(None, tmp_path, {})
    assert caught.value.problems[0].where == str(tmp_path / "seeds" / "a.txt")
    assert caught.value.problems[0].wrong == "is empty"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_seed_that_cannot_be_read_is_named_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("A story.")
    (tmp_path / "seeds" / "a.txt").chmod(0)
    with pytest.raises(ConfigError, match="cannot be read"):
        config.load(None, tmp_path, {})


def test_a_seed_that_a_page_has_as_baseline_is_not_tracked_twice(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    for name in ("a.txt", "aa.txt"):
        (tmp_path / "seeds" / name).write_text("A story.")
    page, seeds = load(tmp_path, "sources:\n  - page: https://a.example/s\n    baseline: seeds/a.txt").sources
    assert page.baseline == str(tmp_path / "seeds" / "a.txt")
    assert [name for name in ("a.txt", "aa.txt") if wanted(name, seeds.include, seeds.exclude)] == ["aa.txt"]


def test_seeds_that_are_all_baselines_are_no_source(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("A story.")
    sources = load(tmp_path, "sources:\n  - page: https://a.example/s\n    baseline: seeds/a.txt").sources
    assert [source.kind for source in sources] == [SourceKind.PAGE]


def test_paths_are_relative_to_the_config_not_to_where_we_are(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    (there / "story.txt").write_text("A story.")
    (there / "c.yaml").write_text(
        "data: d\nstore: sqlite:///s/x.db\n"
        "sources:\n  - {page: 'https://a.example/', baseline: story.txt}\n"
        "channels:\n  - {name: f, kind: file, path: out.jsonl}\n"
    )
    settings = config.load(Path("there/c.yaml"), tmp_path, {})
    assert settings.data == there / "d"
    assert settings.store == f"sqlite:///{there}/s/x.db"
    assert settings.sources[0].baseline == str(there / "story.txt")
    assert settings.channels[0].options == {"path": str(there / "out.jsonl")}


WHOLE = """\
data: d
timezone: Europe/Berlin
sources:
  - page: https://news.example/a
    name: a
    every: 1h30m
    language: de
    section: Politik
    tags: [x, y]
    recipe: {body: div.text, drop: [aside]}
  - feed: https://news.example/feed
    include: ["*/politics/*"]
    max_articles: 5
    paused: true
recipes:
  News.Example: {headline: h1}
channels:
  - {name: term, kind: console}
  - {name: hook, kind: webhook, url: "https://desk.example/h", secret_env: HOOK}
alerts:
  - {name: r, channels: [term, hook], labels: ["editor's note"], sources: [a], words: [mayor], min_weight: 40}
  - {name: gone, channels: [term], states: [gone, moved]}
fetch: {contact: "mailto:desk@example.org", timeout: 90s, host_spacing: 2, allow_hosts: ["127.0.0.1:8080"]}
schedule: {shortest: 10m, longest: 2d, fetches_per_day: 5000}
deliver: {attempts: 3, first_pause: 1m}
web: {listen: "0.0.0.0:9000", token_env: TOKEN, username: desk}
log: {level: DEBUG, keep: 0}
watch: {dead_man: 12h, channels: [hook]}
examine: {processes: 2, timeout: 10}
"""


def test_a_whole_config_becomes_settings(tmp_path: Path) -> None:
    settings = load(tmp_path, WHOLE, {"HOOK": "s3", "TOKEN": " t "})
    page, feed = settings.sources
    assert (page.name, page.every_seconds, page.language, page.section) == ("a", 5400, "de", "Politik")
    assert page.tags == ("x", "y")
    assert page.recipe == Recipe(body="div.text", drop=("aside",))
    assert (feed.name, feed.paused, feed.max_articles) == ("news.example/feed", True, 5)
    assert settings.recipes == {"news.example": Recipe(headline="h1")}
    assert settings.channels[1].options == {"url": "https://desk.example/h", "secret": "s3"}
    rule, gone = settings.rules
    assert (rule.channels, rule.labels, rule.min_weight) == (("term", "hook"), ("editor's note",), 40)
    assert (rule.sources, rule.words) == (("a",), ("mayor",))
    assert gone.states == (State.GONE, State.MOVED)
    assert (settings.fetch.timeout_seconds, settings.fetch.host_spacing_seconds) == (90.0, 2.0)
    assert settings.fetch.allow_hosts == frozenset({"127.0.0.1:8080"})
    assert "mailto:desk@example.org" in settings.fetch.user_agent
    assert settings.schedule == ScheduleSettings(
        shortest_seconds=600.0, longest_seconds=172800.0, fetches_per_day=5000
    )
    assert (settings.deliver.attempts, settings.deliver.first_pause_seconds) == (3, 60.0)
    web = settings.web
    assert (web.host, web.port, web.token, web.username) == ("0.0.0.0", 9000, "t", "desk")
    assert (settings.log.level, settings.log.keep) == ("DEBUG", 0)
    assert (settings.watch.dead_man_seconds, settings.watch.channels) == (43200.0, ("hook",))
    assert (settings.examine.processes, settings.examine.timeout_seconds) == (2, 10.0)


def test_a_source_has_the_recipe_of_its_host_or_its_own(tmp_path: Path) -> None:
    text = """\
recipes: {news.example: {body: main}}
sources:
  - feed: https://www.news.example/feed
  - {page: "https://news.example/a", recipe: {body: section}}
  - page: https://other.example/
"""
    assert [source.recipe for source in load(tmp_path, text).sources] == [
        Recipe(body="main"),
        Recipe(body="section"),
        None,
    ]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("90s", 90), ("15m", 900), ("6h", 21600), ("2d", 172800), ("1w", 604800), ("1h30m", 5400),
     ("1 h 30 m", 5400), ("1.5h", 5400), ("45", 45), ("2.5", 2.5), ("2D", 172800)],
)  # fmt: skip
def test_durations(tmp_path: Path, written: str, seconds: float) -> None:
    assert load(tmp_path, f"fetch:\n  timeout: {written}").fetch == FetchSettings(timeout_seconds=seconds)


@pytest.mark.parametrize("listen", ["127.0.0.1:1", "localhost:8420", "'[::1]:8420'", "127.5.5.5:80"])
def test_loopback_addresses_need_no_token(tmp_path: Path, listen: str) -> None:
    settings = load(tmp_path, f"web:\n  listen: {listen}")
    assert settings.web.host == listen.strip("'").rpartition(":")[0].strip("[]")


def test_a_desk_that_is_off_may_listen_anywhere(tmp_path: Path) -> None:
    assert not load(tmp_path, "web: {enabled: false, listen: '0.0.0.0:80'}").web.enabled


def test_secrets_come_from_files_too(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("  from a file\n")
    assert load(tmp_path, "web:\n  token_file: token").web.token == "from a file"
    (tmp_path / "store").write_text("postgresql://u:p@h/d\n")
    assert load(tmp_path, "store_file: store").store == "postgresql://u:p@h/d"


def test_who_only_looks_needs_no_secret_but_the_stores(tmp_path: Path) -> None:
    hook = "channels:\n  - {name: h, kind: webhook, url_env: UNSET, secret_file: none}\n"
    (tmp_path / "config.yaml").write_text(hook + "web: {listen: '0.0.0.0:80', token_env: UNSET}\n")
    assert config.load(None, tmp_path, {}, secrets=False).web.token is None
    (tmp_path / "config.yaml").write_text("store_env: UNSET\n")
    with pytest.raises(ConfigError, match="UNSET is not set"):
        config.load(None, tmp_path, {}, secrets=False)


def test_a_channel_of_an_extension_keeps_its_own_options(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "pager-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: pager\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[monitor.channels]\npager = pager:open_pager\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    text = "channels:\n  - {name: p, kind: pager, team: night, key_env: KEY}"
    (channel,) = load(tmp_path, text, {"KEY": "k"}).channels
    assert (channel.kind, channel.options) == ("pager", {"team": "night", "key": "k"})


def test_the_first_config_tracks_the_seeds_article_with_the_seed_as_baseline() -> None:
    settings = config.load(None, PROJECT, {})
    (source,) = settings.sources
    assert source.kind is SourceKind.PAGE
    assert source.location.startswith("https://www.theregister.com/2020/09/14/bytedance_")
    assert source.baseline == str(PROJECT / "seeds" / "000_4ff9f66eb04f678d.txt")


def uncommented(text: str) -> str:
    """The text with its commented-out keys and items alive."""
    lines = []
    for line in text.splitlines():
        body = line.lstrip()
        key = body[2:].lstrip().removeprefix("- ")
        name, colon, _ = key.partition(":")
        alive = body.startswith("# ") and colon and name.isidentifier() and name.islower()
        lines.append(line.replace("# ", "", 1) if alive else line)
    return "\n".join(lines)


@pytest.mark.parametrize("sample", ["config.yaml", "monitor/config/sample.yaml"])
def test_a_sample_loads_as_it_is_and_with_everything_in_it_switched_on(tmp_path: Path, sample: str) -> None:
    text = (PROJECT / sample).read_text("utf-8")
    for name in ("seeds/000_4ff9f66eb04f678d.txt", "seeds/story.txt", "captures/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("A story.")
    assert load(tmp_path, text).sources
    environ = {
        "MONITOR_HOOK_SECRET": "s",
        "MONITOR_MAIL_PASSWORD": "p",
        "MONITOR_CHAT_URL": "mailto://a.example",
        "MONITOR_TOKEN": "t",
    }
    settings = load(tmp_path, uncommented(text), environ)
    assert {SourceKind.PAGE, SourceKind.FEED, SourceKind.SITEMAP} <= {one.kind for one in settings.sources}
    assert settings.rules and settings.channels and settings.web.token


def test_the_sample_is_the_one_that_init_writes() -> None:
    assert config.sample() == (PROJECT / "monitor/config/sample.yaml").read_text("utf-8")
