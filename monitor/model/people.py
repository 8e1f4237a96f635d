"""The people at the desk: who somebody is, and what she may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


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
    """Who asks. `name` is what the audit trail holds."""

    name: str
    role: Role
