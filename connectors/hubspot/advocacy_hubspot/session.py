"""One connected portal: its reader, its writer and its properties over one client."""

from __future__ import annotations

from advocacy_sync.ports.crm import ConnectionSettings, CrmSession
from advocacy_sync.ports.events import Events

from .fields import Fields
from .reader import Reader
from .sdk import Carrier, Client
from .writer import Writer

__all__ = ["connect"]


def connect(settings: ConnectionSettings, events: Events, carrier: Carrier | None = None) -> CrmSession:
    """`carrier` brings the calls instead of sockets, one at a time."""
    client = Client(settings, carrier=carrier)
    reader = Reader(client, settings.name, settings.api_version, events)
    writer = Writer(client, settings.api_version, settings.timing)
    return CrmSession(reader, writer, Fields(client, settings.api_version))
