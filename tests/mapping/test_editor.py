"""The JSON Schema of mapping files: in step with the code, and of one mind with the loader."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any, get_args

import pytest
from ruamel.yaml import YAML

from advocacy_sync.config.files import packaged_mappings
from advocacy_sync.mapping.document import TransformName
from advocacy_sync.mapping.editor import KEYS, MODELS, schema
from advocacy_sync.records.catalogue import RECORDS, shapes
from advocacy_sync.records.meanings import MEANINGS
from advocacy_sync.records.pushed import PUSHED
from json_schema import faults

SCHEMA = schema()
FILES = sorted(path for crm in ("salesforce", "hubspot") for path in (packaged_mappings() / crm).glob("*.yaml"))


def wrong(text: str) -> list[str]:
    return faults(YAML(typ="safe").load(io.StringIO(text)), SCHEMA, SCHEMA)


def test_the_shipped_schema_is_in_step_with_the_code() -> None:
    shipped = json.loads((packaged_mappings() / "schema.json").read_text(encoding="utf-8"))
    assert shipped == SCHEMA, "run python3 dev.py schema"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_packaged_file_passes(path: Path) -> None:
    assert wrong(path.read_text(encoding="utf-8")) == []


def test_an_own_file_may_leave_out_take_away_and_say_one_for_a_list() -> None:
    own = """
records:
  - record: contact
    when: {from: Kind__c, except: Person, like: Ref*}
    fields:
      title: {from: Job_Title__c, default: null}
      first_name: {from: [A__c, B__c]}
      phone:
  - {record: survey_answer, omit: true}
  - record: activity
    fields: {kind: {map: {Call: reference_call, Visit: }}, status: {constant: completed}}
push:
  staleness: {field: Data_Age__c, shorten: true}
  signals: My_Signals__c
  last_verified:
"""
    assert wrong(own) == []


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("objct: Contact", ""),
        ("records: [{record: contcat}]", "/records/0/record"),
        ("records: [{fields: {}}]", "/records/0"),
        ("records: [{record: contact, fields: {titel: {from: X}}}]", "/records/0/fields"),
        ("records: [{record: contact, fields: {title: {form: X}}}]", "/records/0/fields/title"),
        ("records: [{record: contact, fields: {title: {transform: txt}}}]", "/records/0/fields/title/transform"),
        ("records: [{record: activity, fields: {kind: {map: {A: nope}}}}]", "/records/0/fields/kind/map/A"),
        ("records: [{record: activity, fields: {kind: {default: nope}}}]", "/records/0/fields/kind/default"),
        ("records: [{record: contact, when: {in: [a]}}]", "/records/0/when"),
        ("push: {signal: X}", "/push"),
        ("reference_roles: champion", "/reference_roles"),
    ],
)
def test_what_the_loader_refuses_the_editor_underlines(text: str, at: str) -> None:
    assert any(fault.startswith(f"{at}:") for fault in wrong(text)), wrong(text)


@pytest.mark.parametrize("name", MODELS)
def test_every_key_has_a_word_of_its_own(name: str) -> None:
    keys = {info.alias or key for key, info in MODELS[name].model_fields.items()}
    assert set(KEYS[name]) == keys
    assert all(text.endswith(".") for text in KEYS[name].values())


@pytest.mark.parametrize("kind", RECORDS)
def test_an_editor_knows_the_fields_of_a_record_and_what_they_mean(kind: str) -> None:
    known: dict[str, Any] = SCHEMA["definitions"][f"{kind}_fields"]["properties"]
    assert set(known) == set(shapes(kind))
    assert all(part["description"].startswith(MEANINGS[f"{kind}.{name}"]) for name, part in known.items())


def test_transforms_and_pushed_values_are_those_of_the_language() -> None:
    transforms = SCHEMA["definitions"]["field"]["properties"]["transform"]
    assert str(list(get_args(TransformName)))[1:-1] in str(transforms)
    assert set(SCHEMA["properties"]["push"]["properties"]) == set(PUSHED)
