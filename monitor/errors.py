"""The exception tree. A site's failure is never one of these: it is a value (`model.Failed` …).

MonitorError
├── UsageError            wrong words on the command line (exit 2)
├── ConfigError           one or more problems in the config (exit 2)
├── NotFoundError         what was asked for is not there (exit 1)
│   └── TakenDown         it was removed for good, and a tombstone says why
├── EnvironmentRefused    the machine says no: full disk, taken port, no permission (exit 3)
│   ├── StoreInUse        another daemon holds the store
│   └── StoreTooNew       the store was written by a later release
└── StoreError            the store failed or holds what it must not; the round stops (exit 3)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a config: where it stands, what is wrong, what would be right."""

    where: str
    line: int | None
    key: str
    wrong: str
    right: str

    def __str__(self) -> str:
        place = f"{self.where}:{self.line}" if self.line else self.where
        key = f" {self.key}:" if self.key else ""
        return f"{place}:{key} {self.wrong}; {self.right}"


class MonitorError(Exception):
    """Base of all errors this program raises on purpose. `exit_code` is the contract's."""

    exit_code = 3


class UsageError(MonitorError):
    exit_code = 2


class ConfigError(MonitorError):
    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class NotFoundError(MonitorError):
    exit_code = 1


class TakenDown(NotFoundError):
    pass


class EnvironmentRefused(MonitorError):
    pass


class StoreInUse(EnvironmentRefused):
    pass


class StoreTooNew(EnvironmentRefused):
    pass


class StoreError(MonitorError):
    pass
