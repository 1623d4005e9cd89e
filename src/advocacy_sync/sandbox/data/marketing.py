"""What goes on in the made-up portal: deals, calls and meetings, tickets, survey answers."""

from __future__ import annotations

from advocacy_sync.sandbox.data.deals import NEW_CUSTOMER, Deal
from advocacy_sync.sandbox.data.draw import weighted
from advocacy_sync.sandbox.data.portal import Customer, Portal
from advocacy_sync.sandbox.data.service import CASE_SUBJECTS, PRIORITIES, score
from advocacy_sync.sandbox.data.words import PRODUCTS
from advocacy_sync.sandbox.state import Row

__all__ = ["ACTIVITY_TYPES", "deal", "service", "talks", "vouch"]

# The portal's own call and meeting types, options of `hs_activity_type`.
ACTIVITY_TYPES = {
    "calls": ("Reference call", "Quote", "Case study", "Review", "Referral"),
    "meetings": ("Site visit", "Event talk", "Webinar"),
}
ADVOCACY = weighted(
    {
        ("calls", "Reference call"): 6,
        ("calls", "Quote"): 1,
        ("calls", "Case study"): 1,
        ("calls", "Review"): 1,
        ("calls", "Referral"): 1,
        ("meetings", "Site visit"): 3,
    }
)
TALKS = ("Event talk", "Webinar")
OPEN_STAGES = (
    "appointmentscheduled",
    "qualifiedtobuy",
    "presentationscheduled",
    "decisionmakerboughtin",
    "contractsent",
)
STAGES = weighted({"closedwon": 11, "closedlost": 4, None: 5})
TICKET_STAGES = weighted({"4": 12, "1": 2, "2": 1, "3": 1})  # the default pipeline's; 4 is closed
TICKET_CATEGORIES = ("PRODUCT_ISSUE", "GENERAL_INQUIRY", "FEATURE_REQUEST")
PRIORITY_OF = {"High": "HIGH", "Medium": "MEDIUM", "Low": "LOW"}
TOUCHES = {True: (1, 1, 2, 2), False: (0, 0, 1)}


def deal(portal: Portal, customer: Customer, of_org: list[Deal], customers: list[Customer]) -> None:
    """A deal of this company: one that the org has too, or one of the portal alone."""
    draw = portal.draw
    known = draw.pick(of_org) if of_org and draw.chance(0.5) else None
    properties, opened, closes = _copied(portal, known) if known else _own(portal, customer)
    won = properties["dealstage"] == "closedwon"
    properties |= {"pipeline": "default", "deal_currency_code": "USD", "hubspot_owner_id": customer.owner}
    updated = draw.moment(min(closes, -1))
    id = portal.add("deals", properties, draw.moment(opened), updated)
    portal.link("deals", id, "companies", customer.id)
    for contact in customer.contacts[:2]:
        portal.link("contacts", contact, "deals", id)
    for _ in range(draw.pick(TOUCHES[won])):
        _help(portal, id, draw.between(opened, min(closes, -1)), draw.favour(customers), customer)


def _copied(portal: Portal, known: Deal) -> tuple[Row, int, int]:
    row = known.row
    if row["IsClosed"]:
        stage = "closedwon" if row["IsWon"] else "closedlost"
    else:
        stage = portal.draw.pick(OPEN_STAGES)
    properties = {
        "dealname": row["Name"],
        "amount": None if row["Amount"] is None else f"{row['Amount']:.2f}",
        "dealstage": stage,
        "dealtype": "newbusiness" if row["Type"] == NEW_CUSTOMER else "existingbusiness",
        "closedate": f"{row['CloseDate']}T00:00:00.000Z",
        "hs_salesforceopportunityid": row["Id"] if portal.draw.chance(0.5) else None,
    }
    return properties, known.opened, known.closes


def _own(portal: Portal, customer: Customer) -> tuple[Row, int, int]:
    draw = portal.draw
    stage = draw.pick(STAGES)
    closes = draw.between(5, 150) if stage is None else -draw.between(2, 400)
    opened = min(closes, 0) - draw.between(10, 150)
    properties = {
        "dealname": f"{customer.name} - {draw.pick(PRODUCTS)[0]}",
        "amount": None if draw.chance(0.03) else f"{draw.between(2_000, 90_000)}.{draw.between(0, 99):02d}",
        "dealstage": stage or draw.pick(OPEN_STAGES),
        "dealtype": draw.pick(("newbusiness", "existingbusiness")),
        "closedate": draw.moment(closes),
    }
    return properties, opened, closes


