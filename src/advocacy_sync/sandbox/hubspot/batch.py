"""Batches of up to 100 records: `/crm/v3/objects/{type}/batch/{read,create,update,upsert,archive}`.

A batch answers 200 (201 for create) when all went well and 207 with `errors` beside `results` when
ids were not found, or when every input carried an `objectWriteTraceId`. Otherwise the first refused
input fails the whole batch, before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from advocacy_sync.sandbox.state import Row
from advocacy_sync.sandbox.wire import Response

from .associations import link_new, new_links
from .call import Call
from .faults import Fault, invalid
from .objects import properties_of, writer, written
from .schema import ObjectType
from .shapes import strings, text
from .views import View
from .writing import Writer

__all__ = ["archive", "create", "read", "update", "upsert"]

LARGEST_BATCH = 100
LARGEST_BATCH_WITH_HISTORY = 50

Input = dict[str, Any]
Commit = Callable[[], dict[str, Any]]


def read(call: Call) -> Response:
    kind = call.kind()
    history = strings(call.fields.get("propertiesWithHistory"), "propertiesWithHistory")
    asked = strings(call.fields.get("properties"), "properties")
    inputs = _inputs(call, LARGEST_BATCH_WITH_HISTORY if history else LARGEST_BATCH)
    view = View.of(call.portal, kind, asked, history=history)
    writing = writer(call, kind)
    id_property, archived = call.fields.get("idProperty"), call.flag("archived")
    found: dict[str, Row] = {}
    missing: list[str] = []
    for key in dict.fromkeys(_key(one) for one in inputs):
        row = writing.look(key, id_property)
        if row is None or row["archived"] != archived:
            missing.append(key)
        else:
            found[row["id"]] = row
    errors = [_unknown(kind, missing)] if missing else []
    return call.batch([view.show(row) for row in found.values()], errors)


def create(call: Call) -> Response:
    kind = call.kind()
    writing = writer(call, kind)
    inputs = _inputs(call)
    _refuse_repeated_values(writing, inputs)

    def plan(given: Input) -> Commit:
        wanted = writing.new(properties_of(given))
        links = new_links(call, kind, given.get("associations"))

        def commit() -> dict[str, Any]:
            row = writing.create(wanted)
            link_new(call, kind, row, links)
            return written(call, kind, row)

        return commit

    return _write(call, inputs, plan, 201)


def update(call: Call) -> Response:
    kind = call.kind()
    writing = writer(call, kind)
    inputs = _inputs(call)
    _refuse_repeated(inputs)
    missing: list[Input] = []
    found: list[tuple[Input, Row]] = []
    for given in inputs:
        row = writing.look(_key(given), given.get("idProperty"))
        if row is None or row["archived"]:
            missing.append(given)
        else:
            found.append((given, row))
    rows = {_key(given): row for given, row in found}
    errors = [_with_traces(_unknown(kind, [_key(given) for given in missing]), missing)] if missing else []
    return _write(
        call, [given for given, _ in found], lambda given: _change(call, writing, rows[_key(given)], given), 200, errors
    )


def upsert(call: Call) -> Response:
    kind = call.kind()
    writing = writer(call, kind)
    inputs = _inputs(call)
    _refuse_repeated(inputs)
    for given in inputs:
        if not given.get("idProperty"):
            raise invalid("Some required fields were not set: [idProperty]", context={"fields": ["idProperty"]})

    def plan(given: Input) -> Commit:
        row = writing.look(_key(given), given["idProperty"])
        if row is not None and not row["archived"]:
            commit = _change(call, writing, row, given)
            return lambda: {**commit(), "new": False}
        named = {} if given["idProperty"] == "hs_object_id" else {given["idProperty"]: _key(given)}
        wanted = writing.new({**named, **properties_of(given)})
        return lambda: {**written(call, kind, writing.create(wanted)), "new": True}

    return _write(call, inputs, plan, 200)


def archive(call: Call) -> Response:
    writing = writer(call, call.kind())
    for key in dict.fromkeys(_key(one) for one in _inputs(call)):
        row = writing.look(key)
        if row is not None and not row["archived"]:
            writing.archive(row)
    return Response(204)


def _change(call: Call, writing: Writer, row: Row, given: Input) -> Commit:
    properties = properties_of(given)
    changes = writing.changes(row, properties)
    return lambda: written(call, writing.kind, writing.update(row, changes), properties)


def _write(
    call: Call,
    inputs: list[Input],
    plan: Callable[[Input], Commit],
    status: int,
    errors: Iterable[dict[str, Any]] = (),
) -> Response:
    """Check every input, then write; a refused one is an entry of `errors` if all inputs can be told apart."""
    traced = bool(inputs) and all(given.get("objectWriteTraceId") for given in inputs)
    problems = list(errors)
    commits: list[tuple[Input, Commit]] = []
    for given in inputs:
        try:
            commits.append((given, plan(given)))
        except Fault as fault:
            if not traced or fault.whole:
                raise
            problems.append(_with_traces(fault.entry(), [given]))
    results = [{**commit(), **_trace(given)} for given, commit in commits]
    return call.batch(results, problems, status)


def _inputs(call: Call, most: int = LARGEST_BATCH) -> list[Input]:
    if len(call.inputs) > most:
        message = f"The maximum number of inputs supported in a batch request is {most}. Got {len(call.inputs)}."
        raise invalid(message)
    return call.inputs


def _key(given: Input) -> str:
    if given.get("id") in (None, ""):
        raise invalid("Some required fields were not set: [id]", context={"fields": ["id"]})
    return text(given["id"], "id")


def _refuse_repeated(inputs: list[Input]) -> None:
    keys = [_key(given).lower() for given in inputs]
    repeated = sorted({key for key in keys if keys.count(key) > 1})
    if repeated:
        raise invalid(f"Duplicate IDs found in batch input: [{', '.join(repeated)}]", context={"ids": repeated})


def _refuse_repeated_values(writing: Writer, inputs: list[Input]) -> None:
    for name in writing.portal.catalog.unique_names(writing.kind):
        values = [str(value).lower() for given in inputs if (value := properties_of(given).get(name))]
        repeated = sorted({value for value in values if values.count(value) > 1})
        if repeated:
            raise invalid(
                f"Duplicate values found in batch input for property {name}: [{', '.join(repeated)}]",
                context={"propertyName": [name], "values": repeated},
            )


def _unknown(kind: ObjectType, keys: list[str]) -> dict[str, Any]:
    message = f"Could not get some {kind.kind} objects, they may be deleted or not exist. Check that ids are valid."
    return {"status": "error", "category": "OBJECT_NOT_FOUND", "message": message, "context": {"ids": keys}}


def _trace(given: Input) -> dict[str, Any]:
    trace = given.get("objectWriteTraceId")
    return {"objectWriteTraceId": trace} if trace else {}


def _with_traces(entry: dict[str, Any], inputs: list[Input]) -> dict[str, Any]:
    traces = [str(given["objectWriteTraceId"]) for given in inputs if given.get("objectWriteTraceId")]
    if not traces:
        return entry
    return {**entry, "context": {**entry.get("context", {}), "objectWriteTraceId": traces}}
