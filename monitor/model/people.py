"""The people at the desk: who somebody is, what she may do, by what she is let in, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Literal


class Role(IntEnum):
    """What somebody may do; each role may do what those below it may."""

    #: Read everything.
    READER = 1
    #: Judge too: confirm, overrule, mark noise, assign.
    REVIEWER = 2
    #: Set up too: sources, rules, people.
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. `name` is what the audit trail holds; `account_id` is None for who has no account: anybody
    on a desk without accounts, and whoever holds the config's token or password."""

    name: str
    role: Role
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does something, when, and from where as far as known."""

    person: str
    at: datetime
    address: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. `password` is its hash, `""` as long as none was set."""

    id: int
    name: str
    role: Role
    password: str
    disabled: bool
    created_at: datetime
    signed_in_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in, known by the digest of its cookie. It ends at `ends_at`, or when nothing
    was asked for too long after `seen_at`. `account_id` is None for the config's password."""

    id: int
    account_id: int | None
    name: str
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What a program shows instead of a password, known by its digest; it may do what both `scope` and the
    role of its person allow. `expires_at` None: never."""

    id: int
    account_id: int
    name: str
    label: str
    scope: Role
    made_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


ShareKind = Literal["revision", "article", "list"]


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A link that shows one thing to whoever holds it. `subject` is the number of a revision or an article,
    or the filters of a list as they stand in its address."""

    id: int
    kind: ShareKind
    subject: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What somebody did, or tried: `person` is her name, `subject` what it was done to."""

    at: datetime
    person: str
    action: str
    subject: str = ""
    #: From where, as far as known.
    address: str = ""
    #: Given by the store.
    id: int = 0
