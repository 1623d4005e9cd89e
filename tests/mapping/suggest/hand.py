# ruff: noqa: E501 - tables, a record to the line
"""Objects written by hand after orgs as one meets them, each with something that misleads.

A line is `name | label | type | canonical or - | sample; sample; …`; picklist options stand in brackets behind
the type, reference targets behind a colon. `+` before the name marks the vendor's own field.
"""

from __future__ import annotations

from typing import Any

from .orgs import Labelled

__all__ = ["HAND", "parsed"]

# The org's language is German and so are the labels of the vendor's fields; the site of the parent is no site of ours.
MITTELSTAND = """
salesforce Account Account
+Id | Account-ID | id | - |
+Name | Accountname | string | account.name | Kranich Maschinenbau GmbH; Ostsee Logistik AG; Huber & Söhne KG; Stadtwerke Lindau; Fjord Pharma GmbH; Bergmann
+Website | Website | url | - | ; ; ; ; ;
Internetauftritt__c | Internetauftritt | url | account.domain | kranich.de; www.ostsee-logistik.de; huber-soehne.de; stadtwerke-lindau.de; ; bergmann.at
Website_Mutter__c | Website der Mutter | url | - | kranich-holding.de; ; ; ; ;
+Industry | Branche | picklist[Automotive,Banking,Energy] | - | ; ; ; ; ;
WZ_Branche__c | Branche (WZ 2008) | picklist[Maschinenbau,Logistik,Energieversorgung,Pharma,Handel] | account.industry | Maschinenbau; Logistik; Maschinenbau; Energieversorgung; Pharma; Handel
WZ_Code__c | WZ-Code | string | - | 28.1; 52.2; 28.9; 35.1; 21.2; 46.3
+BillingCountry | Rechnungsland | string | account.country | Deutschland; Deutschland; Deutschland; Deutschland; Dänemark; Österreich
+ShippingCountry | Lieferland | string | - | Deutschland; Polen; ; Deutschland; Dänemark; Österreich
Exportland__c | Wichtigstes Exportland | string | - | Frankreich; Polen; Italien; ; Schweiz; Ungarn
+ParentId | Übergeordneter Account-ID | reference:Account | account.parent | 001A0000012aBcD; ; ; ; 001A0000034eFgH;
+OwnerId | Inhaber-ID | reference:User | account.owner | 005A0000001xYz1; 005A0000001xYz1; 005A0000002xYz2; 005A0000001xYz1; 005A0000003xYz3; 005A0000002xYz2
Innendienst__c | Innendienst | reference:User | - | 005A0000009xYz9; ; 005A0000009xYz9; ; ;
Name_2__c | Name 2 | string | - | Werk Nord; ; ; ; ;
Kurzname__c | Kurzname | string | - | Kranich; Ostsee; Huber; SWL; Fjord; Berg
+Phone | Accounttelefon | phone | - | +49 30 123456; +49 40 998877; ; ; ;
"""

# Booked and expected sums beside the amount; `Type` holds a segment by now, the motion took its place.
SAAS = """
salesforce Opportunity Opportunity
+Id | Opportunity ID | id | - |
+AccountId | Account ID | reference:Account | opportunity.account | 0015g00000AbCdE; 0015g00000AbCdF; 0015g00000AbCdG; 0015g00000AbCdH; 0015g00000AbCdI
+Name | Name | string | opportunity.name | Lumen - 50 seats; Solaris - Platform; Aurora renewal FY25; Tierra - Pilot; Redwood - Add-on
+Amount | Amount | currency | opportunity.amount | 50000; 120000.5; 33000; 9000; 15000
+ExpectedRevenue | Expected Amount | currency | - | 25000; 60000.25; 33000; 900; 15000
Booked_ARR__c | Booked ARR | currency | - | 25000; ; 33000; ; 15000
SBQQ__PrimaryQuote__c | Primary Quote | reference:SBQQ__Quote__c | - | a0q5g00000AbCdE; ; ; ;
SBQQ__RenewedContract__c | Renewed Contract | reference:Contract | - | ; ; 8005g00000AbCdE; ;
Services_Amount__c | Services Amount | currency | - | 5000; ; ; 1000;
+StageName | Stage | picklist[Discovery,Proposal,Closed Won,Closed Lost] | opportunity.stage | Discovery; Proposal; Closed Won; Discovery; Closed Lost
Renewal_Stage__c | Renewal Stage | picklist[Not due,In talks,Renewed] | - | Not due; Not due; Renewed; ;
+Type | Segment | picklist[SMB,Mid-Market,Enterprise] | - | SMB; Enterprise; Mid-Market; SMB; Enterprise
Deal_Motion__c | Motion | picklist[New Logo,Upsell,Renewal] | opportunity.kind | New Logo; New Logo; Renewal; New Logo; Upsell
+CloseDate | Close Date | date | opportunity.close_date | 2025-03-31; 2025-06-30; 2024-12-31; 2025-09-30; 2025-01-15
First_Close_Date__c | First Close Date | date | - | 2024-12-31; 2025-03-31; 2024-12-31; 2025-03-31; 2024-12-31
Contract_Signed__c | Contract Signed Date | date | - | ; ; 2024-12-30; ;
+CreatedDate | Created Date | datetime | opportunity.created_at | 2024-08-01T09:00:00.000Z; 2024-09-02T09:00:00.000Z; 2024-01-01T09:00:00.000Z; 2025-01-01T09:00:00.000Z; 2024-10-10T09:00:00.000Z
+IsClosed | Closed | boolean | opportunity.status | false; false; true; false; true
+IsWon | Won | boolean | - | false; false; true; false; false
+OwnerId | Owner ID | reference:User | opportunity.owner | 0055g000001aaaa; 0055g000001aaab; 0055g000001aaaa; 0055g000001aaab; 0055g000001aaaa
SDR__c | SDR | reference:User | - | 0055g000001aaac; ; 0055g000001aaac; ;
Partner__c | Partner | reference:Account | - | 0015g00000AbCdZ; ; ; ;
+CampaignId | Primary Campaign Source ID | reference:Campaign | - | ; ; ; ;
"""

