"""Where things are, by the version of the API."""

from __future__ import annotations

from advocacy_hubspot import paths


def test_dated_paths_carry_the_version_behind_the_name_of_the_api() -> None:
    assert paths.objects("2026-03", "deals") == "/crm/objects/2026-03/deals"
    assert paths.properties("2026-03", "deals") == "/crm/properties/2026-03/deals"
    assert paths.pipelines("2026-03", "deals") == "/crm/pipelines/2026-03/deals"
    assert paths.owners("2026-03") == "/crm/owners/2026-03"
    assert paths.associations("2026-03", "deals", "contacts") == "/crm/associations/2026-03/deals/contacts/batch/read"
    assert paths.oauth("2026-03") == "/oauth/2026-03/token"


def test_older_paths_carry_it_before() -> None:
    assert paths.objects("v3", "deals") == "/crm/v3/objects/deals"
    assert paths.properties("v3", "deals") == "/crm/v3/properties/deals"
    assert paths.pipelines("v3", "deals") == "/crm/v3/pipelines/deals"
    assert paths.owners("v3") == "/crm/v3/owners/"
    assert paths.associations("v3", "deals", "contacts") == "/crm/v4/associations/deals/contacts/batch/read"
    assert paths.oauth("v3") == "/oauth/v1/token"


def test_an_object_type_stays_one_part_of_the_path() -> None:
    assert paths.objects("v3", "../owners?x=1") == "/crm/v3/objects/..%2Fowners%3Fx%3D1"
