"""The figures of a report in sentences, in the reader's language. Counts nothing: `figures` did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.report.figures import Figures
from monitor.report.words import ENGLISH, N_, NN_, Words

#: What a report cannot show, said in each.
CAUTION: Final = N_(
    "This counts what was seen on the pages that were watched. What changed and was changed back between two "
    "looks was not seen, and nothing is said here of why a change was made or a notice left out."
)
_DECLARED: Final = NN_(
    "%(num)s (%(share)s %%) was declared in the same step",
    "%(num)s (%(share)s %%) were declared in the same step",
)
_PARTLY: Final = NN_(
    "%(num)s (%(share)s %%) was declared in part", "%(num)s (%(share)s %%) were declared in part"
)
_UNDISCLOSED: Final = NN_(
    "%(num)s (%(share)s %%) was not declared", "%(num)s (%(share)s %%) were not declared"
)
_SEEN: Final = NN_("%(revisions)s of %(articles)s was seen.", "%(revisions)s of %(articles)s were seen.")
_LOOKED: Final = N_("%(articles)s watched, %(number)s of them looked at in the period in %(looks)s.")
_LOOKED_IN_VAIN: Final = N_(
    "%(articles)s watched, %(number)s of them looked at in the period in %(looks)s, of which %(failed)s "
    "failed."
)
_OWNED_UP: Final = N_("Of %(changes)s that called for a notice, %(told)s, %(partly)s and %(silent)s.")
_TIMED: Final = N_(
    "%(corrections)s of errors that had been seen standing: in the middle the notice came %(time)s after the "
    "error was first seen. Errors may have stood longer, before our first look."
)
#: How long errors stood: the classes of `figures.DELAYS`.
DELAYS: Final = {
    name: name
    for name in (
        N_("under 1 h"), N_("1–6 h"), N_("6–24 h"), N_("1–3 days"), N_("3–7 days"), N_("over 7 days"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sums:
    """The sentences of one report, each with what its numbers are shares of."""

    seen: str
    watching: str
    owning_up: str
    timing: str
    #: Empty where everything listed is counted.
    left_out: str

    def __iter__(self) -> Iterator[str]:
        told = (self.seen, self.watching, self.owning_up, self.timing, self.left_out)
        return iter([one for one in told if one])


def sums(found: Figures, words: Words = ENGLISH) -> Sums:
    return Sums(_seen(found, words), _watching(found, words), _owning_up(found, words), _timing(found, words),
                _left_out(found, words))  # fmt: skip


def _seen(found: Figures, words: Words) -> str:
    if not found.revisions:
        return words.say(N_("No revision was seen."))
    revisions, articles = words.counted(found.revisions, "revision"), words.counted(found.changed, "article")
    return words.say_many(*_SEEN, found.revisions, revisions=revisions, articles=articles)


def _watching(found: Figures, words: Words) -> str:
    """Out of how much watching."""
    return words.say(
        _LOOKED_IN_VAIN if found.failed else _LOOKED,
        articles=words.counted(found.articles, "article"),
        number=words.number(found.looked_at),
        looks=words.counted(found.looks, "look"),
        failed=words.number(found.failed),
    )


def _owning_up(found: Figures, words: Words) -> str:
    """What became of the changes that called for a notice."""
    if not found.called_for:
        return words.say(N_("No substantive change that called for a notice was seen."))

    def share(form: Sequence[str], count: int) -> str:
        one, many = form
        return words.say_many(one, many, count, share=f"{100 * count / found.called_for:.0f}")

    return words.say(
        _OWNED_UP,
        changes=words.counted(found.called_for, "substantive change"),
        told=share(_DECLARED, found.declared),
        partly=share(_PARTLY, found.partly),
        silent=share(_UNDISCLOSED, found.undisclosed),
    )


def _timing(found: Figures, words: Words) -> str:
    if found.middle_delay_seconds is None:
        return words.say(N_("No correction was seen whose error had been seen standing before."))
    number = sum(count for _, count in found.delays)
    time = words.duration(found.middle_delay_seconds)
    return words.say(_TIMED, corrections=words.counted(number, "correction"), time=time)


def _left_out(found: Figures, words: Words) -> str:
    parts = [f"{words.number(found.inferred)} {words.INFERRED}"] if found.inferred else []
    if found.replayed:
        parts.append(
            words.say(
                N_("%(number)s found on re-reading stored captures"), number=words.number(found.replayed)
            )
        )
    return words.say(N_("Listed but not counted: %(what)s."), what="; ".join(parts)) if parts else ""
