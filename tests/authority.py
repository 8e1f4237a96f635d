"""A time-stamping authority of our own (RFC 3161): certificates made here, `openssl ts` behind a server."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.servers import Reply, Request

CONFIG = """
[tsa]
default_tsa = clock
[clock]
serial = {folder}/serial
signer_cert = {folder}/clock.pem
certs = {folder}/root.pem
signer_key = {folder}/clock.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[clock_only]
extendedKeyUsage = critical,timeStamping
"""


class Authority:
    """Answers as a route of `tests.servers.Server`; `root` is what its tokens are checked against."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("openssl") is None:
            pytest.skip("the command openssl is not installed")
        folder.mkdir()
        self.folder, self.root = folder, folder / "root.pem"
        self.config = folder / "clock.cnf"
        self.config.write_text(CONFIG.format(folder=folder))
        (folder / "serial").write_text("01\n")
        key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
        self._make(f"req -x509 {key} -keyout root.key -out root.pem -days 2 -subj", "/CN=Root of the test")
        self._make(f"req {key} -keyout clock.key -out clock.csr -subj", "/CN=Clock of the test")
        self._make(
            "x509 -req -in clock.csr -CA root.pem -CAkey root.key -CAcreateserial -out clock.pem -days 1"
            " -extensions clock_only -extfile",
            str(self.config),
        )

    def _make(self, words: str, last: str) -> None:
        command = ["openssl", *words.split(), last]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True, timeout=200)

    def reply(self, query: bytes) -> bytes:
        """What the authority answers to a question, or to what is none."""
        asked = self.folder / "query"
        asked.write_bytes(query)
        done = subprocess.run(
            ["openssl", "ts", "-reply", "-queryfile", asked, "-config", self.config],
            capture_output=True,
            timeout=200,
            check=False,
        )
        return done.stdout

    def __call__(self, request: Request) -> bytes:
        told = (("Content-Type", "application/timestamp-reply"),)
        return Reply(200, self.reply(request.body), told)(request)
