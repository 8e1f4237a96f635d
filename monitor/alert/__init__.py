"""Rules → alerts. Pure: an event and the rules in, messages out; nothing is sent from here."""

from monitor.alert.rules import alerts_for

__all__ = ["alerts_for"]