# Two contacts, three dates: who vouched and when it took place, not who was told and when it was asked for.
ADVOCACY_EVENT = """
salesforce Advocacy_Engagement__c Advocacy Engagement
+Id | Record ID | id | - |
+Name | Engagement # | string | - | ENG-0001; ENG-0002; ENG-0003; ENG-0004; ENG-0005; ENG-0006
+CreatedDate | Created Date | datetime | - | 2025-01-02T10:00:00.000Z; 2025-01-09T10:00:00.000Z; 2025-02-02T10:00:00.000Z; 2025-02-09T10:00:00.000Z; 2025-03-02T10:00:00.000Z; 2025-03-03T10:00:00.000Z
+OwnerId | Owner ID | reference:User,Group | - | 0051U000003aaaa; 0051U000003aaaa; 0051U000003aaaa; 0051U000003aaab; 0051U000003aaaa; 0051U000003aaab
Engagement_Kind__c | Kind of engagement | picklist[Peer call,On-site visit,Analyst interview,Press quote,Keynote] | activity.kind | Peer call; Peer call; On-site visit; Keynote; Press quote; Analyst interview
Stage__c | Stage | picklist[Requested,Scheduled,Happened,Called off] | activity.status | Happened; Scheduled; Happened; Happened; Called off; Requested
Asked_On__c | Asked on | date | - | 2025-01-01; 2025-01-08; 2025-02-01; 2025-02-08; 2025-03-01; 2025-03-03
Happened_On__c | Happened on | date | activity.occurred_at | 2025-01-20; ; 2025-02-20; 2025-02-28; ;
Thank_You_Sent__c | Thank-you sent | date | - | 2025-01-25; ; ; 2025-03-01; ;
Champion__c | Champion | reference:Contact | participant.contact | 0031U00001bcdef; 0031U00001bcdeg; 0031U00001bcdeh; 0031U00001bcdei; 0031U00001bcdej; 0031U00001bcdek
Prospect_Person__c | Prospect's person | reference:Contact | - | 0031U00001bcdaa; 0031U00001bcdab; ; ; ; 0031U00001bcdac
In_Support_Of__c | In support of | reference:Opportunity | activity_opportunity.opportunity | 0061U00000cccaa; 0061U00000cccab; ; ; ; 0061U00000cccac
Advocate_Company__c | Advocate's company | reference:Account | - | 0011U00000dddaa; 0011U00000dddab; 0011U00000dddac; 0011U00000dddad; 0011U00000dddae; 0011U00000dddaf
Rating__c | How did it go? | picklist[1,2,3,4,5] | - | 4; ; 5; 5; ;
"""

# A portal in French, with personal addresses beside those at work and an opt-out per subscription.
PORTAIL = """
hubspot contacts contacts
+firstname | Prénom | string | contact.first_name | Claire; Hugo; Élise; Luc; Camille; Jean
+lastname | Nom | string | contact.last_name | Lefèvre; Dupont; Moreau; Petit; Roux; Blanc
+email | E-mail | string | contact.email | claire@petitport.fr; hugo@solaris.fr; elise@aurora.fr; luc@lumen.fr; c.roux@tierra.fr; jean@redwood.fr
e_mail_personnel | E-mail personnel | string | - | claire.l@gmail.com; ; ; lucpetit@orange.fr; ;
+phone | Numéro de téléphone | phone | contact.phone | +33 1 22 33 44 55; 01 99 88 77 66; ; +33 4 55 66 77 88; ; 02 11 22 33 44
+mobilephone | Numéro de téléphone mobile | phone | - | +33 6 11 22 33 44; ; +33 6 99 88 77 66; ; ;
+jobtitle | Intitulé du poste | string | - | ; ; ; ; ;
fonction_dans_l_entreprise | Fonction dans l'entreprise | string | contact.title | Directrice achats; DSI; Responsable marketing; Gérant; Acheteuse; Directeur général
+company | Nom de l'entreprise | string | - | Petit Port SA; Solaris; Aurora; Lumen; Tierra; Redwood
+associatedcompanyid | ID d'entreprise associée principale | number | contact.account | 123456; 223344; 334455; 445566; 556677; 667788
+hubspot_owner_id | Propriétaire du contact | owner | contact.owner | 77; 77; 78; 77; 79; 78
+hs_email_optout | Désabonné de tous les e-mails | bool | contact.email_opt_out | ; true; ; ; ;
+hs_email_optout_55 | S'est désinscrit des e-mails : newsletter | bool | - | ; true; ; true; ;
ne_pas_contacter_ref | Ne pas solliciter comme référence | bool | contact.do_not_ask | false; false; true; false; false; false
ambassadeur_propose | Proposé comme ambassadeur | bool | contact.nominated | true; false; false; false; true; false
date_derniere_verification | Date de dernière vérification | date | contact.verified_on | 2025-01-01; ; 2024-11-11; ; ; 2025-02-02
+createdate | Date de création | datetime | - | 2020-01-01; 2020-01-02; 2020-01-03; 2020-01-04; 2020-01-05; 2020-01-06
+salesforcecontactid | ID de contact Salesforce | string | contact.cross_id | 0031t00000aBcDe; 0031t00000aBcDf; ; ; 0031t00000aBcDg;
+salesforceaccountid | ID de compte Salesforce | string | - | 0011t00000aBcDe; 0011t00000aBcDf; ; ; 0011t00000aBcDg;
+salesforceleadid | ID de lead Salesforce | string | - | ; ; 00Q1t00000aBcDe; ; ;
"""

