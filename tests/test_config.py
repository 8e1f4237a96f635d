"""The config: every mistake on its own line, with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor import config
from monitor.errors import ConfigError
from monitor.settings import Settings


def load(folder: Path, text: str) -> Settings:
    (folder / "config.yaml").write_text(text, "utf-8")
    return config.load(None, folder, {})


def problems(folder: Path, text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    assert all(problem.where == "config.yaml" for problem in caught.value.problems)
    return [(problem.line, problem.key) for problem in caught.value.problems]


CHANNEL = "channels:\n  - {name: c, kind: console}\n"


def mail(**changes: str) -> str:
    """A channel of mails on line 2, with these keys."""
    keys = {"name": "c", "kind": "email", "host": "m.example", "sender": "a@b.example", "to": "[a@b.example]"}
    return "channels:\n  - {" + ", ".join(f"{key}: {value}" for key, value in (keys | changes).items()) + "}"


#: What is written, where the problem is, and words of what is said.
BAD: list[tuple[str, int | None, str, str]] = [
    # the file itself
    ("a: [1", 1, "", "not YAML"),
    ("data: a\ndata: b", 2, "", "duplicate key"),
    ("data:\n\t- x", 2, "", "not YAML"),
    ("- a\n- b", 1, "", "not a mapping"),
    ("just words", 1, "", "not a mapping"),
    # keys
    ("dta: x", 1, "dta", "did you mean `data`?"),
    ("data: x\n\nsauces: []", 3, "sauces", "did you mean `sources`?"),
    ("1: x", 1, "1", "unknown key"),
    ("rules: []", 1, "rules", "`alerts`"),
    ("fetch:\n  timeouts: 5", 2, "fetch.timeouts", "did you mean `timeout`?"),
    ("web:\n  token: hunter2", 2, "web.token", "`token_env` or `token_file`"),
    ("web:\n  port: 80", 2, "web.port", "`listen: host:port`"),
    ("sources:\n  - url: https://news.example/", 2, "sources[0].url", "`page`, `feed`"),
    # types
    ("data: 5", 1, "data", "not a text"),
    ("data: ''", 1, "data", "is empty"),
    ("sources: {}", 1, "sources", "not a list"),
    ("web: 8420", 1, "web", "not a mapping"),
    ("sources:\n  - https://news.example/", 2, "sources[0]", "not a mapping"),
    ("fetch:\n  concurrency: many", 2, "fetch.concurrency", "not a whole number"),
    ("fetch:\n  concurrency: 1.5", 2, "fetch.concurrency", "not a whole number"),
    ("fetch:\n  concurrency: 0", 2, "fetch.concurrency", "at least 1"),
    ("fetch:\n  obey_robots: maybe", 2, "fetch.obey_robots", "true or false"),
    ("schedule:\n  fetches_per_day: 0", 2, "schedule.fetches_per_day", "out of range"),
    ("examine:\n  memory_mb: 1", 2, "examine.memory_mb", "at least 256"),
    ("log:\n  level: LOUD", 2, "log.level", "one of: DEBUG, INFO"),
    ("timezone: Europe/Londn", 1, "timezone", "did you mean `Europe/London`?"),
    ("timezone: ../../etc/passwd", 1, "timezone", "no time zone"),
    # durations
    ("fetch:\n  timeout: soon", 2, "fetch.timeout", "write e.g. 90s, 15m"),
    ("fetch:\n  timeout: 0", 2, "fetch.timeout", "above zero"),
    ("fetch:\n  timeout: 99999999999d", 2, "fetch.timeout", "longer than 100 years"),
    ("fetch:\n  timeout: -5m", 2, "fetch.timeout", "no duration"),
    ("fetch:\n  timeout: 5m 1h", 2, "fetch.timeout", "no duration"),
    ("fetch:\n  timeout: true", 2, "fetch.timeout", "no duration"),
    ("fetch:\n  timeout: .inf", 2, "fetch.timeout", "longer than 100 years"),
    ("fetch:\n  timeout: .nan", 2, "fetch.timeout", "no duration"),
    # sources
    ("sources:\n  - name: x", 2, "sources[0]", "one of: page, feed"),
    ("sources:\n  - page: news.example/a", 2, "sources[0].page", "no http:// or https://"),
    ("sources:\n  - page: ftp://news.example/a", 2, "sources[0].page", "`ftp` is not http"),
    ("sources:\n  - page: https://u:p@news.example/", 2, "sources[0].page", "password"),
    (
        "sources:\n  - page: https://a.example/\n    feed: https://a.example/f",
        2,
        "sources[0]",
        "page and feed at once",
    ),
    (
        "sources:\n  - feed: https://a.example/f\n    baseline: x.txt",
        2,
        "sources[0]",
        "only a page has a baseline",
    ),
    (
        "sources:\n  - page: https://a.example/\n    baseline: none.txt",
        3,
        "sources[0].baseline",
        "does not exist",
    ),
    ("sources:\n  - page: https://a.example/\n    baseline: .", 3, "sources[0].baseline", "is not a file"),
    ("sources:\n  - file: nowhere", 2, "sources[0].file", "does not exist"),
    ("sources:\n  - page: https://a.example/\n    every: often", 3, "sources[0].every", "no duration"),
    (
        "sources:\n  - page: https://a.example/\n    language: English or so",
        3,
        "sources[0].language",
        "e.g. en",
    ),
    ("sources:\n  - page: https://a.example/\n    tags: a", 3, "sources[0].tags", "not a list"),
    ("sources:\n  - page: https://a.example/\n    tags: [a, 5]", 3, "sources[0].tags[1]", "not a text"),
    ("sources:\n  - feed: https://a.example/\n    exclude: ['re:(']", 3, "sources[0].exclude[0]", "regular"),
    (
        "sources:\n  - page: https://a.example/\n    recipe:\n      body: 'div[['",
        4,
        "sources[0].recipe.body",
        "no CSS selector",
    ),
    (
        "sources:\n  - page: https://a.example/\n    recipe: {hedline: h1}",
        3,
        "sources[0].recipe.hedline",
        "did you mean `headline`?",
    ),
    (
        "sources:\n  - {name: a, page: 'https://a.example/'}\n  - {name: a, page: 'https://b.example/'}",
        3,
        "sources[1].name",
        "(line 2)",
    ),
    (
        "sources:\n  - {name: a, page: 'https://a.example/?utm_source=x'}\n  - page: https://A.example",
        3,
        "sources[1]",
        "already watched (line 2)",
    ),
    # recipes
    ("recipes:\n  https://a.example/: {body: p}", 2, "recipes.https://a.example/", "no host"),
    ("recipes:\n  a.example: {bdy: p}", 2, "recipes.a.example.bdy", "did you mean `body`?"),
    # channels and alerts
    ("channels:\n  - {name: c, kind: consle}", 2, "channels[0].kind", "did you mean `console`?"),
    ("channels:\n  - kind: console", 2, "channels[0].name", "is missing"),
    ("channels:\n  - {name: c, kind: file}", 2, "channels[0].path", "is missing"),
    ("channels:\n  - {name: c, kind: webhook}", 2, "channels[0]", "says no address"),
    ("channels:\n  - {name: c, kind: webhook, url: 'gopher://x/'}", 2, "channels[0].url", "not http"),
    (
        "channels:\n  - name: c\n    kind: webhook\n    url: https://a.example/\n    secret: x",
        5,
        "channels[0].secret",
        "`secret_env`",
    ),
    (
        "channels:\n  - name: c\n    kind: apprise\n    url: mailto://u:p@a.example",
        4,
        "channels[0].url",
        "holds a password",
    ),
    (mail(host="mail.example:25"), 2, "channels[0].host", "is `port`"),
    (mail(sender="nobody"), 2, "channels[0].sender", "no mail address"),
    (mail(to="['a@b.example, c@d.example']"), 2, "channels[0].to[0]", "no mail address"),
    (mail(to="[]"), 2, "channels[0].to", "is empty"),
    (mail(encryption="ssl"), 2, "channels[0].encryption", "one of: starttls, tls, none"),
    (mail(password="x"), 2, "channels[0].password", "`password_env` or `password_file`"),
    (mail(encryption="none", password_env="P"), 2, "channels[0]", "without encryption"),
    ("channels:\n  - {name: c, kind: command, command: tell me}", 2, "channels[0].command", "not a list"),
    (
        "channels:\n  - {name: c, kind: command, command: [tell], timeout: 2m}",
        2,
        "channels[0].timeout",
        "out of range",
    ),
    (
        "channels:\n  - name: c\n    kind: console\n    title: '{{ headlin }}'",
        4,
        "channels[0].title",
        "headlin",
    ),
    ("channels:\n  - name: c\n    kind: console\n    text: '{% if'", 4, "channels[0].text", "no template"),
    (CHANNEL + "  - {name: c, kind: console}", 3, "channels[1].name", "another channel"),
    (CHANNEL + "alerts:\n  - {name: r, channels: [d]}", 4, "alerts[0].channels[0]", "no channel `d`"),
    ("alerts:\n  - {name: r, channels: [d]}", 2, "alerts[0].channels[0]", "declare it under `channels`"),
    (CHANNEL + "alerts:\n  - {name: r, channels: []}", 4, "alerts[0].channels", "is empty"),
    (
        CHANNEL + "alerts:\n  - name: r\n    channels: [c]\n    labels: [corection]",
        6,
        "alerts[0].labels[0]",
        "did you mean `correction`?",
    ),
    (
        CHANNEL + "alerts:\n  - {name: r, channels: [c], changes: [big]}",
        4,
        "alerts[0].changes[0]",
        "one of: none, technical",
    ),
    (
        CHANNEL + "alerts:\n  - {name: r, channels: [c], disclosures: [undisclosd]}",
        4,
        "alerts[0].disclosures[0]",
        "did you mean",
    ),
    (
        CHANNEL + "alerts:\n  - {name: r, channels: [c], states: [dead]}",
        4,
        "alerts[0].states[0]",
        "one of: live",
    ),
    (
        CHANNEL + "alerts:\n  - {name: r, channels: [c], sources: [nobody]}",
        4,
        "alerts[0].sources[0]",
        "no source",
    ),
    (
        CHANNEL + "alerts:\n  - {name: r, channels: [c], min_weight: 101}",
        4,
        "alerts[0].min_weight",
        "at most 100",
    ),
    (
        CHANNEL + "alerts:\n  - {name: r, channels: [c]}\n  - {name: r, channels: [c]}",
        5,
        "alerts[1].name",
        "another",
    ),
    ("watch:\n  channels: [mail]", 2, "watch.channels[0]", "no channel `mail`"),
    # the desk
    ("web:\n  listen: 8420", 2, "web.listen", "not a text"),
    ("web:\n  listen: localhost", 2, "web.listen", "host:port"),
    ("web:\n  listen: 127.0.0.1:99999", 2, "web.listen", "no port 99999"),
    ("web:\n  trusted_proxies: [127.0.0.1, proxy]", 2, "web.trusted_proxies[1]", "10.0.0.0/8"),
    ("web:\n  hosts: ['https://monitor.example']", 2, "web.hosts[0]", "the name alone"),
    ("web:\n  session_idle: 5m", 2, "web.session_idle", "at least 600"),
    ("web:\n  public_url: https://desk.example/?a=b", 2, "web.public_url", "the address alone"),
    ("web:\n  public_url: desk.example", 2, "web.public_url", "has no http"),
    ("web:\n  token_env: UNSET", 2, "web.token_env", "UNSET is not set"),
    ("web:\n  token_env: not a name", 2, "web.token_env", "name of an environment variable"),
    ("web:\n  password_file: none", 2, "web.password_file", "does not exist"),
    ("web:\n  token_env: A\n  token_file: b", 3, "web.token_file", "beside `token_env`"),
    # the store
    ("store: mysql://x/y", 1, "store", "write sqlite:///"),
    ("store: postgresql://u:p@h/d", 1, "store", "`store_env`"),
    ("store_env: UNSET", 1, "store_env", "UNSET is not set"),
    ("store: sqlite:///a.db\nstore_env: X", 2, "store_env", "beside `store`"),
]


@pytest.mark.parametrize("rest", ["", "sources: 5\n", "alerts: [\n", "web:\n  listen: nowhere\n", "x: {\n"])
def test_where_the_store_is_can_be_told_of_a_broken_config(rest: str, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("data: kept\nstore: sqlite:///kept/own.db\n" + rest)
    settings, broken = config.load_place(None, tmp_path, {})
    assert (broken is None) == (not rest)
    assert settings.data == tmp_path / "kept"
    assert settings.store == f"sqlite:///{tmp_path}/kept/own.db"


@pytest.mark.parametrize("text", ["store: 5\n", "data: [\n", "store: mysql://db\n"])
def test_a_store_that_cannot_be_told_is_not_guessed(text: str, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(text)
    with pytest.raises(ConfigError):
        config.load_place(None, tmp_path, {})


def test_without_a_config_the_place_is_the_built_in_one(tmp_path: Path) -> None:
    settings, broken = config.load_place(None, tmp_path, {})
    assert (settings.data, broken) == (tmp_path / "data", None)
    with pytest.raises(ConfigError):
        config.load_place(Path("missing.yaml"), tmp_path, {})


@pytest.mark.parametrize(("text", "line", "key", "said"), BAD, ids=[text for text, *_ in BAD])
def test_a_mistake_is_named_with_its_line_and_the_remedy(
    tmp_path: Path, text: str, line: int | None, key: str, said: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    first = caught.value.problems[0]
    assert (first.where, first.line, first.key) == ("config.yaml", line, key)
    assert said in f"{first.wrong}; {first.right}"
    assert first.wrong and first.right


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = """\
dta: x
timezone: Mars/Phobos
sources:
  - page: htp://x
    evry: 15m
  - name: fine
    feed: https://news.example/feed
channels:
  - {name: c, kind: console, colour: red}
alerts:
  - name: r
    channels: [d]
    labels: [undisclosed chnge]
store: mysql://x
"""
    assert problems(tmp_path, text) == [
        (1, "dta"),
        (2, "timezone"),
        (4, "sources[0].page"),
        (5, "sources[0].evry"),
        (9, "channels[0].colour"),
        (12, "alerts[0].channels[0]"),
        (13, "alerts[0].labels[0]"),
        (14, "store"),
    ]


def test_a_source_with_a_mistake_still_counts_as_there(tmp_path: Path) -> None:
    """Its rule is not complained of as well."""
    text = "sources:\n  - {name: s, page: nope}\n" + CHANNEL
    text += "alerts:\n  - {name: r, channels: [c], sources: [s]}"
    assert problems(tmp_path, text) == [(2, "sources[0].page")]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"other\.yaml: there is no such file; `monitor init`"):
        config.load(Path("other.yaml"), tmp_path, {})


def test_a_file_that_is_not_utf8_is_named_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_bytes(b"data: x\ntimezone: \xff\n")
    with pytest.raises(ConfigError, match=r"config\.yaml:2: is not UTF-8"):
        config.load(None, tmp_path, {})
