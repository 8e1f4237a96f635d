"""A source's page and its disclosure record, with the denominators and the caution."""

from __future__ import annotations

from lxml import html as tree

from monitor.record import SqlRecords
from monitor.web.bodies import CAUTION
from tests.web.newsroom import NAHAR
from tests.web.reading import Reader


def number_of(records: SqlRecords, name: str) -> int:
    return next(one.id for one in records.sources() if one.spec.name == name)


def squeezed(page: str) -> str:
    return " ".join(tree.fromstring(page).text_content().split())


def test_a_source_tells_its_record_with_its_denominators(reader: Reader, filled: SqlRecords) -> None:
    page = reader.page(f"/sources/{number_of(filled, 'Harbour Post')}")
    said = squeezed(page)
    assert "1 of 3 substantive changes seen since" in said
    assert "What this does not show" in said and CAUTION[:60] in said and "are never counted" in said
    widths = [float(width) for width in tree.fromstring(page).xpath("//*[name()='rect']/@width")]
    assert [round(width) for width in widths] == [333, 333, 333]
    assert "s3cret" not in page
    record = reader.get(f"/api/sources/{number_of(filled, 'Harbour Post')}/disclosure").json()
    keys = ("substantive", "called_for", "disclosed", "partly_disclosed", "undisclosed", "articles", "read")
    assert [record[key] for key in keys] == [3, 3, 1, 1, 1, 3, 3]
    assert record["caution"] == CAUTION and record["coverage"]["looks"] == 6


def test_what_was_inferred_is_on_no_record(reader: Reader, filled: SqlRecords) -> None:
    number = number_of(filled, "captures")
    assert reader.get(f"/api/sources/{number}/disclosure").json()["substantive"] == 0
    assert "No substantive change was observed yet" in squeezed(reader.page(f"/sources/{number}"))


def test_every_source_has_a_page(reader: Reader, filled: SqlRecords) -> None:
    links = tree.fromstring(reader.page("/sources")).xpath("//li//h2/a/@href")
    assert links == [f"/sources/{one.id}" for one in filled.sources()]
    assert NAHAR.name in reader.page(links[1])
    for path in ("/sources/99", "/api/sources/99", "/api/sources/99/disclosure"):
        assert reader.get(path).status_code == 404


def test_one_source_is_told_as_in_the_list(reader: Reader, filled: SqlRecords) -> None:
    listed = reader.get("/api/sources").json()["items"]
    assert [reader.get(f"/api/sources/{one['id']}").json() for one in listed] == listed
