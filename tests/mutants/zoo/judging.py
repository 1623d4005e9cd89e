"""Money that is not exact, and credits that are given twice or to the wrong deal."""

from __future__ import annotations

from mutants.mutant import CORE, Mutant, fault

__all__ = ["JUDGING"]

MONEY = f"{CORE}/kernel/money.py"
ATTRIBUTE = f"{CORE}/services/attribute.py"

JUDGING: tuple[Mutant, ...] = (
    fault(
        "float_money",
        "I8, CS-84",
        MONEY,
        "    return int(scaled)\n",
        "    return int(float(plain) * 10**places)\n",
        caught_by="kernel/test_money.py::test_decimal_text_of_a_crm_is_read_exactly",
    ),
    fault(
        "excess_decimals_cut",
        "I8, CS-84",
        MONEY,
        "if scaled is None or scaled != scaled.to_integral_value():",
        "if scaled is None:",
        caught_by="kernel/test_money.py::test_more_decimals_than_the_currency_has_are_refused_not_rounded",
    ),
    fault(
        "every_part_rounded",
        "I8",
        MONEY,
        "parts = [share.numerator // share.denominator for share in exact]",
        "parts = [round(share) for share in exact]",
        caught_by="kernel/test_money.py::test_parts_sum_to_the_total_and_none_lies_outside_it",
    ),
    fault(
        "odd_cents_lost",
        "I8",
        MONEY,
        "for i in by_remainder[: size - sum(parts)]:",
        "for i in by_remainder[:0]:",
        caught_by="kernel/test_money.py::test_parts_sum_to_the_total_and_none_lies_outside_it",
    ),
    fault(
        "reversals_forgotten",
        "I8, F13",
        ATTRIBUTE,
        "return reversals + [",
        "return [",
        caught_by="services/test_attribute.py::test_a_changed_amount_reverses_entry_by_entry_and_posts_anew",
    ),
    fault(
        "posted_again_each_time",
        "I4",
        ATTRIBUTE,
        '    if {entry["inputs"] for entry in posted} == {entry["inputs"] for entry in wanted}:',
        "    if not posted and not wanted:",
        caught_by="services/test_attribute.py::test_attributing_again_posts_nothing",
    ),
    fault(
        "amount_no_part_of_the_inputs",
        "I8",
        ATTRIBUTE,
        "parts = [amount.text(), amount.currency,",
        "parts = [amount.currency,",
        caught_by="services/test_attribute.py::test_a_changed_amount_reverses_entry_by_entry_and_posts_anew",
    ),
    fault(
        "credit_doubled_after_a_merge",
        "I8, CS-15",
        f"{CORE}/services/world.py",
        "return self._links[kind].get(record_id, record_id)",
        "return record_id",
        caught_by="services/test_page.py::test_everything_about_a_person_follows_a_merge_and_no_cent_is_doubled",
    ),
    fault(
        "vouching_for_ones_own_deal",
        "CS-95",
        f"{CORE}/attribution/eligibility.py",
        "    if own_deal:\n        return",
        "    if own_deal and deal.status is DealStatus.OPEN:\n        return",
        caught_by="attribution/test_eligibility.py::test_nobody_vouches_for_a_deal_of_their_own_whatever_its_type",
    ),
    fault(
        "close_day_left_out",
        "I8",
        f"{CORE}/attribution/eligibility.py",
        "activity.occurred_at >= day_end(deal.close_date, rules.zone):",
        "activity.occurred_at >= day_start(deal.close_date, rules.zone):",
        caught_by="attribution/test_eligibility.py::test_the_window_includes_its_first_day_and_the_close_day",
    ),
    fault(
        "named_deals_and_others_too",
        "I8, CS-95",
        f"{CORE}/attribution/links.py",
        '        return dict.fromkeys(deals_of[part.activity], "named")\n    found: dict[str, Basis] = {}',
        '        found: dict[str, Basis] = dict.fromkeys(deals_of[part.activity], "named")\n'
        "    else:\n        found = {}",
        caught_by="attribution/test_links.py::test_an_activity_that_names_its_deals_belongs_to_those_alone",
    ),
)
