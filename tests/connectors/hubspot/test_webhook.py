"""Webhooks: forged, replayed and misrouted deliveries are refused; the others are hints and nothing more (C-18)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_hubspot.manifest import MANIFEST
from advocacy_hubspot.webhook import hints, signature, verify
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.crm import Hint
from rooms import NOW

SECRET = Secret("canary-client-secret")
URL = "https://hooks.acme.example/hubspot"
BODY = b'[{"objectId": 1,  "subscriptionType":"contact.creation"}]'
AT = datetime(2026, 1, 5, 11, 59, 59, 500_000, tzinfo=UTC)
MS = str(int(AT.timestamp() * 1000))


def signed(text: bytes, secret: str = "canary-client-secret") -> str:
    return base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()


def headers(value: str, stamp: str = MS) -> list[tuple[str, str]]:
    return [("X-HubSpot-Signature-v3", value), ("X-HubSpot-Request-Timestamp", stamp)]


def refusal(given: list[tuple[str, str]], url: str = URL, body: bytes = BODY, method: str = "POST") -> str | None:
    return verify(method, url, body=body, headers=given, secret=SECRET, now=NOW)


GENUINE = headers(signed(f"POST{URL}".encode() + BODY + MS.encode()))


# -- whose it is -----------------------------------------------------------------------------------


def test_a_delivery_signed_over_its_raw_bytes_is_taken() -> None:
    assert refusal(GENUINE) is None
    assert refusal([(name.lower(), value) for name, value in GENUINE], method="post") is None


@pytest.mark.parametrize(
    ("called", "signed_as"),
    [
        (f"{URL}?a=b%20c", f"{URL}?a=b%20c"),
        (f"{URL}?to=https%3A%2F%2Fx%2fy%3F", f"{URL}?to=https://x/y?"),
        (f"{URL}?m=a%40b%21%24%27%28%29%2A%2C%3B", f"{URL}?m=a@b!$'()*,;"),
        (f"{URL}?t=%2541", f"{URL}?t=%2541"),  # undone once, and only what the vendor lists
    ],
)
def test_the_listed_escapes_of_the_address_are_undone_and_no_others(called: str, signed_as: str) -> None:
    """CS-90."""
    given = headers(signed(f"POST{signed_as}".encode() + BODY + MS.encode()))
    assert refusal(given, url=called) is None


@pytest.mark.parametrize(
    "given",
    [
        headers(signed(f"POST{URL}".encode() + BODY + MS.encode(), "another")),
        headers(signed(f"POST{URL}".encode() + orjson.dumps(orjson.loads(BODY)) + MS.encode())),  # not the raw body
        headers(signed(f"GET{URL}".encode() + BODY + MS.encode())),
        headers(signed(b"POSThttp://hooks.acme.example/hubspot" + BODY + MS.encode())),
        headers(GENUINE[0][1].lower()),
        headers("é\udcff"),
        headers(""),
    ],
)
def test_another_signature_is_refused(given: list[tuple[str, str]]) -> None:
    told = refusal(given)
    assert told is not None
    assert "canary" not in told


def test_another_body_or_address_is_refused() -> None:
    assert refusal(GENUINE, body=BODY + b" ") is not None
    assert refusal(GENUINE, url=f"{URL}/") is not None


@pytest.mark.parametrize(
    "given",
    [
        GENUINE[:1],
        GENUINE[1:],
        [*GENUINE, GENUINE[0]],
        [*GENUINE, ("x-hubspot-request-timestamp", "1")],
        [("X-HubSpot-Signature", hashlib.sha256(b"canary-client-secret" + BODY).hexdigest()), GENUINE[1]],
        [],
    ],
)
def test_there_is_exactly_one_signature_of_version_3_and_one_timestamp(given: list[tuple[str, str]]) -> None:
    """Version 1 signs no time and is refused."""
    assert "exactly one" in (refusal(given) or "")


@pytest.mark.parametrize(
    ("moved", "taken"),
    [
        (timedelta(minutes=5), True),
        (timedelta(minutes=-5), True),
        (timedelta(minutes=5, milliseconds=1), False),
        (timedelta(minutes=-5, milliseconds=-1), False),
        (timedelta(days=-1), False),
    ],
)
def test_a_timestamp_more_than_five_minutes_off_either_way_is_refused(moved: timedelta, *, taken: bool) -> None:
    """CS-90: future stamps, too."""
    stamp = str(round((NOW + moved).timestamp() * 1000))
    given = headers(signed(f"POST{URL}".encode() + BODY + stamp.encode()), stamp)
    assert (refusal(given) is None) is taken


@pytest.mark.parametrize("stamp", ["", "soon", "-1", "1e12", "9" * 17, "१", f" {MS}"])
def test_a_timestamp_that_is_none_is_refused(stamp: str) -> None:
    given = headers(signed(f"POST{URL}".encode() + BODY + stamp.encode()), stamp)
    assert "five minutes" in (refusal(given) or "")


def test_an_empty_secret_signs_nothing() -> None:
    given = headers(signed(f"POST{URL}".encode() + BODY + MS.encode(), ""))
    assert verify("POST", URL, body=BODY, headers=given, secret=Secret(""), now=NOW) is not None


@given(st.binary(max_size=40), st.text("/?=&%3AaF:@", max_size=20))
def test_what_was_signed_is_verified(body: bytes, path: str) -> None:
    url = f"https://hooks.acme.example/{path}"
    given_headers = headers(signature("POST", url, body=body, stamp=MS, secret=SECRET))
    assert refusal(given_headers, url, body) is None


def test_the_manifest_says_so() -> None:
    assert MANIFEST.webhook is not None
    assert (MANIFEST.webhook.signed_with, MANIFEST.webhook.verify, MANIFEST.webhook.hints) == (
        "client_secret", verify, hints,
    )  # fmt: skip


# -- what it says ----------------------------------------------------------------------------------


def hinted(*events: Any) -> list[tuple[str, str, str]]:
    return [(hint.object, hint.id, hint.kind) for hint in hints(orjson.dumps(list(events)))]


@pytest.mark.parametrize(
    ("event", "found"),
    [
        ({"subscriptionType": "contact.creation", "objectId": 1}, [("contacts", "1", "changed")]),
        ({"eventType": "company.propertyChange", "objectId": "2"}, [("companies", "2", "changed")]),
        ({"subscriptionType": "deal.deletion", "objectId": 3}, [("deals", "3", "deleted")]),
        ({"subscriptionType": "contact.privacyDeletion", "objectId": 4}, [("contacts", "4", "deleted")]),
        ({"subscriptionType": "ticket.restore", "objectId": 5}, [("tickets", "5", "restored")]),
        (
            {"subscriptionType": "object.propertyChange", "objectTypeId": "2-7", "objectId": 6},
            [("2-7", "6", "changed")],
        ),
        (
            {"subscriptionType": "object.creation", "objectTypeId": "0-1", "objectId": 6},
            [("contacts", "6", "changed")],
        ),
        (
            {"subscriptionType": "contact.merge", "primaryObjectId": 1, "mergedObjectIds": [1, 2], "newObjectId": 9},
            [("contacts", "9", "merged"), ("contacts", "1", "merged"), ("contacts", "2", "merged")],
        ),
        (
            {
                "subscriptionType": "contact.associationChange",
                "associationType": "CONTACT_TO_COMPANY",
                "fromObjectId": 1,
                "toObjectId": 8,
            },
            [("contacts", "1", "association"), ("companies", "8", "association")],
        ),
        (
            {
                "subscriptionType": "object.associationChange",
                "fromObjectTypeId": "0-3",
                "toObjectTypeId": "2-7",
                "fromObjectId": 1,
                "toObjectId": 8,
            },
            [("deals", "1", "association"), ("2-7", "8", "association")],
        ),
        ({"subscriptionType": "contact.unheardOf", "objectId": 1}, []),
        ({"subscriptionType": "contact.creation", "objectId": "../x"}, []),
        ({"subscriptionType": "contact.creation", "objectId": True}, []),
        ({"subscriptionType": "contact.creation"}, []),
        ({"subscriptionType": 7, "objectId": 1}, []),
        ({}, []),
        ("odd", []),
    ],
)
def test_an_event_names_the_rows_to_read(event: Any, found: list[tuple[str, str, str]]) -> None:
    assert hinted(event) == found


def test_events_may_come_doubled_and_out_of_order() -> None:
    later, earlier = 1_767_614_400_123, 1_767_614_400_000
    events = [
        {"subscriptionType": "contact.propertyChange", "objectId": 1, "occurredAt": at, "propertyName": name}
        for at, name in ((later, "a"), (later, "b"), (earlier, "a"), (later, "a"))
    ]
    found = hints(orjson.dumps(events))
    assert [hint.occurred_at for hint in found] == [
        datetime(2026, 1, 5, 12, 0, 0, 123_000, tzinfo=UTC),
        datetime(2026, 1, 5, 12, tzinfo=UTC),
    ]
    assert isinstance(found[0], Hint)


@pytest.mark.parametrize("body", [b"", b"<html>", b"7", b"null", b"[[]]", b"\xff", b'{"subscriptionType":null}'])
def test_a_body_that_says_nothing_is_no_hint(body: bytes) -> None:
    assert hints(body) == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["subscriptionType", "objectId", "occurredAt", "mergedObjectIds", "x"]), inner
            )
        ),
        max_leaves=12,
    )
)
def test_no_body_whatever_raises(body: Any) -> None:
    for event in (body, [body], {"subscriptionType": "contact.merge", "mergedObjectIds": body, "occurredAt": body}):
        try:
            sent = orjson.dumps(event)
        except (TypeError, ValueError):
            continue
        hints(sent)
