"""The primary company of a record as a property of the record, kept when associations change.

It moves no modified stamp: an association is not a write of the record.
"""

from __future__ import annotations

from .links import End
from .portal import Portal

__all__ = ["settle_primary"]

_PROPERTY = {"0-1": "associatedcompanyid", "0-3": "hs_primary_associated_company"}


def settle_primary(portal: Portal, start: End, end: End) -> None:
    """Bring the property of either end in line with its primary association."""
    for here, other in ((start, end), (end, start)):
        name = _PROPERTY.get(here[0])
        primary = portal.links.types.primary(here[0], other[0])
        if name is None or primary is None:
            continue
        records = portal.records(portal.catalog.type_of(here[0]))
        row = records.rows.get(str(here[1]))
        held = portal.links.of(here, other[0])
        value = next((str(number) for number, types in held.items() if primary.key in types), None)
        if row is not None and row["properties"].get(name) != value:
            records.put({**row, "properties": {**row["properties"], name: value}})
