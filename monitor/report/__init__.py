"""Judged revisions → text, Markdown, HTML and JSON, every scraped word escaped for its medium.

Pure: values in, text out. What a revision means is decided in `judge`; here it is only said.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.model import Revision
from monitor.report.card import card_of
from monitor.report.escape import json_text, markdown, one_line, visible
from monitor.report.html import environment, report_html, revision_html
from monitor.report.mark import report_markdown, revision_markdown
from monitor.report.plain import judgement_text, report_text, revision_text
from monitor.report.summary import summarize
from monitor.report.view import JudgementView, judgement_view, revision_view
from monitor.shapes import instant, revision_json


def report_json(
    revisions: Sequence[Revision], *, title: str, since: datetime | None, until: datetime | None
) -> str:
    """`{"title", "since", "until", "counts", "revisions": [Revision]}`; inferred ones are not counted."""
    summary = summarize(revisions)
    counts = {
        "revisions": summary.revisions,
        "articles": summary.articles,
        "labels": dict(summary.labels),
        "disclosures": dict(summary.disclosures),
        "sources": dict(summary.sources),
        "inferred": summary.inferred,
        "replayed": summary.technical,
    }
    whole = {
        "title": title,
        "since": instant(since),
        "until": instant(until),
        "counts": counts,
        "revisions": [revision_json(revision) for revision in revisions],
    }
    return json_text(whole, indent=2) + "\n"


__all__ = [
    "JudgementView",
    "card_of",
    "environment",
    "json_text",
    "judgement_text",
    "judgement_view",
    "markdown",
    "one_line",
    "report_html",
    "report_json",
    "report_markdown",
    "report_text",
    "revision_html",
    "revision_markdown",
    "revision_text",
    "revision_view",
    "summarize",
    "visible",
]
