"""When to read an article again. Pure: facts about the last look in, an instant and its reason out."""

from monitor.schedule.budget import Paces, paces
from monitor.schedule.explain import explain
from monitor.schedule.learn import LearnedRate, learned_rates
from monitor.schedule.policy import BUILT_IN_PACE, Looked, Pace, Pause, fresh_for, next_check, pause_after

__all__ = [
    "BUILT_IN_PACE",
    "LearnedRate",
    "Looked",
    "Pace",
    "Paces",
    "Pause",
    "explain",
    "fresh_for",
    "learned_rates",
    "next_check",
    "paces",
    "pause_after",
]
