"""The weights that the documentation tells are those of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.judge import disclosure, rules

PAGE = Path(__file__).parent.parent.parent.joinpath("docs", "judging.md").read_text("utf-8")
TOLD = PAGE[PAGE.index("## 6.") : PAGE.index("## 7.")].replace("−", "-")
TABLES = {
    **rules._BASE,
    **rules._FACET_WEIGHT,
    **rules._DISCLOSURE_WEIGHT,
    **disclosure.LEAST_WEIGHT,
}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_documentation_tells_the_weight(name: str) -> None:
    assert f"{name} {TABLES[name]}" in TOLD
