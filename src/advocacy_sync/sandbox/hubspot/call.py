"""One authorised request on its way to a handler: the portal, the path's arguments, the body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import orjson

from advocacy_sync.sandbox.wire import Request, Response

from .faults import Fault, invalid
from .instants import iso
from .portal import Portal
from .schema import ObjectType
from .shapes import objects, text

__all__ = ["Call", "answer"]


def answer(value: Any, status: int = 200) -> Response:
    return Response(status, orjson.dumps(value), {"Content-Type": "application/json;charset=utf-8"})


@dataclass(frozen=True)
class Call:
    portal: Portal
    request: Request
    now: datetime
    version: str
    args: Mapping[str, str]

    @cached_property
    def stamp(self) -> str:
        return iso(self.now)

    @property
    def dated(self) -> bool:
        """Whether the path is a date-versioned one (2026-03), rather than v1 to v4."""
        return not self.version.startswith("v")

    def kind(self, name: str = "type") -> ObjectType:
        return self.portal.catalog.type_of(self.args[name])

    @cached_property
    def body(self) -> Any:
        content_type = self.request.headers.get("content-type", "application/json")
        if "json" not in content_type:
            raise Fault(415, "Unsupported Media Type: the request must have the content type application/json")
        try:
            return self.request.json()
        except orjson.JSONDecodeError as error:
            raise invalid(f"Invalid input JSON on line {error.lineno}, column {error.colno}: {error.msg}") from error

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The body, where it must be a JSON object."""
        if not isinstance(self.body, dict):
            raise invalid("Invalid input JSON on line 1, column 1: Cannot deserialize value of type `Object`")
        return self.body

    @cached_property
    def inputs(self) -> list[dict[str, Any]]:
        """The `inputs` of a batch."""
        if self.fields.get("inputs") is None:
            raise invalid("Some required fields were not set: [inputs]", context={"fields": ["inputs"]})
        return objects(self.fields["inputs"], "inputs")

    def required(self, name: str) -> str:
        """A field of the body that must be there, as text."""
        value = text(self.fields.get(name), name)
        if not value:
            raise invalid(f"Some required fields were not set: [{name}]", context={"fields": [name]})
        return value

    def flag(self, name: str) -> bool:
        return self.request.query.get(name, "false").lower() == "true"

    def listed(self, name: str) -> list[str]:
        """A query parameter that may be repeated, comma-separated, or both."""
        values = [value for key, value in self.request.query_list if key == name]
        return [part.strip() for value in values for part in value.split(",") if part.strip()]

    def limit(self, default: int, most: int) -> int:
        text = self.request.query.get("limit", str(default))
        if not text.isdigit() or not 0 < int(text) <= most:
            raise invalid(f"Invalid limit {text}: must be between 1 and {most}", context={"limit": [text]})
        return int(text)

    def after(self) -> int:
        """The paging cursor as a number, 0 at the first page."""
        text = self.request.query.get("after", "") or "0"
        if not text.isdigit():
            raise invalid(f"Invalid paging cursor: {text}", context={"after": [text]})
        return int(text)

    def batch(self, results: list[Any], errors: Sequence[Mapping[str, Any]] = (), status: int = 200) -> Response:
        """The answer to a batch: 207 with `errors` beside the results when there are any."""
        body: dict[str, Any] = {"status": "COMPLETE", "results": results}
        body |= {"startedAt": self.stamp, "completedAt": self.stamp}
        if errors:
            body |= {"numErrors": len(errors), "errors": errors}
        return answer(body, 207 if errors else status)

    def next_page(self, after: str) -> dict[str, Any]:
        """The `paging` of an answer that has more: this request with another cursor."""
        others = [(key, value) for key, value in self.request.query_list if key != "after"]
        query = urlencode([*others, ("after", after)])
        return {"next": {"after": after, "link": f"{self.request.base_url}{self.request.raw_path}?{query}"}}
