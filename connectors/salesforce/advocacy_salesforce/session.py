"""One connected org: its reader and writer over one client."""

from __future__ import annotations

from advocacy_sync.ports.crm import ConnectionSettings, CrmSession
from advocacy_sync.ports.events import Events

from .reader import Reader
from .sdk import Client
from .writer import Writer

__all__ = ["connect"]


def connect(settings: ConnectionSettings, events: Events) -> CrmSession:
    client = Client(settings)
    reader = Reader(client, settings.name, events)
    return CrmSession(reader, Writer(client, reader.describe))
