"""The log: plain lines in UTC in `monitor.log` of the data folder, rotated by size, and on stderr.

What is scraped may turn up in a message, so characters that act on a terminal are shown by name
and a message never spans lines. Passwords in addresses and values of secret parameters are
blotted out.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

from monitor.errors import EnvironmentRefused
from monitor.report import one_line, visible
from monitor.settings import LogSettings

FILE_NAME = "monitor.log"
_CREDENTIALS = re.compile(r"(?<=://)[^\s/@]+@")
_SECRET_PARAMETER = re.compile(
    r"\b(access_token|api_?key|auth|authorization|key|passwd|password|secret|sig|signature|token)"
    r"(\s*[=:]\s*|%3[dD])(?:(?:Bearer|Basic)\s+)?[^\s&;,\"']+",
    re.IGNORECASE,
)


class LineFormatter(logging.Formatter):
    """`2026-11-23T12:00:00.123Z INFO monitor.jobs.check: message`, with any traceback below, indented."""

    def format(self, record: logging.LogRecord) -> str:
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        message = one_line(blotted(record.getMessage()))
        lines = [f"{at}.{int(record.msecs):03d}Z {record.levelname} {record.name}: {message}"]
        if record.exc_info:
            trace = visible(blotted(self.formatException(record.exc_info)))
            lines += [f"    {line}" for line in trace.splitlines()]
        return "\n".join(lines)


def blotted(text: str) -> str:
    """The text without passwords in addresses and without the values of secret parameters."""
    return _SECRET_PARAMETER.sub(r"\1\2…", _CREDENTIALS.sub("…@", text))


class Log:
    """Logs from construction to `close`. EnvironmentRefused when the file cannot be written.

    Without a `data` folder there is no file. Other libraries are heard from `WARNING` up, this program from
    `settings.level` up.
    """

    def __init__(self, settings: LogSettings, data: Path | None, *, stderr: bool) -> None:
        self._settings, self._data, self._stderr = settings, data, stderr
        self._root, self._own = logging.getLogger(), logging.getLogger("monitor")
        self._levels = self._root.level, self._own.level
        self._handlers: list[logging.Handler] = []
        self._begin(settings)

    def __enter__(self) -> Log:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def use(self, settings: LogSettings) -> None:
        """Go on under other settings."""
        if settings != self._settings:
            self._begin(settings)
            self._settings = settings

    def close(self) -> None:
        self._end()
        self._root.setLevel(self._levels[0])
        self._own.setLevel(self._levels[1])

    def _begin(self, settings: LogSettings) -> None:
        handlers: list[logging.Handler] = [_file_handler(settings, self._data)] if self._data else []
        if self._stderr:
            handlers.append(logging.StreamHandler(sys.stderr))
        self._end()
        self._handlers = handlers
        for handler in handlers:
            handler.setFormatter(LineFormatter())
            self._root.addHandler(handler)
        self._root.setLevel(logging.WARNING)
        self._own.setLevel(settings.level)

    def _end(self) -> None:
        for handler in self._handlers:
            self._root.removeHandler(handler)
            handler.close()
        self._handlers = []


def _file_handler(settings: LogSettings, data: Path) -> logging.Handler:
    path = data / FILE_NAME
    try:
        data.mkdir(parents=True, exist_ok=True)
        return RotatingFileHandler(
            path, maxBytes=settings.max_bytes, backupCount=settings.keep, encoding="utf-8", errors="replace"
        )
    except OSError as error:
        why = error.strerror or str(error)
        raise EnvironmentRefused(f"cannot write the log {path}: {why}; free or permit its folder") from error
