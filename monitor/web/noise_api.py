"""Page noise for programs: what is held back or left out, what would follow from more, doing and undoing."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from monitor.model import BlockDecision, BlockNature, DropRule, Label, Marking, NoiseWay
from monitor.shapes import Json, host_block_json, instant
from monitor.web import schemas
from monitor.web.filters import LARGEST_ID
from monitor.web.noise import SHORTEST_DIGEST, Reviewer, asked, decide, mark
from monitor.web.queries import Id, Text
from monitor.web.schemas import PROBLEMS
from monitor.web.tools import DeskTools

_PLAIN = r"^[^\x00]*$"


class ToMark(BaseModel):
    """An edit of a revision, counted from 0, and what is to be done; `drop` takes a CSS selector."""

    model_config = ConfigDict(extra="forbid")

    revision: Annotated[int, Field(ge=1, le=LARGEST_ID)]
    edit: Annotated[int, Field(ge=0, le=100_000)]
    way: NoiseWay
    selector: Annotated[str | None, Field(max_length=300, pattern=_PLAIN)] = None

    def marking(self) -> Marking:
        return Marking(self.revision, self.edit, self.way, (self.selector or "").strip() or None)


class ToDo(ToMark):
    dismiss: Annotated[bool, Field(description="Dismiss those that would have been no change.")] = False


class Word(BaseModel):
    """A person's word on a text."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["kept", "dropped"]


class HeldText(schemas.Shape):
    host: str
    digest: str
    text: str
    why: BlockNature
    first_seen_at: datetime
    last_seen_at: datetime
    seen: int
    decision: BlockDecision
    held_back: bool


class Rule(schemas.Shape):
    id: int
    source: str
    selector: str
    by: str
    at: datetime
    ended_by: str | None
    ended_at: datetime | None


class Noise(schemas.Shape):
    texts: list[HeldText]
    rules: list[Rule]


class RejudgedShape(schemas.Shape):
    revision_id: int
    headline: str | None
    was: Label
    now: Label


class Preview(schemas.Shape):
    """What would follow; nothing was judged where there is a `problem`."""

    host: str
    source: str
    texts: list[str]
    selectors: list[str]
    looked: int
    technical: list[RejudgedShape]
    otherwise: list[RejudgedShape]
    unread: int
    problem: str | None


class DoneShape(schemas.Shape):
    digests: list[str]
    rule: int | None
    dismissed: list[int]


def noise_api_router(tools: DeskTools) -> APIRouter:
    """Under /api/noise."""
    router = APIRouter(prefix="/api/noise", responses=PROBLEMS)
    records = tools.records

    @router.get("", response_model=Noise, summary="Texts that are held back, and elements that are left out")
    def noise(host: Text = None, source: Text = None) -> Json:
        texts = [host_block_json(one) for one in records.host_blocks(host or None)]
        return {"texts": texts, "rules": [_rule(one) for one in records.drops(source or None)]}

    @router.post(
        "/previews",
        response_model=Preview,
        summary="What calling it noise would have made of stored revisions",
    )
    def preview(given: ToMark) -> Json:
        found = asdict(asked(tools, given.marking()))
        del found["marking"]
        return found

    @router.post("", response_model=DoneShape, summary="Call it noise")
    def do(given: ToDo, person: Reviewer) -> Json:
        return asdict(mark(tools, given.marking(), person.name, dismiss=given.dismiss))

    @router.put(
        "/texts/{digest}", response_model=schemas.Page[HeldText], summary="Keep or drop a text of a host"
    )
    def word(
        digest: Annotated[str, Path(pattern=f"^[0-9a-f]{{{SHORTEST_DIGEST},64}}$")],
        host: Annotated[str, Query(max_length=300, pattern=_PLAIN)],
        given: Word,
        person: Reviewer,
    ) -> Json:
        decide(tools, host, digest, given.decision, person.name)
        found = [one for one in records.host_blocks(host) if one.digest.startswith(digest)]
        return {"items": [host_block_json(one) for one in found], "next": None}

    @router.delete("/rules/{number}", response_model=Rule, summary="Read such elements again")
    def end(number: Id, person: Reviewer) -> Json:
        return _rule(tools.change(records.end_drop, number, person.name, tools.clock()))

    return router


def _rule(rule: DropRule) -> Json:
    return {
        "id": rule.id,
        "source": rule.source,
        "selector": rule.selector,
        "by": rule.by,
        "at": instant(rule.at),
        "ended_by": rule.ended_by,
        "ended_at": instant(rule.ended_at),
    }
