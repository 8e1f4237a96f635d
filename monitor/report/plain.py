"""Revisions and reports as text for a terminal or a mail: escaped, wrapped, without color."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor.model import Judgement, Revision
from monitor.report import words
from monitor.report.diff import Pieces
from monitor.report.escape import one_line
from monitor.report.summary import Summary, summarize
from monitor.report.view import EditView, JudgementView, NoticeView, judgement_view, revision_view

_MARKS = {"equal": ("", ""), "delete": ("[-", "-]"), "insert": ("{+", "+}")}


def revision_text(revision: Revision, *, width: int = 100) -> str:
    """One revision, headline sentence first, lines at most `width` columns."""
    view = revision_view(revision)
    lines = [*_head(view, width)]
    if revision.provenance != "observed":
        lines += _wrapped(f"Note: {words.PROVENANCE[revision.provenance]}.", width)
    facts = [
        ("Article", revision.headline or "(no headline)"),
        ("Address", revision.article_url or "(unknown)"),
        ("Source", revision.source),
        ("Versions", f"{revision.from_version} → {revision.to_version}"),
        ("Seen", words.seen(revision.seen_between)),
    ]
    lines += ["", *(line for name, value in facts for line in _fact(name, value, width))]
    return _finished([*lines, *_body(view, width)])


def judgement_text(judgement: Judgement, *, width: int = 100) -> str:
    """The step between two captures that stand in no store, in the same form."""
    view = judgement_view(judgement)
    return _finished([*_head(view, width), *_body(view, width)])


def report_text(
    revisions: Sequence[Revision], *, title: str, since: datetime | None, until: datetime | None
) -> str:
    """Many revisions of a period, one short paragraph each, after the counts."""
    lines = [one_line(title), words.period(since, until), "", *_summary(summarize(revisions)), ""]
    for revision in revisions:
        lines += [*_entry(revision), ""]
    return _finished(lines)


def _summary(summary: Summary) -> list[str]:
    lines = [summary.sentence]
    lines += [f"  {count:>6,}  {name}" for name, count in summary.labels]
    if summary.left_out:
        lines.append(summary.left_out)
    return lines


def _entry(revision: Revision, width: int = 100) -> list[str]:
    view = revision_view(revision)
    marks = [view.label, view.disclosure_short, f"weight {view.weight}"]
    if revision.provenance != "observed":
        marks.append(words.PROVENANCE[revision.provenance])
    name = revision.headline or revision.article_url or f"article {revision.article_id}"
    return [
        *_wrapped(f"#{revision.id}  {name}", width),
        *_wrapped(view.summary, width, "    "),
        *_wrapped(
            f"{' · '.join(marks)} · {revision.source} · {words.seen(revision.seen_between)}", width, "    "
        ),
        *_wrapped(view.override or "", width, "    "),
        *_wrapped(_marked(view.lead), width, "    "),
        *_wrapped(
            f"No notice accounts for: {view.uncovered_places}." if view.uncovered else "", width, "    "
        ),
    ]


def _head(view: JudgementView, width: int) -> list[str]:
    lines = _wrapped(view.summary, width)
    lines += _wrapped(f"{view.label.upper()} · {view.change} · weight {view.weight} of 100", width)
    lines += _wrapped(view.override or "", width)
    lines += _wrapped(view.disclosure_words, width)
    if view.suspect:
        lines += _wrapped(f"{words.SUSPECT}.".capitalize(), width)
    return lines


def _body(view: JudgementView, width: int) -> list[str]:
    lines: list[str] = []
    if view.notices:
        lines += ["", "Notices"]
        lines += [line for notice in view.notices for line in _notice(notice, width)]
    lines += ["", "Edits" if view.edits else "No edits to the story."]
    lines += [line for edit in view.edits for line in _edit(edit, width)]
    if view.uncovered:
        lines += ["", *_wrapped(f"No notice accounts for {words.listed(view.uncovered, 'edit')}.", width)]
    if view.minor:
        lines += ["", "Technical differences, held back as noise"]
        lines += [line for edit in view.minor for line in _edit(edit, width)]
    if view.reasons:
        lines += ["", "Why"]
    for reason in view.reasons:
        place = f" (edit {reason.edit + 1})" if reason.edit is not None else ""
        lines += _wrapped(f"- {reason.rule}{place}: {reason.evidence}", width, "  ", "    ")
    return lines


def _edit(edit: EditView, width: int) -> list[str]:
    lines = _wrapped(
        f"{edit.number + 1}. {edit.where}: {edit.action} ({edit.significance})", width, "  ", "     "
    )
    lines += _wrapped(_marked(edit.inline), width, "     ")
    for facet in edit.facets:
        told = f": {_change(facet.before, facet.after)}" if facet.tells else ""
        lines += _wrapped(facet.word + told, width, "     ")
    for before, after in edit.links:
        lines += _wrapped(f"link: {_change(before, after)}", width, "     ")
    if edit.covered_by:
        lines += _wrapped(f"accounted for by {words.listed(edit.covered_by, 'notice')}", width, "     ")
    return lines


def _notice(notice: NoticeView, width: int) -> list[str]:
    lines = _wrapped(f"{notice.number + 1}. {notice.title}", width, "  ", "     ")
    lines += _wrapped(f"“{notice.text}”", width, "     ")
    if notice.dated_at:
        lines += _wrapped(f"dated {words.stamp(notice.dated_at)}", width, "     ")
    if notice.covers:
        lines += _wrapped(f"accounts for {words.listed(notice.covers, 'edit')}", width, "     ")
    return lines


def _change(before: str | None, after: str | None) -> str:
    return f"{before or 'nothing'} → {after or 'nothing'}"


def _marked(pieces: Pieces) -> str:
    return "".join(f"{_MARKS[op][0]}{text}{_MARKS[op][1]}" for op, text in pieces)


def _fact(name: str, value: str, width: int) -> list[str]:
    return _wrapped(value, width, f"{name:<10}", " " * 10)


def _wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Lines of at most `width` columns; a text in a wide script takes two columns a character."""
    line = one_line(text)
    wide = any(unicodedata.east_asian_width(char) in "WF" for char in line)
    return textwrap.wrap(
        line,
        max(20, width // 2 if wide else width),
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_on_hyphens=False,
    )


def _finished(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"
