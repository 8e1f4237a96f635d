"""A user's day at the command line, against a newsroom on this machine and a real store."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import CORRECTION, Command, Newsroom, story

SEED = """A tower clock runs again

After eleven years the hands move

Updated The clock on the market tower started again on Monday, the town said.

It had stood still since the winter when its keeper moved away and nobody took the key.

The mayor thanked the two pupils who mended it in their spare time over the summer.

Updated to add

The pupils have asked us to say that their teacher, Ivo Brandt, did most of the work on the gears.
"""


@pytest.fixture
def town(tmp_path: Path, newsroom: Newsroom) -> Newsroom:
    """A config that watches one page of the newsroom, and a seed beside it."""
    url = newsroom.publish("/bridge", story())
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "clock.txt").write_text(SEED)
    (tmp_path / "config.yaml").write_text(f"""\
sources:
  - page: {url}
    name: bridge
channels:
  - {{name: out, kind: file, path: alerts.jsonl}}
alerts:
  - {{name: all changes, channels: [out], changes: [substantive, addition]}}
fetch:
  allow_hosts: ["{newsroom.host}"]
  host_spacing: 0.01
""")
    return newsroom


@pytest.fixture
def corrected(town: Newsroom, monitor: Command) -> Newsroom:
    """The page was seen, corrected and seen again."""
    assert monitor("check").code == 0
    town.publish("/bridge", story(47, CORRECTION))
    assert monitor("check").code == 0
    return town


def test_a_correction_is_found_listed_shown_and_told(
    tmp_path: Path, corrected: Newsroom, monitor: Command
) -> None:
    (revision,) = monitor("revisions", "--source", "bridge", "--format", "jsonl").rows
    assert (revision["label"], revision["provenance"]) == ("correction", "observed")
    shown = monitor("show", revision["id"], "--format", "json").json
    assert shown == revision
    text = monitor("show", revision["id"]).out
    assert "[-41-]{+47+}" in text and "Harbor bridge" in text
    assert monitor("show", revision["id"], "--format", "html").out.startswith("<!doctype html>")
    assert "47" in monitor("show", revision["id"], "--format", "markdown").out
    assert "all changes" in (tmp_path / "alerts.jsonl").read_text()
    (delivery,) = monitor("alerts", "--format", "jsonl").rows
    assert (delivery["channel"], delivery["state"]) == ("out", "delivered")
    assert "all changes" in monitor("alerts").out


def test_the_seed_has_a_version_inferred_from_its_notice_and_marked_so(
    corrected: Newsroom, monitor: Command
) -> None:
    (clock,) = [row for row in monitor("articles", "--format", "jsonl").rows if row["source"] == "seeds"]
    assert (clock["url"], clock["versions"]) == (None, 2)
    table = monitor("versions", str(clock["id"])).out
    assert table.count("inferred from the notice, not observed") == 1
    versions = monitor("versions", str(clock["id"]), "--format", "jsonl").rows
    assert [version["provenance"] for version in versions] == ["inferred", "observed"]
    (revision,) = monitor("revisions", "--article", str(clock["id"]), "--format", "jsonl").rows
    assert (revision["label"], revision["disclosure"]) == ("update", "disclosed")
    for words in (["revisions"], ["show", str(revision["id"])], ["report"]):
        assert "inferred from the notice, not observed" in monitor(*words).out


def test_articles_are_found_by_number_by_any_spelling_of_the_address_and_by_words(
    corrected: Newsroom, monitor: Command
) -> None:
    url = f"http://{corrected.host}/bridge"
    (row,) = monitor("articles", "--source", "bridge", "--format", "jsonl").rows
    assert row["url"] == url
    for name in (str(row["id"]), url, f"{url}?utm_source=letter#top"):
        assert monitor("versions", name, "--format", "jsonl").rows[0]["article"] == row["id"]
    assert len(monitor("articles", "--search", "harbor bridge", "--format", "jsonl").rows) == 1
    assert len(monitor("articles", "--state", "live", "--format", "json").json) == 2
    assert "bridge" in monitor("articles").out


#: What is asked of the revisions of `corrected`, and how many answer to it.
CHOICES: list[tuple[str, int]] = [
    ("--label correction", 1),
    ("--label correction --label update", 2),
    ("--disclosure disclosed", 2),
    ("--change substantive --min-weight 1", 1),
    ("--search cables", 1),
    ("--since 1h --changed", 2),
    ("--order weight --limit 1", 1),
    ("--until 2020-01-01", 0),
    ("--label retraction", 0),
    ("--source bridge --disclosure undisclosed", 0),
]


def test_revisions_are_chosen_by_what_is_asked(corrected: Newsroom, monitor: Command) -> None:
    for words, found in CHOICES:
        answer = monitor("revisions", *words.split(), "--format", "jsonl")
        assert (len(answer.rows), answer.code) == (found, 0 if found else 1), words


def test_a_report_says_the_same_in_every_format(corrected: Newsroom, monitor: Command) -> None:
    whole = monitor("report", "--since", "1d", "--title", "My town", "--format", "json").json
    assert whole["title"] == "My town"
    assert [row["label"] for row in whole["revisions"]].count("correction") == 1
    for form in ("text", "html", "markdown"):
        out = monitor("report", "--title", "My town", "--format", form).out
        assert "My town" in out and "orrection" in out
    only = monitor("report", "--label", "update", "--format", "json").json
    assert [row["label"] for row in only["revisions"]] == ["update"]


def test_sources_tell_how_they_are_doing(town: Newsroom, monitor: Command) -> None:
    before = monitor("sources").out
    assert "bridge" in before and "not read yet" in before
    town.pages.clear()
    assert monitor("check").code == 0
    rows = {row["name"]: row for row in monitor("sources", "--format", "jsonl").rows}
    assert set(rows) == {"bridge", "seeds"}
    assert rows["bridge"]["kind"] == "page"


def test_what_an_added_address_is_is_found_out_by_asking_it(town: Newsroom, monitor: Command) -> None:
    feed = "<rss version='2.0'><channel><title>t</title><item><link>http://{0}/bridge</link></item></channel></rss>"
    rss = town.publish("/feed", feed.format(town.host), "application/rss+xml")
    page = town.publish("/other", story(30))
    answer = monitor("add", rss, "--name", "all", "--tag", "x", "--every", "10m")
    assert (answer.code, answer.out) == (0, "watching feed all\n")
    assert monitor("add", page).out == f"watching page {town.host}/other\n"
    assert "no daemon runs" in answer.err
    rows = {row["name"]: row for row in monitor("sources", "--format", "jsonl").rows}
    assert (rows["all"]["kind"], rows["all"]["origin"]) == ("feed", "added")
    assert monitor("remove", "all").code == 0
    assert "all (removed)" in monitor("sources").out


def test_an_added_page_may_have_a_capture_as_its_baseline(
    tmp_path: Path, town: Newsroom, monitor: Command
) -> None:
    (tmp_path / "mine.html").write_text(story(30))
    url = town.publish("/other", story(30))
    assert monitor("add", url, "--baseline", "mine.html").code == 0
    assert monitor("check").code == 0
    (version,) = monitor("versions", url, "--format", "jsonl").rows
    assert "30 days" in version["document"]["text"]


def test_an_address_that_does_not_answer_is_taken_for_a_page_and_said_so(
    town: Newsroom, monitor: Command
) -> None:
    answer = monitor("add", f"http://{town.host}/nothing-there")
    assert answer.code == 0
    assert "taken for a page" in answer.err


def test_captures_are_added_by_their_folder(tmp_path: Path, monitor: Command) -> None:
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "a.txt").write_text(SEED)
    assert monitor("add", "saved", "--name", "mine").out == "watching file mine\n"
    assert monitor("check").code == 0
    assert [row["source"] for row in monitor("articles", "--format", "jsonl").rows] == ["mine"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "news.example"], "no http://"),
        (["add", "ftp://news.example/"], "not http"),
        (["add", "http://a.example/", "http://b.example/", "--name", "x"], "single URL"),
        (["add", "http://a.example/", "--kind", "feed", "--baseline", "a.txt"], "only a page"),
        (["add", "http://a.example/", "--kind", "page", "--every", "often"], "e.g. 90s, 15m"),
        (["add", "http://a.example/", "--baseline", "none.txt"], "none.txt"),
        (["add", "none", "--kind", "file"], "no such file or folder"),
        (["add"], "URL"),
        (["revisions", "--label", "corection"], "did you mean 'correction'?"),
        (["revisions", "--since", "yesterday"], "2026-11-23"),
        (["revisions", "--since", "2026-02-30"], "no point in time"),
        (["report", "--since", "2026-02-03", "--until", "2026-02-01"], "after"),
        (["show", "one"], "REVISION"),
        (["articles", "--state", "dead"], "dead"),
        (["articles", "--limit", "0"], "--limit"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_says_what_would_be_right(monitor: Command, words: list[str], said: str) -> None:
    answer = monitor(*words)
    assert answer.code == 2
    assert said in answer.err


@pytest.mark.parametrize(
    "words", [["show", "99"], ["versions", "99"], ["versions", "http://a.example/"], ["check", "99"],
              ["remove", "nobody"], ["stop"], ["alerts", "test", "nothing"], ["articles", "--search", "x"]],
    ids=" ".join,
)  # fmt: skip
def test_what_is_not_there_answers_no(monitor: Command, words: list[str]) -> None:
    answer = monitor(*words)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("monitor: ")


def test_an_empty_store_has_nothing_and_says_what_to_do(monitor: Command) -> None:
    answer = monitor("articles")
    assert (answer.code, answer.out) == (0, "")
    assert "`monitor run`" in answer.err
    assert monitor("revisions", "--format", "json").json == []


def test_a_source_of_the_config_is_taken_out_there(corrected: Newsroom, monitor: Command) -> None:
    answer = monitor("remove", "bridge")
    assert answer.code == 2
    assert "config" in answer.err


def test_check_tells_what_came_of_each_look(town: Newsroom, monitor: Command) -> None:
    (row,) = monitor("check", "--format", "jsonl").rows
    assert row["result"] == "first"
    (again,) = monitor("check", str(row["article"]), "--format", "json").json
    assert again["result"] in ("unchanged", "not_modified")
    town.pages.clear()
    out = monitor("check", str(row["article"])).out
    assert "looked at 1" in out and "404" in out


def test_a_specimen_goes_through_the_channels_of_a_rule(
    tmp_path: Path, town: Newsroom, monitor: Command
) -> None:
    answer = monitor("alerts", "test", "all changes")
    assert (answer.code, answer.out) == (0, "out: delivered\n")
    assert "Specimen of all changes" in (tmp_path / "alerts.jsonl").read_text()
    (tmp_path / "alerts.jsonl").unlink()
    (tmp_path / "alerts.jsonl").mkdir()
    refused = monitor("alerts", "test", "all changes")
    assert refused.code == 1 and "out: not delivered: " in refused.out


def test_a_store_that_is_whole_and_one_that_is_not(
    tmp_path: Path, corrected: Newsroom, monitor: Command
) -> None:
    whole = monitor("verify")
    assert (whole.code, whole.out.splitlines()[0]) == (0, "the store is whole")
    assert monitor("verify", "--format", "json").json == []
    store = tmp_path / "data" / "monitor.db"
    torn = store.read_bytes()
    store.write_bytes(torn[:8192] + b"\x00" * 8192 + torn[16384:])
    broken = monitor("verify")
    assert broken.code != 0
    assert broken.out or broken.err


def test_looking_needs_no_secret_but_telling_does(tmp_path: Path, monitor: Command) -> None:
    (tmp_path / "config.yaml").write_text("web:\n  token_env: MONITOR_NO_SUCH_TOKEN\n")
    assert monitor("articles").code == 0
    refused = monitor("check")
    assert refused.code == 2 and "MONITOR_NO_SUCH_TOKEN is not set" in refused.err


def test_status_of_a_store_without_a_daemon(corrected: Newsroom, monitor: Command) -> None:
    answer = monitor("status", "--format", "json")
    assert answer.code == 1
    assert answer.json["running"] is False
    assert answer.json["store"]["articles"] == 2
    assert monitor("status").out.startswith("not running\n")
