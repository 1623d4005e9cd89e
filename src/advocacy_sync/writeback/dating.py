"""Texts that say on which day they were computed, and keep that day as long as their words stay the same.

So nothing is pushed only because time goes by, and a seller sees how old a text may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from .wanted import clip

__all__ = ["MARK", "dated", "words_of"]

MARK = " · as of "
_DATED = re.compile(rf"(.*){re.escape(MARK)}\d{{4}}-\d\d-\d\d", re.DOTALL)
_ROOM = len(MARK) + len("2026-01-31")


def dated(words: str, day: date, length: int | None, seen: Iterable[Any], *, shorten: bool) -> str:
    """The words with the day, in as many characters as the field holds.

    `seen`: values that stand, stood or were tried there: one of the same words is taken as it is. With `shorten` the
    words make room for the day; else, where both do not fit, the words stand alone.
    """
    room = None if length is None else length - _ROOM
    if shorten and (room is None or room > 0):
        words = clip(words, room)
    elif room is not None and len(words) > room:
        return str(clip(words, length)) if shorten else words
    same = next((one for one in seen if isinstance(one, str) and words_of(one) == words and one != words), None)
    return same or f"{words}{MARK}{day.isoformat()}"


def words_of(text: str) -> str:
    """The text without its day."""
    found = _DATED.fullmatch(text)
    return found[1] if found else text
