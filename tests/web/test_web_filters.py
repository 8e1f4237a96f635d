"""Filters live in the address: what it says is what is asked of the records."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from monitor.ports import RevisionFilter
from monitor.web.filters import CHANGES, DISCLOSURES, LABELS, ORDERS, TABS, read_filter

PLAIN = RevisionFilter(changed_only=True, limit=50, order="queue", statuses=("open",))


def asked(query: str) -> RevisionFilter:
    return read_filter(QueryParams(query)).which


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {}),
        ("source=&search=&since=&until=&min_weight=&order=&before=", {}),
        ("source=Harbour+Post", {"source": "Harbour Post"}),
        ("label=update&label=correction", {"labels": ("correction", "update")}),
        ("label=editor%27s+note", {"labels": ("editor's note",)}),
        ("change=substantive", {"changes": ("substantive",)}),
        ("change=technical", {"changes": ("technical",), "changed_only": False}),
        ("disclosure=undisclosed", {"disclosures": ("undisclosed",)}),
        ("min_weight=40", {"min_weight": 40}),
        ("search=+ferry+", {"search": "ferry"}),
        ("since=2026-05-01", {"since": datetime(2026, 5, 1, tzinfo=UTC)}),
        ("until=2026-05-01", {"until": datetime(2026, 5, 1, 23, 59, 59, 999999, tzinfo=UTC)}),
        ("technical=1", {"changed_only": False}),
        ("technical=0", {}),
        ("order=weight&before=50.7", {"order": "weight", "cursor": "50.7"}),
        ("order=newest", {"order": "newest"}),
        ("tab=reviewed", {"statuses": ("confirmed", "overridden")}),
        ("tab=all&assignee=Ana", {"statuses": (), "assignee": "Ana"}),
    ],
)
def test_what_an_address_asks_for(query: str, expected: dict[str, object]) -> None:
    which = asked(query)
    for name in RevisionFilter.__dataclass_fields__:
        assert getattr(which, name) == expected.get(name, getattr(PLAIN, name)), name


@pytest.mark.parametrize(
    "query",
    ["min_weight=abc", "min_weight=101", "min_weight=-1", "since=yesterday", "until=9999-12-31",
     "before=0", "before=99999999999999999999", "label=nonsense", "change=x", "disclosure=<b>",
     "tab=mime", "order=oldest"],
)  # fmt: skip
def test_what_is_not_understood_is_named_and_left_out(query: str) -> None:
    found = read_filter(QueryParams(query))
    assert found.which == PLAIN
    assert len(found.problems) == 1 and query.split("=")[0] in found.problems[0]


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "source": st.text(min_size=1, max_size=20),
        "search": st.text(min_size=1, max_size=20),
        "label": st.lists(st.sampled_from(LABELS), unique=True),
        "change": st.lists(st.sampled_from(CHANGES), unique=True),
        "disclosure": st.lists(st.sampled_from(DISCLOSURES), unique=True),
        "min_weight": st.integers(0, 100).map(str),
        "since": st.dates().map(str),
        "technical": st.just("1"),
        "order": st.sampled_from(ORDERS),
        "tab": st.sampled_from(sorted(TABS)),
        "unread": st.just("1"),
    },
)


@settings(deadline=None)
@given(FILTERS)
def test_an_address_made_from_a_filter_asks_for_the_same(values: dict[str, object]) -> None:
    found = read_filter(QueryParams(urlencode(values, doseq=True, errors="replace")))
    again = read_filter(QueryParams(urlsplit(found.address()).query))
    assert again.which == found.which and not again.problems


@settings(deadline=None)
@given(FILTERS)
def test_each_chip_removes_one_filter(values: dict[str, object]) -> None:
    found = read_filter(QueryParams(urlencode(values, doseq=True, errors="replace")))
    for chip in found.chips():
        assert len(read_filter(QueryParams(urlsplit(chip.without).query)).chips()) == len(found.chips()) - 1
