"""What words in field names and labels mean, in the languages that CRMs are kept in.

Data: of each concept the words and squashed phrases that stand for it in English, German, French, Spanish,
Dutch, Italian and Portuguese. Accents are folded (`ä` as `ae`, `é` as `e`).
"""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["BROADER", "NEUTRAL", "NOISE", "PHRASES", "STALE"]

# A concept, then its words, indented. A word stands for one concept only; of a phrase the longest reading counts.
_CONCEPTS = """
NAME
    name names naam bezeichnung nm navn denominazione
NOM
    nom nome
NOMBRE
    nombre
ACCOUNT
    account accounts acct accnt acc company companies firma firmen unternehmen unternehmens kunde kunden
    kundenkonto client cliente clientes klant klanten customer customers cust societe entreprise empresa
    compania organisation organization organizacion organizzazione organisatie org bedrijf bedrijfs konto compte
    cuenta azienda conta corporation raisonsociale raisonsocial razonsocial businessname firmierung bedrijfsnaam
    firmenname companyname relatie
CONTACT
    contact contacts person people ansprechpartner kontakt kontakte persona personas contacto contactos personne
    contactpersoon respondent respondents repondant befragter befragte encuestado ansprechperson kontaktperson
    contatto contato
ADVOCATE
    referencegiver referenceprovider spokesperson spokesman spokeswoman fuersprecherin advocate advocates
    advocacy champion champions referenzgeber ambassador ambassadeur fuersprecher embajador referee
    referenceable referent speaker redner orateur ponente spreker promoter referenceperson customerspeaker
REFERENCE
    reference references ref referenz referenzen referencia referencias referentie referenties referenza
OPP
    chance chancen opportunity opportunities opp opps oppty deal deals opportunite opportunites oportunidad
    oportunidades verkaufschance verkaufschancen opportunita verkoopkans kans affaire negocio negocios trato
    geschaeft transaction oportunidade salesopportunity dealname
WEB
    website web url homepage domain domaene domaine dominio domein webseite internetseite www webpage webadresse
    siteweb sitioweb paginaweb siteinternet internetadresse websitedomain webaddress internet weburl websiteurl
    webpagina sitoweb netzseite internetauftritt webauftritt
INDUSTRY
    wirtschaftssektor rubro domaineactivite domainedactivite fachrichtung ramodeactividad industrysegment
    industry industries branche branchen sector sektor industrie secteur industria vertical bedrijfstak gewerbe
    wirtschaftszweig secteurdactivite sectordeactividad industrysector industryvertical wirtschaftsbereich
    branchenzugehoerigkeit geschaeftszweig settore setor marktsegment industryname giro lineofbusiness
COUNTRY
    ctry countrycd country countries land laender pays pais nation landname countrycode laendercode landcode
    codepays codigopais staat paese countryregion landregion paysregion paisregion herkunftsland sitzland
    domizilland vestigingsland
BILLING
    billing bill rechnung rechnungs rechnungsanschrift facturation facturacion factuur invoice invoicing faktura
    rechnungsadresse facture fatturazione cobranca
HQ
    hq headquarters headquarter headquartered headoffice hauptsitz siege sede hoofdkantoor zentrale sitz
    firmensitz siegesocial stammsitz hoofdvestiging
SHIPPING
    shipping ship liefer lieferung livraison envio verzend verzending delivery versand lieferadresse spedizione
MAILING
    mailing post postal postadresse postanschrift correspondence korrespondenz
ADDRESS
    address adresse anschrift direccion adres addr indirizzo endereco
PARENT
    owning ownedby ownercompany owningcompany mutterkonzern parent mutter muttergesellschaft uebergeordnet
    uebergeordnete uebergeordneter uebergeordnetes maisonmere matriz moeder moederbedrijf padre parentaccount
    parentcompany mutterunternehmen konzernmutter mutterfirma mutterkonto societemere casamatriz empresamatriz
    moedermaatschappij parente holding comptepere cuentaprincipal hauptunternehmen hauptaccount bovenliggend
    bovenliggende parentorganisation belongsto parentorg konzern
ULTIMATE
    ultimate topparent oberste global
OWNER
    accountexec acctexec ae accountrep accountmgr acctmgr relationshipmanager kam keyaccountmanager keyaccount
    owner besitzer proprietaire propietario eigenaar betreuer verantwortlicher inhaber zustaendig zustaendiger
    accountmanager accountexecutive salesrep salesperson responsable vertriebsmitarbeiter kundenbetreuer
    gestionnaire accountowner proprietario assignedto assigned zugewiesen zugewiesenan kundenverantwortlicher
    assignee toegewezen rep commercial vertriebler salesowner eigentuemer accountbetreuer datensatzinhaber
ID
    id ids identifier kennung identifiant identificador uuid guid key recordid
NUMBER
    number num nr nummer numero nbr
FIRSTNAME
    givennm firstnm frstnm namefirst vornamen firstname vorname prenom voornaam givenname forename fname
    primernombre nombredepila rufname givennames frstname nomepersona
LASTNAME
    familynm lastnm primerapellido namelast apellidopaterno lastname surname familyname nachname familienname
    apellido apellidos nomdefamille achternaam cognome lname familiename sobrenome zuname lstname
FULL
    full voll vollstaendig vollstaendiger complet completo volledig volledige ganzer
MIDDLE
    middle zweiter mittlerer deuxieme segundo suffix salutation anrede civilite aanhef tratamiento nickname
EMAIL
    email mail emailaddress emailadresse mailadresse emails courriel correo correoelectronico epost mailaddress
    emailadres adressemail adresseemail adresseelectronique direcciondecorreo eml emailid emailadr correoe
PHONE
    directdial directline deskphone dial workline phonenr phone telephone tel telefon telefono telefoon ph
    phonenumber rufnummer telefonnummer durchwahl fon phonenumbers numerodetelephone telefoonnummer landline
    numerodetelefono telefone telno phoneno telnr telefonnr festnetz telnummer telephonenumber numerotelephone
    phonenum businessphone workphone officephone teleph
MOBILE
    mobile cell handy mobil portable movil mobiel gsm cellular celular mobilephone cellphone telefonmobil
    mobilnummer
FAX
    fax telefax faxnumber faxnummer telecopie
HOME
    home privat private prive privado thuis casa personal personnel persoonlijk particular
WORK
    biz corporativo corporativa corporatif betrieblich work business office arbeit buero geschaeftlich
    geschaeftliche bureau travail trabajo werk zakelijk dienst dienstlich dienstliche professionnel
    professionnelle profesional laboral direct direkt berufliche beruflich kantoor oficina corp corporate
    officiel
ASSISTANT
    assistant asst assistenz assistent assistentin assistante asistente secretary sekretariat secretaire
OTHER
    tweede other andere weitere autre otro otra overig secondary sekundaer secondaire secundario alternate
    alternative additional zweite second backupcontact alternativ secundair zusaetzlich altern
TITLE
    designation function stellung jobfunction jobrole title jobtitle position funktion fonction cargo puesto
    functie berufsbezeichnung jobbezeichnung jobposition stellenbezeichnung poste titel titre titulo
    functietitel positionsbezeichnung stelle intituleduposte jobname ttl beruf profession occupation
    funktionsbezeichnung dienststellung functieomschrijving jobfunktion qualifica puestodetrabajo jobttl
    jobtitel
JOB
    job emploi baan
EXISTING
    expansion upsell neugeschaeft existing bestand bestands existant existente bestaand neworexisting
    neuoderbestand neubestand
ROLE
    role rolle rol funcion rolename buyingrole kaufrolle ruolo roles
OPTOUT
    optout optedout hasoptedout unsubscribe unsubscribed abgemeldet abbestellt desabonne desinscrit baja
    afgemeld werbewiderspruch widerspruch widersprochen uitgeschreven desuscrito optedoutof donotemail noemail
    noemails keinemail keinemails donotmail nomail hasoptedoutof unsubscribedfrom nichtmailen geenemail geenmail
    desinscription emailabmeldung dontemail nemail keinewerbung abmelden werbesperre suppressed unsub unsubbed
    nopenviarcorreo darbajadecorreo cancelosuscripcion desinscrito nopasenvoyerdemail pasdemail nocorreo
    opposition
DONOT
    offlimits offlimit tabu taboo restricted embargo blackout blacklist blacklisted exclude excluded
    ausgeschlossen ausschluss exclu excluido sperrvermerk unavailable no donot donotuseas donotusefor
    donotuseinreference nichtals pascomme dont nicht nepas niet kein keine geen nunca never not non sperre
    gesperrt block blocked hold pas
ASK
    angefragt aangevraagd solicitado solicitada demandee angefordert anforderung ask asking asked requests
    anfragen fragen ansprechen demander preguntar vragen solicit solliciter benaderen approach request solicitar
    contactar anfrage kontaktieren contacter anzufragen benutzen use disturb stoeren pedir usar utiliser
NOMINATE
    nominate nominated nomination nominee nominieren nominiert nomine nominer nominacion nominado genomineerd
    voordracht nominierung voorgedragen nominar advocatenominee nominations nominatie vorgeschlagen propose
CANDIDATE
    candidate kandidat candidat candidato kandidaat potential potenzieller potenzielle potentiel potencial
REASON
    reason grund begruendung raison motif razon motivo reden why justification reasons rationale waarom warum
    anlass pourquoi porque toelichting motivering
NOTE
    note notes comment comments kommentar commentaire comentario opmerking notiz notizen remarks bemerkung
    verbatim remark
VERIFIED
    datareview recordreview contactreview lastreview lastcheck verified verify verifiedon geprueft verifiziert
    verifie verificado geverifieerd confirmed validated bestaetigt confirme gecontroleerd verification pruefung
    ueberprueft validiert validation valide validado confirmado controle verifizierung bevestigd verificacion
    reviewedon checked pruef datacheck letztepruefung
SALESFORCE
    salesforce sfdc sf sforce
HUBSPOT
    hubspot hs
LEAD
    lead leads interessent prospect prospects
AMOUNT
    worth amount amt amnt betrag montant importe bedrag summe value wert valeur valor waarde volumen
    auftragswert dealvalue auftragsvolumen auftragssumme dealamount dealsize ordervalue contractvalue monto
    opportunityvalue volume importo dealwert angebotswert vertragswert orderwaarde contractwaarde amountvalue
    gesamtwert chancenwert saleamount salesvalue tcv totalcontractvalue opportunityamount dealgroesse grandtotal
REVENUE
    revenue umsatz chiffredaffaires ingresos omzet ca turnover ricavi annualrevenue jahresumsatz receita
PRICE
    price preis prix precio prijs listprice
TOTAL
    total gesamt totale totaal grand
EXPECTED
    expected erwartet erwartete erwarteter erwartetes attendu attendue esperado esperada verwacht verwachte
    voraussichtlich voraussichtliche voraussichtlicher voraussichtliches geplant geplante geplanter geplantes
    prevue prevu prevista previsto estimated est estimation estimada estimado geschaetzt geschaetzte estime
    estimee planned anticipated target zieldatum geschat geschatte stimata stimato
WEIGHTED
    weighted gewichtet gewichteter gewichtete pondere ponderado gewogen wtd
FORECAST
    forecast projected prognose prevision previsions probable forecasted pipelinevalue bestcase commit
STAGE
    vertriebsstufe verkaufsstatus vertriebsstatus salesstatus stage phase vertriebsphase etape etapa fase
    verkaufsphase stufe stadium dealstage salesstage opportunitystage stg pipelinestage stagename dealphase
    verkoopfase etapedelatransaction verkaufsstufe salesphase fasi estagio opportunityphase salesstep
    verkaufsstadium
STATUS
    progress fortschritt avancement progreso voortgang status state etat estado statut zustand sts stato stand
    outcome resultat ergebnis resultado uitkomst staus
WANTED
    wanted needed need needs required gewuenscht benoetigt erforderlich noetig gewollt souhaitee souhaite requise
    requis necessaire voulue necesaria necesario requerida requerido deseada gewenst nodig benodigd richiesta
    necessaria necessario desejada desiderata
TYPE
    class klasse motion type typ types tipo soort art kind dealtype kategorie category categorie categoria
    typename geschaeftsart auftragsart dealart opportunitytype businesstype typus format geschaeftstyp
    projektart
CREATED
    created creation create erstellt angelegt cree creado aangemaakt aanmaak erstellung anlage createdate
    createdon erstelldatum anlagedatum erstellungsdatum creacion aanmaakdatum createddate erstelltam angelegtam
    datedecreation fechadecreacion creato criado dateadded entrydate createdat eroeffnungsdatum entered
DATE
    date datum fecha dt dat datetime tag day jour dia zeitpunkt time timestamp heure zeit termin moment am
    uhrzeit tijd
CLOSE
    close closed closing abschluss cloture cierre sluit sluiting sluitings afsluit geschlossen gesloten cerrado
    cerrada ferme fermee closedate abschlussdatum sluitingsdatum schliessung schliessungsdatum fechadecierre
    fechacierre datedecloture datefermeture afsluitdatum cls clsd isclosed fermeture closingdate closeddate
    chiusura fechamento abschlusstermin closedon abgeschlossen afgesloten clos
SIGNED
    sign signed signature signing unterzeichnet unterschrift vertragsunterzeichnung ondertekening booking booked
WON
    won gewonnen gagne gagnee ganado ganada iswon win gewonne vinta
LOST
    lost verloren perdu perdue perdido loss verlust
ACTIVITY
    activity activities activite actividad activiteit aktivitaet aktivitaeten interaction engagement act aktion
    action attivita engagements interaktion
OCCUR
    realisation realisierung realizacion realisatie held heldon happened occurred performed durchgefuehrt
    durchfuehrung stattgefunden realise realisee realizada realizado gehouden executed tookplace delivered
    datumdurchfuehrung happenedon occuredon occurredon performedon takenplace uitgevoerd celebrada effectuee
    effectue conducted stattgefundenam ausgefuehrt
EVENT
    event events veranstaltung evenement evento ereignis evenementiel conference konferenz
CALL
    calling dialling call calls anruf telefonat gespraech appel llamada gesprek referencecall referenzgespraech
    entretien
VISIT
    visit visits besuch visite visita bezoek
MEETING
    meeting meetings besprechung reunion rendezvous vergadering treffen
START
    start begin beginn debut inicio begindatum startdatum startdate
END
    end ende fin einde enddatum enddate endtime fechafin completed completion complete erledigt termine terminee
    completado voltooid abgeschlossenam completiondate fertig finished done
DUE
    expires expiry expiration expire expired ablauf gueltig valid until bis expiracion due faellig faelligkeit
    echeance vencimiento vervaldatum deadline followup wiedervorlage reminder erinnerung
CAMPAIGN
    campaign campaigns kampagne campagne campana cmpgn
MEMBER
    member members mitglied membre miembro lid attendee attendees teilnehmer participant participante deelnemer
CASE
    case cases ticket tickets fall vorgang supportcase supportticket incident stoerung demande cas caso casus
PRIORITY
    priority prio priorities prioritaet priorite prioridad prioriteit priorita prty
SEVERITY
    sev severity schweregrad gravite gravedad urgency dringlichkeit urgence urgencia ernst
ESCALATED
    escalated escalation eskaliert eskalation escalade escalado escalada geescaleerd isescalated escale
    escaladee escalatie escalacion escal
OPENED
    logged loggedat opened open geoeffnet eroeffnet ouvert ouverte ouverture abierto abierta apertura geopend
    opening eroeffnung openedat openeddate opendate dateopened reported gemeldet received eingegangen aangemeld
SCORE
    points rating ratings score scoring bewertung punktzahl puntuacion notation punkte cijfer puntaje
NPS
    recommend recommendscore recommended likelihoodtorefer nps netpromoter netpromoterscore npsscore
    weiterempfehlung weiterempfehlungswert recommendationscore weiterempfehlungsbereitschaft
    likelihoodtorecommend recomendacion recommandation aanbeveling npsrating npswert
ANSWER
    answered answer responded response responses answerdate beantwortet antwort reponse respuesta antwoord
    ingevuld submission submitted submittedon surveyed beantwortung respondido responsedate repondu risposta
SURVEY
    survey surveys umfrage enquete encuesta feedback befragung poll questionnaire fragebogen vragenlijst
SATISFACTION
    csat ces satisfaction zufriedenheit satisfaccion tevredenheid effort health healthscore gesundheit risk
    risiko
SENT
    sent gesendet versendet versandt envoye enviado verzonden invited invitation eingeladen requested
ACTIVE
    active aktiv actif activo actief isactive attivo enabled
USER
    user users benutzer utilisateur usuario gebruiker employee mitarbeiter
CURRENCY
    currency waehrung devise moneda valuta divisa currencycode currencyisocode isocode waehrungscode moeda
    dealcurrency
LAST
    last letzte letzter letztes letzten dernier derniere ultimo ultima laatste latest mostrecent recent most
    newest
NEXT
    next naechste naechster naechstes prochain prochaine proximo proxima volgende upcoming
FIRST
    first erste erster erstes premier premiere primero primera eerste initial
MODIFIED
    modified changed updated update geaendert modifie modifiee modificado gewijzigd lastmodified aenderung
    change modification aktualisiert edited lastupdated lastmodifieddate aktualisierung
BY
    by von par por durch door
CREATOR
    creator ersteller createdby createdbyid
PARTNER
    agency agentur referring referred referrer partner partners reseller distributor haendler vertriebspartner
    channel revendeur partenaire kanal socio
COMPETITOR
    competitor competitors wettbewerber konkurrent concurrent competidor mitbewerber
SUPPLIER
    supplier vendor lieferant fournisseur proveedor leverancier
REGION
    region county territory gebiet bundesland province provinz provincia zone continent kontinent regio
    territoire area subregion
CITY
    city stadt ville ciudad stad ort town
STREET
    street strasse rue calle straat line1 line2
ZIP
    zip postcode plz postalcode codepostal zipcode
DESCRIPTION
    description beschreibung descripcion omschrijving details detail summary zusammenfassung desc
DEPARTMENT
    department abteilung departement departamento afdeling division service dept bereich
LANGUAGE
    language sprache langue idioma taal locale
PROBABILITY
    probability wahrscheinlichkeit probabilite probabilidad likelihood percent prozent pct percentage
DISCOUNT
    discount rabatt remise descuento korting
MARGIN
    margin marge margen profit gewinn cost kosten cout coste
BUDGET
    budget presupuesto
RECURRING
    arr mrr acv recurring wiederkehrend annual monthly jaehrlich monatlich recurrent
TAX
    tax vat ust steuer mwst tva iva btw brutto gross
SOCIAL
    linkedin twitter facebook instagram xing youtube social skype blog handle crunchbase tiktok glassdoor feed
    rss
SUPPORT
    dashboard login signin community intranet support helpdesk portal career careers karriere jobs shop store
    privacy terms wiki doc docs documentation
MEDIA
    logo photo image bild picture icon avatar video banner thumbnail attachment file
BIRTH
    birth birthday birthdate geburtstag geburtsdatum naissance nacimiento geboortedatum geboorte
CITIZEN
    citizenship nationality nationalitaet staatsangehoerigkeit origin incorporation incorporated
MANAGER
    head manager vorgesetzter reportsto supervisor boss csm cs successmanager customersuccessmanager se engineer
    team teams
LEGAL
    legal rechtlich juridique registered trade trading dba
SHORT
    short kurz kurzname kurzbezeichnung alias abbreviation court corto kort nick matchcode phonetic phonetisch
    local lokal
SUB
    sub subtype subindustry unter sous subsector subcategory untertyp teilbranche level2 tertiary
CODE
    cd code codes sic naics nace isin ticker duns symbol extension ext
CONTRACT
    contract vertrag contrat contrato subscription abo abonnement agreement
RENEWAL
    renewal verlaengerung renouvellement renovacion verlenging renew
QUOTE
    auftrag auftrags quote angebot devis oferta offerte proposal order bestellung commande pedido bestelling
PRODUCT
    license licence licenses lizenz lizenzen hardware software implementation onboarding services consulting
    maintenance setup einrichtung product produkt produit producto produktlinie family sku item
APPROVAL
    freigabe freigegeben genehmigt approbation approval genehmigung aprobacion goedkeuring approved
SYNC
    sync synced import imported importiert integration etl batch load migration migrated dataload enrichment
TOOL
    marketo pardot outreach gong salesloft zoominfo clearbit eloqua netsuite sap zendesk jira intercom gainsight
    dnb dynamics erp datev bombora 6sense drift calendly
SOURCE
    source quelle origine fuente bron herkunft utm medium
EMPLOYEES
    employees mitarbeiteranzahl effectif empleados medewerkers headcount beschaeftigte staff
TIER
    tier segment rang rank abc grade size groesse ranking
BOUNCED
    bounced bounce invalid ungueltig undelivered quarantine quarantined bounces
DOMAIN_ONLY
    assistantdomain
VISITED
    pageviews sessions clicks opens clicked replied replies analytics
ASSOCIATED
    zugehoerige zugehoeriger zugehoeriges verknuepfte verbundene associee gekoppelde linked associated
    zugehoerig related relatedto verknuepft associe gerelateerd
DURATION
    duration dauer duree duracion duur minutes minuten hours stunden length
REPORTED
    usd eur gbp chf cad aud dollar euro reporting report converted exchange rate wechselkurs inusd ineur
    inhomecurrency homecurrency
ANALYTICS
    attribution touch touches lifecycle conversion
SECRET
    password secret token
SLA
    sla breach breached milestone overdue
RESOLVED
    resolved resolution geloest resolu resuelto opgelost solved solution loesung
FIELDHISTORY
    days tage jours dias dagen age alter since seit
EXECUTIVE
    executive sponsor decision entscheider buyer economic technical technischer einkaeufer purchasing finance
    legalcontact marketingcontact procurement emergency notfall spouse partnername
SCHEDULE
    scheduled schedule geplantam programme programado ingepland confirmedtime
SALES
    sales sale venta ventas verkauf verkaufs vertrieb vertriebs vente ventes verkoop verkoops vendita vendite
HUBSPOTID
    hubspotid vid hsid hubspotrecordid hubspotvid
NET
    net netto neto
GROUP
    group groupe gruppe grupo groep gruppo
MARKETING
    marketing newsletter newsletters werbung promo promotional mailings
COUNT
    count anzahl cnt nb qty quantity aantal cantidad nof numberof noof nombrede nrof
LEVEL
    level niveau
EXTREME
    average avg mean minimum min maximum max stretch median highest lowest durchschnitt moyenne promedio
    gemiddelde
REJECTED
    rejected denied refused abgelehnt refuse rechazado afgewezen withdrawn zurueckgezogen
REWARD
    reward rewards gift payment paid payout praemie geschenk cadeau bezahlt zahlung paiement pago betaling
    invoiced commission provision fee
PROJECT
    project projekt projet proyecto program plan initiative kickoff poc pilot trial demo
SMS
    sms whatsapp pager
CEO
    ceo cfo cto board management
AUTO
    auto automatic automatisch bot automated
KEYWORD
    keyword keywords tags label labels
UNREFERENCEABLE
    notreferenceable nonreferenceable unreferenceable notreferencable
RECORDTYPE
    recordtype recordtypeid datensatztyp
"""

