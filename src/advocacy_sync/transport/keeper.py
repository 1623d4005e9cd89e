"""Where a refresh token is kept, when the login server gives a new one with each use.

The old token is dead from the moment the answer left the server: the new one is kept before anything is
done with it, and only one process exchanges at a time (CS-42; reliability matrix C-15).
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from advocacy_sync.kernel.secret import Secret

__all__ = ["Keeper", "MemoryKeeper"]


class Keeper(Protocol):
    def locked(self) -> AbstractContextManager[None]:
        """Until the block ends nobody else exchanges the token."""
        ...

    def read(self) -> Secret:
        """The token as it now is."""
        ...

    def replace(self, old: Secret, new: Secret) -> None:
        """Keep the new token in place of the old one, for good, before it is used."""
        ...


class MemoryKeeper:
    """For a token that came from where nothing can be written: a new one lasts as long as the process."""

    def __init__(self, token: Secret) -> None:
        self._token = token

    def locked(self) -> AbstractContextManager[None]:
        return nullcontext()

    def read(self) -> Secret:
        return self._token

    def replace(self, old: Secret, new: Secret) -> None:
        if old.reveal() == self._token.reveal():
            self._token = new
