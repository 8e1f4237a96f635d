"""The plain words for every value that people see, in the language of whoever reads.

Words only: what a label or a disclosure *means* is decided in `judge`. The tables hold English, which
is also how the catalogs in `monitor/locale/` find their translations; a `Words` says them in its own
language. It is handed to whatever speaks; nobody keeps one for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from gettext import NullTranslations
from typing import Final


def N_(text: str) -> str:
    """Marks a text for the catalogs; `Words` translates it."""
    return text


def NN_(one: str, many: str) -> tuple[str, str]:
    """Marks a text with its plural."""
    return one, many


def capital(text: str) -> str:
    """With a capital first letter, and the others as they are."""
    return text[:1].upper() + text[1:]


#: A notice is cut short in a report after so many characters.
NOTICE_SHOWN = 300

INFERRED = N_("inferred from the notice, not observed")
SUSPECT = N_("held back: the page may not have been read well")

PROVENANCE = {
    "observed": N_("observed"),
    "inferred": INFERRED,
    "replayed": N_("found on re-reading stored captures, not a change by the publisher"),
    "imported": N_("imported from another archive"),
}
CHANGE = {
    "none": N_("identical"),
    "technical": N_("technical differences only"),
    "style": N_("style only"),
    "addition": N_("statements added"),
    "substantive": N_("substantive"),
}
LABEL = {
    "retraction": N_("retraction"),
    "correction": N_("correction"),
    "clarification": N_("clarification"),
    "editor's note": N_("editor's note"),
    "legal reply": N_("legal reply"),
    "update": N_("update"),
    "replaced": N_("replaced"),
    "rewritten": N_("rewritten"),
    "undisclosed change": N_("undisclosed change"),
    "notice removed": N_("notice removed"),
    "new details": N_("new details"),
    "minor edit": N_("minor edit"),
    "technical": N_("technical"),
    "no change": N_("no change"),
}
DISCLOSURE = {
    "exempt": N_("A live blog: notices are not expected."),
    "note_without_change": N_("A notice was added, but the change it tells of is not among the edits."),
    "disclosed": N_("Disclosed: a notice was added that accounts for what changed."),
    "partly_disclosed": N_("Partly disclosed: the added notice leaves a substantive edit unmentioned."),
    "undisclosed": N_("Undisclosed: no added notice accounts for any of the substantive edits."),
    "note_removed": N_("A notice that stood there is gone."),
    "not_needed": N_("No notice was called for."),
}
DISCLOSURE_SHORT = {
    "exempt": N_("live blog"),
    "note_without_change": N_("notice without the change"),
    "disclosed": N_("disclosed"),
    "partly_disclosed": N_("partly disclosed"),
    "undisclosed": N_("undisclosed"),
    "note_removed": N_("notice removed"),
    "not_needed": N_("no notice needed"),
}
NOTICE_KIND = {
    "correction": N_("correction"),
    "clarification": N_("clarification"),
    "update": N_("update"),
    "editor_note": N_("editor's note"),
    "retraction": N_("retraction"),
    "legal_reply": N_("legal reply"),
}
NOTICE_STATUS = {
    "added": N_("added"),
    "removed": N_("removed"),
    "reworded": N_("reworded"),
    "kept": N_("already there"),
}
POSITION = {
    "top": N_("above the story"),
    "inline": N_("inside the story"),
    "bottom": N_("below the story"),
    "metadata": N_("in the page's metadata"),
}
ACTION = {
    "insert": N_("added"),
    "delete": N_("removed"),
    "replace": N_("altered"),
    "move": N_("moved"),
    "split": N_("split in two"),
    "merge": N_("merged into one"),
}
SIGNIFICANCE = {"technical": N_("technical"), "style": N_("style"), "meaning": N_("changes meaning")}
NOTICE_TEXT = N_("notice text")
FIELD = {
    "headline": N_("Headline"),
    "standfirst": N_("Standfirst"),
    "byline": N_("Byline"),
    "published_at": N_("Publication date"),
    "body": N_("Story"),
    "caption": N_("Caption"),
    "notice": N_("Notice"),
}
FACET = {
    "headline": N_("headline"),
    "standfirst": N_("standfirst"),
    "byline": N_("byline"),
    "number": N_("number"),
    "date": N_("date"),
    "name": N_("name"),
    "quote": N_("quotation"),
    "attribution": N_("attribution"),
    "hedge": N_("hedging"),
    "negation": N_("negation"),
    "claim": N_("claim"),
    "removed": N_("removed statement"),
    "link": N_("link"),
    "media": N_("media"),
    "spelling": N_("spelling"),
    "punctuation": N_("punctuation"),
    "case": N_("capitals"),
    "whitespace": N_("white space"),
    "unicode": N_("Unicode form"),
    "wording": N_("wording"),
}
STATE = {
    "live": N_("live"),
    "moved": N_("moved"),
    "gone": N_("gone"),
    "paywalled": N_("behind a paywall"),
    "blocked": N_("blocked by a challenge page"),
    "unreachable": N_("unreachable"),
}
#: What people at the desk may do, as pages name it.
ROLE = {"reader": N_("reader"), "reviewer": N_("reviewer"), "admin": N_("admin")}
KIND = {
    "page": N_("page"),
    "feed": N_("feed"),
    "sitemap": N_("sitemap"),
    "listing": N_("section page"),
    "file": N_("captures"),
}
CHECK = {
    "first": N_("first reading"),
    "unchanged": N_("unchanged"),
    "not_modified": N_("unchanged (so the server says)"),
    "revised": N_("revised"),
    "suspect": N_("held back as suspect"),
    "unreadable": N_("could not be read as an article"),
    "moved": N_("moved"),
    "gone": N_("gone"),
    "refused": N_("not asked for"),
    "failed": N_("failed"),
    "crashed": N_("crashed the reader"),
}
#: What is counted, by its English name: `counted` says the number of it.
#: What a reading found, by its name in `Document.origins`.
ORIGIN_OF = {
    "headline": N_("headline"),
    "standfirst": N_("standfirst"),
    "byline": N_("byline"),
    "published_at": N_("date of publication"),
    "modified_at": N_("date of modification"),
    "language": N_("language"),
    "canonical_url": N_("address"),
    "section": N_("section"),
}
COUNTED = {
    "article": NN_("%(num)s article", "%(num)s articles"),
    "attempt": NN_("%(num)s attempt", "%(num)s attempts"),
    "byte": NN_("%(num)s byte", "%(num)s bytes"),
    "capture": NN_("%(num)s capture", "%(num)s captures"),
    "correction": NN_("%(num)s correction", "%(num)s corrections"),
    "edit": NN_("%(num)s edit", "%(num)s edits"),
    "look": NN_("%(num)s look", "%(num)s looks"),
    "response header": NN_("%(num)s response header", "%(num)s response headers"),
    "revision": NN_("%(num)s revision", "%(num)s revisions"),
    "source": NN_("%(num)s source", "%(num)s sources"),
    "state change": NN_("%(num)s state change", "%(num)s state changes"),
    "substantive change": NN_("%(num)s substantive change", "%(num)s substantive changes"),
    "technical difference": NN_("%(num)s technical difference", "%(num)s technical differences"),
    "version": NN_("%(num)s version", "%(num)s versions"),
}
#: What bears numbers of its own: `listed` names some of them.
LISTED = {
    "edit": NN_("edit %(numbers)s", "edits %(numbers)s"),
    "notice": NN_("notice %(numbers)s", "notices %(numbers)s"),
}
#: A length of time, from the longest unit.
DURATION = (
    (86400, N_("%(number)s d")),
    (3600, N_("%(number)s h")),
    (60, N_("%(number)s min")),
    (0, N_("%(number)s s")),
)


class Words:
    """Says them in one language. `language` is its tag, as it stands in a page's `lang`.

    Values of a message are put in as they are: whoever writes for a medium escapes for it.
    """

    def __init__(self, language: str = "en", translations: NullTranslations | None = None) -> None:
        self.language = language
        self._translations = translations or NullTranslations()
        self.INFERRED, self.SUSPECT = self.gettext(INFERRED), self.gettext(SUSPECT)
        self.NOTICE_TEXT = self.gettext(NOTICE_TEXT)
        self.PROVENANCE = self._table(PROVENANCE)
        self.CHANGE = self._table(CHANGE)
        self.LABEL = self._table(LABEL)
        self.DISCLOSURE = self._table(DISCLOSURE)
        self.DISCLOSURE_SHORT = self._table(DISCLOSURE_SHORT)
        self.NOTICE_KIND = self._table(NOTICE_KIND)
        self.NOTICE_STATUS = self._table(NOTICE_STATUS)
        self.POSITION = self._table(POSITION)
        self.ACTION = self._table(ACTION)
        self.SIGNIFICANCE = self._table(SIGNIFICANCE)
        self.FIELD = self._table(FIELD)
        self.FACET = self._table(FACET)
        self.STATE = self._table(STATE)
        self.KIND = self._table(KIND)
        self.ROLE = self._table(ROLE)
        self.CHECK = self._table(CHECK)
        self.ORIGIN_OF = self._table(ORIGIN_OF)

    def say(self, message: str, **values: object) -> str:
        """A marked message in this language; `%(name)s` in it stands for a value."""
        return self._translations.gettext(message) % values

    def say_many(self, one: str, many: str, number: int, **values: object) -> str:
        """The form that the number takes; `%(num)s` stands for it."""
        return self._translations.ngettext(one, many, number) % {"num": self.number(number), **values}

    def gettext(self, message: str) -> str:
        return self._translations.gettext(message)

    def said(self, text: str) -> str:
        """A text that may be one of ours, in this language; any other as it is."""
        return self._translations.gettext(text) if text else text

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self._translations.ngettext(one, many, number)

    def number(self, number: int) -> str:
        # A thousand, as the language writes it.
        return f"{number:,}".replace(",", self.gettext(N_("1,000"))[1:-3])

    def _table(self, table: Mapping[str, str]) -> dict[str, str]:
        return {key: self.gettext(text) for key, text in table.items()}

    def stamp(self, at: datetime | None) -> str:
        """An instant for people, in UTC, to the minute."""
        return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if at else self.gettext(N_("unknown"))

    def seen(self, between: tuple[datetime | None, datetime]) -> str:
        """When a revision happened, as far as our looks can tell."""
        since, until = between
        if since is None:
            return self.say(N_("before %(until)s"), until=self.stamp(until))
        return self.say(
            N_("between %(since)s and %(until)s"), since=self.stamp(since), until=self.stamp(until)
        )

    def period(self, since: datetime | None, until: datetime | None) -> str:
        first, last = self.stamp(since), self.stamp(until)
        if since is None and until is None:
            return self.gettext(N_("Whole period."))
        if until is None:
            return self.say(N_("Since %(since)s."), since=first)
        if since is None:
            return self.say(N_("Until %(until)s."), until=last)
        return self.say(N_("%(since)s to %(until)s."), since=first, until=last)

    def facet(self, kind: str) -> str:
        return self.FACET.get(kind, kind)

    def listed(self, numbers: Sequence[int], noun: str) -> str:
        """`edit 2`, `edits 2 and 4`, `edits 1, 2 and 5` from numbers that count from 0."""
        names = [str(number + 1) for number in numbers]
        told = names[-1]
        if len(names) > 1:
            told = self.say(N_("%(some)s and %(last)s"), some=", ".join(names[:-1]), last=told)
        return self._translations.ngettext(*LISTED[noun], len(names)) % {"numbers": told}

    def counted(self, number: int, noun: str, plural: str | None = None) -> str:
        """`3 edits`. What is not in `COUNTED` is said in English."""
        forms = COUNTED.get(noun) or (f"%(num)s {noun}", f"%(num)s {plural or noun + 's'}")
        return self.say_many(*forms, number)

    def duration(self, seconds: float) -> str:
        """A length of time in its largest fitting unit."""
        size, form = next((size, form) for size, form in DURATION if seconds >= size or not size)
        return self.say(form, number=int(seconds // (size or 1)))


#: For those who write English: programs' output, mails, reports.
ENGLISH: Final = Words()
stamp, seen, period, facet = ENGLISH.stamp, ENGLISH.seen, ENGLISH.period, ENGLISH.facet
listed, counted = ENGLISH.listed, ENGLISH.counted
