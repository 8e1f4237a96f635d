"""Judged revisions → text, Markdown, HTML and JSON, every scraped word escaped for its medium.

Pure: values in, text out. What a revision means is decided in `judge`; here it is only said.
"""

from __future__ import annotations

from monitor.report.card import card_of
from monitor.report.escape import json_text, markdown, one_line, visible
from monitor.report.html import environment, revision_html
from monitor.report.mark import revision_markdown
from monitor.report.period import (
    FORMS,
    report_body,
    report_csv,
    report_html,
    report_json,
    report_markdown,
    report_text,
    report_values,
)
from monitor.report.plain import judgement_text, revision_text
from monitor.report.view import JudgementView, judgement_view, revision_view

__all__ = [
    "FORMS",
    "JudgementView",
    "card_of",
    "environment",
    "json_text",
    "judgement_text",
    "judgement_view",
    "markdown",
    "one_line",
    "report_body",
    "report_csv",
    "report_html",
    "report_json",
    "report_markdown",
    "report_text",
    "report_values",
    "revision_html",
    "revision_markdown",
    "revision_text",
    "revision_view",
    "visible",
]
