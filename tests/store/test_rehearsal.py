"""A store in which everything can be tried: what differs is told, and nothing is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from advocacy_sync.store.rehearsal import rehearsal
from advocacy_sync.store.unit_of_work import SqlStore
from dump import canonical, rows
from services.company import company


def emptied(store: SqlStore) -> None:
    """A unit of work that fails after it has emptied a table."""
    with store.begin() as work:
        work._connection.execute(text("DELETE FROM contact"))
        raise ZeroDivisionError


def test_nothing_of_a_rehearsal_is_kept(store: SqlStore) -> None:
    at = company(store)
    at.judged()
    before = canonical(store)
    with rehearsal(store) as trying:
        trying.remember()
        with trying.begin() as work:
            work._connection.execute(text("DELETE FROM contact"))
        assert [(one.kind, one.removed) for one in trying.differences(3)] == [("contact", 3)]
    assert canonical(store) == before
    with pytest.raises(ZeroDivisionError), rehearsal(store) as trying:
        emptied(trying)
    assert canonical(store) == before
    with rehearsal(store) as trying:  # the temporary tables went, too
        trying.remember()
        assert trying.differences(3) == []


def test_what_was_done_in_one_unit_of_work_is_seen_by_the_next_and_a_failed_one_is_undone(store: SqlStore) -> None:
    company(store).judged()
    with rehearsal(store) as trying:
        with trying.begin() as work:
            work._connection.execute(text("UPDATE contact SET title = 'Boss' WHERE id = 'org/Contact/ann'"))
        with pytest.raises(ZeroDivisionError):
            emptied(trying)
        with trying.begin() as work:
            assert {one.title for one in work.records.all("contact")} == {"Boss", None}


def test_what_is_new_gone_and_changed_is_counted_by_field_with_examples(store: SqlStore) -> None:
    company(store).judged()
    with rehearsal(store) as trying:
        trying.remember()
        with trying.begin() as work:
            run = work._connection.execute
            run(text("UPDATE opportunity SET amount_minor = amount_minor + 1, stage = 'Other' WHERE id LIKE '%won'"))
            run(text("UPDATE opportunity SET stage = 'New' WHERE id LIKE '%open'"))
            run(text("DELETE FROM account WHERE id = 'org/Account/fan'"))
            run(text("DELETE FROM ledger_entry WHERE activity IS NOT NULL"))
            run(text("UPDATE signal SET closed_at = opened_at"))
        found = {one.kind: one for one in trying.differences(1)}
    deals = found["opportunity"]
    assert (deals.added, deals.removed, deals.changed) == (0, 0, 2)
    assert deals.by_field == {"amount_minor": 1, "stage": 2}
    assert [(one.record, one.field, one.before) for one in deals.examples] == [("org/Deal/open", "stage", "Talks")]
    with rehearsal(store) as trying:
        trying.remember()
        with trying.begin() as work:
            work._connection.execute(
                text("UPDATE opportunity SET amount_minor = amount_minor + 1 WHERE id LIKE '%won'")
            )
        [dearer] = trying.differences(1)
    [amount] = dearer.examples
    assert (amount.field, amount.currencies) == ("amount_minor", ("USD", "USD"))
    assert (found["account"].removed, found["account"].changed) == (1, 0)
    assert found["credit"].removed > 0
    assert found["signal"].removed == len(rows(store, "signal"))
    assert "contact" not in found
