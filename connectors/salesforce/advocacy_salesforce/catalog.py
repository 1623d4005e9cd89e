"""What the org says of its objects: described once a run, and asked again only whether anything changed.

The describe honours If-Modified-Since (REST API guide, "Get Object Metadata Changes"). The guide does not
say that a change of field permissions counts as one, so after an hour everything is read anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.records.schema import ObjectSchema

from .faults import code_of
from .sdk import Answer, Client
from .wire import object_schema

__all__ = ["Catalog"]

TRUSTED_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True)
class _Known:
    """`since`: the org's time of the describe as a header has it; `until`: of our own monotonic clock."""

    schema: ObjectSchema | None
    since: str | None
    until: float
    fresh: bool = True


class Catalog:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[str, _Known] = {}

    def find(self, name: str) -> ObjectSchema | None:
        """The object as it is described; None if the org does not show it."""
        known = self._known.get(name)
        if known is None or not known.fresh:
            known = self._described(name, known)
            self._known[name] = known
        return known.schema

    def get(self, name: str) -> ObjectSchema:
        """As `find`. Raises ConfigError for an object that the org does not show."""
        schema = self.find(name)
        if schema is None:
            raise ConfigError(f"Salesforce has no object {name} that the connected user may see")
        return schema

    def refresh(self) -> None:
        """Ask again before anything described is used."""
        self._known = {name: replace(known, fresh=False) for name, known in self._known.items()}

    def forget(self) -> None:
        """Read all descriptions anew, whatever the org says of changes."""
        self._known.clear()

    def _described(self, name: str, known: _Known | None) -> _Known:
        now = self._client.timing.monotonic()
        headers = {"If-Modified-Since": known.since} if known and known.since and now < known.until else {}
        path, what = f"sobjects/{quote(name, safe='')}/describe", f"the description of {name}"
        try:
            answer, schema = self._client.fetch("GET", path, what, _read, headers=headers)
        except ConfigError as error:
            if code_of(error) == "NOT_FOUND":
                return _Known(None, None, now)
            raise
        if known is not None and schema is None:
            return replace(known, fresh=True)
        since = answer.headers.get("Last-Modified") or answer.headers.get("Date")
        return _Known(schema, since, now + TRUSTED_SECONDS)


def _read(answer: Answer) -> tuple[Answer, ObjectSchema | None]:
    return answer, None if answer.unchanged else object_schema(answer.object("name", "fields"))
