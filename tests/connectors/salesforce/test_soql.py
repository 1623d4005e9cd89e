"""SOQL text: what gets in, and that nothing else does."""

from __future__ import annotations

import operator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_salesforce.soql import identifier, instant, literal, select, window
from advocacy_sync.kernel.timespan import Span

SPECIAL = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "\\": "\\", "'": "'", '"': '"'}
START, END = datetime(2026, 1, 5, 8, tzinfo=UTC), datetime(2026, 1, 6, 8, tzinfo=UTC)
nasty = st.text(alphabet=st.one_of(st.sampled_from("'\"\\\n\r\t\b\f %_nrt)(-;"), st.characters(codec="utf-8")))


def read_literal(soql: str) -> tuple[str, str]:
    """The text of the string literal that `soql` begins with, and what stands behind it, by the vendor's grammar."""
    assert soql[0] == "'"
    text, at = [], 1
    while soql[at] != "'":
        assert soql[at] not in "\n\r", "a string literal ends at the line"
        if soql[at] == "\\":
            at += 1
            text.append(SPECIAL[soql[at]])
        else:
            text.append(soql[at])
        at += 1
    return "".join(text), soql[at + 1 :]


@settings(max_examples=200, deadline=None)
@given(nasty)
def test_a_literal_holds_exactly_its_text(text: str) -> None:
    assert read_literal(literal(text)) == (text, "")


@settings(max_examples=200, deadline=None)
@given(nasty)
def test_what_a_row_id_holds_never_leaves_its_literal(text: str) -> None:
    where = window("SystemModstamp", Span(None, None), ("2026-01-05T08:00:00.000Z", text))
    head, tail = where.split(" OR Id > ", 1)
    assert head == "SystemModstamp >= 2026-01-05T08:00:00.000Z AND (SystemModstamp > 2026-01-05T08:00:00.000Z"
    assert read_literal(tail) == (text, ")")


@pytest.mark.parametrize("name", ["Id", "Name__c", "Account.Owner.Name", "ns__Field__c", "a1_B2"])
def test_names_and_paths_are_identifiers(name: str) -> None:
    assert identifier(name) == name


@pytest.mark.parametrize(
    "name",
    ["", " Id", "Id ", "1a", "_a", "a.", ".a", "a..b", "a-b", "a,b", "a b", "Id FROM User--", "a'", "é", "Id\n", "a.1"],
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is not a name in SOQL"):
        identifier(name)


@settings(max_examples=200, deadline=None)
@given(nasty)
def test_an_identifier_holds_only_letters_digits_underscores_and_dots(text: str) -> None:
    try:
        found = identifier(text)
    except ValueError:
        return
    assert found == text
    assert all(part.isascii() and part.replace("_", "a").isalnum() for part in text.split("."))


def test_no_select_takes_what_is_no_name() -> None:
    with pytest.raises(ValueError, match="is not a name"):
        select("Account WHERE Name = 'x'", ["Id"])
    with pytest.raises(ValueError, match="is not a name"):
        select("Account", ["Id", "(SELECT Id FROM Contacts)"])
    with pytest.raises(ValueError, match="is not a name"):
        window("Id > 'a' OR SystemModstamp", Span(START, END))


def test_a_select_names_its_fields_and_without_fields_counts() -> None:
    assert select("Account", ["Id", "Owner.Name"]) == "SELECT Id, Owner.Name FROM Account"
    assert select("Account", ["Id"], limit=9) == "SELECT Id FROM Account LIMIT 9"
    assert select("Account", [], "Id > 'a'", "Id") == "SELECT COUNT() FROM Account WHERE Id > 'a' ORDER BY Id"


def test_a_window_takes_its_start_and_leaves_its_end() -> None:
    assert window("SystemModstamp", Span(START, END)) == (
        "SystemModstamp >= 2026-01-05T08:00:00.000Z AND SystemModstamp < 2026-01-06T08:00:00.000Z"
    )


def test_an_open_side_of_a_window_is_no_condition() -> None:
    assert window("SystemModstamp", Span(None, None)) == ""
    assert window("SystemModstamp", Span(START, None)) == "SystemModstamp >= 2026-01-05T08:00:00.000Z"
    assert window("SystemModstamp", Span(None, END)) == "SystemModstamp < 2026-01-06T08:00:00.000Z"


def test_a_window_goes_on_behind_the_last_stamp_and_id() -> None:
    where = window("SystemModstamp", Span(START, None), ("2026-01-05T09:00:00.000Z", "001A"))
    assert where == (
        "SystemModstamp >= 2026-01-05T08:00:00.000Z AND SystemModstamp >= 2026-01-05T09:00:00.000Z"
        " AND (SystemModstamp > 2026-01-05T09:00:00.000Z OR Id > '001A')"
    )


moments = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1))  # noqa: DTZ001


@settings(max_examples=100, deadline=None)
@given(moments, st.integers(min_value=-12 * 60, max_value=14 * 60))
def test_an_instant_is_the_same_in_every_zone_and_cut_to_milliseconds(moment: datetime, minutes: int) -> None:
    there = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    text = instant(there)
    assert text.endswith("Z")
    assert text == instant(there.astimezone(UTC))
    assert timedelta(0) <= there - datetime.fromisoformat(text) < timedelta(milliseconds=1)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(moments, st.text("abc", min_size=1, max_size=3)), max_size=30), moments, moments)
def test_neighbouring_windows_and_the_keyset_give_each_row_once(
    rows: list[tuple[datetime, str]], one: datetime, other: datetime
) -> None:
    """The clause means what it says: rows are cut the way its text compares them."""
    low, high = sorted((one.replace(tzinfo=UTC), other.replace(tzinfo=UTC)))
    keyed = sorted({(instant(at.replace(tzinfo=UTC)), key) for at, key in rows})
    first = [row for row in keyed if matches(window("S", Span(None, low)), row)]
    second = [row for row in keyed if matches(window("S", Span(low, high)), row)]
    third = [row for row in keyed if matches(window("S", Span(high, None)), row)]
    assert first + second + third == keyed
    for place, row in enumerate(keyed):
        assert [one for one in keyed if matches(window("S", Span(None, None), row), one)] == keyed[place + 1 :]
        assert [one for one in keyed if matches(window("S", Span(None, None), upto=row), one)] == keyed[: place + 1]


COMPARE = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}


def matches(where: str, row: tuple[str, str]) -> bool:
    """A window's clause for one (stamp, id); instants of one length compare as text."""
    parts = [part.strip("()").split(" OR ") for part in where.split(" AND ") if part]
    return all(any(holds(one, row) for one in part) for part in parts)


def holds(comparison: str, row: tuple[str, str]) -> bool:
    name, sign, value = comparison.split(" ")
    return bool(COMPARE[sign](row[0] if name == "S" else row[1], value.strip("'")))
