"""How pages are read: politely, safely, and with an outcome for whatever happens."""

from monitor.fetch.client import HttpFetcher
from monitor.fetch.files import snapshot_from_file
from monitor.fetch.transport import GuardedTransport

__all__ = ["GuardedTransport", "HttpFetcher", "snapshot_from_file"]
