"""The form of a source: what a browser sends → a draft or the complaints about it, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from monitor.errors import UsageError
from monitor.model import SourceSpec
from monitor.web.source_schemas import NewSource, SourceRules

#: Letters of one field.
LONGEST = 20_000
Text = Annotated[str, Field(max_length=LONGEST)]
_NUMBERS = ("every_seconds", "max_articles", "max_age_seconds")


class SourceForm(BaseModel):
    """The fields as they are written. Lists stand one a line, tags between commas."""

    location: Text = ""
    kind: Text = ""
    name: Text = ""
    tags: Text = ""
    section: Text = ""
    language: Text = ""
    every_seconds: Text = ""
    include: Text = ""
    exclude: Text = ""
    max_articles: Text = ""
    max_age_seconds: Text = ""

    def draft(self) -> NewSource:
        """ValidationError where something in it cannot be."""
        return NewSource.model_validate(
            {"location": self.location, **self._said("kind", "name"), **self._rules()}
        )

    def rules(self) -> SourceRules:
        """ValidationError where something in it cannot be."""
        return SourceRules.model_validate(self._rules())

    def _rules(self) -> dict[str, object]:
        lists = {
            "tags": [tag.strip() for tag in self.tags.split(",") if tag.strip()],
            "include": [line.strip() for line in self.include.splitlines() if line.strip()],
            "exclude": [line.strip() for line in self.exclude.splitlines() if line.strip()],
        }
        return {**self._said("section", "language", *_NUMBERS), **lists}

    def _said(self, *names: str) -> dict[str, str]:
        """The fields that are not empty."""
        values = {name: str(getattr(self, name)).strip() for name in names}
        return {name: value for name, value in values.items() if value}


def form_of(spec: SourceSpec) -> SourceForm:
    """The form as it stands before anybody writes in it."""
    return SourceForm(
        location=spec.location,
        kind=spec.kind.value,
        name=spec.name,
        tags=", ".join(spec.tags),
        section=spec.section or "",
        language=spec.language or "",
        every_seconds=str(spec.every_seconds or ""),
        include="\n".join(spec.include),
        exclude="\n".join(spec.exclude),
        max_articles=str(spec.max_articles or ""),
        max_age_seconds=str(spec.max_age_seconds or ""),
    )


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a field, or with the whole where `field` is None."""

    field: str | None
    wrong: str


def complaints(error: ValidationError | UsageError) -> list[Complaint]:
    if isinstance(error, UsageError):
        return [Complaint(None, str(error))]
    return [
        Complaint(str(one["loc"][0]) if one["loc"] else None, one["msg"].removeprefix("Value error, "))
        for one in error.errors()
    ]
