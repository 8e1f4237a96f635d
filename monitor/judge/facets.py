"""What an edit touched: its facets with old and new value, and how much that means.

A field that one reading has and the other lacks altogether is a matter of reading, not of the
article. It says nothing of notices and makes no verdict: `rules` weighs what is found here.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime
from functools import cached_property

import regex

from monitor.judge.changes import pair_facets
from monitor.judge.lexicon import Lexicon, fold, lexicon_for
from monitor.judge.names import known_names, strangers
from monitor.judge.pairing import Around, Spans
from monitor.judge.quotes import quoted, within
from monitor.judge.reading import Reading
from monitor.judge.telling import MEANING, reasons_for
from monitor.model import Document, Edit, Facet, FacetKind, Reason, Significance
from monitor.text import is_word, normal, sentences, words
from monitor.urls import is_same_place, same_resource

#: These alone are white space, encoding or quotation style.
TECHNICAL: frozenset[FacetKind] = frozenset(("whitespace", "unicode"))
#: Longest text, in words, that can be a clock, a counter or a share label.
_FURNITURE_WORDS = 12
_FURNITURE_LENGTH = 120
#: A removed sentence has a counterpart that keeps this share of its words of content.
_COUNTERPART = 0.8
#: With more edits than this, and in texts longer than this, statements are not looked for elsewhere.
_MOST_EDITS, _LONGEST = 400, 20_000
#: A heading of so few words names a part of the text and states nothing.
_SIGNPOST = 2
#: Sentences recast are looked for among so many that went and came, each at most so long.
_MOST_RECAST, _LONGEST_RECAST = 12, 600
_DIGITS = regex.compile(r"\p{Nd}+(?:[.,:/-]\p{Nd}+)*")


#: A caption of few words that names who made the picture.
_CREDIT = regex.compile(
    r"(?i)\b(?:photo|image|picture|foto|bild|crédito?|credit|getty|reuters|afp)\b|©|\(c\)"
)
_CREDIT_WORDS = 10


def annotate(
    edits: Sequence[Edit], before: Document, after: Document
) -> tuple[tuple[Edit, ...], tuple[Reason, ...]]:
    """The edits with facets and significance filled in, in the same order, and why."""
    judge = _Annotator(edits, before, after)
    annotated: list[Edit] = []
    reasons: list[Reason] = []
    for number, edit in enumerate(edits):
        significance, facets, rule = judge.verdict(edit)
        annotated.append(replace(edit, significance=significance, facets=facets))
        reasons += reasons_for(annotated[-1], rule, number)
    return tuple(annotated), tuple(reasons)


Judged = tuple[Significance, tuple[Facet, ...], str]


class _Annotator:
    """Two documents side by side, asked about their edits one by one."""

    def __init__(self, edits: Sequence[Edit], before: Document, after: Document) -> None:
        self.edits, self.before, self.after = edits, before, after

    @cached_property
    def words(self) -> Lexicon:
        language = self.after.language or self.before.language
        return lexicon_for(language, self.after.text or self.after.headline or self.before.text)

    @cached_property
    def known(self) -> frozenset[str]:
        return known_names(self.before, self.after, self.words)

    @cached_property
    def old_words(self) -> str:
        return _all_words(self.before)

    @cached_property
    def new_words(self) -> str:
        return _all_words(self.after)

    @cached_property
    def old_folded(self) -> str:
        return fold(self.before.text)

    @cached_property
    def new_folded(self) -> str:
        return fold(self.after.text)

    @cached_property
    def come_words(self) -> list[frozenset[str]]:
        """Words of content of every new or altered text, where a removed statement may live on."""
        return [
            self._content(e.after)
            for e in self.edits
            if e.after and e.field in ("body", "headline", "standfirst")
        ]

    def verdict(self, edit: Edit) -> Judged:
        """How much an edit means, its facets, and the rule that decided where none of them did."""
        if edit.links:
            return self._link(edit)
        if edit.field == "body" and edit.before_index is None and edit.after_index is None:
            return "style", (Facet("media", edit.before, edit.after),), "picture exchanged"
        if edit.field == "published_at":
            return self._published(edit)
        if edit.field in ("headline", "standfirst", "byline") and (edit.before is None or edit.after is None):
            return "technical", (_facet(edit),), "field read on one side only"
        if self._is_furniture(edit):
            return "technical", (Facet("wording", edit.before, edit.after),), "clock, counter or share words"
        if edit.field == "byline":
            return self._byline(edit)
        if edit.field == "notice":
            return self._notice(edit)
        if edit.before is None or edit.after is None:
            return self._one_sided(edit)
        return self._two_sided(edit)

    def _notice(self, edit: Edit) -> Judged:
        """Words of a notice state nothing of the story: what they claim is no claim of the article's."""
        one_sided = edit.before is None or edit.after is None
        significance, facets, rule = self._one_sided(edit) if one_sided else self._two_sided(edit)
        return significance, tuple(one for one in facets if one.kind not in ("claim", "removed")), rule

    # --- fields

    def _published(self, edit: Edit) -> Judged:
        if edit.before is None or edit.after is None:
            return "technical", (Facet("date", edit.before, edit.after),), "field read on one side only"
        old, new = datetime.fromisoformat(edit.before), datetime.fromisoformat(edit.after)
        same_day = old.date() == new.date() or abs((old - new).total_seconds()) < 86_400
        significance: Significance = "technical" if same_day else "meaning"
        return (
            significance,
            (Facet("date", edit.before, edit.after),),
            "day of publication the same" if same_day else "",
        )

    def _byline(self, edit: Edit) -> Judged:
        old = {normal(name, "punctuation"): name for name in (edit.before or "").split("; ")}
        new = {normal(name, "punctuation"): name for name in (edit.after or "").split("; ")}
        gone = [name for key, name in old.items() if key not in new]
        come = [name for key, name in new.items() if key not in old]
        gone, come = strangers(gone, come)
        if not gone and not come:
            return "technical", (_facet(edit),), "the same persons"
        count = max(len(gone), len(come))
        names = tuple(
            Facet("name", gone[n] if n < len(gone) else None, come[n] if n < len(come) else None)
            for n in range(count)
        )
        return "meaning", (_facet(edit), *names), ""

    def _link(self, edit: Edit) -> Judged:
        old, new = edit.links[0]
        facets = (Facet("link", old, new),)
        pages = {self.before.url, self.before.canonical_url, self.after.url, self.after.canonical_url}
        targets = [target for target in (old, new) if target is not None]
        if all(_leads_nowhere(target, pages) for target in targets):
            named = {target.startswith("#") for target in targets}
            if old is None or new is None or (len(named) == 1 and is_same_place(old, new)):
                return "technical", facets, "link inside the page"
            return "style", facets, "link to the page, or to another place in it"
        if old is None or new is None:
            return "style", facets, "link set on or taken off the same words"
        if same_resource(old, new):
            return "style", facets, "link to another place of the same page"
        return "meaning", facets, ""

    # --- texts

    def _one_sided(self, edit: Edit) -> Judged:
        text = edit.after or edit.before or ""
        if edit.field == "caption" and (_is_bare(self.before) or _is_bare(self.after)):
            return "technical", (_inserted(edit, "wording"),), "captions read on one side only"
        many = len(self.edits) > _MOST_EDITS or len(text) > _LONGEST
        if not many and self._stands_elsewhere(edit, text):
            field = self._other_field(edit, text)
            if field:
                return (
                    "technical",
                    (Facet("wording", edit.before, edit.after),),
                    f"read as {field} on the other side",
                )
            return "style", (Facet("wording", edit.before, edit.after),), "the same words stand elsewhere"
        if not any(character.isalnum() for character in text):
            return "technical", (Facet("punctuation", edit.before, edit.after),), "marks without words"
        if edit.field == "caption":
            credit = bool(_CREDIT.search(text)) and len(text.split()) <= _CREDIT_WORDS
            facets = (_inserted(edit, "wording"),)
            return (
                ("technical" if credit else "style"),
                facets,
                "credit" if credit else "came or went with a picture",
            )
        if self._is_signpost(edit, text):
            return "technical", (_inserted(edit, "wording"),), "heading that states nothing"
        quotes = self._quotes_in(edit, text)
        if not many and id(edit) in self.recast:
            return "style", (Facet("wording", edit.before, edit.after),), "the same said in other words"
        if edit.before is None:
            return "meaning", (Facet("claim", None, text), *quotes), ""
        if not many and self._lives_on(text):
            return "style", (Facet("wording", text, None),), "its words stand in another new statement"
        return "meaning", (Facet("removed", text, None), *quotes), ""

    @cached_property
    def recast(self) -> frozenset[int]:
        """The edits, by identity, that took a sentence away and those that say the same in other words."""
        gone, come = (
            [e for e in self.edits if e.field == "body" and getattr(e, other) is None and getattr(e, own)]
            for own, other in (("before", "after"), ("after", "before"))
        )
        found: set[int] = set()
        if max(len(gone), len(come)) > _MOST_RECAST:
            return frozenset()
        for old in gone:
            for new in come:
                if id(new) not in found and self._same_statement(old, new):
                    found |= {id(old), id(new)}
                    break
        return frozenset(found)

    def _same_statement(self, gone: Edit, come: Edit) -> bool:
        old, new = gone.before or "", come.after or ""
        if max(len(old), len(new)) > _LONGEST_RECAST:
            return False
        around = self._around(replace(gone, after=new, after_index=come.after_index, after_at=come.after_at))
        facets = pair_facets(old, new, (("delete", old), ("insert", new)), around)
        return not any(facet.kind in MEANING for facet in facets)

    def _is_signpost(self, edit: Edit, text: str) -> bool:
        """Whether a heading of a word or two says only what follows it: "Downloads", "Special thanks"."""
        document, index = (
            (self.after, edit.after_index) if edit.before is None else (self.before, edit.before_index)
        )
        if index is None or index >= len(document.blocks) or document.blocks[index].kind != "heading":
            return False
        tokens = [token for token in words(text) if is_word(token)]
        named = any(character.isdigit() for token in tokens for character in token)
        return not named and len(tokens) <= _SIGNPOST and len(self._content(text)) <= _SIGNPOST

    def _stands_elsewhere(self, edit: Edit, text: str) -> bool:
        """Whether every sentence of a text stands in the other document too, at another place."""
        there = self.old_words if edit.before is None else self.new_words
        stated = [normal(sentence, "punctuation") for sentence in sentences(text, self.words.language)]
        return bool(stated) and all(sentence and f" {sentence} " in there for sentence in stated)

    def _other_field(self, edit: Edit, text: str) -> str | None:
        """The field of the other document that holds the text and that this document lacks."""
        own, other = (self.after, self.before) if edit.before is None else (self.before, self.after)
        plain = normal(text, "punctuation")
        for name in ("headline", "standfirst"):
            value = getattr(other, name)
            if value and getattr(own, name) is None and normal(value, "punctuation") == plain:
                return name
        return None

    def _lives_on(self, text: str) -> bool:
        content = self._content(text)
        facts = frozenset(_DIGITS.findall(text))
        return len(content) >= 4 and any(
            len(content & other) >= _COUNTERPART * len(content) and facts <= other | facts & other
            for other in self.come_words
        )

    def _content(self, text: str) -> frozenset[str]:
        return frozenset(
            fold(token) for token in words(text) if is_word(token) and fold(token) not in self.words.function
        )

    def _quotes_in(self, edit: Edit, text: str) -> list[Facet]:
        """Whole quotations that came or went with their sentence, the first few."""
        found = [text[start:end].strip() for start, end in quoted(text)]
        long = [quote for quote in found if sum(map(is_word, words(quote))) > 2][:4]
        return [Facet("quote", None, q) if edit.before is None else Facet("quote", q, None) for q in long]

    def _two_sided(self, edit: Edit) -> Judged:
        old, new = edit.before or "", edit.after or ""
        if old == new:
            return ("technical" if edit.field == "caption" else "style"), (), "moved"
        around = self._around(edit)
        facets = pair_facets(old, new, edit.spans, around)
        kinds = {facet.kind for facet in facets if not _same_target(facet)}
        if kinds <= TECHNICAL:
            structure = edit.op in ("move",) and edit.field != "caption"
            return ("style" if structure else "technical"), facets, "moved" if structure else ""
        significance: Significance = "meaning" if kinds & MEANING else "style"
        if edit.field in ("headline", "standfirst"):
            facets = (_facet(edit), *facets)
        return (
            significance,
            facets,
            "" if significance == "meaning" else _style_rule(kinds),
        )

    def _around(self, edit: Edit) -> Around:
        old, new = edit.before or "", edit.after or ""
        return Around(
            words=self.words,
            known=self.known,
            old_quotes=_quotes_around(edit.before_index, edit.before_at, old, self.before),
            new_quotes=_quotes_around(edit.after_index, edit.after_at, new, self.after),
            in_old=lambda word: _stands_outside(word, self.old_folded, old),
            in_new=lambda word: _stands_outside(word, self.new_folded, new),
        )

    def _is_furniture(self, edit: Edit) -> bool:
        texts = [text for text in (edit.before, edit.after) if text]
        return (
            bool(texts)
            and edit.field in ("body", "caption")
            and max(map(len, texts)) <= _FURNITURE_LENGTH
            and all(is_furniture(text, self.words) for text in texts)
        )


