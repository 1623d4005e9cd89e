"""One connected portal: its reader and writer over one client."""

from __future__ import annotations

from advocacy_sync.ports.crm import ConnectionSettings, CrmSession
from advocacy_sync.ports.events import Events

from .reader import Reader
from .sdk import Client
from .writer import Writer

__all__ = ["connect"]


def connect(settings: ConnectionSettings, events: Events) -> CrmSession:
    client = Client(settings)
    return CrmSession(Reader(client, settings.name, settings.api_version, events), Writer(client, settings.api_version))
