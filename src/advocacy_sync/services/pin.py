"""Each connection stays with the org that it was first used with (CS-85)."""

from __future__ import annotations

from datetime import datetime

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.ports.store import Store

from .connected import Connected

__all__ = ["OtherOrg", "pin"]


class OtherOrg(ConfigError):
    """The connection leads to another org than the one that its data came from: nothing may go on."""


def pin(store: Store, connection: Connected, now: datetime) -> None:
    """Log in and make sure that it is the org of before. Raises OtherOrg if it is another one, RetryableError or
    ConfigError when the login fails."""
    org = connection.session.reader.org()
    with store.begin() as work:
        known = work.runs.pin(connection.name, connection.crm, org.id, now)
    if known != org.id:
        raise OtherOrg(
            f"the connection {connection.name} now leads to org {org.id}, its data came from {known}; "
            "restore the settings, or give the new org a connection name of its own"
        )
