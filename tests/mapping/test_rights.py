"""The rights that a mapping needs, what is missing of them, and what a user has beyond them."""

from __future__ import annotations

from typing import Any

from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.mapping.rights import Rights, excess, rights
from advocacy_sync.records.schema import FieldSchema, ObjectSchema


def field(name: str, *, updateable: bool = False, relationship: str | None = None) -> FieldSchema:
    return FieldSchema(name=name, label=name, type="text", updateable=updateable, relationship=relationship)


def needed(*fields: FieldSchema, by_field: bool = True, push: dict[str, Any] | None = None) -> Rights:
    record = {
        "record": "opportunity",
        "when": {"from": "IsPrivate"},
        "fields": {
            "name": {"from": "Name"},
            "account": {"from": "Account.ParentId", "to": "Account"},
            "amount": {"from": "Amount", "currency": "CurrencyIsoCode"},
            "stage": {"from": "stage.label"},
        },
    }
    push = {"top_advocates": "Top__c", "last_touch": "Last__c"} if push is None else push
    document = MappingDocument.model_validate({"object": "Opportunity", "records": [record], "push": push})
    schema = ObjectSchema(name="Opportunity", label="Deal", fields={one.name: one for one in fields})
    return rights(document, schema, lambda source: source.startswith("stage."), by_field=by_field)


def test_every_source_is_read_and_every_pushed_field_is_read_and_edited() -> None:
    found = needed(field("Name"))
    assert found.reads == ("IsPrivate", "Name", "Account.ParentId", "Amount", "stage.label", "Top__c", "Last__c")
    assert found.edits == ("Top__c", "Last__c")


def test_what_the_user_does_not_see_or_may_not_write_is_missing() -> None:
    found = needed(field("Name"), field("AccountId", relationship="Account"), field("Top__c", updateable=True))
    assert found.unseen == ("IsPrivate", "Amount", "Last__c")
    assert found.no_edit == ("Last__c",)


def test_a_currency_field_is_needed_only_where_there_is_one() -> None:
    assert "CurrencyIsoCode" in needed(field("CurrencyIsoCode")).reads
    assert "CurrencyIsoCode" not in needed().unseen


def test_what_may_be_edited_and_is_not_pushed_is_more_than_needed() -> None:
    found = needed(field("Top__c", updateable=True), field("Name", updateable=True), field("Amount"))
    assert found.more == ("Name",)
    [notice] = excess("org", [found, needed()])
    assert (notice.code, notice.severity, notice.subject) == ("mapping.rights_excess", "notice", "org")
    assert notice.message.endswith(": Opportunity 1")


def test_a_user_with_just_the_rights_is_not_told_of() -> None:
    assert excess("org", [needed(field("Top__c", updateable=True))]) == []


def test_a_crm_that_does_not_tell_rights_by_field_is_not_guessed_at() -> None:
    found = needed(field("Name", updateable=True), by_field=False)
    assert (found.no_edit, found.more) == (None, None)
    assert excess("portal", [found]) == []
