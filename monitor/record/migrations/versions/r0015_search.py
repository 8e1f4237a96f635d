"""Full-text search, lists that stay quick with a million revisions, and views that people save.

What is searched stands in two tables of tokens, which the databases index; the tables `edit` and `notice`,
which were read through for every search, go. Texts of older stores are taken up little by little
(`record.filling`), the newest first, so that an upgrade takes no longer than listing the revisions does.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

CELL = "source_id, label, change, disclosure, provenance, changed, status, band"
_OWN = "{r}.label, {r}.change, {r}.disclosure, {r}.provenance, {r}.changed, {r}.status, {r}.weight / 10"
_SAME = " AND ".join(f"c.{name} = r.{name}" for name in CELL.split(", ")[1:-1])
#: Milliseconds since 1970 and the end of the number, so that each revision has a place of its own.
PLACE = {
    "sqlite": (
        "(((CAST(strftime('%s', {r}.seen_at) AS INTEGER) * 1000"
        " + CAST(substr({r}.seen_at, 21, 3) AS INTEGER)) << 21) | ({r}.id & 2097151))"
    ),
    "postgresql": "((floor(extract(epoch from {r}.seen_at) * 1000)::bigint << 21) | ({r}.id & 2097151))",
}
#: Each revision's cell is looked up: SQLite would go through all revisions for each cell.
JOIN = {"sqlite": "CROSS JOIN", "postgresql": "JOIN"}
FTS = """USING fts5({columns}, tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* P* S* Co Cn'")"""


def upgrade() -> None:
    _make_tables()
    conn = op.get_bind()
    sqlite = conn.dialect.name == "sqlite"
    _list_all(conn.dialect.name)
    for statement in _sqlite_triggers() if sqlite else _server_triggers():
        op.execute(statement)
    op.drop_table("edit")
    op.drop_table("notice")
    for name in ("article", "revision", "version"):
        op.execute(
            f"INSERT INTO filling (name, below) SELECT '{name}', max(id) + 1 FROM {name} HAVING count(*) > 0"
        )


def _make_tables() -> None:
    op.create_table(
        "cell",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("disclosure", sa.Text(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cell"),
        sa.UniqueConstraint(*CELL.split(", "), name="uq_cell"),
    )
    op.create_table(
        "listing",
        sa.Column("place", KEY, autoincrement=False, nullable=False),
        sa.Column("revision_id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("cell_id", KEY, nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("queue_rank", sa.BigInteger(), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("place", name="pk_listing"),
        sa.UniqueConstraint("revision_id", name="uq_listing_revision_id"),
    )
    op.create_table(
        "revision_text",
        sa.Column("place", KEY, autoincrement=False, nullable=False),
        sa.Column("revision_id", KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_revision_text_revision_id"),
        sa.PrimaryKeyConstraint("place", name="pk_revision_text"),
        sa.UniqueConstraint("revision_id", name="uq_revision_text_revision_id"),
    )
    op.create_table(
        "version_text",
        sa.Column("version_id", KEY, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_version_text_version_id"),
        sa.PrimaryKeyConstraint("version_id", name="pk_version_text"),
    )
    op.create_table(
        "filling",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("below", KEY, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_filling"),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", KEY, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        sa.UniqueConstraint("owner", "name", name="uq_saved_view_owner_name"),
    )


def _list_all(dialect: str) -> None:
    """Indexes come after the rows."""
    place = PLACE[dialect]
    own = _OWN.format(r="r")
    op.execute(
        f"INSERT INTO cell ({CELL}, n) SELECT a.source_id, {own}, count(*) FROM revision r"
        " JOIN article a ON a.id = r.article_id WHERE r.same_as IS NULL"
        f" GROUP BY a.source_id, {own}"
    )
    op.execute(
        "INSERT INTO listing (place, revision_id, article_id, cell_id, weight, queue_rank, assignee)"
        f" SELECT {place.format(r='r')}, r.id, r.article_id, c.id, r.weight, r.queue_rank, r.assignee"
        f" FROM revision r {JOIN[dialect]} article a ON a.id = r.article_id"
        f" {JOIN[dialect]} cell c ON c.source_id = a.source_id AND {_SAME} AND c.band = r.weight / 10"
        " WHERE r.same_as IS NULL ORDER BY 1"
    )
    for column in ("article", "cell", "weight", "queue", "assignee"):
        name = {"article": "article_id", "cell": "cell_id", "queue": "queue_rank"}.get(column, column)
        op.create_index(f"ix_listing_{column}", "listing", [name, "place"])


def _listed(place: str) -> tuple[str, str]:
    """What lists a new row of `revision`: its cell, and its place."""
    own = _OWN.format(r="NEW")
    same = _SAME.replace("r.", "NEW.")
    return (
        f"INSERT INTO cell ({CELL}, n) SELECT a.source_id, {own}, 0 FROM article a"
        " WHERE a.id = NEW.article_id AND NEW.same_as IS NULL ON CONFLICT DO NOTHING;",
        "INSERT INTO listing (place, revision_id, article_id, cell_id, weight, queue_rank, assignee)"
        f" SELECT {place.format(r='NEW')}, NEW.id, NEW.article_id, c.id, NEW.weight, NEW.queue_rank,"
        " NEW.assignee FROM article a JOIN cell c ON c.source_id = a.source_id AND"
        f" {same} AND c.band = NEW.weight / 10 WHERE a.id = NEW.article_id AND NEW.same_as IS NULL;",
    )


_STANDS_BY = (
    "article_id, same_as, seen_at, label, change, disclosure, provenance, changed, status, weight,"
    " queue_rank, assignee"
)


def _sqlite_triggers() -> list[str]:
    cell, row = _listed(PLACE["sqlite"])
    forget = "DELETE FROM listing WHERE revision_id = OLD.id;"
    found = [
        f"CREATE TRIGGER list_new AFTER INSERT ON revision BEGIN {cell} {row} END",
        f"CREATE TRIGGER list_gone AFTER DELETE ON revision BEGIN {forget} END",
        f"CREATE TRIGGER list_again AFTER UPDATE OF {_STANDS_BY} ON revision BEGIN {forget} {cell} {row} END",
        "CREATE TRIGGER list_moved AFTER UPDATE OF source_id ON article WHEN OLD.source_id <> NEW.source_id"
        " BEGIN UPDATE revision SET status = status WHERE article_id = NEW.id; END",
        "CREATE TRIGGER count_new AFTER INSERT ON listing"
        " BEGIN UPDATE cell SET n = n + 1 WHERE id = NEW.cell_id; END",
        "CREATE TRIGGER count_gone AFTER DELETE ON listing"
        " BEGIN UPDATE cell SET n = n - 1 WHERE id = OLD.cell_id; END",
    ]
    for table, key, column in (
        ("article", "id", "folded"),
        ("revision_text", "place", "text"),
        ("version_text", "version_id", "text"),
    ):
        index = f"found_{table.removesuffix('_text')}"
        columns = f"{column}, content='{table}', content_rowid='{key}'"
        add = f"INSERT INTO {index} (rowid, {column}) VALUES (NEW.{key}, NEW.{column});"
        drop = f"INSERT INTO {index} ({index}, rowid, {column}) VALUES ('delete', OLD.{key}, OLD.{column});"
        found += [
            f"CREATE VIRTUAL TABLE {index} {FTS.format(columns=columns)}",
            f"CREATE TRIGGER {index}_new AFTER INSERT ON {table} BEGIN {add} END",
            f"CREATE TRIGGER {index}_gone AFTER DELETE ON {table} BEGIN {drop} END",
            f"CREATE TRIGGER {index}_again AFTER UPDATE OF {column} ON {table}"
            f" WHEN OLD.{column} <> NEW.{column} BEGIN {drop} {add} END",
        ]
    return [*found, "INSERT INTO found_article (found_article) VALUES ('rebuild')"]


_WORDS = "array_to_tsvector(string_to_array(btrim(text), ' '))"


def _server_triggers() -> list[str]:
    cell, row = _listed(PLACE["postgresql"])
    return [
        "CREATE FUNCTION list_revision() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF TG_OP <> 'INSERT' THEN DELETE FROM listing WHERE revision_id = OLD.id; END IF;"
        f" IF TG_OP <> 'DELETE' THEN {cell} {row} END IF; RETURN NULL; END $$",
        "CREATE TRIGGER list_new AFTER INSERT OR DELETE ON revision"
        " FOR EACH ROW EXECUTE FUNCTION list_revision()",
        f"CREATE TRIGGER list_again AFTER UPDATE OF {_STANDS_BY} ON revision"
        " FOR EACH ROW EXECUTE FUNCTION list_revision()",
        "CREATE FUNCTION list_article() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " UPDATE revision SET status = status WHERE article_id = NEW.id; RETURN NULL; END $$",
        "CREATE TRIGGER list_moved AFTER UPDATE OF source_id ON article FOR EACH ROW"
        " WHEN (OLD.source_id <> NEW.source_id) EXECUTE FUNCTION list_article()",
        "CREATE FUNCTION count_listed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF TG_OP = 'INSERT' THEN UPDATE cell SET n = n + 1 WHERE id = NEW.cell_id;"
        " ELSE UPDATE cell SET n = n - 1 WHERE id = OLD.cell_id; END IF; RETURN NULL; END $$",
        "CREATE TRIGGER count_new AFTER INSERT OR DELETE ON listing"
        " FOR EACH ROW EXECUTE FUNCTION count_listed()",
        "CREATE TABLE found_article (article_id bigint PRIMARY KEY REFERENCES article ON DELETE CASCADE,"
        " text text NOT NULL)",
        "INSERT INTO found_article SELECT id, '' FROM article",
        "CREATE FUNCTION find_article() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO found_article VALUES (NEW.id, NEW.folded)"
        " ON CONFLICT (article_id) DO UPDATE SET text = excluded.text; RETURN NULL; END $$",
        "CREATE TRIGGER found_article_new AFTER INSERT ON article FOR EACH ROW"
        " EXECUTE FUNCTION find_article()",
        "CREATE TRIGGER found_article_again AFTER UPDATE OF folded ON article FOR EACH ROW"
        " WHEN (OLD.folded <> NEW.folded) EXECUTE FUNCTION find_article()",
        f"CREATE INDEX ix_found_article ON found_article USING gin ({_WORDS})",
        f"CREATE INDEX ix_revision_text_words ON revision_text USING gin ({_WORDS})",
        f"CREATE INDEX ix_version_text_words ON version_text USING gin ({_WORDS})",
    ]
