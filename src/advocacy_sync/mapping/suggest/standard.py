"""The fields that the vendors themselves ship, by what they mean to us: data from their object references.

Of several fields the first is the one to take while it is filled; the others stand in for it.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["OBJECTS", "RECORDS_OF", "STANDARD", "object_key"]

_SALESFORCE: dict[str, dict[str, str]] = {
    "account": {
        "account.name": "Name",
        "account.domain": "Website",
        "account.industry": "Industry",
        "account.country": "BillingCountry BillingCountryCode",
        "account.parent": "ParentId",
        "account.owner": "OwnerId",
    },
    "contact": {
        "contact.account": "AccountId",
        "contact.first_name": "FirstName",
        "contact.last_name": "LastName",
        "contact.email": "Email",
        "contact.phone": "Phone",
        "contact.title": "Title",
        "contact.owner": "OwnerId",
        "contact.email_opt_out": "HasOptedOutOfEmail",
        "contact.do_not_ask": "Advocacy_Do_Not_Ask__c",
        "contact.nominated": "Advocacy_Nominate__c",
        "contact.nomination_reason": "Advocacy_Nomination_Reason__c",
        "contact.verified_on": "Advocacy_Verified_On__c",
        "survey_answer.score": "Advocacy_NPS_Score__c",
        "survey_answer.answered_at": "Advocacy_NPS_Date__c",
    },
    "opportunity": {
        "opportunity.account": "AccountId",
        "opportunity.name": "Name",
        "opportunity.amount": "Amount",
        "opportunity.stage": "StageName",
        "opportunity.status": "IsClosed",
        "opportunity.kind": "Type",
        "opportunity.created_at": "CreatedDate",
        "opportunity.close_date": "CloseDate",
        "opportunity.owner": "OwnerId",
        "opportunity.reference_wanted": "Advocacy_Reference_Wanted__c",
    },
    "opportunitycontactrole": {
        "opportunity_role.opportunity": "OpportunityId",
        "opportunity_role.contact": "ContactId",
        "opportunity_role.role": "Role",
    },
    "task": {
        "activity.kind": "Type Subject TaskSubtype",
        "activity.status": "Status IsClosed",
        "activity.occurred_at": "ActivityDate CompletedDateTime CreatedDate",
        "participant.contact": "WhoId",
        "activity_opportunity.opportunity": "WhatId",
    },
    "event": {
        "activity.kind": "Type Subject EventSubtype",
        "activity.occurred_at": "EndDateTime ActivityDateTime ActivityDate StartDateTime",
        "participant.contact": "WhoId",
        "activity_opportunity.opportunity": "WhatId",
    },
    "taskrelation": {"participant.activity": "TaskId", "participant.contact": "RelationId"},
    "eventrelation": {"participant.activity": "EventId", "participant.contact": "RelationId"},
    "campaign": {
        "activity.kind": "Type Name",
        "activity.status": "Status",
        "activity.occurred_at": "EndDate StartDate CreatedDate",
        "participant.contact": "Advocacy_Advocate__c",
    },
    "campaignmember": {"audience.activity": "CampaignId", "audience.contact": "ContactId", "audience.status": "Status"},
    "case": {
        "support_case.account": "AccountId",
        "support_case.contact": "ContactId",
        "support_case.priority": "Priority",
        "support_case.escalated": "IsEscalated",
        "support_case.closed": "IsClosed",
        "support_case.opened_at": "CreatedDate",
        "support_case.closed_at": "ClosedDate",
    },
    "user": {"owner.name": "Name", "owner.email": "Email", "owner.active": "IsActive"},
}

_HUBSPOT: dict[str, dict[str, str]] = {
    "companies": {
        "account.name": "name",
        "account.domain": "domain website",
        "account.industry": "industry",
        "account.country": "country hs_country_code",
        "account.parent": "hs_parent_company_id",
        "account.owner": "hubspot_owner_id",
        "account.cross_id": "salesforceaccountid",
    },
    "contacts": {
        "contact.account": "associatedcompanyid",
        "contact.first_name": "firstname",
        "contact.last_name": "lastname",
        "contact.email": "email",
        "contact.phone": "phone",
        "contact.title": "jobtitle",
        "contact.owner": "hubspot_owner_id",
        "contact.email_opt_out": "hs_email_optout",
        "contact.do_not_ask": "advocacy_do_not_ask",
        "contact.nominated": "advocacy_nominate",
        "contact.nomination_reason": "advocacy_nomination_reason",
        "contact.verified_on": "advocacy_verified_on",
        "contact.cross_id": "salesforcecontactid",
    },
    "deals": {
        "opportunity.account": "hs_primary_associated_company",
        "opportunity.name": "dealname",
        "opportunity.amount": "amount",
        "opportunity.stage": "dealstage",
        "opportunity.status": "hs_is_closed",
        "opportunity.kind": "dealtype",
        "opportunity.created_at": "createdate hs_createdate",
        "opportunity.close_date": "closedate",
        "opportunity.owner": "hubspot_owner_id",
        "opportunity.reference_wanted": "advocacy_reference_wanted",
    },
    "tickets": {
        "support_case.priority": "hs_ticket_priority",
        "support_case.closed": "hs_is_closed",
        "support_case.opened_at": "createdate hs_createdate",
        "support_case.closed_at": "closed_date",
    },
    "calls": {
        "activity.kind": "hs_activity_type hs_call_title",
        "activity.status": "hs_call_status",
        "activity.occurred_at": "hs_timestamp",
    },
    "meetings": {
        "activity.kind": "hs_activity_type hs_meeting_title",
        "activity.status": "hs_meeting_outcome",
        "activity.occurred_at": "hs_meeting_end_time hs_meeting_start_time hs_timestamp",
    },
    "tasks": {
        "activity.kind": "hs_task_subject hs_task_type",
        "activity.status": "hs_task_status",
        "activity.occurred_at": "hs_task_completion_date hs_timestamp",
    },
    "marketing_events": {
        "activity.kind": "hs_event_type",
        "activity.status": "hs_event_cancelled",
        "activity.occurred_at": "hs_end_datetime hs_start_datetime",
    },
    "feedback_submissions": {
        "survey_answer.contact": "hs_contact_id",
        "survey_answer.score": "hs_value",
        "survey_answer.answered_at": "hs_submission_timestamp hs_createdate",
    },
    "owners": {"owner.name": "fullName email", "owner.email": "email", "owner.active": "active"},
}

STANDARD: Mapping[str, dict[str, dict[str, tuple[str, ...]]]] = {
    crm: {
        name: {canonical: tuple(names.split()) for canonical, names in fields.items()}
        for name, fields in objects.items()
    }
    for crm, objects in (("salesforce", _SALESFORCE), ("hubspot", _HUBSPOT))
}

# The vendor's own objects under the other names that people call them by.
OBJECTS: dict[str, dict[str, str]] = {
    "salesforce": {name: name for name in _SALESFORCE},
    "hubspot": {
        **{name: name for name in _HUBSPOT},
        "company": "companies",
        "contact": "contacts",
        "deal": "deals",
        "ticket": "tickets",
        "call": "calls",
        "meeting": "meetings",
        "task": "tasks",
        "marketing_event": "marketing_events",
        "feedback_submission": "feedback_submissions",
        "owner": "owners",
        "0-1": "contacts",
        "0-2": "companies",
        "0-3": "deals",
        "0-5": "tickets",
        "0-19": "feedback_submissions",
        "0-27": "tasks",
        "0-47": "meetings",
        "0-48": "calls",
        "0-54": "marketing_events",
    },
}

_ACT = ("activity", "participant", "activity_opportunity")
# The records that rows of the vendor's objects can yield from their own fields.
RECORDS_OF: dict[str, dict[str, tuple[str, ...]]] = {
    "salesforce": {
        "account": ("account",),
        "contact": ("contact", "survey_answer"),
        "opportunity": ("opportunity",),
        "opportunitycontactrole": ("opportunity_role",),
        "task": _ACT,
        "event": _ACT,
        "taskrelation": ("participant",),
        "eventrelation": ("participant",),
        "campaign": _ACT[:2],
        "campaignmember": ("audience",),
        "case": ("support_case",),
        "user": ("owner",),
    },
    "hubspot": {
        "companies": ("account",),
        "contacts": ("contact", "survey_answer"),
        "deals": ("opportunity",),
        "tickets": ("support_case",),
        "calls": _ACT,
        "meetings": _ACT,
        "tasks": _ACT,
        "marketing_events": _ACT,
        "feedback_submissions": ("survey_answer",),
        "owners": ("owner",),
    },
}


def object_key(crm: str, name: str) -> str | None:
    """The vendor's object of that name, as the tables here call it; None for an organisation's own.

    >>> object_key("hubspot", "Deal"), object_key("salesforce", "Reference_Activity__c")
    ('deals', None)
    """
    return OBJECTS.get(crm, {}).get(name.casefold())
