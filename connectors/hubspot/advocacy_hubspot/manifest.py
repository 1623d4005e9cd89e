"""What this room is and needs, without loading the vendor's SDK."""

from __future__ import annotations

from advocacy_sync.ports.crm import AuthKind, ConnectionSettings, CrmSession, Journal, Manifest, Webhook
from advocacy_sync.ports.events import Events

from .webhook import hints, verify

__all__ = ["MANIFEST"]


def _connect(settings: ConnectionSettings, events: Events) -> CrmSession:
    from .session import connect  # the SDK costs 0.5 s to import: only when somebody connects

    return connect(settings, events)


def _journal(settings: ConnectionSettings) -> Journal:
    from .journal import Journal as HubspotJournal

    return HubspotJournal(settings)


MANIFEST = Manifest(
    crm="hubspot",
    title="HubSpot",
    auth=(
        AuthKind(name="private_app", secrets=("token",), optional=("client_id", "client_secret")),  # of its webhooks
        AuthKind(name="refresh_token", secrets=("client_id", "client_secret", "refresh_token")),
    ),
    hosts=("hubapi.com", "hubspot.com"),
    default_api_version="2026-03",
    base_url="https://api.hubapi.com",
    login_url=lambda base_url: base_url,
    required_rights=(
        "crm.objects.companies.read and .write",
        "crm.objects.contacts.read and .write",
        "crm.objects.deals.read and .write",
        "crm.objects.owners.read",
        "crm.schemas.companies.read, .contacts.read, .deals.read",
        "tickets",
    ),
    connect=_connect,
    journal=_journal,
    journal_secrets=("client_id", "client_secret"),
    webhook=Webhook(signed_with="client_secret", verify=verify, hints=hints),
)
