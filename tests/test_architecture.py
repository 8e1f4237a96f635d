"""Imports go one way: words < ports < core < examine < edges < jobs, desk < app < commands, demo.

The desk stands beside the jobs, below the daemon that serves it: like them it sees ports, never an
edge, and is handed everything by whoever opens it.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "monitor"

LAYERS: dict[str, int] = {
    **dict.fromkeys(
        ["errors", "model", "settings", "text", "urls", "markup", "fingerprint", "shapes", "transfer"], 0
    ),
    "reviewing": 0,
    "searching": 0,
    "ports": 1,
    **dict.fromkeys(
        ["sources", "extract", "compare", "judge", "schedule", "alert", "report", "credentials"], 2
    ),
    "examine": 3,
    **dict.fromkeys(["clock", "config", "fetch", "record", "archive", "channels", "pool", "lock", "log"], 4),
    "memory": 4,
    "picture": 4,
    **dict.fromkeys(["jobs", "web"], 5),
    **dict.fromkeys(
        [
            "metrics",
            "app",
            "bulk",
            "dividing",
            "drawing",
            "exchange",
            "hearing",
            "keeping",
            "proving",
            "reporting",
            "rhythm",
            "running",
            "telling",
            "daemon",
            "queue",
            "working",
        ],
        6,
    ),
    **dict.fromkeys(["cli", "demo", "__main__"], 7),
}
#: Rooms that the package itself opens for everybody.
ROOT_NAMES = {"__version__"}
#: Only `app` may know both the jobs and the edges.
EDGES = {name for name, layer in LAYERS.items() if layer == 4}


def modules() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def folder_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported_folders(path: Path) -> set[str]:
    """First names below `monitor` that the file imports, wherever in the file it does so."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            names = [f"monitor.{a.name}" for a in node.names] if module == "monitor" else [module]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("monitor.")}
    return found - ROOT_NAMES


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    own = folder_of(path)
    assert own in LAYERS, f"{own} has no layer"
    for other in imported_folders(path) - {own}:
        assert other in LAYERS, f"{path.name} imports {other}, which has no layer"
        same_layer_allowed = LAYERS[own] == 0 or LAYERS[own] >= 6
        assert LAYERS[other] < LAYERS[own] or (same_layer_allowed and LAYERS[other] == LAYERS[own]), (
            f"{path.relative_to(ROOT)} may not import {other}"
        )


@pytest.mark.parametrize("folder", ["jobs", "web", "cli", "demo"])
def test_jobs_and_faces_see_ports_never_an_edge(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        assert not imported_folders(path) & EDGES, f"{path.name} imports an edge"


def test_only_the_rhythm_imports_apscheduler() -> None:
    importers = [str(path.relative_to(ROOT)) for path in modules() if "apscheduler" in path.read_text()]
    assert importers == ["rhythm.py"]
