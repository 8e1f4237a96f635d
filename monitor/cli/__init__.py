"""The command line: one module per group of commands over `monitor.app`.

Commands import what they need when they run, so that `monitor --help` starts at once. Data goes
to stdout, progress and messages to stderr. Knows no edge and holds no rule about articles.
"""

from monitor.cli.root import main

__all__ = ["main"]
