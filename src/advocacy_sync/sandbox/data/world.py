"""What two CRMs hold at one instant, as plain values, and how it gets into their machines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from advocacy_sync.sandbox.data.fields import HUBSPOT_PROPERTIES, SALESFORCE_FIELDS, Specification
from advocacy_sync.sandbox.data.portal import Association
from advocacy_sync.sandbox.salesforce.standard import STAGES
from advocacy_sync.sandbox.state import Row

__all__ = ["World"]

Stage = tuple[str, float, str, str, bool, bool]


@dataclass(frozen=True)
class World:
    """`salesforce` holds rows by object, `hubspot` records by object type; parents come before
    children. `values` are picklist values beyond the vendor's, by object and field."""

    as_of: datetime
    currency: str = "USD"
    salesforce: dict[str, list[Row]] = field(default_factory=dict)
    hubspot: dict[str, list[Row]] = field(default_factory=dict)
    associations: list[Association] = field(default_factory=list)
    owners: list[Row] = field(default_factory=list)
    fields: dict[str, list[Specification]] = field(default_factory=lambda: dict(SALESFORCE_FIELDS))
    properties: dict[str, list[Specification]] = field(default_factory=lambda: dict(HUBSPOT_PROPERTIES))
    values: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    stages: list[Stage] = field(default_factory=lambda: list(STAGES))
