"""Which object types a portal knows and how a path may name them.

Ids and names: the vendor's list of object type ids (Understanding the CRM). Custom object types are
added to the table at run time by the schemas API.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["ENGAGEMENTS", "STANDARD_TYPES", "ObjectType"]


@dataclass(frozen=True)
class ObjectType:
    """One object type. `defaults` are the properties of an answer when none are asked for."""

    type_id: str
    plural: str
    singular: str
    defaults: tuple[str, ...] = ()
    created: str = "hs_createdate"
    modified: str = "hs_lastmodifieddate"
    required: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    read_only: bool = False
    aliases: tuple[str, ...] = ()
    plain: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        stamps = (self.created, self.modified, "hs_object_id")
        object.__setattr__(self, "plain", tuple(sorted({*stamps, *self.defaults})))

    @property
    def stamps(self) -> tuple[str, str, str]:
        """Properties that are part of every answer, asked for or not."""
        return (self.created, "hs_object_id", self.modified)

    @property
    def kind(self) -> str:
        """The name that error messages and association types use: CONTACT, LINE_ITEM."""
        return self.singular.upper()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.type_id, self.plural, self.singular, *self.aliases)

    @property
    def result_key(self) -> str:
        """The key under `associations` of a record; the vendor writes it with a space (line items)."""
        return self.plural if self.type_id.startswith("2-") else self.plural.replace("_", " ")


_TIMED = ("hs_timestamp",)

STANDARD_TYPES: tuple[ObjectType, ...] = (
    ObjectType(
        "0-1",
        "contacts",
        "contact",
        defaults=("email", "firstname", "lastname"),
        created="createdate",
        modified="lastmodifieddate",
        searched=("firstname", "lastname", "email", "phone", "hs_additional_emails", "company"),
        unique=("email",),
    ),
    ObjectType(
        "0-2",
        "companies",
        "company",
        defaults=("name", "domain"),
        created="createdate",
        searched=("name", "domain", "website", "phone"),
    ),
    ObjectType(
        "0-3",
        "deals",
        "deal",
        defaults=("amount", "closedate", "dealname", "dealstage", "pipeline"),
        created="createdate",
        searched=("dealname", "pipeline", "dealstage", "description", "dealtype"),
    ),
    ObjectType(
        "0-5",
        "tickets",
        "ticket",
        defaults=("content", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_category", "hs_ticket_priority", "subject"),
        created="createdate",
        required=("hs_pipeline_stage",),
        searched=("subject", "content", "hs_pipeline_stage", "hs_ticket_category"),
    ),
    ObjectType(
        "0-7",
        "products",
        "product",
        defaults=("description", "name", "price"),
        created="createdate",
        searched=("name", "description", "price", "hs_sku"),
    ),
    ObjectType(
        "0-8",
        "line_items",
        "line_item",
        defaults=("hs_product_id", "quantity"),
        created="createdate",
        searched=("name", "description"),
    ),
    ObjectType(
        "0-14",
        "quotes",
        "quote",
        defaults=("hs_expiration_date", "hs_public_url_key", "hs_status", "hs_title"),
        required=("hs_title", "hs_expiration_date"),
        searched=("hs_title", "hs_quote_number"),
    ),
    ObjectType("0-18", "communications", "communication", required=_TIMED, searched=("hs_communication_body",)),
    ObjectType(
        "0-19",
        "feedback_submissions",
        "feedback_submission",
        read_only=True,
        searched=("hs_content", "hs_submission_name"),
    ),
    ObjectType("0-27", "tasks", "task", required=_TIMED, searched=("hs_task_subject", "hs_task_body")),
    ObjectType("0-46", "notes", "note", required=_TIMED, searched=("hs_note_body",)),
    ObjectType("0-47", "meetings", "meeting", required=_TIMED, searched=("hs_meeting_title", "hs_meeting_body")),
    ObjectType("0-48", "calls", "call", required=_TIMED, searched=("hs_call_title", "hs_call_body")),
    ObjectType("0-49", "emails", "email", required=_TIMED, searched=("hs_email_subject", "hs_email_text")),
    ObjectType(
        "0-54",
        "marketing_events",
        "marketing_event",
        defaults=("hs_event_name",),
        searched=("hs_event_name",),
        aliases=("MARKETING_EVENT",),
    ),
    ObjectType("0-115", "users", "user", defaults=("hs_email",), searched=("hs_email",)),
    ObjectType("0-116", "postal_mail", "postal_mail", required=_TIMED, searched=("hs_postal_mail_body",)),
    ObjectType(
        "0-136", "leads", "lead", defaults=("hs_lead_name",), required=("hs_lead_name",), searched=("hs_lead_name",)
    ),
)

ENGAGEMENTS = frozenset({"0-18", "0-27", "0-46", "0-47", "0-48", "0-49", "0-116"})
