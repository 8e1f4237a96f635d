"""Alembic's entrance: runs the scripts on the connection, and in the transaction, that `migrate` has."""

from __future__ import annotations

from alembic import context

from monitor.record.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
