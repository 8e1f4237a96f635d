"""Holds libraries that do their own networking to the fetch guard: each address is judged as a socket is
about to use it, whoever opens the socket, so neither a redirect nor a name that resolves differently leads
past it.

Python tells of each such moment (`sys.addaudithook`), and a hook may refuse it. Only what runs within
`fenced` is refused anything, in the threads that it hands its context to. What opens sockets without Python
is not seen, nor are sockets of this machine that have no address on a network.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache

from monitor.channels.tools import ChannelGuard

_LOOKUP = "socket.getaddrinfo"
_SENDING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})


class Fenced(OSError):
    """Raised where a connection would be made to an address that must not be asked."""


@dataclass(slots=True)
class Fence:
    """What may be asked besides public addresses, as the allowed names resolve; and what was refused."""

    guard: ChannelGuard
    refused: list[str] = field(default_factory=list)
    _allowed: set[tuple[str, int]] = field(default_factory=set)
    _looking: bool = False

    def heard(self, event: str, args: tuple[object, ...]) -> None:
        """Fenced when this address must not be asked."""
        if event == _LOOKUP:
            self._looked_up(*args[:2])
        elif isinstance(args[1], tuple):
            self._about_to_ask(str(args[1][0]), args[1][1])

    def _looked_up(self, host: object, port: object) -> None:
        """An allowed name may lead anywhere: to where it leads now."""
        if self._looking or not isinstance(host, str) or not isinstance(port, int):
            return
        if not self.guard.allows(host, port):
            return
        self._looking = True
        try:
            found = socket.getaddrinfo(host, port)
        except OSError:
            found = []
        finally:
            self._looking = False
        self._allowed |= {(str(address[0]), port) for *_, address in found}

    def _about_to_ask(self, address: str, port: int) -> None:
        """Judge an address. A name is refused: what it leads to would be found out where nobody looks."""
        problem = self.guard.address_problem(address)
        if problem is None or (address, port) in self._allowed or self.guard.allows(address, port):
            return
        self.refused.append(problem)
        raise Fenced(problem)


_AROUND: ContextVar[Fence | None] = ContextVar("fence", default=None)


@contextmanager
def fenced(guard: ChannelGuard) -> Iterator[Fence]:
    """What is done within may connect to where the guard allows, and nowhere else."""
    _listen()
    fence = Fence(guard)
    token = _AROUND.set(fence)
    try:
        yield fence
    finally:
        _AROUND.reset(token)


@cache
def _listen() -> None:
    """Once for all: a hook cannot be taken out again."""
    sys.addaudithook(_hook)


def _hook(event: str, args: tuple[object, ...]) -> None:
    if event in _SENDING or event == _LOOKUP:
        fence = _AROUND.get()
        if fence is not None:
            fence.heard(event, args)
