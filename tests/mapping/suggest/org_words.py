# ruff: noqa: E501 - tables, a record to the line
"""What administrators call their fields: the ways in which generated orgs name what we look for, and what only looks like it.

Written apart from the product's own words. A variant is `api stem|label|language`.
"""

from __future__ import annotations

__all__ = ["DECOYS", "VARIANTS"]

# canonical → (vendor type for a custom field, variants)
VARIANTS: dict[str, tuple[str, str]] = {
    "account.name": ("string", "Company_Name|Company Name|en;CustomerName|Customer Name|en;Firmenname|Firmenname|de;Firma|Firma|de;Nom_Societe|Nom de la société|fr;"
        "Nombre_Empresa|Nombre de la empresa|es;Bedrijfsnaam|Bedrijfsnaam|nl;Org_Nm|Org Name|en;Kundenname|Kundenname|de;Raison_Sociale|Raison sociale|fr;Acct_Name|Acct Name|en;Klantnaam|Klantnaam|nl"),
    "account.domain": ("url", "Company_Website|Company Website|en;Web_Site|Web Site|en;URL|URL|en;Homepage|Homepage|de;Webseite|Webseite|de;Site_Web|Site web|fr;Sitio_Web|Sitio web|es;"
        "Website_URL|Website URL|en;Corporate_Domain|Corporate Domain|en;Domain|Domain|en;Internetadresse|Internetadresse|de;Primary_Domain|Primary Domain|en;Webadres|Webadres|nl"),
    "account.industry": ("picklist", "Industry|Industry|en;Sector|Sector|en;Branche|Branche|de;Secteur_activite|Secteur d'activité|fr;Sector_Industrial|Sector|es;Bedrijfstak|Bedrijfstak|nl;"
        "Vertical|Vertical|en;Industry_Vertical|Industry Vertical|en;Ind|Industry|en;Industrie|Industrie|de;Market_Vertical|Market Vertical|en;Sector_NL|Sector|nl;Indstry|Indstry|en"),
    "account.country": ("picklist", "Country|Country|en;HQ_Country|HQ Country|en;Land|Land|de;Pays|Pays|fr;Pais|País|es;Land_NL|Land|nl;Country_Name|Country Name|en;Cntry|Cntry|en;"
        "Company_Country|Company Country|en;Rechnungsland|Rechnungsland|de;Headquarters_Country|Headquarters Country|en;Sitzland|Sitzland|de;Pays_siege|Pays du siège|fr"),
    "account.parent": ("reference:Account", "Parent_Company|Parent Company|en;Parent_Account|Parent Account|en;Muttergesellschaft|Muttergesellschaft|de;Konzernmutter|Konzernmutter|de;"
        "Societe_mere|Société mère|fr;Empresa_matriz|Empresa matriz|es;Moederbedrijf|Moederbedrijf|nl;Parent_Org|Parent Organization|en"),
    "account.owner": ("reference:User", "Account_Owner|Account Owner|en;Owner|Owner|en"),
    "contact.account": ("reference:Account", "Company|Company|en;Account|Account|en;Firma|Firma|de;Entreprise|Entreprise|fr;Empresa|Empresa|es;Bedrijf|Bedrijf|nl;Organisation|Organisation|en"),
    "contact.first_name": ("string", "First_Name|First Name|en;Given_Name|Given Name|en;Vorname|Vorname|de;Prenom|Prénom|fr;Nombre|Nombre|es;Voornaam|Voornaam|nl;FName|First Name|en"),
    "contact.last_name": ("string", "Last_Name|Last Name|en;Surname|Surname|en;Nachname|Nachname|de;Nom_Famille|Nom de famille|fr;Apellidos|Apellidos|es;Achternaam|Achternaam|nl;LName|Last Name|en;Familienname|Familienname|de"),
    "contact.email": ("email", "Work_Email|Work Email|en;Business_Email|Business Email|en;Email_Address|Email Address|en;E_Mail|E-Mail|de;E_Mail_Adresse|E-Mail-Adresse|de;Courriel|Courriel|fr;Correo|Correo electrónico|es;"
        "E_mailadres|E-mailadres|nl;Primary_Email|Primary Email|en;EMail_geschaeftlich|E-Mail (geschäftlich)|de;Email_Pro|Email professionnel|fr"),
    "contact.phone": ("phone", "Work_Phone|Work Phone|en;Direct_Phone|Direct Phone|en;Ph|Phone|en;Business_Phone|Business Phone|en;Telefon|Telefon|de;Telefonnummer|Telefonnummer|de;Telephone|Téléphone|fr;Telefono|Teléfono|es;Telefoon|Telefoon|nl;Phone_Number|Phone Number|en;Tel|Tel.|en"),
    "contact.title": ("string", "Job_Title|Job Title|en;Position|Position|en;Funktion|Funktion|de;Jobtitel|Jobtitel|de;Fonction|Fonction|fr;Cargo|Cargo|es;Functie|Functie|nl;Titel|Titel|de;Intitule_poste|Intitulé du poste|fr;Puesto|Puesto|es;Functietitel|Functietitel|nl"),
    "contact.email_opt_out": ("boolean", "Email_Opt_Out|Email Opt Out|en;Unsubscribed|Unsubscribed from Email|en;Newsletter_abgemeldet|E-Mail abgemeldet|de;Opt_out_email|Désabonné des e-mails|fr;No_Email|No Email|en;Opt_Out|Opt-Out|en;Do_Not_Email|Do Not Email|en;Afgemeld|Afgemeld voor e-mail|nl"),
    "contact.do_not_ask": ("boolean", "Do_Not_Ask|Do Not Ask|en;Do_Not_Ask_for_Reference|Do Not Ask for Reference|en;Nicht_anfragen|Nicht anfragen|de;No_Reference_Requests|Do not use as reference|en;Ne_pas_solliciter|Ne pas solliciter|fr;No_solicitar|No solicitar|es;Niet_benaderen|Niet benaderen|nl;Reference_Opt_Out|Reference Opt Out|en"),
    "contact.nominated": ("boolean", "Nominated|Nominated|en;Advocate_Nominee|Advocate Nominee|en;Nominate_as_Advocate|Nominate as Advocate|en;Nominiert|Nominiert|de;Nomine|Nominé|fr;Nominado|Nominado|es;Genomineerd|Genomineerd|nl;Nominated_for_Reference|Nominated for Reference|en"),
    "contact.nomination_reason": ("textarea", "Nomination_Reason|Nomination Reason|en;Reason_for_Nomination|Reason for Nomination|en;Nominierungsgrund|Nominierungsgrund|de;Raison_nomination|Raison de la nomination|fr;Motivo_nominacion|Motivo de nominación|es;Reden_nominatie|Reden nominatie|nl;Nomination_Notes|Nomination Notes|en"),
    "contact.verified_on": ("date", "Verified_On|Verified On|en;Last_Verified|Last Verified|en;Verified_Date|Verified Date|en;Geprueft_am|Geprüft am|de;Verifie_le|Vérifié le|fr;Verificado_el|Verificado el|es;Geverifieerd_op|Geverifieerd op|nl;Data_Verified_Date|Last Verified Date|en"),
    "survey_answer.score": ("double", "NPS_Score|NPS Score|en;NPS|NPS|en;NPS_Rating|NPS Rating|en;Net_Promoter_Score|Net Promoter Score|en;NPS_Wert|NPS-Wert|de;Score_NPS|Score NPS|fr;Puntuacion_NPS|Puntuación NPS|es"),
    "survey_answer.answered_at": ("date", "NPS_Date|NPS Date|en;NPS_Response_Date|NPS Response Date|en;NPS_Datum|NPS-Datum|de;Date_reponse_NPS|Date réponse NPS|fr;NPS_Answered_On|NPS Answered On|en"),
    "opportunity.account": ("reference:Account", "Customer|Customer|en;Account|Account|en;Kunde|Kunde|de;Client|Client|fr;Cliente|Cliente|es;Klant|Klant|nl"),
    "opportunity.name": ("string", "Deal_Name|Deal Name|en;Opportunity_Title|Opportunity Title|en;Bezeichnung|Bezeichnung|de;Nom_opportunite|Nom de l'opportunité|fr;Nombre_negocio|Nombre del negocio|es;Dealnaam|Dealnaam|nl"),
    "opportunity.amount": ("currency", "Deal_Value|Deal Value|en;Opp_Amt|Opp Amt|en;Total_Amount|Total Amount|en;Contract_Value|Contract Value|en;Auftragswert|Auftragswert|de;Auftragsvolumen|Auftragsvolumen|de;Betrag|Betrag|de;Montant|Montant|fr;Importe|Importe|es;Bedrag|Bedrag|nl;Deal_Amount|Deal Amount|en;Dealwaarde|Dealwaarde|nl;Valeur_affaire|Valeur de l'affaire|fr;TCV|TCV|en"),
    "opportunity.stage": ("picklist", "Deal_Stage|Deal Stage|en;Sales_Stage|Sales Stage|en;Phase|Phase|de;Vertriebsphase|Vertriebsphase|de;Etape|Étape|fr;Etapa|Etapa|es;Fase|Fase|nl;Pipeline_Stage|Pipeline Stage|en;Verkaufsphase|Verkaufsphase|de;Stg|Stg|en"),
    "opportunity.kind": ("picklist", "Deal_Type|Deal Type|en;Opportunity_Type|Opportunity Type|en;Business_Type|Business Type|en;Geschaeftsart|Geschäftsart|de;Typ|Typ|de;Type_affaire|Type d'affaire|fr;Tipo|Tipo|es;Soort_deal|Soort deal|nl;New_or_Existing|New or Existing|en;Motion|Sales Motion|en;Deal_Category|Deal Category|en"),
    "opportunity.close_date": ("date", "Cls_Dt|Close Date|en;Expected_Close|Expected Close Date|en;Closing_Date|Closing Date|en;Abschlussdatum|Abschlussdatum|de;Voraus_Abschluss|Voraussichtliches Abschlussdatum|de;Date_cloture|Date de clôture|fr;Fecha_cierre|Fecha de cierre|es;Sluitingsdatum|Sluitingsdatum|nl;Date_de_signature_prevue|Date de clôture prévue|fr;Target_Close|Target Close Date|en"),
    "activity.kind": ("picklist", "Type|Type|en;Activity_Type|Activity Type|en;Kind|Kind|en;Art|Art|de;Aktivitaetsart|Aktivitätsart|de;Type_activite|Type d'activité|fr;Tipo_actividad|Tipo de actividad|es;Soort|Soort|nl;Reference_Type|Reference Type|en;Format|Format|en;Category|Category|en"),
    "activity.status": ("picklist", "Status|Status|en;Activity_Status|Activity Status|en;State|State|en;Statut|Statut|fr;Estado|Estado|es;Zustand|Zustand|de;Progress_Status|Status|en;Outcome|Outcome|en"),
    "activity.occurred_at": ("date", "Date|Date|en;Activity_Date|Activity Date|en;Held_On|Held On|en;Datum|Datum|de;Durchgefuehrt_am|Durchgeführt am|de;Date_activite|Date de l'activité|fr;Fecha|Fecha|es;Gehouden_op|Gehouden op|nl;Date_Completed|Date Completed|en;Call_Date|Call Date|en;Event_Date|Event Date|en;Took_Place_On|Took Place On|en;Date_realisation|Date de réalisation|fr"),
    "participant.contact": ("reference:Contact", "Advocate|Advocate|en;Contact|Contact|en;Reference_Contact|Reference Contact|en;Ansprechpartner|Ansprechpartner|de;Referenzgeber|Referenzgeber|de;Contact_client|Contact client|fr;Contacto|Contacto|es;Contactpersoon|Contactpersoon|nl;Customer_Contact|Customer Contact|en;Champion|Champion|en;Referee|Referee|en"),
    "activity_opportunity.opportunity": ("reference:Opportunity", "Opportunity|Opportunity|en;Deal|Deal|en;Related_Opportunity|Related Opportunity|en;Verkaufschance|Verkaufschance|de;Opportunite|Opportunité|fr;Oportunidad|Oportunidad|es;Verkoopkans|Verkoopkans|nl;Supported_Deal|Supported Deal|en;Influenced_Opp|Influenced Opp|en"),
    "support_case.priority": ("picklist", "Priority|Priority|en;Prioritaet|Priorität|de;Priorite|Priorité|fr;Prioridad|Prioridad|es;Prioriteit|Prioriteit|nl;Case_Priority|Case Priority|en"),
    "support_case.escalated": ("boolean", "Escalated|Escalated|en;Eskaliert|Eskaliert|de;Escalade|Escaladé|fr;Escalado|Escalado|es;Is_Escalated|Is Escalated|en"),
}  # fmt: skip

