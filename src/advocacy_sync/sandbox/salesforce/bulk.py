"""Bulk API 2.0 under jobs/: query and ingest."""

from __future__ import annotations

from advocacy_sync.sandbox.salesforce import bulk_ingest, bulk_query
from advocacy_sync.sandbox.salesforce.faults import not_found
from advocacy_sync.sandbox.salesforce.org import Call
from advocacy_sync.sandbox.wire import Response

__all__ = ["answer"]

KINDS = {"query": bulk_query.answer, "ingest": bulk_ingest.answer}


def answer(call: Call) -> Response:
    kind = KINDS.get(call.path[1]) if len(call.path) > 1 else None
    if kind is None:
        raise not_found()
    return kind(call)
