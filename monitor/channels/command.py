"""Alerts handed to a program of the user's own: JSON on its standard input, exit code 0 means taken.

The program is started from a list of arguments, never through a shell. Nothing that was scraped reaches
its arguments or its environment; of the daemon's environment it gets only what programs need to run,
so that no secret of another channel leaks. What it writes to standard error is the reason of a refusal.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence
from typing import get_args

from monitor.channels.tools import ChannelTools, bad_option, delivery_json, list_option, wording_of
from monitor.model import Delivered, Delivery, DeliveryOutcome, Label, NotDelivered
from monitor.report import one_line
from monitor.report.wording import Wording
from monitor.settings import ChannelSettings

SECONDS = 30.0
#: The courier gives up on any channel after a minute.
MOST_SECONDS = 55.0
#: Between the request to end and the end.
GRACE_SECONDS = 2.0
LONGEST_REASON = 500
HANDED_ON = (
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "XDG_RUNTIME_DIR",
)


class CommandChannel:
    def __init__(
        self, command: Sequence[str], seconds: float, environ: dict[str, str], wording: Wording
    ) -> None:
        self._command = command
        self._seconds = seconds
        self._environ = environ
        self._wording = wording

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
                env=self._environ | variables(delivery),
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            return NotDelivered(f"cannot run {self._command[0]}: {getattr(error, 'strerror', None) or error}")
        said = asyncio.create_task(_beginning(process.stderr))
        try:
            async with asyncio.timeout(self._seconds):
                await _feed(process, delivery_json(delivery, self._wording))
                code = await process.wait()
                return await _outcome(code, said)
        except TimeoutError:
            return NotDelivered(f"the command took longer than {self._seconds:g} s and was ended")
        finally:
            said.cancel()
            await _end(process)

    async def aclose(self) -> None:
        pass


def variables(delivery: Delivery) -> dict[str, str]:
    """What the program finds in its environment: numbers, and words of the contract."""
    alert, told = delivery.alert, delivery.alert.payload
    label, weight = told.get("label"), told.get("weight")
    found = {
        "MONITOR_ALERT": str(alert.id),
        "MONITOR_ARTICLE": str(alert.article_id or ""),
        "MONITOR_REVISION": str(alert.revision_id or ""),
        "MONITOR_LABEL": str(label) if label in get_args(Label) else "",
        "MONITOR_WEIGHT": str(weight) if isinstance(weight, int) else "",
        "MONITOR_ATTEMPT": str(delivery.attempts + 1),
    }
    return {name: value for name, value in found.items() if value}


async def _feed(process: asyncio.subprocess.Process, data: bytes) -> None:
    assert process.stdin is not None
    # A program need not read what it is given.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(data + b"\n")
        await process.stdin.drain()
    process.stdin.close()


async def _beginning(stream: asyncio.StreamReader | None) -> bytes:
    """What comes first, to its end: the rest is read and let go, so that nobody waits for a reader."""
    assert stream is not None
    kept = b""
    while chunk := await stream.read(4096):
        kept = (kept + chunk)[: 4 * LONGEST_REASON]
    return kept


async def _outcome(code: int, said: asyncio.Task[bytes]) -> DeliveryOutcome:
    if code == 0:
        return Delivered()
    # A child left behind may hold standard error open.
    done, _ = await asyncio.wait([said], timeout=GRACE_SECONDS)
    told = one_line(said.result().decode("utf-8", "replace"))[:LONGEST_REASON] if done else ""
    how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
    return NotDelivered(f"the command {how}: {told}" if told else f"the command {how} and did not say why")


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the program, if it runs, and all that it started."""
    if process.returncode is not None:
        return
    _signal(process.pid, signal.SIGTERM)
    try:
        async with asyncio.timeout(GRACE_SECONDS):
            await process.wait()
    except TimeoutError:
        pass
    finally:
        # Also for children that outlive their parent: the group is there as long as one of them is.
        _signal(process.pid, signal.SIGKILL)
    await process.wait()


def _signal(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def open_command(settings: ChannelSettings, tools: ChannelTools) -> CommandChannel:
    command = list_option(
        settings, "command", "give the program and its arguments, e.g. `command: [/usr/local/bin/tell, desk]`"
    )
    seconds = settings.options.get("timeout", SECONDS)
    if not isinstance(seconds, float | int) or not 0 < seconds <= MOST_SECONDS:
        raise bad_option(
            settings.name,
            "timeout",
            "is too long",
            f"give at most {MOST_SECONDS:g} seconds, e.g. `timeout: 30s`",
        )
    environ = {name: tools.environ[name] for name in HANDED_ON if name in tools.environ}
    return CommandChannel(command, float(seconds), environ, wording_of(settings, tools))
