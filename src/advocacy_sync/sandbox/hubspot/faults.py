"""The error answers of HubSpot, as exceptions that carry their body.

The shape (status, message, correlationId, category, subCategory, context, errors, links) is that of
the vendor's error-handling page; parts that do not apply are left out, as the vendor leaves them out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

__all__ = ["Fault", "conflict", "invalid", "invalid_values", "missing_properties", "not_found", "unknown_type"]

Detail = dict[str, Any]


class Fault(Exception):
    """Ends the handling of a request with an error answer."""

    def __init__(self, status: int, message: str, category: str = "", **parts: Any) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.category = category
        self.parts = parts
        self.whole = False  # fails a batch even if its inputs can be told apart

    def entry(self) -> Detail:
        """The error as it stands in the `errors` of a batch answer."""
        return {"status": "error", "category": self.category, "message": self.message, **self.parts}

    def body(self, correlation_id: str) -> Detail:
        head = {"status": "error", "message": self.message, "correlationId": correlation_id}
        return head | self.parts | ({"category": self.category} if self.category else {})


def invalid(message: str, errors: Sequence[Detail] = (), context: Mapping[str, list[str]] | None = None) -> Fault:
    parts: dict[str, Any] = {}
    if errors:
        parts["errors"] = list(errors)
    if context:
        parts["context"] = dict(context)
    return Fault(400, message, "VALIDATION_ERROR", **parts)


def not_found(message: str = "resource not found") -> Fault:
    return Fault(404, message, "OBJECT_NOT_FOUND")


def conflict(message: str) -> Fault:
    return Fault(409, message, "CONFLICT")


def unknown_type(name: str) -> Fault:
    return invalid(f"Unable to infer object type from: {name}")


def missing_properties(kind: str, names: list[str]) -> Fault:
    message = f"Error creating {kind}. Some required properties were not set."
    detail = {"message": message, "context": {"properties": names}}
    return invalid(message, [detail], {"properties": names})


def invalid_values(problems: Sequence[tuple[str, str, str]], portal_id: int) -> Fault:
    """Property values that were refused: (property name, code, message) each."""
    listed = [
        {
            "isValid": False,
            "message": message,
            "error": code,
            "name": name,
            "localizedErrorMessage": message,
            "portalId": portal_id,
        }
        for name, code, message in problems
    ]
    details = [
        {"message": message, "code": code, "context": {"propertyName": [name]}} for name, code, message in problems
    ]
    return invalid(f"Property values were not valid: {orjson.dumps(listed).decode()}", details)
