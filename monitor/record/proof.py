"""Holds the store against its journal: every link, every row that it covers, every head kept elsewhere.

Says what does not fit, one sentence each; decides nothing and mends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from sqlalchemy import Connection, exc, exists, literal, select

from monitor.model import Head, JournalEntry
from monitor.record.chain import BEGINNING, entry_digest, entry_of
from monitor.record.covered import COVERED, PAGE, Covered, Key, digest
from monitor.record.pack import chunks
from monitor.record.schema import journal

#: What reading a row raises when its bytes are no longer what its columns may hold.
UNREADABLE = (ValueError, TypeError, exc.DBAPIError)
#: Findings of one sort; whoever rewrote more than that is told enough.
MOST = 200
Step = Callable[[], None]


def check(conn: Connection, heads: Sequence[Head], step: Step) -> Iterator[str]:
    """What does not fit, the chain's own links first."""
    yield from _bounded(_links(conn, heads, step), "the journal")
    for covered in COVERED.values():
        yield from _bounded(_rows(conn, covered, step), f"table {covered.name}")
        yield from _bounded(_strangers(conn, covered), f"table {covered.name}")


def _bounded(findings: Iterator[str], where: str) -> Iterator[str]:
    for number, finding in enumerate(findings):
        if number == MOST:
            yield f"More of {where} does not fit than is listed here."
            return
        yield finding


def _links(conn: Connection, heads: Sequence[Head], step: Step) -> Iterator[str]:
    named: dict[int, set[str]] = {}
    for one in heads:
        named.setdefault(one.sequence, set()).add(one.digest)
    sequence, previous = 0, BEGINNING
    first = True
    for number, entry in _entries(conn, step):
        wrong = list(_misfits(entry, number, sequence, previous))
        if wrong and first:
            yield f"The first entry of the journal that does not fit is number {number}."
            first = False
        yield from wrong
        if entry is not None and (kept := named.pop(number, None)) and kept != {entry.digest}:
            yield (
                f"Entry {number} of the journal is not the one that a head kept elsewhere names: the chain "
                "was written anew up to there."
            )
        sequence, previous = number, previous if entry is None else entry.digest
    for number in sorted(named):
        what = "its tail was cut off" if number > sequence else "that entry is missing"
        yield f"A head kept elsewhere names entry {number} and the journal ends at {sequence}: {what}."


def _misfits(entry: JournalEntry | None, number: int, before: int, previous: str) -> Iterator[str]:
    if entry is None:
        yield f"Entry {number} of the journal cannot be read."
        return
    if number != before + 1:
        alone = number == before + 2
        which = f"Entry {before + 1} is" if alone else f"Entries {before + 1} to {number - 1} are"
        yield f"{which} missing from the journal."
    elif entry.previous != previous:
        yield f"Entry {number} of the journal does not follow from entry {before}."
    if entry_digest(entry) != entry.digest:
        yield f"Entry {number} of the journal was altered: it does not have its digest."


def _entries(conn: Connection, step: Step) -> Iterator[tuple[int, JournalEntry | None]]:
    """All entries with their numbers, in order; None for one that cannot be read."""
    query, place = select(journal).order_by(journal.c.sequence), None
    while True:
        numbers = select(journal.c.sequence).order_by(journal.c.sequence).limit(PAGE)
        if place is not None:
            numbers = numbers.where(journal.c.sequence > place)
        page = list(conn.scalars(numbers))
        if not page:
            return
        between = query.where(journal.c.sequence.between(page[0], page[-1]))
        try:
            yield from [(row.sequence, entry_of(row)) for row in conn.execute(between)]
        except UNREADABLE:
            for number in page:
                yield number, _entry(conn, number)
        place = page[-1]
        step()


def _entry(conn: Connection, number: int) -> JournalEntry | None:
    try:
        return entry_of(conn.execute(select(journal).where(journal.c.sequence == number)).one())
    except UNREADABLE:
        return None


def _rows(conn: Connection, covered: Covered, step: Step) -> Iterator[str]:
    """What is not as the latest entry of its row says."""
    for some in chunks(_latest(conn, covered), PAGE):
        wanted = {key: parsed for key, _, _ in some if (parsed := covered.key_of(key)) is not None}
        found = _contents(conn, covered, wanted)
        for key, sequence, content in some:
            if finding := _difference(found.get(key, None), content):
                yield f"Row {key} of table {covered.name} {finding} (entry {sequence} of the journal)."
        step()


def _difference(found: str | None, content: str | None) -> str | None:
    if found == content:
        return None
    if found == "":
        return "cannot be read any more"
    if found is None:
        return "is missing"
    if content is None:
        return "is there although it was deleted"
    return "is not what was recorded: it was altered"


def _latest(conn: Connection, covered: Covered) -> Iterator[tuple[str, int, str | None]]:
    """Key, number and content of the latest entry of each row."""
    columns = (journal.c.key, journal.c.sequence, journal.c.content)
    query = select(*columns).where(journal.c.subject == covered.name)
    rows = conn.execution_options(yield_per=PAGE).execute(query.order_by(journal.c.key, journal.c.sequence))
    for _, entries in groupby(rows, key=lambda row: row.key):
        *_, last = entries
        yield last.key, last.sequence, last.content


def _contents(conn: Connection, covered: Covered, wanted: Mapping[str, Key]) -> dict[str, str]:
    """The digests of what the rows hold; empty for one that cannot be read. Missing rows are left out."""
    try:
        found = covered.contents(conn, list(wanted.values()))
        return {key: digest(content) for key, content in found.items()}
    except UNREADABLE:
        if len(wanted) == 1:
            return dict.fromkeys(wanted, "")
    one_by_one: dict[str, str] = {}
    for key, parsed in wanted.items():
        one_by_one |= _contents(conn, covered, {key: parsed})
    return one_by_one


def _strangers(conn: Connection, covered: Covered) -> Iterator[str]:
    """Rows that nobody entered."""
    key = covered.key_column()
    entered = exists(literal(1)).where(journal.c.subject == covered.name, journal.c.key == key)
    for name in conn.scalars(select(key).where(~entered)):
        yield f"Row {name} of table {covered.name} has no entry in the journal: it was added past it."
