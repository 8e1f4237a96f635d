"""The API keeps what its own description promises, whatever is asked of it."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from monitor.record import SqlRecords
from monitor.settings import WebSettings
from tests.web.newsroom import fill
from tests.web.reading import open_desk

TOKEN = "of-the-config"
#: What draws, and what tries out noise, is not given to the desk of this test: these answer 503.
UNFURNISHED = {"GET /api/revisions/{revision_id}/card", "POST /api/noise", "POST /api/noise/previews"}
LOCAL = {"host": "localhost", "authorization": f"Bearer {TOKEN}"}


def test_every_operation_keeps_its_promises(sqlite_store: SqlRecords) -> None:
    """Valid requests and broken ones, ten of each kind: no answer is outside the description."""
    fill(sqlite_store)
    desk = open_desk(sqlite_store, WebSettings(token=TOKEN))
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", desk, headers=LOCAL)
    # Each request here carries the token; who sends none, or a broken one, is test_web_guard's.
    del schema.raw_schema["security"], schema.raw_schema["components"]["securitySchemes"]
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) >= 20
    for operation in operations:
        if operation.label in UNFURNISHED:
            continue
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            if mode.is_negative and not list(operation.iter_parameters()):
                continue
            check(operation, mode)


def check(operation: Any, mode: Any) -> None:
    excluded = []
    raw = operation.definition.raw
    paged = any(one["name"] == "cursor" for one in raw.get("parameters", []))
    if operation.method != "get" or paged:
        # That a name is taken, a source the config's, or a cursor of another order, no shape can say.
        excluded.append(positive_data_acceptance)
    if "multipart/form-data" in raw.get("requestBody", {}).get("content", {}):
        # Whatever is put into a file's place arrives as a file.
        excluded.append(negative_data_rejection)

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=10,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def keeps(case: Any) -> None:
        case.call_and_validate(headers=LOCAL, excluded_checks=excluded)

    keeps()
