"""A revision arranged for reading: every medium draws the same view, and none decides anything.

Texts in a view are the scraped words as they are; each medium escapes them for itself.
Numbers of edits and notices count from 0 here and are shown from 1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from monitor.model import Edit, EditOp, Facet, Judgement, NoticeChange, Revision
from monitor.report.diff import Pieces, excerpt, inline, sides
from monitor.report.escape import language_tag, shown_blank
from monitor.report.sentence import ReasonView, reasons_of, summary_of
from monitor.report.words import ENGLISH, N_, Words, capital
from monitor.reviewing import verdict_of

#: How much of a facet's value is shown; the edit itself is always whole.
VALUE = 120
#: How many places of uncovered edits are named in a list.
PLACES = 6
#: A block that stands or stood in the article, that moved, that is gone; of the story, and of other fields.
_IN_STORY = (
    N_("Paragraph %(number)s"),
    N_("Paragraph %(number)s, now %(now)s"),
    N_("Paragraph %(number)s of the old version"),
)
_IN_FIELD = (
    N_("%(field)s, paragraph %(number)s"),
    N_("%(field)s, paragraph %(number)s, now %(now)s"),
    N_("%(field)s, paragraph %(number)s of the old version"),
)


@dataclass(frozen=True, slots=True)
class FacetView:
    word: str
    before: str | None
    after: str | None

    @property
    def tells(self) -> bool:
        """Is there a value to show, or is the facet's name all there is?"""
        return bool(self.before or self.after)


@dataclass(frozen=True, slots=True)
class EditView:
    """`covered_by` are the numbers of the notices that account for it."""

    number: int
    op: EditOp
    where: str
    action: str
    significance: str
    means: bool
    inline: Pieces
    before: Pieces | None
    after: Pieces | None
    facets: tuple[FacetView, ...]
    links: tuple[tuple[str | None, str | None], ...]
    covered_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NoticeView:
    number: int
    title: str
    status: str
    text: str
    language: str
    dated_at: datetime | None
    claims: tuple[tuple[str | None, str | None], ...]
    covers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class JudgementView:
    """`uncovered` are the numbers of meaningful edits that no notice accounts for, where one was
    called for; `lead` is the excerpt of the edit that matters most."""

    summary: str
    #: In which the summary is, when it could not be told in the reader's language.
    summary_language: str
    label: str
    change: str
    disclosure: str
    disclosure_words: str
    disclosure_short: str
    weight: int
    suspect: bool
    edits: tuple[EditView, ...]
    minor: tuple[EditView, ...]
    notices: tuple[NoticeView, ...]
    uncovered: tuple[int, ...]
    #: Their places, for where the edits themselves are not shown.
    uncovered_places: str
    reasons: tuple[ReasonView, ...]
    lead: Pieces
    language: str
    #: What a person put in the machine's place, beside what that said.
    override: str | None = None


def judgement_view(
    judgement: Judgement, language: str | None = None, words: Words = ENGLISH
) -> JudgementView:
    """Edits in the order of the text; those without meaning apart, so that they hide nothing. `language`
    is the article's, `words` are the reader's."""
    verdict = judgement.verdict
    covers = [change.covers for change in judgement.notices]
    views = tuple(_edit_view(number, edit, covers, words) for number, edit in enumerate(judgement.edits))
    minor = {number for number, edit in enumerate(judgement.edits) if edit.significance == "technical"}
    silent = uncovered(judgement)
    summary, spoken = summary_of(judgement, words)
    return JudgementView(
        summary=summary or f"{words.LABEL[verdict.label]}: {words.CHANGE[verdict.change]}",
        summary_language=spoken,
        label=verdict.label,
        change=words.CHANGE[verdict.change],
        disclosure=verdict.disclosure,
        disclosure_words=words.DISCLOSURE[verdict.disclosure],
        disclosure_short=words.DISCLOSURE_SHORT[verdict.disclosure],
        weight=verdict.weight,
        suspect=verdict.suspect,
        edits=tuple(view for view in views if view.number not in minor),
        minor=tuple(view for view in views if view.number in minor),
        notices=tuple(_notice_view(number, change, words) for number, change in enumerate(judgement.notices)),
        uncovered=silent,
        uncovered_places=_places([views[number].where for number in silent], words),
        reasons=reasons_of(judgement, words),
        lead=_lead(judgement),
        language=language_tag(language),
    )


def revision_view(revision: Revision, language: str | None = None, words: Words = ENGLISH) -> JudgementView:
    """The same of a stored revision, by the verdict that stands; an override is told beside it."""
    judgement = replace(revision.judgement, verdict=verdict_of(revision))
    view = judgement_view(judgement, language, words)
    return replace(view, override=_override(revision, words))


