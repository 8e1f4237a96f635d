"""The samples in docs/reports.md are what the program writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from monitor.model import Edit, Facet, WatchFigures
from monitor.report import card_of, report_text
from tests import values
from tests.report.report_samples import outline, report_of

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reports.md").read_text("utf-8")
SPANS = (("equal", "A lorry pays "), ("delete", "41"), ("insert", "47"), ("equal", " crowns."))
EDIT = Edit(
    "replace", "body", "A lorry pays 41 crowns.", "A lorry pays 47 crowns.", 0, 0, SPANS, "meaning",  # type: ignore[arg-type]
    (Facet("number", "41", "47"),),
)  # fmt: skip
TOLLS = values.revision(replace(values.judgement(), edits=(EDIT,)))


def test_the_words_of_a_picture() -> None:
    card = card_of(replace(TOLLS, source="Harbour Post"), "en", "ab12" * 16)
    assert f"\n{card.alt}\n" in PAGE


def test_the_head_of_a_report() -> None:
    report = report_of(
        TOLLS,
        title="Revisions",
        since=values.NOW,
        until=values.NOW + timedelta(days=7),
        made_at=values.NOW + timedelta(days=8),
        outlines=(outline(TOLLS),),
        watched=(WatchFigures("courier", 12, 11, 480, 3),),
    )
    head = report_text(report).partition("\n\nBy label")[0]
    assert f"```text\n{head}\n```" in PAGE
