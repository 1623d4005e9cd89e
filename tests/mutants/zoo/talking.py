"""Calls that ignore quotas, waits and rotating tokens, or that give a secret away."""

from __future__ import annotations

from mutants.mutant import CORE, Mutant, fault

__all__ = ["TALKING"]

OAUTH = f"{CORE}/transport/oauth.py"

TALKING: tuple[Mutant, ...] = (
    fault(
        "reserve_ignored",
        "CS-82, C-17",
        f"{CORE}/transport/budget.py",
        "if self.reading.left - 1 < kept:",
        "if self.reading.left - 1 < 0:",
        caught_by="transport/test_budget.py::test_what_is_left_never_falls_below_the_reserve",
    ),
    fault(
        "pushes_do_not_yield",
        "CS-82",
        f"{CORE}/transport/budget.py",
        "share = min(self.reserve * MARGIN[self.purpose], 1.0)",
        "share = self.reserve",
        caught_by="transport/test_budget.py::test_a_sweep_stops_before_a_push_and_a_push_before_a_pull",
    ),
    fault(
        "retry_after_ignored",
        "C-01, CS-63",
        f"{CORE}/transport/retry.py",
        "return max(jittered, retry_after or 0.0)",
        "return jittered",
        caught_by="transport/test_retry.py::test_what_the_server_asks_is_the_least_wait_up_to_the_bound",
    ),
    fault(
        "spent_quota_tried_again",
        "CS-41, CS-82",
        f"{CORE}/transport/retry.py",
        "        except QuotaSpent:\n            raise\n",
        "",
        caught_by="transport/test_retry.py::test_a_spent_quota_is_not_tried_again",
    ),
    fault(
        "token_used_before_it_is_kept",
        "F12, CS-42",
        OAUTH,
        "            keeper.replace(current, token.refresh)\n        return token",
        "            try:\n                keeper.replace(current, token.refresh)\n"
        "            except Exception:\n                return token\n        return token",
        caught_by="transport/test_keeper.py::test_a_token_that_could_not_be_kept_is_not_used",
    ),
    fault(
        "healthy_account_given_up",
        "F12, C-15",
        OAUTH,
        "            if newer.reveal() == current.reveal():\n                raise",
        "            if newer.reveal():\n                raise",
        caught_by="transport/test_keeper.py::"
        "test_a_token_that_another_process_has_exchanged_is_read_again_and_the_account_is_not_given_up",
    ),
    fault(
        "every_worker_logs_in",
        "F12, C-14",
        OAUTH,
        "if self._token is None or self._token is refused:",
        "if self._token is not None or refused is None:",
        caught_by="transport/test_oauth.py::test_a_refused_token_is_replaced_once_whoever_notices_first",
    ),
    fault(
        "secret_in_an_error_message",
        "CS-91, SEC-02",
        OAUTH,
        'said = said.replace(secret, "…")',
        "said = said + ''",
        caught_by="transport/test_oauth.py::test_a_server_that_quotes_what_it_was_sent_gives_no_secret_away",
    ),
    fault(
        "token_sent_to_any_host",
        "C-10",
        f"{CORE}/transport/hosts.py",
        "if not known and not same:",
        "if not known and not same and not parts.hostname:",
        caught_by="transport/test_hosts.py::test_a_host_that_only_looks_like_the_vendors_is_refused_by_name",
    ),
    fault(
        "no_total_deadline",
        "C-05, CS-43",
        f"{CORE}/transport/body.py",
        "        deadline.check()\n",
        "",
        caught_by="transport/test_body.py::test_a_body_that_comes_after_the_deadline_is_given_up",
    ),
    fault(
        "own_clock_cuts_windows",
        "I3, CS-02",
        f"{CORE}/transport/server_time.py",
        "return stated + timedelta(seconds=self._timing.monotonic() - at)",
        "return self._timing.wall()",
        caught_by="transport/test_server_time.py::test_the_last_date_header_counts_and_moves_on",
    ),
)
