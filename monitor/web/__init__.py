"""The desk: pages for people and a JSON API for programs, over ports alone.

Who may read and write, and from where, is decided in `guard` and `access`.
"""

from monitor.web.desk import create_desk
from monitor.web.guard import check_binding
from monitor.web.health import Health
from monitor.web.tools import DeskTools

__all__ = ["DeskTools", "Health", "check_binding", "create_desk"]
