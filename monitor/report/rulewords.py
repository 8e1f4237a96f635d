"""The judge's own phrases, as the catalogs hold them: rules, what is said of notices, forms of evidence.

Words only; `judge` makes these sentences, and a test holds the two against each other. A phrase that
is not here is shown in English.
"""

from __future__ import annotations

from typing import Final

from monitor.report.words import ENGLISH, FACET, N_, Words

#: Parts of a summary that hold no words of the article.
PARTS: Final = (
    N_("no change"),
    N_("technical differences only"),
    N_("wording and style only"),
    N_("1 more change"),
    N_("%(number)s more changes"),
    N_("no notice was added"),
    N_("a notice was removed"),
    N_("read again by a newer reader; the page did not change"),
    N_("text that the site set on several of its pages"),
)
#: What a summary says of an added notice, and how it names it.
NOTICES: Final = (
    (
        N_("%(notice)s was added"),
        N_("%(notice)s was added, what it tells of is not among the edits"),
        N_("%(notice)s accounts for it"),
        N_("%(notice)s accounts for part of it"),
        N_("%(notice)s was added and does not account for it"),
    ),
    (
        N_("a retraction"),
        N_("a correction"),
        N_("a clarification"),
        N_("an editor's note"),
        N_("a legal reply"),
        N_("an update"),
    ),
)
RULES: Final = (
    N_("statement removed"),
    N_("statement added"),
    N_("statement reworded, taken for altered"),
    N_("notice text, left aside"),
    N_("live blog: notices are not expected"),
    N_("the change that the notice tells of is not among the edits"),
    N_("a notice that stood there is gone"),
    N_("no notice was added"),
    N_("no added notice mentions this edit"),
    N_("additions need no notice"),
    N_("suspect: only part of the article is shown"),
    N_("suspect: the body collapsed"),
    N_("suspect: the body doubled"),
    N_("suspect: the body was doubled"),
    N_("replaced: another article under the same address"),
    N_("rewritten: more than half of the sentences replaced"),
    N_("technical: the article is the same"),
    N_("edit undone"),
    N_("alternating variants seen"),
    N_("the template's doing: the same text on several pages of the site"),
    N_("the stored capture was read again; the page itself did not change"),
)
#: Why an edit is of style, or technical.
_SMALL: Final = (
    N_("picture exchanged"),
    N_("field read on one side only"),
    N_("clock, counter or share words"),
    N_("day of publication the same"),
    N_("the same persons"),
    N_("link inside the page"),
    N_("link to the page, or to another place in it"),
    N_("link set on or taken off the same words"),
    N_("link to another place of the same page"),
    N_("captions read on one side only"),
    N_("read as headline on the other side"),
    N_("read as standfirst on the other side"),
    N_("the same words stand elsewhere"),
    N_("marks without words"),
    N_("credit"),
    N_("came or went with a picture"),
    N_("heading that states nothing"),
    N_("the same said in other words"),
    N_("its words stand in another new statement"),
    N_("moved"),
    N_("reworded, every fact kept"),
    N_("no fact and no word of content differs"),
)
_KINDS: Final = ("retraction", "correction", "clarification", "editor's note", "legal reply", "update")
_CHANGED: Final = {
    "added": N_("%(what)s added"),
    "removed": N_("%(what)s removed"),
    "changed": N_("%(what)s changed"),
    "reworded": N_("%(what)s reworded"),
    "reworded, nothing new declared": N_("%(what)s reworded, nothing new declared"),
}
_ACCOUNTED: Final = N_("accounted for by the %(notice)s")
_ONLY: Final = N_("%(what)s only")
EVIDENCE: Final = (
    N_("page kind liveblog"),
    N_("nothing was altered or removed"),
    N_("white space, marks or words around the article differ"),
    N_("%(old_number)s words → %(new_number)s"),
    N_("%(number)s of %(all_number)s sentences"),
    N_("as in version %(number)s, for the second time"),
    N_("as in version %(number)s"),
)


def told_rule(words: Words) -> dict[str, str]:
    """The rules that are put together: which fact changed how, what became of which notice, why an edit
    is small. By their English."""
    told = {}
    for ending, form in _CHANGED.items():
        for kind in FACET:
            told[f"{kind} {ending}"] = words.say(form, what=words.FACET[kind])
        for kind in _KINDS:
            told[f"{kind} {ending}"] = words.say(form, what=words.LABEL[kind])
    for kind in _KINDS:
        told[ENGLISH.say(_ACCOUNTED, notice=kind)] = words.say(_ACCOUNTED, notice=words.LABEL[kind])
    small = {text: words.gettext(text) for text in _SMALL}
    small |= {f"{kind} only": words.say(_ONLY, what=words.FACET[kind]) for kind in FACET}
    for size, name in words.SIGNIFICANCE.items():
        told[size] = name
        told |= {f"{size}: {english}": f"{name}: {other}" for english, other in small.items()}
    return told
