"""Revisions and reports as text for a terminal or a mail: escaped, wrapped, without color."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable

from monitor.model import Judgement, Revision
from monitor.report.diff import Pieces
from monitor.report.escape import one_line
from monitor.report.view import EditView, JudgementView, NoticeView, judgement_view, revision_view
from monitor.report.words import ENGLISH, N_, NOTICE_SHOWN, Words
from monitor.text import shortened

_MARKS = {"equal": ("", ""), "delete": ("[-", "-]"), "insert": ("{+", "+}")}


def revision_text(revision: Revision, *, width: int = 100, words: Words = ENGLISH) -> str:
    """One revision, headline sentence first, lines at most `width` columns."""
    view = revision_view(revision, words=words)
    lines = [*_head(view, width, words)]
    if revision.provenance != "observed":
        lines += wrapped(words.say(N_("Note: %(note)s."), note=words.PROVENANCE[revision.provenance]), width)
    facts = [
        (words.gettext(N_("Article")), revision.headline or words.gettext(N_("(no headline)"))),
        (words.gettext(N_("Address")), revision.article_url or words.gettext(N_("(unknown)"))),
        (words.gettext(N_("Source")), revision.source),
        (words.gettext(N_("Versions")), f"{revision.from_version} → {revision.to_version}"),
        (words.gettext(N_("Seen")), words.seen(revision.seen_between)),
    ]
    lines += ["", *(line for name, value in facts for line in _fact(name, value, width))]
    return finished([*lines, *_body(view, width, words)])


def judgement_text(judgement: Judgement, *, width: int = 100) -> str:
    """The step between two captures that stand in no store, in the same form."""
    view = judgement_view(judgement)
    return finished([*_head(view, width, ENGLISH), *_body(view, width, ENGLISH)])


def entry_text(revision: Revision, width: int = 100) -> list[str]:
    """The lines of one revision in a report."""
    view = revision_view(revision)
    marks = [view.label, view.disclosure_short, f"weight {view.weight}"]
    if revision.provenance != "observed":
        marks.append(ENGLISH.PROVENANCE[revision.provenance])
    name = revision.headline or revision.article_url or f"article {revision.article_id}"
    return [
        *wrapped(f"#{revision.id}  {name}", width),
        *wrapped(view.summary, width, "    "),
        *wrapped(
            f"{' · '.join(marks)} · {revision.source} · {ENGLISH.seen(revision.seen_between)}", width, "    "
        ),
        *wrapped(view.override or "", width, "    "),
        *wrapped(_marked(view.lead), width, "    "),
        *(line for notice in view.notices for line in _told(notice, width)),
        *wrapped(
            f"No notice accounts for: {view.uncovered_places}." if view.uncovered else "", width, "    "
        ),
    ]


def _head(view: JudgementView, width: int, words: Words) -> list[str]:
    lines = wrapped(view.summary, width)
    weight = words.say(N_("weight %(weight)s of 100"), weight=view.weight)
    lines += wrapped(f"{words.LABEL[view.label].upper()} · {view.change} · {weight}", width)
    lines += wrapped(view.override or "", width)
    lines += wrapped(view.disclosure_words, width)
    if view.suspect:
        lines += wrapped(f"{words.SUSPECT}.".capitalize(), width)
    return lines


def _body(view: JudgementView, width: int, words: Words) -> list[str]:
    lines: list[str] = []
    if view.notices:
        lines += ["", words.gettext(N_("Notices"))]
        lines += [line for notice in view.notices for line in _notice(notice, width, words)]
    lines += ["", words.gettext(N_("Edits") if view.edits else N_("No edits to the story."))]
    lines += [line for edit in view.edits for line in _edit(edit, width, words)]
    if view.uncovered:
        silent = words.listed(view.uncovered, "edit")
        lines += ["", *wrapped(words.say(N_("No notice accounts for %(edits)s."), edits=silent), width)]
    if view.minor:
        lines += ["", words.gettext(N_("Technical differences, held back as noise"))]
        lines += [line for edit in view.minor for line in _edit(edit, width, words)]
    if view.reasons:
        lines += ["", words.gettext(N_("Why"))]
    for reason in view.reasons:
        place = f" ({words.listed([reason.edit], 'edit')})" if reason.edit is not None else ""
        lines += wrapped(f"- {reason.rule}{place}: {reason.evidence}", width, "  ", "    ")
    return lines


def _edit(edit: EditView, width: int, words: Words) -> list[str]:
    lines = wrapped(
        f"{edit.number + 1}. {edit.where}: {edit.action} ({edit.significance})", width, "  ", "     "
    )
    lines += wrapped(_marked(edit.inline), width, "     ")
    for facet in edit.facets:
        told = f": {_change(facet.before, facet.after, words)}" if facet.tells else ""
        lines += wrapped(facet.word + told, width, "     ")
    for before, after in edit.links:
        link = words.gettext(N_("link"))
        lines += wrapped(f"{link}: {_change(before, after, words)}", width, "     ")
    if edit.covered_by:
        notices = words.listed(edit.covered_by, "notice")
        lines += wrapped(words.say(N_("accounted for by %(notices)s"), notices=notices), width, "     ")
    return lines


def _notice(notice: NoticeView, width: int, words: Words) -> list[str]:
    lines = wrapped(f"{notice.number + 1}. {notice.title}", width, "  ", "     ")
    lines += wrapped(f"“{notice.text}”", width, "     ")
    if notice.dated_at:
        lines += wrapped(words.say(N_("dated %(at)s"), at=words.stamp(notice.dated_at)), width, "     ")
    if notice.covers:
        edits = words.listed(notice.covers, "edit")
        lines += wrapped(words.say(N_("accounts for %(edits)s"), edits=edits), width, "     ")
    return lines


def _told(notice: NoticeView, width: int) -> list[str]:
    """A notice of a revision in a report: what stood there before and stays is not told again."""
    if notice.status == "kept":
        return []
    return wrapped(f"{notice.title}: “{shortened(notice.text, NOTICE_SHOWN)}”", width, "    ")


def _change(before: str | None, after: str | None, words: Words) -> str:
    nothing = words.gettext(N_("nothing"))
    return f"{before or nothing} → {after or nothing}"


def _marked(pieces: Pieces) -> str:
    return "".join(f"{_MARKS[op][0]}{text}{_MARKS[op][1]}" for op, text in pieces)


def _fact(name: str, value: str, width: int) -> list[str]:
    return wrapped(value, width, f"{name:<10}", " " * 10)


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
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


def finished(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"
