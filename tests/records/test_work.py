"""The lifecycle of items: which state may follow which."""

from __future__ import annotations

import pytest

from advocacy_sync.kernel.errors import ConflictError
from advocacy_sync.records.work import CLOSED, MOVES, OPEN, WorkKind, check_move


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [("request", None, OPEN), ("request", OPEN, CLOSED), ("nomination", None, CLOSED), ("nomination", OPEN, CLOSED)],
)
def test_legal_moves_pass(kind: WorkKind, before: str | None, after: str) -> None:
    check_move(kind, before, after)


@pytest.mark.parametrize("kind", list(MOVES))
def test_nothing_comes_back_from_the_end(kind: WorkKind) -> None:
    with pytest.raises(ConflictError, match="does not go from closed to open"):
        check_move(kind, CLOSED, OPEN)
