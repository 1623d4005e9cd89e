"""One connected account: its reader and writer over one client."""

from __future__ import annotations

import httpx

from advocacy_sync.ports.crm import ConnectionSettings, CrmSession
from advocacy_sync.ports.events import Events

from .client import Client
from .reader import Reader
from .writer import Writer

__all__ = ["connect"]


def connect(settings: ConnectionSettings, _: Events, carrier: httpx.BaseTransport | None = None) -> CrmSession:
    """`carrier` brings the calls in place of sockets."""
    client = Client(settings, carrier)
    return CrmSession(Reader(client, settings.name), Writer(client))