# Leftovers that take away from no reading.
_NEUTRAL = """
    external externe extern primary main current official default haupt haupte principal principale actual
    actuel neu nieuw nieuwe new standard master our your crm kern core real true effective effektiv cleaned
    clean normalized final base basis public top central zentral oficial officielle hoofd primaer primaire
    primaria primario general allgemein allgemeine generale algemeen info information std record defacto
    canonical preferred bevorzugt bevorzugte prefere preferido voorkeur enriched normalised select selected
    picklist market markt marche mercado organisational internal intern interne interno bestaetigte iso
    operating domicile globally pipeline cycle process fulfilment fulfillment result results stakeholder
    influence
"""
NEUTRAL: frozenset[str] = frozenset(_NEUTRAL.split())
# Words without meaning in a name: articles, prepositions, and what admins put before or behind.
_NOISE = """
    data als c cf custom customfield x u z f fld field feld champ campo veld txt chk cb pl lkp lookup is has
    flag flg the of de del la le du des d l der die das dem den van het el a an and und et y en for fuer para
    pour voor to zu zum zur on in at with mit avec con met this s pc r my us v1 v2 v3 v4 ii iii i o os as da il
    lo gli un una une ein eine een yn ja jn bool str int pick list c1 opt text string dd mm yyyy hh utc ist
    wurde war sind que te qu wird her zh tbl col attr attribute attribut usr obj fk pk im dans bei chez within
    innerhalb op aan bij or oder ou sur sobre auf af via ob ans so per bzw inkl incl
"""
NOISE: frozenset[str] = frozenset(_NOISE.split())
# A field that was: whoever reads this in any text of it has read enough.
_STALE = """
    old legacy deprecated backup bak copy kopie test obsolete veraltet ancien ancienne antiguo antigua alt oud
    oude original originally previous prior prev former vorherige vorheriger vorheriges vorherig ehemalige
    ehemaliger precedent precedente anterior vorige vorig archive archived archiviert hist history historical
    historie donotuse notused unused inactive retired temp tmp dummy delete deletion todelete loeschen
    zuloeschen dep depr zzz nichtverwenden nichtbenutzen nichtmehrverwenden nepasutiliser nousar nietgebruiken
    historique historico ursprunglich ursprungliche urspruengliche urspruengliches urspruenglicher initiale
    originale sandbox bkp historisch historische oldvalue ex snapshot duplicate dup doppelt altwert frueher
    fruehere frueherer replaced superseded originaal alte altes altfeld orig wasvalue vorgaenger dnu
"""
STALE: frozenset[str] = frozenset(_STALE.split())


def _listed() -> Iterator[tuple[str, str]]:
    concept = ""
    for line in _CONCEPTS.splitlines():
        if line[:1].isalpha():
            concept = line.strip()
        else:
            yield from ((word, concept) for word in line.split())


PHRASES: dict[str, str] = {**dict(_listed()), **dict.fromkeys(STALE, "STALE")}

# What a narrower word also says.
BROADER: dict[str, tuple[str, ...]] = {
    "NOM": ("NAME",),
    "NOMBRE": ("NAME",),
    "NPS": ("SCORE",),
    "HUBSPOTID": ("HUBSPOT", "ID"),
    "SEVERITY": ("PRIORITY",),
    "RESOLVED": ("CLOSE",),
    "REVENUE": ("AMOUNT",),
    "PRICE": ("AMOUNT",),
}
