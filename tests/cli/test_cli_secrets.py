"""A subscriber's secrets: sent to the source, and found nowhere else, whatever is printed or kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor import config
from monitor.errors import ConfigError
from monitor.model import Reach, Secret
from tests.cli.conftest import Command, story
from tests.servers import Reply, Request, Server

TOKEN, COOKIE = "tk-c0ffee1234", "ck-decade9876"
LOOKING = (
    ["sources"],
    ["sources", "--format", "json"],
    ["sources", "--format", "opml"],
    ["articles", "--format", "json"],
    ["versions", "1", "--format", "json"],
    ["revisions", "--format", "json"],
    ["show", "1", "--format", "html"],
    ["report", "--format", "markdown"],
    ["status", "--format", "json"],
    ["alerts", "--format", "json"],
    ["noise"],
    ["verify"],
)


def subscriber(request: Request) -> bytes:
    """A page for those who log in, whose server is careless with what it is sent."""
    told = request.headers.get("authorization", ""), request.headers.get("cookie", "")
    if TOKEN not in told[0] or COOKIE not in told[1]:
        return Reply(401, b"Who are you?")(request)
    headers = (("Content-Type", "text/html"), ("X-Debug", " ".join(told)), ("Set-Cookie", f"sid={COOKIE}2"))
    return Reply(200, story(41 if len(told[0]) % 2 else 47).encode(), headers)(request)


def test_a_secret_is_in_nothing_that_is_printed_or_kept(
    tmp_path: Path, monitor: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWS_TOKEN", f"Bearer {TOKEN}")
    (tmp_path / "cookies.txt").write_text(f"sid={COOKIE}")
    with Server({"/story": subscriber}) as server:
        (tmp_path / "config.yaml").write_text(f"""\
sources:
  - page: {server.url("/story")}
    headers_env: {{Authorization: NEWS_TOKEN}}
    cookies_file: cookies.txt
fetch: {{allow_hosts: ["127.0.0.1"], host_spacing: 0.01, obey_robots: false}}
""")
        said = [monitor("check")]
        monkeypatch.setenv("NEWS_TOKEN", f"Bearer  {TOKEN}")
        said += [monitor("check"), *(monitor(*words) for words in LOOKING)]
        (tmp_path / "cookies.txt").write_text("sid=expired-5566")
        said += [monitor("check"), monitor("sources"), monitor("articles")]
        assert len(server.log) > 2
    assert "looked at 1: 1 first" in said[0].out
    everything = "".join(one.out + one.err for one in said).encode()
    kept = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert kept
    everything += b"".join(path.read_bytes() for path in kept)
    assert [word for word in (TOKEN, COOKIE, "expired-5566") if word.encode() in everything] == []


def reach_of(folder: Path, text: str, environ: dict[str, str]) -> Reach | None:
    (folder / "config.yaml").write_text(f"sources:\n  - page: https://news.example/x\n{text}")
    (spec,) = config.load(None, folder, environ).sources
    return spec.reach


def test_the_config_keeps_only_where_secrets_stand(tmp_path: Path) -> None:
    (tmp_path / "jar").write_text("sid=1")
    text = "    cookies_file: jar\n    headers_env: {X-Key: KEY}\n    send_to: [WWW.news.example]\n"
    assert reach_of(tmp_path, text, {"KEY": "k-771"}) == Reach(
        secret_headers=(("X-Key", Secret(env="KEY")),),
        cookies=Secret(file=str(tmp_path / "jar")),
        hosts=("news.example", "www.news.example"),
    )
    assert reach_of(tmp_path, "", {}) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("    headers: {Authorization: Bearer x}\n", "use `headers_env` or `headers_file`"),
        ("    headers: {Cookie: a=b}\n", "is no header to set here"),
        ('    headers: {"X\\nY": b}\n', "is no header to set here"),
        ("    cookies_env: NOT_SET\n", "NOT_SET is not set"),
        ("    headers_file: {X-Key: nowhere}\n", "does not exist"),
        ("    proxy: http://me:secret@proxy.example:80\n", "goes into `proxy_env` or `proxy_file`"),
        ("    proxy: socks5://proxy.example:80\n", "is not http or https"),
        ("    proxy: http://a.example\n    proxy_env: KEY\n", "stands beside another proxy"),
        ("    render: firefox\n", "browser"),
        ("    render: browser\n    headers: {X-A: b}\n", "a browser is sent no headers"),
        ("    render: browser\n    proxy: http://a.example\n", "our own proxy only"),
    ],
)
def test_what_is_wrong_is_told_with_what_would_be_right(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        reach_of(tmp_path, text, {"KEY": "k"})
    assert says in str(caught.value)
    assert "me:secret" not in str(caught.value)
