"""A short code for each CRM record that we write to: it stands beside our values and leads back to their grounds.

Fifty bits of a hash of the record's key in Crockford's base 32, which has no letters that look alike
(crockford.com/base32.html). The same record has the same code for ever, so none is ever rewritten.
"""

from __future__ import annotations

from hashlib import blake2b

__all__ = ["code_of", "is_code", "normal"]

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_HEAD, _LENGTH = "AS-", 10


def code_of(source_key: str) -> str:
    """The code of a record, such as `AS-7K3Q9F2MXR`."""
    number = int.from_bytes(blake2b(source_key.encode(), digest_size=7).digest(), "big")
    return _HEAD + "".join(_LETTERS[(number >> 5 * place) & 31] for place in reversed(range(_LENGTH)))


def normal(text: str) -> str:
    """A code as people type it, as it is written: case, spaces and letters that look alike do not count."""
    bare = text.strip().upper().replace(" ", "")
    tail = bare.removeprefix("AS").removeprefix("-").replace("-", "")
    return _HEAD + tail.translate(_ALIKE)


def is_code(text: str) -> bool:
    """Whether a text can be a code."""
    tail = normal(text).removeprefix(_HEAD)
    return text.strip().upper().startswith("AS") and len(tail) == _LENGTH and set(tail) <= set(_LETTERS)