# Moved here from another CRM: the vendor's fields are empty, the moved ones carry its prefix and its habits.
MOVED = """
salesforce Contact Contact
+Id | Contact ID | id | - |
+AccountId | Account ID | reference:Account | contact.account | 0013X00002aaaaa; 0013X00002aaaab; 0013X00002aaaac; 0013X00002aaaad; 0013X00002aaaae
+FirstName | First Name | string | contact.first_name | Priya; Jan; Olga; Tunde; Wei
+LastName | Last Name | string | contact.last_name | Raman; de Vries; Petrova; Okafor; Chen
+Name | Full Name | string | - | Priya Raman; Jan de Vries; Olga Petrova; Tunde Okafor; Wei Chen
+Email | Email | email | - | ; ; ; ;
cr3f_emailaddress1__c | EMailAddress1 | email | contact.email | priya@lumen.io; jan@vandam.nl; olga@fjord.no; tunde@redwood.ng; wei@aurora.cn
cr3f_emailaddress2__c | EMailAddress2 | email | - | ; jan.dv@ziggo.nl; ; ;
+Phone | Business Phone | phone | - | ; ; ; ;
cr3f_telephone1__c | Telephone1 | phone | contact.phone | +1 415 555 0100; +31 20 555 0101; +47 22 55 01 02; +234 1 555 0103; +86 10 5555 0104
cr3f_telephone2__c | Home Telephone | phone | - | ; +31 20 555 0199; ; ;
+MobilePhone | Mobile Phone | phone | - | ; ; +47 900 00 000; ;
+Title | Title | string | - | ; ; ; ;
cr3f_jobtitle__c | JobTitle | string | contact.title | CTO; Hoofd inkoop; Head of Data; Procurement Manager; Engineer
cr3f_salutation__c | Salutation | string | - | Dr.; ; ; Mr.; Ms.
cr3f_managername__c | Manager | string | - | Asha Rao; ; ; Femi Ade;
cr3f_donotemail__c | Do not allow Emails | boolean | - | false; false; true; false; false
+HasOptedOutOfEmail | Email Opt Out | boolean | contact.email_opt_out | false; false; true; false; true
+OwnerId | Owner ID | reference:User | contact.owner | 0053X00000aaaaa; 0053X00000aaaaa; 0053X00000aaaab; 0053X00000aaaaa; 0053X00000aaaab
cr3f_nps__c | NPS | double | survey_answer.score | 9; 10; ; 7; 3
cr3f_npsdate__c | NPS Date | date | survey_answer.answered_at | 2025-01-01; 2025-02-01; ; 2025-01-15; 2025-03-01
"""

# Dutch, and deals that carry two amounts and two phases of different processes.
VERKOOP = """
hubspot deals deals
+dealname | Dealnaam | string | opportunity.name | Van Dam - uitrol; Kranich - licenties; Lumen - verlenging; Fjord pilot; Solaris extra
+amount | Bedrag | number | opportunity.amount | 10000; 25000; 8000; 3000; 4500
jaarwaarde | Jaarwaarde (ARR) | number | - | 5000; 12500; 8000; ; 4500
+hs_projected_amount | Gewogen bedrag | number | - | 5000; 20000; 8000; 600; 900
+dealstage | Dealfase | enumeration[Verkenning,Offerte,Gewonnen,Verloren] | opportunity.stage | offerte; verkenning; gewonnen; verloren; offerte
implementatiefase | Implementatiefase | enumeration[Kickoff,Bouw,Live] | - | ; ; live; ;
+pipeline | Pipeline | enumeration[Verkooppijplijn] | - | default; default; default; default; default
+dealtype | Dealtype | enumeration[New Business,Existing Business] | - | ; ; ; ;
soort_opdracht | Soort opdracht | enumeration[Nieuwe klant,Bestaande klant,Verlenging] | opportunity.kind | nieuwe_klant; nieuwe_klant; verlenging; nieuwe_klant; bestaande_klant
+closedate | Sluitingsdatum | datetime | opportunity.close_date | 2025-03-31T00:00:00Z; 2025-06-30T00:00:00Z; 2024-12-31T00:00:00Z; 2025-01-31T00:00:00Z; 2025-05-31T00:00:00Z
oorspronkelijke_sluitingsdatum | Oorspronkelijke sluitingsdatum | date | - | 2024-12-31; 2025-03-31; 2024-12-31; 2024-12-31; 2025-01-31
startdatum_contract | Startdatum contract | date | - | 2025-04-01; 2025-07-01; 2025-01-01; ;
+createdate | Aanmaakdatum | datetime | opportunity.created_at | 2024-10-01T08:00:00Z; 2024-11-01T08:00:00Z; 2024-12-01T08:00:00Z; 2024-12-02T08:00:00Z; 2025-01-01T08:00:00Z
+hs_is_closed | Is deal gesloten? | bool | opportunity.status | false; false; true; true; false
+hs_is_closed_won | Is gesloten en gewonnen | bool | - | false; false; true; false; false
+hubspot_owner_id | Eigenaar van deal | owner | opportunity.owner | 11; 12; 11; 12; 11
technisch_verantwoordelijke | Technisch verantwoordelijke | string | - | Sem; ; Lotte; ;
+deal_currency_code | Valuta | enumeration[EUR,USD] | - | EUR; EUR; USD; EUR; EUR
"""

# A survey object: the score that people gave, not what was made of it; when they answered, not when they were asked.
SURVEY = """
salesforce Survey_Response__c Survey Response
+Id | Record ID | id | - |
+Name | Response No. | string | - | SR-1; SR-2; SR-3; SR-4; SR-5; SR-6
+CreatedDate | Created Date | datetime | - | 2025-01-01T00:00:00.000Z; 2025-01-01T00:00:00.000Z; 2025-01-01T00:00:00.000Z; 2025-01-01T00:00:00.000Z; 2025-01-01T00:00:00.000Z; 2025-01-01T00:00:00.000Z
Respondent__c | Respondent | reference:Contact | survey_answer.contact | 0037R00000aaaaa; 0037R00000aaaab; 0037R00000aaaac; 0037R00000aaaad; 0037R00000aaaae; 0037R00000aaaaf
NPS_Score__c | How likely are you to recommend us? | double | survey_answer.score | 9; 10; 7; 6; 10; 8
NPS_Group__c | NPS Group | picklist[Promoter,Passive,Detractor] | - | Promoter; Promoter; Passive; Detractor; Promoter; Passive
Health_Score__c | Health Score | double | - | 80; 75; 60; 40; 90; 66
Invited_On__c | Invited On | date | - | 2024-12-20; 2024-12-20; 2024-12-20; 2024-12-20; 2024-12-20; 2024-12-20
Responded_On__c | Responded On | date | survey_answer.answered_at | 2024-12-28; 2024-12-29; 2024-12-30; 2024-12-27; 2024-12-31; 2024-12-26
Verbatim__c | Verbatim | textarea | - | Great; Good; ok; meh; Love it; fine
"""

