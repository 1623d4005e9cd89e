"""What each canonical field means, a sentence each, for whoever maps a CRM onto it. Kept in step by a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .catalogue import RECORDS, Shape, shapes

__all__ = ["MEANINGS", "CanonicalField", "canonical_fields"]

MEANINGS: Mapping[str, str] = {
    "account.name": "The company's name, as people know it.",
    "account.domain": "The host of the company's website; companies of several CRMs are recognised by it.",
    "account.industry": "The branch of business the company is in, in the CRM's own words.",
    "account.country": "The country of the company's seat, or of its invoices where that is all the CRM keeps.",
    "account.parent": "The company that owns this one, one level up.",
    "account.owner": "The colleague who is in charge of the company.",
    "account.cross_id": "The id of the same company in the other CRM.",
    "contact.account": "The company that the person works for.",
    "contact.first_name": "The person's given name.",
    "contact.last_name": "The person's family name.",
    "contact.email": "The address at work; people of several CRMs are recognised by it.",
    "contact.phone": "The number at work, landline or direct.",
    "contact.title": "What the person does at the company, such as Head of IT.",
    "contact.owner": "The colleague who is in charge of the person.",
    "contact.email_opt_out": "The person wants no e-mail from us; such a person is not asked.",
    "contact.do_not_ask": "The person wants not to be asked for references, or a colleague has ruled it out.",
    "contact.nominated": "A colleague has proposed the person as an advocate.",
    "contact.nomination_reason": "Why the person was proposed, in the words of who did it.",
    "contact.verified_on": "The day on which somebody last confirmed that the person's record is right.",
    "contact.cross_id": "The id of the same person in the other CRM.",
    "opportunity.account": "The company that would buy.",
    "opportunity.name": "What the deal is called.",
    "opportunity.amount": "What the deal is worth in its own currency; not weighted, not expected, not a yearly share.",
    "opportunity.stage": "The step of the sales process that the deal has reached, in the CRM's own words.",
    "opportunity.status": "Whether the deal is open, won or lost; mostly read from two flags: closed, won.",
    "opportunity.kind": "Whether it is new business, an expansion or a renewal.",
    "opportunity.created_at": "When the deal was entered; touches before do not count as its own.",
    "opportunity.close_date": "The day on which the deal closed, or is expected to while it is open.",
    "opportunity.owner": "The colleague who is in charge of the deal.",
    "opportunity.reference_wanted": "A colleague asks for a reference for the deal.",
    "opportunity.reference_kind": "What kind of reference the deal needs, such as a call, in the CRM's own words.",
    "opportunity_role.opportunity": "The deal.",
    "opportunity_role.contact": "The person who plays a part in the deal.",
    "opportunity_role.role": "The part, such as decision maker or reference, in the CRM's own words.",
    "activity.kind": "Which act of advocacy it is.",
    "activity.status": "Whether it is planned, took place or was cancelled; only what took place counts.",
    "activity.occurred_at": "When it took place, or is to; not when it was asked for or entered.",
    "participant.activity": "The act of advocacy.",
    "participant.contact": "The advocate: the customer's person who did it, not who was told.",
    "activity_opportunity.activity": "The act of advocacy.",
    "activity_opportunity.opportunity": "The deal that it was done for.",
    "audience.activity": "The act of advocacy, such as the campaign that an advocate fronts.",
    "audience.contact": "The person who saw it.",
    "audience.status": "How far the person went, such as sent or attended, in the CRM's own words.",
    "support_case.account": "The company whose case it is.",
    "support_case.contact": "The person who reported it.",
    "support_case.priority": "How important the case is.",
    "support_case.escalated": "The case was escalated; while it is open nobody of that company is asked.",
    "support_case.closed": "The case is done.",
    "support_case.opened_at": "When the case was reported.",
    "support_case.closed_at": "When the case was done.",
    "survey_answer.contact": "The person who answered.",
    "survey_answer.score": "How likely the person is to recommend us, from 0 to 10 (NPS); no other score.",
    "survey_answer.answered_at": "When the person answered; not when the survey was sent.",
    "owner.name": "The colleague's name.",
    "owner.email": "The colleague's address.",
    "owner.active": "Whether the colleague still works in the CRM.",
}


@dataclass(frozen=True, slots=True)
class CanonicalField:
    """`name` as mapping files and suggestions write it: `record.field`."""

    name: str
    record: str
    shape: Shape
    required: bool
    choices: tuple[str, ...]
    meaning: str


def canonical_fields() -> list[CanonicalField]:
    """Every field that a mapping can fill, in the order of the records."""
    return [
        CanonicalField(f"{kind}.{name}", kind, shape.shape, shape.required, shape.choices, MEANINGS[f"{kind}.{name}"])
        for kind in RECORDS
        for name, shape in shapes(kind).items()
    ]
