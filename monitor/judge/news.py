"""Which edits lie inside a notice: its own words, which are left aside, and news told there.

"Update: the minister has resigned" declares and tells at once. The news is an addition to the
article; "This story was updated with new information" and a correction's text are not.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.judge.matching import Step
from monitor.judge.openings import Ear, count_words, leftover, listen, read_opening
from monitor.judge.patterns import plain
from monitor.judge.phrases import Phrases, phrases
from monitor.judge.tongues import base
from monitor.model import Edit, Notice
from monitor.text import normal, sentences

#: A sentence of fewer words tells no news.
SHORTEST_NEWS = 4


def ear_of(notice: Notice) -> Ear:
    known: Phrases = phrases(base(notice.language) or "en")
    return listen(known, plain(notice.text).lower(), month_first=True)


def news_of(text: str, ear: Ear) -> tuple[str, ...]:
    """The sentences of an update that tell the story on, not that it was updated."""
    flat = plain(text)
    opening = read_opening(flat, ear)
    rest = flat[opening.rest :] if opening.kind or opening.moments else flat
    return tuple(sentence for sentence in sentences(rest, ear.known.language) if is_news(sentence, ear))


def is_news(sentence: str, ear: Ear) -> bool:
    about_itself = any(told.pattern.regex.search(sentence) for told in (*ear.sentences, *ear.edges))
    return not about_itself and count_words(leftover(sentence, ear)) >= SHORTEST_NEWS


def inside(edit: Edit, step: Step) -> bool:
    """Whether the edit's new (or, when it has none, old) text lies in the notice's text."""
    if edit.field not in ("body", "notice", "caption"):
        return False
    new, old = step.new, step.old
    if edit.after is not None and new is not None:
        return holds(new, edit.after_index, edit.after)
    if edit.after is None and edit.before is not None and old is not None:
        return holds(old, edit.before_index, edit.before)
    return False


def holds(notice: Notice, index: int | None, text: str) -> bool:
    """Whether a piece of a body block, or (index None) a text outside the body, is the notice's."""
    needle, whole = normal(text, "punctuation"), normal(notice.text, "punctuation")
    if index is not None:
        return index in notice.blocks and needle in whole
    return not notice.blocks and needle == whole


def notice_numbers(edits: Sequence[Edit], step: Step) -> list[int]:
    """Edits that lie inside the notice."""
    return [number for number, edit in enumerate(edits) if inside(edit, step)]


def news_numbers(edits: Sequence[Edit], step: Step) -> list[int]:
    """Edits that tell news inside an update that stands in the new document."""
    if step.new is None or step.new.kind != "update" or step.status == "kept":
        return []
    ear = ear_of(step.new)
    numbers = notice_numbers(edits, step)
    return [number for number in numbers if news_of(edits[number].after or edits[number].before or "", ear)]


def own_numbers(edits: Sequence[Edit], step: Step) -> frozenset[int]:
    """Edits inside the notice that are the article's own by now (after fields were sorted)."""
    return frozenset(n for n in notice_numbers(edits, step) if edits[n].field != "notice")
