"""Alerts handed to real programs."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from monitor.model import Delivered, Delivery, DeliveryOutcome, NotDelivered
from monitor.settings import ChannelSettings
from tests.channels.sending import ALERT, DELIVERY, DIGEST, TOLD, send

ENVIRON = {"PATH": os.environ["PATH"], "MONITOR_HOOK_SECRET": "hush", "LANG": "C.UTF-8"}


def run(code: str, *arguments: str, delivery: Delivery = DELIVERY, **options: object) -> DeliveryOutcome:
    """What comes of a delivery to a Python program with these arguments."""
    command = [sys.executable, "-c", code, *arguments]
    settings = ChannelSettings("tell", "command", {"command": command, **options})
    return send(settings, delivery=delivery, environ=ENVIRON)


COPY = (
    "import sys, os, json;"
    "json.dump([sys.stdin.read(), dict(os.environ), sys.argv[1:]], open(sys.argv[1], 'w'))"
)


@pytest.mark.parametrize("alert", [TOLD, DIGEST, ALERT], ids=["revision", "digest", "other"])
def test_a_program_gets_the_json_on_its_standard_input(tmp_path: Path, alert: object) -> None:
    out = tmp_path / "out.json"
    delivery = replace(DELIVERY, alert=alert)  # type: ignore[arg-type]
    assert run(COPY, str(out), delivery=delivery) == Delivered()
    text, _, _ = json.loads(out.read_text())
    told = json.loads(text)
    assert (told["key"], told["title"]) == (delivery.key, delivery.alert.title)
    assert told["event"] == json.loads(json.dumps(delivery.alert.payload))


def test_nothing_scraped_and_no_secret_is_in_its_environment_or_arguments(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    bad = "$(touch /tmp/owned); `x`\n() { :; }"
    payload = {**TOLD.payload, "label": bad, "weight": bad, "headline": bad}
    alert = replace(TOLD, title=bad, text=bad, rule=bad, payload=payload)
    run(COPY, str(out), "; exit 3", delivery=replace(DELIVERY, alert=alert))
    _, environ, arguments = json.loads(out.read_text())
    assert arguments == [str(out), "; exit 3"]
    mine = {name: value for name, value in environ.items() if name.startswith("MONITOR_")}
    assert mine == {
        "MONITOR_ALERT": "5", "MONITOR_ARTICLE": "7", "MONITOR_REVISION": "3", "MONITOR_ATTEMPT": "1",
    }  # fmt: skip
    assert not [name for name, value in environ.items() if "touch" in value]
    run(COPY, str(out), delivery=replace(DELIVERY, alert=TOLD))
    _, environ, _ = json.loads(out.read_text())
    assert (environ["MONITOR_LABEL"], environ["MONITOR_WEIGHT"]) == ("correction", "72")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise SystemExit('no\\x1b[2J room')", "the command ended with exit code 1: no⟨U+001B⟩[2J room"),
        ("import sys; sys.exit(3)", "the command ended with exit code 3 and did not say why"),
        ("import os; os.kill(os.getpid(), 9)", "the command was ended by signal 9 and did not say why"),
    ],
)
def test_any_exit_code_but_zero_is_a_refusal(code: str, reason: str) -> None:
    assert run(code) == NotDelivered(reason)


def test_a_program_may_say_as_much_as_it_likes_and_read_nothing() -> None:
    outcome = run("import sys; sys.stdin.close(); sys.stderr.write('x' * 9_000_000); sys.exit(1)")
    assert isinstance(outcome, NotDelivered) and len(outcome.reason) < 600


def test_a_program_that_is_not_there_is_a_refusal() -> None:
    settings = ChannelSettings("tell", "command", {"command": ["/no/such/program"]})
    assert send(settings) == NotDelivered("cannot run /no/such/program: No such file or directory")


def test_a_program_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    code = (
        "import os, subprocess, sys, time, signal;"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        "open(sys.argv[1], 'w').write(f'{os.getpid()} {child.pid}'); time.sleep(600)"
    )
    pids = tmp_path / "pids"
    outcome = run(code, str(pids), timeout=3.0)
    assert outcome == NotDelivered("the command took longer than 3 s and was ended")
    until = time.monotonic() + 60
    while any(runs(int(pid)) for pid in pids.read_text().split()):
        assert time.monotonic() < until
        time.sleep(0.02)


def runs(pid: int) -> bool:
    """Is there such a process that was not ended? The machine may take its time to clear one away."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
