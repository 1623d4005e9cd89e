"""The property definitions that every portal has, as one table.

A line is `name | label | type | fieldType | flags | options`; `@type group` opens a group. Flags:
r read-only value, c calculated, u unique, $ currency, o options from owners, p options from
pipelines, s options from stages, x open options. Names, labels and types: the vendor's lists of default
properties (knowledge base); a portal joined with Salesforce also has its `salesforce...` ids.
"""

from __future__ import annotations

__all__ = ["ACTIVITY", "EVERY_TYPE", "GROUP_LABELS", "OPTION_SETS", "TABLE"]

OPTION_SETS: dict[str, tuple[str, ...]] = {
    # value, or value=label where the two differ
    "bool": ("true=True", "false=False"),
    "lifecycle": (
        "subscriber=Subscriber",
        "lead=Lead",
        "marketingqualifiedlead=Marketing Qualified Lead",
        "salesqualifiedlead=Sales Qualified Lead",
        "opportunity=Opportunity",
        "customer=Customer",
        "evangelist=Evangelist",
        "other=Other",
    ),
    "lead_status": (
        "NEW=New",
        "OPEN=Open",
        "IN_PROGRESS=In Progress",
        "OPEN_DEAL=Open Deal",
        "UNQUALIFIED=Unqualified",
        "ATTEMPTED_TO_CONTACT=Attempted to Contact",
        "CONNECTED=Connected",
        "BAD_TIMING=Bad Timing",
    ),
    "source": (
        "ORGANIC_SEARCH=Organic Search",
        "PAID_SEARCH=Paid Search",
        "EMAIL_MARKETING=Email Marketing",
        "SOCIAL_MEDIA=Organic Social",
        "REFERRALS=Referrals",
        "OTHER_CAMPAIGNS=Other Campaigns",
        "DIRECT_TRAFFIC=Direct Traffic",
        "OFFLINE=Offline Sources",
        "PAID_SOCIAL=Paid Social",
        "AI_REFERRALS=AI Referrals",
    ),
    "role": (
        "BLOCKER=Blocker",
        "BUDGET_HOLDER=Budget Holder",
        "CHAMPION=Champion",
        "DECISION_MAKER=Decision Maker",
        "END_USER=End User",
        "EXECUTIVE_SPONSOR=Executive Sponsor",
        "INFLUENCER=Influencer",
        "LEGAL_AND_COMPLIANCE=Legal & Compliance",
        "OTHER=Other",
    ),
    "marketable": ("true=Marketing contact", "false=Non-marketing contact"),
    "industry": tuple(
        f"{name.upper().replace(' ', '_')}={name}"
        for name in (
            "Accounting",
            "Airlines Aviation",
            "Automotive",
            "Banking",
            "Biotechnology",
            "Chemicals",
            "Civil Engineering",
            "Computer Hardware",
            "Computer Networking",
            "Computer Software",
            "Construction",
            "Consumer Electronics",
            "Consumer Goods",
            "Consumer Services",
            "Cosmetics",
            "Defense Space",
            "Design",
            "Education Management",
            "E Learning",
            "Electrical Electronic Manufacturing",
            "Entertainment",
            "Environmental Services",
            "Events Services",
            "Farming",
            "Financial Services",
            "Food Beverages",
            "Food Production",
            "Government Administration",
            "Health Wellness And Fitness",
            "Higher Education",
            "Hospital Health Care",
            "Hospitality",
            "Human Resources",
            "Industrial Automation",
            "Information Services",
            "Information Technology And Services",
            "Insurance",
            "International Trade And Development",
            "Internet",
            "Investment Banking",
            "Investment Management",
            "Law Practice",
            "Legal Services",
            "Leisure Travel Tourism",
            "Logistics And Supply Chain",
            "Machinery",
            "Management Consulting",
            "Marketing And Advertising",
            "Mechanical Or Industrial Engineering",
            "Media Production",
            "Medical Devices",
            "Mining Metals",
            "Non Profit Organization Management",
            "Oil Energy",
            "Online Media",
            "Packaging And Containers",
            "Pharmaceuticals",
            "Primary Secondary Education",
            "Professional Training Coaching",
            "Program Development",
            "Public Safety",
            "Publishing",
            "Real Estate",
            "Renewables Environment",
            "Research",
            "Restaurants",
            "Retail",
            "Semiconductors",
            "Staffing And Recruiting",
            "Supermarkets",
            "Telecommunications",
            "Textiles",
            "Transportation Trucking Railroad",
            "Utilities",
            "Venture Capital Private Equity",
            "Warehousing",
            "Wholesale",
            "Wireless",
        )
    ),
    "company_type": ("PROSPECT=Prospect", "PARTNER=Partner", "RESELLER=Reseller", "VENDOR=Vendor", "OTHER=Other"),
    "deal_type": ("newbusiness=New Business", "existingbusiness=Existing Business"),
    "priority": ("low=Low", "medium=Medium", "high=High"),
    "currency": ("USD=US Dollar", "EUR=Euro", "GBP=British Pound", "CHF=Swiss Franc", "JPY=Japanese Yen"),
    "forecast": (
        "OMIT=Not forecasted",
        "PIPELINE=Pipeline",
        "BEST_CASE=Best case",
        "COMMIT=Commit",
        "CLOSED=Closed won",
    ),
    "ticket_priority": ("LOW=Low", "MEDIUM=Medium", "HIGH=High", "URGENT=Urgent"),
    "ticket_category": (
        "PRODUCT_ISSUE=Product Issue",
        "BILLING_ISSUE=Billing Issue",
        "FEATURE_REQUEST=Feature Request",
        "GENERAL_INQUIRY=General Inquiry",
    ),
    "ticket_source": ("CHAT=Chat", "EMAIL=Email", "FORM=Form", "PHONE=Phone", "ZALO=Zalo"),
    "resolution": (
        "ISSUE_FIXED=Issue fixed",
        "DUPLICATE_ISSUE=Duplicate issue",
        "CUSTOMER_ERROR=Customer error",
        "NOT_A_BUG=Not a bug",
    ),
    "call_status": (
        "BUSY=Busy",
        "CALLING_CRM_USER=Calling CRM User",
        "CANCELED=Canceled",
        "COMPLETED=Completed",
        "CONNECTING=Connecting",
        "FAILED=Failed",
        "IN_PROGRESS=In Progress",
        "MISSED=Missed",
        "NO_ANSWER=No Answer",
        "QUEUED=Queued",
        "RINGING=Ringing",
    ),
    "direction": ("INBOUND=Inbound", "OUTBOUND=Outbound"),
    "disposition": (
        "9d9162e7-6cf3-4944-bf63-4dff82258764=Busy",
        "f240bbac-87c9-4f6e-bf70-924b57d47db7=Connected",
        "a4c4c377-d246-4b32-a13b-75a56a4cd0ff=Left live message",
        "b2cf5968-551e-4856-9783-52b3da59a7d0=Left voicemail",
        "73a0d17f-1163-4015-bdd5-ec830791da20=No answer",
        "17b47fee-58de-441e-a44c-c6300d46f273=Wrong number",
    ),
    "meeting_outcome": (
        "SCHEDULED=Scheduled",
        "COMPLETED=Completed",
        "RESCHEDULED=Rescheduled",
        "NO_SHOW=No Show",
        "CANCELED=Canceled",
    ),
    "task_status": (
        "NOT_STARTED=Not Started",
        "IN_PROGRESS=In Progress",
        "WAITING=Waiting",
        "COMPLETED=Completed",
        "DEFERRED=Deferred",
    ),
    "task_type": ("TODO=To-do", "CALL=Call", "EMAIL=Email", "LINKED_IN_CONNECT=LinkedIn - Connect"),
    "task_priority": ("NONE=None", "LOW=Low", "MEDIUM=Medium", "HIGH=High"),
    "email_direction": ("EMAIL=Email", "INCOMING_EMAIL=Incoming Email", "FORWARDED_EMAIL=Forwarded Email"),
    "email_status": (
        "BOUNCED=Bounced",
        "FAILED=Failed",
        "SCHEDULED=Scheduled",
        "SENDING=Sending",
        "SENT=Sent",
    ),
    "channel": ("WHATS_APP=WhatsApp", "LINKEDIN_MESSAGE=LinkedIn Message", "SMS=SMS"),
    "survey_type": (
        "CES=Customer Effort Score",
        "CSAT=Customer Satisfaction",
        "NPS=Net Promoter Score",
        "CUSTOM=Custom",
    ),
    "response_group": (
        "PROMOTER=Promoter",
        "PASSIVE=Passive",
        "DETRACTOR=Detractor",
        "HAPPY=Happy",
        "NEUTRAL=Neutral",
        "UNHAPPY=Unhappy",
        "DIFFICULT=Difficult",
        "EASY=Easy",
    ),
    "sentiment": ("POSITIVE=Positive", "NEUTRAL=Neutral", "NEGATIVE=Negative"),
    "survey_channel": ("EMAIL=Email", "WEB=Web page", "LINK=Link", "CHAT=Chat"),
    "quote_status": (
        "DRAFT=Draft",
        "APPROVAL_NOT_NEEDED=Published",
        "PENDING_APPROVAL=Pending approval",
        "APPROVED=Approved",
        "REJECTED=Rejected",
    ),
    "billing": ("weekly=Weekly", "monthly=Monthly", "quarterly=Quarterly", "annually=Annually"),
    "lead_type": ("NEW_BUSINESS=New business", "RE_ATTEMPTING=Re-attempting", "UPSELL=Upsell"),
    "lead_label": ("HOT=Hot", "WARM=Warm", "COLD=Cold"),
    "event_status": ("PUBLISHED=Published", "DRAFT=Draft", "CANCELLED=Cancelled", "COMPLETED=Completed"),
}

