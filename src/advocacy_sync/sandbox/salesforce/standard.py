"""The standard objects, as written tables: name, key prefix, labels, then one line per field.

Types, lengths and rights are those of the vendor's object reference.
"""

# ruff: noqa: E501 - one field is one line

from __future__ import annotations

__all__ = ["MULTI_CURRENCY", "OBJECTS", "PICKLISTS", "STAGES"]

STAGES = [  # name, probability, forecast category, its name, closed, won
    ("Prospecting", 10.0, "Pipeline", "Pipeline", False, False),
    ("Qualification", 10.0, "Pipeline", "Pipeline", False, False),
    ("Needs Analysis", 20.0, "Pipeline", "Pipeline", False, False),
    ("Value Proposition", 50.0, "Pipeline", "Pipeline", False, False),
    ("Id. Decision Makers", 60.0, "Pipeline", "Pipeline", False, False),
    ("Perception Analysis", 70.0, "Pipeline", "Pipeline", False, False),
    ("Proposal/Price Quote", 75.0, "BestCase", "Best Case", False, False),
    ("Negotiation/Review", 90.0, "BestCase", "Best Case", False, False),
    ("Closed Won", 100.0, "Closed", "Closed", True, True),
    ("Closed Lost", 0.0, "Omitted", "Omitted", True, False),
]

PICKLISTS: dict[str, list[str]] = {
    "StageName": [stage[0] for stage in STAGES],
    "ForecastCategory": ["Omitted", "Pipeline", "BestCase", "MostLikely", "Forecast", "Closed"],
    "ForecastCategoryName": ["Omitted", "Pipeline", "Best Case", "Most Likely", "Commit", "Closed"],
    "GeocodeAccuracy": [
        "Address", "NearAddress", "Block", "Street", "ExtendedZip", "Zip", "Neighborhood", "City", "County", "State",
        "Unknown",
    ],
    "AccountType": [
        "Prospect", "Customer - Direct", "Customer - Channel", "Channel Partner / Reseller", "Installation Partner",
        "Technology Partner", "Other",
    ],
    "Industry": [
        "Agriculture", "Apparel", "Banking", "Biotechnology", "Chemicals", "Communications", "Construction",
        "Consulting", "Education", "Electronics", "Energy", "Engineering", "Entertainment", "Environmental", "Finance",
        "Food & Beverage", "Government", "Healthcare", "Hospitality", "Insurance", "Machinery", "Manufacturing",
        "Media", "Not For Profit", "Recreation", "Retail", "Shipping", "Technology", "Telecommunications",
        "Transportation", "Utilities", "Other",
    ],
    "Ownership": ["Public", "Private", "Subsidiary", "Other"],
    "Rating": ["Hot", "Warm", "Cold"],
    "AccountSource": ["Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other"],
    "CleanStatus": ["Matched", "Different", "Acknowledged", "NotFound", "Inactive", "Pending", "SelectMatch", "Skipped"],
    "LeadSource": ["Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other"],
    "Salutation": ["Mr.", "Ms.", "Mrs.", "Dr.", "Prof.", "Mx."],
    "LeadStatus": ["Open - Not Contacted", "Working - Contacted", "Closed - Converted", "Closed - Not Converted"],
    "OpportunityType": [
        "Existing Customer - Upgrade", "Existing Customer - Replacement", "Existing Customer - Downgrade",
        "New Customer",
    ],
    "ContactRole": [
        "Business User", "Decision Maker", "Economic Buyer", "Economic Decision Maker", "Evaluator",
        "Executive Sponsor", "Influencer", "Technical Buyer", "Other",
    ],
    "ProductFamily": ["None"],
    "TaskStatus": ["Not Started", "In Progress", "Completed", "Waiting on someone else", "Deferred"],
    "TaskPriority": ["High", "Normal", "Low"],
    "TaskSubtype": ["Task", "Email", "ListEmail", "Cadence", "Call", "LinkedIn"],
    "TaskType": ["Call", "Meeting", "Other"],
    "CallType": ["Internal", "Inbound", "Outbound"],
    "EventSubtype": ["Event"],
    "EventType": ["Email", "Meeting", "Other", "Call"],
    "ShowAs": ["Busy", "OutOfOffice", "Free"],
    "RelationStatus": ["New", "Declined", "Accepted", "Uninvited", "Maybe"],
    "CaseStatus": ["New", "Working", "Escalated", "Closed"],
    "CaseOrigin": ["Phone", "Email", "Web"],
    "CasePriority": ["High", "Medium", "Low"],
    "CaseType": ["Mechanical", "Electrical", "Electronic", "Structural", "Other"],
    "CaseReason": ["Installation", "Equipment Complexity", "Performance", "Breakdown", "Equipment Design", "Feedback", "Other"],
    "CampaignType": [
        "Conference", "Webinar", "Trade Show", "Public Relations", "Partners", "Referral Program", "Advertisement",
        "Banner Ads", "Direct Mail", "Email", "Telemarketing", "Other",
    ],
    "CampaignStatus": ["Planned", "In Progress", "Completed", "Aborted"],
    "CampaignMemberStatus": ["Sent", "Responded"],
    "Locale": ["en_US", "en_GB", "de_DE", "fr_FR", "ja_JP"],
    "Language": ["en_US", "de", "fr", "ja", "es"],
    "TimeZone": ["GMT", "America/Los_Angeles", "America/New_York", "Europe/Berlin", "Europe/London", "Asia/Tokyo"],
    "Encoding": ["UTF-8", "ISO-8859-1"],
    "UserType": ["Standard", "PowerPartner", "CspLitePortal", "CustomerSuccess", "Guest", "CsnOnly"],
    "OrganizationType": ["Team Edition", "Professional Edition", "Enterprise Edition", "Developer Edition", "Unlimited Edition"],
    "Currency": ["USD", "EUR", "GBP", "JPY"],
    "HistoryField": ["Amount", "CloseDate", "StageName", "OwnerId", "Name", "created"],
    "PermissionSetType": ["Regular", "Standard", "Session", "Group", "Profile"],
}  # fmt: skip

