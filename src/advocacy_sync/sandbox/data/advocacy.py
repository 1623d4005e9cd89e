"""Made-up acts of advocacy: who spoke for the company, in which deal of somebody else, when and how.

Most lie between a deal's creation and its close. Some, as in life, come too late, lie years back,
name no deal, never took place, or are a customer vouching for itself.
"""

from __future__ import annotations

from advocacy_sync.sandbox.data.companies import CUSTOMER
from advocacy_sync.sandbox.data.deals import Deal, contact_role
from advocacy_sync.sandbox.data.draw import Draw, weighted
from advocacy_sync.sandbox.state import Row

__all__ = ["ADVOCACY_EVENTS", "ADVOCACY_TASKS", "People", "Tables", "acts", "advocates_of", "talks"]

Tables = dict[str, list[Row]]
People = dict[str, list[Row]]  # contacts by account id

ADVOCACY_TASKS = ("Reference Call", "Site Visit", "RFP Support", "Quote", "Case Study", "Review", "Referral")
ADVOCACY_EVENTS = ("Event Talk", "Webinar", "Site Visit")
TASK_KINDS = weighted(dict(zip(ADVOCACY_TASKS, (9, 2, 3, 3, 2, 3, 2), strict=True)))
EVENT_KINDS = weighted(dict(zip(ADVOCACY_EVENTS, (2, 2, 4), strict=True)))
TALK_KINDS = ("Event Talk", "Webinar")
WON_TOUCHES, LOST_TOUCHES, OPEN_TOUCHES = (0, 1, 1, 2, 2, 3), (0, 0, 0, 1), (0, 0, 1, 1, 2)
RELATIONS: dict[str, tuple[str, str, Row]] = {
    "Task": ("TaskId", "0RT", {}),
    "Event": ("EventId", "0RE", {"IsParent": True, "IsInvitee": False}),
}
MINUTES = (30, 45, 60, 90)


def advocates_of(draw: Draw, accounts: list[Row], people: People) -> list[Row]:
    """Who can be asked: champions of customers, and here and there a colleague."""
    chosen: list[Row] = []
    for account in accounts:
        if account["Type"] == CUSTOMER:
            own = people.get(account["Id"], [])
            chosen += own[:1] + [person for person in own[1:] if draw.chance(0.12)]
    return chosen


def acts(draw: Draw, deals: list[Deal], advocates: list[Row], people: People) -> Tables:
    """Tasks, events, their relations, and reference roles."""
    made: Tables = {name: [] for name in ("Task", "Event", "TaskRelation", "EventRelation", "OpportunityContactRole")}
    if not advocates:
        return made
    for deal in deals:
        for _ in range(draw.pick(_touches(deal))):
            helper = _helper(draw, deal, advocates, people)
            _act(draw, made, deal, helper, _when(draw, deal))
        if draw.chance(0.1) and deal.row["AccountId"]:
            helper = draw.favour(advocates)
            if helper["AccountId"] != deal.row["AccountId"]:
                since = draw.stamp(draw.between(deal.opened, min(deal.closes, -1)))
                made["OpportunityContactRole"].append(contact_role(draw, deal, helper["Id"], "Reference", since))
    return made


def talks(draw: Draw, advocates: list[Row]) -> Tables:
    """The speakers, every fifth advocate: two to four talks each within the year, tied to no deal."""
    made: Tables = {"Event": [], "EventRelation": []}
    for speaker in advocates[::5]:
        for _ in range(draw.between(2, 4)):
            talk = _event(draw, draw.pick(TALK_KINDS), None, speaker, -draw.between(2, 350))
            made["Event"].append(talk)
            made["EventRelation"].append(_relation(draw, "Event", talk, speaker))
    return made


def _touches(deal: Deal) -> tuple[int, ...]:
    if not deal.row["IsClosed"]:
        return OPEN_TOUCHES
    return WON_TOUCHES if deal.row["IsWon"] else LOST_TOUCHES