# Labels that someone numbered, names that say nothing: only what is sure may be said to be so.
NUMBERED = """
salesforce Account Account
+Id | Account ID | id | - |
+Name | Account Name | string | account.name | Lumen Inc; Solaris Ltd; Aurora SA; Tierra SL; Redwood Corp; Kranich GmbH
+OwnerId | Owner ID | reference:User | account.owner | 0052x0000aaaaaa; 0052x0000aaaaaa; 0052x0000aaaaab; 0052x0000aaaaaa; 0052x0000aaaaab; 0052x0000aaaaaa
Text_1__c | Text 1 | string | - | x; y; z; q; r; s
Text_2__c | Text 2 | string | - | 11; 12; 13; 14; 15; 16
Pick_3__c | Pick 3 | picklist[A,B,C] | - | A; B; A; C; A; B
Date_4__c | Date 4 | date | - | 2024-01-01; 2024-01-02; ; ; ;
Flag_5__c | Flag 5 | boolean | - | true; false; false; false; true; false
Lookup_6__c | Lookup 6 | reference:Account | - | 0012x0000bbbbbb; ; 0012x0000bbbbbc; ; ;
+BillingCountry | Billing Country | string | account.country | Germany; France; ; Spain; USA; Germany
+Industry | Industry | picklist[Banking,Energy] | account.industry | Banking; ; Energy; Energy; Banking; Banking
+Website | Website | url | account.domain | lumen.com; solaris.co.uk; ; tierra.es; redwood.com; kranich.de
+ParentId | Parent Account ID | reference:Account | account.parent | ; ; 0012x0000cccccc; ; ;
"""

# An object of calls in a portal, in the vendor's list form, whose people and deals hang on associations.
PORTAL_CALLS = """
hubspot p123_reference_calls reference_calls
+hs_object_id | Record ID | number | - | 1; 2; 3; 4; 5
+hs_createdate | Object create date/time | datetime | - | 2025-01-01T00:00:00Z; 2025-01-02T00:00:00Z; 2025-01-03T00:00:00Z; 2025-01-04T00:00:00Z; 2025-01-05T00:00:00Z
reference_kind | Kind of reference | enumeration[Call,Site visit,Quote,Webinar] | activity.kind | call; site_visit; quote; webinar; call
call_state | State | enumeration[Planned,Held,Cancelled] | activity.status | held; planned; held; cancelled; held
held_on | Held on | date | activity.occurred_at | 2025-02-01; ; 2025-02-03; ; 2025-02-05
summary | Summary | string | - | went well; ; short; ; nice
requested_on | Requested on | date | - | 2025-01-01; 2025-01-02; 2025-01-03; 2025-01-04; 2025-01-05
"""

# Tasks: whom they are with and what they are about may be of several objects.
TASK = """
salesforce Task Task
+Id | Activity ID | id | - |
+WhoId | Name ID | reference:Contact,Lead | participant.contact | 0035g00000AbCdE; 00Q5g00000AbCdE; 0035g00000AbCdF; ; 0035g00000AbCdG
+WhatId | Related To ID | reference:Account,Opportunity,Case | activity_opportunity.opportunity | 0065g00000AbCdE; 0015g00000AbCdE; ; 0065g00000AbCdE; 0065g00000AbCdF
+AccountId | Account ID | reference:Account | - | 0015g00000AbCdE; ; ; ;
+Subject | Subject | combobox | - | Reference call w/ Lumen; Email: x; Call; Site visit; Follow up
+Type | Type | picklist[Call,Email,Reference Call,Site Visit] | activity.kind | Reference Call; Email; Call; Site Visit; Call
+TaskSubtype | Task Subtype | picklist[Task,Email,Call] | - | Task; Email; Call; Task; Task
+Status | Status | picklist[Not Started,In Progress,Completed,Deferred] | activity.status | Completed; Completed; Not Started; Completed; Deferred
+Priority | Priority | picklist[High,Normal] | - | Normal; Normal; Normal; High; Normal
+ActivityDate | Due Date Only | date | activity.occurred_at | 2025-01-01; 2025-01-02; 2025-01-03; 2025-01-04; 2025-01-05
+CompletedDateTime | Completed Date | datetime | - | 2025-01-01T10:00:00.000Z; ; ; 2025-01-04T10:00:00.000Z;
+CreatedDate | Created Date | datetime | - | 2024-01-01T10:00:00.000Z; 2024-01-01T10:00:00.000Z; 2024-01-01T10:00:00.000Z; 2024-01-01T10:00:00.000Z; 2024-01-01T10:00:00.000Z
+OwnerId | Assigned To ID | reference:User,Group | - | 0055g000001aaaa; 0055g000001aaaa; 0055g000001aaaa; 0055g000001aaaa; 0055g000001aaaa
+IsClosed | Closed | boolean | - | true; true; false; true; false
+ReminderDateTime | Reminder Date/Time | datetime | - | ; ; ; ;
"""

# A campaign is an act of advocacy by whom fronts it; it has an end and a start.
CAMPAIGN = """
salesforce Campaign Campaign
+Id | Campaign ID | id | - |
+Name | Name | string | - | Webinar X; Expo; Roundtable; Case Y; G2 push
+Type | Type | picklist[Webinar,Conference,Referral Program,Email] | activity.kind | Webinar; Conference; Conference; Email; Referral Program
+Status | Status | picklist[Planned,In Progress,Completed,Aborted] | activity.status | Completed; Planned; Completed; Aborted; In Progress
+StartDate | Start Date | date | - | 2025-01-01; 2025-02-01; 2025-03-01; 2025-04-01; 2025-05-01
+EndDate | End Date | date | activity.occurred_at | 2025-01-02; 2025-02-03; 2025-03-02; 2025-04-02; 2025-05-02
+OwnerId | Owner ID | reference:User | - | 0055g000001aaaa; 0055g000001aaaa; 0055g000001aaaa; 0055g000001aaaa; 0055g000001aaaa
+ParentId | Parent Campaign ID | reference:Campaign | - | ; ; ; ;
Customer_Speaker__c | Customer Speaker | reference:Contact | participant.contact | 0035g00000AbCdE; ; 0035g00000AbCdF; ; 0035g00000AbCdG
+ExpectedRevenue | Expected Revenue in Campaign | currency | - | ; ; ; ;
+IsActive | Active | boolean | - | true; true; false; false; true
"""

