"""What a query selects, told without its rows (`query?q=…&columns=true`), as the vendor's command line asks it."""

from __future__ import annotations

from typing import Any

from advocacy_sync.sandbox.salesforce.aggregate import is_aggregate
from advocacy_sync.sandbox.salesforce.columns import NAME, Columns
from advocacy_sync.sandbox.salesforce.schema import NUMERIC, TEXT, Field, SObject
from advocacy_sync.sandbox.salesforce.soql import parse
from advocacy_sync.sandbox.salesforce.soql_ast import AllFields, Call, Path, Query, SubQuery, TypeOf
from advocacy_sync.sandbox.salesforce.store import Store

__all__ = ["column_metadata"]

Column = dict[str, Any]
APEX = {
    "id": "Id", "reference": "Id", "boolean": "Boolean", "int": "Integer", "date": "Date", "datetime": "Datetime",
    "address": "Address", "location": "Location",
}  # fmt: skip


def column_metadata(store: Store, soql: str) -> Column:
    """The columns of a statement that was checked before."""
    query = parse(soql)
    sobject = store.schema.find(query.source.text)
    assert sobject is not None, "the statement was checked"
    columns = _selected(Columns(store, soql), sobject, query)
    return {
        "columnMetadata": columns,
        "entityName": sobject.name,
        "groupBy": bool(query.group),
        "idSelected": any(column["columnName"] == "Id" for column in columns),
        "keyPrefix": sobject.prefix or None,
    }


def _selected(columns: Columns, sobject: SObject, query: Query) -> list[Column]:
    made: list[Column] = []
    for one in query.select:
        if isinstance(one, SubQuery):
            made.append(_children(columns, sobject, one.query))
        elif isinstance(one, AllFields):
            made += [_column(field) for field in columns.schema.visible(sobject)]
        elif isinstance(one, TypeOf):
            _put(made, list(one.path.names), _column(NAME.fields["Name"]))
        elif isinstance(one, Call) and is_aggregate(one):
            if one.argument is not None or one.alias:  # COUNT() alone gives no column
                made.append(_function(one, sum(name["columnName"].startswith("expr") for name in made)))
        else:
            column = columns.of(sobject, one, query.source.alias)
            _put(made, list(column.hops), _column(column.field, one.alias))
    return made


def _children(columns: Columns, parent: SObject, query: Query) -> Column:
    found = columns.schema.child(parent, query.source.names[-1])
    assert found is not None, "the statement was checked"
    sobject, reference = found
    joined = _selected(columns, sobject, query)
    return {**_empty(str(reference.child_relationship)), "aggregate": True, "joinColumns": joined}


def _put(made: list[Column], hops: list[str], column: Column) -> None:
    """The column below the relationships that lead to it, which are columns with columns inside."""
    for hop in hops:
        above = next((one for one in made if one["columnName"] == hop and one["joinColumns"]), None)
        if above is None:
            above = _empty(hop)
            made.append(above)
        made = above["joinColumns"]
    made.append(column)


def _function(call: Call, unnamed: int) -> Column:
    argument = call.argument
    inner = argument.text if isinstance(argument, Path) else getattr(argument, "name", "")
    shown = f"{call.name}({inner})"
    return {
        **_empty(call.alias or f"expr{unnamed}"), "aggregate": True, "apexType": "Double", "displayName": shown,
        "numberType": True,
    }  # fmt: skip


def _column(field: Field, alias: str | None = None) -> Column:
    usual = "Double" if field.type in NUMERIC else "String"
    return {
        **_empty(alias or field.name),
        "apexType": APEX.get(field.type, usual),
        "booleanType": field.type == "boolean",
        "custom": field.custom,
        "insertable": field.createable,
        "numberType": field.type in NUMERIC,
        "textType": field.type in TEXT,
        "updatable": field.updateable,
    }


def _empty(name: str) -> Column:
    return {
        "aggregate": False, "apexType": None, "booleanType": False, "columnName": name, "custom": False,
        "displayName": name, "foreignKeyName": None, "insertable": False, "joinColumns": [], "numberType": False,
        "textType": False, "updatable": False,
    }  # fmt: skip
