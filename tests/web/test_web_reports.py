"""The report on the desk: a page with a form, files to keep, and the API."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.web.reading import Reader


def test_the_page_holds_the_report_and_the_form_that_asks_for_it(reader: Reader) -> None:
    page = reader.page("/report?last=30d&source=Harbour Post&title=Harbor")
    assert "<h1>Harbor</h1>" in page and 'class="plot"' in page
    assert "articles watched" in page and "Not declared" in page
    assert 'value="Harbour Post" selected' in page and '<option value="30d" selected' in page
    assert "<script>" not in page and "style=" not in page


def test_empty_fields_of_the_form_say_nothing(reader: Reader) -> None:
    assert "revisions" in reader.page("/report?last=&since=&until=&source=&tag=&label=&view=&title=")


@pytest.mark.parametrize(
    ("form", "media_type", "start"),
    [
        ("html", "text/html", "<!doctype html>"),
        ("markdown", "text/markdown", "# Revisions"),
        ("text", "text/plain", "Revisions"),
        ("csv", "text/csv", "revision,"),
        ("json", "application/json", "{"),
    ],
)
def test_the_same_as_a_file(reader: Reader, form: str, media_type: str, start: str) -> None:
    answer = reader.get(f"/report/file?last=4w&format={form}")
    assert answer.headers["content-type"].startswith(media_type)
    assert answer.headers["content-disposition"].startswith('attachment; filename="report-2026-05-04.')
    assert answer.text.startswith(start)


def test_the_api_answers_with_the_numbers_and_what_they_are_shares_of(reader: Reader) -> None:
    told = json.loads(reader.page("/api/report?last=4w&limit=1"))
    assert told["counts"]["revisions"] == sum(told["counts"]["labels"].values())
    assert told["disclosure"]["called_for"] >= told["disclosure"]["undisclosed"] > 0
    assert told["watched"]["looks"] >= told["watched"]["looked_at"] > 0
    assert len(told["revisions"]) == 1 and told["left_out"] > 0
    assert told["revisions"][0]["disclosure"] == "undisclosed"
    rows = list(csv.DictReader(io.StringIO(reader.page("/report/file?last=4w&format=csv"))))
    assert len(rows) == told["left_out"] + 1
    day = json.loads(reader.page("/api/report?since=2026-05-04&until=2026-05-04"))
    assert (day["since"][:19], day["until"][:19]) == ("2026-05-04T00:00:00", "2026-05-04T23:59:59")
    turned = json.loads(reader.page("/api/report?since=2026-05-05&until=2026-05-04"))
    assert turned["since"] < turned["until"]
    assert json.loads(reader.page("/api/report?until=2020-01-01"))["counts"]["revisions"] == 0


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("source=none", 404), ("tag=none", 404), ("view=none", 404), ("last=soon", 422), ("since=soon", 422),
        ("label=wrong", 422), ("limit=-1", 422),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told(reader: Reader, query: str, status: int) -> None:
    assert reader.get(f"/api/report?{query}").status_code == status
    assert reader.get(f"/report?{query}").status_code == status
