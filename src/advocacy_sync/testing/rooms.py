"""Which rooms can be examined: subjects by the name of an entry point or of a module."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from advocacy_sync.kernel.errors import ConfigError

from .subject import Subject

__all__ = ["GROUP", "find"]

GROUP = "advocacy_sync.subjects"
MEMBERS = ("manifest", "thing", "renewing", "values", "stage", "delivery")


def find(name: str) -> Subject:
    """The entry point's object, or what the module has under SUBJECT. Raises ConfigError when there is none."""
    found: Any = _entry(name)
    if found is None:
        try:
            found = getattr(import_module(name), "SUBJECT", None)
        except ImportError as error:
            raise ConfigError(f"the room {name!r} cannot be loaded: {error}") from None
    missing = [member for member in MEMBERS if not hasattr(found, member)]
    if found is None or missing:
        lacks = f"its SUBJECT lacks {', '.join(missing)}" if found is not None else "it has no SUBJECT"
        raise ConfigError(f"the room {name!r} cannot be examined: {lacks} (docs/writing-a-room.md)")
    subject: Subject = found
    return subject


def _entry(name: str) -> Any:
    points = {point.name: point for point in entry_points(group=GROUP)}
    return points[name].load() if name in points else None
