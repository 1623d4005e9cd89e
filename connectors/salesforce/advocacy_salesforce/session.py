"""One connected org: its reader, its writer and its custom fields over one client."""

from __future__ import annotations

from advocacy_sync.ports.crm import ConnectionSettings, CrmSession
from advocacy_sync.ports.events import Events

from .fields import Fields
from .reader import Reader
from .sdk import Carrier, Client
from .writer import Writer

__all__ = ["connect"]


def connect(settings: ConnectionSettings, events: Events, carrier: Carrier | None = None) -> CrmSession:
    """`carrier` stands in for sockets, where a simulation runs the org in its own process."""
    client = Client(settings, carrier=carrier, events=events)
    reader = Reader(client, settings.name, events)
    return CrmSession(reader, Writer(client, reader.describe, events), Fields(client, reader.user))
