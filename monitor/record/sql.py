"""The few statements that the two databases spell in their own ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, Select, Table
from sqlalchemy.dialects import postgresql, sqlite

#: A row, and a query for rows, of columns that are read by name.
AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
AnySelect: TypeAlias = "Select[*tuple[Any, ...]]"


def insert_new(conn: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert the rows whose unique keys are not there yet; leave the others alone."""
    insert = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    conn.execute(insert(table).on_conflict_do_nothing(), rows)
