"""A judged revision on the terminal: the words that changed inside their sentences, in color.

Where there is no color (pipes, NO_COLOR, dumb terminals) the plain text of `report` stands in,
with deletions as `[-so-]` and insertions as `{+so+}`. Decides nothing: it draws `report`'s view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from monitor.cli.output import write
from monitor.cli.terminal import Terminal
from monitor.model import Judgement, Revision
from monitor.report import judgement_text, judgement_view, one_line, revision_text, revision_view, visible
from monitor.report import words as plain
from monitor.report.view import EditView, JudgementView, NoticeView

if TYPE_CHECKING:
    from rich.console import Console

_OPS = {"equal": "", "delete": "red strike", "insert": "green bold underline"}
_ALARMING = "bold white on red"
_LABELS = {
    "retraction": _ALARMING,
    "undisclosed change": _ALARMING,
    "notice removed": _ALARMING,
    "replaced": _ALARMING,
    "rewritten": "bold black on yellow",
    "correction": "bold black on yellow",
    "no change": "dim",
    "technical": "dim",
}
_NOTICES = {"added": "bold green", "removed": "bold red", "reworded": "bold yellow"}


def print_pair_error(title: str, error: str) -> None:
    """A pair that could not be compared, and why."""
    out = Terminal()
    out.print(Text(one_line(title), style="dim"))
    out.print(Text(one_line(error), style="red"))


def print_revision(revision: Revision) -> None:
    """A stored revision: whose it is, when it came about, and the judgement."""
    out = Terminal()
    if not _colorful(out):
        write(revision_text(revision, width=out.width))
        return
    out.print(Text(one_line(revision.headline or "(no headline)"), style="bold"))
    out.print(Text(one_line(revision.article_url or revision.source), style="dim"))
    step = f"revision {revision.id}: version {revision.from_version} → {revision.to_version}"
    out.print(Text(f"{step}, {plain.seen(revision.seen_between)}", style="dim"))
    if revision.provenance != "observed":
        out.print(Text(plain.PROVENANCE[revision.provenance], style="bold magenta"))
    _print_view(out, revision_view(revision))


def print_judgement(judgement: Judgement, title: str) -> None:
    """The step between two captures, under the names of the two."""
    out = Terminal()
    if not _colorful(out):
        write(f"{one_line(title)}\n{judgement_text(judgement, width=out.width)}")
        return
    out.print(Text(one_line(title), style="dim"))
    _print_view(out, judgement_view(judgement))


def _colorful(out: Console) -> bool:
    return out.is_terminal and not out.no_color and not out.is_dumb_terminal


def _print_view(out: Console, view: JudgementView) -> None:
    label = Text(f" {view.label.upper()} ", style=_LABELS.get(view.label, "bold black on cyan"))
    out.print(Text.assemble(label, f" {one_line(view.summary)}"))
    out.print(Text(f"{view.change} · {view.disclosure_short} · weight {view.weight} of 100", style="dim"))
    if view.override:
        out.print(Text(one_line(view.override), style="bold"))
    if view.suspect:
        out.print(Text(plain.SUSPECT, style="bold yellow"))
    for notice in view.notices:
        _print_notice(out, notice)
    for edit in (*view.edits, *view.minor):
        _print_edit(out, edit)
    if view.uncovered:
        out.print(Text(f"\nNo notice accounts for {plain.listed(view.uncovered, 'edit')}.", style="bold"))
    if view.reasons:
        out.print()
    for reason in view.reasons:
        place = f" (edit {reason.edit + 1})" if reason.edit is not None else ""
        out.print(Text(f"{reason.rule}{place}: {one_line(reason.evidence)}", style="dim"))
    out.print()


def _print_notice(out: Console, notice: NoticeView) -> None:
    out.print(Text(f"\n{notice.title}", style=_NOTICES.get(notice.status, "dim")))
    _indented(out, Text(one_line(notice.text), style="italic"))
    if notice.covers:
        _indented(out, Text(f"accounts for {plain.listed(notice.covers, 'edit')}", style="dim"))


def _print_edit(out: Console, edit: EditView) -> None:
    head = (f"\n{edit.number + 1}. {edit.where}: {edit.action}", "bold cyan" if edit.means else "cyan")
    out.print(Text.assemble(head, (f"  {edit.significance}", "dim")))
    _indented(out, Text.assemble(*((visible(text), _OPS[op]) for op, text in edit.inline)))
    for facet in edit.facets:
        if facet.before or facet.after:
            _print_step(out, facet.word, facet.before, facet.after)
    for before, after in edit.links:
        _print_step(out, "link", before, after)


def _print_step(out: Console, what: str, before: str | None, after: str | None) -> None:
    old, new = one_line(before or "(none)"), one_line(after or "(none)")
    _indented(out, Text.assemble((f"{what}: ", "dim"), (old, "red"), (" → ", "dim"), (new, "green")))


def _indented(out: Console, text: Text) -> None:
    out.print(Padding(text, (0, 0, 0, 3)))
