"""Was it owned up to: the edits held against the notices, and the verdict on the whole step.

The tables of the contract in code: disclosure is the first row that holds, the label the strongest
notice, else what was seen. It speaks of what was declared, never of what was intended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monitor.judge.coverage import covers
from monitor.judge.facets import annotate
from monitor.judge.matching import Step, steps
from monitor.judge.news import news_numbers, notice_numbers, own_numbers
from monitor.judge.phrases import Phrases, phrases
from monitor.judge.rules import Scale, is_addition, is_substantive, quiet, scale, summarize, weigh
from monitor.judge.tongues import base
from monitor.model import (
    Disclosure,
    Document,
    Edit,
    Judgement,
    Label,
    NoticeChange,
    NoticeKind,
    Reason,
    Verdict,
)  # fmt: skip

#: The strongest first.
STRENGTH: tuple[NoticeKind, ...] = (
    "retraction", "correction", "clarification", "editor_note", "legal_reply", "update",
)  # fmt: skip
NAMES: dict[NoticeKind, Label] = {
    "retraction": "retraction", "correction": "correction", "clarification": "clarification",
    "editor_note": "editor's note", "legal_reply": "legal reply", "update": "update",
}  # fmt: skip
#: Evidence is quoted up to this many characters.
QUOTE = 160


@dataclass(frozen=True, slots=True)
class Account:
    """What was declared and what was seen, side by side."""

    scale: Scale
    edits: tuple[Edit, ...]
    steps: tuple[Step, ...]
    covers: tuple[tuple[int, ...], ...]
    exempt: bool

    @property
    def declared(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.declares)

    @property
    def accounted(self) -> frozenset[int]:
        """Edits that a notice of this step accounts for."""
        return frozenset(
            number
            for step, numbers in zip(self.steps, self.covers, strict=True)
            if step.declares
            for number in numbers
        )

    @property
    def substantive(self) -> frozenset[int]:
        return frozenset(
            number for number, edit in enumerate(self.edits) if counts(edit) and is_substantive(edit)
        )

    @property
    def removed(self) -> bool:
        return any(step.status == "removed" for step in self.steps)


def counts(edit: Edit) -> bool:
    """Whether an edit is the article's own and not the text of a notice."""
    return edit.field != "notice"


def judge(before: Document, after: Document, edits: Sequence[Edit]) -> Judgement:
    """The whole judgement of the step between two documents. Edits keep their order and numbers;
    those inside a notice get the field `notice`, news told there is the body's."""
    found = steps(before.notices, after.notices)
    sorted_out = sort_fields(edits, found)
    annotated, why = annotate(sorted_out, before, after)
    size = scale(annotated, before, after)
    language = after.language or before.language
    covered = tuple(
        covers(step.notice, annotated, own_numbers(annotated, step), phrases_of(step), language)
        if step.declares
        else ()
        for step in found
    )
    exempt = "liveblog" in (before.page_kind, after.page_kind)
    account = Account(size, annotated, found, covered, exempt)
    verdict = verdict_of(account, before, after, why)
    changes = tuple(
        NoticeChange(step.status, step.notice, numbers) for step, numbers in zip(found, covered, strict=True)
    )
    return Judgement(annotated, changes, verdict)


def only_technical(judgement: Judgement) -> Judgement:
    """The judgement of a step without any edit, whose captures nevertheless do not show the same."""
    why = Reason(
        "technical: the article is the same", "white space, marks or words around the article differ"
    )
    verdict = judgement.verdict
    told = replace(
        verdict,
        change="technical",
        label="technical",
        summary=verdict.summary.replace(quiet("none"), quiet("technical")),
        reasons=(*verdict.reasons, why),
    )
    return replace(judgement, verdict=told)


def phrases_of(step: Step) -> Phrases:
    return phrases(base(step.notice.language) or "en")


def sort_fields(edits: Sequence[Edit], found: Sequence[Step]) -> tuple[Edit, ...]:
    """Edits of notice text get the field `notice`; news told inside an update is the body's."""
    news = {number for step in found for number in news_numbers(edits, step)}
    words = {number for step in found for number in notice_numbers(edits, step)} - news
    return tuple(
        replace(edit, field="notice") if number in words and edit.field in ("body", "notice", "caption")
        else replace(edit, field="body") if number in news and edit.field == "notice"
        else edit
        for number, edit in enumerate(edits)
    )  # fmt: skip


#: What a publisher declares of a story belongs high in the queue even when nothing else moved.
LEAST_WEIGHT: dict[Label, int] = {
    "retraction": 85, "legal reply": 60, "correction": 45, "clarification": 35,
}  # fmt: skip


