"""A document on the terminal, as a person reads an article, with what the reader knows about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from monitor.cli.output import console
from monitor.model import Block, Document, Notice, Unreadable
from monitor.report import one_line, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from monitor.extract import Row

_MARKS = {"list_item": "• ", "quote": "> ", "caption": "[caption] ", "notice": "[notice] "}
_STYLES = {"heading": "bold", "caption": "dim", "notice": "yellow", "quote": "italic"}


def print_document(document: Document, name: str) -> None:
    """Headline, facts, body and notices to stdout."""
    out = console()
    out.print(Text(one_line(name), style="dim"))
    if document.headline:
        out.print(Text(one_line(document.headline), style="bold"), soft_wrap=True)
    if document.standfirst:
        out.print(Text(one_line(document.standfirst), style="italic"), soft_wrap=True)
    out.print(Text(" · ".join(_facts(document)), style="dim"), soft_wrap=True)
    for block in document.blocks:
        out.print()
        _print_block(out, block)
    for notice in document.notices:
        out.print()
        out.print(notice_text(notice), soft_wrap=True)
    for warning in document.warnings:
        out.print(Text(f"warning: {one_line(warning)}", style="red"), soft_wrap=True)


def print_unreadable(unreadable: Unreadable, name: str) -> None:
    """Why there is no document."""
    out = console()
    out.print(Text(one_line(name), style="dim"))
    line = f"not readable as an article ({unreadable.page_kind}): {one_line(unreadable.reason)}"
    out.print(Text(line, style="red"), soft_wrap=True)


def print_account(account: Sequence[Row], outcome: Document | Unreadable, name: str) -> None:
    """Block by block what was kept or left out, and by which rule; where each field came from."""
    out = console()
    if isinstance(outcome, Document):
        out.print(Text(one_line(name), style="dim"))
        for field, origin in outcome.origins:
            out.print(Text(f"{field}: {one_line(origin)}", style="dim"), soft_wrap=True)
        for warning in outcome.warnings:
            out.print(Text(f"warning: {one_line(warning)}", style="red"), soft_wrap=True)
    else:
        print_unreadable(outcome, name)
    for row in account:
        mark, style = ("kept", "green") if row.kept else ("left", "red")
        rule = (f"{mark}  {one_line(row.rule):<22}  ", style)
        out.print(Text.assemble(rule, one_line(row.text)), soft_wrap=True)


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


def _print_block(out: Console, block: Block) -> None:
    text = Text(_MARKS.get(block.kind, "") + visible(block.text), style=_STYLES.get(block.kind, ""))
    out.print(text, soft_wrap=True)
