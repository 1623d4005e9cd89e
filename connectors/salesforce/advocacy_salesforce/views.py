"""What people see of our fields: list views, report types, reports and a dashboard, told by the values they show.

`$value` stands for the field that holds a value of the catalogue; other names are the vendor's (in list views its
own words: Metadata API guide, ListView). What shows a value that is not there is left out. List views have no sort
order in metadata: people choose it once, and the vendor keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["DASHBOARD", "FOLDER", "FOLDER_LABEL", "LIST_VIEWS", "REPORTS", "REPORT_TYPES", "Chart", "Filter",
           "ListView", "Report", "ReportType"]  # fmt: skip

FOLDER, FOLDER_LABEL = "Advocacy_Sync", "Advocacy"
Operation = Literal["equals", "notEqual", "greaterThan", "greaterOrEqual"]


@dataclass(frozen=True, slots=True)
class Filter:
    """`value` "": empty."""

    field: str
    operation: Operation
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """`audience`: for whom it is; `sort`: how it is best read, which people set themselves."""

    object: str
    name: str
    label: str
    audience: Literal["sellers", "advocacy team", "finance"]
    columns: tuple[str, ...]
    filters: tuple[Filter, ...]
    sort: str
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportType:
    """All fields of the catalogue on the object, behind these of the vendor's."""

    name: str
    label: str
    description: str
    object: str
    category: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`group`: by what rows stand together; `quarters`: it is a date, and they stand together by quarter."""

    name: str
    label: str
    description: str
    type: str
    columns: tuple[str, ...]
    filters: tuple[Filter, ...]
    group: str
    sums: tuple[str, ...] = ()
    quarters: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One component: of a report, its rows counted or the sum of `of`. `at`: column, row, width, height."""

    report: str
    header: str
    kind: Literal["Donut", "Column", "Bar", "Metric"]
    at: tuple[int, int, int, int]
    of: str = ""


LIST_VIEWS = (
    ListView(
        object="Contact",
        name="Advocacy_Who_Can_Vouch",
        label="Advocacy: Who can vouch",
        audience="sellers",
        columns=(
            "FULL_NAME", "ACCOUNT.NAME", "CONTACT.TITLE", "$advocate_status", "$availability", "$next_free",
            "$best_for", "$confidence", "$last_verified", "$staleness", "$contact_why",
        ),
        filters=(Filter("$advocate_status", "notEqual"), Filter("$do_not_ask", "equals", "0")),
        sort="Last Verified, newest first",
    ),
    ListView(
        object="Account",
        name="Advocacy_Customers_With_Advocates",
        label="Advocacy: Customers with advocates",
        audience="sellers",
        columns=(
            "ACCOUNT.NAME", "ACCOUNT.INDUSTRY", "$referenceable_advocates", "$coverage_tags", "$goodwill_holder",
            "$account_why", "CORE.USERS.ALIAS",
        ),
        filters=(Filter("$referenceable_advocates", "greaterOrEqual", "1"),),
        sort="Referenceable Advocates, most first",
    ),
    ListView(
        object="Opportunity",
        name="Advocacy_My_Open_Deals",
        label="Advocacy: My open deals",
        audience="sellers",
        columns=(
            "OPPORTUNITY.NAME", "ACCOUNT.NAME", "OPPORTUNITY.STAGE_NAME", "OPPORTUNITY.AMOUNT",
            "OPPORTUNITY.CLOSE_DATE", "$best_match_1", "$best_match_2", "$best_match_3", "$evidence_at_hand",
            "$reference_wanted", "$request_state", "$advocate_touches", "$last_touch", "$top_advocates",
        ),
        filters=(Filter("OPPORTUNITY.CLOSED", "equals", "0"),),
        sort="Close Date, soonest first",
        mine=True,
    ),
    ListView(
        object="Contact",
        name="Advocacy_Open_Signals",
        label="Advocacy: Open signals",
        audience="advocacy team",
        columns=("FULL_NAME", "ACCOUNT.NAME", "$signals", "$advocate_status", "$load_band", "CORE.USERS.ALIAS"),
        filters=(Filter("$signals", "notEqual"),),
        sort="Signals, A to Z",
    ),
    ListView(
        object="Contact",
        name="Advocacy_To_Verify",
        label="Advocacy: To verify",
        audience="advocacy team",
        columns=("FULL_NAME", "ACCOUNT.NAME", "CONTACT.EMAIL", "$staleness", "$last_verified", "$verified_on"),
        filters=(Filter("$staleness", "notEqual"),),
        sort="Last Verified, oldest first",
    ),
    ListView(
        object="Contact",
        name="Advocacy_Nominations",
        label="Advocacy: Nominations",
        audience="advocacy team",
        columns=(
            "FULL_NAME", "ACCOUNT.NAME", "$nomination_reason", "$nomination_state", "$advocate_status",
            "CORE.USERS.ALIAS",
        ),
        filters=(Filter("$nominated", "equals", "1"),),
        sort="Account Name, A to Z",
    ),
    ListView(
        object="Opportunity",
        name="Advocacy_References_Wanted",
        label="Advocacy: References wanted",
        audience="advocacy team",
        columns=(
            "OPPORTUNITY.NAME", "ACCOUNT.NAME", "OPPORTUNITY.STAGE_NAME", "OPPORTUNITY.AMOUNT",
            "OPPORTUNITY.CLOSE_DATE", "$request_state", "$advocate_touches", "CORE.USERS.ALIAS",
        ),
        filters=(Filter("$reference_wanted", "equals", "1"), Filter("OPPORTUNITY.CLOSED", "equals", "0")),
        sort="Close Date, soonest first",
    ),
    ListView(
        object="Opportunity",
        name="Advocacy_Influenced_Deals",
        label="Advocacy: Influenced deals",
        audience="finance",
        columns=(
            "OPPORTUNITY.NAME", "ACCOUNT.NAME", "OPPORTUNITY.CLOSE_DATE", "OPPORTUNITY.AMOUNT",
            "$influenced_revenue", "$attributed_revenue", "$advocate_touches", "$top_advocates", "$evidence_grade",
            "$opportunity_why",
        ),
        filters=(Filter("OPPORTUNITY.WON", "equals", "1"), Filter("$influenced_revenue", "greaterThan", "0")),
        sort="Close Date, newest first",
    ),
)  # fmt: skip