# Tickets keep their state in the stage; a flag of the portal's own says that one was escalated.
TICKETS = """
hubspot tickets tickets
+subject | Ticket name | string | - | broken; slow; login; export; api
+hs_ticket_priority | Priority | enumeration[Low,Medium,High,Urgent] | support_case.priority | high; low; urgent; medium; low
+hs_pipeline_stage | Ticket status | enumeration[New,Waiting,Closed] | - | 1; 2; 4; 1; 4
+createdate | Create date | datetime | support_case.opened_at | 2025-01-01T00:00:00Z; 2025-01-02T00:00:00Z; 2025-01-03T00:00:00Z; 2025-01-04T00:00:00Z; 2025-01-05T00:00:00Z
+closed_date | Close date | datetime | support_case.closed_at | ; ; 2025-01-09T00:00:00Z; ; 2025-01-09T00:00:00Z
+hs_lastmodifieddate | Last modified date | datetime | - | 2025-01-01T00:00:00Z; 2025-01-02T00:00:00Z; 2025-01-03T00:00:00Z; 2025-01-04T00:00:00Z; 2025-01-05T00:00:00Z
+time_to_close | Time to close | number | - | ; ; 100; ; 99
escalated_to_tier2 | Escalated | bool | support_case.escalated | true; false; false; false; true
+hubspot_owner_id | Ticket owner | owner | - | 1; 2; 3; 1; 2
+hs_ticket_category | Category | enumeration[Bug,Question] | - | bug; bug; question; ; bug
+source_type | Source | enumeration[Chat,Email] | - | chat; email; email; chat; chat
"""

# In Spanish, with the sum in a field of the contract and others that are parts or guesses of it.
OPORTUNIDAD = """
salesforce Opportunity Oportunidad
+Id | Id. de oportunidad | id | - |
+AccountId | Id. de cuenta | reference:Account | opportunity.account | 0015g00000AbCdE; 0015g00000AbCdF; 0015g00000AbCdG; 0015g00000AbCdH; 0015g00000AbCdI
+Name | Nombre | string | opportunity.name | Tierra - piloto; Sol - ampliación; Mar - renovación; Luz; Norte
+Amount | Importe | currency | - | ; ; ; ;
Importe_del_contrato__c | Importe del contrato | currency | opportunity.amount | 12000; 30000; 4000; 15000; 9900
Importe_previsto__c | Importe previsto | currency | - | 6000; 20000; 4000; 1500; 990
Importe_mensual__c | Importe mensual | currency | - | 1000; 2500; 333; 1250; 825
+StageName | Etapa | picklist[Prospección,Propuesta,Cerrada ganada,Cerrada perdida] | opportunity.stage | Propuesta; Prospección; Cerrada ganada; Propuesta; Cerrada perdida
+Type | Tipo | picklist[Cliente nuevo,Cliente existente] | opportunity.kind | Cliente nuevo; Cliente existente; Cliente existente; Cliente nuevo; Cliente nuevo
+CloseDate | Fecha de cierre | date | opportunity.close_date | 2025-03-31; 2025-06-30; 2024-12-31; 2025-09-30; 2025-01-15
Fecha_de_cierre_anterior__c | Fecha de cierre anterior | date | - | 2025-01-31; 2025-03-30; 2024-10-31; 2025-06-30; 2025-01-01
Fecha_inicio_servicio__c | Fecha de inicio del servicio | date | - | 2025-04-30; ; 2025-01-31; ;
+CreatedDate | Fecha de creación | datetime | opportunity.created_at | 2024-08-01T09:00:00.000Z; 2024-09-02T09:00:00.000Z; 2024-01-01T09:00:00.000Z; 2025-01-01T09:00:00.000Z; 2024-10-10T09:00:00.000Z
+LastModifiedDate | Fecha de la última modificación | datetime | - | 2024-08-01T09:00:00.000Z; 2024-09-02T09:00:00.000Z; 2024-01-01T09:00:00.000Z; 2025-01-01T09:00:00.000Z; 2024-10-10T09:00:00.000Z
+IsClosed | Cerrada | boolean | opportunity.status | false; false; true; false; true
+IsWon | Ganada | boolean | - | false; false; true; false; false
+OwnerId | Id. del propietario | reference:User | opportunity.owner | 0055g000001aaaa; 0055g000001aaab; 0055g000001aaaa; 0055g000001aaab; 0055g000001aaaa
+HasOpenActivity | Tiene actividad abierta | boolean | - | true; false; false; true; true
"""

# Dutch companies, whose branch is kept in a field of its own, and a country of somebody else.
BEDRIJVEN = """
hubspot companies companies
+name | Bedrijfsnaam | string | account.name | Van Dam BV; Tulp; De Molen; Haven Groep; Kaas BV
+domain | Domeinnaam bedrijf | string | account.domain | vandam.nl; tulp.nl; demolen.nl; haven.nl; kaas.nl
+website | Website-URL | string | - | https://vandam.nl; https://tulp.nl/home; ; ;
+industry | Branche | enumeration[Bouw,Retail,Transport] | - | ; ; ; ;
branche_sbi | Branche (SBI) | string | account.industry | Bouw; Detailhandel; Voedsel en landbouw; Vervoer; Detailhandel
+country | Land/regio | string | account.country | Nederland; Nederland; België; Nederland; Netherlands
land_van_herkomst_eigenaar | Land van herkomst eigenaar | string | - | NL; ; BE; ;
+hs_parent_company_id | Moederbedrijf | number | account.parent | ; ; 123; ;
+hubspot_owner_id | Eigenaar van bedrijf | owner | account.owner | 1; 2; 3; 1; 2
+salesforceaccountid | Salesforce-account-ID | string | account.cross_id | 0015g00000AbCdE; ; 0015g00000AbCdF; 0015g00000AbCdG;
+hs_lead_status | Leadstatus | enumeration[New,Open] | - | new; ; open; ;
+type | Type | enumeration[Prospect,Partner] | - | prospect; ; partner; ;
"""

