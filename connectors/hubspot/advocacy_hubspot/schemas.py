"""What the portal says of its objects, asked once and kept until told to forget it."""

from __future__ import annotations

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.ports.events import Events
from advocacy_sync.records.schema import FieldSchema, ObjectSchema, ValueRule

from .definitions import object_schema, value_rules
from .faults import Forbidden
from .object_types import type_id
from .paths import properties, validations
from .sdk import Client, Refused

__all__ = ["OWNER_FIELDS", "Schemas"]

OWNER_FIELDS = ("id", "email", "fullName", "active")


class Schemas:
    """An object that the token may not see is none; rules that it may not see are none."""

    def __init__(self, client: Client, connection: ConnectionName, version: str, events: Events) -> None:
        self._client, self._connection, self._version, self._events = client, connection, version, events
        self._known: dict[str, ObjectSchema | None] = {}
        self._rules: dict[str, dict[str, tuple[ValueRule, ...]]] = {}

    def forget(self) -> None:
        self._known.clear()
        self._rules.clear()

    def find(self, object_type: str) -> ObjectSchema | None:
        if object_type not in self._known:
            self._known[object_type] = self._describe(object_type)
        return self._known[object_type]

    def of(self, object_type: str) -> ObjectSchema:
        schema = self.find(object_type)
        if schema is None:
            raise ConfigError(f"HubSpot has no object {object_type} that the token may see")
        return schema

    def _describe(self, object_type: str) -> ObjectSchema | None:
        if object_type == "owners":
            fields = {name: FieldSchema(name=name, label=name, type="text") for name in OWNER_FIELDS}
            return ObjectSchema(name=object_type, label=object_type, fields=fields)
        try:
            path = properties(self._version, object_type)
            answer = self._client.call("GET", path, f"the properties of {object_type}")
        except (Forbidden, Refused) as error:
            if isinstance(error, Refused) and error.status not in (400, 404):
                raise
            self._events("object_hidden", connection=self._connection, object=object_type, reason=str(error))
            return None
        return object_schema(object_type, answer["results"], lambda name: self._rules_of(object_type, name))

    def _rules_of(self, object_type: str, name: str) -> tuple[ValueRule, ...]:
        if object_type not in self._rules:
            self._rules[object_type] = self._load_rules(object_type)
        return self._rules[object_type].get(name, ())

    def _load_rules(self, object_type: str) -> dict[str, tuple[ValueRule, ...]]:
        """Rules spare a refusal and decide nothing, so that a portal that gives none is fine."""
        try:
            path = validations(self._version, type_id(object_type))
            answer = self._client.call("GET", path, f"the value rules of {object_type}")
        except AdvocacyError as error:
            self._events("rules_hidden", connection=self._connection, object=object_type, reason=str(error))
            return {}
        return value_rules(answer["results"])
