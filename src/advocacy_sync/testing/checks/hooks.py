"""Webhooks: deliveries of the CRM's own are believed, all others refused, and what they say are hints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.crm import Webhook
from advocacy_sync.testing.check import Group
from advocacy_sync.testing.expect import expect, expect_same
from advocacy_sync.testing.subject import Delivery, NotApplicable, Subject
from advocacy_sync.testing.time import START

__all__ = ["HOOKS"]

HOOKS = Group("hooks")
ID = "4711"
SECRET = Secret("canary-7c1f-webhook")
LATE = timedelta(minutes=10)
GARBAGE = (b"", b"null", b"{", b"[1]", b'[{"objectId": []}]', b"\xff\xfe", b"[" * 5_000, b'"text"', b"[[[]]]", b"{}")


@HOOKS.promise("A delivery of the CRM's own is believed", "C-18 CS-90")
def genuine_deliveries_are_believed(subject: Subject) -> None:
    expect_same(_refusal(subject, _delivery(subject)), None, "why a genuine delivery was refused")


@HOOKS.promise("The secret that signs is one that a kind of login knows of", "CS-90")
def the_signing_secret_is_told(subject: Subject) -> None:
    name = _hook(subject).signed_with
    told = {secret for kind in subject.manifest.auth for secret in (*kind.secrets, *kind.optional)}
    expect(name in told, f"no kind of login names the secret {name!r}")


@HOOKS.promise("A delivery that another secret signed is refused", "C-18")
def forged_deliveries_are_refused(subject: Subject) -> None:
    _hook(subject)
    _refuses(subject, subject.delivery(ID, Secret("another"), START), "a delivery that another secret signed")


@HOOKS.promise("A delivery whose body was changed is refused", "C-18")
def altered_bodies_are_refused(subject: Subject) -> None:
    made = _delivery(subject)
    _refuses(subject, replace(made, body=made.body + b" "), "a delivery with another body")


@HOOKS.promise("A delivery to another address is refused", "C-18 CS-90")
def misrouted_deliveries_are_refused(subject: Subject) -> None:
    made = _delivery(subject)
    _refuses(subject, replace(made, url=f"{made.url}/other"), "a delivery to another address")


@HOOKS.promise("A delivery that is old, or from the future, is refused", "C-18 CS-90")
def replayed_deliveries_are_refused(subject: Subject) -> None:
    _hook(subject)
    for at in (START - LATE, START + LATE):
        _refuses(subject, subject.delivery(ID, SECRET, at), f"a delivery signed at {at.isoformat()}")


@HOOKS.promise("A delivery without a signature, or with two, is refused", "C-18")
def unsigned_deliveries_are_refused(subject: Subject) -> None:
    made = _delivery(subject)
    _refuses(subject, replace(made, headers=()), "a delivery without a signature")
    _refuses(subject, replace(made, headers=(*made.headers, *made.headers)), "a delivery with two signatures")


@HOOKS.promise("The reason of a refusal shows no secret", "CS-91")
def refusals_show_no_secret(subject: Subject) -> None:
    made = _delivery(subject)
    told = _refusal(subject, replace(made, body=b"[]")) or ""
    expect(SECRET.reveal() not in told, "the reason shows the secret")


@HOOKS.promise("A hint names the row by object and id, as reads do", "C-18")
def hints_name_the_row(subject: Subject) -> None:
    found = _hook(subject).hints(_delivery(subject).body)
    named = {(hint.object, hint.id) for hint in found}
    expect((subject.thing.object, ID) in named, f"{subject.thing.object} {ID} changed; the hints name {sorted(named)}")


@HOOKS.promise("No body makes the reading of hints raise", "C-18 F-05")
def no_body_breaks_hints(subject: Subject) -> None:
    hook = _hook(subject)
    for body in GARBAGE:
        expect_same(hook.hints(body), [], f"hints of {body[:20]!r}")


def _hook(subject: Subject) -> Webhook:
    if subject.manifest.webhook is None:
        raise NotApplicable("the room takes no webhooks")
    return subject.manifest.webhook


def _delivery(subject: Subject) -> Delivery:
    _hook(subject)
    return subject.delivery(ID, SECRET, START)


def _refusal(subject: Subject, made: Delivery) -> str | None:
    headers: Sequence[tuple[str, str]] = made.headers
    verify = _hook(subject).verify
    return verify(made.method, made.url, body=made.body, headers=headers, secret=SECRET, now=START)


def _refuses(subject: Subject, made: Delivery, what: str) -> None:
    expect(_refusal(subject, made), f"{what} was believed")