# A Dutch object of references, with a word for the status that nobody would list.
REFERENTIE = """
salesforce Referentie__c Referentie
+Id | Record-id | id | - |
+Name | Referentienummer | string | - | R-1; R-2; R-3; R-4; R-5
+CreatedDate | Gemaakt op | datetime | - | 2025-01-01T10:00:00.000Z; 2025-01-02T10:00:00.000Z; 2025-01-03T10:00:00.000Z; 2025-01-04T10:00:00.000Z; 2025-01-05T10:00:00.000Z
Soort_referentie__c | Soort referentie | picklist[Telefoongesprek,Klantbezoek,Klantcase,Spreker] | activity.kind | Telefoongesprek; Klantbezoek; Klantcase; Spreker; Klantcase
Afhandeling__c | Afhandeling | picklist[Gepland,Uitgevoerd,Geannuleerd] | activity.status | Uitgevoerd; Gepland; Uitgevoerd; Geannuleerd; Uitgevoerd
Aangevraagd_op__c | Aangevraagd op | date | - | 2025-01-01; 2025-01-02; 2025-01-03; 2025-01-04; 2025-01-05
Uitgevoerd_op__c | Uitgevoerd op | date | activity.occurred_at | 2025-02-01; ; 2025-02-03; ; 2025-02-05
Contactpersoon_klant__c | Contactpersoon klant | reference:Contact | participant.contact | 0035g00000AbCdE; 0035g00000AbCdF; 0035g00000AbCdG; 0035g00000AbCdH; 0035g00000AbCdI
Contactpersoon_prospect__c | Contactpersoon prospect | reference:Contact | - | 0035g00000AbCdX; ; ; 0035g00000AbCdY;
Verkoopkans__c | Verkoopkans | reference:Opportunity | activity_opportunity.opportunity | 0065g00000AbCdE; ; 0065g00000AbCdF; ; 0065g00000AbCdG
Beoordeling__c | Beoordeling | double | - | 8; ; 9; ; 7
"""

# People as a go-to-market team keeps them: a prefix, second addresses, who proposed whom.
GTM = """
salesforce Contact Contact
+Id | Contact ID | id | - |
+AccountId | Account ID | reference:Account | contact.account | 0013X00002aaaaa; 0013X00002aaaab; 0013X00002aaaac; 0013X00002aaaad; 0013X00002aaaae
+FirstName | First Name | string | contact.first_name | Priya; Jan; Olga; Tunde; Wei
+LastName | Last Name | string | contact.last_name | Raman; de Vries; Petrova; Okafor; Chen
+Email | Email | email | contact.email | priya@lumen.io; jan@vandam.nl; olga@fjord.no; tunde@redwood.ng; wei@aurora.cn
Email_2__c | Email 2 | email | - | p2@lumen.io; ; ; ;
+Phone | Business Phone | phone | - | ; ; ; ;
GTM_Direct_Line__c | Direct Line | phone | contact.phone | +1 415 555 0100; +31 20 555 0101; ; +234 1 555 0103; +86 10 5555 0104
+MobilePhone | Mobile | phone | - | +1 415 555 9999; +31 6 5555 0101; +47 900 00 000; ;
+Title | Title | string | contact.title | CTO; Hoofd inkoop; Head of Data; Procurement Manager; Engineer
GTM_Title_Normalized__c | Normalized Title | formula | - | C-Level; Head; Head; Manager; IC
+HasOptedOutOfEmail | Email Opt Out | boolean | contact.email_opt_out | false; false; true; false; true
+DoNotCall | Do Not Call | boolean | - | false; false; false; false; true
GTM_Reference_Off_Limits__c | Off limits for references | boolean | contact.do_not_ask | false; true; false; false; false
GTM_Advocate_Nominated__c | Nominated for Advocacy Program | boolean | contact.nominated | true; false; false; false; true
GTM_Nominator__c | Nominated By | reference:User | - | 0053X00000aaaaa; ; ; ; 0053X00000aaaab
GTM_Nomination_Why__c | Why nominate this person? | textarea | contact.nomination_reason | Loves it; ; ; ; Spoke at summit
GTM_Details_Verified__c | Details last verified on | date | contact.verified_on | 2025-01-01; ; 2025-02-02; ; 2025-03-03
GTM_Advocate_Since__c | Advocate Since | date | - | 2023-01-01; ; ; ; 2023-05-05
+OwnerId | Owner ID | reference:User | contact.owner | 0053X00000aaaaa; 0053X00000aaaaa; 0053X00000aaaab; 0053X00000aaaaa; 0053X00000aaaab
Hub_Id__c | HubSpot Record ID | string | contact.cross_id | 10201; 10202; 10203; ; 10205
GTM_NPS__c | Latest NPS | double | survey_answer.score | 9; 10; ; 7; 3
GTM_NPS_On__c | Latest NPS given on | date | survey_answer.answered_at | 2025-01-01; 2025-02-01; ; 2025-01-15; 2025-03-01
GTM_NPS_Prev__c | Prior NPS | double | - | 8; 9; ; 7; 5
"""

