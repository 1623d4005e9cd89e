"""The vendors' own fields: in step with the packaged mappings, and first wherever an object has them."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_sync.config.documents import read_document
from advocacy_sync.config.files import packaged_mappings
from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.mapping.suggest.columns import described
from advocacy_sync.mapping.suggest.cues import CUES
from advocacy_sync.mapping.suggest.propose import propose
from advocacy_sync.mapping.suggest.standard import RECORDS_OF, STANDARD, object_key
from advocacy_sync.records.catalogue import shapes

OBJECTS = [(crm, key) for crm, objects in STANDARD.items() for key in objects]


def packaged(crm: str) -> dict[str, MappingDocument]:
    found = {}
    for path in sorted((packaged_mappings() / crm).glob("*.yaml")):
        document, _ = read_document(path, MappingDocument)
        assert document is not None
        found[str(object_key(crm, document.content.object))] = document.content
    return found


@pytest.mark.parametrize(("crm", "key"), OBJECTS)
def test_the_first_field_of_the_packaged_mapping_is_first_here(crm: str, key: str) -> None:
    document = packaged(crm)[key]
    for record in document.records:
        for name, part in record.fields.items():
            first = part.from_[0] if part.from_ else ""
            names = STANDARD[crm][key].get(f"{record.record}.{name}")
            by_nature = not first or "." in first or first in ("Id", "id")
            assert by_nature or names is None or names[0] == first, (record.record, name)
            assert by_nature or names is not None, (record.record, name)


@pytest.mark.parametrize(("crm", "key"), OBJECTS)
def test_every_name_here_is_of_a_field_that_there_is(crm: str, key: str) -> None:
    assert set(STANDARD[crm][key]) <= set(CUES)
    assert {canonical.partition(".")[0] for canonical in STANDARD[crm][key]} <= set(RECORDS_OF[crm][key])


def vendor_field(crm: str, canonical: str, name: str) -> dict[str, Any]:
    record, _, field = canonical.partition(".")
    shape = shapes(record)[field].shape
    if crm == "hubspot":
        kind = {
            "boolean": "bool",
            "instant": "datetime",
            "day": "date",
            "money": "number",
            "integer": "number",
            "choice": "enumeration",
        }
        owner = "OWNER" if field == "owner" else None
        return {
            "name": name,
            "type": "enumeration" if owner else kind.get(shape, "string"),
            "hubspotDefined": True,
            "referencedObjectType": owner,
        }
    kinds = {
        "boolean": "boolean",
        "instant": "datetime",
        "day": "date",
        "money": "currency",
        "integer": "int",
        "choice": "picklist",
    }
    leads = {"owner": "User", "parent": "Account", "activity": "Campaign"}
    target = leads.get(field, field.capitalize())
    simple = "boolean" if name.startswith("Is") else kinds.get(shape, "string")
    return {
        "name": name,
        "type": "reference" if shape == "reference" else simple,
        "referenceTo": [target],
        "custom": False,
    }


@pytest.mark.parametrize(("crm", "key"), OBJECTS)
def test_an_object_as_the_vendor_ships_it_is_suggested_as_it_is_packaged(crm: str, key: str) -> None:
    fields: dict[str, dict[str, Any]] = {}
    for canonical, names in STANDARD[crm][key].items():
        for name in names:
            fields.setdefault(name, vendor_field(crm, canonical, name))
    answer = {"name": key, "fields": list(fields.values())} if crm == "salesforce" else list(fields.values())
    first: dict[str, tuple[str, float]] = {}
    for one in propose(crm, described(crm, key, answer)).suggestions:
        first.setdefault(one.canonical, (one.source, one.confidence))
    for canonical, names in STANDARD[crm][key].items():
        assert first[canonical][0] == names[0], canonical
        assert first[canonical][1] >= 0.8, canonical
