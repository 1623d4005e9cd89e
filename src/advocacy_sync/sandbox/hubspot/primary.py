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
        records = portal.records(portal.catalog.type_of(here[0]))
        row = records.rows.get(str(here[1]))
        if name is None or primary is None or row is None:
            continue
        key = (primary.category, primary.type_id)
        held = portal.links.of(here, other[0])
        value = next((str(number) for number, types in held.items() if key in types), None)
        if row["properties"].get(name) != value:
            records.put({**row, "properties": {**row["properties"], name: value}})
