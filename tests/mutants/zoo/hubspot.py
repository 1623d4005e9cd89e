"""A HubSpot room that ends too early, drops ties and links, and believes whoever calls."""

from __future__ import annotations

from mutants.mutant import CONNECTORS, Mutant, fault

__all__ = ["HUBSPOT"]

ROOM = f"{CONNECTORS}/hubspot/advocacy_hubspot"
TESTS = "connectors/hubspot"

_ONE_KIND_OF_ANSWER = """    done = {str(change.key.external_id) for change in changes}
    reasons: dict[str, Said] = {}
"""

HUBSPOT: tuple[Mutant, ...] = (
    fault(
        "window_without_its_start",
        "F2, CS-48",
        f"{ROOM}/search.py",
        '("GTE", str(low))',
        '("GT", str(low))',
        caught_by=f"{TESTS}/test_search.py::test_every_row_of_a_window_is_found_and_no_other",
    ),
    fault(
        "ties_not_drained",
        "F3, CS-49",
        f"{ROOM}/search.py",
        "for page, reached in search.drain(low):",
        "for page, reached in list[tuple[list[str], Reached]]():",
        caught_by=f"{TESTS}/test_search.py::test_more_rows_of_one_stamp_than_the_cap_are_drained_by_id",
    ),
    fault(
        "next_id_by_arithmetic",
        "CS-50",
        f"{ROOM}/search.py",
        '_filter("hs_object_id", "GT", ends[-1])',
        '_filter("hs_object_id", "GT", str(int(ends[-1]) + 1))',
        caught_by=f"{TESTS}/test_search.py::test_more_rows_of_one_stamp_than_the_cap_are_drained_by_id",
    ),
    fault(
        "rows_outside_the_window_taken",
        "CS-53",
        f"{ROOM}/search.py",
        "if at >= low and (high is None or at < high)]",
        "if at >= 0]",
        caught_by=f"{TESTS}/test_search.py::test_rows_outside_the_window_are_dropped_and_do_not_move_it",
    ),
    fault(
        "short_search_believed",
        "CS-52, C-13",
        f"{ROOM}/search.py",
        "missing = came < (search.counted or 0)",
        "missing = came < 0",
        caught_by=f"{TESTS}/test_search.py::"
        "test_when_fewer_records_come_than_were_counted_all_is_gone_through_once_more",
    ),
    fault(
        "empty_page_is_the_end",
        "CS-51",
        f"{ROOM}/listing.py",
        "last = not following or given == most",
        "last = not following or not ids or given == most",
        caught_by=f"{TESTS}/test_listing.py::test_only_a_missing_cursor_ends_a_list",
    ),
    fault(
        "archived_never_listed",
        "F15",
        f"{ROOM}/reader.py",
        "        yield from self._archived(request, resume)\n",
        "        yield Page((), None)\n",
        caught_by=f"{TESTS}/test_archived.py::test_what_is_archived_comes_behind_the_live_rows_page_by_page",
    ),
    fault(
        "changed_rows_without_their_links",
        "F14, CS-56",
        f"{ROOM}/rows.py",
        "if not self._kinds and not self._staged:",
        "if not self._kinds or not self._staged:",
        caught_by=f"{TESTS}/test_reader.py::test_a_portal_is_read_whole_and_by_changes_in_both_forms_of_the_api",
    ),
    fault(
        "first_page_of_links_only",
        "F14, CS-56",
        f"{ROOM}/associations.py",
        "            if after:\n",
        "            if after and not self._found[record]:\n",
        caught_by=f"{TESTS}/test_associations.py::test_each_record_is_paged_to_its_own_end",
    ),
    fault(
        "unanswered_ids_dropped",
        "CS-94",
        f"{ROOM}/by_id.py",
        "            left = page.take(left, self._ask(left))\n",
        "            left = []\n",
        caught_by=f"{TESTS}/test_by_id.py::test_ids_that_an_answer_passes_over_are_asked_for_once_more",
    ),
    fault(
        "kept_back_associations_are_none",
        "CS-56, C-13",
        f"{ROOM}/associations.py",
        'if NONE not in str(error.get("subCategory")):',
        'if "" not in str(error.get("subCategory")):',
        caught_by=f"{TESTS}/test_associations.py::test_associations_that_are_kept_back_are_not_none",
    ),
    fault(
        "unmentioned_record_has_no_links",
        "CS-56, CS-94",
        f"{ROOM}/associations.py",
        "once_more = [one for one in silent if one not in self._again]",
        "once_more: list[_Input] = []",
        caught_by=f"{TESTS}/test_associations.py::"
        "test_a_record_of_which_nothing_is_said_is_asked_for_once_more_and_then_has_none",
    ),
    fault(
        "whatever_errs_is_gone",
        "CS-94",
        f"{ROOM}/by_id.py",
        'if error.get("category") == GONE:',
        'if error.get("category"):',
        caught_by=f"{TESTS}/test_by_id.py::test_ids_that_an_error_keeps_back_are_asked_for_again_by_themselves",
    ),
    fault(
        "kept_back_records_not_named",
        "CS-94, I12",
        f"{ROOM}/reader.py",
        "        return found, tuple(reading.kept)\n",
        "        return found, ()\n",
        caught_by=f"{TESTS}/test_reader.py::test_records_that_the_portal_keeps_back_are_named_by_the_page_and_told",
    ),
    fault(
        "short_list_believed",
        "C-13, I12",
        f"{ROOM}/reader.py",
        'doubt = "" if after else tally.doubt()',
        'doubt = ""',
        caught_by=f"{TESTS}/test_reader.py::test_a_list_that_gives_fewer_records_than_the_search_counts_is_in_doubt",
    ),
    fault(
        "absent_is_null",
        "CS-89, F9",
        f"{ROOM}/wire.py",
        "self._plain:\n            if name in held:\n                value = held[name]\n",
        "self._plain:\n            if name:\n                value = held.get(name)\n",
        caught_by=f"{TESTS}/test_wire.py::test_a_record_becomes_a_row_with_what_was_asked_for_and_joined",
    ),
    fault(
        "cleared_value_stays_text",
        "CS-55",
        f"{ROOM}/wire.py",
        'payload[name] = None if value == "" else value  # a cleared',
        "payload[name] = value  # a cleared",
        caught_by=f"{TESTS}/test_wire.py::test_a_cleared_value_is_nothing",
    ),
    fault(
        "success_without_results_is_empty",
        "C-07, I12",
        f"{ROOM}/sdk.py",
        'raise RetryableError(f"HubSpot\'s answer to {made.what} holds no {made.holds}")',
        "return {made.holds: []}",
        caught_by=f"{TESTS}/test_sdk.py::test_a_success_that_says_nothing_is_no_empty_result",
    ),
    # -- writing -----------------------------------------------------------------------------------
    fault(
        "lost_write_sent_again",
        "F11, CS-45",
        f"{ROOM}/sdk.py",
        "                raise Lost(str(error)) from None",
        "                raise",
        caught_by=f"{TESTS}/test_writer.py::test_when_the_answer_is_lost_the_records_are_unknown_and_not_sent_again",
    ),
    fault(
        "partial_success_is_success",
        "CS-72",
        f"{ROOM}/answers.py",
        '    done = {str(result[name]) for result in body["results"] for name in ("id", "objectWriteTraceId") '
        "if name in result}\n    reasons = reasons_of(body)\n",
        _ONE_KIND_OF_ANSWER,
        caught_by=f"{TESTS}/test_writer.py::test_a_partly_failed_batch_is_read_by_its_body",
    ),
    fault(
        "unnamed_record_is_done",
        "CS-72, CS-66",
        f"{ROOM}/answers.py",
        "        elif record in done:\n",
        "        elif record in done or done:\n",
        caught_by=f"{TESTS}/test_answers.py::test_results_and_errors_are_tied_to_their_records",
    ),
    fault(
        "null_is_not_sent",
        "CS-71",
        f"{ROOM}/writer.py",
        "for name, value in change.values.items()}\n    return",
        "for name, value in change.values.items() if value is not None}\n    return",
        caught_by=f"{TESTS}/test_writer.py::test_values_go_out_as_text_and_nothing_as_the_empty_text_that_clears",
    ),
    # -- webhooks ----------------------------------------------------------------------------------
    fault(
        "signature_not_compared",
        "CS-90, C-18",
        f"{ROOM}/webhook.py",
        'if not hmac.compare_digest(wanted.encode(), given[0].encode("utf-8", "surrogateescape")):',
        "if len(wanted) != len(given[0]):",
        caught_by=f"{TESTS}/test_webhook.py::test_another_signature_is_refused",
    ),
    fault(
        "body_parsed_before_it_is_checked",
        "CS-90",
        f"{ROOM}/webhook.py",
        'signed = f"{method.upper()}{uri}".encode() + body + stamp.encode()',
        'signed = f"{method.upper()}{uri}".encode() + orjson.dumps(orjson.loads(body)) + stamp.encode()',
        caught_by=f"{TESTS}/test_webhook.py::test_a_delivery_signed_over_its_raw_bytes_is_taken",
    ),
    fault(
        "stamps_of_the_future_taken",
        "CS-90, C-18",
        f"{ROOM}/webhook.py",
        "return abs(now - (EPOCH + timedelta(milliseconds=int(stamp)))) <= TOLERANCE",
        "return now - (EPOCH + timedelta(milliseconds=int(stamp))) <= TOLERANCE",
        caught_by=f"{TESTS}/test_webhook.py::test_a_timestamp_more_than_five_minutes_off_either_way_is_refused",
    ),
)
