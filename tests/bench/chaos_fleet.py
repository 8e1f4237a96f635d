"""The processes that `chaos` torments: each reaches the database through a relay of its own and goes by a
clock of its own. Whoever ends is started again, as systemd would."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

#: Where Debian's `faketime` puts the library; absent, clocks are left alone.
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
#: Before somebody who ended is started again.
RESTART = 0.5


class Relay:
    """A port of 127.0.0.1 that leads to the database's socket, until it is cut or goes silent."""

    def __init__(self, target: str) -> None:
        self.port = 0
        self._target = target
        self._open: set[asyncio.StreamWriter] = set()
        self._free = asyncio.Event()
        self._free.set()

    async def start(self) -> None:
        server = await asyncio.start_server(self._relay, "127.0.0.1", 0, backlog=100)
        self.port = server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def silence(self, seconds: float) -> None:
        """Let nothing through for so long, then cut what hung."""
        self._free.clear()
        await asyncio.sleep(seconds)
        self.cut()
        self._free.set()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = None
        try:
            from_there, there = await asyncio.open_unix_connection(self._target)
            self._open |= {writer, there}
            await asyncio.gather(self._pump(reader, there), self._pump(from_there, writer))
        except OSError:
            pass
        finally:
            for one in (writer, there):
                if one is not None:
                    self._open.discard(one)
                    one.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self._free.wait()
            writer.write(data)
            await writer.drain()
        writer.transport.abort()


class Member:
    """One process of `monitor`, as often as it takes."""

    def __init__(self, name: str, command: list[str], folder: Path, relay: Relay, store: str) -> None:
        self.name, self.relay = name, relay
        self.starts = 0
        self.ends: Counter[int] = Counter()
        self.process: asyncio.subprocess.Process | None = None
        self._line = [sys.executable, "-m", "monitor", *command, "--config", str(folder / f"{name}.yaml")]
        self._said = folder / f"{name}.log"
        self._clock = folder / f"{name}.clock"
        self._clock.write_text("+0")
        self._store = store
        self._ending = False

    async def keep_alive(self) -> None:
        environ = os.environ | {"STORE": self._store.format(port=self.relay.port)}
        if FAKETIME.exists():
            environ |= {
                "LD_PRELOAD": str(FAKETIME),
                "FAKETIME_TIMESTAMP_FILE": str(self._clock),
                "FAKETIME_CACHE_DURATION": "1",
                # A machine's steady clock stays steady, whatever its clock on the wall is set to.
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            }
        while not self._ending:
            with self._said.open("ab") as out:
                self.process = await asyncio.create_subprocess_exec(
                    *self._line, env=environ, stdout=out, stderr=out, cwd=self._said.parent
                )
            self.starts += 1
            self.ends[await self.process.wait()] += 1
            await asyncio.sleep(RESTART)

    def signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            if self.process is not None and self.process.returncode is None:
                self.process.send_signal(number)

    async def stop_for(self, seconds: float) -> None:
        self.signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        self.signal(signal.SIGCONT)

    def set_clock(self, seconds: int) -> None:
        self._clock.write_text(f"{seconds:+d}")

    def end(self) -> None:
        self._ending = True
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)


class Fleet:
    """All of them, and what is done to them."""

    def __init__(self, members: list[Member], dice: random.Random, longest: float) -> None:
        self.members = members
        self.done: Counter[str] = Counter()
        self._dice, self._longest = dice, longest
        self._kept: list[asyncio.Task[None]] = []
        self._lasting: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._kept = [asyncio.create_task(one.keep_alive()) for one in self.members]

    def fault(self) -> str:
        """One thing that happens to one of them; returns the backends to be ended as `backend`."""
        dice, member = self._dice, self._dice.choice(self.members)
        kind = dice.choices(
            ("kill", "stop", "backend", "cut", "silence", "clock"), weights=(25, 20, 15, 10, 10, 20)
        )[0]
        if kind == "clock" and not FAKETIME.exists():
            kind = "kill"
        seconds = dice.uniform(0.5, self._longest)
        if kind == "kill":
            member.signal(signal.SIGKILL)
        elif kind == "stop":
            self._last(member.stop_for(seconds))
        elif kind == "cut":
            member.relay.cut()
        elif kind == "silence":
            self._last(member.relay.silence(seconds))
        elif kind == "clock":
            member.set_clock(dice.choice((-1, 1)) * dice.choice((2, 60, 3600, 86400, 40 * 86400)))
        self.done[kind] += 1
        return kind

    def _last(self, fault: object) -> None:
        task = asyncio.ensure_future(fault)  # type: ignore[arg-type]
        self._lasting.add(task)
        task.add_done_callback(self._lasting.discard)

    async def quiet(self) -> None:
        """Wait for what lasts."""
        if self._lasting:
            await asyncio.wait(self._lasting)

    async def stop(self, seconds: float) -> None:
        for member in self.members:
            member.end()
        until = time.monotonic() + seconds
        while any(not task.done() for task in self._kept) and time.monotonic() < until:
            await asyncio.sleep(0.1)
        for member in self.members:
            member.signal(signal.SIGKILL)
        await asyncio.wait(self._kept)
