"""A link to a list shows what its maker had before her: the same filters and the same part of the queue."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from monitor.model import Opinion, Role
from monitor.record import open_records
from tests.web.newsroom import fill
from tests.web.visitor import House, Visitor, account


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Of five revisions one waits for Rosa, one for Ada, one was confirmed, one dismissed."""
    records = open_records("sqlite://", data=tmp_path_factory.mktemp("house"))
    fill(records)
    house = House(records)
    account(records, "Ada", Role.ADMIN)
    account(records, "Rosa", Role.REVIEWER)
    now = house.time()
    for number, opinion in (
        (1, Opinion("Ada", "assign", assignee="Rosa")),
        (2, Opinion("Ada", "assign", assignee="Ada")),
        (3, Opinion("Ada", "confirm")),
        (4, Opinion("Ada", "dismiss")),
    ):
        records.put_reviews([number], opinion, now)
    yield house
    records.close()


@pytest.fixture
def rosa(house: House) -> Visitor:
    visitor = Visitor(house.desk())
    assert visitor.sign_in("Rosa").status_code == 303
    return visitor


def revisions_in(text: str, below: str = "") -> set[int]:
    return {int(number) for number in re.findall(rf'<h2><a href="{below}/revisions/(\d+)"', text)}


def made(rosa: Visitor, address: str) -> str:
    """The link that the list at this address offers to make."""
    [offer] = re.findall(r'href="(/shares/new\?kind=list[^"]*)"', rosa.get(address).text)
    page = rosa.get(offer.replace("&amp;", "&")).text
    [subject] = re.findall(r'name="subject" value="([^"]*)"', page)
    fields = {"kind": "list", "subject": subject.replace("&amp;", "&"), "days": "7"}
    found = re.search(r"(/shared/[\w-]+)", rosa.send("/shares", page="/shares", **fields).text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("/", "not judged yet"),
        ("/?tab=all", "judged or not"),
        ("/?tab=mine", "waiting for Rosa"),
        ("/?tab=reviewed", "reviewed"),
        ("/?tab=dismissed", "dismissed"),
        ("/?tab=all&disclosure=undisclosed&order=newest&technical=1", "judged or not"),
        ("/?tab=all&unread=1", "newer than revision"),
    ],
)
def test_the_link_shows_what_the_maker_saw(house: House, rosa: Visitor, address: str, part: str) -> None:
    seen = revisions_in(rosa.get(address).text)
    link = made(rosa, address)
    shared = Visitor(house.desk()).get(link).text
    assert revisions_in(shared, link) == seen
    assert part in shared


def test_the_parts_are_not_all_the_same(rosa: Visitor) -> None:
    parts = [revisions_in(rosa.get(f"/?tab={tab}").text) for tab in ("all", "mine", "reviewed", "dismissed")]
    assert parts[1:] == [{1}, {3}, {4}] and parts[0] >= {1, 2, 3, 4}


def test_news_end_with_no_visit_of_a_reader_of_the_link(house: House, rosa: Visitor) -> None:
    """What was new to the maker is told apart by number: later visits of hers change nothing."""
    link = made(rosa, "/?tab=all&unread=1")
    before = revisions_in(Visitor(house.desk()).get(link).text, link)
    rosa.send("/visits", page="/", seen="1000", next="/")
    assert revisions_in(Visitor(house.desk()).get(link).text, link) == before


@pytest.mark.parametrize("subject", ["label=correctoin", "tab=everything", "disclosures=undisclosed"])
def test_a_filter_that_is_not_understood_makes_no_link(rosa: Visitor, subject: str) -> None:
    answer = rosa.send("/shares", page="/shares", kind="list", subject=subject, days="7")
    assert answer.status_code == 422 and "/shared/" not in answer.text
