"""Typed ids. A remote id never travels without its connection's name.

A `RecordId` is the key of the source row that founded the record (`acme/Account/0015g…`): readable,
deterministic, and no counter to keep. When records of two CRMs turn out to be one, one id stays.
"""

from __future__ import annotations

from typing import NamedTuple, NewType

__all__ = ["ConnectionName", "ExternalId", "RecordId", "RunId", "SourceKey", "parse_source_key"]

ConnectionName = NewType("ConnectionName", str)
ExternalId = NewType("ExternalId", str)
RecordId = NewType("RecordId", str)
RunId = NewType("RunId", int)


class SourceKey(NamedTuple):
    """Which row of which object of which connection. A slash in the external id is kept."""

    connection: ConnectionName
    object: str
    external_id: ExternalId

    def __str__(self) -> str:
        return f"{self.connection}/{self.object}/{self.external_id}"

    @property
    def record_id(self) -> RecordId:
        return RecordId(str(self))


def parse_source_key(text: str) -> SourceKey:
    """The parts of a source key's text form. Raises ValueError when it has fewer than three.

    >>> parse_source_key("acme/Account/001").object
    'Account'
    """
    connection, object_name, external_id = text.split("/", 2)
    return SourceKey(ConnectionName(connection), object_name, ExternalId(external_id))
