"""Which of the vendor's own fields a permission set can grant, and which everybody sees who sees the row.

Naming a field that cannot be granted fails a deployment, so what is not certain is left to be seen anyway; `doctor`
then says what is missing. Rules: Metadata API guide, PermissionSet; help pages on field-level security.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["GRANTABLE", "GRANTABLE_OBJECTS", "NOT_GRANTED", "readable"]

# Objects whose rights a permission set holds; the others follow a parent, a user permission, or nobody's leave.
GRANTABLE_OBJECTS = ("Account", "Campaign", "Case", "Contact", "Opportunity")
# By object: the field as mappings name it, and as a permission set does (the parts of an address go together).
GRANTABLE: Mapping[str, Mapping[str, str]] = {
    "Account": {"Website": "Website", "Industry": "Industry", "BillingCountry": "BillingAddress",
                "ParentId": "ParentId"},
    "Campaign": {"Type": "Type", "Status": "Status", "StartDate": "StartDate", "EndDate": "EndDate"},
    "Case": {"AccountId": "AccountId", "ContactId": "ContactId", "Priority": "Priority", "ClosedDate": "ClosedDate"},
    "Contact": {"AccountId": "AccountId", "Email": "Email", "Phone": "Phone", "Title": "Title",
                "HasOptedOutOfEmail": "HasOptedOutOfEmail"},
    "Opportunity": {"AccountId": "AccountId", "Amount": "Amount", "Type": "Type"},
    "Task": {"Type": "Type", "WhoId": "WhoId", "WhatId": "WhatId"},
    "Event": {"WhoId": "WhoId", "WhatId": "WhatId", "Type": "Type"},
}  # fmt: skip
# Required fields, the org's own stamps and flags, what has no field-level security, and what is not certain.
NOT_GRANTED: Mapping[str, frozenset[str]] = {
    "*": frozenset({"Id", "CreatedDate", "OwnerId", "Name", "CurrencyIsoCode", "IsDeleted", "IsActive"}),
    "Campaign": frozenset({"Name"}),
    "CampaignMember": frozenset(
        {"CampaignId", "ContactId", "LeadId", "HasResponded", "FirstRespondedDate", "Status", "Type"}
    ),
    "Account": frozenset({"IsPersonAccount"}),
    "Case": frozenset({"Status", "IsClosed", "IsEscalated"}),
    "Contact": frozenset({"FirstName", "LastName"}),
    "Event": frozenset({"Subject", "ActivityDate", "EndDateTime", "StartDateTime", "ActivityDateTime"}),
    "EventRelation": frozenset({"EventId", "RelationId", "IsInvitee", "Status", "IsWhat"}),
    "Opportunity": frozenset({"StageName", "CloseDate", "IsClosed", "IsWon"}),
    "OpportunityContactRole": frozenset({"OpportunityId", "ContactId", "Role"}),
    "Task": frozenset({"Subject", "Status", "IsClosed", "ActivityDate", "CompletedDateTime"}),
    "TaskRelation": frozenset({"TaskId", "RelationId", "IsWhat"}),
    "User": frozenset({"Email", "Name", "IsActive", "FirstName", "LastName", "Username"}),
}


def readable(object_name: str, sources: Sequence[str]) -> list[str]:
    """The fields that a permission set grants for these sources to be read. Custom fields can all be granted;
    paths through parents are granted where the parent is mapped."""
    known = GRANTABLE.get(object_name, {})
    plain = [source for source in sources if "." not in source]
    found = [source if source.endswith("__c") else known.get(source, "") for source in plain]
    return sorted({f"{object_name}.{name}" for name in found if name})
