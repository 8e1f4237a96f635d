"""One edit in an article, in every language: how large the change is, and which fact it touches.

The tables are `tests/cases/compare_*.jsonl`: a first line with the article's paragraphs, then one
case a line: `old` words, the `new` ones in their place, the `change` and, where given, a `facet`
whose old and new value hold the words given.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.compare import compare
from monitor.judge.facets import annotate
from monitor.judge.rules import scale
from monitor.model import Block, Document

CASES = Path(__file__).resolve().parent.parent / "cases"


def article(paragraphs: list[str], language: str) -> Document:
    blocks = tuple(Block("paragraph", text) for text in paragraphs)
    return Document(
        url=None, canonical_url=None, page_kind="article", language=language, headline=None, standfirst=None,
        byline=(), section=None, published_at=None, modified_at=None, blocks=blocks, media=(), notices=(),
        extractor="test",
    )  # fmt: skip


def cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("compare_??.jsonl")):
        first, *rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        found += [pytest.param(first, row, id=f"{first['language']}: {row['case']}") for row in rows]
    return found


@pytest.mark.parametrize(("base", "row"), cases())
def test_one_edit(base: dict[str, Any], row: dict[str, Any]) -> None:
    number = next(n for n, text in enumerate(base["base"]) if row["old"] in text)
    changed = [*base["base"]]
    changed[number] = changed[number].replace(row["old"], row["new"], 1)
    before, after = article(base["base"], base["language"]), article(changed, base["language"])
    edits, reasons = annotate(compare(before, after), before, after)
    facets = [facet for edit in edits for facet in edit.facets]
    assert scale(edits, before, after).change == row["change"], facets
    assert {reason.edit for reason in reasons} == set(range(len(edits)))
    wanted = row.get("facet")
    assert wanted is None or any(
        facet.kind == wanted["kind"]
        and (wanted["before"] or "") in (facet.before or "")
        and (wanted["after"] or "") in (facet.after or "")
        for facet in facets
    ), facets


def pairs() -> list[Any]:
    lines = (CASES / "compare_pairs.jsonl").read_text(encoding="utf-8").splitlines()
    return [pytest.param(row, id=f"{row['language']}: {row['after']}") for row in map(json.loads, lines)]


@pytest.mark.parametrize("row", pairs())
def test_one_sentence_beside_another(row: dict[str, str]) -> None:
    before, after = (article([row[side]], row["language"]) for side in ("before", "after"))
    edits, _ = annotate(compare(before, after), before, after)
    found = [facet for edit in edits for facet in edit.facets]
    assert scale(edits, before, after).change == row["change"], found
