"""When to read an article again. Pure: facts about the last look in, an instant and its reason out."""

from monitor.schedule.policy import Looked, Pace, Pause, fresh_for, next_check, pause_after

__all__ = ["Looked", "Pace", "Pause", "fresh_for", "next_check", "pause_after"]
