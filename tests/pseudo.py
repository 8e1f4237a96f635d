"""A language of no people: every marked text in brackets, so that a word outside them was never marked."""

from __future__ import annotations

from gettext import NullTranslations

from monitor.report.words import Words

OPEN, CLOSE = "⟦", "⟧"


class _Bracketed(NullTranslations):
    def gettext(self, message: str) -> str:
        # How a thousand is written is no word.
        return message if message == "1,000" else f"{OPEN}{message}{CLOSE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{OPEN}{msgid1 if n == 1 else msgid2}{CLOSE}"


def bracketed(language: str = "xx") -> Words:
    """Words in that language."""
    return Words(language, _Bracketed())
