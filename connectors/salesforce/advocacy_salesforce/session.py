"""One connected org: its reader and writer over one client."""

from __future__ import annotations

from advocacy_sync.ports.crm import ConnectionSettings
from advocacy_sync.ports.events import Events

from .reader import Reader
from .sdk import Client
from .writer import Writer

__all__ = ["SalesforceSession"]


class SalesforceSession(Reader, Writer):
    def __init__(self, settings: ConnectionSettings, events: Events) -> None:
        client = Client(settings)
        Reader.__init__(self, client, settings.name, events)
        Writer.__init__(self, client)
