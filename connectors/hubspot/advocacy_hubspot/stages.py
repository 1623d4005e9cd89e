"""The pipeline stage that a deal or ticket stands in, which the record names by id alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .paths import pipelines
from .sdk import Client

__all__ = ["STAGE_PROPERTY", "Stages"]

STAGE_PROPERTY = {"deals": "dealstage", "tickets": "hs_pipeline_stage"}


class Stages:
    """Stages by object type and id, loaded when first needed and once more for one that is not among them."""

    def __init__(self, client: Client, version: str) -> None:
        self._client, self._version = client, version
        self._known: dict[str, dict[str, dict[str, Any]]] = {}
        self._gone: set[tuple[str, str]] = set()  # records hold them, the pipelines don't

    def forget(self) -> None:
        self._known.clear()
        self._gone.clear()

    def of(self, object_type: str, properties: Mapping[str, Any]) -> dict[str, Any]:
        """Label, probability, isClosed, ticketState, as the pipeline has them; empty when it has no such stage."""
        stage = str(properties.get(STAGE_PROPERTY[object_type]) or "")
        if not stage or (object_type, stage) in self._gone:
            return {}
        if stage not in self._known.get(object_type, {}):  # not loaded, or made since
            self._known[object_type] = self._load(object_type)
        found = self._known[object_type].get(stage)
        if found is None:
            self._gone.add((object_type, stage))
        return found or {}

    def _load(self, object_type: str) -> dict[str, dict[str, Any]]:
        path = pipelines(self._version, object_type)
        answer = self._client.call("GET", path, f"the pipelines of {object_type}")
        return {
            str(stage["id"]): {"label": stage.get("label"), **(stage.get("metadata") or {})}
            for pipeline in answer["results"]
            for stage in pipeline.get("stages") or ()
        }
