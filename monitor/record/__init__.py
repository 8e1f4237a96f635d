"""The store: everything the monitor knows, in SQLite or PostgreSQL, behind `ports.Records`.

It holds what it is given and decides nothing: what a look means was settled before it came here.
"""

from __future__ import annotations

from monitor.record.engine import PATIENCE, open_engine
from monitor.record.hold import name_of_holder
from monitor.record.records import SqlRecords, open_records

__all__ = ["PATIENCE", "SqlRecords", "name_of_holder", "open_engine", "open_records"]
