"""Many rows by one statement, where a millisecond counts.

SQLAlchemy works out the parameters of each row anew; here that is done once for all of them, and
PostgreSQL is handed whole columns. Takes the names of tables and columns from the schema alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table

Rows = Sequence[Sequence[object]]


def insert_many(conn: Connection, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Insert the rows; their values are those of the named columns."""
    _insert(conn, (table, names), rows)


def add_many(conn: Connection, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Insert the rows of a tally; where a key is there already, add to its numbers. No key comes twice."""
    keys = [column.name for column in table.primary_key.columns]
    sums = ", ".join(f"{name} = {table.name}.{name} + excluded.{name}" for name in names if name not in keys)
    _insert(conn, (table, names), rows, f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sums}")


def update_many(conn: Connection, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Set the named columns in the row of each key: a row is its values, and then its `id`. Of several with
    one `id` the last counts."""
    # PostgreSQL would choose any one of them.
    rows = list({row[-1]: row for row in rows}.values())
    every = (*names, "id")
    if _takes_columns(conn):
        values = f"{_unnested(conn, table, every)} AS new({', '.join(every)})"
        to = ", ".join(f"{name} = new.{name}" for name in names)
        statement = f"UPDATE {table.name} SET {to} FROM {values} WHERE {table.name}.id = new.id"
        _run_columns(conn, statement, (table, every), rows)
    else:
        to = ", ".join(f"{name} = ?" for name in names)
        _run_rows(conn, f"UPDATE {table.name} SET {to} WHERE id = ?", (table, every), rows)


def _insert(conn: Connection, of: tuple[Table, Sequence[str]], rows: Rows, clash: str = "") -> None:
    table, names = of
    into = f"INSERT INTO {table.name} ({', '.join(names)})"
    if _takes_columns(conn):
        _run_columns(conn, f"{into} SELECT * FROM {_unnested(conn, table, names)}{clash}", of, rows)
    else:
        _run_rows(conn, f"{into} VALUES ({', '.join('?' * len(names))}){clash}", of, rows)


def _takes_columns(conn: Connection) -> bool:
    return conn.dialect.name == "postgresql"


def _unnested(conn: Connection, table: Table, names: Sequence[str]) -> str:
    kinds = (table.c[name].type.compile(dialect=conn.dialect) for name in names)
    return f"unnest({', '.join(f'%s::{kind}[]' for kind in kinds)})"


def _run_columns(conn: Connection, statement: str, of: tuple[Table, Sequence[str]], rows: Rows) -> None:
    if rows:
        conn.exec_driver_sql(statement, tuple(list(values) for values in _formed(conn, of, rows)))


def _run_rows(conn: Connection, statement: str, of: tuple[Table, Sequence[str]], rows: Rows) -> None:
    if rows:
        conn.exec_driver_sql(statement, list(zip(*_formed(conn, of, rows), strict=True)))


def _formed(conn: Connection, of: tuple[Table, Sequence[str]], rows: Rows) -> list[Sequence[object]]:
    """The values by columns, as the driver takes them."""
    table, names = of
    found: list[Sequence[object]] = []
    for name, values in zip(names, zip(*rows, strict=True), strict=True):
        form = _form(conn, table.c[name])
        found.append(values if form is None else tuple(map(form, values)))
    return found


def _form(conn: Connection, column: Column[Any]) -> Callable[[object], object] | None:
    """How a column's values are handed to the driver; None: as they are."""
    kind = column.type.dialect_impl(conn.dialect)
    form: Callable[[object], object] | None = kind.bind_processor(conn.dialect)
    return form
