"""Who may come in: the credentials that the org knows, and the sessions that it has given out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from advocacy_sync.sandbox.salesforce.founding import INTEGRATION, ORG
from advocacy_sync.sandbox.salesforce.store import Store
from advocacy_sync.sandbox.state import Row

__all__ = ["STATIC_TOKEN", "Credentials", "Sessions"]

STATIC_TOKEN = f"{ORG[:15]}!sandbox"  # always open, for a first look with curl
TABLE = "@session"


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What the sandbox accepts unless told otherwise; nothing of it opens any real org."""

    client_id: str = "sandbox-client"
    client_secret: str = "sandbox-secret"  # noqa: S105 - a published default
    username: str = "integration@sandbox.example"
    password: str = "sandbox-password"  # noqa: S105
    security_token: str = "sandbox-token"  # noqa: S105
    refresh_token: str = "sandbox-refresh"  # noqa: S105
    jwt_public_key: bytes | None = None

    def knows(self, username: str, secret: str) -> bool:
        """Whether the password, followed by the security token, is the user's."""
        return username.lower() == self.username and secret == self.password + self.security_token


class Sessions:
    """A session ends when it was not used for its whole length; each use late in it renews it."""

    def __init__(self, store: Store, length: timedelta) -> None:
        self._store, self.length = store, length

    def open(self, now: datetime, user: str = INTEGRATION) -> str:
        number = self._store.number(TABLE)
        digest = hashlib.sha256(f"{ORG}:{number}".encode()).hexdigest()
        token = f"{ORG[:15]}!AQ4A.{digest}"
        self._keep(token, user, now, now)
        return token

    def user(self, token: str, now: datetime) -> str | None:
        """The user of a living session."""
        row = self._store.state.get(TABLE, token)
        if row is None:
            return INTEGRATION if token == STATIC_TOKEN else None
        ends = datetime.fromisoformat(row["ends"])
        if now >= ends:
            return None
        if ends - now < self.length / 2:
            self._keep(token, row["user"], datetime.fromisoformat(row["begun"]), now)
        return str(row["user"])

    def row(self, token: str) -> Row | None:
        return self._store.state.get(TABLE, token)

    def close(self, token: str, now: datetime) -> bool:
        """Ends a session; False when it was not alive."""
        alive = self.user(token, now) is not None
        if alive:
            ended = {"user": INTEGRATION, "begun": now.isoformat(), "ends": now.isoformat()}
            self._store.state.put(TABLE, token, ended)
        return alive

    def close_all(self) -> None:
        """Ends all sessions but the static one, as an administrator would."""
        for token in list(self._store.state.table(TABLE)):
            self._store.state.drop(TABLE, token)

    def _keep(self, token: str, user: str, begun: datetime, now: datetime) -> None:
        row = {"user": user, "begun": begun.isoformat(), "ends": (now + self.length).isoformat()}
        self._store.state.put(TABLE, token, row)
