"""A CRM's picklist value as one of our choices: where its words say so, surely or as a guess."""

from __future__ import annotations

import re
from functools import cache

from .tokens import fold
from .vocabulary import CHOICES

__all__ = ["choice_of", "share_of"]

_WORD = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@cache
def _entries(canonical: str) -> tuple[tuple[str, tuple[tuple[tuple[str, ...], bool], ...]], ...]:
    return tuple(
        (ours, tuple((tuple(part.rstrip("?").split()), part.endswith("?")) for part in words.split("|")))
        for ours, words in CHOICES.get(canonical, ())
    )


def choice_of(canonical: str, value: str, label: str = "") -> tuple[str, bool] | None:
    """Our choice and whether it is sure. A value that is said by its whole is surer than one that only holds the words.

    >>> choice_of("opportunity.kind", "Existing Customer - Upgrade")
    ('expansion', True)
    """
    said = [_WORD.findall(fold(_CAMEL.sub(" ", text)).lower()) for text in (label, value) if text]
    for words in said:
        found = _whole(canonical, words) or _within(canonical, words)
        if found:
            return found
    return None


def _whole(canonical: str, words: list[str]) -> tuple[str, bool] | None:
    joined = tuple(words)
    run = "".join(words)
    for ours, entries in _entries(canonical):
        for parts, guess in entries:
            if parts == joined or "".join(parts) == run:
                return ours, not guess
    return None


def _within(canonical: str, words: list[str]) -> tuple[str, bool] | None:
    """The longest entry whose words all stand in the value; none where two choices claim it equally."""
    there = set(words)
    claims: dict[int, set[tuple[str, bool]]] = {}
    for ours, entries in _entries(canonical):
        for parts, guess in entries:
            if there.issuperset(parts):
                claims.setdefault(len(parts), set()).add((ours, not guess))
    if not claims:
        return None
    best = claims[max(claims)]
    order = [ours for ours, _ in _entries(canonical)]
    ours, sure = min(best, key=lambda claim: order.index(claim[0]))
    return ours, sure and len({claim[0] for claim in best}) == 1


def share_of(canonical: str, values: list[str]) -> float:
    """How many of the values are one of our choices, as far as we can tell, 0 to 1."""
    told = [choice_of(canonical, value) for value in values]
    return sum(found is not None for found in told) / len(told) if told else 0.0
