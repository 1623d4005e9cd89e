"""One connected portal: its reader and writer over one client."""

from __future__ import annotations

from advocacy_sync.ports.crm import ConnectionSettings
from advocacy_sync.ports.events import Events

from .reader import Reader
from .sdk import Client
from .writer import Writer

__all__ = ["HubspotSession"]


class HubspotSession(Reader, Writer):
    def __init__(self, settings: ConnectionSettings, events: Events) -> None:
        client = Client(settings)
        Reader.__init__(self, client, settings.name, settings.api_version, events)
        Writer.__init__(self, client, settings.api_version)