# object → `api stem|label|type|values`: fields that are none of ours. Values name a maker of the generator.
DECOYS: dict[str, str] = {
    "account": (
        "Old_Website|Old Website|url|domain;Website_Legacy|Website (Legacy)|url|domain;Shipping_Country|Shipping Country|picklist|country;LinkedIn_URL|LinkedIn URL|url|linkedin;"
        "Partner_Account|Partner Account|reference:Account|id001;Parent_Account_Name|Parent Account Name|formula|company;Account_Owner_Name|Account Owner Name|formula|person;"
        "Industry_Previous|Industry Previous|picklist|industry;Sub_Industry|Sub-Industry|picklist|industry;SIC_Code|SIC Code|string|number;Support_Portal_URL|Support Portal URL|url|domain;"
        "Legal_Country_of_Incorporation|Country of Incorporation|picklist|country;Website_Domain_Test|Website Test|url|empty;Competitor_Name|Competitor Name|string|company;Number_of_Sites|Number of Sites|double|number;"
        "Renewal_Manager|Renewal Manager|reference:User|id005;Customer_Success_Manager|Customer Success Manager|reference:User|id005;Annual_Spend|Annual Spend|currency|money;Region|Region|picklist|region;"
        "Ultimate_Parent|Ultimate Parent|reference:Account|id001;Reseller|Reseller|reference:Account|id001;Tax_Country_Code|Tax Country Code|string|country;Created_in_ERP|Created in ERP|date|date;Careers_Page|Careers Page|url|domain;"
        "Land_alt|Land (alt)|string|country;Ancien_nom|Ancien nom|string|company;Country_Backup|Country Backup|string|country;Lead_Source_Detail|Lead Source Detail|string|word;Former_Name|Former Name|string|company;"
        "Twitter_Handle|Twitter Handle|string|word;Logo_URL|Logo URL|url|domain;Owner_Region|Owner Region|string|region;Email_Domain_Blocked|Blocked Email Domain|string|domain;Branche_Code|Branchencode|string|number;"
        "Billing_Contact_Name|Billing Contact Name|string|person;Country_of_Support|Support Country|picklist|country;Key_Account|Key Account|boolean|bool;Churn_Risk|Churn Risk|picklist|word;Number_of_Employees_Range|Employees Range|picklist|word;"
        "Main_Competitor_Website|Main Competitor Website|url|domain;Previous_Owner|Previous Owner|reference:User|id005;VAT_Number|VAT Number|string|word"
    ),
    "contact": (
        "Assistant_Phone|Assistant Phone|phone|phone;Mobile|Mobile|phone|phone;Home_Phone|Home Phone|phone|phone;Personal_Email|Personal Email|email|freemail;Old_Email|Old Email|email|email;Email_Backup|Email Backup|email|email;"
        "Secondary_Email|Secondary Email|email|email;Fax_Number|Fax Number|phone|phone;Manager_Name|Manager Name|string|person;Manager_Email|Manager Email|email|email;Previous_Title|Previous Title|string|title;Salutation_Text|Salutation|picklist|word;"
        "Email_Bounced_Date|Email Bounced Date|date|date;NPS_Comment|NPS Comment|textarea|sentence;NPS_Sent_Date|NPS Sent Date|date|date;CSAT_Score|CSAT Score|double|score;Do_Not_Call|Do Not Call|boolean|bool;Fax_Opt_Out|Fax Opt Out|boolean|bool;"
        "Last_Activity|Last Activity Date|date|date;Department_Name|Department|string|word;Reports_To|Reports To|reference:Contact|id003;Email_Domain|Email Domain|string|domain;Account_Name_Text|Account Name Text|formula|company;"
        "Partner_Contact_Owner|Partner Owner|reference:User|id005;Referral_Account|Referral Account|reference:Account|id001;Title_Legacy|Title Legacy|string|title;Maiden_Name|Maiden Name|string|person;Telefon_privat|Telefon (privat)|phone|phone;"
        "Email_Opt_Out_Date|Email Opt Out Date|date|date;Lead_Score|Lead Score|double|number;Preferred_Language|Preferred Language|picklist|word;Opt_In|Opt In|boolean|bool;SMS_Opt_Out|SMS Opt Out|boolean|bool;Nomination_Date|Nomination Date|date|date;"
        "Nominated_By|Nominated By|reference:User|id005;Verified_By|Verified By|reference:User|id005;Phone_Extension|Phone Extension|string|number;Alternate_Company|Alternate Company|reference:Account|id001;Middle_Name|Middle Name|string|person;"
        "Birthday|Birthday|date|date;LinkedIn|LinkedIn|url|linkedin;Spouse_Name|Spouse Name|string|person;Country|Country|picklist|country;Phone_Country_Code|Phone Country Code|string|number;Job_Level|Job Level|picklist|word;Role_in_Project|Role in Project|picklist|word"
    ),
    "opportunity": (
        "Expected_Revenue|Expected Revenue|formulacurrency|money;Close_Date_Original|Close Date Original|date|date;Original_Close_Date|Original Close Date|date|date;Amount_Previous|Amount Previous|currency|money;Stage_Previous|Previous Stage|picklist|stage;"
        "ARR|ARR|currency|money;MRR|MRR|currency|money;Discount_Amount|Discount Amount|currency|money;Weighted_Amount|Weighted Amount|formulacurrency|money;Contract_Start|Contract Start Date|date|date;Contract_End|Contract End Date|date|date;"
        "Partner_Account|Partner Account|reference:Account|id001;Reseller|Reseller|reference:Account|id001;End_Customer|End Customer|reference:Account|empty;Account_Owner|Account Owner|formula|person;Lead_Source_Type|Lead Source Type|picklist|word;"
        "Forecast_Category|Forecast Category|picklist|word;Budget_Amount|Budget Amount|currency|money;Created_By_Partner|Created by Partner|boolean|bool;Last_Stage_Change|Last Stage Change Date|date|date;Renewal_Date|Renewal Date|date|date;"
        "Sales_Engineer|Sales Engineer|reference:User|id005;Legacy_Amount|Legacy Amount|currency|money;Amount_USD_Copy|Amount (copy)|currency|money;Competitor|Competitor|string|company;Probability_Override|Probability Override|percent|number;"
        "Approval_Status|Approval Status|picklist|word;Next_Step_Date|Next Step Date|date|date;Demo_Date|Demo Date|date|date;Quote_Name|Quote Name|string|word;Abschlussdatum_alt|Abschlussdatum (alt)|date|date;Montant_initial|Montant initial|currency|money;"
        "Contract_Type|Contract Type|picklist|word;Loss_Reason|Loss Reason|picklist|word;Implementation_Status|Implementation Status|picklist|word;Project_Phase|Project Phase|picklist|word;Tax_Amount|Tax Amount|currency|money;Cost|Cost|currency|money;"
        "Days_Open|Days Open|double|number;Budget_Confirmed|Budget Confirmed|boolean|bool;Delivery_Date|Delivery Date|date|date;Deal_Desk_Owner|Deal Desk Owner|reference:User|id005;Primary_Contact|Primary Contact|reference:Contact|id003;Stage_Copy|Stage (Copy)|string|stage"
    ),
    "activity": (
        "Requested_By|Requested By|reference:User|id005;Request_Date|Request Date|date|date;Prospect_Contact|Prospect Contact|reference:Contact|id003;Prospect_Account|Prospect Account|reference:Account|id001;Approval_Status|Approval Status|picklist|word;"
        "Old_Status|Old Status|picklist|activitystatus;Legacy_Type|Legacy Type|picklist|activitykind;Due_Date|Due Date|date|date;Follow_Up_Date|Follow-Up Date|date|date;Feedback_Notes|Feedback Notes|textarea|sentence;Duration_Minutes|Duration (Minutes)|double|number;"
        "Reward_Sent|Reward Sent|boolean|bool;Opportunity_Amount|Opportunity Amount|formulacurrency|money;Advocate_Email|Advocate Email|formula|email;Priority|Priority|picklist|word;Account|Account|reference:Account|id001;Partner_Deal|Partner Deal|string|word;"
        "Internal_Host|Internal Host|reference:User|id005;Approved_Date|Approved Date|date|date;Region|Region|picklist|region;Campaign|Campaign|reference:Campaign|id701;Quality_Rating|Quality Rating|double|score;Sync_Status|Sync Status|picklist|word;"
        "Last_Reminder|Last Reminder Date|date|date;Opp_Stage|Opp Stage|formula|stage;Created_in_Portal|Created in Portal|date|date"
    ),
    "case": "Old_Priority|Old Priority|picklist|priority;Escalation_Date|Escalation Date|date|date;First_Response|First Response Date|datetime|date;Partner_Account|Partner Account|reference:Account|id001;"
            "SLA_Violation|SLA Violation|boolean|bool;Severity_Legacy|Severity Legacy|picklist|priority;Closed_by_Bot|Closed by Bot|boolean|bool;Reopened_Date|Reopened Date|datetime|date;Customer_Priority_Tier|Customer Tier|picklist|word",
}  # fmt: skip
