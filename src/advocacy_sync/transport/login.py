"""Logins that fail say of which connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from advocacy_sync.kernel.errors import AdvocacyError
from advocacy_sync.kernel.ids import ConnectionName

__all__ = ["logging_in"]


@contextmanager
def logging_in(connection: ConnectionName) -> Iterator[None]:
    """Errors of the block stay what they are, and name the connection."""
    try:
        yield
    except AdvocacyError as error:
        error.args = (f"connection {connection}: {error}", *error.args[1:])
        raise
