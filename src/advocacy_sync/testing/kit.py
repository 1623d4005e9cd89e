"""All promises of a room, in the order in which they are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from .check import Check, Verdict, ask
from .checks.breaking import BREAKING
from .checks.changes import CHANGES
from .checks.describing import DESCRIBING
from .checks.entering import ENTERING
from .checks.hooks import HOOKS
from .checks.leaving import LEAVING
from .checks.losing import LOSING
from .checks.naming import NAMING
from .checks.reading import READING
from .checks.resuming import RESUMING
from .checks.spending import SPENDING
from .checks.writing import WRITING
from .subject import Subject

__all__ = ["CHECKS", "examine", "named"]

CHECKS: tuple[Check, ...] = tuple(
    chain(
        DESCRIBING, READING, CHANGES, NAMING, RESUMING, LEAVING, WRITING, LOSING, BREAKING, SPENDING, ENTERING, HOOKS
    )
)  # fmt: skip


def named(name: str) -> Check:
    """The check of that name, with or without its group. Raises KeyError."""
    return {**{check.name: check for check in CHECKS}, **{str(check): check for check in CHECKS}}[name]


def examine(subject: Subject, checks: Iterable[Check] = CHECKS) -> list[Verdict]:
    """What a room makes of the promises: for whoever does not use pytest."""
    return [ask(check, subject) for check in checks]
