"""Making properties: a group on each object, and in it the properties of the catalogue.

Rules: the properties API (property and field types, options, 409 for a name that is taken). Whether a value is
read-only (`modificationMetadata`) is told and cannot be set: neither create nor update takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.ports.crm import Built, BuiltAs, FieldFound, Grant, Surrounding
from advocacy_sync.records.crm_fields import FieldKind, FieldSpec, Group, bears_mark, described

from .definitions import object_schema
from .faults import Forbidden, code_of
from .paths import properties
from .sdk import Client, Lost, Refused

__all__ = ["Fields"]

TAKEN = 409
_TYPES: dict[FieldKind, tuple[str, str]] = {
    "text": ("string", "text"),
    "long_text": ("string", "textarea"),
    "picklist": ("enumeration", "select"),
    "number": ("number", "number"),
    "money": ("number", "number"),
    "date": ("date", "date"),
    "checkbox": ("bool", "booleancheckbox"),
}
_YES_NO = {"true": "Yes", "false": "No"}
_LIMITS = (
    "HubSpot lets no client make a property read-only for people: Settings > Properties > the property > Field "
    "permissions does, in portals that have them.",
    "HubSpot has no amounts with a currency among custom properties: money is a number, in the deal's currency.",
)


class Fields:
    def __init__(self, client: Client, version: str) -> None:
        self._client, self._version = client, version

    def limits(self) -> tuple[str, ...]:
        return _LIMITS

    def lacks(self) -> tuple[str, ...]:
        return ()  # a token does not tell its scopes; a refusal does

    # -- what is there -----------------------------------------------------------------------------

    def find(self, object_name: str, _: Sequence[str]) -> Mapping[str, FieldFound] | None:
        """Whoever may see an object sees all its properties."""
        found = self._definitions(object_name)
        if found is None:
            return None
        schema = object_schema(object_name, found)
        return {name: FieldFound(schema=one) for name, one in schema.fields.items()}

    def owns(self, object_name: str, name: str) -> bool:
        found = self._definitions(object_name) or []
        return any(one["name"] == name and bears_mark(one.get("description")) for one in found)

    def surroundings(self, group: Group, grants: Sequence[Grant]) -> list[Surrounding]:
        """The group, on each object that is to get a property and lacks it. Whoever may write an object may write
        its properties."""
        missing = []
        for object_name in dict.fromkeys(grant.object for grant in grants if grant.new):
            path = f"{properties(self._version, object_name)}/groups"
            answer = self._client.call("GET", path, f"the property groups of {object_name}")
            if not any(one["name"] == group.name and not one.get("archived") for one in answer["results"]):
                text = f"property group {group.label!r} ({group.name})"
                missing.append(Surrounding(object_name, ("group", object_name), text, first=True))
        return missing

    def _definitions(self, object_name: str) -> list[dict[str, Any]] | None:
        try:
            path = properties(self._version, object_name)
            answer = self._client.call("GET", path, f"the properties of {object_name}")
        except Forbidden:
            return None
        except Refused as error:
            if error.status not in (400, 404):
                raise
            return None
        return [one for one in answer["results"] if not one.get("archived")]

    # -- making it ---------------------------------------------------------------------------------

    def provide(self, group: Group, missing: Surrounding) -> Built:
        body = {"name": group.name, "label": group.label, "displayOrder": -1}
        return self._sent("POST", missing.object, "/groups", body, missing.text)

    def create(self, field: FieldSpec) -> Built:
        if field.kind not in _TYPES:
            return Built(BuiltAs.REFUSED, f"HubSpot has no property of the kind {field.kind}")
        kind, shown = _TYPES[field.kind]
        body = {
            "name": field.name,
            "label": field.label,
            "type": kind,
            "fieldType": shown,
            "groupName": field.group.name,
            "description": described(field),
            "options": _options(_YES_NO if field.kind == "checkbox" else field.options),
            "displayOrder": -1,
            "hasUniqueValue": False,
            "hidden": False,
            "formField": False,
        }
        return self._sent("POST", field.object, "", body, f"the property {field.name}")

    def widen(self, field: FieldSpec) -> Built:
        """Options are all that can be too narrow here: they are sent whole, those that are there first."""
        found = next((one for one in self._definitions(field.object) or [] if one["name"] == field.name), None)
        kept = [dict(option) for option in (found or {}).get("options") or ()]
        known = {option["value"] for option in kept}
        more = _options({value: label for value, label in field.options.items() if value not in known}, len(kept))
        return self._sent("PATCH", field.object, f"/{field.name}", {"options": kept + more}, f"options of {field.name}")

    def _sent(self, method: str, object_name: str, below: str, body: Mapping[str, Any], what: str) -> Built:
        path = f"{properties(self._version, object_name)}{below}"
        return _built(
            lambda: self._client.call(method, path, f"{what} on {object_name}", body=body, again=False, holds="name"),
            object_name,
        )


def _built(call: Callable[[], Any], object_name: str) -> Built:
    """How the call ended. Raises ConfigError for a scope that is missing, RetryableError for what was never sent."""
    try:
        call()
    except Lost as lost:
        return Built(BuiltAs.UNKNOWN, str(lost))
    except Refused as refused:
        taken = refused.status == TAKEN
        return Built(BuiltAs.THERE if taken else BuiltAs.REFUSED, str(refused), code_of(refused.body))
    except Forbidden as error:
        raise ConfigError(
            f"{error}; making properties takes the scope crm.schemas.{object_name}.write: give it to the app for as "
            "long as this takes, or make the properties by hand (docs/hubspot.md)"
        ) from None
    return Built(BuiltAs.MADE)


def _options(options: Mapping[str, str], first: int = 0) -> list[dict[str, Any]]:
    return [
        {"value": value, "label": label, "description": "", "displayOrder": order, "hidden": False}
        for order, (value, label) in enumerate(options.items(), first)
    ]
