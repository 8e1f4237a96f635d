"""`monitor demo`: a loopback newsroom and the real daemon watching it, in quickened time."""

from monitor.demo.show import run

__all__ = ["run"]
