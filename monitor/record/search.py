"""Full-text search: which rows hold what is asked for, and what each is found by.

The texts stand in `revision_text` and `version_text`, and of articles in `article.folded`; their indexes
are kept by the database (see `search_tables`). Each text is written in the transaction that records what
it is of, and goes with it. Holds no order and no filter: those are `listing`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    column,
    delete,
    func,
    insert,
    not_,
    select,
    table,
    text,
)

from monitor.model import Document, Judgement
from monitor.ports import place_of
from monitor.record.pack import unpack_document, unpack_judgement
from monitor.record.schema import article, revision, revision_text, version, version_text
from monitor.record.sql import AnyRow
from monitor.searching import Question, Term, needle, search_text

Kind = Literal["article", "revision", "version"]
#: Of each kind: the table that holds the text on PostgreSQL, and its key.
_SERVER = {
    "article": ("found_article", "article_id"),
    "revision": ("revision_text", "place"),
    "version": ("version_text", "version_id"),
}


def found(conn: Connection, kind: Kind, asked: Question) -> Select[tuple[int]]:
    """The keys of the rows that hold what is asked for, looked up in the index: numbers of articles or
    versions, places of revisions."""
    if conn.dialect.name == "sqlite":
        index = table(f"found_{kind}", column("rowid", BigInteger))
        said = text(f"found_{kind} MATCH :words").bindparams(bindparam("words", _fts(asked), unique=True))
        return select(index.c.rowid).select_from(index).where(said)
    # The index is what there is to be used; by itself the server may think better of reading all.
    conn.execute(text("SET LOCAL enable_seqscan = off"))
    name, key = _SERVER[kind]
    texts = table(name, column(key, BigInteger), column("text"))
    words = text(f"array_to_tsvector(string_to_array(btrim({name}.text), ' ')) @@ CAST(:words AS tsquery)")
    said = words.bindparams(bindparam("words", _tsquery(asked), unique=True))
    phrases = [term for term in asked.terms if len(term.tokens) > 1]
    return select(texts.c[key]).where(said, *_conditions(phrases, texts.c.text))


def size(conn: Connection, rows: Select[tuple[int]], most: int) -> int:
    """How many rows `found` finds; beyond `most`, only that there are more. PostgreSQL knows how common words
    are, and to count those of a common one it would go through all of them: it is asked first."""
    if conn.dialect.name == "postgresql":
        told = rows.compile(dialect=conn.dialect, compile_kwargs={"literal_binds": True})
        plan = conn.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {told}").scalar_one()
        if plan[0]["Plan"]["Plan Rows"] > 4 * most:
            return most + 1
    return counted(conn, rows, most)


def counted(conn: Connection, rows: Select[tuple[int]], most: int) -> int:
    """How many there are, none of them counted beyond `most` + 1."""
    return conn.scalar(select(func.count()).select_from(rows.limit(most + 1).subquery())) or 0


def holds(asked: Question, told: ColumnElement[str]) -> ColumnElement[bool]:
    """Does a text hold what is asked for? Without an index, for rows found by something else."""
    return and_(*_conditions(asked.terms, told))


def _conditions(terms: Sequence[Term], told: ColumnElement[str]) -> list[ColumnElement[bool]]:
    there = [(term, told.contains(needle(term), autoescape=True)) for term in terms]
    return [said if term.wanted else not_(said) for term, said in there]


def _fts(asked: Question) -> str:
    """In the words of FTS5. Tokens hold letters, marks and digits alone, so nothing needs an escape."""
    terms = [(" ".join(term.tokens), term.beginning) for term in asked.wanted]
    wanted = " AND ".join(f'"{words}"{" *" if goes_on else ""}' for words, goes_on in terms)
    unwanted = [f'"{" ".join(term.tokens)}"{" *" if term.beginning else ""}' for term in asked.unwanted]
    return f"({wanted})" + "".join(f" NOT {words}" for words in unwanted)


def _tsquery(asked: Question) -> str:
    """In the words of PostgreSQL. The index knows no places: phrases are looked at besides."""
    parts = [f"({_all_of(term)})" for term in asked.wanted]
    # A text that holds all words of an unwanted phrase may do so in another order.
    parts += [f"!({_all_of(term)})" for term in asked.unwanted if len(term.tokens) == 1]
    return " & ".join(parts)


def _all_of(term: Term) -> str:
    words = [f"'{token}'" for token in term.tokens]
    return " & ".join(words) + (":*" if term.beginning else "")


def put_version(conn: Connection, version_id: int, document: Document) -> None:
    """Make a version found by its words."""
    conn.execute(insert(version_text), {"version_id": version_id, "text": version_words(document)})


def version_words(document: Document) -> str:
    """What a version is found by."""
    return search_text(document.headline, document.standfirst, document.text)


def put_revision(conn: Connection, revision_id: int, seen_at: datetime, judgement: Judgement) -> None:
    """Make a revision found by the words of its headline, its edits and its notices. Its version is there."""
    words = revision_words(judgement, headline_after(conn, revision_id))
    row = {"place": place_of(seen_at, revision_id), "revision_id": revision_id, "text": words}
    conn.execute(insert(revision_text), row)


def headline_after(conn: Connection, revision_id: int) -> str | None:
    """That of the version that a revision leads to."""
    leads = (version.c.article_id == revision.c.article_id) & (version.c.number == revision.c.to_version)
    query = select(version.c.document).join(revision, leads).where(revision.c.id == revision_id)
    return headline_of(conn.scalar(query))


def headline_of(document: str | None) -> str | None:
    """That of a packed document; None for one that cannot be read."""
    with suppress(ValueError):
        return unpack_document(document).headline if document else None
    return None


def revision_words(judgement: Judgement, headline: str | None) -> str:
    """What a revision is found by; notices that stayed as they were do not count."""
    edits = [words for edit in judgement.edits for words in (edit.before, edit.after)]
    notices = [one.notice.text for one in judgement.notices if one.status != "kept"]
    return search_text(headline, *edits, *notices)


def forget_revisions(conn: Connection, revision_ids: Sequence[int]) -> None:
    """Before revisions are deleted."""
    conn.execute(delete(revision_text).where(revision_text.c.revision_id.in_(revision_ids)))


def again(conn: Connection, revision_ids: Sequence[int]) -> None:
    """Make texts anew of revisions that lead to other versions now; one that another stands for has none."""
    forget_revisions(conn, revision_ids)
    mine = select(revision).where(revision.c.id.in_(revision_ids), revision.c.same_as.is_(None))
    for row in conn.execute(mine).all():
        put_again(conn, row)


def put_again(conn: Connection, row: AnyRow) -> None:
    """The text of a row of `revision`; none if the row cannot be read."""
    with suppress(ValueError):
        put_revision(conn, row.id, row.seen_at, unpack_judgement(row.judgement))


def purge(conn: Connection) -> None:
    """Have SQLite's indexes forget the words of deleted rows, which they go on holding otherwise."""
    if conn.dialect.name == "sqlite":
        for kind in _SERVER:
            conn.execute(text(f"INSERT INTO found_{kind} (found_{kind}) VALUES ('optimize')"))


def rebuild(conn: Connection) -> None:
    """Make SQLite's indexes anew from the texts; PostgreSQL's need no such thing."""
    if conn.dialect.name == "sqlite":
        for kind in _SERVER:
            conn.execute(text(f"INSERT INTO found_{kind} (found_{kind}) VALUES ('rebuild')"))
    else:
        conn.execute(text("REINDEX TABLE revision_text"))
        conn.execute(text("REINDEX TABLE version_text"))


def article_holds(conn: Connection, asked: Question) -> ColumnElement[bool]:
    """A condition on `article`."""
    return article.c.id.in_(found(conn, "article", asked))
