"""Which rooms are installed: entry points of the group `advocacy_sync.connectors` to manifests."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.ports.crm import Manifest

__all__ = ["find", "installed"]

GROUP = "advocacy_sync.connectors"


@cache
def installed() -> dict[str, EntryPoint]:
    """Entry points by the CRM's name. Nothing is imported yet."""
    return {point.name: point for point in entry_points(group=GROUP)}


def find(crm: str) -> Manifest:
    """The room for a CRM. Raises ConfigError when none is installed or it does not hold a manifest."""
    point = installed().get(crm)
    if point is None:
        known = ", ".join(sorted(installed())) or "none"
        raise ConfigError(f"no connector for crm {crm!r} is installed (installed: {known})")
    try:
        manifest = point.load()
    except ImportError as error:
        raise ConfigError(f"the connector for {crm!r} cannot be loaded: {error}") from None
    if not isinstance(manifest, Manifest):
        raise ConfigError(f"the connector for {crm!r} ({point.value}) is not a Manifest")
    return manifest
