"""A report of a period in every form: HTML, Markdown, text, CSV, JSON. Pure: the report in, text out.

Every form says what the numbers are shares of, and begins with what was not owned up to.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from monitor.model import Report, Revision
from monitor.report.escape import json_text, markdown, one_line
from monitor.report.figures import Figures, SourceRow, figures
from monitor.report.html import page
from monitor.report.mark import entry_markdown
from monitor.report.plain import entry_text, finished, wrapped
from monitor.report.plots import bars, columns, legend
from monitor.report.sums import CAUTION, DELAYS, sums
from monitor.report.view import revision_view
from monitor.report.words import ENGLISH, N_, Words
from monitor.reviewing import verdict_of
from monitor.shapes import Json, instant, revision_json

#: What spreadsheets take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_COLUMNS = (
    "revision", "first_seen", "last_seen_without", "source", "headline", "address", "label", "change",
    "disclosure", "weight", "provenance", "summary", "notice", "article", "from_version", "to_version",
    "judged_label", "overridden_by", "override_note",
)  # fmt: skip


def report_json(report: Report) -> str:
    """As `docs/json.md` describes it."""
    return json_text(report_body(report), indent=2) + "\n"


def report_body(report: Report) -> Json:
    found = figures(report)
    return {
        "title": report.title,
        "made_at": instant(report.made_at),
        "since": instant(report.since),
        "until": instant(report.until),
        "scope": list(report.scope),
        "counts": {
            "revisions": found.revisions,
            "articles": found.changed,
            "labels": dict(found.labels),
            "disclosures": dict(found.disclosures),
            "inferred": found.inferred,
            "replayed": found.replayed,
        },
        "watched": {
            "articles": found.articles,
            "looked_at": found.looked_at,
            "looks": found.looks,
            "failed": found.failed,
        },
        "disclosure": {
            "called_for": found.called_for,
            "disclosed": found.declared,
            "partly_disclosed": found.partly,
            "undisclosed": found.undisclosed,
        },
        "sources": [asdict(row) for row in found.sources],
        "over_time": [
            {"start": instant(one.start), "silent": one.silent, "told": one.told, "other": one.other}
            for one in found.bins
        ],
        "unit": found.unit,
        "corrections": [
            {
                "revision": one.revision_id, "article": one.article_id, "source": one.source,
                "headline": one.headline, "label": one.label, "error_seen_at": instant(one.error_seen_at),
                "told_at": instant(one.told_at), "seconds": one.seconds,
            }
            for one in report.corrections
        ],
        "middle_seconds": found.middle_delay_seconds,
        "revisions": [revision_json(revision) for revision in report.entries],
        "left_out": report.left_out,
    }  # fmt: skip


def report_csv(report: Report) -> str:
    """One row a revision; cells that a spreadsheet would take for a formula begin with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for revision in report.entries:
        writer.writerow([_cell(value) for value in _row(revision)])
    return out.getvalue()


def _row(revision: Revision) -> Sequence[object]:
    verdict = verdict_of(revision)
    notices = [one.notice.text for one in revision.judgement.notices if one.status in ("added", "removed")]
    put = revision.review.override
    return (
        revision.id, _stamp(revision.seen_between[1]), _stamp(revision.seen_between[0]), revision.source,
        revision.headline, revision.article_url, verdict.label, verdict.change, verdict.disclosure,
        verdict.weight, revision.provenance, verdict.summary, " / ".join(notices), revision.article_id,
        revision.from_version, revision.to_version,
        revision.judgement.verdict.label, put.by if put else None, put.note if put else None,
    )  # fmt: skip


