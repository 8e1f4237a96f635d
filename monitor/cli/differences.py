"""A judged revision on the terminal: the words that changed inside their sentences, in color.

Without color (pipes, NO_COLOR) deletions read `[-so-]` and insertions `{+so+}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from monitor.cli.documents import notice_text
from monitor.cli.output import clean, console, one_line
from monitor.model import Edit, Judgement, NoticeChange, Reason, Revision, SpanOp

if TYPE_CHECKING:
    from rich.console import Console

INFERRED = "inferred from the notice, not observed"
#: Characters of unchanged text shown on each side of a change.
CONTEXT = 70
_OLD, _NEW = "red strike", "bold green"
_LABEL_STYLES = {
    "retraction": "bold white on red",
    "undisclosed change": "bold white on red",
    "notice removed": "bold white on red",
    "correction": "bold black on yellow",
    "no change": "dim",
    "technical": "dim",
}
_OPS = {
    "insert": "added",
    "delete": "removed",
    "replace": "changed",
    "move": "moved",
    "split": "split",
    "merge": "merged",
}
_SIGNS = {"added": "+", "removed": "-", "reworded": "~", "kept": "="}


def print_pair_error(title: str, error: str) -> None:
    """A pair that could not be compared, and why."""
    out = console()
    out.print(Text(one_line(title), style="dim"), soft_wrap=True)
    out.print(Text(one_line(error), style="red"), soft_wrap=True)


def print_revision(revision: Revision, seen: str) -> None:
    """A stored revision; `seen` says in words when it came about."""
    out = console()
    if revision.headline:
        out.print(Text(one_line(revision.headline), style="bold"), soft_wrap=True)
    facts = [one_line(revision.article_url or revision.source), seen]
    facts.insert(0, f"revision {revision.id}: version {revision.from_version} → {revision.to_version}")
    out.print(Text(" · ".join(facts), style="dim"), soft_wrap=True)
    if revision.provenance == "inferred":
        out.print(Text(INFERRED, style="magenta"), soft_wrap=True)
    elif revision.provenance != "observed":
        out.print(Text(revision.provenance, style="magenta"), soft_wrap=True)
    _print_body(out, revision.judgement)


def print_judgement(judgement: Judgement, title: str) -> None:
    """The verdict, the edits, the notices and the reasons, to stdout."""
    out = console()
    out.print(Text(one_line(title), style="dim"), soft_wrap=True)
    _print_body(out, judgement)


def _print_body(out: Console, judgement: Judgement) -> None:
    verdict = judgement.verdict
    head = Text(f" {verdict.label.upper()} ", style=_LABEL_STYLES.get(verdict.label, "bold black on cyan"))
    facts = f"{verdict.change} · {verdict.disclosure.replace('_', ' ')} · weight {verdict.weight}"
    if verdict.suspect:
        facts += " · held back: the page may not have been read well"
    out.print(Text.assemble(head, "  ", facts), soft_wrap=True)
    if verdict.summary:
        out.print(Text(one_line(verdict.summary)), soft_wrap=True)
    for number, edit in enumerate(judgement.edits, start=1):
        out.print()
        _print_edit(out, number, edit)
    shown = [change for change in judgement.notices if change.status != "kept"]
    for change in shown:
        out.print()
        out.print(_notice_line(change), soft_wrap=True)
    if verdict.reasons:
        out.print()
    for reason in verdict.reasons:
        out.print(_reason_line(reason), soft_wrap=True)
    out.print()


def _print_edit(out: Console, number: int, edit: Edit) -> None:
    head = f"{number}. {_place(edit)} {_OPS[edit.op]}"
    out.print(Text.assemble((head, "bold cyan"), (f"  {edit.significance}", "dim")), soft_wrap=True)
    out.print(edit_text(edit, color=not out.no_color and out.is_terminal), soft_wrap=True)
    for facet in edit.facets:
        old, new = (one_line(side) if side else "nothing" for side in (facet.before, facet.after))
        out.print(Text.assemble((f"   {facet.kind}: ", "dim"), (f"{old} → {new}", "dim")), soft_wrap=True)
    for was, now in edit.links:
        line = f"   link: {one_line(was or 'none')} → {one_line(now or 'none')}"
        out.print(Text(line, style="dim"), soft_wrap=True)


def _place(edit: Edit) -> str:
    name = edit.field.replace("_", " ")
    if edit.before_index is None and edit.after_index is None:
        return name
    old, new = (None if index is None else index + 1 for index in (edit.before_index, edit.after_index))
    if edit.op == "move":
        return f"{name}, paragraph {old} → {new},"
    return f"{name}, paragraph {new if new is not None else old}"


def edit_text(edit: Edit, *, color: bool) -> Text:
    """The edit as one text: unchanged words as they are, long unchanged stretches cut short."""
    spans = edit.spans or _whole(edit)
    text = Text()
    last = len(spans) - 1
    for position, (op, words) in enumerate(spans):
        shown = clean(words)
        if op == "equal":
            text.append(shortened(shown, first=position == 0, last=position == last))
        elif color:
            text.append(shown, style=_OLD if op == "delete" else _NEW)
        else:
            text.append(f"[-{shown}-]" if op == "delete" else f"{{+{shown}+}}")
    return text


def _whole(edit: Edit) -> tuple[tuple[SpanOp, str], ...]:
    if edit.before == edit.after:
        return (("equal", edit.before or ""),)
    spans: list[tuple[SpanOp, str]] = []
    if edit.before:
        spans.append(("delete", edit.before))
    if edit.after:
        spans.append(("insert", edit.after))
    return tuple(spans)


def shortened(text: str, *, first: bool, last: bool) -> str:
    """Unchanged text beside a change: its near end, or both ends when it stands between two."""
    if first and last:
        return text if len(text) <= 2 * CONTEXT else f"{text[:CONTEXT].rstrip()} …"
    room = CONTEXT if first or last else 2 * CONTEXT
    if len(text) <= room + 10:
        return text
    head = "" if first else text[: _cut_before(text, CONTEXT)]
    tail = "" if last else text[_cut_after(text, len(text) - CONTEXT) :]
    return f"{head}…{tail}"


def _cut_before(text: str, position: int) -> int:
    space = text.rfind(" ", 0, position)
    return space + 1 if space > position // 2 else position


def _cut_after(text: str, position: int) -> int:
    space = text.find(" ", position)
    return space if 0 <= space < position + CONTEXT // 2 else position


def _notice_line(change: NoticeChange) -> Text:
    line = Text.assemble(
        (f"{_SIGNS[change.status]} notice {change.status}: ", "bold"), notice_text(change.notice)
    )
    if change.covers:
        numbers = ", ".join(str(number + 1) for number in change.covers)
        line.append(f" (accounts for edit {numbers})", style="dim")
    return line


def _reason_line(reason: Reason) -> Text:
    where = f" [edit {reason.edit + 1}]" if reason.edit is not None else ""
    return Text(f"why: {reason.rule}: {one_line(reason.evidence)}{where}", style="dim")
