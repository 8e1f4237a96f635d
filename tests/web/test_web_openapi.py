"""The API keeps what its own description promises, whatever is asked of it."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from monitor.record import SqlRecords
from tests.web.reading import open_desk

LOCAL = {"host": "localhost"}


def test_every_operation_keeps_its_promises(filled: SqlRecords) -> None:
    """Valid requests and broken ones, twenty of each kind: no answer is outside the description."""
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", open_desk(filled), headers=LOCAL)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) >= 20
    for operation in operations:
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            if mode.is_negative and not list(operation.iter_parameters()):
                continue
            check(operation, mode)


def check(operation: Any, mode: Any) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=20,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def keeps(case: Any) -> None:
        case.call_and_validate(headers=LOCAL)

    keeps()
