"""What hosts' robots.txt say: asked for by one process, known to all of them, and after a restart too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Engine, select, update

from monitor.ports.taking_turns import NotYet, RobotsTold
from monitor.record.engine import writing
from monitor.record.schema import robots
from monitor.record.sql import insert_new


class SqlRobots:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

    def robots_of(self, server: str, way: str, now: datetime, until: datetime) -> RobotsTold | NotYet | None:
        with writing(self._engine) as conn:
            return known_or_claimed(conn, (server, way), now, until)

    def keep_robots(self, server: str, way: str, told: RobotsTold) -> None:
        with writing(self._engine) as conn:
            mine = (robots.c.server == server, robots.c.way == way)
            values = {
                "until": told.until,
                "rules": told.rules,
                "spacing": told.spacing,
                "problem": told.problem,
                "status": told.status,
                "asked_until": None,
            }
            conn.execute(update(robots).where(*mine).values(values))


def known_or_claimed(
    conn: Connection, which: tuple[str, str], now: datetime, until: datetime
) -> RobotsTold | NotYet | None:
    """What is known; else how long whoever asks may take; else None, and the asking is ours."""
    server, way = which
    mine = (robots.c.server == server, robots.c.way == way)
    insert_new(conn, robots, [{"server": server, "way": way}])
    row = conn.execute(select(robots).where(*mine).with_for_update()).one()
    if row.until is not None and row.until > now:
        return RobotsTold(row.until, row.rules, row.spacing, row.problem, row.status)
    if row.asked_until is not None and row.asked_until > now:
        return NotYet((row.asked_until - now).total_seconds())
    conn.execute(update(robots).where(*mine).values(asked_until=until))
    return None
