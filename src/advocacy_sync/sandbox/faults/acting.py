"""People at work as a plan writes it: from an action's words to what the machine's people do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from advocacy_sync.sandbox.chance import chance, picked
from advocacy_sync.sandbox.faults.plan import Do
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine

__all__ = ["act", "unable"]

Known = SalesforceMachine | HubspotMachine
SALESFORCE_ONLY = frozenset({"hide_rows", "show_rows", "shorten_field", "close_cursors"})
HUBSPOT_ONLY = frozenset({"associate", "dissociate"})


def unable(machine: Known, do: Do) -> bool:
    """Whether the action is one that this CRM does not know."""
    return do.action in (SALESFORCE_ONLY if isinstance(machine, HubspotMachine) else HUBSPOT_ONLY)


def act(machine: Known, do: Do, now: datetime, seed: int) -> list[str]:
    """Carries the action out; gives the ids that it was about. Raises ValueError for what does not exist."""
    if do.action in _ADMIN:
        _ADMIN[do.action](machine)
        return []
    people = machine.people(now)
    ids = list(do.ids)
    if do.object and not ids:
        ids = _drawn(people.living(do.object), do, seed)
    _ACTIONS[do.action](people, do, ids)
    return ids


def _drawn(living: list[str], do: Do, seed: int) -> list[str]:
    if do.share:
        return [id for id in living if chance(seed, do.action, do.object, id) < do.share]
    return picked(living, do.pick, seed, do.action, do.object) if do.pick else []


def _merge(people: Any, do: Do, ids: list[str]) -> None:
    people.merge(do.object, ids, **({"stamps": True} if do.stamps else {}))


def _tie(verb: str) -> Callable[[Any, Do, list[str]], None]:
    """Ends are written `contacts/1`, `companies/2`."""

    def tie(people: Any, _do: Do, ids: list[str]) -> None:
        source, target = (tuple(one.split("/", 1)) for one in ids)
        getattr(people, verb)(source, target)

    return tie


_ACTIONS: Mapping[str, Callable[[Any, Do, list[str]], None]] = {
    "delete": lambda people, do, ids: people.delete(do.object, ids),
    "hard_delete": lambda people, do, ids: people.hard_delete(do.object, ids),
    "undelete": lambda people, do, ids: people.undelete(do.object, ids),
    "empty_bin": lambda people, do, _: people.empty_bin(do.object),
    "merge": _merge,
    "edit": lambda people, do, ids: people.edit(do.object, ids, do.fields),
    "edit_silently": lambda people, do, ids: people.edit_silently(do.object, ids, do.fields),
    "associate": _tie("associate"),
    "dissociate": _tie("dissociate"),
    "remove_field": lambda people, do, _: people.remove_field(do.object, do.field),
    "rename_field": lambda people, do, _: people.rename_field(do.object, do.field, do.to),
    "retype_field": lambda people, do, _: people.retype_field(do.object, do.field, do.to),
    "shorten_field": lambda people, do, _: people.shorten_field(do.object, do.field, do.length),
    "deactivate_value": lambda people, do, _: people.deactivate_value(do.object, do.field, do.value),
    "hide_field": lambda people, do, _: people.hide_field(do.object, do.field),
    "show_field": lambda people, do, _: people.show_field(do.object, do.field),
    "hide_object": lambda people, do, _: people.hide_object(do.object),
    "show_object": lambda people, do, _: people.show_object(do.object),
    "hide_rows": lambda people, do, ids: people.hide_rows(do.object, ids),
    "show_rows": lambda people, do, _: people.show_rows(do.object),
    "deactivate_owner": lambda people, _, ids: people.deactivate_owner(ids),
    "change_org": lambda people, do, _: people.change_org(do.to),
}
_ADMIN: Mapping[str, Callable[[Any], None]] = {
    "expire_sessions": lambda machine: machine.expire_sessions(),
    "rotate_refresh_tokens": lambda machine: machine.rotate_refresh_tokens(),
    "revoke_refresh_token": lambda machine: machine.revoke_refresh_token(),
    "close_cursors": lambda machine: machine.close_cursors(),
}
