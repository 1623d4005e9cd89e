"""A check: one promise with its name, and what came of asking a room for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from .expect import Broken
from .subject import NotApplicable, Subject

__all__ = ["Check", "Group", "Run", "Verdict", "ask"]

Run = Callable[[Subject], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`name` is stable; `covers` names hazards (CS-…) and faults (A-… to F-…) that the promise is about."""

    group: str
    name: str
    promise: str
    covers: tuple[str, ...]
    run: Run

    def __str__(self) -> str:
        return f"{self.group}/{self.name}"


class Group:
    """Checks about one matter, in the order in which they were added."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._checks: list[Check] = []

    def __iter__(self) -> Iterator[Check]:
        return iter(self._checks)

    def promise(self, sentence: str, covers: str = "") -> Callable[[Run], Run]:
        """Adds the decorated function as a check under its own name. `covers`: ids with blanks between."""

        def added(run: Run) -> Run:
            name: str = run.__name__
            made = Check(group=self.name, name=name, promise=sentence, covers=tuple(covers.split()), run=run)
            self._checks.append(made)
            return run

        return added


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    check: Check
    outcome: Literal["kept", "broken", "skipped"]
    reason: str = ""


def ask(check: Check, subject: Subject) -> Verdict:
    """What the room makes of the promise. An error that no check expects breaks it, too."""
    try:
        check.run(subject)
    except NotApplicable as error:
        return Verdict(check=check, outcome="skipped", reason=str(error))
    except Broken as error:
        return Verdict(check=check, outcome="broken", reason=str(error))
    except Exception as error:
        return Verdict(check=check, outcome="broken", reason=f"{type(error).__name__}: {error}")
    return Verdict(check=check, outcome="kept")
