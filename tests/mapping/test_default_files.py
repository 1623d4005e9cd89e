"""The mapping files that are shipped: each loads, is clean, and bears whatever a CRM may hold."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.config.documents import Document, read_document
from advocacy_sync.config.files import packaged_mappings
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.mapping.check import check_document
from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.mapping.inbound import Mapper, sources
from advocacy_sync.mapping.prune import prune
from advocacy_sync.mapping.transforms import Settings
from advocacy_sync.records.catalogue import shapes
from advocacy_sync.records.source_row import SourceRow

FILES = sorted(path for crm in ("salesforce", "hubspot") for path in (packaged_mappings() / crm).glob("*.yaml"))
ACME = ConnectionName("acme")
every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")

scalars = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | st.text(max_size=12)
likely = st.sampled_from(
    ["reference call", "COMPLETED", "2017-05-01T00:00:00Z", "0031", "true", "9", "1.0", "9999-12-31"]
)
entries = st.lists(
    st.none() | scalars | st.dictionaries(st.sampled_from(["id", "label"]), scalars | likely), max_size=3
)
anything = scalars | likely | entries


@cache
def read(path: Path) -> Document[MappingDocument]:
    document, findings = read_document(path, MappingDocument)
    assert document is not None, findings
    return document


def mapper(path: Path) -> Mapper:
    return Mapper(read(path).content, ACME, Settings("USD", ZoneInfo("Europe/Berlin")))


def row(path: Path, payload: dict[str, Any]) -> SourceRow:
    key = SourceKey(ACME, read(path).content.object, ExternalId("x1"))
    return SourceRow(key=key, payload=payload, stamp=datetime(2017, 12, 31, tzinfo=UTC))


def nested(flat: dict[str, Any]) -> dict[str, Any]:
    """Dotted names as the rooms join them: maps within maps."""
    payload: dict[str, Any] = {}
    for name, value in sorted(flat.items()):
        *parents, last = name.split(".")
        here = payload
        for parent in parents:
            inner = here.setdefault(parent, {})
            here = inner if isinstance(inner, dict) else {}
        here[last] = value
    return payload


def test_there_are_files_for_both_crms() -> None:
    assert {path.parent.name for path in FILES} == {"salesforce", "hubspot"}


@every_file
def test_a_shipped_file_is_without_a_finding(path: Path) -> None:
    document = read(path)
    assert check_document(document.content, document.place) == []


@every_file
def test_a_row_with_every_field_empty_yields_a_record_or_a_reason_or_none(path: Path) -> None:
    empty = nested(dict.fromkeys(sources(read(path).content)))
    result = mapper(path).map(row(path, empty))
    assert not (result.records and result.rejected)
    assert all(problem.fatal for problem in result.problems)


@every_file
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_row_whatever_makes_a_shipped_mapping_raise_or_mistype(path: Path, data: st.DataObject) -> None:
    flat = {name: data.draw(anything, label=name) for name in sources(read(path).content)}
    for payload in (flat, nested(flat)):
        result = mapper(path).map(row(path, payload))
        assert not (result.records and result.rejected)
        for kind, record in result.records:
            assert all(getattr(record, name) is not None for name, shape in shapes(kind).items() if shape.required)
            assert record.id.startswith("acme/")


@every_file
def test_with_every_source_there_nothing_is_pruned_and_with_none_nothing_is_read(path: Path) -> None:
    document = read(path).content
    assert prune(document, lambda _: True) == document
    assert sources(prune(document, lambda _: False)) == []
