"""A refresh token in a file of its own: read anew each time, replaced whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.secret import Secret

from .settings import resolve_secret

__all__ = ["TokenFile"]


class TokenFile:
    """`owner` names the setting, for messages. Processes of one machine share the file."""

    def __init__(self, path: Path, owner: str) -> None:
        self._path, self._owner = path, owner

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Waits until no other process holds the lock, a file beside the token's."""
        try:
            import fcntl
        except ImportError:  # Windows: one process only
            yield
            return
        with self._beside(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def read(self) -> Secret:
        return resolve_secret("refresh_token", {"refresh_token_file": str(self._path)}, self._owner)

    def replace(self, old: Secret, new: Secret) -> None:
        """Written aside, brought to the disk, then moved into place: a kill leaves the old token or the new one."""
        if self.read().reveal() != old.reveal():
            return  # somebody put a newer one there
        aside = self._beside(".new")
        try:
            aside.unlink(missing_ok=True)
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as out:
                out.write(new.reveal() + "\n")
                out.flush()
                os.fsync(out.fileno())
            aside.replace(self._path)
            self._sync_folder()
        except OSError as error:
            raise ConfigError(
                f"{self._owner}: the new refresh token could not be kept in {self._path} ({error.strerror}); "
                "the old one is used up: make the file writable, then log in anew"
            ) from None

    def _beside(self, ending: str) -> Path:
        return self._path.with_name(self._path.name + ending)

    def _sync_folder(self) -> None:
        with suppress(OSError):  # not every file system lets a folder be synced
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
