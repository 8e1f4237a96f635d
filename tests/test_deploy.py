"""What stands in deploy/ fits the program: commands, keys, figures and files that it names."""

from __future__ import annotations

import json
import re
import shlex
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from monitor import config
from monitor.cli.root import app
from monitor.metrics import Metrics
from monitor.ports import QueueStanding

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
GUIDE = (DEPLOY.parent / "docs" / "deploy.md").read_text("utf-8")


class Unit(ConfigParser):
    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(path: Path) -> Unit:
    found = Unit(interpolation=None, strict=True)
    found.read(path)
    return found


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_there_is(path: Path) -> None:
    words = shlex.split(unit(path)["Service"]["ExecStart"])
    begin = words.index("/opt/monitor/.venv/bin/monitor") + 1
    command = get_command(app).commands[words[begin]]  # type: ignore[attr-defined]
    # An unknown option, or one without its value, is refused here.
    command.make_context(words[begin], words[begin + 1 :])


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_is_ended_and_started_again_as_the_program_wants_it(path: Path) -> None:
    service = unit(path)["Service"]
    assert service["Restart"] == "on-failure"
    assert service["RestartPreventExitStatus"] == "2"
    assert service["KillMode"] == "mixed"
    assert int(service["TimeoutStopSec"]) > 20 + 10, "what is under way is finished first"


def test_the_sample_config_loads(tmp_path: Path) -> None:
    copy = tmp_path / "config.yaml"
    copy.write_text((DEPLOY / "config.yaml").read_text("utf-8"), "utf-8")
    settings = config.load(copy, tmp_path, {})
    assert settings.store.startswith("postgresql://")
    assert settings.data == Path("/var/lib/monitor")


def figures() -> set[str]:
    """The names of all figures that the program tells."""
    metrics = Metrics()
    metrics.queue(QueueStanding({"waiting": 1, "running": 1, "failed": 1}, 1.0, 1))
    metrics.stands(None, 0.0)
    return {line.split()[2] for line in metrics.text().decode().splitlines() if line.startswith("# TYPE")}


def named(expression: str) -> set[str]:
    return set(re.findall(r"\bmonitor_\w+", expression))


def expressions() -> list[str]:
    rules: dict[str, Any] = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text("utf-8"))
    board: dict[str, Any] = json.loads((DEPLOY / "grafana" / "monitor.json").read_text("utf-8"))
    return [rule["expr"] for group in rules["groups"] for rule in group["rules"]] + [
        target["expr"] for panel in board["panels"] for target in panel["targets"]
    ]


@pytest.mark.parametrize("expression", expressions())
def test_alerts_and_the_board_ask_for_figures_that_are_told(expression: str) -> None:
    assert named(expression) <= figures()


def test_every_alert_says_what_to_do() -> None:
    rules: dict[str, Any] = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text("utf-8"))
    for group in rules["groups"]:
        for rule in group["rules"]:
            assert rule["labels"]["severity"] in ("page", "warn")
            assert rule["annotations"]["summary"] and rule["annotations"]["action"]


def test_the_guide_names_all_of_it_and_nothing_else() -> None:
    there = {str(path.relative_to(DEPLOY.parent)) for path in DEPLOY.rglob("*") if path.is_file()}
    told = {word.rstrip(".") for word in re.findall(r"deploy/[\w./@-]*\w", GUIDE)}
    assert told == there