def verdict_of(account: Account, before: Document, after: Document, why: Iterable[Reason]) -> Verdict:
    disclosure = disclosure_of(account)
    label = label_of(account, disclosure)
    weight = weigh(account.scale, account.edits, disclosure, before, after)
    reasons = (
        *why,
        *account.scale.reasons,
        *notice_reasons(account),
        *disclosure_reasons(account, disclosure),
    )
    return Verdict(
        change=account.scale.change,
        disclosure=disclosure,
        label=label,
        weight=weight if account.scale.suspect else max(weight, LEAST_WEIGHT.get(label, 0)),
        summary=summarize(account.scale, account.edits, notice_words(account, disclosure)),
        reasons=reasons,
        suspect=account.scale.suspect,
    )


def disclosure_of(account: Account) -> Disclosure:
    """The first row of the contract's table that holds."""
    change, accounted, substantive = account.scale.change, account.accounted, account.substantive
    told = bool(account.declared)
    if account.exempt:
        return "exempt"
    if told and change in ("none", "technical", "style") and not accounted:
        return "note_without_change"
    if told and (substantive <= accounted if substantive else bool(accounted)):
        return "disclosed"
    if told and substantive & accounted:
        return "partly_disclosed"
    if change == "substantive":
        return "undisclosed"
    return "note_removed" if account.removed else "not_needed"


def label_of(account: Account, disclosure: Disclosure) -> Label:
    """The strongest notice added, else the most telling thing seen."""
    kinds = {step.notice.kind for step in account.declared}
    strongest = next((kind for kind in STRENGTH if kind in kinds), None)
    change = account.scale.change
    rows: tuple[tuple[bool, Label], ...] = (
        (account.scale.replaced, "replaced"),
        (account.scale.rewritten, "rewritten"),
        (disclosure == "undisclosed", "undisclosed change"),
        (account.removed, "notice removed"),
        (change in ("addition", "substantive"), "new details"),
        (change == "style", "minor edit"),
        (change == "technical", "technical"),
    )
    if strongest:
        return NAMES[strongest]
    return next((label for holds, label in rows if holds), "no change")


def notice_words(account: Account, disclosure: Disclosure) -> str:
    """The half of the summary that speaks of notices."""
    kinds = {step.notice.kind for step in account.declared}
    strongest = next((NAMES[kind] for kind in STRENGTH if kind in kinds), None)
    article = "an" if strongest and strongest[0] in "aeiou" else "a"
    if strongest is None:
        return "a notice was removed" if account.removed else "no notice was added"
    if strongest == "retraction" and disclosure == "note_without_change":
        # It speaks of the whole article: there need be no edit that it tells of.
        return "a retraction was added"
    return {
        "exempt": f"{article} {strongest} was added",
        "note_without_change": f"{article} {strongest} was added, what it tells of is not among the edits",
        "disclosed": f"{article} {strongest} accounts for it",
        "partly_disclosed": f"{article} {strongest} accounts for part of it",
        "undisclosed": f"{article} {strongest} was added and does not account for it",
    }.get(disclosure, f"{article} {strongest} was added")


def quoted(text: str | None) -> str:
    flat = " ".join((text or "").split())
    return f"“{flat if len(flat) <= QUOTE else flat[: QUOTE - 1] + '…'}”"


def notice_reasons(account: Account) -> Iterable[Reason]:
    """What became of each notice, in its own words, and the edits it accounts for."""
    for step, numbers in zip(account.steps, account.covers, strict=True):
        if step.status == "kept":
            continue
        kind = NAMES[step.notice.kind]
        silent = step.status == "reworded" and not step.declares
        rule = f"{kind} reworded, nothing new declared" if silent else f"{kind} {step.status}"
        yield Reason(rule, quoted(step.notice.text))
        for number in numbers:
            edit = account.edits[number]
            yield Reason(f"accounted for by the {kind}", quoted(edit.after or edit.before), number)


def disclosure_reasons(account: Account, disclosure: Disclosure) -> Iterable[Reason]:
    """Why the disclosure is what it is; every edit that no notice covers is named."""
    if disclosure == "exempt":
        yield Reason("live blog: notices are not expected", "page kind liveblog")
        return
    if disclosure == "note_without_change":
        for step in account.declared:
            yield Reason(
                "the change that the notice tells of is not among the edits", quoted(step.notice.text)
            )
    if disclosure == "note_removed":
        yield Reason(
            "a notice that stood there is gone",
            quoted(next(s for s in account.steps if s.status == "removed").notice.text),
        )
    open_edits = sorted(account.substantive - account.accounted)
    for number in open_edits:
        edit = account.edits[number]
        rule = "no notice was added" if not account.declared else "no added notice mentions this edit"
        yield Reason(rule, f"{quoted(edit.before)} → {quoted(edit.after)}", number)
    if (
        disclosure == "not_needed"
        and not account.declared
        and any(is_addition(e) for e in account.edits if counts(e))
    ):
        yield Reason("additions need no notice", "nothing was altered or removed")
