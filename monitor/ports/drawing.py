"""What faces ask of the room that draws."""

from __future__ import annotations

from typing import Protocol

from monitor.model import Card


class Pictures(Protocol):
    """Picture cards of revisions, 1200 by 630. NotFoundError if there is no such revision;
    EnvironmentRefused, with what to install, where the libraries that draw or a font are missing."""

    def card(self, revision_id: int) -> Card:
        """What its picture says; needs neither."""

    def svg(self, revision_id: int) -> str: ...
    def png(self, revision_id: int) -> bytes: ...
