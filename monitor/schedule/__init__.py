"""When to read an article again. Pure: facts about the last look in, an instant out."""

from monitor.schedule.policy import next_check

__all__ = ["next_check"]
