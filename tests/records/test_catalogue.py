"""One table of record kinds and shapes, read off the records themselves."""

from __future__ import annotations

import dataclasses

import pytest

from advocacy_sync.records.catalogue import RECORDS, shapes
from advocacy_sync.records.kinds import ActivityKind, DealStatus


@pytest.mark.parametrize("kind", sorted(RECORDS))
def test_every_field_but_the_id_has_a_shape_and_required_means_without_default(kind: str) -> None:
    fields = {field.name: field for field in dataclasses.fields(RECORDS[kind])}
    assert set(shapes(kind)) == set(fields) - {"id"}
    for name, shape in shapes(kind).items():
        assert shape.name == name
        assert shape.required == (fields[name].default is dataclasses.MISSING)


@pytest.mark.parametrize("kind", sorted(RECORDS))
def test_a_record_is_frozen_and_takes_its_fields_by_name(kind: str) -> None:
    parameters = RECORDS[kind].__dataclass_params__
    assert parameters.frozen
    assert hasattr(RECORDS[kind], "__slots__")
    with pytest.raises(TypeError):
        RECORDS[kind]("an id by place")


def test_shapes_follow_the_types() -> None:
    deal = shapes("opportunity")
    assert {
        name: deal[name].shape for name in ("amount", "stage", "status", "created_at", "close_date", "account")
    } == {
        "amount": "money",
        "stage": "text",
        "status": "choice",
        "created_at": "instant",
        "close_date": "day",
        "account": "reference",
    }
    assert deal["status"].choices == tuple(status.value for status in DealStatus)
    assert deal["stage"].choices == ()
    assert shapes("activity")["kind"].enum is ActivityKind
    assert shapes("survey_answer")["score"].shape == "integer"
    assert shapes("contact")["nominated"].shape == "boolean"
