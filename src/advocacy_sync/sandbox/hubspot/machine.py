"""The HubSpot portal as one machine: a request and an instant in, an answer out.

Order of judgement, as the vendor's: route, token, scope, limits, then the handler. Seeding (`load`,
`associate`, `add_owner`, `add_property`) goes past validation and counts no calls.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from advocacy_sync.sandbox.automation import Automation
from advocacy_sync.sandbox.state import Row, State
from advocacy_sync.sandbox.veil import Lag, Veil
from advocacy_sync.sandbox.watch import Effects, Watch
from advocacy_sync.sandbox.wire import Request, Response

from . import auth, journal_api, owners, seeding, validations
from .call import Call, answer
from .faults import Fault, not_found
from .people import People
from .pipelines import ensure_defaults
from .portal import Portal, Settings
from .rates import Rates
from .routes import Handler, Route, match, split_version
from .scopes import refuse_foreign, refuse_hidden, refuse_unscoped

__all__ = ["HubspotMachine"]

LONGEST_TARGET = 16_384
_READS = {"HEAD": "GET"}


class HubspotMachine:
    """`settings` may be changed at any time: limits, index lag, credentials."""

    crm = "hubspot"

    def __init__(self, state: State, settings: Settings | None = None) -> None:
        self.portal = Portal(state, settings or Settings())
        self._rates = Rates(self.portal)
        ensure_defaults(state)

    @property
    def settings(self) -> Settings:
        return self.portal.settings

    def handle(self, request: Request, now: datetime) -> Response:
        self.portal.watch.request(now)
        correlation = auth.correlation_id(request, now)
        try:
            response = self._answer(request, now)
        except Fault as fault:
            response = answer(fault.body(correlation), fault.status)
            if fault.status == 429:
                response = replace(response, headers={**response.headers, **self._rates.headers(private=True)})
        return replace(response, headers={**response.headers, "X-HubSpot-Correlation-Id": correlation})

    # --- seeding

    def load(self, object_type: str, records: Iterable[dict[str, Any]], now: datetime) -> int:
        """Add records without validating values; returns how many. ValueError for unknown property names.

        A record is {"properties": {name: text or None}} and may give "id", "createdAt", "updatedAt", "archived".
        """
        return seeding.load(self.portal, object_type, records, now)

    def associate(self, from_type: str, from_id: str, to_type: str, to_id: str, label: str | None = None) -> None:
        """Associate two records both ways; a label that is not defined yet is."""
        seeding.associate(self.portal, (from_type, from_id), (to_type, to_id), label)

    def associate_all(self, from_type: str, to_type: str, pairs: Iterable[tuple[str, str]]) -> int:
        """Associate many pairs of (from id, to id) without a label; returns how many."""
        return seeding.associate_all(self.portal, from_type, to_type, pairs)

    def add_property(self, object_type: str, definition: dict[str, Any]) -> None:
        """Define a custom property, given as the vendor's JSON; its group is made if it is new."""
        seeding.add_property(self.portal, object_type, definition)

    def add_rule(self, object_type: str, name: str, rule_type: str, *arguments: str) -> None:
        """Sets a validation rule of a property; it takes the place of one of the same type."""
        validations.put_rule(self.portal, self.portal.catalog.type_of(object_type), name, rule_type, list(arguments))

    def add_owner(self, owner_id: str, email: str, first_name: str, last_name: str, **parts: Any) -> Row:
        return owners.add_owner(self.portal, owner_id, email, first_name, last_name, **parts)

    def add_token(self, token: str, scopes: Iterable[str] | None = None, *, expires: str | None = None) -> None:
        """Make another token valid, with some scopes only (all when None), or until an instant (ISO 8601)."""
        auth.keep_token(self.portal, token, kind="private", scopes=scopes, expires=expires)

    # --- what goes on in the portal, and what is to go wrong

    def people(self, now: datetime) -> People:
        """What administrators and users of the portal do to it behind an integration's back."""
        self.portal.watch.people(now)
        return People(self.portal, now)

    @property
    def watch(self) -> Watch:
        return self.portal.watch

    def log_effects(self, limit: int | None = None) -> Effects:
        """A log of every write from now on, associations among them."""
        effects = Effects(limit)
        self.watch.watchers.append(effects)
        return effects

    def draw_veil(self, lag: Lag, *, searches_only: bool = False) -> None:
        """Records written from now on show to searches, and unless told to lists, only after `lag`."""
        for where in ("search",) if searches_only else ("search", "list"):
            if where not in self.portal.veils:
                self.portal.veils[where] = Veil(lag)
                self.watch.watchers.append(self.portal.veils[where])

    def obey(self, automation: Automation | None) -> None:
        """Whose rules the writes of the next calls obey."""
        self.portal.automation = automation

    def eat_quota(self, calls: int, now: datetime) -> None:
        self._rates.eat(calls, now)

    def rotate_refresh_tokens(self) -> None:
        """From now on each refresh gives a new refresh token and refuses the one that was used."""
        self.settings.rotates_refresh_tokens = True

    def revoke_refresh_token(self) -> None:
        self.portal.state.put("revoked", self.settings.refresh_token, {})

    def expire_sessions(self) -> None:
        """No access token that was given out is valid any more; private-app tokens are."""
        tokens = self.portal.state.table("tokens")
        for token in [token for token, row in tokens.items() if row["kind"] in ("access", "app")]:
            self.portal.state.drop("tokens", token)

    # --- answering

    def _answer(self, request: Request, now: datetime) -> Response:
        if len(request.target) > LONGEST_TARGET:
            raise Fault(414, "URI Too Long")
        if request.segments[:1] == [journal_api.FILES]:
            return journal_api.file(self.portal, request, now)
        version, segments = split_version(request.segments)
        found = match(segments)
        if found is None:
            raise not_found(f"resource not found: {request.raw_path}")
        route, args = found
        if request.method == "OPTIONS":
            return Response(204, b"", {"Allow": ", ".join(_methods(route))})
        handler = _handler(route, _READS.get(request.method, request.method), version)
        call = Call(self.portal, request, now, version, args)
        if segments[0] == "oauth":
            return handler(call)
        token = auth.authorize(self.portal, request, now)
        refuse_foreign(token, segments)
        refuse_unscoped(token, request.method, segments, call)
        refuse_hidden(request.method, segments, call)
        search = segments[-1] == "search" and request.method == "POST"
        self._rates.admit(now, search=search)
        response = handler(call)
        if search:
            return response
        limits = self._rates.headers(private=token["kind"] == "private")
        return replace(response, headers={**response.headers, **limits})


def _handler(route: Route, method: str, version: str) -> Handler:
    """The handler for a method, the one of the path's own version before the general one."""
    fitting = [handler for bound, handler in route.handlers.get(method, []) if bound in ("", version)]
    if not fitting:
        raise Fault(405, f"The method {method} is not allowed; allowed are {', '.join(_methods(route))}")
    return fitting[0]


def _methods(route: Route) -> list[str]:
    return sorted({*route.handlers, "OPTIONS", *(["HEAD"] if "GET" in route.handlers else [])})
