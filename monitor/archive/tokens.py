"""Time stamps after RFC 3161: asked of an authority, and checked offline, through the `openssl` command.

What is stamped is the digest of a head of the journal, so a token shows that all that the journal held
by then existed at the token's time. The same command serves third parties, so both see the same answer.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import httpx

SECONDS = 30.0
LARGEST = 1_000_000
_QUERY = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
_STAMPED = re.compile(r"^Time stamp: (\w+ +\d+ [\d:]+)(?:\.\d+)? (\d{4}) GMT$", re.MULTILINE)


class TokenRefused(Exception):
    """No token can be had, or this is none; the message says why."""


async def ask(http: httpx.AsyncClient, url: str, digest: str) -> bytes:
    """A token on a SHA-256 digest (hex) from the authority at `url`. Raises TokenRefused."""
    try:
        answer = await http.post(url, content=request(digest), headers=_QUERY, timeout=SECONDS)
    except httpx.HTTPError as error:
        raise TokenRefused(f"{url}: {error or type(error).__name__}") from error
    if not answer.is_success:
        raise TokenRefused(f"{url}: the authority answered {answer.status_code}")
    if len(answer.content) > LARGEST:
        raise TokenRefused(f"{url}: the answer is larger than any token")
    try:
        token = token_of(answer.content)
        imprint = told(token)[1]
    except TokenRefused as error:
        raise TokenRefused(f"{url}: {error}") from error
    if imprint != digest:
        raise TokenRefused(f"{url}: the token is on another digest")
    return token


def request(digest: str) -> bytes:
    """The question for a token on this digest, the authority's certificate asked for."""
    return _openssl("-query", "-digest", digest, "-sha256", "-cert")


def token_of(reply: bytes) -> bytes:
    """The token in an authority's reply. TokenRefused when it granted none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "reply")
        path.write_bytes(reply)
        text = _openssl("-reply", "-in", str(path), "-text").decode(errors="replace")
        if not re.search(r"^Status: Granted", text, re.MULTILINE):
            raise TokenRefused("the authority granted no token")
        return _openssl("-reply", "-in", str(path), "-token_out")


def told(token: bytes) -> tuple[datetime, str]:
    """The time that a token states, to the second, and the digest (hex) that it is on."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "token")
        path.write_bytes(token)
        text = _openssl("-reply", "-in", str(path), "-token_in", "-text").decode(errors="replace")
    stamped = _STAMPED.search(text)
    if stamped is None:
        raise TokenRefused("the token states no time")
    at = datetime.strptime(" ".join(" ".join(stamped.groups()).split()), "%b %d %H:%M:%S %Y")
    dump = re.findall(r"^ +[0-9a-f]{4} - ((?:[0-9a-f]{2}[ -]?)+)", text, re.MULTILINE)
    return at.replace(tzinfo=UTC), re.sub(r"[ -]", "", "".join(dump))[:64]


def problem(token: bytes, digest: str, authorities: Path | None) -> str | None:
    """What is wrong with a token on this digest; None when nothing is. Without a file of the
    `authorities`' certificates (PEM) the signature is left unchecked."""
    try:
        at, imprint = told(token)
        if imprint != digest:
            return "it is on another digest"
        if authorities is None:
            return None
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "token")
            path.write_bytes(token)
            # Its certificate may have run out since: what counts is whether it held then.
            _openssl(
                "-verify", "-digest", digest, "-in", str(path), "-token_in",
                "-CAfile", str(authorities), "-attime", str(int(at.timestamp())),
            )  # fmt: skip
    except TokenRefused as error:
        return str(error)
    return None


def _openssl(*arguments: str) -> bytes:
    """What `openssl ts` prints. Raises TokenRefused with the reason that it gives."""
    # Reasons and dates in English, whoever runs this.
    environment = os.environ | {"LC_ALL": "C", "TZ": "UTC"}
    try:
        done = subprocess.run(
            ["openssl", "ts", *arguments], capture_output=True, timeout=SECONDS, check=False, env=environment
        )
    except FileNotFoundError as error:
        raise TokenRefused(
            "time stamps need the command `openssl`: install it, or put it on the PATH"
        ) from error
    except subprocess.TimeoutExpired as error:
        raise TokenRefused(f"`openssl` took longer than {SECONDS:g} s") from error
    if done.returncode:
        raise TokenRefused(_reason(done.stderr.decode(errors="replace")))
    return done.stdout


def _reason(said: str) -> str:
    """The last cause that openssl names."""
    lines = [line for line in said.splitlines() if ":error:" in line or "error" in line.lower()]
    parts = (lines or ["openssl failed"])[-1].split(":")
    causes = [part for part in parts if " " in part.strip() and "/" not in part]
    return f"openssl says: {causes[-1] if causes else parts[-1]}".strip()
