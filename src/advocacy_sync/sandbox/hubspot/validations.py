"""The property validations API: the rules that the values of a property have to keep.

`/crm/property-validations/{type}[/{property}[/rule-type/{rule}]]`, on dated and v3 paths. Rules can be set
and read, not removed; the vendor offers no more.
"""

from __future__ import annotations

from typing import Any

from advocacy_sync.sandbox.wire import Response

from .call import Call, answer
from .catalog import Definition
from .faults import invalid, not_found
from .portal import Portal
from .schema import ObjectType
from .shapes import flag, strings
from .value_rules import usable

__all__ = ["list_all", "put_rule", "read", "read_rule", "write"]


def list_all(call: Call) -> Response:
    kind = call.kind()
    table = call.portal.state.table(_table(kind))
    results = [
        {"propertyName": name, "propertyValidationRules": list(row["rules"].values())} for name, row in table.items()
    ]
    return answer({"results": results})


def read(call: Call) -> Response:
    kind = call.kind()
    _property(call, kind)
    return answer({"results": call.portal.rules(kind, call.args["name"])})


def read_rule(call: Call) -> Response:
    kind = call.kind()
    _property(call, kind)
    for rule in call.portal.rules(kind, call.args["name"]):
        if rule["ruleType"] == call.args["rule"]:
            return answer({"shouldApplyNormalization": False, **rule})
    raise not_found(f"no rule of type {call.args['rule']} for {call.args['name']}")


def write(call: Call) -> Response:
    """Sets a rule; it takes the place of one of the same type."""
    kind = call.kind()
    found = _property(call, kind)
    arguments = strings(call.fields.get("ruleArguments"), "ruleArguments")
    wrong = usable(call.args["rule"], arguments, str(found["type"]))
    if wrong:
        raise invalid(wrong, context={"ruleType": [call.args["rule"]]})
    normalize = flag(call.fields.get("shouldApplyNormalization", False), "shouldApplyNormalization")
    put_rule(call.portal, kind, call.args["name"], call.args["rule"], arguments, normalize=normalize)
    return Response(204)


def put_rule(
    portal: Portal, kind: ObjectType, name: str, rule_type: str, arguments: list[str], *, normalize: bool = False
) -> None:  # fmt: skip
    rule: dict[str, Any] = {"ruleType": rule_type, "ruleArguments": arguments}
    rule |= {"shouldApplyNormalization": True} if normalize else {}
    held = (portal.state.get(_table(kind), name) or {"rules": {}})["rules"]
    portal.state.put(_table(kind), name, {"rules": {**held, rule_type: rule}})


def _property(call: Call, kind: ObjectType) -> Definition:
    found = call.portal.catalog.writable(kind, call.args["name"])
    if found is None:
        raise not_found(f'The property named "{call.args["name"]}" for object type {kind.plural} does not exist.')
    return found


def _table(kind: ObjectType) -> str:
    return f"validations:{kind.type_id}"
