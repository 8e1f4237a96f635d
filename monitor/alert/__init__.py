"""Rules → alerts. Pure: what happened, the rules and what is remembered in, decisions and messages out;
nothing is sent from here."""

from monitor.alert.digest import LISTED, made_up
from monitor.alert.hours import cron_problem, quiet_problem
from monitor.alert.pace import decide, in_use

__all__ = ["LISTED", "cron_problem", "decide", "in_use", "made_up", "quiet_problem"]
