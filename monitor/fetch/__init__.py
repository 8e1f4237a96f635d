"""How pages are read: politely, safely, and with an outcome for whatever happens.

The doors are `client.HttpFetcher` and `files.snapshot_from_file`; nothing is imported here, so that reading
a file does not load the network's libraries.
"""
