"""One portal: its settings, and the parts that the handlers work on.

Everything is in the state; what stands here besides is settings and derived indexes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from advocacy_sync.sandbox.automation import Automation
from advocacy_sync.sandbox.state import Row, State
from advocacy_sync.sandbox.veil import Veil
from advocacy_sync.sandbox.watch import Watch

from .catalog import Catalog, Definition
from .journal import SUBSCRIPTIONS, ChangeJournal
from .links import Links
from .records import Records
from .results import Results
from .schema import ObjectType

__all__ = ["Portal", "Settings"]


@dataclass
class Settings:
    """What a portal is set up with. Limits of None are not enforced."""

    portal_id: int = 24681357
    app_id: int = 1357924
    user_id: int = 9586504
    time_zone: str = "US/Eastern"
    home_currency: str = "USD"
    currencies: dict[str, str] = field(default_factory=lambda: {"EUR": "1.1", "GBP": "1.25"})
    private_app_token: str = "pat-na1-sandbox"  # noqa: S105 - the sandbox's published credential
    client_id: str = "sandbox-client"
    client_secret: str = "sandbox-secret"  # noqa: S105 - the sandbox's published credential
    refresh_token: str = "sandbox-refresh"  # noqa: S105 - the sandbox's published credential
    rotates_refresh_tokens: bool = False
    token_seconds: int = 1800
    search_lag_seconds: float = 0.0
    burst_limit: int | None = None
    daily_limit: int | None = None
    search_limit: int | None = None
    custom_properties: int = 1_000  # of one object
    unique_properties: int = 10  # of them with values that no two records share


class Portal:
    def __init__(self, state: State, settings: Settings) -> None:
        self.state = state
        self.settings = settings
        self.watch = Watch()
        self.veils: dict[str, Veil] = {}  # over "list" and "search"
        self.catalog = Catalog(state, settings.portal_id)
        self.links = Links(state, self.catalog, self.watch)
        self.results = Results()
        self.journal = ChangeJournal(state, self.catalog, settings.portal_id)
        if state.table(SUBSCRIPTIONS):
            self.open_journal()
        self.calls_today = 0
        self.automation: Automation | None = None
        self.hidden_types: set[str] = set()  # ids of object types whose scopes the app has lost
        self._records: dict[str, Records] = {}

    def records(self, kind: ObjectType) -> Records:
        if kind.type_id not in self._records:
            self._records[kind.type_id] = Records(self.state, self.catalog, kind, self.watch)
        return self._records[kind.type_id]

    def behind(self, where: str, kind: ObjectType, now: datetime) -> Mapping[str, Row | None]:
        """Rows that a list or a search shows as they were; None for those that it does not show yet."""
        veil = self.veils.get(where)
        return veil.rows(kind.plural, now) if veil else {}

    def next_number(self, name: str, first: int) -> int:
        """The next of a numbered series that the state keeps."""
        row = self.state.get("counters", name) or {"next": first}
        self.state.put("counters", name, {"next": row["next"] + 1})
        return int(row["next"])

    def pipelines(self, kind: ObjectType) -> dict[str, Row]:
        return self.state.table(f"pipelines:{kind.type_id}")

    def allowed(self, kind: ObjectType, found: Definition) -> set[str] | None:
        """Values that an enumeration takes, or None when it takes any."""
        reference = _EXTERNAL.get(found["name"])
        if reference == "owners":
            return {key for key, row in self.state.table("owners").items() if not row["archived"]}
        if reference == "pipelines":
            return set(self.pipelines(kind))
        if reference == "stages":
            return {stage["id"] for row in self.pipelines(kind).values() for stage in row["stages"]}
        if found["externalOptions"]:
            return None
        return {option["value"] for option in found["options"]} or None

    def open_journal(self) -> None:
        """Writes go to the webhook journal from now on."""
        if self.journal not in self.watch.watchers:
            self.watch.watchers.append(self.journal)

    def rules(self, kind: ObjectType, name: str) -> list[dict[str, Any]]:
        """The validation rules of a property."""
        row = self.state.get(f"validations:{kind.type_id}", name)
        return list(row["rules"].values()) if row else []

    def options(self, kind: ObjectType, found: Definition) -> list[dict[str, Any]]:
        """The options as the properties API shows them: pipelines and stages are filled in."""
        reference = _EXTERNAL.get(found["name"])
        rows: list[Row] = []
        if reference in ("pipelines", "stages"):
            rows = list(self.pipelines(kind).values())
        if reference == "stages":
            rows = [stage for row in rows for stage in row["stages"]]
        if not rows:
            return list(found["options"])
        return [
            {"label": row["label"], "value": row["id"], "displayOrder": row["displayOrder"], "hidden": False}
            for row in rows
        ]


_EXTERNAL = {
    "hubspot_owner_id": "owners",
    "pipeline": "pipelines",
    "hs_pipeline": "pipelines",
    "dealstage": "stages",
    "hs_pipeline_stage": "stages",
}
