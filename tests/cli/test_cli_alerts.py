"""`monitor alerts preview` and `waiting`: what rules would have told, and what they hold back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.alert import decide
from monitor.model import (
    Check,
    CheckRecord,
    Decided,
    FirstVersion,
    Happening,
    Lead,
    Pace,
    Past,
    Revised,
    Rule,
    SourceKind,
    SourceSpec,
)
from monitor.record import open_records
from tests.cli.conftest import Command
from tests.values import document, due, judgement, snapshot

CONFIG = """
channels: [{name: desk, kind: console}]
alerts:
  - {name: at once, channels: [desk]}
  - {name: morning, channels: [desk], digest: "0 8 * * *", timezone: Europe/Berlin}
  - {name: never, channels: [desk], min_weight: 100}
"""


@pytest.fixture
def told(tmp_path: Path, monitor: Command) -> Command:
    """The store holds a revision seen just now, which a rule of an earlier config holds back."""
    (tmp_path / "config.yaml").write_text(CONFIG)
    assert monitor("alerts").code == 0
    records = open_records(f"sqlite:///{tmp_path / 'data' / 'monitor.db'}", data=tmp_path / "data")
    now = datetime.now(UTC)
    records.sync_sources([SourceSpec("courier", SourceKind.PAGE, "https://courier.example/story")], now)
    source = records.sources()[0]
    [number] = records.add_leads(source.id, [Lead("https://courier.example/story")], now)

    def outbox(happenings: Sequence[Happening], past: Past) -> Decided:
        return decide(happenings, [Rule("held", ("desk",), pace=Pace(digest="0 8 * * *"))], past)

    for text, examined in (
        ("41", FirstVersion(document("41 crowns", content_digest="1" * 64))),
        ("47", Revised(document("47 crowns", content_digest="2" * 64), judgement())),
    ):
        known = replace(due(), article=records.article(str(number)))
        check = Check(number, now, "revised" if isinstance(examined, Revised) else "first")
        record = CheckRecord(known, check, now, snapshot(text.encode(), taken_at=now), examined)
        records.record_checks([record], outbox)
    records.close()
    return monitor


def test_a_preview_says_what_each_rule_would_have_told(told: Command) -> None:
    done = told("alerts", "preview")
    assert done.code == 0
    assert "at once: 1 match, 1 message\n" in done.out
    assert "never: 0 matches, 0 messages" in done.out
    assert "morning: 1 match" in done.out
    rows = [
        json.loads(line)
        for line in told("alerts", "preview", "at once", "--format", "jsonl").out.splitlines()
    ]
    assert [(row["rule"], row["why"], row["count"], row["alerts"][0]["revision"]) for row in rows] == [
        ("at once", None, 1, 1)
    ]
    assert told("alerts", "preview", "never", "--days", "2").code == 1


def test_what_waits_is_listed(told: Command) -> None:
    assert "held" in told("alerts").out
    [row] = json.loads(told("alerts", "waiting", "--format", "json").out)
    assert (row["rule"], row["why"], row["count"], row["channels"]) == ("held", "digest", 1, ["desk"])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("preview", "nobody"), 1, "there is no alert rule 'nobody'"),
        (("preview", "--since", "2d", "--days", "3"), 2, "say the same"),
        (("preview", "--since", "soon"), 2, "no point in time"),
        (("test", "nobody"), 1, "known: at once, morning, never"),
    ],
)
def test_what_cannot_be_previewed_is_said(
    told: Command, words: tuple[str, ...], code: int, said: str
) -> None:
    done = told("alerts", *words)
    assert done.code == code
    assert said in done.err
