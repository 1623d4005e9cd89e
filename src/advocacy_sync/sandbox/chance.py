"""Chance without state: a number between 0 and 1 that depends on the seed and on what it is drawn for."""

from __future__ import annotations

import math
from collections.abc import Iterable
from hashlib import blake2b
from typing import TypeVar

__all__ = ["chance", "heavy_tailed", "picked", "shuffled"]

T = TypeVar("T")


def chance(seed: int, *what: object) -> float:
    """In [0, 1), the same for the same arguments on every machine.

    >>> chance(7, "a") == chance(7, "a"), chance(7, "a") == chance(8, "a")
    (True, False)
    """
    digest = blake2b("\x1f".join(map(str, (seed, *what))).encode("utf-8", "surrogatepass"), digest_size=7).digest()
    return int.from_bytes(digest, "big") / (1 << 56)


def shuffled(items: Iterable[T], seed: int) -> list[T]:
    numbered = sorted(enumerate(items), key=lambda pair: chance(seed, pair[0]))
    return [item for _, item in numbered]


def picked(items: Iterable[str], count: int, seed: int, *what: object) -> list[str]:
    """Up to `count` of the items, whatever their order."""
    return sorted(items, key=lambda item: chance(seed, *what, item))[:count]


def heavy_tailed(drawn: float, median: float, most: float) -> float:
    """Seconds for a number drawn in [0, 1): half of them below `median`, one in a hundred 20 times it, cut at `most`.

    A log-normal by its logistic stand-in, so that no table is needed.
    """
    if median <= 0:
        return 0.0
    return min(most, median * math.exp(0.65 * math.log(max(drawn, 1e-9) / (1 - min(drawn, 1 - 1e-9)))))