def _help(portal: Portal, deal_id: str | None, day: int, helper: Customer, buyer: Customer) -> None:
    """A contact of another company speaks for us, and often is labelled so on the deal."""
    if helper.id == buyer.id or not helper.contacts:
        return
    object_type, type_ = kind = portal.draw.pick(ADVOCACY)
    activity = _activity(portal, kind, f"{type_} for {buyer.name}", day, helper.owner)
    portal.link(object_type, activity, "contacts", helper.contacts[0])
    if deal_id is None:
        portal.link(object_type, activity, "companies", buyer.id)
        return
    portal.link(object_type, activity, "deals", deal_id)
    if portal.draw.chance(0.5):
        portal.link("contacts", helper.contacts[0], "deals", deal_id, "Reference")


def vouch(portal: Portal, customers: list[Customer]) -> None:
    """Acts of advocacy that name the company they helped and no deal."""
    for buyer in customers:
        _help(portal, None, -portal.draw.between(1, 300), portal.draw.favour(customers), buyer)


def talks(portal: Portal, customers: list[Customer]) -> None:
    """Every eighth company has a speaker, with two or three talks within the year."""
    draw = portal.draw
    for customer in customers[::8]:
        for _ in range(draw.between(2, 3) if customer.contacts else 0):
            kind = draw.pick(TALKS)
            title = f"{kind}: {customer.name}"
            id = _activity(portal, ("meetings", kind), title, -draw.between(2, 350), customer.owner)
            portal.link("meetings", id, "contacts", customer.contacts[0])


def _activity(portal: Portal, kind: tuple[str, str | None], title: str, day: int, owner: str | None) -> str:
    object_type, type_ = kind
    at = portal.draw.moment(day)
    done = portal.draw.chance(0.92)
    if object_type == "calls":
        particular: Row = {
            "hs_call_title": title,
            "hs_call_status": "COMPLETED" if done else "NO_ANSWER",
            "hs_call_direction": "OUTBOUND",
            "hs_call_duration": str(portal.draw.between(5, 60) * 60_000),
        }
    else:
        particular = {
            "hs_meeting_title": title,
            "hs_meeting_outcome": "COMPLETED" if done else "NO_SHOW",
            "hs_meeting_start_time": at,
            "hs_meeting_end_time": f"{at[:11]}{int(at[11:13]) + 1:02d}{at[13:]}",
        }
    shared = {"hs_timestamp": at, "hs_activity_type": type_, "hubspot_owner_id": owner}
    return portal.add(object_type, {**particular, **shared}, at)


def service(portal: Portal, customer: Customer) -> None:
    """Ordinary calls, tickets and survey answers of one company."""
    draw = portal.draw
    if not customer.contacts:
        return
    if draw.chance(0.8):
        title = f"Check-in with {customer.name}"
        call = _activity(portal, ("calls", None), title, -draw.between(1, 400), customer.owner)
        portal.link("calls", call, "contacts", draw.pick(customer.contacts))
        portal.link("calls", call, "companies", customer.id)
    if draw.chance(0.5):
        _ticket(portal, customer)
    for contact in customer.contacts:
        if draw.chance(0.2):
            _answer(portal, contact)


def _ticket(portal: Portal, customer: Customer) -> None:
    draw = portal.draw
    stage = draw.pick(TICKET_STAGES)
    ended = -draw.between(1, 55) if draw.chance(0.5) else -draw.between(56, 400)
    closed = draw.moment(ended) if stage == "4" else None
    properties = {
        "subject": draw.pick(CASE_SUBJECTS),
        "hs_pipeline": "0",
        "hs_pipeline_stage": stage,
        "hs_ticket_priority": PRIORITY_OF[draw.pick(PRIORITIES)],
        "hs_ticket_category": draw.pick(TICKET_CATEGORIES),
        "source_type": draw.pick(("EMAIL", "PHONE", "FORM")),
        "closed_date": closed,
        "hubspot_owner_id": customer.owner,
    }
    id = portal.add("tickets", properties, draw.moment(ended - draw.between(1, 20)), closed)
    portal.link("tickets", id, "contacts", draw.pick(customer.contacts))
    portal.link("tickets", id, "companies", customer.id)


def _answer(portal: Portal, contact: str) -> None:
    value, day = score(portal.draw)
    at = portal.draw.moment(day)
    properties = {
        "hs_survey_type": "NPS",
        "hs_survey_name": "Relationship survey",
        "hs_value": str(value),
        "hs_response_group": "PROMOTER" if value >= 9 else "PASSIVE" if value >= 7 else "DETRACTOR",
        "hs_submission_timestamp": at,
    }
    portal.link("feedback_submissions", portal.add("feedback_submissions", properties, at), "contacts", contact)