REPORT_TYPES = (
    ReportType(
        name="Advocacy_Contacts",
        label="Advocacy: Contacts",
        description="Contacts with what advocacy-sync knows of them.",
        object="Contact",
        category="accounts",
        fields=("Name", "Account", "Title", "Email", "Owner", "CreatedDate"),
    ),
    ReportType(
        name="Advocacy_Accounts",
        label="Advocacy: Accounts",
        description="Accounts with the advocates that they have.",
        object="Account",
        category="accounts",
        fields=("Name", "Industry", "Owner", "CreatedDate"),
    ),
    ReportType(
        name="Advocacy_Opportunities",
        label="Advocacy: Opportunities",
        description="Opportunities with the advocacy that went into them.",
        object="Opportunity",
        category="opportunities",
        fields=("Name", "Account", "StageName", "Type", "Amount", "CloseDate", "IsWon", "IsClosed", "Owner",
                "CreatedDate"),
    ),
)  # fmt: skip

REPORTS = (
    Report(
        name="Advocates_by_Status",
        label="Advocates by status",
        description="Everybody in the programme, by where they stand in it.",
        type="Advocacy_Contacts",
        columns=("Name", "Account", "Title", "$last_verified"),
        filters=(Filter("$advocate_status", "notEqual"),),
        group="$advocate_status",
    ),
    Report(
        name="Open_Signals",
        label="Open signals",
        description="People who should be asked now, and why, by who is in charge of them.",
        type="Advocacy_Contacts",
        columns=("Name", "Account", "$signals"),
        filters=(Filter("$signals", "notEqual"),),
        group="Owner",
    ),
    Report(
        name="Facts_to_Confirm",
        label="Facts to confirm",
        description="What nobody has confirmed for too long, by who is in charge of the person.",
        type="Advocacy_Contacts",
        columns=("Name", "Account", "$staleness", "$last_verified"),
        filters=(Filter("$staleness", "notEqual"),),
        group="Owner",
    ),
    Report(
        name="Referenceable_Advocates_by_Industry",
        label="Referenceable advocates by industry",
        description="How many advocates are free to be asked, by the customers' industry.",
        type="Advocacy_Accounts",
        columns=("Name", "$referenceable_advocates"),
        filters=(Filter("$referenceable_advocates", "greaterThan", "0"),),
        group="Industry",
        sums=("$referenceable_advocates",),
    ),
    Report(
        name="Influenced_Revenue_by_Quarter",
        label="Influenced revenue by quarter",
        description="Won deals in which advocates had a part, by the quarter of their close.",
        type="Advocacy_Opportunities",
        columns=(
            "Name",
            "Account",
            "Amount",
            "$influenced_revenue",
            "$attributed_revenue",
            "$advocate_touches",
            "$top_advocates",
        ),
        filters=(Filter("IsWon", "equals", "1"), Filter("$influenced_revenue", "greaterThan", "0")),
        group="CloseDate",
        sums=("$influenced_revenue",),
        quarters=True,
    ),
)

DASHBOARD = (
    Chart(report="Influenced_Revenue_by_Quarter", header="Influenced revenue", kind="Metric", at=(0, 0, 3, 5),
          of="$influenced_revenue"),
    Chart(report="Influenced_Revenue_by_Quarter", header="Influenced revenue by quarter", kind="Column",
          at=(3, 0, 9, 8), of="$influenced_revenue"),
    Chart(report="Advocates_by_Status", header="Advocates by status", kind="Donut", at=(0, 8, 4, 8)),
    Chart(report="Open_Signals", header="Open signals by owner", kind="Bar", at=(4, 8, 4, 8)),
    Chart(report="Referenceable_Advocates_by_Industry", header="Referenceable advocates by industry", kind="Bar",
          at=(8, 8, 4, 8), of="$referenceable_advocates"),
)  # fmt: skip
