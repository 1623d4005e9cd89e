"""One error tree, named by what the caller must do.

Messages say what happened, to which record, and what to do; never a secret, never personal data.
"""

from __future__ import annotations

__all__ = ["AdvocacyError", "ConfigError", "ConflictError", "FatalError", "RecordError", "RetryableError"]


class AdvocacyError(Exception):
    """The root: whatever this product raises on purpose."""


class ConfigError(AdvocacyError):
    """Settings, credentials, rights or mappings are wrong: fix them and start again."""


class RetryableError(AdvocacyError):
    """The other side is busy or away: try again later, after `retry_after` seconds if it said so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RecordError(AdvocacyError):
    """One record cannot be used: skip it, count it, report it."""


class ConflictError(AdvocacyError):
    """Somebody else changed it meanwhile: read again and decide anew."""


class FatalError(AdvocacyError):
    """This run cannot go on and trying again won't help."""
