"""The desk: pages for people and a JSON API for programs, over ports alone.

Reading only: no request has a side effect. Who may read, and from where, is decided in `guard`.
"""

from monitor.web.desk import create_desk
from monitor.web.guard import check_binding
from monitor.web.health import Health

__all__ = ["Health", "check_binding", "create_desk"]
