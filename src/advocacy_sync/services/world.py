"""Canonical records with every reference followed to the record that stands today."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

from advocacy_sync.ports.store import UnitOfWork
from advocacy_sync.records.account import Account
from advocacy_sync.records.activity import Activity, ActivityOpportunity, Audience, Participant
from advocacy_sync.records.catalogue import shapes
from advocacy_sync.records.contact import Contact
from advocacy_sync.records.opportunity import Opportunity, OpportunityRole
from advocacy_sync.records.service import SupportCase, SurveyAnswer
from advocacy_sync.stewardship.freshness import Evidence

__all__ = ["Records"]

_REFERS: Mapping[str, str] = {
    "account": "account",
    "contact": "contact",
    "parent": "account",
    "owner": "owner",
    "opportunity": "opportunity",
    "activity": "activity",
}


class Records:
    """One transaction's view of the store, read kind by kind when first asked for."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._links: dict[str, Mapping[str, str]] = {}

    def canonical(self, kind: str, record_id: str) -> str:
        """The id under which a record stands today, given the one it was founded under."""
        if kind not in self._links:
            self._links[kind] = self._work.records.links(kind)
        return self._links[kind].get(record_id, record_id)

    def stream(self, kind: str, ids: Collection[str] | None = None) -> Iterator[Any]:
        """The records of a kind, or those of these ids, one after the other: none of them is kept."""
        return self._followed(kind, self._work.records.all(kind, ids))

    def ticked(self, kind: str, box: str) -> Iterator[Any]:
        """The records of a kind whose flag is set."""
        return self._followed(kind, self._work.records.ticked(kind, box))

    def _followed(self, kind: str, records: Iterator[Any]) -> Iterator[Any]:
        refers = [
            (name, _REFERS[name])
            for name, shape in shapes(kind).items()
            if shape.shape == "reference" and name in _REFERS
        ]
        for record in records:
            changed = {}
            for name, target in refers:
                value = getattr(record, name)
                if value is not None and (now := self.canonical(target, value)) != value:
                    changed[name] = now
            yield dataclasses.replace(record, **changed) if changed else record

    @cached_property
    def accounts(self) -> list[Account]:
        return list(self.stream("account"))

    @cached_property
    def contacts(self) -> list[Contact]:
        return list(self.stream("contact"))

    @cached_property
    def opportunities(self) -> list[Opportunity]:
        return list(self.stream("opportunity"))

    @cached_property
    def roles(self) -> list[OpportunityRole]:
        return list(self.stream("opportunity_role"))

    @cached_property
    def activities(self) -> list[Activity]:
        return list(self.stream("activity"))

    @cached_property
    def participants(self) -> list[Participant]:
        return list(self.stream("participant"))

    @cached_property
    def named(self) -> list[ActivityOpportunity]:
        return list(self.stream("activity_opportunity"))

    @cached_property
    def audience(self) -> list[Audience]:
        return list(self.stream("audience"))

    @cached_property
    def cases(self) -> list[SupportCase]:
        return list(self.stream("support_case"))

    @cached_property
    def surveys(self) -> list[SurveyAnswer]:
        return list(self.stream("survey_answer"))

    @property
    def evidence(self) -> Evidence:
        return Evidence(
            contacts=self.contacts,
            activities=self.activities,
            participants=self.participants,
            surveys=self.surveys,
            opportunities=self.opportunities,
        )
