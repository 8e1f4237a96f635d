"""Revisions and reports as Markdown (CommonMark, GitHub's flavor): scraped words never mark up."""

from __future__ import annotations

from monitor.model import Revision
from monitor.report import words
from monitor.report.diff import Pieces
from monitor.report.escape import markdown, markdown_link
from monitor.report.view import EditView, FacetView, JudgementView, NoticeView, revision_view
from monitor.text import shortened


def revision_markdown(revision: Revision) -> str:
    """One revision, headline sentence first."""
    view = revision_view(revision)
    lines = [f"# {markdown(view.summary)}", "", *_verdict(view), *_facts(revision)]
    lines += _section("Notices", [line for notice in view.notices for line in _notice(notice)])
    lines += _section("Edits", [line for edit in view.edits for line in _edit(edit)])
    if view.uncovered:
        lines += ["", f"**No notice accounts for {words.listed(view.uncovered, 'edit')}.**"]
    minor = [line for edit in view.minor for line in _edit(edit)]
    lines += _section("Technical differences, held back as noise", minor)
    lines += _section("Why", [_reason(reason.rule, reason.evidence, reason.edit) for reason in view.reasons])
    return "\n".join(lines).rstrip() + "\n"


def entry_markdown(revision: Revision) -> list[str]:
    """The lines of one revision in a report."""
    view = revision_view(revision)
    name = revision.headline or revision.article_url or f"article {revision.article_id}"
    marks = [view.label, view.disclosure_short, f"weight {view.weight}"]
    if revision.provenance != "observed":
        marks.append(words.PROVENANCE[revision.provenance])
    lines = [
        f"## {markdown_link(name, revision.article_url)}",
        "",
        f"**{markdown(view.summary)}**",
        "",
        f"{markdown(' · '.join(marks))} · {markdown(revision.source)} · {words.seen(revision.seen_between)}"
        f" · revision {revision.id}",
    ]
    if view.override:
        lines += ["", markdown(view.override)]
    if view.lead:
        lines += ["", f"> {_marked(view.lead)}"]
    for notice in view.notices:
        if notice.status != "kept":
            shown = shortened(notice.text, words.NOTICE_SHOWN)
            lines += ["", f"{markdown(notice.title)}: {markdown(f'“{shown}”')}"]
    return [*lines, "", f"No notice accounts for: {view.uncovered_places}."] if view.uncovered else lines


def _verdict(view: JudgementView) -> list[str]:
    lines = [
        f"**{markdown(view.label)}** · {view.change} · weight {view.weight} of 100",
        "",
        view.disclosure_words,
    ]
    if view.override:
        lines += ["", markdown(view.override)]
    return [*lines, "", f"*{words.SUSPECT}*"] if view.suspect else lines


def _facts(revision: Revision) -> list[str]:
    lines = [
        "",
        f"- Article: {markdown_link(revision.headline or '(no headline)', revision.article_url)}",
        f"- Address: {markdown(revision.article_url or 'unknown')}",
        f"- Source: {markdown(revision.source)}",
        f"- Versions: {revision.from_version} → {revision.to_version}",
        f"- Seen: {words.seen(revision.seen_between)}",
    ]
    if revision.provenance != "observed":
        lines.append(f"- Provenance: **{words.PROVENANCE[revision.provenance]}**")
    return lines


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", f"## {title}", "", *lines] if lines else []


def _edit(edit: EditView) -> list[str]:
    indent = " " * (len(str(edit.number + 1)) + 2)
    head = f"{edit.number + 1}. **{edit.where}**: {edit.action} ({edit.significance})"
    details = [_facet(facet) for facet in edit.facets] + [
        f"link: {_change(before, after)}" for before, after in edit.links
    ]
    if edit.covered_by:
        details.append(f"accounted for by {words.listed(edit.covered_by, 'notice')}")
    lines = [head, "", f"{indent}> {_marked(edit.inline)}", ""]
    lines += [f"{indent}- {detail}" for detail in details]
    return [*lines, ""] if details else lines


def _facet(facet: FacetView) -> str:
    return f"{facet.word}: {_change(facet.before, facet.after)}" if facet.tells else facet.word


def _change(before: str | None, after: str | None) -> str:
    return f"{markdown(before or 'nothing')} → {markdown(after or 'nothing')}"


def _notice(notice: NoticeView) -> list[str]:
    indent = " " * (len(str(notice.number + 1)) + 2)
    lines = [f"{notice.number + 1}. **{notice.title}**", "", f"{indent}> {markdown(notice.text)}", ""]
    if notice.dated_at:
        lines.append(f"{indent}- dated {words.stamp(notice.dated_at)}")
    if notice.covers:
        lines.append(f"{indent}- accounts for {words.listed(notice.covers, 'edit')}")
    return [*lines, ""]


def _reason(rule: str, evidence: str, edit: int | None) -> str:
    place = f" (edit {edit + 1})" if edit is not None else ""
    return f"- {markdown(rule)}{place}: {markdown(evidence)}"


def _marked(pieces: Pieces) -> str:
    """`del` and `ins` are the only markup: they keep their spaces, as `~~` and `**` cannot."""
    return "".join(_piece(op, text) for op, text in pieces)


def _piece(op: str, text: str) -> str:
    inner = markdown(text)
    before = " " if text[:1] in (" ", "\n") else ""
    after = " " if text[-1:] in (" ", "\n") and inner else ""
    if op == "equal":
        return f"{before}{inner}{after}"
    tag = "ins" if op == "insert" else "del"
    return f"<{tag}>{before}{inner}{after}</{tag}>"
