"""Codes beside our values, and credited money, through plans and pushes: wanted exactly where they say something."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from advocacy_sync.store.unit_of_work import SqlStore
from advocacy_sync.writeback.codes import code_of
from services.company import MAPPINGS, Company, company

LINES = {
    "Account": "referenceable_advocates: Referenceable, account_why: Why",
    "Contact": "advocate_status: Status, signals: Signals, contact_why: Why",
    "Deal": "advocate_touches: Touches, attributed_revenue: Attributed, opportunity_why: Why",
}


def mappings() -> dict[str, str]:
    return {name: MAPPINGS[name].partition("push:")[0] + f"push: {{{lines}}}\n" for name, lines in LINES.items()}


def widened(at: Company) -> Company:
    """The fields that the lines above name are there, too."""
    for name in LINES:
        schema = at.crm.schemas[name]
        fields = dict(schema.fields)
        for field, like in (("Why", "Name" if name != "Contact" else "First"), ("Attributed", "Influenced")):
            if like in fields:
                fields[field] = type(fields[like])(
                    name=field, label=field, type=fields[like].type, updateable=True, length=255
                )
        at.crm.schemas[name] = type(schema)(name=schema.name, label=schema.label, fields=fields)
        for row in list(at.crm.tables.get(name, {})):
            at.crm.edit(name, row)
    return at


def why(at: Company, name: str) -> dict[str, Any]:
    return {row: value.payload.get("Why") for row, value in at.crm.tables[name].items()}


def test_a_code_stands_where_another_value_of_ours_does_and_nowhere_else(store: SqlStore) -> None:
    at = widened(company(store))
    at.cycle(**mappings())
    assert why(at, "Contact") == {
        "ann": code_of("org/Contact/ann"),
        "bob": None,
        "cy": code_of("org/Contact/cy"),
    }
    assert why(at, "Account") == {"buyer": None, "fan": code_of("org/Account/fan")}
    assert why(at, "Deal")["won"] == code_of("org/Deal/won")
    assert why(at, "Deal")["alone"] is None


def test_a_code_is_never_written_twice(light: SqlStore) -> None:
    at = widened(company(light))
    at.cycle(**mappings())
    at.wait(days=1)
    at.crm.edit("Act", "more", Kind="Quote", Status="Done", At="2026-01-27T10:00:00Z", Who="ann", Deal="won")
    fields = {(one.source_key, one.field) for one in at.judged(**mappings()).draft().intents}
    assert ("org/Deal/won", "Touches") in fields
    assert not any(field == "Why" for _, field in fields)


def test_a_code_goes_with_the_last_of_our_values(light: SqlStore) -> None:
    at = widened(company(light))
    at.cycle(**mappings())
    for act in ("call", "quote", "cyquote"):
        at.crm.edit("Act", act, Status="Cancelled")
    at.cycle(**mappings())
    assert (at.crm.value("Deal", "won", "Touches"), at.crm.value("Deal", "won", "Why")) == (None, None)


def test_store_report_and_crm_name_the_same_credited_amount(store: SqlStore) -> None:
    at = widened(company(store))
    at.cycle(**mappings())
    report = at.programme(**mappings()).attribute()
    with store.begin() as work:
        entries = work.ledger.standing()["org/Deal/won"]
    credited = sum(one["amount_minor"] for one in entries if one["activity"] is not None)
    assert report.totals["USD"].attributed == credited == 10_001
    assert at.crm.value("Deal", "won", "Attributed") == "100.01"
    assert at.crm.tables["Deal"]["alone"].payload.get("Attributed") is None  # won, and nobody's
    assert at.crm.tables["Deal"]["open"].payload.get("Attributed") is None


def test_a_value_that_is_not_pushed_there_brings_no_code(light: SqlStore) -> None:
    at = widened(company(light))
    head = MAPPINGS["Deal"].partition("push:")[0]
    at.cycle(**{**mappings(), "Deal": head + "push: {request_state: Name, opportunity_why: Why}\n"})
    assert set(why(at, "Deal").values()) == {None}


def test_credit_in_another_currency_than_the_deals_is_not_written(light: SqlStore) -> None:
    at = widened(company(light))
    at.judged(**mappings())
    with light.engine.begin() as connection:
        connection.execute(text("UPDATE opportunity SET currency = 'EUR'"))
    fields = {one.field for one in at.programme(**mappings()).draft().intents if one.source_key == "org/Deal/won"}
    assert fields == {"Touches", "Why"}
