"""What happened, as a name and fields: no prose, no personal data."""

from __future__ import annotations

from typing import Any, Protocol

__all__ = ["Events", "Progress", "silent"]


class Events(Protocol):
    def __call__(self, event: str, /, **fields: Any) -> None: ...


class Progress(Protocol):
    """Long work reports here; a terminal shows it as a bar."""

    def __call__(self, step: str, done: int, total: int | None) -> None: ...


def silent(*_: Any, **__: Any) -> None:
    """Events and progress that nobody listens to."""