def _override(revision: Revision, words: Words) -> str | None:
    put, was = revision.review.override, revision.judgement.verdict
    if put is None:
        return None
    named = {"label": words.LABEL[put.label], "was": words.LABEL[was.label], "by": put.by}
    if put.note is None:
        return words.say(N_("label: %(label)s (was: %(was)s; overridden by %(by)s)"), **named)
    form = N_("label: %(label)s (was: %(was)s; overridden by %(by)s, note: %(note)s)")
    return words.say(form, **named, note=put.note)


def uncovered(judgement: Judgement) -> tuple[int, ...]:
    """Numbers of the meaningful edits that no notice accounts for, where a notice was called for."""
    if judgement.verdict.disclosure in ("exempt", "not_needed", "disclosed"):
        return ()
    covered = {number for change in judgement.notices for number in change.covers}
    return tuple(
        number
        for number, edit in enumerate(judgement.edits)
        if edit.significance == "meaning" and edit.field != "notice" and number not in covered
    )


def where(edit: Edit, words: Words = ENGLISH) -> str:
    """The place of an edit in the article, for people."""
    before, after = edit.before_index, edit.after_index
    index = after if after is not None else before
    if edit.field not in ("body", "notice", "caption") or index is None:
        return words.FIELD[edit.field]
    here, moved, gone = _IN_STORY if edit.field == "body" else _IN_FIELD
    field = words.FIELD[edit.field]
    if edit.op == "move" and before is not None and after is not None:
        return words.say(moved, field=field, number=before + 1, now=after + 1)
    if edit.op == "delete" and before is not None:
        return words.say(gone, field=field, number=before + 1)
    return words.say(here, field=field, number=index + 1)


def _places(places: list[str], words: Words) -> str:
    named = "; ".join(dict.fromkeys(places[:PLACES]))
    if len(places) <= PLACES:
        return named
    return words.say(N_("%(places)s; %(more)s more"), places=named, more=len(places) - PLACES)


def _edit_view(number: int, edit: Edit, covers: list[tuple[int, ...]], words: Words) -> EditView:
    before, after = sides(edit)
    # What a notice says is no statement of the story.
    notice = edit.field == "notice" and edit.significance == "meaning"
    return EditView(
        number=number,
        op=edit.op,
        where=where(edit, words),
        action=words.ACTION[edit.op],
        significance=words.NOTICE_TEXT if notice else words.SIGNIFICANCE[edit.significance],
        means=edit.significance == "meaning" and not notice,
        inline=inline(edit),
        before=before,
        after=after,
        facets=tuple(_facet_view(facet, edit, words) for facet in edit.facets if not _is_link(facet, edit)),
        links=edit.links,
        covered_by=tuple(index for index, numbers in enumerate(covers) if number in numbers),
    )


def _is_link(facet: Facet, edit: Edit) -> bool:
    """Does it say no more than where a link led, which is told in full beside it?"""
    return facet.kind == "link" and (facet.before, facet.after) in edit.links


def _facet_view(facet: Facet, edit: Edit, words: Words) -> FacetView:
    """The old and new value, unless they are the whole edit, which stands right above."""
    if (facet.before or None, facet.after or None) == (edit.before or None, edit.after or None):
        return FacetView(words.facet(facet.kind), None, None)
    return FacetView(words.facet(facet.kind), _shown(facet.before), _shown(facet.after))


def _shown(value: str | None) -> str | None:
    if not value:
        return value
    return shown_blank(value) if len(value) <= VALUE else value[:VALUE].rstrip() + "…"


def _notice_view(number: int, change: NoticeChange, words: Words) -> NoticeView:
    notice = change.notice
    title = words.say(
        N_("%(kind)s, %(status)s, %(position)s"),
        kind=capital(words.NOTICE_KIND[notice.kind]),
        status=words.NOTICE_STATUS[change.status],
        position=words.POSITION[notice.position],
    )
    return NoticeView(
        number=number,
        title=title,
        status=change.status,
        text=notice.text,
        language=language_tag(notice.language),
        dated_at=notice.dated_at,
        claims=tuple((claim.was, claim.now) for claim in notice.claims),
        covers=change.covers,
    )


_RANK = {"meaning": 0, "style": 1, "technical": 2}


def _lead(judgement: Judgement) -> Pieces:
    """The excerpt worth a line in a list: meaning first, then an altered place over a new one."""
    own = [edit for edit in judgement.edits if edit.field != "notice"]
    if not own:
        return ()

    def rank(edit: Edit) -> tuple[int, bool, int]:
        return _RANK[edit.significance], edit.op != "replace", -len(edit.facets)

    return excerpt(min(own, key=rank))
