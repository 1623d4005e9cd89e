"""Pulls that lose, double or invent rows, or call themselves green."""

from __future__ import annotations

from mutants.mutant import CORE, Mutant, fault

__all__ = ["PULLING"]

AHEAD = f"{CORE}/services/ahead.py"
PAGE = f"{CORE}/services/page.py"
POISON = f"{CORE}/services/poison.py"
PULL = f"{CORE}/services/pull.py"
READING = f"{CORE}/services/reading.py"
STANDSTILL = f"{CORE}/services/standstill.py"
WHOLE = f"{CORE}/services/whole.py"

_STORED = """                with self.store.begin() as work:
                    stored = self.writer(work, now).store(page.rows, "changes")
"""
_CURSOR_FIRST = """                with self.store.begin() as work:
                    early = self._after(state, page, window_end, began, now)
                    work.checkpoints.put(self.connection.name, self.plan.object, "changes", early)
"""
_PUT = '                    work.checkpoints.put(self.connection.name, self.plan.object, "changes", state)\n'
_MET = "            with reading.store.begin() as work:\n                counts = mended.store("
_APART = "                with self.store.begin() as work:\n"

PULLING: tuple[Mutant, ...] = (
    # -- the cursor and its rows -------------------------------------------------------------------
    fault(
        "cursor_first",
        "I3, CS-88",
        READING,
        _STORED,
        _CURSOR_FIRST + _STORED,
        caught_by="services/test_reading.py::test_a_page_and_its_checkpoint_are_kept_together_or_not_at_all",
    ),
    fault(
        "non_atomic_checkpoint",
        "I3, CS-88",
        READING,
        _PUT,
        _APART + _PUT,
        caught_by="services/test_reading.py::test_a_page_and_its_checkpoint_are_kept_together_or_not_at_all",
    ),
    fault(
        "cursor_from_row_order",
        "I3, CS-25",
        READING,
        "done = replace(state, bound=window_end, window_end=None",
        "done = replace(state, bound=max((row.stamp for row in page.rows), default=window_end), window_end=None",
        caught_by="services/test_reading.py::test_the_bound_stays_behind_the_crms_clock_by_the_time_to_settle",
    ),
    fault(
        "window_end_not_settled",
        "F1, CS-52",
        READING,
        "before.window_end or now - self._settle(before)",
        "before.window_end or now",
        caught_by="services/test_reading.py::test_the_bound_stays_behind_the_crms_clock_by_the_time_to_settle",
    ),
    fault(
        "overlap_zero",
        "F1, CS-02",
        READING,
        "return max(policy.overlap, min(3 * lag, LONGEST_REACH))",
        "return timedelta(0)",
        caught_by="services/test_reading.py::test_rows_that_are_up_to_fifteen_minutes_late_are_all_found_by_windows",
    ),
    fault(
        "lag_never_learnt",
        "F1, CS-52",
        READING,
        "if before.read_at is None or before.bound is None:",
        "if before is not None:",
        caught_by="services/test_reading.py::test_the_lag_that_was_seen_is_learnt_and_windows_reach_three_times_as_far",
    ),
    fault(
        "resumed_from_the_beginning",
        "F13, I4",
        READING,
        "with self._fetched(request, before.cursor) as pages:",
        "with self._fetched(request, None) as pages:",
        caught_by="services/test_pull.py::test_a_stop_resumes_behind_the_last_page_that_was_kept",
    ),
    fault(
        "default_start_date",
        "F7, CS-10",
        READING,
        "    since: datetime | None = None\n",
        '    since: datetime | None = datetime.fromisoformat("2026-03-01T00:00:00+00:00")\n',
        caught_by="services/test_reading.py::test_the_first_window_has_no_beginning",
    ),
    fault(
        "dropped_page",
        "I1, I2",
        AHEAD,
        "held = page if held is None else _joined(held, page)",
        "held = page",
        caught_by="services/test_pull.py::test_page_size_and_order_of_rows_change_nothing_in_the_store",
    ),
    fault(
        "cursor_of_the_page_that_failed",
        "I3, CS-88",
        AHEAD,
        "        if held is not None:\n            yield held\n        raise",
        "        if held is not None:\n            yield Page((), held.cursor, held.total)\n        raise",
        caught_by="services/test_pull.py::test_a_stop_at_any_page_is_made_good_by_the_next_pull",
    ),
    # -- what becomes of a row ---------------------------------------------------------------------
    fault(
        "tombstone_ignored",
        "I2",
        PAGE,
        "mapped = self.mapper.map(row) if not row.deleted else None",
        "mapped = self.mapper.map(row)",
        caught_by="services/test_pull.py::test_a_deleted_row_leaves_a_tombstone_and_no_record",
    ),
    fault(
        "older_overwrites_newer",
        "I7",
        PAGE,
        "if row.stamp < known.stamp and not sure:\n            return Outcome.STALE",
        "if row.stamp < known.stamp:\n            pass",
        caught_by="services/test_pull.py::test_a_row_older_than_the_stored_one_is_stale_and_changes_nothing",
    ),
    fault(
        "older_rows_never_believed",
        "I2, E-06",
        WHOLE,
        "return known is None or known.deleted or row.stamp != known.stamp",
        "return known is None or known.deleted or row.stamp > known.stamp",
        caught_by="services/test_whole.py::"
        "test_a_row_whose_stamp_went_back_with_the_clock_of_the_crm_is_taken_over_by_a_whole_read",
    ),
    fault(
        "order_within_a_page_decides",
        "I7",
        PAGE,
        "newest = {str(row.key): row for row in sorted(rows, key=lambda row: row.stamp)}",
        "newest = {str(row.key): row for row in rows}",
        caught_by="services/test_page.py::test_of_two_versions_of_a_row_in_one_page_the_newer_counts",
    ),
    fault(
        "rows_of_a_page_miscounted",
        "I1, I12",
        PAGE,
        'rows=counts["seen"],',
        "rows=len(keys),",
        caught_by="services/test_pull.py::test_the_same_row_twice_in_one_page_is_counted_twice_and_stored_once",
    ),
    fault(
        "twins_of_a_page_not_counted",
        "I1",
        PAGE,
        "counts[Outcome.UNCHANGED.value] += len(rows) - len(newest)",
        "counts[Outcome.UNCHANGED.value] += 0",
        caught_by="services/test_pull.py::test_the_same_row_twice_in_one_page_is_counted_twice_and_stored_once",
    ),
    fault(
        "mapping_not_replayed",
        "I2",
        READING,
        "            self.replay()\n",
        "",
        caught_by="services/test_pull.py::test_a_changed_mapping_is_applied_to_the_kept_rows_without_a_call",
    ),
    # -- what kills ----------------------------------------------------------------------------------
    fault(
        "poison_tried_for_ever",
        "A-03",
        POISON,
        "if state.tries >= MOST_DEATHS:",
        "if state.tries < 0:",
        caught_by="services/test_poison.py::test_after_five_deaths_at_one_place_the_object_is_paused_and_the_others_go_on",
    ),
    fault(
        "deaths_counted_across_progress",
        "A-03",
        READING,
        "cursor=page.cursor, run=self.run, tries=1)",
        "cursor=page.cursor, run=self.run)",
        caught_by="services/test_poison.py::test_progress_starts_the_count_anew",
    ),
    fault(
        "every_failure_is_a_death",
        "A-03",
        POISON,
        "except (AdvocacyError, KeyboardInterrupt):",
        "except KeyboardInterrupt:",
        caught_by="services/test_poison.py::test_what_ends_in_words_is_no_death",
    ),
    fault(
        "standstill_not_told",
        "CS-05",
        STANDSTILL,
        "if (after.bound, after.cursor) != (before.bound, before.cursor) or",
        "if after.completed_at != before.completed_at or",
        caught_by="services/test_standstill.py::test_a_cursor_that_stands_still_while_rows_move_on_is_an_error",
    ),
    fault(
        "blind_windows_not_told",
        "CS-05",
        WHOLE,
        "self._tell_unseen(min(new, kept))",
        "self._tell_unseen(_NEVER)",
        caught_by="services/test_standstill.py::"
        "test_windows_that_show_nothing_while_whole_reads_find_newer_rows_are_an_error",
    ),
    fault(
        "broken_rules_not_named",
        "D-20",
        f"{CORE}/mapping/drift.py",
        "starved = rules if len(part.from_) == 1 else ()",
        "starved: Sequence[str] = ()",
        caught_by="services/test_drift.py::test_a_pull_names_the_rules_that_a_lost_field_breaks",
    ),
    # -- merges ------------------------------------------------------------------------------------
    fault(
        "lineage_not_followed",
        "F16, CS-15",
        PAGE,
        "edges = [Edge(str(row.key), sibling(row, row.merged_into), row.stamp) for row in rows if _went(row)]",
        "edges: list[Edge] = []",
        caught_by="services/test_page.py::test_a_row_that_was_merged_away_leads_to_its_winner",
    ),
    fault(
        "absorbed_rows_live_on",
        "CS-15",
        PAGE,
        "        if taken:\n            self._take_in(",
        "        if not taken:\n            self._take_in(",
        caught_by="services/test_page.py::test_rows_that_went_into_a_new_one_are_gone_and_lead_to_it",
    ),
    fault(
        "children_of_merged_rows_not_read",
        "CS-16",
        PULL,
        "named.setdefault(child.object, []).append(child.external_id)",
        "pass",
        caught_by="services/test_page.py::test_rows_that_refer_to_a_merged_one_are_read_again",
    ),
    fault(
        "children_of_merged_rows_given_up",
        "CS-16",
        PULL,
        "                    work.lineage.followed(merged)\n",
        "                work.lineage.followed(merged)\n",
        caught_by="services/test_page.py::test_rows_that_refer_to_a_merged_one_wait_until_they_could_be_read",
    ),
    fault(
        "hints_dropped_unread",
        "C-18, CS-57",
        PULL,
        "                if not failed:  # else they wait",
        "                if named is not None:  # else they wait",
        caught_by="services/test_pull.py::test_a_hint_waits_until_its_row_could_be_read",
    ),
    fault(
        "delivery_acknowledged_though_not_kept",
        "C-18",
        f"{CORE}/scheduling/hooks.py",
        "            return 503\n",
        "            return 204\n",
        caught_by="scheduling/test_hooks.py::test_what_could_not_be_kept_is_to_be_delivered_again",
    ),
    fault(
        "journal_followed_without_its_hints",
        "C-18, CS-88",
        f"{CORE}/services/follow.py",
        "                new += work.hints.put(connection, hints, now)\n",
        "                work.hints.follow(connection, reached, now)\n"
        "            with store.begin() as work:\n                new += work.hints.put(connection, hints, now)\n",
        caught_by="services/test_follow.py::test_a_portion_and_its_offset_are_kept_together_or_not_at_all",
    ),
    # -- absent, null, hidden ----------------------------------------------------------------------
    fault(
        "lost_field_emptied",
        "F8, F9",
        PAGE,
        "return replace(row, payload=carry(before.payload, row.payload, lost)) if lost else row",
        "return row",
        caught_by="services/test_whole.py::"
        "test_a_field_that_is_no_longer_shown_keeps_its_last_values_and_the_others_go_on",
    ),
    fault(
        "null_taken_for_absent",
        "F9, CS-89",
        f"{CORE}/mapping/patch.py",
        "if value is not _ABSENT and _at(new, parts) is _ABSENT:",
        "if value is not _ABSENT and _at(new, parts) in (_ABSENT, None):",
        caught_by="mapping/test_patch.py::test_what_an_answer_holds_is_never_replaced_by_what_is_carried",
    ),
    fault(
        "partial_row_taken_for_whole",
        "CS-89",
        PAGE,
        "return replace(before, payload=overlay(before.payload, row.payload), stamp=row.stamp)",
        "return row",
        caught_by="services/test_whole.py::test_a_quiet_look_writes_what_really_changed_and_nothing_else",
    ),
    fault(
        "shown_field_not_backfilled",
        "F9, CS-09",
        WHOLE,
        "missing = [source for source in self.reading.plan.reads if source not in state.sources]",
        "missing: list[str] = []",
        caught_by="services/test_whole.py::test_a_field_that_is_shown_again_is_read_for_all_rows",
    ),
    fault(
        "one_field_breaks_all",
        "F10, CS-08",
        f"{CORE}/mapping/prune.py",
        "if any(shape.required and name not in left for name, shape in known.items()):",
        "if len(left) < len(record.fields):",
        caught_by="services/test_pull.py::test_a_field_that_the_org_lacks_costs_itself_and_is_reported",
    ),
    # -- rows that are gone ------------------------------------------------------------------------
    fault(
        "no_sweep",
        "F15, CS-12",
        WHOLE,
        "due = state.completed_at is None or self.reading.clock.now() - state.completed_at >= every",
        "due = False",
        caught_by="services/test_whole.py::test_a_row_that_vanished_is_gone_after_two_whole_reads_and_not_after_one",
    ),
    fault(
        "met_rows_forgotten",
        "I3, CS-12",
        WHOLE,
        _MET,
        "            with reading.store.begin() as work:\n"
        "                self._put(work, task, replace(state, cursor=page.cursor))\n" + _MET,
        caught_by="services/test_whole.py::test_whom_a_page_met_and_how_far_the_read_has_come_are_kept_together",
    ),
    fault(
        "one_absence_is_enough",
        "CS-12",
        WHOLE,
        "ABSENCES = 2 ",
        "ABSENCES = 1 ",
        caught_by="services/test_whole.py::test_a_row_that_vanished_is_gone_after_two_whole_reads_and_not_after_one",
    ),
    fault(
        "brake_off",
        "CS-13",
        WHOLE,
        "if len(missing) <= max(FEW, share * living) and not everything:",
        "if len(missing) <= living and not everything:",
        caught_by="services/test_whole.py::test_in_twenty_losses_of_a_right_the_brake_holds_twenty_times",
    ),
    fault(
        "brake_blind_to_small_objects",
        "CS-13",
        WHOLE,
        "everything = len(missing) == living >= 2 and share < 1 ",
        "everything = False ",
        caught_by="services/test_whole.py::test_an_object_that_is_hidden_whole_is_not_deleted_however_small",
    ),
    fault(
        "hidden_is_deleted",
        "CS-12, CS-13",
        WHOLE,
        "work.sources.stored([key for key in keys if key not in answered])",
        "work.sources.stored(keys)",
        caught_by="services/test_whole.py::test_a_row_that_the_crm_still_knows_by_its_id_is_not_gone",
    ),
    fault(
        "mapping_hides_absences",
        "CS-12",
        PAGE,
        "written, shown=False, lone=self._lone(written))",
        "written, lone=self._lone(written))",
        caught_by="services/test_whole.py::test_a_mapping_that_changes_between_two_whole_reads_hides_no_absence",
    ),
    # -- green -------------------------------------------------------------------------------------
    fault(
        "green_though_it_failed",
        "F4, I12",
        PULL,
        'return whole and not self.failed and not any(found.severity == "error" for found in self.findings)',
        'return whole and not any(found.severity == "error" for found in self.findings)',
        caught_by="services/test_pull.py::test_one_object_that_fails_does_not_stop_the_others_but_the_run_is_not_green",
    ),
    fault(
        "green_without_a_balance",
        "I1, I12",
        PULL,
        "whole = all(balanced(counts) for counts in self.outcomes.values())",
        "whole = True",
        caught_by="services/test_pull.py::test_a_pull_whose_balance_is_open_is_not_green",
    ),
    fault(
        "concludes_from_the_unread",
        "I12",
        f"{CORE}/services/cycle.py",
        "        if unread:\n            raise RetryableError(",
        "        if not unread:\n            return\n        if verb == 'nothing':\n            raise RetryableError(",
        caught_by="services/test_cycle.py::test_nothing_is_concluded_from_what_was_never_read",
    ),
    fault(
        "another_org_is_as_good",
        "CS-85",
        f"{CORE}/services/pin.py",
        "if known != org.id:",
        "if not known:",
        caught_by="services/test_cycle.py::test_a_connection_that_leads_to_another_org_is_refused",
    ),
    fault(
        "clock_ahead_is_believed",
        "CS-52",
        READING,
        "now = min(self.connection.session.reader.now(), self.clock.now())",
        "now = self.connection.session.reader.now()",
        caught_by="services/test_pull.py::test_a_crm_clock_that_is_ahead_for_once_hides_no_change",
    ),
    fault(
        "one_crm_away_stops_all",
        "C-06",
        f"{CORE}/services/pull.py",
        "        except OtherOrg:\n            raise\n        except AdvocacyError as error:",
        "        except OtherOrg as error:",
        caught_by="services/test_pin.py::test_one_crm_that_is_away_does_not_keep_the_other_from_being_read",
    ),
)
