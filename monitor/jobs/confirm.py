"""Making sure of a change before it is recorded: a second look, other pages of the host, earlier versions.

Asks again and hands the answers to the pure rules in `second_look` and `patterns`. A question that
brings no answer never takes a change away: then the first look stands as it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from monitor.examine import own_blocks, renumbered
from monitor.jobs.outcome import leads_home
from monitor.jobs.patterns import (
    WITNESSES,
    as_technical,
    edited_blocks,
    returning,
    shows_too,
    swaps_blocks,
    whole_blocks,
    with_return,
    with_shared,
)
from monitor.jobs.second_look import Known, Noise, noise_between, weigh_looks
from monitor.jobs.tools import CheckTools
from monitor.model import (
    BlockNature,
    Document,
    DueArticle,
    Examined,
    Fetched,
    FetchRequest,
    FirstVersion,
    HostBlock,
    ReaderKnowledge,
    Revised,
    Snapshot,
    Unchanged,
    Unreadable,
)
from monitor.ports import ExaminerCrashed

#: Results of looks that held a reading back: they say nothing of the version before it.
HELD = ("suspect", "failed", "refused", "crashed", "unreadable", "gone")
NOISE = "what differs changes from one request to the next"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The look to record. `held`: why it is held back instead; `note`: why nothing is recorded;
    `aside`: digests of the texts left out of account; `address`: where the article really stands."""

    fetched: Fetched
    examined: Examined
    held: str | None = None
    note: str | None = None
    aside: frozenset[str] = frozenset()
    address: str | None = None


