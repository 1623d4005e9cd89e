"""Field names that mean a canonical field, and names that only look like one, a few hundred of each.

A block begins with its canonical field (or its object) and the vendor type; labels are the names with spaces.
The words were tuned on them: they hold what was reached, and say nothing of orgs unseen.
"""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["looks_like", "means"]

_MEANS = """
account.name string
    Legal_Name Org_Name Business_Name Client_Name Kontoname Nom_du_compte Customer_Account_Name Account_Title
account.domain url
    Company_URL Web_Address Primary_Domain Website_Domain Internet_Domain Corp_Website Company_Web_Page
    Firmenwebsite Site_Internet Pagina_Web Site_Url Web Homepage_URL
account.industry picklist
    Industry_Vertical Business_Sector Sector Line_of_Business Vertical_Market Branchenbezeichnung Industry_Group
    Wirtschaftssektor Industry_Type Primary_Industry Customer_Industry Rubro Sector_de_actividad
    Domaine_activite
account.country string
    Country_HQ Country_ISO Operating_Country Home_Country Cntry_Cd Billing_Ctry Ctry Land_der_Firma
    Country_of_HQ Domicile_Country Pays_de_facturation Country_Code Firmenland Account_Country
account.parent reference:Account
    Ultimate_Parent Parent_Acct Group_Company Holding Belongs_To Konzern Parent_Entity Mutterkonzern
    Owning_Company Compte_parent Global_Parent
account.owner reference:User
    Account_Exec Account_Rep Relationship_Manager KAM Sales_Owner Account_Manager Betreuer
contact.first_name string
    Given_Nm Forename Primer_Nombre First_Nm Name_First Contact_First_Name
contact.last_name string
    Family_Nm Surname Last_Nm Family_Name Primer_Apellido Name_Last Contact_Last_Name
contact.email email
    Email_Addr Corporate_Email Business_Mail Work_Mail Contact_Email Company_Email Email_Work Mailadresse
    Email_Primary Correo_corporativo Adresse_mail Dienst_Email
contact.phone phone
    Tel_Work Office_Phone Ph_Num Direct_Dial Direct_Line Business_Tel Telefon_dienstlich Contact_Phone
    Company_Phone Numero_telephone Main_Phone Phone_Work Telefono_oficina Desk_Phone
contact.title string
    Job_Role Position_Title Designation Job_Function Stellung Puesto_de_trabajo Business_Title Job_Ttl
    Role_Title Jobbezeichnung Position_im_Unternehmen Work_Title
contact.email_opt_out boolean
    Email_OptOut Unsubscribed Marketing_Opt_Out Opted_Out Opt_Out_of_Email Email_Unsubscribed No_Emails
    Email_Blocked Kein_Newsletter Globally_Unsubscribed Do_Not_Send_Email Newsletter_Opt_Out
contact.do_not_ask boolean
    No_Contact_Reference Do_Not_Solicit Reference_Blackout Not_Referenceable Never_Ask Reference_Do_Not_Contact
    Do_Not_Request Do_Not_Approach Reference_Opt_Out Do_Not_Use_as_Reference No_References Advocacy_Opt_Out
    Keine_Referenz Referenz_gesperrt Do_Not_Ask_Advocacy
contact.nominated boolean
    Nominate_For_Advocacy Advocate_Nomination Nomination_Flag Is_Nominated Nominated_Advocate Advocacy_Nominee
    Potential_Advocate Als_Referenz_nominiert Reference_Nominee Advocate_Candidate
contact.nomination_reason textarea
    Nomination_Comments Why_Nominated Nomination_Notes Nomination_Rationale Reason_Nominated
    Nomination_Justification Begruendung_Nominierung Advocate_Nomination_Reason Nomination_Details
contact.verified_on date
    Last_Verified_Date Record_Verified_On Data_Confirmed_On Verification_Date Contact_Verified_Date
    Last_Validated Date_Verified Last_Confirmed Datum_Pruefung Info_Verified_On Details_Confirmed_Date
    Last_Checked_On Verified_At Last_Data_Review
contact.cross_id string
    HubSpot_Contact_ID HubSpot_ID HubSpot_VID HS_Contact_Id HubSpot_Record_ID HubSpotContactId
account.cross_id string
    HubSpot_Company_ID HubSpot_ID HubSpot_Record_ID HS_Company_Id HubSpotCompanyId External_HubSpot_Id
opportunity.amount currency
    Deal_Amt Total_Contract_Value Deal_Size Opportunity_Amount Sales_Amount Order_Value Auftragssumme
    Chancenwert Valor Importe_total Montant_total Net_Amount Deal_Worth Volumen Opp_Value Gesamtbetrag Monto
opportunity.stage picklist
    Sales_Phase Stage_Name Opp_Stg Pipeline_Phase Opportunity_Phase Sales_Step Verkaufsstatus Deal_Status
    Vertriebsstufe Etapa_de_venta Stadium Sales_Cycle_Stage Process_Stage
opportunity.kind picklist
    Deal_Category Opportunity_Kind Biz_Type Sale_Type Opp_Type Type_of_Business Order_Type Deal_Class
    Auftragstyp Art_des_Geschaefts Transaction_Type Type_of_Deal New_Renewal_Expansion Revenue_Type
opportunity.close_date date
    Est_Close_Dt Exp_Close_Date Projected_Close Target_Close_Date Signature_Date Estimated_Close Close_On
    Date_Closed Abschlusstermin Forecast_Close_Date Anticipated_Close_Date Expected_Signature_Date
    Expected_Close_Day Fecha_estimada_de_cierre Actual_Close_Date Deal_Close Erwarteter_Abschluss Planned_Close
opportunity.created_at datetime
    Date_Opened Created_On Creation_Date Date_Created Opp_Created Erstellt_am Record_Created Create_Timestamp
    Angelegt
opportunity.account reference:Account
    Client Customer_Account Kundenkonto Buying_Company Prospect_Account End_Client Related_Account Konto
activity.kind picklist
    Ref_Type Engagement_Type Advocacy_Type Kind_of_Reference Activity_Kind Reference_Format Interaction_Type
    Activity_Category Type_of_Activity Act_Type Reference_Kind Art_der_Referenz Advocacy_Activity_Type
activity.status picklist
    Reference_Status Completion_Status Activity_State Progress Current_Status Request_Status Bearbeitungsstatus
    Fulfilment_Status Call_Status Advocacy_Status
activity.occurred_at date
    Activity_Dt Completed_On Date_Of_Call Performed_On Event_Date Reference_Date Date_Performed Delivered_On
    Date_Held Completion_Date Conducted_On Occurred_On Activity_Completed_Date Durchfuehrungsdatum
    Date_Delivered Call_Held_On Date_of_Activity Interaction_Date Engagement_Date Happened_At Actual_Date
    Stattgefunden_am
participant.contact reference:Contact
    Advocate_Contact Customer_Advocate Spokesperson Reference_Giver Customer_Contact Advocate_Name
    Customer_Person Kontakt Reference_Provider Participant Primary_Contact Advocate_Person
activity_opportunity.opportunity reference:Opportunity
    Related_Opp Linked_Deal Influenced_Opportunity Target_Opportunity Sales_Opportunity For_Opportunity Oppty
    Supported_Opportunity Associated_Deal Prospect_Opportunity Beneficiary_Deal
support_case.priority picklist
    Sev Urgency Case_Severity Ticket_Priority Dringlichkeit Prio Severity_Level Priority_Level Case_Prio
support_case.escalated boolean
    Escalation_Flag Escalated_Flag Was_Escalated Ticket_Escalated Eskalation Is_Escalation
support_case.closed boolean
    Is_Closed Ticket_Closed Geschlossen Case_Closed Is_Resolved Closed_Flag
support_case.closed_at datetime
    Resolved_On Date_Resolved Resolution_Date Closed_On Date_Closed Closure_Date Geschlossen_am Solved_At
    Closed_At Close_Time
support_case.opened_at datetime
    Logged_At Opened_On Date_Opened Reported_On Created_On Case_Opened Received_On Submitted_On Open_Date
    Date_Reported
survey_answer.score double
    NPS_Value Recommend_Score Last_NPS Survey_Score NPS_Result Likelihood_to_Recommend Latest_NPS_Score
    Most_Recent_NPS NPS_Points NPS_Response NPS_Number
survey_answer.answered_at date
    Survey_Date NPS_Completed_On NPS_Survey_Date NPS_Last_Response Last_NPS_Date NPS_Responded_On Date_of_NPS
    NPS_Submission_Date NPS_Answered_At Survey_Completed_Date NPS_Received
owner.email email
    Work_Email User_Email
opportunity_role.role picklist
    Contact_Role Role_in_Deal Buying_Role Influence_Role Rolle Stakeholder_Role
"""

