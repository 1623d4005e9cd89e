"""What two CRMs hold at one instant, as plain values, and how it gets into their machines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from advocacy_sync.sandbox.data.fields import HUBSPOT_PROPERTIES, SALESFORCE_FIELDS, Specification
from advocacy_sync.sandbox.data.portal import Association
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.salesforce.definitions import standard_schema
from advocacy_sync.sandbox.salesforce.ids import record_id
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.salesforce.schema import Field
from advocacy_sync.sandbox.salesforce.standard import STAGES
from advocacy_sync.sandbox.state import Row

__all__ = ["DEFAULT_AS_OF", "World", "bare", "populate"]

DEFAULT_AS_OF = datetime(2026, 3, 2, tzinfo=UTC)
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


def bare(world: World) -> World:
    """The same world before anybody made the product's custom fields, as it is on the first day."""
    ours = {name: {one["name"] for one in known} for name, known in {**SALESFORCE_FIELDS, **HUBSPOT_PROPERTIES}.items()}

    def left(table: dict[str, list[Specification]]) -> dict[str, list[Specification]]:
        return {name: [one for one in known if one["name"] not in ours.get(name, ())] for name, known in table.items()}

    def without(name: str, row: Row) -> Row:
        return {key: value for key, value in row.items() if key not in ours.get(name, ())}

    return replace(
        world,
        fields=left(world.fields),
        properties=left(world.properties),
        salesforce={name: [without(name, row) for row in rows] for name, rows in world.salesforce.items()},
        hubspot={
            name: [{**row, "properties": without(name, row["properties"])} for row in rows]
            for name, rows in world.hubspot.items()
        },
    )


def populate(world: World, salesforce: SalesforceMachine, hubspot: HubspotMachine, now: datetime) -> None:
    """Fills both machines: fields first, then rows, then what hangs together."""
    _fill_org(world, salesforce, now)
    _fill_portal(world, hubspot, now)


def _fill_org(world: World, machine: SalesforceMachine, now: datetime) -> None:
    for name, specifications in world.fields.items():
        for specification in specifications:
            machine.add_field(name, Field(**specification))
    for name, field_ in _widened(world):
        machine.add_field(name, field_)
    machine.load("OpportunityStage", _stage_rows(world.stages), now)
    for name, rows in world.salesforce.items():
        machine.load(name, rows, now)


def _widened(world: World) -> Iterator[tuple[str, Field]]:
    """Standard picklists with the values of this org."""
    objects = standard_schema(multi_currency=False).objects
    for (name, field_name), more in world.values.items():
        standard = objects[name].fields[field_name]
        yield name, replace(standard, picklist=tuple(dict.fromkeys((*standard.picklist, *more))))
    stages = objects["Opportunity"].fields["StageName"]
    yield "Opportunity", replace(stages, picklist=tuple(stage[0] for stage in world.stages))


def _stage_rows(stages: list[Stage]) -> list[Row]:
    """Every stage of the org in its order. Stages that a new org has and this one not are inactive."""
    first = [stage[0] for stage in STAGES]
    unused = [stage for stage in STAGES if stage[0] not in {used[0] for used in stages}]
    rows: list[Row] = []
    for order, (name, probability, category, shown, closed, won) in enumerate([*stages, *unused], 1):
        number = first.index(name) + 1 if name in first else len(STAGES) + order
        rows.append(
            {
                "Id": record_id("01J", number),
                "MasterLabel": name,
                "ApiName": name,
                "IsActive": order <= len(stages),
                "SortOrder": order,
                "DefaultProbability": probability,
                "ForecastCategory": category,
                "ForecastCategoryName": shown,
                "IsClosed": closed,
                "IsWon": won,
            }
        )
    return rows


def _fill_portal(world: World, machine: HubspotMachine, now: datetime) -> None:
    for owner in world.owners:
        parts = {name: owner[name] for name in ("userId", "archived")}
        machine.add_owner(owner["id"], owner["email"], owner["firstName"], owner["lastName"], **parts)
    for object_type, definitions in world.properties.items():
        for definition in definitions:
            machine.add_property(object_type, definition)
    for object_type, records in world.hubspot.items():
        machine.load(object_type, records, now)
    for association in world.associations:
        machine.associate(*association)
