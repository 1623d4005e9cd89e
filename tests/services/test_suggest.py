"""Rows that are kept, as samples."""

from __future__ import annotations

from typing import Any

from advocacy_sync.services.suggest import as_columns


def test_payloads_become_columns_of_text_as_a_csv_would_have_them() -> None:
    rows: list[dict[str, Any]] = [
        {"Name": "Acme", "IsWon": True, "Amount": None, "Account": {"Name": "x"}},
        {"Name": None, "Size": 3, "IsWon": False},
    ]
    assert as_columns(rows) == {"Name": ["Acme", ""], "IsWon": ["true", "false"], "Amount": ["", ""], "Size": ["", "3"]}


def test_lists_are_no_fields() -> None:
    assert as_columns([{"associations": [1]}]) == {}
