"""Tokens go to the vendor's hosts, or to one that ops named; never to a lookalike."""

from __future__ import annotations

import pytest

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.transport.hosts import check_url, is_loopback

VENDOR = ("salesforce.com", "force.com")


def checked(url: str, allow_host: str | None = None) -> str:
    return check_url(url, VENDOR, allow_host, "base_url")


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://acme.my.salesforce.com", "https://acme.my.salesforce.com"),
        ("https://salesforce.com/", "https://salesforce.com"),
        ("https://acme.my.salesforce.com/services/data?x=1#y", "https://acme.my.salesforce.com"),
        ("https://ACME.My.Salesforce.com:443", "https://ACME.My.Salesforce.com:443"),
        ("https://acme.my.salesforce.com.", "https://acme.my.salesforce.com."),
    ],
)
def test_an_address_of_the_vendor_is_accepted_without_its_path(url: str, base: str) -> None:
    assert checked(url) == base


@pytest.mark.parametrize(
    "url",
    [
        "https://evilsalesforce.com",
        "https://salesforce.com.evil.example",
        "https://salesforce.co",
        "https://salesforce-com.evil.example",
        "https://evil.example/salesforce.com",
        "https://evil.example#.salesforce.com",
        "https://evil.example?.salesforce.com",
        "https://127.0.0.1",
        "https://com",
    ],
)
def test_a_host_that_only_looks_like_the_vendors_is_refused_by_name(url: str) -> None:
    with pytest.raises(ConfigError, match="is not one of the vendor's hosts"):
        checked(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://login.salesforce.com@evil.example",
        "https://user:secret@acme.my.salesforce.com",
        "https://@acme.my.salesforce.com",
        "https://evil.example\\.salesforce.com",
        "https://evil.example\\@acme.my.salesforce.com",
        "https://evil.example%2f.salesforce.com",
        "https://evil.example／.salesforce.com",
        "https://evil.example;.salesforce.com",
        "https://acme.my.salesforce.com:port",
        "https://acme.my.salesforce.com:99999",
        "https://[::1",
        "https://",
        "https:///path",
        "ftp://acme.my.salesforce.com",
        "file:///etc/passwd",
        "acme.my.salesforce.com",
        "//acme.my.salesforce.com",
        "",
    ],
)
def test_what_is_no_plain_web_address_is_refused_and_not_quoted(url: str) -> None:
    with pytest.raises(ConfigError, match="base_url must be an address") as caught:
        checked(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://acme.my.salesforce.com", "http://10.0.0.1", "http://127.0.0.1.evil.example"])
def test_plain_http_is_for_this_machine_only(url: str) -> None:
    with pytest.raises(ConfigError, match="plain http"):
        checked(url, allow_host="10.0.0.1")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://crm.acme.example/x", "crm.acme.example"),
        ("https://CRM.acme.example.", "crm.ACME.example"),
        ("http://localhost:8080", "localhost"),
        ("http://127.0.0.1:8080", "127.0.0.1"),
        ("http://[::1]:8080", "::1"),
    ],
)
def test_one_more_host_can_be_named(url: str, allowed: str) -> None:
    assert checked(url, allowed).startswith(url.split("://", maxsplit=1)[0])


def test_a_named_host_stands_for_itself_and_not_for_its_subdomains() -> None:
    for url in ("https://sub.crm.acme.example", "https://evilcrm.acme.example"):
        with pytest.raises(ConfigError, match="set allow_host"):
            checked(url, "crm.acme.example")


@pytest.mark.parametrize("allowed", ["localhost", "127.0.0.1", "::1"])
@pytest.mark.parametrize("url", ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"])
def test_the_names_of_this_machine_are_one_host(url: str, allowed: str) -> None:
    assert checked(url, allowed) == url


def test_this_machine_does_not_stand_for_a_name_that_only_looks_like_it() -> None:
    for url, allowed in (("https://localhost.evil.example", "localhost"), ("http://127.0.0.1", "crm.acme.example")):
        with pytest.raises(ConfigError, match="set allow_host"):
            checked(url, allowed)


def test_even_this_machine_must_be_named() -> None:
    with pytest.raises(ConfigError, match="set allow_host: localhost"):
        checked("http://localhost:8080")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1"])
def test_forms_of_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "127.1", "2130706433", "localhost.evil.example", "10.0.0.1", "", "::"])
def test_other_hosts_are_not_this_machine(host: str) -> None:
    assert not is_loopback(host)
