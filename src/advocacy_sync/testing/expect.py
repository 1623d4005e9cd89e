"""How a check says that a promise is broken: in words, for whoever writes the room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

__all__ = ["Broken", "expect", "expect_rows", "expect_same", "raised"]

E = TypeVar("E", bound=BaseException)
SHOWN = 5  # of many


class Broken(AssertionError):
    """The room does not keep the promise; the message says what it did instead."""


def expect(kept: object, otherwise: str) -> None:
    if not kept:
        raise Broken(otherwise)


def expect_same(found: object, wanted: object, what: str) -> None:
    expect(found == wanted, f"{what}: {found!r}, expected {wanted!r}")


def expect_rows(found: Iterable[Hashable], wanted: Iterable[Hashable], what: str, *, once: bool = False) -> None:
    """The same rows; with `once`, each no more often than wanted."""
    there, due = Counter(list(found)), Counter(list(wanted))
    lost, strange = sorted(map(str, due.keys() - there.keys())), sorted(map(str, there.keys() - due.keys()))
    expect(not lost, f"{what}: {len(lost)} of {len(due)} are missing: {_some(lost)}")
    expect(not strange, f"{what}: {len(strange)} that do not belong there: {_some(strange)}")
    twice = sorted(str(one) for one, times in there.items() if times > due[one])
    expect(not once or not twice, f"{what}: {len(twice)} came more often than they should: {_some(twice)}")


def raised(kind: type[E], call: Callable[[], object], what: str) -> E:
    """The error that the call raises; any other outcome breaks the promise."""
    try:
        given = call()
    except kind as error:
        return error
    except Exception as error:
        raise Broken(f"{what}: {type(error).__name__} ({error}) instead of {kind.__name__}") from error
    raise Broken(f"{what}: no {kind.__name__} but {given!r}")


def _some(many: list[str]) -> str:
    return ", ".join(many[:SHOWN]) + (" …" if len(many) > SHOWN else "")