_LOOKS_LIKE = """
Account url
    LinkedIn_URL Careers_URL Support_URL Parent_Website Investor_Relations_URL Crunchbase_URL Logo_URL Blog_URL
    Privacy_Policy_URL Competitor_Website Partner_Portal_URL Website_Backup Website_Old Ticket_System_URL
    Facebook_Page Box_Folder_URL SharePoint_Link Google_Maps_URL Status_Page Documentation_URL Contract_Link
    Dashboard_URL Community_URL Login_URL
Account picklist
    Sub_Industry Industry_Code Customer_Type Account_Type Region Segment Industry_Tier Competitor_Industry
    Target_Industry Previous_Industry Sector_Head Ownership Currency Language Shipping_Country Ship_To_Country
    Mailing_Country Tax_Country Country_of_Incorporation Support_Country Country_Manager Sales_Country
    Country_Tier Country_Risk Sales_Region Billing_State Payment_Terms Rating Territory
Account string
    Legal_Entity_Name DBA_Name Trade_Name Parent_Name Former_Name Account_Number CEO_Name Billing_Contact
    Owner_Name Short_Name Contact_Name Competitor_Name Partner_Name Billing_City Shipping_Country_Code
    Phone_Country_Code SIC_Description Ticker Tax_Id Salesforce_Lead_Id HubSpot_Owner_Id HubSpot_Contact_Id
    Marketo_ID NetSuite_ID Stripe_Customer_ID Region_Name Product_Name Plan_Name Industry_Keywords
    Country_Calling_Code
Account reference:Account
    Partner_Account Reseller Distributor Billing_Account Referred_By_Account Competitor Merged_Into Duplicate_Of
    Supplier Implementation_Partner Master_Account End_Customer
Account reference:User
    CSM Customer_Success_Manager Solutions_Engineer Renewal_Manager BDR Executive_Sponsor Previous_Owner
    Account_Owner_Manager Support_Engineer Created_By_User Last_Modified_By Secondary_Owner Marketing_Owner
    Finance_Owner Collections_Rep
Contact email
    Personal_Email Home_Email Secondary_Email Alternate_Email Assistant_Email Manager_Email Old_Email
    Billing_Email Support_Email Owner_Email Email_2 Private_Email Previous_Email Email_Copy Emergency_Email
    Invoice_Email Opted_Out_Email Spouse_Email Unsubscribe_Email Partner_Email
Contact phone
    Mobile_Phone Home_Phone Assistant_Phone Other_Phone Fax Private_Phone Emergency_Phone Manager_Phone Phone_2
    Old_Phone Cell Skype Support_Phone WhatsApp Pager Toll_Free
Contact string
    Department Manager_Name Assistant_Name Nickname Middle_Name Full_Name Maiden_Name Company_Name Account_Name
    Owner_Name Previous_Title Title_of_Manager Academic_Title Salutation Suffix Job_Level Seniority Persona
    Job_Department Assistant_Title HubSpot_Company_Id Salesforce_Account_Id Salesforce_Lead_Id Marketo_Id
    Zendesk_Id Email_Domain Email_Status Phone_Type Spouse_First_Name Assistant_First_Name First_Product
    Last_Campaign Nickname_Preferred Middle_Initial Last_Page_Seen Phonetic_Last_Name Previous_Last_Name
Contact boolean
    Do_Not_Call Fax_Opt_Out SMS_Opt_Out Opt_In Email_Bounced Is_Active Has_Left_Company Newsletter_Subscriber
    GDPR_Consent Is_Primary Is_Champion Is_Reference Executive_Sponsor Decision_Maker Email_Verified
    Phone_Verified Do_Not_Route Do_Not_Merge Do_Not_Sync Do_Not_Score Do_Not_Enrich VIP Key_Contact Opt_In_Email
    Survey_Opt_Out Call_Opt_Out Beta_Tester Nomination_Approved Nomination_Rejected
Contact date
    Last_Activity_Date Birthdate Email_Opt_Out_Date Last_Contacted Nomination_Date Last_Email_Sent
    Last_Survey_Sent NPS_Sent_Date Contract_Date Hire_Date Last_Login Opt_In_Date First_Meeting_Date
    Last_Call_Date Email_Verified_Date Next_Call_Date Last_Modified_On Consent_Date Job_Change_Date
    Next_NPS_Date NPS_Due_Date CSAT_Date Survey_Sent_Date Next_Verification_Date Verification_Due
    Verification_Expires Verification_Requested_On
Contact double
    CSAT_Score Lead_Score Engagement_Score Health_Score Effort_Score Age NPS_Count Number_of_Surveys
    Previous_NPS NPS_Average Fit_Score Influence_Score Satisfaction_Rating Advocacy_Score Reference_Count
    Sentiment_Score NPS_Change Intent_Score
Contact textarea
    Nomination_History Do_Not_Call_Reason Opt_Out_Reason Description Bounce_Reason NPS_Comment Rejection_Reason
    Notes Nomination_Feedback Bio Reason_for_Leaving Unsubscribe_Reason
Contact reference:Account
    Previous_Employer Partner_Account Secondary_Account Former_Account Referring_Account Agency
Opportunity currency
    Expected_Revenue Weighted_Amount Discount_Amount ARR MRR ACV Amount_Previous Original_Amount Budget
    Forecast_Amount Tax_Amount Cost Margin Services_Amount Legacy_Amount Amount_Invoiced Amount_Paid
    License_Amount Partner_Commission Max_Discount Hardware_Revenue Amount_Approved Lost_Amount Renewal_Amount
    Setup_Fee Minimum_Amount Last_Amount Q1_Revenue Average_Deal_Size Target_Amount Shipping_Cost Commit_Amount
    Stretch_Amount Converted_Amount Amount_USD
Opportunity date
    Contract_Start_Date Contract_End_Date Renewal_Date Last_Activity_Date Original_Close_Date
    Previous_Close_Date Next_Step_Date Demo_Date Delivery_Date Kickoff_Date Last_Stage_Change Invoice_Date
    Due_Date Approval_Date Close_Date_Last_Changed First_Close_Date Quote_Date Go_Live_Date Trial_End_Date
    Decision_Date POC_Start_Date POC_End_Date Close_Date_Push_Count_Date Churn_Date Onboarding_Complete_Date
    Subscription_End_Date Qualified_Date SQL_Date Lost_Date RFP_Due_Date Stage_Entered_Date
    Closed_Won_Notified_On Last_Close_Date_Change Partner_Close_Date Earliest_Start_Date
Opportunity picklist
    Forecast_Category Lead_Source Loss_Reason Approval_Status Contract_Type Payment_Terms Renewal_Status
    Implementation_Status Delivery_Status Previous_Stage Stage_Copy Quote_Status Onboarding_Stage Region
    Product_Type Billing_Type Customer_Type License_Type Competitor_Type Risk_Level Contract_Status Legal_Status
    Lead_Type Deal_Priority Probability_Band Invoice_Status Sub_Stage Deal_Source Campaign_Type Partner_Type
    Loss_Stage Last_Stage Buying_Stage
Opportunity string
    Account_Name Owner_Name Quote_Name Contact_Name Campaign_Name Next_Step Partner_Name Competitor_Name
    Contract_Number Product_Name Primary_Quote_Name Project_Name
Opportunity reference:Account
    Partner_Account Reseller End_Customer Billing_Account Competitor Distributor Agency Implementation_Partner
Opportunity reference:User
    Sales_Engineer SDR Deal_Desk_Owner CSM Previous_Owner Approver Executive_Sponsor Legal_Owner Renewal_Owner
Opportunity boolean
    Budget_Confirmed Is_Renewal Closed_by_Partner Is_Private Won_Back Contract_Signed Is_Split Forecasted
Reference_Activity__c picklist
    Approval_Status Sync_Status Region Priority Account_Type Old_Status Legacy_Type Reward_Type Feedback_Status
    Industry Contact_Role Opportunity_Stage Reward_Status Invoice_Status Channel Language Quality NPS_Category
    Payment_Status
Reference_Activity__c date
    Request_Date Due_Date Reminder_Date Approved_On Reward_Sent_Date Last_Update Next_Follow_Up
    Thank_You_Sent_On Expiry_Date Created_On_Legacy Sync_Date Cancelled_On Requested_For_Date Published_Until
    Contract_End Feedback_Due_Date Original_Date Survey_Sent_On Opportunity_Close_Date Account_Created_Date
    Deadline Valid_Until Approval_Due Archived_On Imported_On
Reference_Activity__c reference:User
    Requested_By Approved_By Host Coordinator
Reference_Activity__c reference:Contact
    Prospect_Contact Partner_Contact Assistant_Contact
Reference_Activity__c reference:Opportunity
    Partner_Deal Previous_Opportunity
Case picklist
    Case_Type Origin Case_Reason Old_Priority Customer_Tier Product Severity_Legacy Business_Impact Region
    Escalation_Reason Escalation_Level
Case datetime
    First_Response_Time Last_Reply_At SLA_Deadline Reopened_At Escalated_At Next_Update_Due Acknowledged_At
    Closed_First_Time Due_At Survey_Sent_At Last_Modified_At
Case boolean
    SLA_Breached Closed_on_Create Is_Stopped Reopened First_Call_Resolution Escalation_Requested Closed_by_Bot
    Is_Spam Auto_Closed Partner_Escalation
"""


def _blocks(text: str) -> Iterator[tuple[str, str, str]]:
    head, kind = "", ""
    for line in text.strip().splitlines():
        if not line.startswith(" "):
            head, _, kind = line.partition(" ")
        else:
            yield from ((head, kind, name) for name in line.split())


def means() -> list[tuple[str, str, str]]:
    """Canonical field, vendor type (`reference:Account`), API name without suffix."""
    return list(_blocks(_MEANS))


def looks_like() -> list[tuple[str, str, str]]:
    """Object, vendor type, API name without suffix."""
    return list(_blocks(_LOOKS_LIKE))
