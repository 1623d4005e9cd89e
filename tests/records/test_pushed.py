"""What we compute for CRM fields belongs to a record kind and fits some type of field."""

from __future__ import annotations

from typing import get_args

import pytest

from advocacy_sync.records.catalogue import RECORDS, Shape
from advocacy_sync.records.pushed import PUSHED
from advocacy_sync.records.schema import FieldType


@pytest.mark.parametrize("name", sorted(PUSHED))
def test_a_pushed_value_has_a_record_a_shape_and_a_field_that_can_hold_it(name: str) -> None:
    pushed = PUSHED[name]
    assert pushed.record in RECORDS
    assert pushed.shape in get_args(Shape)
    assert pushed.fits
    assert pushed.fits <= set(get_args(FieldType))
