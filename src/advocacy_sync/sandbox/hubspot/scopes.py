"""Which scope a call needs, for tokens that have some scopes only."""

from __future__ import annotations

from advocacy_sync.sandbox.state import Row

from .call import Call
from .faults import Fault

__all__ = ["refuse_foreign", "refuse_hidden", "refuse_unscoped"]

_READING_POSTS = ("search", "read")
_TICKETS = ("0-5",)
_OF_CONTACTS = ("0-18", "0-27", "0-46", "0-47", "0-48", "0-49", "0-116", "0-19")
_JOURNAL = ("webhooks-journal", "webhooks")
_NAMES = {"products": "e-commerce"}


def refuse_unscoped(token: Row, method: str, segments: list[str], call: Call) -> None:
    """Fault 403 when the token lacks the scope that the call needs."""
    if token["scopes"] is None:
        return
    needed = _needed(method, segments, call)
    if needed and not set(needed) & set(token["scopes"]):
        raise _missing(needed)


def refuse_foreign(token: Row, segments: list[str]) -> None:
    """Fault 403 for an app's own token outside the webhook journal, and for an account's token inside it."""
    journal = segments[0] in _JOURNAL
    if journal != (token["kind"] == "app"):
        raise _missing(["developer.webhooks_journal.read"] if journal else [])


def refuse_hidden(method: str, segments: list[str], call: Call) -> None:
    """Fault 403 for the object types whose scopes the app has lost."""
    hidden = call.portal.hidden_types
    names = [call.args[part] for part in ("type", "from", "to") if part in call.args] if hidden else []
    if any(call.portal.catalog.type_of(name).type_id in hidden for name in names):
        raise _missing(_needed(method, segments, call))


def _missing(needed: list[str]) -> Fault:
    return Fault(
        403,
        "This app hasn't been granted all required scopes to make this call. Read more about required scopes "
        "here: https://developers.hubspot.com/scopes.",
        "MISSING_SCOPES",
        errors=[
            {
                "message": "One or more of the following scopes are required.",
                "context": {"requiredGranularScopes": needed},
            }
        ],
        context={"requiredGranularScopes": needed},
        links={"scopes": "https://developers.hubspot.com/scopes"},
    )


def _needed(method: str, segments: list[str], call: Call) -> list[str]:
    """Scopes of which one is enough."""
    area = segments[1] if len(segments) > 1 else ""
    reading = method in ("GET", "HEAD") or segments[-1] in _READING_POSTS
    name = call.args.get("type") or call.args.get("from")
    if area == "owners":
        return ["crm.objects.owners.read"]
    if area not in ("objects", "properties", "pipelines", "associations", "schemas") or name is None:
        return []
    kind = call.portal.catalog.type_of(name)
    if kind.type_id in _TICKETS:
        return ["tickets"]
    plural = "contacts" if kind.type_id in _OF_CONTACTS else kind.plural
    plural = "custom" if kind.type_id.startswith("2-") else _NAMES.get(plural, plural)
    verb = "read" if reading else "write"
    found = [f"crm.objects.{plural}.{verb}"]
    if area not in ("properties", "pipelines", "schemas"):
        return found
    shape = [f"crm.schemas.{plural}.{verb}"]
    return shape if area == "properties" and not reading else [*shape, *found]  # who may write records makes no fields
