"""Sentences that stand in English, as they were made → the same in the reader's language.

What is stored, sent to programs and logged stays English. For people a sentence is held against the forms
that it may have been made by; where one fits, the form is said in another language around the same
values. Refuses to guess: a sentence that fits no form is given back as None, and is shown as it stands.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from monitor.report.words import Words

#: Longer sentences are nobody's form: they hold more of a page than a pattern should be asked about.
LONGEST: Final = 2000
_PLACE: Final = re.compile(r"%\((\w+)\)s")


def retold(text: str, forms: tuple[str, ...], words: Words) -> str | None:
    """`text` in the language of `words`, by the first of the forms (as they are marked for the catalogs)
    that it has; None where it has none of them."""
    if len(text) > LONGEST:
        return None
    for form in forms:
        found = _pattern(form).fullmatch(text)
        if found:
            return words.say(form, **found.groupdict())
    return None


@lru_cache(maxsize=512)
def _pattern(form: str) -> re.Pattern[str]:
    """A form as a pattern. A place whose name ends in `number` takes digits, another any characters."""
    pieces = _PLACE.split(form)
    made = [_group(piece) if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)]
    return re.compile("".join(made), re.DOTALL)


def _group(name: str) -> str:
    return f"(?P<{name}>{'[0-9]+' if name.endswith('number') else '.+?'})"
