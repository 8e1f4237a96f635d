"""`monitor alerts resend`: what was given up goes out again."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.model import Alert
from monitor.record import open_records
from tests.cli.conftest import Command
from tests.values import NOW


@pytest.fixture
def refused(tmp_path: Path, monitor: Command) -> Command:
    """A store in which three deliveries were given up."""
    (tmp_path / "config.yaml").write_text("data: data\n")
    assert monitor("alerts").code == 0
    records = open_records(f"sqlite:///{tmp_path / 'data' / 'monitor.db'}", data=tmp_path / "data")
    records.put_alerts([(Alert(0, "r", NOW, f"Alert {n}\x1b[2J", "Text."), ("mail",)) for n in range(3)])
    for one in records.due_deliveries(NOW, 10):
        records.record_delivery(one.id, NOW, "550 no\x1b[2J such mailbox", None)
    records.close()
    return monitor


def test_one_some_and_all(refused: Command) -> None:
    assert refused("alerts", "resend", "1").out == "1 to be sent again\n"
    assert refused("alerts", "resend", "--all").out == "2 to be sent again\n"
    done = refused("alerts", "resend", "--all")
    assert (done.code, done.out) == (1, "nothing was given up\n")
    listed = refused("alerts").out
    assert "waits until" in listed and "given up" not in listed and "\x1b" not in listed


@pytest.mark.parametrize(("words", "code"), [((), 2), (("1", "--all"), 2), (("99",), 1)])
def test_what_cannot_be_sent_again_is_said(refused: Command, words: tuple[str, ...], code: int) -> None:
    assert refused("alerts", "resend", *words).code == code
