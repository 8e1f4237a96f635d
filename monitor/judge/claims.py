"""What a notice says was wrong and what is right, and which parts of the article it names.

Claims are read from the notice's words alone ("X, not Y", "from Y to X"); whether the article
bears them out is for `disclosure` to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.judge.patterns import plain
from monitor.judge.phrases import Phrases
from monitor.model import Claim
from monitor.text import sentences

#: A caught value longer than this is a whole story, not a value.
LONGEST_VALUE = 160
#: Words of a value that is opposed to another: more are a clause of the story.
LONGEST_OPPOSED = 5
TRIM = " \t\n\"'“”„«»‘’「」『』()（）[]*_,;:،、.。"


def claims_of(text: str, known: Phrases) -> tuple[Claim, ...]:
    """The claims of a notice in the order of its sentences. What is wrong of one sentence and what
    is right of the next are one claim; a full claim makes the vague one before it superfluous."""
    found: list[Claim] = []
    for sentence in sentences(text, known.language):
        claim = claim_of(sentence, known)
        if claim is None or claim in found:
            continue
        if found and found[-1].now is None:
            found[-1] = claim if claim.was else Claim(found[-1].was, claim.now)
        else:
            found.append(claim)
    return tuple(found)


def claim_of(sentence: str, known: Phrases) -> Claim | None:
    """The first pattern that fits wins: a file lists the most telling ones first."""
    return next((claim for claim, _ in fitting(sentence, known)), None)


def sets_right(text: str, known: Phrases) -> bool:
    """Whether a text opposes a right value to a wrong one: "X, not Y", "not Y but X". Such words put
    something right whatever they call themselves; "from X to Y" need not."""
    for sentence in sentences(text, known.language):
        claim, source = next(iter(fitting(sentence, known)), (Claim(None, None), ""))
        opposes = source.startswith("{now}") or "{was} ," in source
        if opposes and all(one and len(one.split()) <= LONGEST_OPPOSED for one in (claim.was, claim.now)):
            return True
    return False


def fitting(sentence: str, known: Phrases) -> Iterator[tuple[Claim, str]]:
    """The claims that a sentence may make, each with the pattern that found it."""
    flat = plain(sentence)
    lowered = flat.lower()
    for pattern in known.claims:
        match = pattern.regex.search(flat) if pattern.possible(lowered) else None
        if match is None:
            continue
        caught = match.groupdict()
        was, now = caught.get("was"), caught.get("now")
        if was and now and known.spaces and pattern.source.startswith("{"):
            was, now = same_size(was, now) if pattern.source.startswith("{now}") else (was, now)
        claim = Claim(value(was, known), value(now, known))
        if claim.was or claim.now:
            yield claim, pattern.source


def value(caught: str | None, known: Phrases) -> str | None:
    """A caught value without the small words and marks around it; None when nothing is left."""
    if not caught:
        return None
    text = caught.strip(TRIM)
    text = known.value_start.sub("", text).strip(TRIM)
    return text if text and len(text) <= LONGEST_VALUE else None


def same_size(was: str, now: str) -> tuple[str, str]:
    """ "the minister is 47, not 74" → "47" and "74": what stands before the right value does not
    belong to it. A number begins with its digits; words are as many as those it replaces."""
    words = now.split()
    if any(character.isdigit() for character in was):
        first = next((i for i, word in enumerate(words) if any(c.isdigit() for c in word)), None)
        if first is not None:
            return was, " ".join(words[first:])
    return was, " ".join(words[-max(1, len(was.strip(TRIM).split())) :])


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