def _style_rule(kinds: Set[FacetKind]) -> str:
    return "reworded, every fact kept" if "wording" in kinds else "no fact and no word of content differs"


def _stands_outside(word: str, folded: str, text: str) -> bool:
    """Whether a folded word stands in a folded document outside one of its texts."""
    return word in folded and _standing(word, folded) > _standing(word, fold(text))


def _standing(word: str, text: str) -> int:
    """How often a word stands in a text, not as a part of another word."""
    count, at = 0, text.find(word)
    while at >= 0:
        end = at + len(word)
        count += not text[at - 1 : at].isalpha() and not text[end : end + 1].isalpha()
        at = text.find(word, end)
    return count


def is_furniture(text: str, words_known: Lexicon) -> bool:
    """Whether a text is wholly made of clock, counter and share words: "5 minutes ago", "12 comments"."""
    reading = Reading(text, words_known)
    if len(reading.word_places) > _FURNITURE_WORDS or words_known.furniture.pattern is None:
        return False
    rest, hits = words_known.furniture.pattern.subn(" ", reading.joined)
    left = [token for token in words(_DIGITS.sub(" ", rest)) if is_word(token)]
    return hits > 0 and all(token in words_known.function for token in left)


def _all_words(document: Document) -> str:
    """The whole article as one text without punctuation, to look sentences up in."""
    texts = [document.headline or "", document.standfirst or "", *(block.text for block in document.blocks)]
    return f" {' '.join(normal(text, 'punctuation') for text in texts)} "