# In French, with a prefix that is also another word, pages that are no website, and countries of other purposes.
COMPTE = """
salesforce Account Compte
+Id | ID du compte | id | - |
+Name | Nom du compte | string | account.name | Petit Port SA; Boulangerie Roux; Lumen SAS; Atelier Nord; Groupe Helios; Transports Blanc
+Website | Site Web | url | - | ; ; ; ; ;
SF_Site_internet__c | Site internet de la société | url | account.domain | petitport.fr; www.roux.fr; lumen.fr; ; helios.eu; blanc-transports.fr
SF_Page_LinkedIn__c | Page LinkedIn | url | - | https://www.linkedin.com/company/petitport; ; ; ; https://www.linkedin.com/company/helios;
SF_Espace_client__c | Espace client (URL) | url | - | https://client.nous.fr/123; https://client.nous.fr/124; ; ; ;
+Industry | Secteur d'activité | picklist[Banque,Distribution,Énergie] | - | ; ; ; ; ;
SF_Secteur_NAF__c | Secteur | picklist[Agroalimentaire,Transport,Énergie,Artisanat,Distribution] | account.industry | Agroalimentaire; Agroalimentaire; Énergie; Artisanat; Énergie; Transport
SF_Code_NAF__c | Code NAF | string | - | 10.71C; 10.71C; 35.11Z; 25.99B; 35.11Z; 49.41A
SF_Secteur_commercial__c | Secteur commercial | picklist[Nord,Sud,Ouest] | - | Ouest; Sud; Nord; Nord; Sud; Nord
+BillingCountry | Pays de facturation | string | account.country | France; France; Belgique; France; France; France
+ShippingCountry | Pays de livraison | string | - | France; Italie; Belgique; ; France; Espagne
SF_Pays_fiscal__c | Pays fiscal | string | - | FR; FR; BE; FR; FR; FR
+ParentId | ID du compte parent | reference:Account | account.parent | ; ; 0015g00000AbCdE; ; ; 0015g00000AbCdF
SF_Centrale_achat__c | Centrale d'achat | reference:Account | - | 0015g00000AbCdZ; ; ; ; ;
+OwnerId | ID du propriétaire | reference:User | account.owner | 0055g000001aaaa; 0055g000001aaaa; 0055g000001aaab; 0055g000001aaaa; 0055g000001aaab; 0055g000001aaaa
SF_Charge_affaires__c | Chargé d'affaires | reference:User | - | 0055g000001aaac; ; ; ; 0055g000001aaac;
+Phone | Téléphone | phone | - | 01 22 33 44 55; ; ; ; ;
+AnnualRevenue | Chiffre d'affaires annuel | currency | - | 100000; ; ; ; ;
SF_HubSpot_Id__c | Id HubSpot | string | account.cross_id | 9001; 9002; ; 9004; 9005; 9006
"""

# In German: academic titles, mailboxes for invoices, a survey with a date of sending and one of answering.
KONTAKT = """
salesforce Contact Kontakt
+Id | Kontakt-ID | id | - |
+AccountId | Account-ID | reference:Account | contact.account | 0013X00002aaaaa; 0013X00002aaaab; 0013X00002aaaac; 0013X00002aaaad; 0013X00002aaaae
+FirstName | Vorname | string | contact.first_name | Anna; Jürgen; Sabine; Lukas; Petra
+LastName | Nachname | string | contact.last_name | Schmidt; Meyer; Weiß; Wagner; Kaya
+Salutation | Anrede | picklist[Frau,Herr] | - | Frau; Herr; Frau; Herr; Frau
Akad_Titel__c | Akademischer Titel | string | - | Dr.; ; Prof.; ;
+Title | Titel | string | - | ; ; ; ;
Funktion_im_Unternehmen__c | Funktion im Unternehmen | string | contact.title | Leiterin Einkauf; Geschäftsführer; Abteilungsleiterin IT; Ingenieur; Vorstand
Funktionsbereich__c | Funktionsbereich | picklist[IT,Einkauf,Vertrieb] | - | Einkauf; ; IT; IT; Vertrieb
+Email | E-Mail | email | contact.email | anna@kranich.de; j.meyer@ostsee.de; weiss@huber.de; lukas@fjord.de; kaya@bergmann.at
E_Mail_Rechnung__c | E-Mail für Rechnungen | email | - | rechnung@kranich.de; ; ; ;
+Phone | Telefon | phone | contact.phone | +49 30 1234567; +49 40 7654321; ; 089 556677; +43 1 998877
+MobilePhone | Mobiltelefon | phone | - | +49 170 1234567; ; ; ; +43 660 998877
Telefon_Zentrale__c | Telefon Zentrale | phone | - | +49 30 100; +49 40 100; ; ;
+HasOptedOutOfEmail | E-Mail-Abmeldung | boolean | contact.email_opt_out | false; false; true; false; false
Newsletter_abonniert__c | Newsletter abonniert | boolean | - | true; false; false; true; false
Nicht_als_Referenz__c | Nicht als Referenz ansprechen | boolean | contact.do_not_ask | false; true; false; false; false
Referenz_vorgeschlagen__c | Als Referenzgeber vorgeschlagen | boolean | contact.nominated | true; false; false; false; true
Vorschlag_Begr_ndung__c | Begründung des Vorschlags | textarea | - | Begeistert; ; ; ; Sehr zufrieden
Daten_gepr_ft_am__c | Daten geprüft am | date | contact.verified_on | 2025-01-10; ; 2025-02-11; ; 2025-03-01
Geburtstag__c | Geburtstag | date | - | 1980-01-01; ; ; ;
+OwnerId | Inhaber-ID | reference:User | contact.owner | 0053X00000aaaaa; 0053X00000aaaaa; 0053X00000aaaab; 0053X00000aaaaa; 0053X00000aaaab
Weiterempfehlung_0_10__c | Weiterempfehlung (0-10) | double | survey_answer.score | 9; 10; ; 7; 3
Umfrage_beantwortet_am__c | Umfrage beantwortet am | date | survey_answer.answered_at | 2025-01-01; 2025-02-01; ; 2025-01-15; 2025-03-01
Umfrage_versendet_am__c | Umfrage versendet am | date | - | 2024-12-01; 2025-01-01; 2025-01-01; 2024-12-15; 2025-02-01
"""

