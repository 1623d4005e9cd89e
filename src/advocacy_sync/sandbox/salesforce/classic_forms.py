"""The two spellings of the first Bulk API: job and batch facts as XML or as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree as Xml
from xml.sax.saxutils import escape

import orjson

from advocacy_sync.sandbox.salesforce.soap import parsed
from advocacy_sync.sandbox.wire import Response, json_response

__all__ = ["JSON", "Form", "facts"]

NAMESPACE = "http://www.force.com/2009/06/asyncapi/dataload"
# Without a character set: clients of this API compare the whole value.
JSON = {"Content-Type": "application/json"}
XML = {"Content-Type": "application/xml"}


def facts(body: bytes) -> dict[str, Any]:
    """What a request says, whichever way it says it. Raises ValueError."""
    if body.lstrip()[:1] == b"{":
        found = orjson.loads(body)
        return found if isinstance(found, dict) else {}
    try:
        return {element.tag.rpartition("}")[2]: element.text for element in parsed(body)}
    except Xml.ParseError as error:
        raise ValueError(str(error)) from None


class Form:
    """Answers in XML unless JSON was wanted."""

    def __init__(self, *, json: bool) -> None:
        self._json = json

    def one(self, name: str, values: dict[str, Any], status: int = 200) -> Response:
        if self._json:
            return json_response(values, status, JSON)
        return Response(status, _document(name, _elements(values)), XML)

    def many(self, name: str, item: str, rows: Iterable[dict[str, Any]]) -> Response:
        listed = list(rows)
        if self._json:
            return json_response({item: listed}, 200, JSON)
        return Response(200, _document(name, "".join(f"<{item}>{_elements(row)}</{item}>" for row in listed)), XML)

    def names(self, name: str, item: str, values: list[str]) -> Response:
        if self._json:
            return json_response(values, 200, JSON)
        return Response(200, _document(name, "".join(f"<{item}>{value}</{item}>" for value in values)), XML)

    def fault(self, code: str, message: str, status: int = 400) -> Response:
        return self.one("error", {"exceptionCode": code, "exceptionMessage": message}, status)


def _document(name: str, inner: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><{name} xmlns="{NAMESPACE}">{inner}</{name}>'.encode()


def _elements(values: dict[str, Any]) -> str:
    return "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in values.items() if value is not None)
