# ruff: noqa: E501 - tables, a record to the line
"""Labelled orgs of both CRMs from a seed: standard fields, renames in five languages, decoys, noise, gaps, samples.

An even seed is for tuning, an odd one for the figures that the suite holds.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .org_words import DECOYS, VARIANTS

__all__ = ["Labelled", "labelled", "make"]


@dataclass
class Labelled:
    """An object as its vendor describes it, samples by field, and the true pairs: canonical → fields that are right."""

    crm: str
    object: str
    answer: Any
    samples: dict[str, list[str]]
    truth: dict[str, tuple[str, ...]]
    seed: int = 0
    notes: list[str] = field(default_factory=list)


COUNTRIES = [
    "Germany",
    "France",
    "Spain",
    "Netherlands",
    "United States",
    "United Kingdom",
    "Austria",
    "Switzerland",
    "Canada",
    "Brazil",
    "Japan",
    "Italy",
]
LAENDER = [
    "Deutschland",
    "Frankreich",
    "Spanien",
    "Niederlande",
    "USA",
    "Österreich",
    "Schweiz",
    "Belgien",
    "Polen",
    "Italien",
]
INDUSTRIES = [
    "Banking",
    "Technology",
    "Healthcare",
    "Manufacturing",
    "Retail",
    "Energy",
    "Insurance",
    "Education",
    "Media",
    "Consulting",
    "Other",
    "Telecommunications",
]
BRANCHEN = [
    "Maschinenbau",
    "Handel",
    "Gesundheitswesen",
    "Versicherung",
    "Automobil",
    "Chemie",
    "Logistik",
    "Öffentlicher Dienst",
    "Sonstige",
]
STAGES = ["Prospecting", "Qualification", "Needs Analysis", "Proposal", "Negotiation", "Closed Won", "Closed Lost"]
PHASEN = ["Erstgespräch", "Qualifizierung", "Angebot", "Verhandlung", "Gewonnen", "Verloren"]
KINDS = ["New Business", "Renewal", "Upsell", "Existing Business", "Cross-Sell", "Services"]
ARTEN = ["Neukunde", "Bestandskunde", "Verlängerung", "Sonstiges"]
ACTS = [
    "Reference Call",
    "Site Visit",
    "Case Study",
    "Testimonial",
    "G2 Review",
    "Speaker",
    "Webinar",
    "Referral",
    "RFP Support",
    "Other",
]
AKTE = [
    "Referenzanruf",
    "Kundenbesuch",
    "Fallstudie",
    "Zitat",
    "Bewertung",
    "Vortrag",
    "Webinar",
    "Empfehlung",
    "Podcast",
]
STATES = ["Planned", "Scheduled", "Completed", "Cancelled", "No Show", "Blocked"]
ZUSTAENDE = ["Geplant", "Angefragt", "Durchgeführt", "Abgesagt"]
FIRST = [
    "Anna",
    "John",
    "Maria",
    "Peter",
    "Sophie",
    "Lukas",
    "Priya",
    "Wei",
    "Carlos",
    "Emma",
    "Jan",
    "Claire",
    "Olga",
    "Tunde",
    "Hiroshi",
    "Femke",
    "Ines",
    "Rafael",
]
LAST = [
    "Meyer",
    "Smith",
    "Garcia",
    "Dupont",
    "Jansen",
    "Rossi",
    "Tanaka",
    "Kowalski",
    "O'Brien",
    "de Vries",
    "Okafor",
    "Nguyen",
    "Schmidt",
    "Lefevre",
    "Brown",
]
TITLES = [
    "CTO",
    "Head of IT",
    "Procurement Manager",
    "VP Sales",
    "Leiter Einkauf",
    "Geschäftsführer",
    "Directeur commercial",
    "Software Engineer",
    "CFO",
    "Marketing Lead",
]
FIRMS = [
    "Northwind",
    "Blue Harbor",
    "Kranich",
    "Lumen",
    "Petit Port",
    "Van Dam",
    "Solaris",
    "Ostsee",
    "Fjord",
    "Tierra",
    "Quantum",
    "Redwood",
    "Helvetia",
    "Aurora",
]
FORMS = ["Inc", "GmbH", "SA", "Ltd", "AG", "BV", "SL", "", "", "Group"]
WORDS = [
    "alpha",
    "beta",
    "Gold",
    "Silver",
    "Yes maybe",
    "Tier 1",
    "Inbound",
    "Web",
    "Partner",
    "Pending review",
    "High touch",
]
PRIORITIES = ["High", "Medium", "Low", "Critical"]

ALNUM = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"


class Draws:
    """Values by maker name."""

    def __init__(self, rng: random.Random, german: bool) -> None:
        self.rng, self.german = rng, german

    def options(self, maker: str) -> list[str]:
        lists = {
            "country": LAENDER if self.german else COUNTRIES, "industry": BRANCHEN if self.german else INDUSTRIES,
            "stage": PHASEN if self.german else STAGES, "dealkind": ARTEN if self.german else KINDS,
            "activitykind": AKTE if self.german else ACTS, "activitystatus": ZUSTAENDE if self.german else STATES,
            "priority": PRIORITIES, "word": WORDS, "region": ["EMEA", "AMER", "APAC", "DACH"],
        }  # fmt: skip
        return lists.get(maker, [])

    def one(self, maker: str) -> str:
        rng = self.rng
        listed = self.options(maker)
        if listed:
            return rng.choice(listed)
        made: dict[str, Callable[[], str]] = {
            "company": lambda: " ".join([rng.choice(FIRMS), rng.choice(FORMS)]).strip(),
            "person": lambda: f"{rng.choice(FIRST)} {rng.choice(LAST)}",
            "first": lambda: rng.choice(FIRST),
            "last": lambda: rng.choice(LAST),
            "title": lambda: rng.choice(TITLES),
            "email": lambda: f"{rng.choice(FIRST).lower()}.{rng.randrange(999)}@{rng.choice(FIRMS).lower().replace(' ', '')}.com",
            "freemail": lambda: f"{rng.choice(FIRST).lower()}{rng.randrange(999)}@{rng.choice(['gmail.com', 'gmx.de', 'yahoo.com'])}",
            "domain": lambda: f"{rng.choice(['https://www.', 'www.', ''])}{rng.choice(FIRMS).lower().replace(' ', '')}{rng.randrange(99)}.{rng.choice(['com', 'de', 'io', 'fr'])}",
            "linkedin": lambda: f"https://www.linkedin.com/company/{rng.choice(FIRMS).lower()}{rng.randrange(99)}",
            "phone": lambda: rng.choice(["+49 30 %06d", "+1 (415) 555-%04d", "0%03d 445566", "+33 1 23 45 %02d 11"]) % rng.randrange(10, 99),
            "date": lambda: f"20{rng.randrange(19, 27)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 28):02d}",
            "money": lambda: f"{rng.randrange(1000, 900000)}.{rng.randrange(100):02d}",
            "number": lambda: str(rng.randrange(1, 5000)),
            "score": lambda: str(rng.randrange(0, 11)),
            "bool": lambda: rng.choice(["true", "false", "false", "false"]),
            "sentence": lambda: "Very happy with the roll-out and glad to talk about it " + str(rng.randrange(100)),
            "dealname": lambda: f"{rng.choice(FIRMS)} - {rng.choice(['Expansion', 'New licences', '2025', 'Rollout'])} {rng.randrange(99)}",
            "empty": lambda: "",
        }  # fmt: skip
        if maker.startswith("id"):
            return maker[2:] + "".join(rng.choice(ALNUM) for _ in range(15))
        return made[maker]()

    def column(self, maker: str, rows: int, filled: float) -> list[str]:
        return [self.one(maker) if self.rng.random() < filled else "" for _ in range(rows)]


MAKERS = {
    "account.name": "company", "account.domain": "domain", "account.industry": "industry", "account.country": "country",
    "account.parent": "id001", "account.owner": "id005", "contact.account": "id001", "contact.first_name": "first",
    "contact.last_name": "last", "contact.email": "email", "contact.phone": "phone", "contact.title": "title",
    "contact.owner": "id005", "contact.email_opt_out": "bool", "contact.do_not_ask": "bool", "contact.nominated": "bool",
    "contact.nomination_reason": "sentence", "contact.verified_on": "date", "survey_answer.score": "score",
    "survey_answer.answered_at": "date", "opportunity.account": "id001", "opportunity.name": "dealname",
    "opportunity.amount": "money", "opportunity.stage": "stage", "opportunity.kind": "dealkind",
    "opportunity.created_at": "date", "opportunity.close_date": "date", "opportunity.owner": "id005",
    "opportunity.status": "bool", "activity.kind": "activitykind", "activity.status": "activitystatus",
    "activity.occurred_at": "date", "participant.contact": "id003", "activity_opportunity.opportunity": "id006",
    "support_case.account": "id001", "support_case.contact": "id003", "support_case.priority": "priority",
    "support_case.escalated": "bool", "support_case.closed": "bool", "support_case.opened_at": "date", "support_case.closed_at": "date",
}  # fmt: skip
SPARSE = {"account.parent": 0.15, "contact.nomination_reason": 0.1, "contact.verified_on": 0.4, "survey_answer.score": 0.3,
          "survey_answer.answered_at": 0.3, "support_case.closed_at": 0.6, "activity_opportunity.opportunity": 0.7}  # fmt: skip

# Of each object the vendor's own fields: canonical or "" → name|label|type. What no admin can take away is "fixed".
SALESFORCE: dict[str, str] = {
    "account": "account.name:Name|Account Name|string|fixed;account.domain:Website|Website|url;account.industry:Industry|Industry|picklist;account.country:BillingCountry|Billing Country|string;"
        "account.parent:ParentId|Parent Account ID|reference:Account;account.owner:OwnerId|Owner ID|reference:User|fixed;:Id|Account ID|id;:ShippingCountry|Shipping Country|string;:BillingCity|Billing City|string;"
        ":BillingState|Billing State/Province|string;:Phone|Account Phone|phone;:Fax|Account Fax|phone;:AnnualRevenue|Annual Revenue|currency;:NumberOfEmployees|Employees|int;:Type|Account Type|picklist;"
        ":Description|Account Description|textarea;:CreatedDate|Created Date|datetime;:CreatedById|Created By ID|reference:User;:LastModifiedById|Last Modified By ID|reference:User;:LastModifiedDate|Last Modified Date|datetime;"
        ":MasterRecordId|Master Record ID|reference:Account;:AccountSource|Account Source|picklist;:SicDesc|SIC Description|string;:Site|Account Site|string;:Rating|Account Rating|picklist;:Jigsaw|Data.com Key|string;:PhotoUrl|Photo URL|url;:TickerSymbol|Ticker Symbol|string",
    "contact": "contact.account:AccountId|Account ID|reference:Account|fixed;contact.first_name:FirstName|First Name|string;contact.last_name:LastName|Last Name|string|fixed;contact.email:Email|Email|email;"
        "contact.phone:Phone|Business Phone|phone;contact.title:Title|Title|string;contact.owner:OwnerId|Owner ID|reference:User|fixed;contact.email_opt_out:HasOptedOutOfEmail|Email Opt Out|boolean;:Id|Contact ID|id;"
        ":Name|Full Name|string;:MobilePhone|Mobile Phone|phone;:HomePhone|Home Phone|phone;:OtherPhone|Other Phone|phone;:AssistantPhone|Asst. Phone|phone;:AssistantName|Assistant's Name|string;:ReportsToId|Reports To ID|reference:Contact;"
        ":Department|Department|string;:Salutation|Salutation|picklist;:Birthdate|Birthdate|date;:LeadSource|Lead Source|picklist;:Fax|Business Fax|phone;:MailingCountry|Mailing Country|string;:HasOptedOutOfFax|Fax Opt Out|boolean;"
        ":DoNotCall|Do Not Call|boolean;:EmailBouncedDate|Email Bounced Date|datetime;:EmailBouncedReason|Email Bounced Reason|string;:IsEmailBounced|Is Email Bounced|boolean;:LastCURequestDate|Last Stay-in-Touch Request Date|datetime;:CreatedDate|Created Date|datetime;:CreatedById|Created By ID|reference:User;:MasterRecordId|Master Record ID|reference:Contact",
    "opportunity": "opportunity.account:AccountId|Account ID|reference:Account|fixed;opportunity.name:Name|Name|string|fixed;opportunity.amount:Amount|Amount|currency;opportunity.stage:StageName|Stage|picklist|fixed;opportunity.status:IsClosed|Closed|boolean|fixed;"
        "opportunity.kind:Type|Opportunity Type|picklist;opportunity.created_at:CreatedDate|Created Date|datetime|fixed;opportunity.close_date:CloseDate|Close Date|date|fixed;opportunity.owner:OwnerId|Owner ID|reference:User|fixed;:IsWon|Won|boolean;:Id|Opportunity ID|id;"
        ":ExpectedRevenue|Expected Amount|currency;:Probability|Probability (%)|percent;:ForecastCategory|Forecast Category|picklist;:ForecastCategoryName|Forecast Category|picklist;:LeadSource|Lead Source|picklist;:NextStep|Next Step|string;:CampaignId|Campaign ID|reference:Campaign;"
        ":LastModifiedDate|Last Modified Date|datetime;:LastStageChangeDate|Last Stage Change Date|datetime;:FiscalYear|Fiscal Year|int;:ContactId|Contact ID|reference:Contact;:CreatedById|Created By ID|reference:User;:LastActivityDate|Last Activity|date;:Pricebook2Id|Price Book ID|reference:Pricebook2;:TotalOpportunityQuantity|Quantity|double;:LastAmountChangedHistoryId|Opportunity History ID|reference:OpportunityHistory;:PushCount|Push Count|int",
    "activity": ":Id|Record ID|id;:Name|Activity Number|string;:OwnerId|Owner ID|reference:User;:CreatedDate|Created Date|datetime;:CreatedById|Created By ID|reference:User;:LastModifiedDate|Last Modified Date|datetime;:SystemModstamp|System Modstamp|datetime;:LastActivityDate|Last Activity Date|date;:IsDeleted|Deleted|boolean",
    "case": "support_case.account:AccountId|Account ID|reference:Account|fixed;support_case.contact:ContactId|Contact ID|reference:Contact|fixed;support_case.priority:Priority|Priority|picklist;support_case.escalated:IsEscalated|Escalated|boolean;"
        "support_case.closed:IsClosed|Closed|boolean|fixed;support_case.opened_at:CreatedDate|Opened Date|datetime|fixed;support_case.closed_at:ClosedDate|Closed Date|datetime|fixed;:CaseNumber|Case Number|string;:Status|Status|picklist;:Type|Case Type|picklist;:Origin|Case Origin|picklist;"
        ":SuppliedEmail|Email Address|email;:SuppliedCompany|Company|string;:ParentId|Parent Case ID|reference:Case;:OwnerId|Owner ID|reference:User;:AssetId|Asset ID|reference:Asset;:IsClosedOnCreate|Closed When Created|boolean;:ContactEmail|Contact Email|email;:ContactPhone|Contact Phone|phone;:LastModifiedDate|Last Modified Date|datetime",
}  # fmt: skip
HUBSPOT: dict[str, str] = {
    "account": "account.name:name|Company name|string|fixed;account.domain:domain|Company Domain Name|string|fixed;account.industry:industry|Industry|enumeration;account.country:country|Country/Region|string;account.parent:hs_parent_company_id|Parent Company|number|fixed;account.owner:hubspot_owner_id|Company owner|owner|fixed;"
        ":website|Website URL|string;:hs_object_id|Record ID|number;:createdate|Create Date|datetime;:phone|Phone Number|string;:city|City|string;:state|State/Region|string;:numberofemployees|Number of Employees|number;:annualrevenue|Annual Revenue|number;:hs_lastmodifieddate|Last Modified Date|datetime;:lifecyclestage|Lifecycle Stage|enumeration;"
        ":hs_country_code|Country/Region Code|string;:linkedin_company_page|LinkedIn Company Page|string;:hs_num_child_companies|Number of child companies|number;:recent_deal_amount|Recent Deal Amount|number;:recent_deal_close_date|Recent Deal Close Date|datetime;:hs_additional_domains|Additional Domains|enumeration;:about_us|About Us|string;:type|Type|enumeration;:hs_created_by_user_id|Created by user ID|number;:hubspot_team_id|HubSpot Team|enumeration;:hs_parent_company_name|Parent company name|string;:first_deal_created_date|First Deal Created Date|datetime;:founded_year|Year Founded|string;:hs_analytics_source|Original Traffic Source|enumeration",
    "contact": "contact.account:associatedcompanyid|Primary Associated Company ID|number|fixed;contact.first_name:firstname|First Name|string|fixed;contact.last_name:lastname|Last Name|string|fixed;contact.email:email|Email|string|fixed;contact.phone:phone|Phone Number|phone;contact.title:jobtitle|Job Title|string;contact.owner:hubspot_owner_id|Contact owner|owner|fixed;"
        "contact.email_opt_out:hs_email_optout|Unsubscribed from all email|bool|fixed;:company|Company Name|string;:hs_email_optout_1234|Opted out of email: Marketing Information|bool;:mobilephone|Mobile Phone Number|phone;:work_email|Work email|string;:hs_email_domain|Email Domain|string;:hs_additional_emails|Additional email addresses|enumeration;:hs_email_bounce|Marketing emails bounced|number;:hs_email_last_send_date|Last marketing email send date|datetime;:createdate|Create Date|datetime;:lastmodifieddate|Last Modified Date|datetime;"
        ":hs_object_id|Record ID|number;:country|Country/Region|string;:website|Website URL|string;:fax|Fax Number|string;:salutation|Salutation|string;:lifecyclestage|Lifecycle Stage|enumeration;:hs_lead_status|Lead Status|enumeration;:closedate|Close Date|datetime;:num_associated_deals|Number of Associated Deals|number;:hs_calculated_phone_number|Calculated Phone Number in International Format|string;:hs_persona|Persona|enumeration;:notes_last_contacted|Last Contacted|datetime;:hs_created_by_user_id|Created by user ID|number",
    "opportunity": "opportunity.name:dealname|Deal Name|string|fixed;opportunity.amount:amount|Amount|currency;opportunity.stage:dealstage|Deal Stage|enumeration|fixed;opportunity.kind:dealtype|Deal Type|enumeration;opportunity.created_at:createdate|Create Date|datetime|fixed;opportunity.close_date:closedate|Close Date|datetime|fixed;opportunity.owner:hubspot_owner_id|Deal owner|owner|fixed;opportunity.status:hs_is_closed|Is Deal Closed?|bool|fixed;"
        ":hs_is_closed_won|Is Closed Won|bool;:pipeline|Pipeline|enumeration;:hs_object_id|Record ID|number;:hs_acv|Annual contract value|currency;:hs_tcv|Total contract value|currency;:hs_arr|Annual recurring revenue|currency;:amount_in_home_currency|Amount in company currency|number;:hs_projected_amount|Weighted amount|number;:hs_forecast_amount|Forecast amount|currency;:hs_closed_amount|Closed Deal Amount|number;:hs_lastmodifieddate|Last Modified Date|datetime;:hs_createdate|Object create date/time|datetime;"
        ":closed_lost_reason|Closed Lost Reason|string;:closed_won_reason|Closed Won Reason|string;:deal_currency_code|Currency|enumeration;:hs_deal_stage_probability|Deal probability|number;:num_associated_contacts|Number of Associated Contacts|number;:hs_priority|Priority|enumeration;:hs_next_step|Next step|string;:description|Deal Description|string;:days_to_close|Days to close|number;:hs_manual_forecast_category|Forecast category|enumeration;:hs_date_entered_closedwon|Date entered 'Closed Won'|datetime",
}  # fmt: skip
OBJECTS = {
    "salesforce": {
        "account": "Account",
        "contact": "Contact",
        "opportunity": "Opportunity",
        "activity": "",
        "case": "Case",
    },
    "hubspot": {"account": "companies", "contact": "contacts", "opportunity": "deals"},
}
CUSTOM = "Reference_Activity__c|Reference Activity;Advocacy_Event__c|Advocacy Event;Referenz__c|Referenz;Customer_Reference__c|Customer Reference;Reference_Request__c|Reference Request;Referencia__c|Referencia"
PREFIXES = ["", "", "", "Acme_", "x_", "custom_", "CRM_", "ACM", "Nwd_", "GTM_"]


def make(seed: int) -> list[Labelled]:
    """The objects of one org."""
    rng = random.Random(seed)
    crm = rng.choice(["salesforce", "salesforce", "hubspot"])
    return [labelled(rng, crm, kind, seed) for kind in OBJECTS[crm]]


def labelled(rng: random.Random, crm: str, kind: str, seed: int) -> Labelled:
    maker = _Org(rng, crm, kind, seed)
    return maker.build()


class _Org:
    def __init__(self, rng: random.Random, crm: str, kind: str, seed: int) -> None:
        self.rng, self.crm, self.kind = rng, crm, kind
        self.language = rng.choice(["en", "en", "de", "fr", "es", "nl", "mixed"])
        self.prefix = rng.choice(PREFIXES)
        self.camel = rng.random() < 0.15
        self.draws = Draws(rng, self.language == "de")
        self.sampled = rng.random() < 0.75
        self.rows = rng.choice([12, 40, 120])
        self.fields: dict[str, dict[str, Any]] = {}
        self.out = Labelled(crm, "", None, {}, {}, seed)

    def build(self) -> Labelled:
        label = name = OBJECTS[self.crm][self.kind]
        if not name:
            name, label = self.rng.choice(CUSTOM.split(";")).split("|")
        for line in (SALESFORCE if self.crm == "salesforce" else HUBSPOT)[self.kind].split(";"):
            self._standard(line)
        for canonical in [one for one in VARIANTS if self._belongs(one) and one not in self.out.truth]:
            if self.rng.random() < 0.85 or canonical.startswith(("activity.", "participant.")):
                self._custom(canonical)
        decoys = DECOYS[self.kind].split(";")
        for line in self.rng.sample(decoys, min(len(decoys), self.rng.randrange(4, 16))):
            self._decoy(line)
        for number in range(self.rng.choice([0, 5, 40])):
            self._add(
                f"Field_{number}",
                f"Custom field {number}",
                self.rng.choice(["string", "double", "boolean", "date"]),
                "empty",
                0.0,
            )
        listed = list(self.fields.values())
        self.rng.shuffle(listed)
        self.out.object = name
        head = {"name": name, "label": label}
        self.out.answer = {**head, "fields": listed} if self.crm == "salesforce" else {"results": listed}
        if not self.sampled:
            self.out.samples = {}
        elif self.rng.random() < 0.3:
            kept = self.rng.sample(sorted(self.out.samples), len(self.out.samples) * 2 // 3)
            self.out.samples = {part: self.out.samples[part] for part in kept}
        return self.out

    def _belongs(self, canonical: str) -> bool:
        record = canonical.partition(".")[0]
        return {"survey_answer": "contact", "participant": "activity", "activity_opportunity": "activity",
                "support_case": "case"}.get(record, record) == self.kind  # fmt: skip

    def _standard(self, line: str) -> None:
        canonical, _, rest = line.partition(":")
        name, label, kind, *fixed = (*rest.split("|"),) if not rest.count("reference:") else _parts(rest)
        maker = MAKERS.get(canonical) or _guess(kind, label)
        if self.rng.random() < 0.08 and canonical and self.crm == "salesforce" and kind == "string":
            label = label.replace("Account", "Customer")
        if canonical and not fixed and canonical in VARIANTS and self.rng.random() < 0.3:
            if self.rng.random() < 0.5 and self.sampled:  # there, but nobody fills it
                self._add(name, label, kind, maker, 0.0, standard=True)
                self.out.truth[canonical] = self._custom(canonical, surely=True)
            else:
                self.out.truth[canonical] = self._custom(canonical)
            return
        self._add(name, label, kind, maker, SPARSE.get(canonical, 0.95), standard=True)
        if canonical:
            self.out.truth[canonical] = (name,)

    def _custom(self, canonical: str, *, surely: bool = False) -> tuple[str, ...]:
        kind, text = VARIANTS[canonical]
        variants = [part.split("|") for part in text.split(";")]
        fitting = [part for part in variants if self.language in ("mixed", part[2])] or variants
        stem, label, _ = self.rng.choice(fitting)
        if self.crm == "hubspot" and kind.startswith("reference"):
            return ()
        shaken = self.rng.random()
        if shaken < 0.05:
            stem = f"Field_{self.rng.randrange(100, 999)}"
        elif shaken < 0.1:
            label = f"{label} ({self.rng.choice(['main', 'CRM', 'new', '2024'])})"
        elif shaken < 0.13 and len(stem) > 7:
            at = self.rng.randrange(2, len(stem) - 2)
            stem = stem[:at] + stem[at + 1 :]
        if kind == "picklist" and self.rng.random() < 0.15:
            kind = "string"
        filled = SPARSE.get(canonical, 0.9)
        name = self._add(stem, label, kind, MAKERS[canonical], max(filled, 0.6) if surely else filled)
        self.out.truth[canonical] = (name,)
        return (name,)

    def _decoy(self, line: str) -> None:
        stem, label, kind, maker = line.split("|")
        self._add(stem, label, kind, maker, self.rng.choice([0.05, 0.4, 0.95]))

    def _add(self, stem: str, label: str, kind: str, maker: str, filled: float, *, standard: bool = False) -> str:
        name = stem
        if not standard:
            stem = self.prefix + stem
            name = (stem.replace("_", "") if self.camel else stem) + "__c" if self.crm == "salesforce" else stem.lower()
        if name in self.fields:
            return name
        options = self.draws.options(maker) if kind in ("picklist", "enumeration") else []
        self.fields[name] = (self._salesforce if self.crm == "salesforce" else self._hubspot)(
            name, label, kind, options, standard
        )
        self.out.samples[name] = self.draws.column("idowner" if kind == "owner" else maker, self.rows, filled)
        return name

    @staticmethod
    def _salesforce(name: str, label: str, kind: str, options: Sequence[str], standard: bool) -> dict[str, Any]:
        vendor, _, target = kind.partition(":")
        calculated = vendor.startswith("formula")
        vendor = {"formula": "string", "formulacurrency": "currency"}.get(vendor, vendor)
        return {
            "name": name, "label": label, "type": vendor, "custom": not standard, "calculated": calculated,
            "referenceTo": [target] if target else [], "relationshipName": None, "nillable": True, "updateable": not calculated,
            "picklistValues": [{"active": True, "label": one, "value": one} for one in options],
        }  # fmt: skip

    @staticmethod
    def _hubspot(name: str, label: str, kind: str, options: Sequence[str], standard: bool) -> dict[str, Any]:
        vendor = kind.partition(":")[0]
        shapes = {
            "picklist": ("enumeration", "select"), "enumeration": ("enumeration", "select"), "owner": ("enumeration", "select"),
            "boolean": ("bool", "booleancheckbox"), "bool": ("bool", "booleancheckbox"), "currency": ("number", "number"),
            "double": ("number", "number"), "number": ("number", "number"), "percent": ("number", "number"), "int": ("number", "number"),
            "date": ("date", "date"), "datetime": ("datetime", "date"), "textarea": ("string", "textarea"), "phone": ("string", "phonenumber"),
            "formula": ("string", "calculation_equation"), "formulacurrency": ("number", "calculation_equation"), "reference": ("string", "text"),
        }  # fmt: skip
        type_, form = shapes.get(vendor, ("string", "text"))
        return {
            "name": name, "label": label, "type": type_, "fieldType": form, "groupName": "information", "description": "",
            "options": [{"label": one, "value": one.lower().replace(" ", "_"), "hidden": False} for one in options],
            "hubspotDefined": True if standard else None, "calculated": form.startswith("calculation"), "hidden": False,
            "showCurrencySymbol": vendor == "currency", "referencedObjectType": "OWNER" if vendor == "owner" else None,
            "externalOptions": vendor == "owner",
        }  # fmt: skip


def _parts(rest: str) -> list[str]:
    return rest.split("|")


def _guess(kind: str, label: str) -> str:
    low = label.lower()
    if kind.startswith("reference:"):
        return {"Account": "id001", "Contact": "id003", "User": "id005", "Campaign": "id701"}.get(
            kind.partition(":")[2], "idx"
        )
    if "country" in low:
        return "country"
    if "name" in low:
        return "person"
    by_type = {"url": "domain", "phone": "phone", "email": "email", "currency": "money", "date": "date", "datetime": "date",
               "boolean": "bool", "bool": "bool", "int": "number", "double": "number", "number": "number", "percent": "number",
               "textarea": "sentence", "id": "id00x", "owner": "number"}  # fmt: skip
    return by_type.get(kind, "word")
