"""A mapping tried on a few rows: what comes of each field, and what would be written."""

from __future__ import annotations

import pytest

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.services.connected import Connected, MappingFile
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.unit_of_work import SqlStore
from dump import canonical
from services.company import company


def of(programme: Programme, name: str) -> tuple[Connected, MappingFile]:
    [connection] = programme.connections
    return connection, next(file for file in connection.files if file.document.object == name)


def test_rows_by_id_are_shown_with_what_would_be_written(store: SqlStore) -> None:
    at = company(store).judged()
    before = canonical(store)
    found = at.try_mapping(*of(at, "Deal"), ["won", "open"])
    assert [row.key for row in found.rows] == ["org/Deal/won", "org/Deal/open"]
    won = {one.field: one for one in found.rows[0].fields if one.record == "opportunity"}
    assert (won["amount"].raw["Amount"], won["amount"].value.minor) == ("100.01", 10001)
    assert ("Influenced", None, "100.01") in [(one.field, one.before, one.after) for one in found.rows[0].writes]
    assert not any(one.source_key == "org/Deal/won" for one in found.rows[1].writes)
    assert (found.live, canonical(store)) == (False, before)


def test_without_ids_the_most_diverse_kept_rows_are_shown(light: SqlStore) -> None:
    at = company(light).judged()
    found = at.try_mapping(*of(at, "Act"), 2)
    assert len(found.rows) == 2
    made = [{one.record for one in row.fields if one.made} for row in found.rows]
    assert set() in made  # the lunch, which is no activity
    assert {"activity", "participant", "activity_opportunity"} in made


def test_rows_that_are_not_kept_are_read_from_the_crm_and_not_kept(light: SqlStore) -> None:
    at = company(light).programme()
    found = at.try_mapping(*of(at, "Contact"), ["ann"])
    assert (found.live, [row.key for row in found.rows], found.rows[0].writes) == (True, ["org/Contact/ann"], [])
    with light.begin() as work:
        assert work.sources.count("org", "Contact") == 0


def test_what_is_not_there_is_one_clear_error(light: SqlStore) -> None:
    at = company(light)
    with pytest.raises(ConfigError, match="no row of Contact is kept yet"):
        at.programme().try_mapping(*of(at.programme(), "Contact"), 3)
    jobs = at.judged()
    with pytest.raises(ConfigError, match="no row with the id nobody"):
        jobs.try_mapping(*of(jobs, "Contact"), ["ann", "nobody"])


def test_what_cannot_be_said_of_pushes_is_told_and_the_fields_are_shown_still(light: SqlStore) -> None:
    at = company(light)
    at.judged()
    at.wait(days=4)
    jobs = at.programme()
    found = jobs.try_mapping(*of(jobs, "Deal"), ["won"])
    assert found.rows[0].writes == []
    assert [one.code for one in found.findings] == ["try.writes"]
    assert found.rows[0].fields
