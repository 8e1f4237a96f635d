"""What the API takes and answers with about people, for its OpenAPI description."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.credentials import LONGEST_NAME, LONGEST_PASSWORD, SHORTEST_PASSWORD
from monitor.model import ShareKind
from monitor.web.schemas import Shape

RoleName = Literal["reader", "reviewer", "admin"]
ScopeName = Literal["read", "review", "admin"]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Password = Annotated[str, Field(min_length=SHORTEST_PASSWORD, max_length=LONGEST_PASSWORD)]
Label = Annotated[str, Field(min_length=1, max_length=100)]
Days = Annotated[int, Field(ge=1, le=3650)]


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewAccount(Asked):
    name: Name
    role: RoleName
    password: Password


class AccountChange(Asked):
    """What is left out stays."""

    role: RoleName | None = None
    disabled: bool | None = None
    password: Password | None = None


class NewToken(Asked):
    """`days` null: it never expires. `person` is for admins: whose it shall be."""

    label: Label
    scope: ScopeName = "read"
    days: Days | None = 90
    person: Name | None = None


class NewShare(Asked):
    """`subject` is the number of a revision or an article, or the filters of a list as in its address."""

    kind: ShareKind
    subject: Annotated[str, Field(max_length=2000)]
    days: Annotated[int, Field(ge=1, le=365)] = 7


class Me(Shape):
    name: str
    role: RoleName


class Account(Shape):
    id: int
    name: str
    role: RoleName
    disabled: bool
    password: bool = Field(description="Was one set?")
    created_at: datetime
    signed_in_at: datetime | None


class Session(Shape):
    id: int
    person: str
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str
    agent: str


class ApiToken(Shape):
    id: int
    person: str
    label: str
    scope: ScopeName
    made_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class MadeToken(ApiToken):
    """`token` is told this once."""

    token: str


class ShareLink(Shape):
    id: int
    kind: ShareKind
    subject: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class MadeShare(ShareLink):
    """`path`, below the address of the desk, is told this once."""

    path: str


class AuditEntry(Shape):
    id: int
    at: datetime
    person: str
    action: str
    subject: str
    address: str
