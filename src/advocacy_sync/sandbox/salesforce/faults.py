"""The errors that a request can end in, in the form in which REST gives them: a JSON array."""

from __future__ import annotations

from typing import Any

from advocacy_sync.sandbox.wire import Response, json_response

__all__ = ["STATUS", "Fault", "bad_field", "malformed", "not_allowed", "not_found"]

# Codes that come with another status than 400.
STATUS = {
    "INVALID_SESSION_ID": 401,
    "REQUEST_LIMIT_EXCEEDED": 403,
    "INSUFFICIENT_ACCESS_OR_READONLY": 403,
    "NOT_FOUND": 404,
    "ENTITY_IS_DELETED": 404,
    "METHOD_NOT_ALLOWED": 405,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "INVALID_CROSS_REFERENCE_KEY": 400,
}


class Fault(Exception):
    """What the vendor refuses, with its code, its words and the fields concerned."""

    def __init__(self, code: str, message: str, fields: list[str] | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.fields = code, message, fields
        self.status = status or STATUS.get(code, 400)

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"message": self.message, "errorCode": self.code}
        return body if self.fields is None else {**body, "fields": self.fields}

    def row(self) -> dict[str, Any]:
        """The form that it has among the errors of one row of a collection."""
        return {"statusCode": self.code, "message": self.message, "fields": self.fields or []}

    def response(self) -> Response:
        return json_response([self.body()], self.status)


def not_found(message: str = "The requested resource does not exist") -> Fault:
    return Fault("NOT_FOUND", message)


def not_allowed(method: str, allowed: str) -> Fault:
    return Fault("METHOD_NOT_ALLOWED", f"HTTP Method '{method}' not allowed. Allowed are {allowed}")


def bad_field(name: str, sobject: str) -> Fault:
    return Fault("INVALID_FIELD", f"No such column '{name}' on sobject of type {sobject}")


def malformed(message: str) -> Fault:
    return Fault("MALFORMED_QUERY", message)