def _helper(draw: Draw, deal: Deal, advocates: list[Row], people: People) -> Row:
    buyer = deal.row["AccountId"]
    if draw.chance(0.04) and people.get(buyer or ""):
        return draw.pick(people[buyer])
    helper = draw.favour(advocates)
    return helper if helper["AccountId"] != buyer else draw.pick(advocates)


def _when(draw: Draw, deal: Deal) -> int:
    """A day, mostly within the deal's life. Never today or later: what is planned is said by the status."""
    last = min(deal.closes, -1)
    lot = draw.random()
    if lot < 0.84 or last == -1:
        return draw.between(min(deal.opened, last), last)
    if lot < 0.93:
        return min(deal.closes + draw.between(1, 45), -1)
    return deal.opened - draw.between(120, 500)


def _act(draw: Draw, made: Tables, deal: Deal, helper: Row, day: int) -> None:
    linked = None if draw.chance(0.06) else deal.row
    if draw.chance(0.76):
        name, row = "Task", _task(draw, draw.pick(TASK_KINDS), linked, helper, day)
    else:
        name, row = "Event", _event(draw, draw.pick(EVENT_KINDS), linked, helper, day)
    made[name].append(row)
    made[f"{name}Relation"].append(_relation(draw, name, row, helper))


def _relation(draw: Draw, name: str, row: Row, person: Row) -> Row:
    """The person of an activity, as the vendor keeps it beside WhoId."""
    key, prefix, more = RELATIONS[name]
    stamps = {stamp: row[stamp] for stamp in ("CreatedDate", "LastModifiedDate", "SystemModstamp")}
    return {
        "Id": draw.id(prefix),
        key: row["Id"],
        "RelationId": person["Id"],
        "AccountId": person["AccountId"],
        "IsWhat": False,
        **more,
        **stamps,
    }


def _task(draw: Draw, kind: str, deal: Row | None, who: Row, day: int) -> Row:
    done = draw.chance(0.9)
    created = draw.stamp(day - draw.between(1, 12))
    completed = draw.stamp(day) if done else None
    return {
        "Id": draw.id("00T"),
        "Subject": f"{kind}: {who['Name']}",
        "Type": kind,
        "TaskSubtype": "Call" if kind == "Reference Call" else "Task",
        "Status": "Completed" if done else "Not Started",
        "IsClosed": done,
        "Priority": "Normal",
        "ActivityDate": draw.day(day),
        "CompletedDateTime": completed,
        "WhoId": who["Id"],
        **_related(deal, who),
        "CreatedDate": created,
        "LastModifiedDate": completed or created,
        "SystemModstamp": completed or created,
    }


def _event(draw: Draw, kind: str, deal: Row | None, who: Row, day: int) -> Row:
    start = draw.stamp(day)
    minutes = draw.pick(MINUTES)
    created = draw.stamp(day - draw.between(3, 40))
    return {
        "Id": draw.id("00U"),
        "Subject": f"{kind}: {who['Name']}",
        "Type": kind,
        "EventSubtype": "Event",
        "ActivityDate": start[:10],
        "ActivityDateTime": start,
        "StartDateTime": start,
        "EndDateTime": _later(start, minutes),
        "EndDate": start[:10],
        "DurationInMinutes": minutes,
        "ShowAs": "Busy",
        "WhoId": who["Id"],
        **_related(deal, who),
        "CreatedDate": created,
        "LastModifiedDate": start,
        "SystemModstamp": start,
    }


def _later(stamp: str, minutes: int) -> str:
    """The instant so many minutes on, within the same day."""
    hours, minute = divmod(int(stamp[11:13]) * 60 + int(stamp[14:16]) + minutes, 60)
    return f"{stamp[:11]}{hours:02d}:{minute:02d}{stamp[16:]}"


def _related(deal: Row | None, who: Row) -> Row:
    """An activity belongs to the account of the deal it names, else to that of its person."""
    if deal is None:
        return {"WhatId": None, "AccountId": who["AccountId"], "OwnerId": who["OwnerId"]}
    return {"WhatId": deal["Id"], "AccountId": deal["AccountId"], "OwnerId": deal["OwnerId"]}
