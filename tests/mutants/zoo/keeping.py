"""Stores that tear transactions apart, let two work at once, or forget where rows went."""

from __future__ import annotations

from mutants.mutant import CORE, Mutant, fault

__all__ = ["KEEPING"]

ENGINE = f"{CORE}/store/engine.py"
LEASES = f"{CORE}/store/leases.py"

KEEPING: tuple[Mutant, ...] = (
    fault(
        "deferred_transactions",
        "B-07, CS-92",
        ENGINE,
        '"BEGIN IMMEDIATE"',
        '"BEGIN"',
        caught_by="store/test_unit_of_work.py::test_writers_that_read_first_wait_for_each_other",
    ),
    fault(
        "synchronous_normal",
        "A-05",
        ENGINE,
        "PRAGMA synchronous=FULL",
        "PRAGMA synchronous=NORMAL",
        caught_by="store/test_migrate.py::test_sqlite_keeps_a_write_ahead_log_and_syncs_fully",
    ),
    fault(
        "failed_commit_swallowed",
        "F13, B-01",
        f"{CORE}/store/unit_of_work.py",
        "raise (RetryableError(text) if passing else FatalError(text)) from None",
        "if not passing:\n                raise FatalError(text) from None",
        caught_by="store/test_unit_of_work.py::test_a_store_that_breaks_off_says_so_without_quoting_values",
    ),
    fault(
        "two_holders_of_a_lease",
        "CS-92",
        LEASES,
        "if held and row.until > now and not gone(row.holder):",
        "if held and row.until > now and gone(row.holder):",
        caught_by="store/test_leases.py::test_while_one_holds_it_another_gets_nothing",
    ),
    fault(
        "lease_not_fenced",
        "CS-92",
        LEASES,
        "mine = (lease.c.name == name) & (lease.c.fence == fence)\n        return self._connection",
        "mine = lease.c.name == name\n        return self._connection",
        caught_by="store/test_leases.py::test_whoever_lost_the_lease_can_neither_hold_nor_release_it",
    ),
    fault(
        "fence_not_checked",
        "CS-92",
        f"{CORE}/services/lease.py",
        "if not work.leases.hold(LEASE, self.fence, self.worker.clock.now() + self.worker.term):",
        "if work.leases.hold(LEASE, self.fence, self.worker.clock.now() + self.worker.term) is None:",
        caught_by="services/test_lease.py::test_a_holder_that_wakes_up_after_another_took_over_changes_nothing",
    ),
    fault(
        "chain_of_merges_cut",
        "F16, CS-15",
        f"{CORE}/store/lineage.py",
        "        key = into[key]\n    return key",
        "        return into[key]\n    return key",
        caught_by="store/test_lineage.py::test_a_chain_of_merges_leads_to_its_end",
    ),
    fault(
        "tombstone_looks_like_its_row",
        "I2",
        f"{CORE}/store/sources.py",
        'payload + (b"-" if row.deleted else b"+")',
        "payload",
        caught_by="store/test_sources.py::test_a_tombstone_has_another_fingerprint_than_the_row_it_ends",
    ),
    fault(
        "rejected_row_loses_its_records",
        "I2, I7",
        f"{CORE}/store/sources.py",
        "if written.outcome is Outcome.REJECTED:\n                continue",
        "if written.outcome is Outcome.REJECTED:\n                pass",
        caught_by="store/test_sources.py::test_a_rejected_row_leaves_what_was_known_of_it",
    ),
    fault(
        "history_overwritten",
        "I7",
        f"{CORE}/store/sources.py",
        "                closed.append(old.id)\n",
        "",
        caught_by="store/test_versions.py::test_a_change_closes_the_known_time_and_opens_a_new_version",
    ),
    fault(
        "unread_records_are_orphans",
        "I6",
        f"{CORE}/store/sources.py",
        "dropped = [row for row in found if (row.kind, row.id) not in kept]",
        "dropped: list[Any] = []",
        caught_by="store/test_sources.py::test_records_that_a_changed_row_no_longer_yields_are_removed",
    ),
    fault(
        "absences_do_not_have_to_be_in_a_row",
        "CS-12",
        f"{CORE}/store/presence.py",
        "self.settle(sorted(set(before) - kept))",
        "self.settle([])",
        caught_by="store/test_presence.py::test_a_row_that_was_met_again_starts_from_nothing",
    ),
    fault(
        "store_address_told_with_its_password",
        "SEC-02, CS-91",
        ENGINE,
        "the store cannot be reached ({type(error).__name__})",
        "the store cannot be reached ({error}, {engine.url.render_as_string(hide_password=False)})",
        caught_by="store/test_migrate.py::test_an_address_that_nobody_answers_at_says_nothing_of_its_password",
    ),
    fault(
        "audit_blind_to_open_balances",
        "I1, I12",
        f"{CORE}/store/audit.py",
        'if counts["seen"] != ended:',
        'if counts["seen"] > ended:',
        caught_by="services/test_proof.py::test_each_broken_promise_is_told_under_its_number",
    ),
)
