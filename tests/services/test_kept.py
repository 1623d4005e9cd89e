"""An org as the store knows it: nothing is asked of the CRM."""

from __future__ import annotations

import pytest

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.timespan import ALWAYS
from advocacy_sync.ports.crm import ReadRequest
from advocacy_sync.services.kept import kept
from advocacy_sync.store.unit_of_work import SqlStore
from services.company import company, connect
from services.fake_crm import CHILDREN


def test_objects_and_the_org_are_as_they_were_last_seen(light: SqlStore) -> None:
    at = company(light)
    at.judged()
    calls = at.crm.calls_made
    at.crm.schemas.clear()
    at.crm.away = ConfigError("nobody is let in")
    reader = kept(light, at.clock, connect(at.crm)).session.reader
    found = reader.describe("Contact")
    assert found is not None
    assert "Email" in found.fields
    assert (reader.describe("Nothing"), reader.org().id, reader.now()) == (None, "org-1", at.clock.now())
    assert (reader.adds("Deal", CHILDREN), reader.adds("Deal", "Name")) == (True, False)
    assert (reader.quiet("Deal", ["Name"]), reader.count("Deal", ALWAYS), reader.calls()) == ((), None, 0)
    reader.refresh()
    reader.tidy([])
    assert at.crm.calls_made == calls


def test_rows_are_not_read_and_an_org_that_was_never_seen_is_told(light: SqlStore) -> None:
    at = company(light)
    reader = kept(light, at.clock, connect(at.crm)).session.reader
    with pytest.raises(ConfigError, match="nothing of org is kept yet"):
        reader.org()
    with pytest.raises(ConfigError, match="Deal is not read here"):
        reader.pages(ReadRequest(object="Deal", sources=("Name",)))
    with pytest.raises(ConfigError, match="Deal is not read here"):
        reader.read("Deal", ["won"], ["Name"])
