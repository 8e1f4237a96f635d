"""A revision → what a picture of it says: the sentence that matters, before and after, and whose word it is.

Pure. It chooses and shortens; how it is drawn is the business of `picture`. A card never says more than was
seen, and always that it is an excerpt.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.model import Card, CardPieces, Edit, Revision, Tone
from monitor.report.diff import excerpt
from monitor.report.escape import language_tag, one_line
from monitor.report.view import where
from monitor.report.words import ENGLISH, N_, Words, capital
from monitor.reviewing import verdict_of

#: Characters kept around the changed words, and in all, before the painter shortens to the room it has.
CONTEXT, LONGEST = 90, 420
_RANK = {"meaning": 0, "style": 1, "technical": 2}
_ALARMS = ("undisclosed", "note_removed", "partly_disclosed", "note_without_change")


def card_of(revision: Revision, language: str | None, digest: str, words: Words = ENGLISH) -> Card:
    """What the card of a revision says. `digest` is that of the later capture, hexadecimal; `language` the
    article's, `words` are those around the article's."""
    verdict = verdict_of(revision)
    edit = lead_edit(revision)
    before, after = _sides(edit) if edit is not None else _notice(revision)
    place = words.gettext(N_("The notice"))
    if edit is not None:
        place = f"{where(edit, words)}, {words.ACTION[edit.op]}"
    name = one_line(revision.headline or revision.article_url or f"article {revision.article_id}")
    disclosure = one_line(words.DISCLOSURE[verdict.disclosure])
    if revision.review.override is not None:
        disclosure += " " + words.gettext(N_("(A reviewer’s verdict.)"))
    seen = words.say(N_("Seen %(when)s"), when=words.seen(revision.seen_between))
    if revision.provenance != "observed":
        seen += f" · {words.PROVENANCE[revision.provenance]}"
    card = Card(
        source=one_line(revision.source),
        headline=name,
        label=words.LABEL[verdict.label],
        tone=_tone(verdict.disclosure),
        disclosure=disclosure,
        place=place,
        before=before,
        after=after,
        seen=seen,
        excerpt=_extent(revision, edit, words),
        proof=words.say(
            N_("Revision %(number)s · SHA-256 of the capture %(digest)s…"),
            number=revision.id,
            digest=digest[:16],
        ),
        language=language_tag(language),
        alt="",
        sides=(words.gettext(N_("Before")), words.gettext(N_("After"))),
    )
    return _with_alt(card, words)


def lead_edit(revision: Revision) -> Edit | None:
    """The edit worth a picture: one of meaning that no notice covers, where notices were called for; then
    meaning before style, an altered place before a new one, and the one that touches most."""
    judgement = revision.judgement
    told = {number for change in judgement.notices for number in change.covers}
    silent = verdict_of(revision).disclosure in _ALARMS
    own = [(number, edit) for number, edit in enumerate(judgement.edits) if edit.field != "notice"]

    def rank(item: tuple[int, Edit]) -> tuple[int, bool, bool, int]:
        number, edit = item
        return _RANK[edit.significance], silent and number in told, edit.op != "replace", -len(edit.facets)

    return min(own, key=rank)[1] if own else None


def _tone(disclosure: str) -> Tone:
    if disclosure in _ALARMS:
        return "alarm"
    return "owned" if disclosure == "disclosed" else "calm"


def _sides(edit: Edit) -> tuple[CardPieces | None, CardPieces | None]:
    pieces = tuple((op, one_line_kept(text)) for op, text in excerpt(edit, CONTEXT, LONGEST))
    before = tuple(piece for piece in pieces if piece[0] != "insert")
    after = tuple(piece for piece in pieces if piece[0] != "delete")
    return before if edit.before is not None else None, after if edit.after is not None else None


def one_line_kept(text: str) -> str:
    """`one_line`, with the spaces at its ends kept: they part a piece from the next."""
    line = one_line(text)
    if not line:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + line + (" " if text[-1].isspace() else "")


def _notice(revision: Revision) -> tuple[CardPieces | None, CardPieces | None]:
    """Where the story is as it was: the notice that came or went."""
    for change in revision.judgement.notices:
        text = one_line(change.notice.text)[:LONGEST]
        if change.status == "removed":
            return (("delete", text),), None
        if change.status != "kept":
            return None, (("insert", text),)
    return None, None


def _extent(revision: Revision, edit: Edit | None, words: Words) -> str:
    own = sum(one.field != "notice" for one in revision.judgement.edits)
    if edit is None:
        return words.gettext(N_("Excerpt: the notices alone changed"))
    if own == 1:
        return words.gettext(N_("Excerpt: the one edit seen"))
    return words.say(N_("Excerpt: 1 of %(number)s edits seen"), number=words.number(own))


def _with_alt(card: Card, words: Words) -> Card:
    changes = [
        f"{name}: “{''.join(text for _, text in pieces).strip()}”"
        for name, pieces in zip(card.sides, (card.before, card.after), strict=True)
        if pieces
    ]
    told = [
        f"{card.source}: “{card.headline}”.",
        f"{capital(card.label)}. {card.disclosure}",
        f"{card.place}.",
        *(f"{one}." for one in changes),
        f"{card.seen}. {card.excerpt}. {card.proof}",
    ]
    return replace(card, alt=" ".join(told))
