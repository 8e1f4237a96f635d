"""Rules → alerts. Pure: what happened, the rules and what is remembered in, decisions and messages out;
nothing is sent from here."""

from monitor.alert.digest import LISTED, made_up
from monitor.alert.pace import decide, in_use
from monitor.alert.problems import rule_problems
from monitor.alert.rehearsal import Rehearsal, Told

__all__ = ["LISTED", "Rehearsal", "Told", "decide", "in_use", "made_up", "rule_problems"]
