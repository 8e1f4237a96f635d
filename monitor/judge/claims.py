"""What a notice says was wrong and what is right, and which parts of the article it names.

Claims are read from the notice's words alone ("X, not Y", "from Y to X"); whether the article
bears them out is for `disclosure` to say.
"""

from __future__ import annotations

from monitor.judge.patterns import plain
from monitor.judge.phrases import Phrases
from monitor.model import Claim
from monitor.text import sentences

#: A caught value longer than this is a whole story, not a value.
LONGEST_VALUE = 160
TRIM = " \t\n\"'“”„«»‘’「」『』()（）[]*_,;:،、.。"


def claims_of(text: str, known: Phrases) -> tuple[Claim, ...]:
    """The claims of a notice in the order of its sentences; what is wrong of one sentence and what
    is right of the next are one claim."""
    found: list[Claim] = []
    for sentence in sentences(text, known.language):
        claim = claim_of(sentence, known)
        if claim is None or claim in found:
            continue
        if found and found[-1].now is None and claim.was is None:
            found[-1] = Claim(found[-1].was, claim.now)
        else:
            found.append(claim)
    return tuple(claim for claim in found if claim.was or claim.now)


def claim_of(sentence: str, known: Phrases) -> Claim | None:
    """The first pattern that fits wins: a file lists the most telling ones first."""
    flat = plain(sentence)
    lowered = flat.lower()
    for pattern in known.claims:
        match = pattern.regex.search(flat) if pattern.possible(lowered) else None
        if match is None:
            continue
        caught = match.groupdict()
        was, now = value(caught.get("was"), known), value(caught.get("now"), known, leads(pattern.source))
        if was or now:
            return Claim(was, now)
    return None


def leads(source: str) -> bool:
    """Whether a pattern begins with the right value, so that a verb may stand before it."""
    return source.startswith("{now}")


def value(caught: str | None, known: Phrases, first: bool = False) -> str | None:
    """A caught value without the small words and marks around it; None when nothing is left."""
    if not caught:
        return None
    text = caught.strip(TRIM)
    if first:
        text = after_last_start(text, known)
    text = known.value_start.sub("", text).strip(TRIM)
    return text if text and len(text) <= LONGEST_VALUE else None


def after_last_start(text: str, known: Phrases) -> str:
    """ "The minister is 47" → "47": what stands before the verb does not belong to the value."""
    words = text.split()
    for place in range(len(words) - 1, 0, -1):
        if known.copula and words[place - 1].lower() in known.copula:
            return " ".join(words[place:])
    return text


def scope_of(text: str, known: Phrases) -> tuple[str, ...]:
    """The parts of the article that a notice names: headline, caption, name … and "paragraph 4"."""
    flat = plain(text)
    lowered = flat.lower()
    found = [
        name for name, pattern in known.scopes if pattern.possible(lowered) and pattern.regex.search(flat)
    ]
    for match in known.paragraph.finditer(flat) if known.paragraph else ():
        number = match["number"] or match["number2"]
        found.append(f"paragraph {int(number)}")
    return tuple(dict.fromkeys(found))
