"""Indexes never change an answer: what they find is what a look at every row finds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

WHERES = [
    "SystemModstamp >= 2017-12-20T00:00:00Z",
    "SystemModstamp > 2017-12-20T00:00:00Z AND SystemModstamp <= 2017-12-25T00:00:00Z",
    "(SystemModstamp > 2017-12-20T00:00:00Z OR (SystemModstamp = 2017-12-20T00:00:00Z AND Id > '{id}'))",
    "SystemModstamp = LAST_N_DAYS:5",
    "NOT SystemModstamp >= 2017-12-20T00:00:00Z",
    "Id > '{id}' AND Industry = 'Banking'",
    "Id IN ('{id}', '{id}')",
    "Batch__c IN ('b1', 'B2') AND SystemModstamp < TODAY",
    "OwnerId = '005gL0000000002'",
]


@pytest.fixture
def filled(org: Any) -> Any:
    rows = [
        {
            "Name": str(n),
            "Industry": "Banking" if n % 3 else "Retail",
            "Batch__c": f"b{n % 5}",
            "SystemModstamp": (org.now - timedelta(days=n * 7 % 23)).isoformat(),
        }
        for n in range(300)
    ]
    org.machine.load("Account", rows, org.now)
    return org


@pytest.mark.parametrize("where", WHERES)
@pytest.mark.parametrize("order", ["", " ORDER BY SystemModstamp, Id", " ORDER BY Id", " ORDER BY SystemModstamp DESC"])
def test_an_indexed_condition_finds_what_a_scan_finds(filled: Any, where: str, order: str) -> None:
    middle = filled.values("SELECT Id FROM Account ORDER BY Name LIMIT 1 OFFSET 150")[0]
    where = where.format(id=middle)
    # An OR with a condition on a function is beyond every index.
    scan = filled.values(
        f"SELECT Id FROM Account WHERE ({where}) AND (CALENDAR_YEAR(CreatedDate) > 0 OR NOT Name = '')"
    )
    found = filled.values(f"SELECT Id FROM Account WHERE {where}{order}")
    assert sorted(found) == sorted(scan)
    assert len(set(found)) == len(found) > 0


def test_indexes_follow_writes(filled: Any) -> None:
    changed = filled.values("SELECT Id FROM Account ORDER BY SystemModstamp, Id LIMIT 3")
    assert filled.values("SELECT Id FROM Account WHERE Batch__c = 'new'") == []
    filled.wait(minutes=5)
    for id in changed:
        filled.call("PATCH", f"sobjects/Account/{id}", {"Batch__c": "new"})
    assert filled.values("SELECT Id FROM Account WHERE Batch__c = 'NEW'") == sorted(changed)
    assert filled.values("SELECT Id FROM Account ORDER BY SystemModstamp DESC LIMIT 3") == sorted(changed, reverse=True)
    stamps = filled.values("SELECT SystemModstamp FROM Account ORDER BY SystemModstamp")
    assert len(stamps) == 300
    assert stamps == sorted(stamps)