# Objects that carry CurrencyIsoCode when multi-currency is switched on.
MULTI_CURRENCY = [
    "Account", "Contact", "Lead", "Opportunity", "OpportunityHistory", "OpportunityLineItem", "PricebookEntry",
    "Product2", "Campaign", "CampaignMember", "Case", "Task", "Event", "User", "OpportunityContactRole",
]  # fmt: skip

OBJECTS = """
Organization 00D Organization/Organizations | -createable -deletable -undeletable -mergeable -replicateable
  @id
  Name | string(80) | Name | ro req name
  Division | string(80) | Division |
  @address
  Phone | phone | Phone |
  Fax | phone | Fax |
  PrimaryContact | string(80) | Primary Contact |
  DefaultLocaleSidKey | picklist(Locale) | Locale | req restricted
  TimeZoneSidKey | picklist(TimeZone) | Time Zone | req restricted
  LanguageLocaleKey | picklist(Language) | Language | req restricted
  ReceivesInfoEmails | boolean | Info Emails |
  ReceivesAdminInfoEmails | boolean | Info Emails Admin |
  PreferencesRequireOpportunityProducts | boolean | RequireOpportunityProducts |
  FiscalYearStartMonth | int | Fiscal Year Starts In | ro
  UsesStartDateAsFiscalYearName | boolean | Fiscal Year Name by Start | ro
  DefaultAccountAccess | picklist(UserType) | Default Account Access | ro
  DefaultContactAccess | picklist(UserType) | Default Contact Access | ro
  DefaultOpportunityAccess | picklist(UserType) | Default Opportunity Access | ro
  OrganizationType | picklist(OrganizationType) | Edition | ro restricted
  NamespacePrefix | string(15) | Namespace Prefix | ro
  InstanceName | string(5) | Instance Name | ro
  IsSandbox | boolean | Is Sandbox | ro
  TrialExpirationDate | datetime | Trial Expiration Date | ro
  IsReadOnly | boolean | Is Read Only | ro
  @audit

User 005 User/Users | -deletable -undeletable -mergeable
  @id
  Username | string(80) | Username | req lookup unique
  LastName | string(80) | Last Name | req
  FirstName | string(40) | First Name |
  Name | string(121) | Full Name | ro name
  CompanyName | string(80) | Company Name |
  Division | string(80) | Division |
  Department | string(80) | Department |
  Title | string(80) | Title |
  @address
  Email | email(128) | Email | req lookup
  EmailPreferencesAutoBcc | boolean | AutoBcc |
  Signature | textarea(1333) | Email Signature |
  Phone | phone | Phone |
  MobilePhone | phone | Mobile |
  Alias | string(8) | Alias | req
  CommunityNickname | string(40) | Nickname | req
  BadgeText | string(80) | User Photo badge text overlay | ro
  IsActive | boolean | Active |
  TimeZoneSidKey | picklist(TimeZone) | Time Zone | req restricted
  UserRoleId | reference(UserRole) | Role ID | rel=UserRole
  LocaleSidKey | picklist(Locale) | Locale | req restricted
  EmailEncodingKey | picklist(Encoding) | Email Encoding | req restricted
  ProfileId | reference(Profile) | Profile ID | req rel=Profile child=Users
  UserType | picklist(UserType) | User Type | ro
  LanguageLocaleKey | picklist(Language) | Language | req restricted
  EmployeeNumber | string(20) | Employee Number |
  ManagerId | reference(User) | Manager ID | rel=Manager child=ManagedUsers
  LastLoginDate | datetime | Last Login | ro
  @audit
  FederationIdentifier | string(512) | SAML Federation ID | lookup
  AboutMe | textarea(1000) | About Me |
  SmallPhotoUrl | url(1024) | Small Photo URL | ro
  FullPhotoUrl | url(1024) | Full Photo URL | ro

UserRole 00E Role/Roles | -undeletable -mergeable
  @id
  Name | string(80) | Name | req name
  ParentRoleId | reference(UserRole) | Parent Role ID | rel=ParentRole
  DeveloperName | string(80) | Developer Name | lookup
  LastModifiedDate | datetime | Last Modified Date | ro req defaulted
  LastModifiedById | reference(User) | Last Modified By ID | ro req defaulted rel=LastModifiedBy
  SystemModstamp | datetime | System Modstamp | ro req defaulted

Profile 00e Profile/Profiles | -createable -undeletable -mergeable -deletable
  @id
  Name | string(255) | Name | req name
  UserType | picklist(UserType) | User Type | ro
  Description | string(255) | Description |
  @audit

Account 001 Account/Accounts | mergeable
  @id
  @deleted
  MasterRecordId | reference(Account) | Master Record ID | ro rel=MasterRecord
  Name | string(255) | Account Name | req name
  Type | picklist(AccountType) | Account Type |
  RecordTypeId | reference(RecordType) | Record Type ID | rel=RecordType
  ParentId | reference(Account) | Parent Account ID | rel=Parent child=ChildAccounts
  @address Billing
  @address Shipping
  Phone | phone | Account Phone |
  Fax | phone | Account Fax |
  AccountNumber | string(40) | Account Number |
  Website | url | Website |
  PhotoUrl | url | Photo URL | ro
  Sic | string(20) | SIC Code |
  Industry | picklist(Industry) | Industry |
  AnnualRevenue | currency(18,0) | Annual Revenue |
  NumberOfEmployees | int | Employees |
  Ownership | picklist(Ownership) | Ownership |
  TickerSymbol | string(20) | Ticker Symbol |
  Description | textarea(32000) | Account Description |
  Rating | picklist(Rating) | Account Rating |
  Site | string(80) | Account Site |
  @owner
  @audit
  LastActivityDate | date | Last Activity | ro
  @viewed
  Jigsaw | string(20) | Data.com Key |
  JigsawCompanyId | string(20) | Jigsaw Company ID | ro
  CleanStatus | picklist(CleanStatus) | Clean Status | restricted
  AccountSource | picklist(AccountSource) | Account Source |
  DunsNumber | string(9) | D-U-N-S Number |
  Tradestyle | string(255) | Tradestyle |
  NaicsCode | string(8) | NAICS Code |
  NaicsDesc | string(120) | NAICS Description |
  YearStarted | string(4) | Year Started |
  SicDesc | string(80) | SIC Description |

Contact 003 Contact/Contacts | mergeable
  @id
  @deleted
  MasterRecordId | reference(Contact) | Master Record ID | ro rel=MasterRecord
  AccountId | reference(Account) | Account ID | rel=Account child=Contacts cascade
  LastName | string(80) | Last Name | req
  FirstName | string(40) | First Name |
  Salutation | picklist(Salutation) | Salutation |
  Name | string(121) | Full Name | ro name
  RecordTypeId | reference(RecordType) | Record Type ID | rel=RecordType
  @address Other
  @address Mailing
  Phone | phone | Business Phone |
  Fax | phone | Business Fax |
  MobilePhone | phone | Mobile Phone |
  HomePhone | phone | Home Phone |
  OtherPhone | phone | Other Phone |
  AssistantPhone | phone | Asst. Phone |
  ReportsToId | reference(Contact) | Reports To ID | rel=ReportsTo
  Email | email | Email | lookup
  Title | string(128) | Title |
  Department | string(80) | Department |
  AssistantName | string(40) | Assistant's Name |
  LeadSource | picklist(LeadSource) | Lead Source |
  Birthdate | date | Birthdate |
  Description | textarea(32000) | Contact Description |
  @owner
  HasOptedOutOfEmail | boolean | Email Opt Out |
  HasOptedOutOfFax | boolean | Fax Opt Out |
  DoNotCall | boolean | Do Not Call |
  @audit
  LastActivityDate | date | Last Activity | ro
  LastCURequestDate | datetime | Last Stay-in-Touch Request Date | ro
  LastCUUpdateDate | datetime | Last Stay-in-Touch Save Date | ro
  @viewed
  EmailBouncedReason | string(255) | Email Bounced Reason |
  EmailBouncedDate | datetime | Email Bounced Date |
  IsEmailBounced | boolean | Is Email Bounced | ro
  PhotoUrl | url | Photo URL | ro
  Jigsaw | string(20) | Data.com Key |
  JigsawContactId | string(20) | Jigsaw Contact ID | ro
  CleanStatus | picklist(CleanStatus) | Clean Status | restricted
  IndividualId | string(18) | Individual ID |

Lead 00Q Lead/Leads | mergeable
  @id
  @deleted
  MasterRecordId | reference(Lead) | Master Record ID | ro rel=MasterRecord
  LastName | string(80) | Last Name | req
  FirstName | string(40) | First Name |
  Salutation | picklist(Salutation) | Salutation |
  Name | string(121) | Full Name | ro name
  RecordTypeId | reference(RecordType) | Record Type ID | rel=RecordType
  Title | string(128) | Title |
  Company | string(255) | Company | req
  @address
  Phone | phone | Phone |
  MobilePhone | phone | Mobile Phone |
  Fax | phone | Fax |
  Email | email | Email | lookup
  Website | url | Website |
  PhotoUrl | url | Photo URL | ro
  Description | textarea(32000) | Description |
  LeadSource | picklist(LeadSource) | Lead Source |
  Status | picklist(LeadStatus) | Status | req default=Open_-_Not_Contacted
  Industry | picklist(Industry) | Industry |
  Rating | picklist(Rating) | Rating |
  AnnualRevenue | currency(18,0) | Annual Revenue |
  NumberOfEmployees | int | Employees |
  @owner
  HasOptedOutOfEmail | boolean | Email Opt Out |
  IsConverted | boolean | Converted | createonly
  ConvertedDate | date | Converted Date | ro
  ConvertedAccountId | reference(Account) | Converted Account ID | ro rel=ConvertedAccount
  ConvertedContactId | reference(Contact) | Converted Contact ID | ro rel=ConvertedContact
  ConvertedOpportunityId | reference(Opportunity) | Converted Opportunity ID | ro rel=ConvertedOpportunity
  IsUnreadByOwner | boolean | Unread By Owner |
  @audit
  LastActivityDate | date | Last Activity | ro
  @viewed
  DoNotCall | boolean | Do Not Call |
  Jigsaw | string(20) | Data.com Key |
  CleanStatus | picklist(CleanStatus) | Clean Status | restricted
  EmailBouncedReason | string(255) | Email Bounced Reason |
  EmailBouncedDate | datetime | Email Bounced Date |

Opportunity 006 Opportunity/Opportunities |
  @id
  @deleted
  AccountId | reference(Account) | Account ID | rel=Account child=Opportunities cascade
  RecordTypeId | reference(RecordType) | Record Type ID | rel=RecordType
  IsPrivate | boolean | Private |
  Name | string(120) | Name | req name
  Description | textarea(32000) | Description |
  StageName | picklist(StageName) | Stage | req
  Amount | currency(18,2) | Amount |
  Probability | percent(3,0) | Probability (%) |
  ExpectedRevenue | currency(18,2) | Expected Amount | ro
  TotalOpportunityQuantity | double(18,2) | Quantity |
  CloseDate | date | Close Date | req
  Type | picklist(OpportunityType) | Opportunity Type |
  NextStep | string(255) | Next Step |
  LeadSource | picklist(LeadSource) | Lead Source |
  IsClosed | boolean | Closed | ro
  IsWon | boolean | Won | ro
  ForecastCategory | picklist(ForecastCategory) | Forecast Category | ro restricted req defaulted
  ForecastCategoryName | picklist(ForecastCategoryName) | Forecast Category | restricted
  CampaignId | reference(Campaign) | Campaign ID | rel=Campaign child=Opportunities
  HasOpportunityLineItem | boolean | Has Line Item | ro
  Pricebook2Id | reference(Pricebook2) | Price Book ID | rel=Pricebook2 child=Opportunities
  @owner
  @audit
  LastActivityDate | date | Last Activity | ro
  PushCount | int(9) | Push Count | ro
  LastStageChangeDate | datetime | Last Stage Change Date | ro
  FiscalQuarter | int | Fiscal Quarter | ro
  FiscalYear | int | Fiscal Year | ro
  Fiscal | string(6) | Fiscal Period | ro
  ContactId | reference(Contact) | Contact ID | createonly rel=Contact
  @viewed
  LastAmountChangedHistoryId | reference(OpportunityHistory) | Opportunity History ID | ro rel=LastAmountChangedHistory
  LastCloseDateChangedHistoryId | reference(OpportunityHistory) | Opportunity History ID | ro rel=LastCloseDateChangedHistory
  HasOpenActivity | boolean | Has Open Activity | ro
  HasOverdueTask | boolean | Has Overdue Task | ro

OpportunityContactRole 00K Opportunity Contact Role/Opportunity Contact Role |
  @id
  OpportunityId | reference(Opportunity) | Opportunity ID | req createonly rel=Opportunity child=OpportunityContactRoles cascade
  ContactId | reference(Contact) | Contact ID | req createonly rel=Contact child=OpportunityContactRoles cascade
  Role | picklist(ContactRole) | Role |
  IsPrimary | boolean | Primary |
  @deleted
  @audit

OpportunityStage 01J Opportunity Stage/Opportunity Stage | -createable -updateable -deletable -undeletable
  @id
  MasterLabel | string(255) | Master Label | ro req name
  ApiName | string(255) | API Name | ro
  IsActive | boolean | Is Active | ro
  SortOrder | int | Sort Order | ro
  IsClosed | boolean | Is Closed | ro
  IsWon | boolean | Is Won | ro
  ForecastCategory | picklist(ForecastCategory) | Forecast Category | ro
  ForecastCategoryName | picklist(ForecastCategoryName) | Forecast Category | ro
  DefaultProbability | percent(3,0) | Probability (%) | ro
  Description | string(255) | Description | ro
  CreatedById | reference(User) | Created By ID | ro req defaulted rel=CreatedBy
  CreatedDate | datetime | Created Date | ro req defaulted
  LastModifiedById | reference(User) | Last Modified By ID | ro req defaulted rel=LastModifiedBy
  LastModifiedDate | datetime | Last Modified Date | ro req defaulted
  SystemModstamp | datetime | System Modstamp | ro req defaulted

OpportunityHistory 008 Opportunity History/Opportunity History | -createable -updateable -deletable -undeletable
  @id
  OpportunityId | reference(Opportunity) | Opportunity ID | ro req rel=Opportunity child=OpportunityHistories cascade
  CreatedById | reference(User) | Created By ID | ro req defaulted rel=CreatedBy
  CreatedDate | datetime | Created Date | ro req defaulted
  StageName | picklist(StageName) | Stage Name | ro
  Amount | currency(18,2) | Amount | ro
  ExpectedRevenue | currency(18,2) | Expected Revenue | ro
  CloseDate | date | Close Date | ro
  Probability | percent(3,0) | Probability | ro
  ForecastCategory | picklist(ForecastCategory) | To ForecastCategory | ro
  FromForecastCategory | picklist(ForecastCategory) | From ForecastCategory | ro
  PrevForecastUpdate | picklist(ForecastCategory) | Prev Forecast Update | ro
  FromOpportunityStageName | picklist(StageName) | From Stage | ro
  PrevAmount | currency(18,2) | Previous Amount | ro
  PrevCloseDate | date | Previous Close Date | ro
  SystemModstamp | datetime | System Modstamp | ro req defaulted
  @deleted

OpportunityFieldHistory 017 Opportunity Field History/Opportunity Field History | -createable -updateable -deletable -undeletable
  @id
  @deleted
  OpportunityId | reference(Opportunity) | Opportunity ID | ro req rel=Opportunity child=Histories cascade
  CreatedById | reference(User) | Created By ID | ro req defaulted rel=CreatedBy
  CreatedDate | datetime | Created Date | ro req defaulted
  Field | picklist(HistoryField) | Changed Field | ro req restricted
  DataType | string(255) | Datatype | ro
  OldValue | anyType | Old Value | ro
  NewValue | anyType | New Value | ro

OpportunityLineItem 00k Opportunity Product/Opportunity Product |
  @id
  OpportunityId | reference(Opportunity) | Opportunity ID | req createonly rel=Opportunity child=OpportunityLineItems cascade
  SortOrder | int(9) | Sort Order | ro
  PricebookEntryId | reference(PricebookEntry) | Price Book Entry ID | createonly rel=PricebookEntry
  Product2Id | reference(Product2) | Product ID | createonly rel=Product2
  ProductCode | string(255) | Product Code | ro
  Name | string(376) | Opportunity Product Name | ro name
  Quantity | double(12,2) | Quantity |
  TotalPrice | currency(18,2) | Total Price |
  UnitPrice | currency(18,2) | Sales Price |
  ListPrice | currency(18,2) | List Price | ro
  ServiceDate | date | Date |
  Description | string(255) | Line Description |
  @deleted
  @audit
  @viewed

Product2 01t Product/Products |
  @id
  Name | string(255) | Product Name | req name
  ProductCode | string(255) | Product Code |
  Description | textarea(4000) | Product Description |
  IsActive | boolean | Active |
  @deleted
  @audit
  Family | picklist(ProductFamily) | Product Family |
  ExternalId | string(255) | External ID |
  DisplayUrl | url(1000) | Display URL |
  QuantityUnitOfMeasure | picklist(ProductFamily) | Quantity Unit Of Measure |
  IsArchived | boolean | Archived | ro
  StockKeepingUnit | string(180) | Product SKU |
  @viewed

Pricebook2 01s Price Book/Price Books |
  @id
  Name | string(255) | Price Book Name | req name
  @viewed
  IsActive | boolean | Active |
  IsArchived | boolean | Archived | ro
  Description | string(255) | Description |
  IsStandard | boolean | Is Standard Price Book | ro
  @deleted
  @audit

PricebookEntry 01u Price Book Entry/Price Book Entries |
  @id
  Name | string(255) | Product Name | ro name
  Pricebook2Id | reference(Pricebook2) | Price Book ID | req createonly rel=Pricebook2 child=PricebookEntries
  Product2Id | reference(Product2) | Product ID | req createonly rel=Product2 child=PricebookEntries
  UnitPrice | currency(18,2) | List Price | req
  IsActive | boolean | Active |
  UseStandardPrice | boolean | Use Standard Price |
  ProductCode | string(255) | Product Code | ro
  IsArchived | boolean | Archived | ro
  @deleted
  @audit

Task 00T Task/Tasks |
  @id
  RecordTypeId | reference(RecordType) | Record Type ID | rel=RecordType
  WhoId | reference(Contact,Lead) | Name ID | rel=Who child=Tasks cascade
  WhatId | reference(Account,Opportunity,Campaign,Case,Product2) | Related To ID | rel=What child=Tasks cascade
  Subject | combobox(255) | Subject | name
  ActivityDate | date | Due Date Only |
  Status | picklist(TaskStatus) | Status | req default=Not_Started
  Priority | picklist(TaskPriority) | Priority | req default=Normal
  IsHighPriority | boolean | High Priority | ro
  OwnerId | reference(User,Group) | Assigned To ID | req defaulted rel=Owner
  Description | textarea(32000) | Description |
  Type | picklist(TaskType) | Type |
  @deleted
  AccountId | reference(Account) | Account ID | ro rel=Account
  IsClosed | boolean | Closed | ro
  @audit
  IsArchived | boolean | Archived | ro
  CallDurationInSeconds | int | Call Duration |
  CallType | picklist(CallType) | Call Type |
  CallDisposition | string(255) | Call Result |
  CallObject | string(255) | Call Object Identifier |
  ReminderDateTime | datetime | Reminder Date/Time |
  IsReminderSet | boolean | Reminder Set |
  IsRecurrence | boolean | Create Recurring Series of Tasks | createonly
  RecurrenceActivityId | reference(Task) | Recurrence Activity ID | ro rel=RecurrenceActivity child=RecurringTasks
  TaskSubtype | picklist(TaskSubtype) | Task Subtype | createonly
  CompletedDateTime | datetime | Completed Date | ro

Event 00U Event/Events |
  @id
  RecordTypeId | reference(RecordType) | Record Type ID | rel=RecordType
  WhoId | reference(Contact,Lead) | Name ID | rel=Who child=Events cascade
  WhatId | reference(Account,Opportunity,Campaign,Case,Product2) | Related To ID | rel=What child=Events cascade
  Subject | combobox(255) | Subject | name
  Location | string(255) | Location |
  IsAllDayEvent | boolean | All-Day Event |
  ActivityDateTime | datetime | Due Date Time |
  ActivityDate | date | Due Date Only |
  DurationInMinutes | int | Duration |
  StartDateTime | datetime | Start Date Time |
  EndDateTime | datetime | End Date Time |
  EndDate | date | End Date | ro
  Description | textarea(32000) | Description |
  AccountId | reference(Account) | Account ID | ro rel=Account
  @owner
  Type | picklist(EventType) | Type |
  IsPrivate | boolean | Private |
  ShowAs | picklist(ShowAs) | Show Time As |
  @deleted
  IsChild | boolean | Is Child | ro
  IsGroupEvent | boolean | Is Group Event | ro
  @audit
  IsArchived | boolean | Archived | ro
  IsRecurrence | boolean | Create Recurring Series of Events | createonly
  ReminderDateTime | datetime | Reminder Date/Time |
  IsReminderSet | boolean | Reminder Set |
  EventSubtype | picklist(EventSubtype) | Event Subtype | createonly

TaskRelation 0RT Task Relation/Task Relations | -mergeable
  @id
  RelationId | reference(Account,Contact,Lead,Opportunity,Campaign,Case) | Relation ID | createonly rel=Relation child=TaskRelations
  TaskId | reference(Task) | Task ID | req createonly rel=Task child=TaskRelations cascade
  IsWhat | boolean | Is What | ro
  AccountId | reference(Account) | Account ID | ro rel=Account
  @deleted
  @audit

EventRelation 0RE Event Relation/Event Relations | -mergeable
  @id
  RelationId | reference(Account,Contact,Lead,Opportunity,Campaign,Case,User) | Relation ID | req createonly rel=Relation child=EventRelations
  EventId | reference(Event) | Event ID | req createonly rel=Event child=EventRelations cascade
  Status | picklist(RelationStatus) | Status |
  RespondedDate | datetime | Response Date |
  Response | string(255) | Comment |
  IsWhat | boolean | Is What |
  IsParent | boolean | Is Parent |
  IsInvitee | boolean | Is Invitee |
  AccountId | reference(Account) | Account ID | ro rel=Account
  @deleted
  @audit

Case 500 Case/Cases | mergeable
  @id
  @deleted
  MasterRecordId | reference(Case) | Master Record ID | ro rel=MasterRecord
  CaseNumber | string(30) | Case Number | ro name lookup auto={00000000}
  ContactId | reference(Contact) | Contact ID | rel=Contact child=Cases
  AccountId | reference(Account) | Account ID | rel=Account child=Cases
  ParentId | reference(Case) | Parent Case ID | rel=Parent child=Cases
  SuppliedName | string(80) | Name |
  SuppliedEmail | email | Email Address |
  SuppliedPhone | string(40) | Phone |
  SuppliedCompany | string(80) | Company |
  RecordTypeId | reference(RecordType) | Record Type ID | rel=RecordType
  Type | picklist(CaseType) | Case Type |
  Status | picklist(CaseStatus) | Status | default=New
  Reason | picklist(CaseReason) | Case Reason |
  Origin | picklist(CaseOrigin) | Case Origin |
  Subject | string(255) | Subject |
  Priority | picklist(CasePriority) | Priority | default=Medium
  Description | textarea(32000) | Description |
  IsClosed | boolean | Closed | ro
  ClosedDate | datetime | Closed Date | ro
  IsEscalated | boolean | Escalated |
  OwnerId | reference(User,Group) | Owner ID | req defaulted rel=Owner
  @audit
  ContactPhone | phone | Contact Phone | ro formula=Contact.Phone
  ContactMobile | phone | Contact Mobile | ro formula=Contact.MobilePhone
  ContactEmail | email | Contact Email | ro formula=Contact.Email
  ContactFax | phone | Contact Fax | ro formula=Contact.Fax
  Comments | textarea(4000) | Internal Comments |
  @viewed

Campaign 701 Campaign/Campaigns |
  @id
  @deleted
  Name | string(80) | Name | req name
  ParentId | reference(Campaign) | Parent Campaign ID | rel=Parent child=ChildCampaigns
  Type | picklist(CampaignType) | Type |
  RecordTypeId | reference(RecordType) | Record Type ID | rel=RecordType
  Status | picklist(CampaignStatus) | Status | default=Planned
  StartDate | date | Start Date |
  EndDate | date | End Date |
  ExpectedRevenue | currency(18,0) | Expected Revenue |
  BudgetedCost | currency(18,0) | Budgeted Cost |
  ActualCost | currency(18,0) | Actual Cost |
  ExpectedResponse | percent(10,2) | Expected Response (%) |
  NumberSent | double(18,0) | Num Sent |
  IsActive | boolean | Active |
  Description | textarea(32000) | Description |
  NumberOfLeads | int(9) | Leads in Campaign | ro
  NumberOfConvertedLeads | int(9) | Converted Leads in Campaign | ro
  NumberOfContacts | int(9) | Contacts in Campaign | ro
  NumberOfResponses | int(9) | Responses in Campaign | ro
  NumberOfOpportunities | int(9) | Opportunities in Campaign | ro
  NumberOfWonOpportunities | int(9) | Won Opportunities in Campaign | ro
  AmountAllOpportunities | currency(18,0) | Value Opportunities in Campaign | ro
  AmountWonOpportunities | currency(18,0) | Value Won Opportunities in Campaign | ro
  @owner
  @audit
  LastActivityDate | date | Last Activity | ro
  @viewed
  CampaignMemberRecordTypeId | reference(RecordType) | Record Type ID | rel=CampaignMemberRecordType

CampaignMember 00v Campaign Member/Campaign Members |
  @id
  @deleted
  CampaignId | reference(Campaign) | Campaign ID | req createonly rel=Campaign child=CampaignMembers cascade
  LeadId | reference(Lead) | Lead ID | createonly rel=Lead child=CampaignMembers cascade
  ContactId | reference(Contact) | Contact ID | createonly rel=Contact child=CampaignMembers cascade
  Status | picklist(CampaignMemberStatus) | Status |
  HasResponded | boolean | Responded | ro
  @audit
  FirstRespondedDate | date | First Responded Date | ro
  Name | string(255) | Name | ro name
  FirstName | string(40) | First Name | ro
  LastName | string(80) | Last Name | ro
  Title | string(128) | Title | ro
  Email | email | Email | ro
  Phone | phone | Phone | ro
  CompanyOrAccount | string(255) | Company (Account) | ro
  Type | string(40) | Type | ro
  LeadOrContactId | reference(Contact,Lead) | Related Record ID | ro rel=LeadOrContact

CampaignMemberStatus 01Y Campaign Member Status/Campaign Member Statuses |
  @id
  @deleted
  Label | string(765) | Member Status | req name
  CampaignId | reference(Campaign) | Campaign ID | req createonly rel=Campaign child=CampaignMemberStatuses cascade
  SortOrder | int(9) | Sort Order |
  IsDefault | boolean | Is Default |
  HasResponded | boolean | Responded |
  @audit

RecordType 012 Record Type/Record Types | -deletable -undeletable
  @id
  Name | string(80) | Name | req name
  DeveloperName | string(80) | Record Type Name | req
  NamespacePrefix | string(15) | Namespace Prefix | ro
  Description | string(255) | Description |
  BusinessProcessId | string(18) | Business Process ID |
  SobjectType | string(40) | SObject Type Name | req
  IsActive | boolean | Active |
  CreatedById | reference(User) | Created By ID | ro req defaulted rel=CreatedBy
  CreatedDate | datetime | Created Date | ro req defaulted
  LastModifiedById | reference(User) | Last Modified By ID | ro req defaulted rel=LastModifiedBy
  LastModifiedDate | datetime | Last Modified Date | ro req defaulted
  SystemModstamp | datetime | System Modstamp | ro req defaulted

Group 00G Group/Group | -undeletable
  @id
  Name | string(80) | Name | req name
  DeveloperName | string(80) | Developer Name |
  Type | string(40) | Type | req
  Email | email | Email |
  OwnerId | reference(User) | Owner ID | ro req defaulted rel=Owner
  @audit

PermissionSet 0PS Permission Set/Permission Sets | -undeletable
  @id
  Name | string(80) | Permission Set Name | req name lookup
  Label | string(80) | Permission Set Label | req
  Description | string(255) | Description |
  IsOwnedByProfile | boolean | Is Owned By Profile | ro
  ProfileId | reference(Profile) | Profile ID | ro rel=Profile
  Type | picklist(PermissionSetType) | Permission Set Type | ro
  IsCustom | boolean | Custom | ro
  NamespacePrefix | string(15) | Namespace Prefix | ro
  PermissionsApiEnabled | boolean | API Enabled |
  PermissionsViewAllData | boolean | View All Data |
  PermissionsModifyAllData | boolean | Modify All Data |
  PermissionsViewSetup | boolean | View Setup and Configuration |
  PermissionsCustomizeApplication | boolean | Customize Application |
  PermissionsModifyMetadata | boolean | Modify Metadata Through Metadata API Functions |
  PermissionsManageProfilesPermissionsets | boolean | Manage Profiles and Permission Sets |
  PermissionsAssignPermissionSets | boolean | Assign Permission Sets |
  PermissionsBulkApiHardDelete | boolean | Bulk API Hard Delete |
  @audit

PermissionSetAssignment 0Pa Permission Set Assignment/Permission Set Assignments | -undeletable
  @id
  PermissionSetId | reference(PermissionSet) | PermissionSet ID | createonly rel=PermissionSet child=Assignments
  AssigneeId | reference(User) | Assignee ID | req createonly rel=Assignee child=PermissionSetAssignments
  IsActive | boolean | Is Active | ro
  SystemModstamp | datetime | System Modstamp | ro req defaulted

FieldPermissions 01k Field Permissions/Field Permissions | -undeletable
  @id
  ParentId | reference(PermissionSet) | Parent ID | req createonly rel=Parent child=FieldPerms
  SobjectType | string(40) | SObject Type Name | req createonly
  Field | string(255) | Field Name | req createonly
  PermissionsEdit | boolean | Edit |
  PermissionsRead | boolean | Read |
  SystemModstamp | datetime | System Modstamp | ro req defaulted

ObjectPermissions 110 Object Permissions/Object Permissions | -undeletable
  @id
  ParentId | reference(PermissionSet) | Parent ID | req createonly rel=Parent child=ObjectPerms
  SobjectType | string(40) | SObject Type Name | req createonly
  PermissionsCreate | boolean | Create |
  PermissionsRead | boolean | Read |
  PermissionsEdit | boolean | Edit |
  PermissionsDelete | boolean | Delete |
  PermissionsViewAllRecords | boolean | Read All |
  PermissionsModifyAllRecords | boolean | Edit All |
  @audit

UserPermissionAccess 0UP User Permission Access/User Permission Access | -createable -updateable -deletable -undeletable
  @id
  PermissionsApiEnabled | boolean | API Enabled | ro
  PermissionsViewAllData | boolean | View All Data | ro
  PermissionsModifyAllData | boolean | Modify All Data | ro
  PermissionsViewSetup | boolean | View Setup and Configuration | ro
  PermissionsCustomizeApplication | boolean | Customize Application | ro
  PermissionsModifyMetadata | boolean | Modify Metadata Through Metadata API Functions | ro
  PermissionsManageProfilesPermissionsets | boolean | Manage Profiles and Permission Sets | ro
  PermissionsAssignPermissionSets | boolean | Assign Permission Sets | ro

CurrencyType 01L Currency Type/Currency Types | -deletable -undeletable
  @id
  IsoCode | picklist(Currency) | Currency ISO Code | req restricted
  ConversionRate | double(18,6) | Conversion Rate | req
  DecimalPlaces | int | Decimal Places | req
  IsActive | boolean | Active |
  IsCorporate | boolean | Is Corporate Currency |
  @audit

DatedConversionRate 04w Dated Conversion Rate/Dated Conversion Rates | -undeletable
  @id
  IsoCode | picklist(Currency) | Currency ISO Code | req restricted
  StartDate | date | Start Date | req
  NextStartDate | date | Next Start Date | ro
  ConversionRate | double(18,6) | Conversion Rate | req
  @audit
"""
