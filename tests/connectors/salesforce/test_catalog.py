"""Describes, asked anew only whether they changed: CS-08, D-20 to D-26."""

from __future__ import annotations

import pytest

from advocacy_salesforce.catalog import TRUSTED_SECONDS, Catalog
from advocacy_sync.kernel.errors import ConfigError
from vendor import Ticking, Vendor, given, logged_in, refusal, vendor

PATH = "sobjects/Account/describe"
AT = "Mon, 05 Jan 2026 12:00:00 GMT"
SINCE = "If-Modified-Since"


def catalog(ticking: Ticking | None = None) -> Catalog:
    return Catalog(logged_in(timing=(ticking or Ticking()).timing)[0])


def described(org: Vendor, *fields: str, **headers: str) -> None:
    body = {"name": "Account", "fields": [{"name": name, "type": "string"} for name in fields]}
    given(org, "GET", PATH, body, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_within_a_run_an_object_is_described_once() -> None:
    with vendor() as (org, _):
        described(org, "Id")
        found = catalog()
        assert found.get("Account") is found.find("Account")
        assert len(org.calls) == 1
        assert SINCE not in org.calls[0].request.headers


@pytest.mark.parametrize("header", ["Date", "Last_Modified"])
def test_a_later_run_asks_whether_anything_changed(header: str) -> None:
    with vendor() as (org, _):
        described(org, "Id", **{header: AT})
        given(org, "GET", PATH, status=304)
        found = catalog()
        before = found.get("Account")
        found.refresh()
        assert found.get("Account") is before
        assert found.get("Account") is before
        assert len(org.calls) == 2
        assert org.calls[1].request.headers[SINCE] == AT


def test_a_changed_object_is_described_anew() -> None:
    with vendor() as (org, _):
        described(org, "Id", Date=AT)
        described(org, "Id", "New__c")
        found = catalog()
        found.get("Account")
        found.refresh()
        assert set(found.get("Account").fields) == {"Id", "New__c"}


def test_after_an_hour_the_whole_is_asked_for_since_rights_may_have_changed_unsaid() -> None:
    ticking = Ticking()
    with vendor() as (org, _):
        described(org, "Id", Date=AT)
        found = catalog(ticking)
        found.get("Account")
        ticking.sleep(TRUSTED_SECONDS)
        found.refresh()
        found.get("Account")
        assert SINCE not in org.calls[1].request.headers


def test_what_is_forgotten_is_asked_for_whole() -> None:
    with vendor() as (org, _):
        described(org, "Id", Date=AT)
        found = catalog()
        found.get("Account")
        found.forget()
        found.get("Account")
        assert SINCE not in org.calls[1].request.headers


def test_an_object_that_is_hidden_may_be_shown_later() -> None:
    """D-26."""
    with vendor() as (org, _):
        given(org, "GET", PATH, refusal("NOT_FOUND"), 404)
        described(org, "Id")
        found = catalog()
        assert found.find("Account") is None
        with pytest.raises(ConfigError, match="no object Account"):
            found.get("Account")
        found.refresh()
        assert found.find("Account") is not None


def test_a_refused_describe_is_no_missing_object() -> None:
    with vendor() as (org, _):
        given(org, "GET", PATH, refusal("API_DISABLED_FOR_ORG"), 403)
        with pytest.raises(ConfigError, match="API_DISABLED_FOR_ORG"):
            catalog().find("Account")