def _stamp(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    text = one_line(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def report_html(report: Report) -> str:
    """One page that stands alone, prints well, and loads and runs nothing."""
    return page("report.html", **report_values(report))


#: The head of the first plot, by the length of a column.
_OVER_TIME = {
    "hour": N_("Revisions by hour (UTC)"),
    "day": N_("Revisions by day (UTC)"),
    "week": N_("Revisions by week (UTC)"),
    "month": N_("Revisions by month (UTC)"),
}


def report_values(report: Report, words: Words = ENGLISH) -> Mapping[str, object]:
    """What the template `report_body.html` draws, for other pages that hold it."""
    found = figures(report)
    silent = [one for one in report.entries if verdict_of(one).disclosure == "undisclosed"]
    return {
        "report": report,
        "figures": found,
        "sums": sums(found, words),
        "period": words.period(report.since, report.until),
        "caution": words.gettext(CAUTION),
        "silent": [(one, revision_view(one, words=words)) for one in silent],
        "entries": [(one, revision_view(one, words=words)) for one in report.entries],
        "plots": _plots(found, words),
    }


def _plots(found: Figures, words: Words) -> tuple[tuple[str, str, str], ...]:
    """Title, drawing and key of each."""
    say = words.gettext
    labels = [(words.LABEL.get(name, name), count) for name, count in found.labels]
    delays = [(say(DELAYS[name]), count) for name, count in found.delays]
    over_time = say(_OVER_TIME[found.unit])
    return (
        (over_time, columns(found.bins, say(N_("Revisions over time")), words), legend(words)),
        (say(N_("By label")), bars(labels, say(N_("Revisions by label")), words), ""),
        (say(N_("By source")), bars(_by_source(found), say(N_("Revisions by source")), words), ""),
        (
            say(N_("Time from an error to its correction")),
            bars(delays, say(N_("Corrections by delay")), words),
            "",
        ),
    )


def _by_source(found: Figures) -> list[tuple[str, int]]:
    return [(row.source, row.revisions) for row in found.sources if row.revisions]


def report_markdown(report: Report) -> str:
    found = figures(report)
    lines = [f"# {markdown(report.title)}", "", markdown(" ".join(_head(report, found)))]
    lines += ["", f"*{CAUTION}*"]
    if silent := _silent(report):
        lines += ["", "## Not declared", ""]
        lines += [
            f"- **{markdown(name)}** ({markdown(source)}): {markdown(said)}" for name, source, said in silent
        ]
    tables = (("Label", found.labels), ("Disclosure", found.disclosures), ("Error stood for", found.delays))
    for name, rows in tables:
        if rows:
            lines += ["", f"| {name} | Revisions |", "| --- | ---: |"]
            lines += [f"| {markdown(key)} | {count:,} |" for key, count in rows]
    if found.sources:
        heads = ("Source", "Revisions", "Undisclosed", "Disclosed", "Watched", "Looked at", "Looks", "Failed")
        lines += ["", f"| {' | '.join(heads)} |", "| --- |" + " ---: |" * (len(heads) - 1)]
        lines += [f"| {' | '.join((markdown(row.source), *_numbers(row)))} |" for row in found.sources]
    for revision in report.entries:
        lines += ["", *entry_markdown(revision)]
    if report.left_out:
        lines += ["", f"{report.left_out:,} more revisions are counted above and not told here."]
    return "\n".join(lines).rstrip() + "\n"


def _numbers(row: SourceRow) -> list[str]:
    numbers = (
        row.revisions,
        row.undisclosed,
        row.disclosed,
        row.articles,
        row.looked_at,
        row.looks,
        row.failed,
    )
    return [f"{number:,}" for number in numbers]


def report_text(report: Report, width: int = 100) -> str:
    """For a terminal or a mail: escaped, wrapped, without color."""
    found = figures(report)
    lines = [one_line(report.title), *(line for one in _head(report, found) for line in wrapped(one, width))]
    lines += ["", *wrapped(CAUTION, width)]
    if silent := _silent(report):
        lines += ["", "Not declared"]
        for name, source, said in silent:
            lines += wrapped(f"- {name} ({source}): {said}", width, "  ", "    ")
    for name, rows in (
        ("By label", found.labels),
        ("By source", _by_source(found)),
        ("Time to correction", found.delays),
    ):
        if rows:
            lines += ["", name, *(f"  {count:>6,}  {one_line(key)}" for key, count in rows)]
    lines.append("")
    for revision in report.entries:
        lines += [*entry_text(revision, width), ""]
    if report.left_out:
        lines.append(f"{report.left_out:,} more revisions are counted above and not told here.")
    return finished(lines)


def _head(report: Report, found: Figures) -> list[str]:
    """What was seen, out of how much watching, and what became of it."""
    period = ENGLISH.period(report.since, report.until)
    return [period, *(f"{one}." for one in report.scope), *sums(found)]


def _silent(report: Report) -> list[tuple[str, str, str]]:
    """Undisclosed changes: whose, of which source, and what."""
    return [
        (one.headline or one.article_url or f"article {one.article_id}", one.source, verdict_of(one).summary)
        for one in report.entries
        if verdict_of(one).disclosure == "undisclosed"
    ]


FORMS: Mapping[str, tuple[str, Callable[[Report], str]]] = {
    "html": ("text/html; charset=utf-8", report_html),
    "markdown": ("text/markdown; charset=utf-8", report_markdown),
    "text": ("text/plain; charset=utf-8", report_text),
    "csv": ("text/csv; charset=utf-8", report_csv),
    "json": ("application/json", report_json),
}
