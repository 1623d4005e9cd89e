"""Queries by REST: pages as the org gives them, in an address or, when too long for one, in a Composite body.

Limits: REST API guide, Query and Status Codes (414, 431); SOQL and SOSL limits (100,000 characters,
QUERY_TOO_COMPLICATED); help article 000386264 (long queries).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from advocacy_sync.kernel.errors import AdvocacyError, RetryableError

from .faults import Refused, code_of
from .sdk import Answer, Client
from .soql import select

__all__ = ["LONGEST_SOQL", "Queries", "TooWide", "locator_is_dead"]

LONGEST_GET = 12_000  # bytes of URI; the vendor refuses at about 16,384
LONGEST_SOQL = 95_000  # characters; the vendor refuses at 100,000
_TOO_LONG = (414, 431)
_PAGE = ("records", "done", "totalSize")


class TooWide(Refused):
    """The query asks for more fields than the org takes at once."""


def locator_is_dead(error: AdvocacyError) -> bool:
    """Whether a next page is gone for good: expired, evicted, or of a session that is over."""
    return code_of(error) in ("INVALID_QUERY_LOCATOR", "INVALID_SESSION_ID", "NOT_FOUND")


class Queries:
    """`deleted`: deleted and archived rows come, too (queryAll)."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def first(self, soql: str, what: str, *, deleted: bool) -> dict[str, Any]:
        """The first page. Raises TooWide when fewer fields would do."""
        if len(soql) > LONGEST_SOQL:
            raise TooWide(f"{what} is longer than Salesforce takes")
        path = f"{'queryAll' if deleted else 'query'}?q={quote(soql, safe='')}"
        try:
            if len(path) <= LONGEST_GET:
                return self._by_address(path, what)
            return self._by_composite(path, what)
        except Refused as error:
            if code_of(error) == "QUERY_TOO_COMPLICATED" or error.status in _TOO_LONG:
                raise TooWide(str(error)) from None
            raise

    def _by_address(self, path: str, what: str) -> dict[str, Any]:
        try:
            return self._client.fetch("GET", path, what, _page)
        except Refused as error:
            if error.status not in _TOO_LONG:  # headers count, too
                raise
        return self._by_composite(path, what)

    def _by_composite(self, path: str, what: str) -> dict[str, Any]:
        url = f"/services/data/v{self._client.version}/{path}"
        body = {"compositeRequest": [{"method": "GET", "url": url, "referenceId": "q"}]}

        def inner(answer: Answer) -> dict[str, Any]:
            try:
                (part,) = answer.object("compositeResponse")["compositeResponse"]
                status, found = part["httpStatusCode"], part["body"]
            except (ValueError, TypeError, KeyError):
                raise RetryableError(f"Salesforce's answer to {what} does not hold one part") from None
            if status != 200:
                raise self._client.refused(status, found, what)
            return _checked(found, what)

        return self._client.fetch("POST", "composite", what, inner, json_body=body)

    def more(self, path: str, what: str) -> dict[str, Any]:
        """The page that another one leads to, by the path that it gives (CS-39)."""
        return self._client.fetch("GET", path, what, _page)

    def count(self, object_name: str, where: str, *, deleted: bool) -> int:
        found = self.first(select(object_name, (), where), f"a count of {object_name}", deleted=deleted)
        return int(found["totalSize"])


def _page(answer: Answer) -> dict[str, Any]:
    return _checked(answer.object(), "a query")


def _checked(page: Any, what: str) -> dict[str, Any]:
    """A page with all that makes it one; a success without it is no empty result."""
    if not isinstance(page, dict) or not all(name in page for name in _PAGE):
        raise RetryableError(f"Salesforce's answer to {what} is no page of a query")
    if not isinstance(page["records"], list) or not all(isinstance(record, dict) for record in page["records"]):
        raise RetryableError(f"Salesforce's answer to {what} holds no records")
    if not isinstance(page["done"], bool) or not isinstance(page["totalSize"], int):
        raise RetryableError(f"Salesforce's answer to {what} does not say how many rows there are, or whether all came")
    return page
