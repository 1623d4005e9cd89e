"""Record ids: 15 case-sensitive characters, and three more that make them safe to fold.

Each of the three is the number whose bits say which of five characters are capitals.
"""

from __future__ import annotations

import re

__all__ = ["is_id", "number_of", "record_id", "to18"]

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
POD = "gL0"  # the instance and one reserved character: part of every id of one org
SHAPE = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?")
BITS = {ord(char): "1" if char.isupper() else "0" for char in ALPHABET}


def record_id(prefix: str, number: int) -> str:
    """The 18-character id of the nth record of a key prefix. Higher numbers sort later."""
    digits = ""
    while number:
        number, rest = divmod(number, 62)
        digits = ALPHABET[rest] + digits
    id15 = prefix + POD + digits.rjust(9, "0")
    return id15 + _check(id15)


def to18(id: str) -> str:
    """The 18-character form. Raises ValueError when it is no id or its last three don't fit.

    >>> to18("001gL0000000001")
    '001gL0000000001QAA'
    """
    if not SHAPE.fullmatch(id):
        raise ValueError(f"{id!r} is not a record id")
    whole = id[:15] + _check(id[:15])
    # Ids that lost their case are told by their last three, which are compared without it.
    if len(id) == 18 and id[15:].upper() != whole[15:]:
        whole = _restored(id)
    return whole


def number_of(id: str) -> int:
    """The number behind an id of this org, 0 for one that was made elsewhere."""
    number = 0
    for char in id[6:15] if id[3:6] == POD else "":
        number = number * 62 + ALPHABET.index(char)
    return number


def is_id(text: str) -> bool:
    return SHAPE.fullmatch(text) is not None


def _check(id15: str) -> str:
    bits = id15.translate(BITS)
    return CHECKS[int(bits[4::-1], 2)] + CHECKS[int(bits[9:4:-1], 2)] + CHECKS[int(bits[14:9:-1], 2)]


def _restored(id18: str) -> str:
    """The id whose capitals were lost, rebuilt from its last three characters."""
    marks = [CHECKS.find(char) for char in id18[15:].upper()]
    if -1 in marks:
        raise ValueError(f"{id18!r} is not a record id")
    cased = "".join(
        char.upper() if marks[place // 5] >> place % 5 & 1 else char.lower() for place, char in enumerate(id18[:15])
    )
    if _check(cased) != id18[15:].upper():
        raise ValueError(f"{id18!r} is not a record id")
    return cased + id18[15:].upper()
