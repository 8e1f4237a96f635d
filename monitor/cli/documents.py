"""A document on the terminal, as a person reads an article, with what the reader knows about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from monitor.cli.terminal import Terminal
from monitor.model import Block, Document, Notice, Unreadable
from monitor.report import one_line, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract import Row

_MARKS = {"list_item": "• ", "quote": "> ", "caption": "[caption] ", "notice": "[notice] "}
_STYLES = {"heading": "bold", "caption": "dim", "notice": "yellow", "quote": "italic"}


Say = Callable[..., None]


def speaker() -> Say:
    """Prints to stdout: wrapped between words on a terminal, a paragraph a line into a pipe."""
    out = Terminal()
    return partial(out.print, soft_wrap=not out.is_terminal)


def print_document(document: Document, name: str) -> None:
    """Headline, facts, body and notices to stdout."""
    say = speaker()
    say(Text(one_line(name), style="dim"))
    if document.headline:
        say(Text(one_line(document.headline), style="bold"))
    if document.standfirst:
        say(Text(one_line(document.standfirst), style="italic"))
    say(Text(" · ".join(_facts(document)), style="dim"))
    for block in document.blocks:
        say()
        _print_block(say, block)
    for notice in document.notices:
        say()
        say(notice_text(notice))
    for warning in document.warnings:
        say(Text(f"warning: {one_line(warning)}", style="red"))


def print_unreadable(unreadable: Unreadable, name: str) -> None:
    """Why there is no document."""
    say = speaker()
    say(Text(one_line(name), style="dim"))
    line = f"not readable as an article ({unreadable.page_kind}): {one_line(unreadable.reason)}"
    say(Text(line, style="red"))


def print_account(account: Sequence[Row], outcome: Document | Unreadable, name: str) -> None:
    """Block by block what was kept or left out, and by which rule; where each field came from."""
    say = speaker()
    if isinstance(outcome, Document):
        say(Text(one_line(name), style="dim"))
        for field, origin in outcome.origins:
            say(Text(f"{field}: {one_line(origin)}", style="dim"))
        for warning in outcome.warnings:
            say(Text(f"warning: {one_line(warning)}", style="red"))
    else:
        print_unreadable(outcome, name)
    for row in account:
        mark, style = ("kept", "green") if row.kept else ("left", "red")
        rule = (f"{mark}  {one_line(row.rule):<22}  ", style)
        say(Text.assemble(rule, one_line(row.text)))


def notice_text(notice: Notice) -> Text:
    """One notice on one line: what kind it is, where it stands, its words."""
    head = f"{notice.kind.replace('_', ' ')} ({notice.position}): "
    return Text.assemble((head, "bold yellow"), one_line(notice.text))


def _facts(document: Document) -> list[str]:
    facts = [document.page_kind + (", shown in part" if document.partial else "")]
    facts += [one_line(flag) for flag in document.flags]
    if document.byline:
        facts.append("by " + ", ".join(one_line(name) for name in document.byline))
    if document.section:
        facts.append(one_line(document.section))
    if document.published_at:
        facts.append(f"published {document.published_at.isoformat(' ', 'minutes')}")
    if document.modified_at:
        facts.append(f"modified {document.modified_at.isoformat(' ', 'minutes')}")
    if document.language:
        facts.append(one_line(document.language))
    return facts


def _print_block(say: Say, block: Block) -> None:
    text = Text(_MARKS.get(block.kind, "") + visible(block.text), style=_STYLES.get(block.kind, ""))
    say(text)
