"""Making custom fields by the Tooling API, one call a field, and letting the connected user at them.

A new field is invisible until a permission set grants it (see `grants.py`). Each write is sent once; an answer that
is lost says so, and whoever asked looks again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, FatalError, RetryableError
from advocacy_sync.ports.crm import Built, BuiltAs, FieldFound, Grant, Surrounding
from advocacy_sync.records.crm_fields import FieldSpec, Group, bears_mark

from .catalog import Catalog
from .custom_field import field_schema, metadata, widened
from .faults import code_of, never_sent
from .grants import Grants
from .sdk import Client
from .soql import literal

__all__ = ["Fields"]

TOOLING = "tooling/sobjects/CustomField"
_CUSTOM = "__c"
_TAKEN = frozenset({"DUPLICATE_DEVELOPER_NAME", "DUPLICATE_VALUE"})
_NO_RIGHT = frozenset(
    {
        "INSUFFICIENT_ACCESS",
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        "INSUFFICIENT_ACCESS_OR_READONLY",
        "INVALID_TYPE",  # the object is not shown to who may not use it
        "NOT_FOUND",
    }
)
_RIGHTS = {
    "PermissionsCustomizeApplication": "'Customize Application'",
    "PermissionsManageProfilesPermissionsets": "'Manage Profiles and Permission Sets'",
    "PermissionsAssignPermissionSets": "'Assign Permission Sets'",
}
_LIMITS = (
    "Salesforce shows a new field on no page layout and in no list view: the package brings list views, reports and a "
    "dashboard (docs/crm-setup.md).",
)


class Fields:
    """`user` tells the id of the connected user."""

    def __init__(self, client: Client, user: Callable[[], str]) -> None:
        self._client = client
        self._catalog, self._grants = Catalog(client), Grants(client, user)

    def limits(self) -> tuple[str, ...]:
        return _LIMITS

    def lacks(self) -> tuple[str, ...]:
        soql = f"SELECT {', '.join(_RIGHTS)} FROM UserPermissionAccess"  # noqa: S608 - names of ours
        try:
            rows = self._query("query", soql, "the user's own rights")
        except (ConfigError, FatalError):  # an org that does not tell: the first refusal does
            return ()
        return tuple(right for name, right in _RIGHTS.items() if rows and rows[0].get(name) is False)

    # -- what is there -----------------------------------------------------------------------------

    def find(self, object_name: str, names: Sequence[str]) -> Mapping[str, FieldFound] | None:
        self._catalog.forget()
        schema = self._catalog.find(object_name)
        if schema is None:
            return None
        found = {name: FieldFound(schema=one) for name, one in schema.fields.items()}
        unseen = [name for name in names if name not in found]
        for name, id in self._ids(object_name, unseen).items():
            found[name] = FieldFound(schema=field_schema(name, self._definition(id)), visible=False)
        return found

    def owns(self, object_name: str, name: str) -> bool:
        id = self._ids(object_name, [name]).get(name)
        return id is not None and bears_mark(self._definition(id).get("description"))

    def surroundings(self, _: Group, grants: Sequence[Grant]) -> list[Surrounding]:
        return self._grants.missing([grant for grant in grants if not self._has(grant)])

    def _has(self, grant: Grant) -> bool:
        schema = self._catalog.find(grant.object)
        field = schema.fields.get(grant.field) if schema else None
        return field is not None and (field.updateable or not grant.edit)

    def _ids(self, object_name: str, names: Sequence[str]) -> dict[str, str]:
        """Ids of custom fields by name, whether the user sees them or not. Who may not ask, finds none."""
        custom = [name.removesuffix(_CUSTOM) for name in names if name.endswith(_CUSTOM)]
        if not custom:
            return {}
        listed = ", ".join(literal(name.rpartition("__")[2]) for name in custom)
        soql = (
            "SELECT Id, DeveloperName, NamespacePrefix FROM CustomField WHERE EntityDefinition.QualifiedApiName = "  # noqa: S608
            f"{literal(object_name)} AND DeveloperName IN ({listed})"
        )
        try:
            rows = self._query("tooling/query", soql, f"the custom fields of {object_name}")
        except ConfigError:
            return {}
        named = {f"{_prefix(row)}{row['DeveloperName']}{_CUSTOM}": str(row["Id"]) for row in rows}
        return {name: named[name] for name in names if name in named}

    def _definition(self, id: str) -> Mapping[str, Any]:
        answer = self._client.ask("GET", f"{TOOLING}/{id}", "the definition of a custom field", "Metadata")
        found: Mapping[str, Any] = answer["Metadata"] or {}
        return found

    def _query(self, path: str, soql: str, what: str) -> list[dict[str, Any]]:
        answer = self._client.ask("GET", path, what, "records", params={"q": soql})
        return list(answer["records"])

    # -- making it ---------------------------------------------------------------------------------

    def provide(self, _: Group, missing: Surrounding) -> Built:
        return _built(lambda: self._grants.provide(missing))

    def create(self, field: FieldSpec) -> Built:
        body = {"FullName": f"{field.object}.{field.name}", "Metadata": metadata(field)}
        return _built(lambda: self._send("POST", TOOLING, body, f"the making of {body['FullName']}"))

    def widen(self, field: FieldSpec) -> Built:
        id = self._ids(field.object, [field.name]).get(field.name)
        if id is None:
            return Built(BuiltAs.REFUSED, f"{field.object}.{field.name} is gone")
        name = f"{field.object}.{field.name}"
        body = {"FullName": name, "Metadata": widened(self._definition(id), field)}
        return _built(lambda: self._send("PATCH", f"{TOOLING}/{id}", body, f"the widening of {name}"))

    def _send(self, method: str, path: str, body: Mapping[str, Any], what: str) -> None:
        self._client.call(method, path, what, json_body=body, again=False)


def _prefix(row: Mapping[str, Any]) -> str:
    return f"{row['NamespacePrefix']}__" if row.get("NamespacePrefix") else ""


def _built(call: Callable[[], None]) -> Built:
    """How a write ended. Raises ConfigError for a right that is missing, RetryableError for what was never sent."""
    try:
        call()
    except RetryableError as error:
        if never_sent(error):
            raise
        return Built(BuiltAs.UNKNOWN, str(error), code_of(error))
    except (ConfigError, FatalError) as error:
        code = code_of(error)
        if code in _TAKEN:
            return Built(BuiltAs.THERE, str(error), code)
        if code in _NO_RIGHT:
            _refuse(error)
        return Built(BuiltAs.REFUSED, str(error), code)
    return Built(BuiltAs.MADE)


def _refuse(error: AdvocacyError) -> NoReturn:
    raise ConfigError(
        f"{error}; making fields takes {', '.join(_RIGHTS.values())}: grant them for as long as this takes, or let an "
        "administrator deploy the package (docs/crm-setup.md)"
    ) from None
