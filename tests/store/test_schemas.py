"""Descriptions of objects: as they were told last, and the changes between."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest
from sqlalchemy import text

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import SchemaChange
from advocacy_sync.records.schema import FieldSchema, ObjectSchema, ValueRule
from advocacy_sync.store.unit_of_work import SqlStore
from store.builders import T0, hours

AMOUNT = FieldSchema(
    name="Amount",
    label="Amount",
    type="currency",
    length=18,
    precision=18,
    scale=2,
    calculated=True,
    updateable=True,
    required=True,
)
STAGE = FieldSchema(
    name="Stage", label="Stage é", type="picklist", restricted=True, options=("A", "B"), references=("X",)
)
DEAL = ObjectSchema(name="Deal", label="Deal", fields={"Amount": AMOUNT, "Stage": STAGE})


def test_an_object_never_described_is_not_there(store: SqlStore) -> None:
    with store.begin() as work:
        assert work.schemas.get("org", "Deal") is None


def test_a_description_comes_back_as_it_was_put(store: SqlStore) -> None:
    with store.begin() as work:
        work.schemas.put("org", replace(DEAL, fields={}), T0)
        work.schemas.put("org", DEAL, T0 + hours(1))
        work.schemas.put("portal", replace(DEAL, label="Other"), T0)
    with store.begin() as work:
        assert work.schemas.get("org", "Deal") == DEAL


def test_rules_of_values_are_not_kept(store: SqlStore) -> None:
    ruled = replace(AMOUNT, rules=(ValueRule("min", "1"),))
    with store.begin() as work:
        work.schemas.put("org", replace(DEAL, fields={"Amount": ruled}), T0)
        assert work.schemas.get("org", "Deal") == replace(DEAL, fields={"Amount": AMOUNT})


@pytest.mark.parametrize("more", [{"from_the_future": 1}, {}])
def test_a_description_of_another_version_is_read_as_far_as_it_is_known(store: SqlStore, more: dict[str, int]) -> None:
    with store.begin() as work:
        work.schemas.put("org", DEAL, T0)
    field = {"name": "Amount", "label": "Amount", "type": "currency", **more}
    described = orjson.dumps({"name": "Deal", "label": "Deal", "fields": [field]}).decode()
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE object_schema SET described = :it"), {"it": described})
    with store.begin() as work:
        found = work.schemas.get("org", "Deal")
    assert found is not None
    assert found.fields["Amount"] == FieldSchema(name="Amount", label="Amount", type="currency")


def test_changes_are_told_newest_first(store: SqlStore) -> None:
    changes = [SchemaChange(connection="org", object="Deal", field=name, change="added") for name in "abc"]
    with store.begin() as work:
        work.schemas.changed(RunId(1), changes[:2], T0)
        work.schemas.changed(RunId(2), changes[2:], T0 + hours(1))
        work.schemas.changed(RunId(3), [], T0)
        newest = [replace(changes[2], learnt_at=T0 + hours(1)), replace(changes[1], learnt_at=T0)]
        assert work.schemas.changes(2) == newest
        assert work.schemas.changes(9, since=T0 + hours(1)) == newest[:1]
