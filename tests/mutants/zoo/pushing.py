"""Pushes that write blindly, twice, over people, beyond limits, or that call a guess a receipt."""

from __future__ import annotations

from mutants.mutant import CORE, Mutant, fault

__all__ = ["PUSHING"]

APPLY = f"{CORE}/services/apply.py"
PLAN = f"{CORE}/services/plan.py"
SETTLE = f"{CORE}/writeback/settle.py"
DATING = f"{CORE}/writeback/dating.py"
BOXES = f"{CORE}/stewardship/boxes.py"

PUSHING: tuple[Mutant, ...] = (
    # -- before the write --------------------------------------------------------------------------
    fault(
        "no_comparison_before_a_write",
        "CS-68, CS-69",
        SETTLE,
        "if now != before and not always:",
        "if now != before and always:",
        caught_by="services/test_apply.py::test_a_value_that_somebody_changed_since_the_plan_is_left_alone",
    ),
    fault(
        "written_though_never_read",
        "CS-68",
        PLAN,
        "if target.field.name not in payload:\n                    continue",
        "if payload.setdefault(target.field.name) == target:\n                    continue",
        caught_by="services/test_plan.py::test_a_field_that_was_never_read_is_not_written",
    ),
    fault(
        "two_values_decide",
        "CS-68",
        f"{CORE}/writeback/rules.py",
        "return self.now != self.ours if self.written else self.now is not None",
        "return self.now is not None",
        caught_by="services/test_plan.py::test_what_we_wrote_ourselves_is_not_somebody_elses",
    ),
    fault(
        "misfits_are_sent",
        "CS-67, CS-80",
        f"{CORE}/writeback/preflight.py",
        "if field.length is not None and len(value) > field.length:",
        "if field.length is None and len(value) > 255:",
        caught_by="services/test_plan.py::test_a_value_that_does_not_fit_is_refused_before_any_call_and_never_cut",
    ),
    fault(
        "seal_not_checked",
        "I5",
        APPLY,
        "if sealed(plan.kind, intents) != plan.sha256:",
        "if not sealed(plan.kind, intents):",
        caught_by="services/test_plan.py::test_a_stored_value_that_was_changed_stops_the_plan",
    ),
    fault(
        "seal_without_the_value",
        "I5",
        PLAN,
        '                "after": one.after,\n',
        "",
        caught_by="services/test_plan.py::test_a_stored_value_that_was_changed_stops_the_plan",
    ),
    fault(
        "fuse_off",
        "CNX-06",
        PLAN,
        'status="held" if made.held_for else "open",',
        'status="open",',
        caught_by="services/test_plan.py::test_a_plan_beyond_a_limit_waits_until_somebody_approves_it",
    ),
    fault(
        "fuse_blind_to_money",
        "CNX-06",
        f"{CORE}/writeback/fuse.py",
        "extent.money_changed > Decimal(str(limits.money_share)) * extent.money:",
        "extent.money_changed > extent.money * extent.standing:",
        caught_by="writeback/test_fuse.py::test_the_share_of_standing_money_that_may_change",
    ),
    fault(
        "old_plans_are_applied",
        "CS-69",
        APPLY,
        "self.aging.now() - plan.created_at > self.caution.longest:",
        "self.aging.now() < plan.created_at:",
        caught_by="services/test_plan.py::test_a_plan_that_is_too_old_is_refused",
    ),
    fault(
        "a_moved_world_is_ignored",
        "CS-69",
        APPLY,
        "        if waiting:\n            self._not_moved(waiting)\n",
        "",
        caught_by="services/test_plan.py::test_when_much_has_changed_since_the_plan_nothing_is_written",
    ),
    # -- the write ---------------------------------------------------------------------------------
    fault(
        "canary_off",
        "CNX-06",
        APPLY,
        "size = canary if done == 0 and left > 2 * canary else self.connection.session.writer.batch(left)",
        "size = self.connection.session.writer.batch(left)",
        caught_by="services/test_apply.py::test_a_hostile_rule_stops_the_push_at_the_first_few_rows",
    ),
    fault(
        "alarm_off",
        "CS-77",
        APPLY,
        "if refused > max(caution.few, caution.bad_share * tried):",
        "if refused > tried:",
        caught_by="services/test_apply.py::test_a_hostile_rule_stops_the_push_at_the_first_few_rows",
    ),
    fault(
        "unread_write_taken_for_success",
        "F11, CS-70",
        APPLY,
        'outcome = "rejected" if receipt.outcome == "rejected" else "unknown"',
        'outcome = "rejected" if receipt.outcome == "rejected" else "applied"',
        caught_by="services/test_apply.py::test_a_value_that_cannot_be_read_back_is_unknown_and_never_called_applied",
    ),
    fault(
        "lost_answer_taken_for_success",
        "F11, CS-70",
        SETTLE,
        'if receipt == "unknown" and now == before:',
        'if receipt == "unknown":\n        return "applied", ""\n    if now == before and receipt == "never":',
        caught_by="services/test_apply.py::test_a_lost_write_stays_unknown_and_is_planned_again",
    ),
    fault(
        "automation_goes_unseen",
        "CS-77",
        SETTLE,
        '    if now == after:\n        return "applied", ""',
        '    if now == after or receipt == "applied":\n        return "applied", ""',
        caught_by="services/test_apply.py::test_a_value_that_automation_altered_is_reported",
    ),
    fault(
        "unsent_rows_called_done",
        "I5",
        APPLY,
        "            if unsent:\n                self.report.later = True",
        "            if unsent and not settled:\n                self.report.later = True",
        caught_by="services/test_apply.py::test_rows_that_no_call_carried_stay_planned",
    ),
    fault(
        "echo_counted",
        "CS-79",
        APPLY,
        "            work.sources.patch(self.applier.run, seen)\n",
        "",
        caught_by="services/test_apply.py::test_a_second_push_plans_nothing_even_before_the_next_pull",
    ),
    fault(
        "green_though_refused",
        "I5, I12",
        APPLY,
        "return whole and not bad and not unwritable",
        "return whole and not unwritable",
        caught_by="services/test_apply.py::test_a_refused_row_does_no_harm_to_the_others",
    ),
    fault(
        "refused_for_ever",
        "CS-81, CS-82",
        f"{CORE}/writeback/failing.py",
        "    if tries >= MOST_TRIES:\n        return None",
        "    if tries < 0:\n        return None",
        caught_by="writeback/test_failing.py::test_each_wait_is_twice_the_last_up_to_a_day_and_then_it_ends",
    ),
    # -- taking it back ----------------------------------------------------------------------------
    fault(
        "rollback_over_a_human_edit",
        "CS-69",
        f"{CORE}/services/rollback.py",
        '            reason=f"rollback of run {run}",\n',
        '            reason=f"rollback of run {run}",\n            rule="ours",\n',
        caught_by="services/test_rollback.py::test_what_people_have_changed_since_is_left_to_them",
    ),
    fault(
        "rolled_back_and_written_again",
        "CS-69",
        PLAN,
        "        elif withdrawn and not self.release:\n",
        "        elif withdrawn and failed:\n",
        caught_by="services/test_rollback.py::test_the_next_push_does_not_write_what_was_rolled_back",
    ),
    fault(
        "before_image_from_the_plan",
        "I5",
        APPLY,
        "free.append(replace(intent, replaced=stands))",
        "free.append(replace(intent, replaced=intent.after))",
        caught_by="services/test_rollback.py::test_everything_that_a_run_wrote_is_as_it_was_before",
    ),
    fault(
        "spared_and_written_over",
        "CS-69",
        APPLY,
        'if one.outcome == "conflicted" and plan.kind == "rollback"]',
        'if one.outcome == "conflicted" and plan.kind == "push"]',
        caught_by="services/test_rollback.py::test_what_a_rollback_has_spared_the_next_push_spares_too",
    ),
    fault(
        "a_slip_holds_nothing",
        "CS-08",
        PLAN,
        "made.held_for = [*blown(rules.limits, extents), *_slips(store, connections)]",
        "made.held_for = blown(rules.limits, extents)",
        caught_by="services/test_plan.py::test_a_plan_waits_while_a_mapping_names_a_field_that_never_was",
    ),
    # -- what is said ------------------------------------------------------------------------------
    fault(
        "texts_younger_by_the_day",
        "CS-72",
        DATING,
        "return same or f",
        "return f",
        caught_by="services/test_plan_dating.py::test_a_day_later_nothing_is_written_and_the_text_keeps_its_day",
    ),
    fault(
        "codes_of_the_moment",
        "CS-72",
        f"{CORE}/writeback/codes.py",
        "blake2b(source_key.encode(), digest_size=7)",
        "blake2b(str(hash(source_key)).encode(), digest_size=7)",
        caught_by="writeback/test_codes.py::test_a_code_is_short_stable_and_of_letters_that_do_not_look_alike",
    ),
    # -- what people ask for -----------------------------------------------------------------------
    fault(
        "asked_for_twice",
        "I5",
        BOXES,
        "if subject not in standing and _anew(",
        "if _anew(",
        caught_by="stewardship/test_boxes.py::test_a_ticked_box_opens_one_item_and_then_leaves_it_alone",
    ),
    fault(
        "what_a_person_closed_comes_back",
        "I5",
        BOXES,
        "return before is None or before.who == SYSTEM",
        "return True",
        caught_by="stewardship/test_boxes.py::test_what_a_person_has_closed_stays_closed_until_the_box_has_been_cleared",
    ),
)
