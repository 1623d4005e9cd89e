"""A journal is followed portion by portion, and a gap in it costs time, not rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from advocacy_sync.kernel.errors import ConflictError, RetryableError
from advocacy_sync.ports.crm import Hint
from advocacy_sync.ports.events import silent
from advocacy_sync.services.follow import follow
from advocacy_sync.store.hints import SqlHints
from advocacy_sync.store.unit_of_work import SqlStore
from rooms import Heard

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Kept:
    """Portions by offset; `fails` at one of them, `gone` before one."""

    portions: list[list[Hint]]
    asked: list[str | None] = field(default_factory=list)
    fails: int | None = None
    gone: bool = False

    def after(self, offset: str | None) -> Iterator[tuple[list[Hint], str]]:
        self.asked.append(offset)
        if self.gone and offset is not None:
            raise ConflictError("the offset is gone")
        for number in range(int(offset or 0), len(self.portions)):
            if number == self.fails:
                raise RetryableError("away")
            yield self.portions[number], str(number + 1)


def hint(record: str) -> Hint:
    return Hint(object="contacts", id=record, kind="changed", occurred_at=NOW)


def waiting(store: SqlStore) -> list[str]:
    with store.begin() as work:
        return work.hints.waiting("portal")[1].get("contacts", [])


def test_each_portion_is_kept_once_and_the_next_look_goes_on_behind_it(store: SqlStore) -> None:
    journal = Kept([[hint("1")], [hint("2"), hint("3")]])
    assert follow(store, "portal", journal, NOW, silent) == 3
    journal.portions.append([hint("4")])
    assert follow(store, "portal", journal, NOW, silent) == 1
    assert waiting(store) == ["1", "2", "3", "4"]
    assert journal.asked == [None, "2"]


def test_what_was_kept_before_a_stop_is_not_asked_for_again(store: SqlStore) -> None:
    journal = Kept([[hint("1")], [hint("2")]], fails=1)
    with pytest.raises(RetryableError):
        follow(store, "portal", journal, NOW, silent)
    journal.fails = None
    assert follow(store, "portal", journal, NOW, silent) == 1
    assert journal.asked == [None, "1"]
    assert waiting(store) == ["1", "2"]


def test_a_portion_and_its_offset_are_kept_together_or_not_at_all(
    light: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:  # CS-88
    journal = Kept([[hint("1")], [hint("2")]])
    whole = SqlHints.put

    def failing(self: SqlHints, connection: str, hints: Sequence[Hint], now: datetime) -> int:
        if hints == [hint("2")]:
            raise RetryableError("the store is away")
        return whole(self, connection, hints, now)

    with monkeypatch.context() as broken:
        broken.setattr(SqlHints, "put", failing)
        with pytest.raises(RetryableError):
            follow(light, "portal", journal, NOW, silent)
    assert follow(light, "portal", journal, NOW, silent) == 1
    assert waiting(light) == ["1", "2"]


def test_a_journal_that_has_moved_on_is_followed_from_its_oldest_entry(store: SqlStore) -> None:
    journal, heard = Kept([[hint("1")]]), Heard()
    follow(store, "portal", journal, NOW, silent)
    journal.gone = True
    assert follow(store, "portal", journal, NOW, heard) == 0
    assert len(heard.named("journal_gap")) == 1
    journal.portions[0] = [hint("9")]
    assert follow(store, "portal", journal, NOW, silent) == 1
    assert journal.asked == [None, "1", None]
