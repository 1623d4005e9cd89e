"""What this room is and needs, without loading what it connects with."""

from __future__ import annotations

from advocacy_sync.ports.crm import AuthKind, ConnectionSettings, CrmSession, Manifest
from advocacy_sync.ports.events import Events

__all__ = ["MANIFEST"]


def _connect(settings: ConnectionSettings, events: Events) -> CrmSession:
    from .session import connect

    return connect(settings, events)


MANIFEST = Manifest(
    crm="tiny",
    title="Tiny CRM",
    auth=(AuthKind(name="key", secrets=("key",)),),
    hosts=("tinycrm.example",),
    default_api_version="1",
    base_url="https://api.tinycrm.example",
    login_url=lambda base_url: base_url,
    required_rights=("people.read", "people.write"),
    connect=_connect,
)
