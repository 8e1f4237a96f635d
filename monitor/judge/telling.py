"""Edits and facets in words for people: where, what became what, and the reason a rule gives.

It decides nothing: what an edit means has been judged before it is told.
"""

from __future__ import annotations

from monitor.model import Edit, Facet, FacetKind, Reason
from monitor.text import shortened

#: A change of one of these is a change of what is said.
MEANING: frozenset[FacetKind] = frozenset(
    ("number", "date", "name", "quote", "attribution", "hedge", "negation", "claim", "removed", "link")
)
#: Texts longer than this are cut short, in characters.
SHOWN = 90


def place_of(edit: Edit) -> str:
    """Where an edit stands, for people: "headline", "first paragraph", "paragraph 4"."""
    if edit.field != "body":
        return {"published_at": "date of publication"}.get(edit.field, edit.field)
    index = edit.after_index if edit.after_index is not None else edit.before_index
    if index is None:
        return "picture"
    return "first paragraph" if index == 0 else f"paragraph {index + 1}"


def told(facet: Facet) -> str:
    """A facet in a few words: "41 per cent → 47 per cent"."""
    old, new = short(facet.before), short(facet.after)
    if facet.before is None:
        return f"added: {new}"
    return f"removed: {old}" if facet.after is None else f"{old} → {new}"


def short(text: str | None) -> str:
    return shortened(text or "", SHOWN)


def reasons_for(edit: Edit, rule: str, number: int) -> list[Reason]:
    where = place_of(edit)
    if edit.field == "notice":
        return [Reason("notice text, left aside", short(edit.after or edit.before), number)]
    if edit.significance == "meaning":
        kinds = [facet for facet in edit.facets if facet.kind in MEANING]
        return [Reason(_rule(facet), f"{told(facet)} ({where})", number) for facet in kinds]
    evidence = told(edit.facets[0]) if edit.facets else short(edit.after or edit.before)
    named = rule or f"{edit.facets[0].kind} only" if edit.facets else rule
    return [
        Reason(
            f"{edit.significance}: {named}" if named else edit.significance, f"{evidence} ({where})", number
        )
    ]


def _rule(facet: Facet) -> str:
    if facet.kind == "removed":
        return "statement removed"
    if facet.kind == "claim":
        return "statement added" if facet.before is None else "statement reworded, taken for altered"
    verb = "added" if facet.before is None else "removed" if facet.after is None else "changed"
    return f"{facet.kind} {verb}"