def _quotes_around(index: int | None, at: int | None, text: str, document: Document) -> Spans:
    """The quoted stretches of a text, judged by the whole block it stands in."""
    if index is None or index >= len(document.blocks):
        return quoted(text)
    block = document.blocks[index]
    if block.kind == "quote" and not quoted(block.text):
        return ((0, len(text)),)
    if at is None:
        return quoted(text)
    return within(quoted(block.text), at, at + len(text))


def _is_bare(document: Document) -> bool:
    """Whether a reading has neither links nor media nor captions: a text capture."""
    return not document.media and not any(b.links or b.kind == "caption" for b in document.blocks)


def _leads_nowhere(target: str, pages: Set[str | None]) -> bool:
    """Whether a link has no target of its own: into the page itself, or a script."""
    return not target.strip() or target.startswith(("#", "javascript:")) or target.partition("#")[0] in pages


def _same_target(facet: Facet) -> bool:
    """Whether a link, or an address written out, still leads to the same resource."""
    both = facet.before is not None and facet.after is not None
    return facet.kind == "link" and both and same_resource(facet.before or "", facet.after or "")


def _facet(edit: Edit) -> Facet:
    kind: FacetKind = (
        "headline" if edit.field == "headline" else "byline" if edit.field == "byline" else "standfirst"
    )
    return Facet(kind, edit.before, edit.after)


def _inserted(edit: Edit, kind: FacetKind) -> Facet:
    return Facet(kind, edit.before, edit.after)
