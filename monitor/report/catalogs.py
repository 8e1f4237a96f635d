"""The message catalogs: one `.po` file a language under `monitor/locale/`, read as it is."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from monitor.report.words import ENGLISH, Words


@cache
def read_words(language: str) -> Words:
    """The words of one of `LANGUAGES`."""
    if language == ENGLISH.language:
        return ENGLISH
    place = files("monitor").joinpath("locale", language, "LC_MESSAGES", "monitor.po")
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(place.read_bytes()), locale=language))
    return Words(language, GNUTranslations(BytesIO(compiled.getvalue())))