GROUP_LABELS: dict[str, str] = {
    "contactinformation": "Contact information",
    "emailinformation": "Email information",
    "analyticsinformation": "Web analytics history",
    "conversioninformation": "Conversion information",
    "salesforceinformation": "Salesforce information",
    "companyinformation": "Company information",
    "dealinformation": "Deal information",
    "deal_revenue": "Deal revenue",
    "ticketinformation": "Ticket information",
    "productinformation": "Product information",
    "lineiteminformation": "Line item information",
    "quoteinformation": "Quote information",
    "communication": "Communication information",
    "feedback_submission": "Feedback submission information",
    "task": "Task information",
    "note": "Note information",
    "meeting": "Meeting information",
    "call": "Call information",
    "email": "Email information",
    "marketing_event": "Marketing event information",
    "users": "User information",
    "postal_mail": "Postal mail information",
    "lead": "Lead information",
    "custom": "Custom object information",
}

# Of every type; {modified} and {created} take the names of the type.
EVERY_TYPE = """
hs_object_id            | Record ID                 | number      | number           | ru
{created}               | Create Date               | datetime    | date             | r
{modified}              | Last Modified Date        | datetime    | date             | r
hs_merged_object_ids    | Merged record IDs         | enumeration | checkbox         | r
hs_created_by_user_id   | Created by user ID        | number      | number           | r
hs_updated_by_user_id   | Updated by user ID        | number      | number           | r
hs_object_source        | Record creation source    | string      | text             | r
hs_object_source_label  | Record source             | enumeration | select           | r
hs_object_source_id     | Record creation source ID | string      | text             | r
hs_unique_creation_key  | Unique creation key       | string      | text             | ru
hubspot_owner_id        | Owner                     | enumeration | select           | o
hubspot_owner_assigneddate | Owner Assigned Date    | datetime    | date             | r
hubspot_team_id         | HubSpot Team              | enumeration | select           | r
hs_all_owner_ids        | All owner IDs             | enumeration | checkbox         | r
"""

