"""What a field that holds a canonical value calls itself, is typed and looks like: data, one cue per canonical field.

A reading is a set of concepts that must be named, with how much that says (0 to 1). What else a name
holds speaks against it, unless it is allowed here or is the record's own noun.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advocacy_sync.records.schema import FieldType

__all__ = ["CUES", "OWN_NOUNS", "Cue", "Evidence"]

# Of a sort of values: what a full share of it adds, and what none of it takes away, in log-odds.
Evidence = tuple[str, float, float]

_TEXT: dict[FieldType, float] = {
    "text": 0.3, "picklist": -0.8, "email": -5.0, "phone": -5.0, "url": -4.0, "other": -4.0, "multipicklist": -3.0,
}  # fmt: skip
_LIST: dict[FieldType, float] = {"picklist": 0.5, "text": 0.1, "multipicklist": -1.5, "other": -4.0}
_EMAIL: dict[FieldType, float] = {"email": 1.2, "text": 0.0}
_PHONE: dict[FieldType, float] = {"phone": 0.8, "text": 0.0, "number": -3.0}
_LINK: dict[FieldType, float] = {"url": 0.5, "text": 0.2, "other": -4.0}
_FLAG: dict[FieldType, float] = {"boolean": 0.6, "picklist": -0.6, "text": -2.0}
_SUM: dict[FieldType, float] = {"currency": 0.9, "number": 0.1, "integer": -0.4, "text": -2.0}
_DAY: dict[FieldType, float] = {"date": 0.6, "datetime": 0.0, "text": -1.5}
_INSTANT: dict[FieldType, float] = {"datetime": 0.6, "date": 0.1, "text": -1.5}
_REFERENCE: dict[FieldType, float] = {
    "reference": 0.5, "text": -2.0, "id": -4.0, "number": -1.5, "integer": -1.5, "picklist": -3.0, "other": -4.0,
}  # fmt: skip
_ID_TEXT: dict[FieldType, float] = {"text": 0.3, "number": 0.0, "integer": 0.0, "url": -6.0}
_COUNT: dict[FieldType, float] = {"integer": 0.4, "number": 0.4, "picklist": -0.4, "text": -1.0}
_CHOICE: dict[FieldType, float] = {"picklist": 0.5, "text": -0.8, "multipicklist": -1.5}


@dataclass(frozen=True, slots=True)
class Cue:
    """`targets`: CRM objects that a reference leads to, lower case. `sparse`: mostly empty where nothing is amiss."""

    canonical: str
    readings: tuple[tuple[frozenset[str], float], ...]
    types: Mapping[FieldType, float]
    allow: frozenset[str] = frozenset()
    senses: tuple[Evidence, ...] = ()
    targets: frozenset[str] = frozenset()
    sparse: bool = False
    long: float = -1.5  # what a text area adds
    only: bool = False  # the one reference to such an object is it, whatever it is called

    @property
    def vocabulary(self) -> frozenset[str]:
        """All that a name of such a field may say."""
        return self.allow.union(*(wanted for wanted, _ in self.readings))


def _cue(
    canonical: str,
    readings: str,
    types: Mapping[FieldType, float],
    allow: str = "",
    senses: tuple[Evidence, ...] = (),
    *,
    targets: str = "",
    sparse: bool = False,
    long: float = -1.5,
    only: bool = False,
) -> Cue:
    parsed = []
    for part in readings.split(";"):
        words, _, weight = part.partition("=")
        parsed.append((frozenset(words.split()), float(weight or 1)))
    named = (frozenset(allow.split()), senses, frozenset(targets.split()))
    return Cue(canonical, tuple(parsed), types, *named, sparse, long, only)


_ACCOUNTS = "account companies company 0-2"
_CONTACTS = "contact contacts 0-1"
_DEALS = "opportunity deals deal 0-3"
_USERS = "user owners owner group"
_TO_ACCOUNT = (("id_account", 2.0, -3.0),)
_TO_CONTACT = (("id_contact", 2.0, -3.0),)
_TO_DEAL = (("id_opportunity", 2.0, -3.0),)
_TO_USER = (("id_user", 1.0, -1.5),)
_FLAGGED = (("boolean", 0.3, -6.0),)
_DATED = (("date", 0.3, -5.0),)

_ALL = [
    _cue(
        "account.name",
        "ACCOUNT NAME;NAME;ACCOUNT=.85;LEGAL NAME=.6;ACCOUNT TITLE=.6",
        _TEXT,
        "",
        (
            ("company", 1.6, -0.4),
            ("number", -4.0, 0.0),
            ("domain", -2.0, 0.0),
            ("date", -4.0, 0.0),
            ("boolean", -4.0, 0.0),
            ("email", -4.0, 0.0),
            ("country", -3.0, 0.0),
            ("id", -3.0, 0.0),
        ),
    ),
    _cue(
        "account.domain",
        "WEB;ACCOUNT WEB;EMAIL WEB=.4",
        _LINK,
        "ADDRESS WORK",
        (("domain", 2.2, -4.5), ("email", -5.0, 0.0)),
    ),
    _cue(
        "account.industry",
        "INDUSTRY;ACCOUNT INDUSTRY",
        _LIST,
        "NAME TYPE WORK GROUP",
        (("industry", 2.0, -2.2), ("country", -3.0, 0.0), ("number", -4.0, 0.0)),
    ),
    _cue(
        "account.country",
        "COUNTRY;BILLING COUNTRY;HQ COUNTRY",
        _LIST,
        "BILLING HQ ADDRESS NAME CODE HOME",
        (("country", 2.4, -4.0),),
    ),
    _cue(
        "account.parent",
        "PARENT;PARENT ACCOUNT;PARENT ID;ULTIMATE PARENT=.6;GROUP ACCOUNT=.75",
        _REFERENCE,
        "ID ACCOUNT NAME",
        (("id_account", 1.0, -3.0),),
        targets=_ACCOUNTS,
        sparse=True,
    ),
    _cue("account.owner", "OWNER;OWNER ID", _REFERENCE, "ID USER NAME REVENUE", _TO_USER, targets=_USERS),
    _cue(
        "account.cross_id",
        "SALESFORCE ID;SALESFORCE ACCOUNT ID;HUBSPOT ID;HUBSPOT ACCOUNT ID;SALESFORCE ACCOUNT=.75",
        _ID_TEXT,
        "ID NUMBER",
        (("url", -5.0, 0.0), ("boolean", -5.0, 0.0), ("date", -5.0, 0.0)),
        sparse=True,
    ),
    _cue(
        "contact.account",
        "ACCOUNT;ACCOUNT ID;ACCOUNT NAME=.85;ASSOCIATED ACCOUNT",
        _REFERENCE,
        "ID NAME ASSOCIATED",
        _TO_ACCOUNT,
        targets=_ACCOUNTS,
        only=True,
    ),
    _cue(
        "contact.first_name",
        "FIRSTNAME;NOMBRE=.85;FIRST NAME;FIRST NOM=.6",
        _TEXT,
        "NAME",
        (("first_name", 2.2, -2.0), ("number", -5.0, 0.0), ("email", -5.0, 0.0)),
    ),
    _cue(
        "contact.last_name",
        "LASTNAME;NOM=.85;LAST NAME",
        _TEXT,
        "NAME",
        (("person", 0.5, -3.0), ("first_name", -2.5, 0.3), ("number", -5.0, 0.0), ("email", -5.0, 0.0)),
    ),
    _cue(
        "contact.email",
        "EMAIL;EMAIL WORK;EMAIL ADDRESS;ACCOUNT EMAIL=.85",
        _EMAIL,
        "WORK ADDRESS",
        (("email", 2.2, -6.0), ("free_mail", -2.0, 0.2)),
    ),
    _cue("contact.phone", "PHONE;PHONE WORK;ACCOUNT PHONE=.75", _PHONE, "WORK NUMBER", (("phone", 1.8, -3.5),)),
    _cue(
        "contact.title",
        "TITLE;JOB TITLE;JOB ROLE=.75;JOB=.8;JOB NAME=.75;ROLE=.55",
        _TEXT | {"picklist": -0.2},
        "JOB WORK NAME ACCOUNT ROLE",
        (("title", 2.2, -2.2), ("first_name", -3.0, 0.0), ("number", -4.0, 0.0)),
    ),
    _cue("contact.owner", "OWNER;OWNER ID", _REFERENCE, "ID USER NAME REVENUE", _TO_USER, targets=_USERS),
    _cue(
        "contact.email_opt_out",
        "EMAIL OPTOUT;OPTOUT=.85;DONOT EMAIL;EMAIL DONOT ASK;OPTOUT MARKETING EMAIL;DONOT MARKETING=.9",
        _FLAG,
        "EMAIL MARKETING CAMPAIGN",
        _FLAGGED,
        sparse=True,
    ),
    _cue(
        "contact.do_not_ask",
        "DONOT ASK;UNREFERENCEABLE;DONOT REFERENCE;DONOT ADVOCATE;OPTOUT REFERENCE=.95;"
        "OPTOUT ADVOCATE=.95;DONOT CONTACT=.5",
        _FLAG,
        "REFERENCE ADVOCATE ASK CONTACT CUSTOMER ACCOUNT CALL VISIT ACTIVITY QUOTE",
        _FLAGGED,
        sparse=True,
    ),
    _cue(
        "contact.nominated",
        "NOMINATE;NOMINATE ADVOCATE;NOMINATE REFERENCE;ADVOCATE CANDIDATE=.85;REFERENCE CANDIDATE=.85",
        _FLAG,
        "ADVOCATE REFERENCE CANDIDATE ACCOUNT PROJECT",
        _FLAGGED,
        sparse=True,
    ),
    _cue(
        "contact.nomination_reason",
        "NOMINATE REASON;NOMINATE NOTE=.9;NOMINATE DESCRIPTION=.85;ADVOCATE CANDIDATE REASON=.85;"
        "REFERENCE CANDIDATE REASON=.8",
        {"text": 0.5, "picklist": -0.5, "other": -3.0},
        "ADVOCATE REFERENCE CANDIDATE NOTE DESCRIPTION CONTACT PROJECT",
        (("date", -5.0, 0.0), ("boolean", -5.0, 0.0), ("number", -5.0, 0.0)),
        sparse=True,
        long=0.3,
    ),
    _cue(
        "contact.verified_on",
        "VERIFIED DATE;VERIFIED=.9;LAST VERIFIED;DATE LAST VERIFIED",
        _DAY,
        "LAST DATE MODIFIED DESCRIPTION",
        _DATED,
        sparse=True,
    ),
    _cue(
        "contact.cross_id",
        "SALESFORCE CONTACT ID;HUBSPOT CONTACT ID;SALESFORCE ID;HUBSPOT ID;SALESFORCE CONTACT=.75",
        _ID_TEXT,
        "ID NUMBER",
        (("url", -5.0, 0.0), ("boolean", -5.0, 0.0), ("date", -5.0, 0.0)),
        sparse=True,
    ),
    _cue(
        "opportunity.account",
        "ACCOUNT;ACCOUNT ID;ACCOUNT NAME=.85;ASSOCIATED ACCOUNT",
        _REFERENCE,
        "ID NAME ASSOCIATED",
        _TO_ACCOUNT,
        targets=_ACCOUNTS,
        only=True,
    ),
    _cue(
        "opportunity.name",
        "OPP NAME;NAME;OPP=.7;OPP TITLE=.85;TITLE=.6",
        _TEXT,
        "TITLE",
        (
            ("number", -4.0, 0.0),
            ("date", -4.0, 0.0),
            ("boolean", -4.0, 0.0),
            ("id", -3.0, 0.0),
            ("stage", -1.0, 0.0),
            ("country", -3.0, 0.0),
            ("email", -4.0, 0.0),
        ),
    ),
    _cue(
        "opportunity.amount",
        "AMOUNT;OPP AMOUNT;TOTAL AMOUNT=.9;CONTRACT AMOUNT=.8;QUOTE AMOUNT=.7;OPP REVENUE=.75;"
        "REVENUE=.5;"
        "OPP PRICE=.6;NET AMOUNT=.75;OPP TIER=.5;RECURRING=.45",
        _SUM,
        "TOTAL CURRENCY CONTRACT SIGNED",
        (("number", 0.3, -5.0), ("score", -1.5, 0.0)),
    ),
    _cue(
        "opportunity.stage",
        "STAGE;OPP STAGE;OPP STATUS=.6;STATUS=.45",
        _CHOICE | {"text": -0.3},
        "NAME REVENUE",
        (("stage", 2.0, -1.5), ("opportunity.kind", -1.5, 0.0), ("number", -4.0, 0.0), ("boolean", -4.0, 0.0)),
    ),
    _cue(
        "opportunity.status",
        "CLOSE=.9;OPP CLOSE=.9;OPP STATUS=.55;STATUS=.5;WON LOST=.6;CLOSE STATUS=.6",
        {"boolean": 0.8, "picklist": -0.4, "text": -2.0},
        "",
        (("boolean", 0.6, 0.0), ("opportunity.status", 0.6, -1.5)),
    ),
    _cue(
        "opportunity.kind",
        "TYPE;OPP TYPE;EXISTING=.75;EXISTING RENEWAL=.8;QUOTE TYPE=.75;WORK TYPE=.9;REVENUE TYPE=.8;"
        "CONTRACT TYPE=.5;ACCOUNT TYPE=.3",
        _CHOICE,
        "OPP REVENUE",
        (("opportunity.kind", 2.4, -2.0), ("boolean", -4.0, 0.0)),
    ),
    _cue("opportunity.created_at", "CREATED DATE;CREATED;OPENED DATE=.8;OPP OPENED=.7", _INSTANT, "DATE", _DATED),
    _cue(
        "opportunity.close_date",
        "CLOSE DATE;CLOSE=.85;EXPECTED CLOSE;SIGNED DATE=.75;CONTRACT SIGNED DATE=.7;WON DATE=.5;END DATE=.4",
        _DAY,
        "EXPECTED DATE FORECAST",
        _DATED,
    ),
    _cue("opportunity.owner", "OWNER;OWNER ID", _REFERENCE, "ID USER NAME REVENUE", _TO_USER, targets=_USERS),
    _cue(
        "opportunity.reference_wanted",
        "REFERENCE WANTED;WANTED REFERENCE;REFERENCE ASK=.9;ADVOCATE WANTED=.85",
        _FLAG,
        "ADVOCATE REFERENCE CUSTOMER OPP CALL",
        _FLAGGED,
        sparse=True,
    ),
    _cue(
        "opportunity.reference_kind",
        "REFERENCE TYPE;REFERENCE WANTED TYPE;REFERENCE WANTED=.5",
        {"picklist": 0.8, "text": 0.2, "boolean": -4.0, "other": -3.0},
        "REFERENCE WANTED ADVOCATE OPP",
        (("date", -5.0, 0.0), ("boolean", -5.0, 0.0), ("number", -5.0, 0.0)),
        sparse=True,
    ),
    _cue(
        "opportunity_role.opportunity",
        "OPP;OPP ID;OPP NAME=.85",
        _REFERENCE,
        "ID NAME",
        _TO_DEAL,
        targets=_DEALS,
        only=True,
    ),
    _cue(
        "opportunity_role.contact",
        "CONTACT;CONTACT ID;CONTACT NAME=.85",
        _REFERENCE,
        "ID NAME",
        _TO_CONTACT,
        targets=_CONTACTS,
        only=True,
    ),
    _cue("opportunity_role.role", "ROLE;CONTACT ROLE;TITLE=.4", _LIST, "OPP TYPE NAME", (("boolean", -5.0, 0.0),)),
    _cue(
        "activity.kind",
        "TYPE;ACTIVITY TYPE;ACTIVITY=.7;REFERENCE=.5",
        _CHOICE | {"multipicklist": -0.8},
        "NAME",
        (("activity.kind", 2.4, -1.8), ("activity.status", -2.0, 0.0), ("boolean", -4.0, 0.0)),
    ),
    _cue(
        "activity.status",
        "STATUS;ACTIVITY STATUS;STAGE=.75;END STATUS=.9;ASK STATUS=.8",
        _CHOICE,
        "",
        (("activity.status", 2.0, -1.8), ("activity.kind", -1.5, 0.0), ("boolean", -2.0, 0.0)),
    ),
    _cue(
        "activity.occurred_at",
        "OCCUR DATE;OCCUR=.95;DATE=.95;ACTIVITY DATE;END DATE=.75;END=.75;CALL DATE;VISIT DATE;"
        "EVENT DATE;MEETING DATE;"
        "START DATE=.6;SCHEDULE DATE=.55;REFERENCE DATE",
        {"date": 0.5, "datetime": 0.5, "text": -2.0},
        "DATE OCCUR",
        _DATED,
    ),
    _cue(
        "participant.activity",
        "ACTIVITY;ACTIVITY ID;CALL ID;MEETING ID;EVENT ID;EVENT=.9",
        _REFERENCE,
        "ID NAME TASK",
        targets="task event activity calls meetings tasks marketing_events campaign",
    ),
    _cue(
        "participant.contact",
        "CONTACT;CONTACT ID;ADVOCATE;ADVOCATE CONTACT;REFERENCE CONTACT;CONTACT NAME=.8;"
        "MEMBER CONTACT=.8;MEMBER=.75;"
        "REFERENCE=.8;REFERENCE ACCOUNT CONTACT=.9",
        _REFERENCE,
        "ID NAME CUSTOMER ACCOUNT REFERENCE ADVOCATE",
        _TO_CONTACT,
        targets=_CONTACTS,
        only=True,
    ),
    _cue(
        "activity_opportunity.activity",
        "ACTIVITY;ACTIVITY ID",
        _REFERENCE,
        "ID",
        targets="task event activity calls meetings tasks marketing_events campaign",
    ),
    _cue(
        "activity_opportunity.opportunity",
        "OPP;OPP ID;OPP NAME=.8;ASSOCIATED OPP;EXPECTED OPP;LEAD OPP=.9",
        _REFERENCE,
        "ID NAME ASSOCIATED SUPPORT",
        _TO_DEAL,
        targets=_DEALS,
        sparse=True,
        only=True,
    ),
    _cue(
        "audience.activity",
        "CAMPAIGN;CAMPAIGN ID;ACTIVITY;ACTIVITY ID;EVENT",
        _REFERENCE,
        "ID NAME",
        (("id_campaign", 1.0, -3.0),),
        targets="campaign event activity marketing_events",
    ),
    _cue(
        "audience.contact",
        "CONTACT;CONTACT ID;MEMBER=.8;CONTACT NAME=.8",
        _REFERENCE,
        "ID NAME MEMBER",
        _TO_CONTACT,
        targets=_CONTACTS,
        only=True,
    ),
    _cue(
        "audience.status", "STATUS;MEMBER STATUS;ANSWER STATUS=.8", _LIST, "MEMBER CAMPAIGN", (("boolean", -4.0, 0.0),)
    ),
    _cue(
        "support_case.account",
        "ACCOUNT;ACCOUNT ID;ACCOUNT NAME=.85;ASSOCIATED ACCOUNT",
        _REFERENCE,
        "ID NAME ASSOCIATED",
        _TO_ACCOUNT,
        targets=_ACCOUNTS,
        only=True,
    ),
    _cue(
        "support_case.contact",
        "CONTACT;CONTACT ID;CONTACT NAME=.85;ASSOCIATED CONTACT",
        _REFERENCE,
        "ID NAME ASSOCIATED",
        _TO_CONTACT,
        targets=_CONTACTS,
        only=True,
    ),
    _cue(
        "support_case.priority",
        "PRIORITY;CASE PRIORITY;SEVERITY=.75;PRIORITY LEVEL",
        _CHOICE,
        "",
        (("support_case.priority", 2.0, -2.5),),
    ),
    _cue("support_case.escalated", "ESCALATED;CASE ESCALATED", _FLAG, "", (("boolean", 0.4, -6.0),), sparse=True),
    _cue("support_case.closed", "CLOSE;CASE CLOSE;RESOLVED=.6", _FLAG, "CASE", (("boolean", 0.4, -6.0),), sparse=True),
    _cue(
        "support_case.opened_at",
        "CREATED DATE;CREATED;OPENED DATE;OPENED=.9;ANSWER DATE=.7;ANSWER=.7",
        _INSTANT,
        "DATE",
        _DATED,
    ),
    _cue(
        "support_case.closed_at",
        "CLOSE DATE;CLOSE=.9;RESOLVED DATE=.85;RESOLVED=.75",
        _INSTANT,
        "DATE END",
        _DATED,
        sparse=True,
    ),
    _cue(
        "survey_answer.contact",
        "CONTACT;CONTACT ID;ANSWER CONTACT;CONTACT NAME=.8",
        _REFERENCE,
        "ID NAME ANSWER",
        _TO_CONTACT,
        targets=_CONTACTS,
        only=True,
    ),
    _cue(
        "survey_answer.score",
        "NPS;NPS SCORE;SURVEY SCORE=.85;SCORE=.6",
        _COUNT,
        "SURVEY NPS LAST SCORE AMOUNT ANSWER",
        (("score", 1.0, -5.0), ("boolean", -2.0, 0.0)),
        sparse=True,
    ),
    _cue(
        "survey_answer.answered_at",
        "NPS DATE;NPS END=.9;SURVEY END=.9;NPS OPENED=.8;SURVEY ANSWER DATE;ANSWER DATE;ANSWER=.85;"
        "SURVEY DATE=.95;NPS ANSWER;NPS END=.9;SURVEY END=.9;NPS OPENED=.8;"
        "SURVEY ANSWER;CREATED DATE=.5;CREATED=.5",
        {"date": 0.5, "datetime": 0.6, "text": -2.0},
        "SURVEY NPS ANSWER LAST DATE SCORE END",
        _DATED,
        sparse=True,
    ),
    _cue(
        "owner.name",
        "NAME;FULL NAME;OWNER NAME;USER NAME=.5",
        _TEXT,
        "FULL",
        (("number", -4.0, 0.0), ("email", -3.0, 0.0)),
    ),
    _cue("owner.email", "EMAIL", _EMAIL, "WORK ADDRESS", (("email", 1.8, -6.0),)),
    _cue("owner.active", "ACTIVE;USER ACTIVE", _FLAG, "STATUS", (("boolean", 0.4, -6.0),)),
]

CUES: Mapping[str, Cue] = {cue.canonical: cue for cue in _ALL}

# A record's own noun in a field's name says nothing more.
OWN_NOUNS: Mapping[str, frozenset[str]] = {
    "account": frozenset({"ACCOUNT"}),
    "contact": frozenset({"CONTACT"}),
    "opportunity": frozenset({"OPP", "SALES"}),
    "opportunity_role": frozenset({"OPP", "ROLE"}),
    "activity": frozenset({"ACTIVITY", "REFERENCE", "CALL", "VISIT", "EVENT", "MEETING", "ADVOCATE"}),
    "participant": frozenset({"ACTIVITY", "REFERENCE", "CALL", "VISIT", "MEMBER"}),
    "activity_opportunity": frozenset({"ACTIVITY", "REFERENCE", "CALL", "VISIT"}),
    "audience": frozenset({"CAMPAIGN", "MEMBER"}),
    "support_case": frozenset({"CASE", "SUPPORT"}),
    "survey_answer": frozenset({"SURVEY", "NPS", "ANSWER"}),
    "owner": frozenset({"OWNER", "USER"}),
}
