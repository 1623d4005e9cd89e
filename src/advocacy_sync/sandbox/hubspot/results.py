"""The results of the latest searches, kept as ids so that further pages need no work."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from .records import Records

__all__ = ["Result", "Results"]

KEPT_RESULTS = 16


@dataclass(frozen=True)
class Result:
    ids: list[int]
    total: int


class Results:
    """The results of the latest searches by what was asked, dropped when the type was written to."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, bytes], Result] = OrderedDict()

    def of(self, records: Records, question: bytes, work_out: Callable[[], Result]) -> Result:
        key = (records.kind.type_id, records.version, question)
        result = self._kept.get(key)
        if result is None:
            result = self._kept[key] = work_out()
            if len(self._kept) > KEPT_RESULTS:
                self._kept.popitem(last=False)
        return result