# Of every engagement; a line `+activity` stands for these.
ACTIVITY = """
hs_timestamp            | Activity date             | datetime    | date             |
hs_activity_type        | Activity type             | enumeration | select           | x
hs_attachment_ids       | Attached file IDs         | enumeration | checkbox         | x
hs_unique_id            | Unique ID                 | string      | text             |
hs_at_mentioned_owner_ids | At-mentioned owner IDs  | enumeration | checkbox         | x
"""

TABLE = """
@0-1 contactinformation
email                   | Email                     | string      | text             | u
firstname               | First Name                | string      | text             |
lastname                | Last Name                 | string      | text             |
salutation              | Salutation                | string      | text             |
jobtitle                | Job Title                 | string      | text             |
company                 | Company Name              | string      | text             |
phone                   | Phone Number              | string      | phonenumber      |
mobilephone             | Mobile Phone Number       | string      | phonenumber      |
fax                     | Fax Number                | string      | phonenumber      |
address                 | Street Address            | string      | text             |
city                    | City                      | string      | text             |
state                   | State/Region              | string      | text             |
zip                     | Postal Code               | string      | text             |
country                 | Country/Region            | string      | text             |
website                 | Website URL               | string      | text             |
industry                | Industry                  | string      | text             |
date_of_birth           | Date of birth             | string      | text             |
message                 | Message                   | string      | textarea         |
hs_language             | Preferred language        | string      | text             |
hs_linkedin_url         | LinkedIn URL              | string      | text             |
hs_persona              | Persona                   | string      | text             |
hs_role                 | Employment Role           | string      | text             |
hs_seniority            | Employment Seniority      | string      | text             |
hs_buying_role          | Buying Role               | enumeration | checkbox         |   | role
lifecyclestage          | Lifecycle Stage           | enumeration | radio            |   | lifecycle
hs_lead_status          | Lead Status               | enumeration | radio            |   | lead_status
hs_additional_emails    | Additional email addresses | enumeration | checkbox        | x
hs_calculated_merged_vids | Merged contact IDs with timestamps | enumeration | checkbox | rc
hs_timezone             | Time zone                 | string      | text             |
hs_is_contact           | Is a contact              | bool        | booleancheckbox  | r | bool
hs_is_unworked          | Contact unworked          | bool        | booleancheckbox  | rc | bool
hs_full_name_or_email   | Full name or email        | string      | text             | rc
hs_email_domain         | Email Domain              | string      | text             | rc
associatedcompanyid     | Primary Associated Company ID | number  | number           |
num_associated_deals    | Number of Associated Deals | number     | number           | rc
closedate               | Close Date                | datetime    | date             |
notes_last_contacted    | Last Contacted            | datetime    | date             | r
notes_last_updated      | Last Activity Date        | datetime    | date             | r
notes_next_activity_date | Next Activity Date       | datetime    | date             | r
num_notes               | Number of Sales Activities | number     | number           | r
num_contacted_notes     | Number of times contacted | number      | number           | r
hs_marketable_status    | Marketing contact status  | enumeration | booleancheckbox  | r | marketable
hs_latest_meeting_activity | Latest meeting activity | datetime   | date             | r
hs_sa_first_engagement_date | Date of first engagement | datetime  | date             | r
@0-1 emailinformation
hs_email_optout         | Unsubscribed from all email | bool      | booleancheckbox  |   | bool
hs_email_bounce         | Marketing emails bounced  | number      | number           | r
hs_email_open           | Marketing emails opened   | number      | number           | r
hs_email_click          | Marketing emails clicked  | number      | number           | r
hs_email_last_open_date | Last marketing email open date | datetime | date            | r
hs_email_last_send_date | Last marketing email send date | datetime | date            | r
hs_email_quarantined    | Email address quarantined | bool        | booleancheckbox  | r | bool
hs_legal_basis          | Legal basis for processing contact's data | string | text |
@0-1 analyticsinformation
hs_analytics_source     | Original Traffic Source   | enumeration | select           | r | source
hs_analytics_source_data_1 | Original Traffic Source Drill-Down 1 | string | text   | r
hs_analytics_source_data_2 | Original Traffic Source Drill-Down 2 | string | text   | r
hs_latest_source        | Latest Traffic Source     | enumeration | select           | r | source
hs_analytics_num_visits | Number of Sessions        | number      | number           | r
hs_analytics_num_page_views | Number of Pageviews   | number      | number           | r
@0-1 conversioninformation
recent_conversion_date  | Recent Conversion Date    | datetime    | date             | r
recent_conversion_event_name | Recent Conversion    | string      | text             | r
num_conversion_events   | Number of Form Submissions | number     | number           | r
@0-1 salesforceinformation
salesforcecontactid     | Salesforce Contact ID     | string      | text             |
salesforceleadid        | Salesforce Lead ID        | string      | text             |
salesforceaccountid     | Salesforce Account ID     | string      | text             |
salesforcelastsynctime  | Last Salesforce Sync Time | datetime    | date             |
@0-2 companyinformation
name                    | Company name              | string      | text             |
domain                  | Company Domain Name       | string      | text             |
website                 | Website URL               | string      | text             |
description             | Description               | string      | textarea         |
about_us                | About Us                  | string      | textarea         |
industry                | Industry                  | enumeration | select           |   | industry
type                    | Type                      | enumeration | select           |   | company_type
phone                   | Phone Number              | string      | phonenumber      |
address                 | Street Address            | string      | text             |
address2                | Street Address 2          | string      | text             |
city                    | City                      | string      | text             |
state                   | State/Region              | string      | text             |
zip                     | Postal Code               | string      | text             |
country                 | Country/Region            | string      | text             |
hs_country_code         | Country/Region Code       | string      | text             |
timezone                | Time Zone                 | string      | text             |
numberofemployees       | Number of Employees       | number      | number           |
annualrevenue           | Annual Revenue            | number      | number           | $
total_revenue           | Total Revenue             | number      | number           | rc$
founded_year            | Year Founded              | string      | text             |
is_public               | Is Public                 | bool        | booleancheckbox  |   | bool
lifecyclestage          | Lifecycle Stage           | enumeration | radio            |   | lifecycle
hs_lead_status          | Lead Status               | enumeration | radio            |   | lead_status
hs_ideal_customer_profile | Ideal Customer Profile Tier | string  | text             |
hs_target_account       | Target Account            | bool        | booleancheckbox  |   | bool
hs_parent_company_id    | Parent Company            | number      | number           |
hs_num_child_companies  | Number of child companies | number      | number           | rc
num_associated_contacts | Number of Associated Contacts | number  | number           | rc
num_associated_deals    | Number of Associated Deals | number     | number           | rc
hs_num_open_deals       | Number of open deals      | number      | number           | rc
closedate               | Close Date                | datetime    | date             |
first_deal_created_date | First Deal Created Date   | datetime    | date             | r
recent_deal_amount      | Recent Deal Amount        | number      | number           | r$
recent_deal_close_date  | Recent Deal Close Date    | datetime    | date             | r
notes_last_contacted    | Last Contacted            | datetime    | date             | r
notes_last_updated      | Last Activity Date        | datetime    | date             | r
notes_next_activity_date | Next Activity Date       | datetime    | date             | r
num_notes               | Number of Sales Activities | number     | number           | r
num_contacted_notes     | Number of times contacted | number      | number           | r
linkedin_company_page   | LinkedIn Company Page     | string      | text             |
twitterhandle           | Twitter Handle            | string      | text             |
facebook_company_page   | Facebook Company Page     | string      | text             |
linkedinbio             | LinkedIn Bio              | string      | text             |
web_technologies        | Web Technologies          | string      | text             |
hs_additional_domains   | Additional Domains        | enumeration | checkbox         | x
hs_logo_url             | Logo URL                  | string      | text             |
hs_keywords             | Company Keywords          | enumeration | checkbox         | x
hs_analytics_source     | Original Traffic Source   | enumeration | select           | r | source
@0-2 salesforceinformation
salesforceaccountid     | Salesforce Account ID     | string      | text             |
salesforcelastsynctime  | Last Salesforce Sync Time | datetime    | date             |
@0-3 dealinformation
dealname                | Deal Name                 | string      | text             |
pipeline                | Pipeline                  | enumeration | select           | p
dealstage               | Deal Stage                | enumeration | radio            | s
dealtype                | Deal Type                 | enumeration | radio            |   | deal_type
description             | Deal Description          | string      | textarea         |
closedate               | Close Date                | datetime    | date             |
hs_priority             | Priority                  | enumeration | select           |   | priority
hs_next_step            | Next step                 | string      | text             |
hs_manual_forecast_category | Forecast category     | enumeration | select           |   | forecast
hs_forecast_probability | Forecast probability      | number      | number           |
hs_deal_stage_probability | Deal probability        | number      | number           | rc
hs_is_closed            | Is Deal Closed?           | bool        | booleancheckbox  | rc | bool
hs_is_closed_won        | Is Closed Won             | bool        | booleancheckbox  | rc | bool
hs_is_closed_lost       | Is closed lost            | bool        | booleancheckbox  | rc | bool
hs_is_open_count        | Is Open (numeric)         | number      | number           | rc
hs_closed_won_date      | Closed Won Date           | datetime    | date             | rc
closed_won_reason       | Closed Won Reason         | string      | textarea         |
closed_lost_reason      | Closed Lost Reason        | string      | textarea         |
days_to_close           | Days to close             | number      | number           | rc
hs_date_entered_closedwon | Date entered "Closed Won" | datetime  | date             | rc
num_associated_contacts | Number of Associated Contacts | number  | number           | rc
num_contacted_notes     | Number of times contacted | number      | number           | r
num_notes               | Number of Sales Activities | number     | number           | r
notes_last_contacted    | Last Contacted            | datetime    | date             | r
notes_last_updated      | Last Activity Date        | datetime    | date             | r
notes_next_activity_date | Next Activity Date       | datetime    | date             | r
hs_analytics_source     | Original Traffic Source   | enumeration | select           | r | source
hs_campaign             | HubSpot Campaign          | string      | text             | r
hs_primary_associated_company | Primary Associated Company | number | number         | rc
hs_deal_score           | Deal Score                | number      | number           | r
hs_tag_ids              | Deal Tags                 | enumeration | checkbox         | x
@0-3 deal_revenue
amount                  | Amount                    | number      | number           | $
amount_in_home_currency | Amount in company currency | number     | number           | rc$
deal_currency_code      | Currency                  | enumeration | select           |   | currency
hs_exchange_rate        | Exchange rate             | number      | number           |
hs_acv                  | Annual contract value     | number      | number           | $
hs_arr                  | Annual recurring revenue  | number      | number           | $
hs_mrr                  | Monthly recurring revenue | number      | number           | $
hs_tcv                  | Total contract value      | number      | number           | $
hs_closed_amount        | Closed Deal Amount        | number      | number           | rc$
hs_closed_amount_in_home_currency | Closed Deal Amount In Home Currency | number | number | rc$
hs_projected_amount     | Deal Amount Calculated by Probability | number | number    | rc$
hs_forecast_amount      | Forecast amount           | number      | number           | $
@0-3 salesforceinformation
hs_salesforceopportunityid | Salesforce Opportunity ID | string   | text             |
salesforcelastsynctime  | Last Salesforce Sync Time | datetime    | date             |
@0-5 ticketinformation
subject                 | Ticket name               | string      | text             |
content                 | Ticket description        | string      | textarea         |
hs_pipeline             | Pipeline                  | enumeration | select           | p
hs_pipeline_stage       | Ticket status             | enumeration | select           | s
hs_ticket_priority      | Priority                  | enumeration | select           |   | ticket_priority
hs_ticket_category      | Category                  | enumeration | checkbox         |   | ticket_category
hs_ticket_id            | Ticket ID                 | number      | number           | r
hs_resolution           | Resolution                | enumeration | select           |   | resolution
source_type             | Source                    | enumeration | select           |   | ticket_source
source_thread_id        | Source thread ID          | string      | text             |
created_by              | Created by                | number      | number           |
closed_date             | Close date                | datetime    | date             |
hs_is_closed            | Is Closed                 | bool        | booleancheckbox  | rc | bool
time_to_close           | Time to close             | number      | number           | rc
first_agent_reply_date  | First agent email response date | datetime | date          |
last_reply_date         | Last customer reply date  | datetime    | date             |
hs_lastactivitydate     | Last activity date        | datetime    | date             | r
hs_num_associated_companies | Number of associated companies | number | number        | rc
hs_num_times_contacted  | Number of times contacted | number      | number           | r
hs_file_upload          | File upload               | string      | file             |
hs_customer_agent_ticket_status | Customer agent ticket status | string | text       |
hs_nps_score            | Conversation NPS score    | number      | number           | r
hs_feedback_last_ces_rating | Last CES survey rating | number     | number           | r
@0-5 salesforceinformation
salesforcecaseid        | Salesforce Case ID        | string      | text             |
@0-7 productinformation
name                    | Name                      | string      | text             |
description             | Product description       | string      | textarea         |
price                   | Unit price                | number      | number           | $
hs_sku                  | SKU                       | string      | text             |
hs_url                  | URL                       | string      | text             |
hs_cost_of_goods_sold   | Unit cost                 | number      | number           | $
hs_recurring_billing_period | Term                  | string      | text             |
recurringbillingfrequency | Billing frequency       | enumeration | select           |   | billing
hs_product_type         | Product type              | string      | text             |
hs_folder_id            | Folder                    | string      | text             |
@0-8 lineiteminformation
name                    | Name                      | string      | text             |
description             | Description               | string      | textarea         |
quantity                | Quantity                  | number      | number           |
price                   | Unit price                | number      | number           | $
amount                  | Net price                 | number      | number           | rc$
discount                | Unit discount             | number      | number           |
hs_discount_percentage  | Discount percentage       | number      | number           |
hs_product_id           | Product ID                | number      | number           |
hs_sku                  | SKU                       | string      | text             |
hs_line_item_currency_code | Currency               | enumeration | select           |   | currency
hs_cost_of_goods_sold   | Unit cost                 | number      | number           | $
hs_position_on_quote    | Position                  | number      | number           |
hs_recurring_billing_period | Term                  | string      | text             |
hs_recurring_billing_start_date | Billing start date | date       | date             |
recurringbillingfrequency | Billing frequency       | enumeration | select           |   | billing
hs_term_in_months       | Term (months)             | number      | number           | rc
hs_tcv                  | Total contract value      | number      | number           | rc$
@0-14 quoteinformation
hs_title                | Title                     | string      | text             |
hs_status               | Status                    | enumeration | select           |   | quote_status
hs_expiration_date      | Expiration date           | datetime    | date             |
hs_quote_amount         | Quote amount              | number      | number           | $
hs_quote_number         | Reference number          | string      | text             |
hs_public_url_key       | Public URL key            | string      | text             | r
hs_currency             | Currency                  | enumeration | select           |   | currency
hs_language             | Language                  | string      | text             |
hs_comments             | Comments to buyer         | string      | html             |
hs_terms                | Purchase terms            | string      | html             |
hs_esign_enabled        | E-sign enabled            | bool        | booleancheckbox  |   | bool
@0-18 communication
hs_communication_channel_type | Channel type        | enumeration | select           |   | channel
hs_communication_logged_from | Logged from          | string      | text             |
hs_communication_body   | Body                      | string      | html             |
hs_body_preview         | Body preview              | string      | text             | r
+activity
@0-19 feedback_submission
hs_survey_id            | Survey ID                 | number      | number           |
hs_survey_name          | Survey name               | string      | text             |
hs_survey_type          | Survey type               | enumeration | radio            |   | survey_type
hs_survey_channel       | Survey channel            | enumeration | select           |   | survey_channel
hs_submission_name      | Submission name           | string      | text             |
hs_submission_timestamp | Submission date           | datetime    | date             |
hs_submission_url       | Submission URL            | string      | text             |
hs_value                | Rating                    | number      | number           |
hs_response_group       | Response group            | enumeration | radio            |   | response_group
hs_sentiment            | Sentiment                 | enumeration | select           |   | sentiment
hs_content              | Open text response        | string      | textarea         |
hs_industry_standard_question_type | Question type  | enumeration | select           |   | survey_type
hs_ingestion_id         | Ingestion ID              | string      | text             |
hs_contact_id           | Contact ID                | number      | number           |
hs_contact_email_rollup | Contact email             | string      | text             | r
hs_visitor_id           | Visitor ID                | string      | text             |
@0-27 task
hs_task_subject         | Task Title                | string      | text             |
hs_task_body            | Task Notes                | string      | html             |
hs_task_status          | Task Status               | enumeration | select           |   | task_status
hs_task_type            | Task Type                 | enumeration | select           |   | task_type
hs_task_priority        | Priority                  | enumeration | select           |   | task_priority
hs_task_completion_date | Completed at              | datetime    | date             | r
hs_task_is_completed    | Is task completed?        | number      | number           | rc
hs_task_reminders       | Reminders                 | string      | text             |
hs_queue_membership_ids | Queue                     | enumeration | checkbox         | x
+activity
@0-46 note
hs_note_body            | Note body                 | string      | html             |
hs_body_preview         | Body preview              | string      | text             | r
+activity
@0-47 meeting
hs_meeting_title        | Meeting name              | string      | text             |
hs_meeting_body         | Meeting description       | string      | html             |
hs_internal_meeting_notes | Internal meeting notes  | string      | html             |
hs_meeting_external_url | External URL              | string      | text             |
hs_meeting_location     | Location                  | string      | text             |
hs_meeting_location_type | Location type            | string      | text             |
hs_meeting_start_time   | Meeting start time        | datetime    | date             |
hs_meeting_end_time     | Meeting end time          | datetime    | date             |
hs_meeting_outcome      | Meeting outcome           | enumeration | select           |   | meeting_outcome
hs_meeting_source       | Meeting source            | string      | text             |
hs_attendee_owner_ids   | Attendee owners           | enumeration | checkbox         | x
+activity
@0-48 call
hs_call_title           | Call Title                | string      | text             |
hs_call_body            | Call notes                | string      | html             |
hs_call_status          | Call status               | enumeration | select           |   | call_status
hs_call_direction       | Call direction            | enumeration | select           |   | direction
hs_call_disposition     | Call outcome              | enumeration | select           |   | disposition
hs_call_duration        | Call duration             | number      | number           |
hs_call_from_number     | From number               | string      | text             |
hs_call_to_number       | To Number                 | string      | text             |
hs_call_recording_url   | Recording URL             | string      | text             |
hs_call_source          | Call source               | string      | text             |
hs_call_summary         | Call summary              | string      | html             | r
hs_call_callee_object_id | Callee object ID         | number      | number           |
hs_call_callee_object_type_id | Callee object type ID | string    | text             |
+activity
@0-49 email
hs_email_subject        | Email subject             | string      | text             |
hs_email_text           | Text body                 | string      | textarea         |
hs_email_html           | Email body                | string      | html             |
hs_email_direction      | Email direction           | enumeration | select           |   | email_direction
hs_email_status         | Email send status         | enumeration | select           |   | email_status
hs_email_headers        | Email headers             | string      | textarea         |
hs_email_from_email     | Email From Address        | string      | text             | r
hs_email_from_firstname | Email From First Name     | string      | text             | r
hs_email_from_lastname  | Email From Last Name      | string      | text             | r
hs_email_to_email       | Email To Address          | string      | text             | r
hs_email_sender_email   | Email sender email        | string      | text             | r
hs_email_open_count     | Number of opens           | number      | number           | r
hs_email_click_count    | Number of clicks          | number      | number           | r
hs_email_thread_id      | Thread ID                 | string      | text             | r
hs_email_message_id     | Message ID                | string      | text             | r
+activity
@0-54 marketing_event
hs_event_name           | Name                      | string      | text             |
hs_event_type           | Type                      | string      | text             |
hs_event_description    | Description               | string      | textarea         |
hs_event_organizer      | Organizer                 | string      | text             |
hs_event_status         | Status                    | enumeration | select           |   | event_status
hs_event_url            | URL                       | string      | text             |
hs_event_cancelled      | Cancelled                 | bool        | booleancheckbox  |   | bool
hs_event_completed      | Completed                 | bool        | booleancheckbox  |   | bool
hs_start_datetime       | Start date                | datetime    | date             |
hs_end_datetime         | End date                  | datetime    | date             |
hs_external_account_id  | External account ID       | string      | text             |
hs_external_event_id    | External event ID         | string      | text             |
hs_attendees            | Attendees                 | number      | number           | r
hs_registrants          | Registrations             | number      | number           | r
hs_cancellations        | Cancellations             | number      | number           | r
hs_no_shows             | No-shows                  | number      | number           | r
@0-115 users
hs_email                | User email                | string      | text             |
hs_given_name           | First name                | string      | text             |
hs_family_name          | Last name                 | string      | text             |
hs_job_title            | Job title                 | string      | text             |
hs_internal_user_id     | HubSpot user ID           | number      | number           | r
hs_deactivated          | User deactivated          | bool        | booleancheckbox  | r | bool
hs_main_phone           | Main phone                | string      | phonenumber      |
hs_standard_time_zone   | Time zone                 | string      | text             |
@0-116 postal_mail
hs_postal_mail_body     | Postal mail body          | string      | html             |
hs_body_preview         | Body preview              | string      | text             | r
+activity
@0-136 lead
hs_lead_name            | Lead name                 | string      | text             |
hs_lead_type            | Lead type                 | enumeration | select           |   | lead_type
hs_lead_label           | Lead label                | enumeration | select           |   | lead_label
hs_pipeline             | Pipeline                  | enumeration | select           | p
hs_pipeline_stage       | Pipeline stage            | enumeration | select           | s
hs_primary_contact_id   | Primary contact ID        | number      | number           | rc
hs_primary_company_id   | Primary company ID        | number      | number           | rc
"""