class Confirmation:
    """One change that a look found, and the questions put about it."""

    def __init__(self, due: DueArticle, previous: Document, tools: CheckTools) -> None:
        self._due = due
        self._previous = previous
        self._tools = tools
        self._host = urlsplit(due.article.url or "").netloc
        #: Texts left out of account in this look, beside those that the host is known for.
        self._aside: frozenset[str] = frozenset()

    async def confirm(self, fetched: Fetched, revised: Revised) -> Confirmed:
        """What is to be recorded of a look that found a change."""
        if revised.judgement.verdict.suspect:
            return Confirmed(fetched, revised)
        said = await self._without_shared(fetched, revised, self._due.shared)
        one = Confirmed(fetched, said)
        if self._doubtful(said):
            one = await self._second_look(fetched, said)
            if isinstance(one.examined, Revised) and one.held is None and self._may_rotate(one.examined):
                # Two requests may well have been given the same advert; three seldom are.
                one = await self._second_look(one.fetched, one.examined)
        if isinstance(one.examined, Revised) and one.held is None and self._doubtful(one.examined):
            shared = await self._shared_now(one.examined)
            one = Confirmed(one.fetched, await self._without_shared(one.fetched, one.examined, shared))
        return replace(await self._compared_with_earlier(one), aside=self._aside)

    def _doubtful(self, revised: Revised) -> bool:
        verdict = revised.judgement.verdict
        return verdict.label in self._tools.schedule.second_look_labels and verdict.disclosure != "exempt"

    def _may_rotate(self, revised: Revised) -> bool:
        """Could it be an advert that changed: one block for another, or one on a host known for them?"""
        judgement = revised.judgement
        return swaps_blocks(judgement) or (bool(self._due.volatile) and whole_blocks(judgement) is not None)

    async def _compared_with_earlier(self, one: Confirmed) -> Confirmed:
        if not isinstance(one.examined, Revised):
            return one
        digests = await self._tools.read(self._tools.records.version_digests, self._due.article.id)
        found = returning(digests, one.examined.document.content_digest)
        if found is not None and (found[0] == "known" or one.held is not None):
            note = f"alternating variants seen: versions {found[1]} and {len(digests)}"
            return Confirmed(one.fetched, Unchanged(one.examined.document), note=note)
        return Confirmed(one.fetched, with_return(one.examined, digests), one.held)

    # a second look

    async def _second_look(self, fetched: Fetched, revised: Revised) -> Confirmed:
        await asyncio.sleep(self._tools.schedule.second_look_seconds)
        again = await self._ask(self._due)
        if again is None or again.snapshot.digest == fetched.snapshot.digest:
            return Confirmed(fetched, revised)
        try:
            return await self._compare(fetched, revised, again)
        except ExaminerCrashed:
            return Confirmed(fetched, revised)

    async def _compare(self, fetched: Fetched, revised: Revised, again: Fetched) -> Confirmed:
        read, read_again = [await self._bare(self._due, one.snapshot) for one in (fetched, again)]
        if read is None or read_again is None:
            return Confirmed(fetched, revised)
        decided = await self._decided()
        seen = frozenset(digest for digest, one in decided.items() if one.why == "volatile")
        known = Known(self._due.volatile, seen, await self._is_fresh())
        noise = noise_between(self._previous, (read, read_again), known)
        noise = noise.without(_kept(decided))
        await self._learn("volatile", noise.caught)
        first, second = await self._apart(fetched, revised, noise), await self._apart(again, None, noise)
        if isinstance(second, Unreadable | FirstVersion):
            return Confirmed(fetched, revised)
        both = weigh_looks(self._previous, (first, second), self._aside)
        if both.unchanged:
            return Confirmed(fetched, first, note=NOISE)
        if both.held is not None:
            shown = first if isinstance(first, Revised) else revised
            return Confirmed(fetched, shown, held=both.held)
        if both.believe == 1:
            return Confirmed(again, second)
        return Confirmed(fetched, first)

    async def _apart(self, fetched: Fetched, revised: Revised | None, noise: Noise) -> Examined:
        """The look judged without its noise; the document keeps what was read."""
        if revised is not None and not noise.aside:
            return revised
        self._aside |= frozenset(noise.aside)
        whole = revised or await self._examine(fetched.snapshot, frozenset())
        if not isinstance(whole, Revised) or not self._aside:
            return whole
        return await self._judged_apart(fetched, whole)

    async def _judged_apart(self, fetched: Fetched, whole: Revised) -> Examined:
        part = await self._examine(fetched.snapshot, self._aside)
        if not isinstance(part, Revised):
            return part
        kept = own_blocks(whole.document, self._aside)
        return Revised(whole.document, renumbered(part.judgement, after=kept))

    async def _is_fresh(self) -> bool:
        """Has no look found the last version again since it was recorded?"""
        checks = await self._tools.read(self._tools.records.checks, self._due.article.id, 20)
        last = next((check.result for check in checks if check.result not in HELD), None)
        return last in ("first", "revised")

    # other pages of the host

    async def _shared_now(self, revised: Revised) -> frozenset[str]:
        """Texts that came to, or went from, other articles of the host as they did here."""
        blocks = whole_blocks(revised.judgement)
        if blocks is None:
            return frozenset()
        records, read = self._tools.records, self._tools.read
        decided = await self._decided()
        known = {digest for digest in blocks if digest in decided and decided[digest].held_back}
        kept = _kept(decided)
        asked = {digest: it for digest, it in blocks.items() if digest not in known | kept}
        others = await read(records.siblings, self._due.article.id, WITNESSES) if asked else []
        for other in others:
            shown = await self._shown_by(other, asked)
            asked = {digest: it for digest, it in asked.items() if digest in shown}
            if not asked:
                break
        learned = {digest: text for digest, (text, _) in asked.items()} if len(others) == WITNESSES else {}
        await self._learn("shared", learned)
        return frozenset(known | learned.keys())

    async def _decided(self) -> dict[str, HostBlock]:
        """What the host is known for just now: other looks may have learned since this one began."""
        known = await self._tools.read(self._tools.records.host_blocks, self._host)
        return {one.digest: one for one in known}

    async def _shown_by(self, other: DueArticle, asked: Mapping[str, tuple[str, bool]]) -> list[str]:
        answer = await self._ask(other)
        before = await self._tools.read(self._tools.records.latest_document, other.article.id)
        try:
            now = await self._bare(other, answer.snapshot) if answer else None
        except ExaminerCrashed:
            now = None
        if now is None or before is None:
            return []
        return [digest for digest, (_, came) in asked.items() if shows_too(digest, came, before, now)]

    async def _without_shared(self, fetched: Fetched, revised: Revised, shared: frozenset[str]) -> Revised:
        """The change without what is the template's; technical where nothing else remains."""
        found = shared & edited_blocks(revised.judgement)
        if not found:
            return revised
        self._aside |= found
        pages = f"{len(found)} text{'s' if len(found) > 1 else ''} known on {self._host}"
        part = await self._judged_apart(fetched, revised)
        return with_shared(part, pages) if isinstance(part, Revised) else as_technical(revised, pages)

    # asking and reading

    async def _ask(self, due: DueArticle) -> Fetched | None:
        """The page as it is now, fetched afresh; None if it cannot be had."""
        fetched = await self._tools.fetcher.fetch(
            FetchRequest(due.article.url or "", reach=due.reach, afresh=True)
        )
        if not isinstance(fetched, Fetched) or leads_home(fetched.snapshot):
            return None
        return fetched

    async def _bare(self, due: DueArticle, snapshot: Snapshot) -> Document | None:
        """The article in a page, the host's noise included."""
        knowledge = ReaderKnowledge(due.recipe, due.language)
        examined = await self._tools.examiner.examine(None, snapshot, knowledge)
        return None if isinstance(examined, Unreadable) else examined.document

    async def _examine(self, snapshot: Snapshot, aside: frozenset[str]) -> Examined:
        due = self._due
        knowledge = ReaderKnowledge(due.recipe, due.language, due.volatile | aside)
        return await self._tools.examiner.examine(self._previous, snapshot, knowledge)

    async def _learn(self, why: BlockNature, texts: Mapping[str, str]) -> None:
        if texts:
            tools = self._tools
            await tools.write(tools.records.learn_blocks, self._host, why, texts, tools.clock())


def _kept(decided: Mapping[str, HostBlock]) -> frozenset[str]:
    """Texts that a person said are an article's own."""
    return frozenset(digest for digest, one in decided.items() if one.decision == "kept")
