"""Values that change while the stamp stays: CS-06, CS-07, and lookups of children whose parent was merged: CS-16."""

from __future__ import annotations

import pytest

from advocacy_salesforce.quiet import is_quiet
from advocacy_sync.records.schema import FieldSchema, ObjectSchema


@pytest.mark.parametrize(
    ("object_name", "source", "quiet"),
    [
        ("Account", "Name", False),
        ("Account", "Formula__c", True),
        ("Account", "Owner.Name", True),
        ("Account", "LastViewedDate", True),
        ("Account", "Status", False),
        ("ContractLineItem", "Status", True),
        ("Account", "Unheard__c", False),
        ("Account", "ParentId", True),
    ],
)
def test_formulas_paths_and_the_known_exceptions_are_quiet(object_name: str, source: str, *, quiet: bool) -> None:
    names = {"Name": False, "Formula__c": True, "LastViewedDate": False, "Status": False}
    fields = {name: FieldSchema(name=name, label=name, type="text", calculated=calc) for name, calc in names.items()}
    fields["ParentId"] = FieldSchema(name="ParentId", label="", type="reference")
    assert is_quiet(ObjectSchema(name=object_name, label="", fields=fields), source) is quiet