# A German object of references, with two states and three dates, one of them an appointment.
KUNDENREFERENZ = """
salesforce Kundenreferenz__c Kundenreferenz
+Id | Datensatz-ID | id | - |
+Name | Referenznummer | string | - | KR-1; KR-2; KR-3; KR-4; KR-5; KR-6
+CreatedDate | Erstelldatum | datetime | - | 2025-01-02T10:00:00.000Z; 2025-01-09T10:00:00.000Z; 2025-02-02T10:00:00.000Z; 2025-02-09T10:00:00.000Z; 2025-03-02T10:00:00.000Z; 2025-03-03T10:00:00.000Z
Referenzart__c | Referenzart | picklist[Telefonat,Vor-Ort-Besuch,Anwenderbericht,Vortrag,Sonstiges] | activity.kind | Telefonat; Vor-Ort-Besuch; Anwenderbericht; Vortrag; Telefonat; Telefonat
Bearbeitungsstand__c | Bearbeitungsstand | picklist[Angefragt,Terminiert,Erledigt,Abgesagt] | activity.status | Erledigt; Erledigt; Angefragt; Abgesagt; Erledigt; Terminiert
Freigabestatus__c | Freigabestatus | picklist[Offen,Freigegeben] | - | Freigegeben; Freigegeben; Offen; Offen; Freigegeben; Offen
Termin__c | Termin | datetime | activity.occurred_at | 2025-02-01T09:00:00.000Z; 2025-02-03T09:00:00.000Z; ; ; 2025-03-20T09:00:00.000Z; 2025-04-01T09:00:00.000Z
Angefragt_am__c | Angefragt am | date | - | 2025-01-02; 2025-01-09; 2025-02-02; 2025-02-09; 2025-03-02; 2025-03-03
Erinnerung_am__c | Erinnerung am | date | - | 2025-01-20; ; ; ; ;
Referenzgeber__c | Referenzgeber | reference:Contact | participant.contact | 0031U00001bcdef; 0031U00001bcdeg; 0031U00001bcdeh; 0031U00001bcdei; 0031U00001bcdej; 0031U00001bcdek
Interessent__c | Ansprechpartner Interessent | reference:Contact | - | 0031U00001bcdaa; ; ; ; ; 0031U00001bcdac
Zugehoerige_Chance__c | Zugehörige Chance | reference:Opportunity | activity_opportunity.opportunity | 0061U00000cccaa; ; ; ; 0061U00000cccac;
Kunde__c | Kunde | reference:Account | - | 0011U00000dddaa; 0011U00000dddab; 0011U00000dddac; 0011U00000dddad; 0011U00000dddae; 0011U00000dddaf
Praemie__c | Prämie | currency | - | 100; ; ; ; 50;
"""

# Cases with a second person and a second priority of another team.
CASE = """
salesforce Case Case
+Id | Case ID | id | - |
+AccountId | Account ID | reference:Account | support_case.account | 0013X00002aaaaa; 0013X00002aaaab; 0013X00002aaaac; 0013X00002aaaad; 0013X00002aaaae
+ContactId | Contact ID | reference:Contact | support_case.contact | 0033X00002aaaaa; 0033X00002aaaab; ; 0033X00002aaaad; 0033X00002aaaae
Affected_User__c | Affected user | reference:Contact | - | ; 0033X00002aaaax; ; ;
+Priority | Priority | picklist[High,Medium,Low] | support_case.priority | Medium; Medium; Medium; Medium; Medium
+Status | Status | picklist[New,Working,Closed] | - | New; Closed; Closed; Working; Closed
+IsEscalated | Escalated | boolean | support_case.escalated | false; true; false; false; false
+IsClosed | Closed | boolean | support_case.closed | false; true; true; false; true
+CreatedDate | Opened Date | datetime | support_case.opened_at | 2024-10-01T08:00:00.000Z; 2024-11-01T08:00:00.000Z; 2024-12-01T08:00:00.000Z; 2024-12-02T08:00:00.000Z; 2025-01-01T08:00:00.000Z
+ClosedDate | Closed Date | datetime | support_case.closed_at | ; 2024-11-09T08:00:00.000Z; 2024-12-09T08:00:00.000Z; ; 2025-01-09T08:00:00.000Z
First_Contact_Resolved__c | Resolved at first contact | boolean | - | false; true; false; false; false
Engineering_Priority__c | Engineering priority | picklist[P0,P1,P2] | - | P1; ; ; ;
+SuppliedEmail | Web Email | email | - | ; ; ; ;
"""

HAND = {
    "mittelstand": MITTELSTAND, "saas": SAAS, "advocacy_event": ADVOCACY_EVENT, "portail": PORTAIL, "moved": MOVED,
    "verkoop": VERKOOP, "survey": SURVEY, "numbered": NUMBERED, "portal_calls": PORTAL_CALLS,
    "task": TASK, "campaign": CAMPAIGN, "tickets": TICKETS, "oportunidad": OPORTUNIDAD, "bedrijven": BEDRIJVEN, "referentie": REFERENTIE, "gtm": GTM,
    "compte": COMPTE, "kontakt": KONTAKT, "kundenreferenz": KUNDENREFERENZ, "case": CASE,
}  # fmt: skip


def parsed(text: str) -> Labelled:
    """A block as the vendor would answer it."""
    head, *lines = text.strip().splitlines()
    crm, name, label = head.split(" ", 2)
    fields: list[dict[str, Any]] = []
    samples: dict[str, list[str]] = {}
    truth: dict[str, tuple[str, ...]] = {}
    for line in lines:
        field, title, kind, canonical, values = _short(line)
        standard, field = field.startswith("+"), field.lstrip("+")
        fields.append(
            _salesforce(field, title, kind, standard) if crm == "salesforce" else _hubspot(field, title, kind, standard)
        )
        if values:
            samples[field] = [part.strip() for part in values.split(";")]
        if canonical != "-":
            truth[canonical] = (field,)
    answer = {"name": name, "label": label, "fields": fields} if crm == "salesforce" else {"results": fields}
    return Labelled(crm, name, answer, samples, truth)


def _short(line: str) -> tuple[str, ...]:
    parts = [part.strip() for part in line.rstrip("| ").split(" | ")]
    return (*parts, *[""] * (5 - len(parts)))


def _kind(kind: str) -> tuple[str, list[str], list[str]]:
    kind, _, options = kind.rstrip("]").partition("[")
    kind, _, targets = kind.partition(":")
    return kind, [part for part in options.split(",") if part], [part for part in targets.split(",") if part]


def _salesforce(name: str, label: str, kind: str, standard: bool) -> dict[str, Any]:
    kind, options, targets = _kind(kind)
    return {
        "name": name, "label": label, "type": kind, "custom": not standard, "calculated": False, "referenceTo": targets,
        "picklistValues": [{"active": True, "label": one, "value": one} for one in options],
    }  # fmt: skip


def _hubspot(name: str, label: str, kind: str, standard: bool) -> dict[str, Any]:
    kind, options, _ = _kind(kind)
    form = {"bool": "booleancheckbox", "enumeration": "select", "owner": "select", "phone": "phonenumber"}.get(
        kind, "text"
    )
    return {
        "name": name, "label": label, "type": {"owner": "enumeration", "phone": "string"}.get(kind, kind), "fieldType": form,
        "hubspotDefined": standard, "calculated": False, "referencedObjectType": "OWNER" if kind == "owner" else None,
        "options": [{"label": one, "value": one.lower().replace(" ", "_")} for one in options],
    }  # fmt: skip
