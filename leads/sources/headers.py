"""What columns are called, in the exports we know and in five languages.

A header is compared squashed: folded, letters and digits only, so "First Name", firstName and first_name are one.
"""

import re
from functools import lru_cache

from leads.cleaning.folding import fold

# field -> (how sure in percent, names): the surest are names that mean nothing else.
_NAMES = {
    "full_name": (
        (97, """
            Full Name | Contact Name | Candidate Name | Person Name | Lead Name | Display Name |
            Vollständiger Name | Nom complet | Nombre completo | Volledige naam | Ansprechpartner |
            Kontaktname | Name des Kontakts
        """),
        (85, """
            Name | Nom et prénom | Nombre y apellidos | Naam | Contact | Kontakt | Candidate |
            Person | File As
        """),
    ),
    "first_name": (
        (98, """
            First Name | Given Name | Forename | Vorname | Prénom | Primer nombre | Voornaam | Nome
            | Contact First Name | Lead First Name
        """),
        (70, """
            Nombre | First | Roepnaam
        """),
    ),
    "last_name": (
        (98, """
            Last Name | Surname | Family Name | Nachname | Familienname | Apellido | Apellidos |
            Achternaam | Cognome | Nom de famille | Contact Last Name | Lead Last Name
        """),
        (70, """
            Nom | Last
        """),
    ),
    "email": (
        (98, """
            Email | E-mail | Email Address | E-mail Address | Work Email | Business Email | Primary
            Email | Contact Email | Person Email | Email 1 | Secondary Email | Tertiary Email |
            Personal Email | E-Mail-Adresse | Adresse e-mail | Adresse email | Courriel | Correo
            electrónico | Correo | E-mailadres | Mailadresse | Email (Work) | Email (Personal) |
            Professional Email
        """),
        (80, """
            Mail | Emails | Email Addresses | Other Email | Alternate Email | Email Home
        """),
    ),
    "phone": (
        (97, """
            Phone | Phone Number | Mobile | Mobile Phone | Mobile Number | Mobile Phone Number |
            Cell | Cell Phone | Work Phone | Work Direct Phone | Direct Phone | Direct Phone Number
            | Direct Dial | Home Phone | Other Phone | First Phone | Primary Phone | Business Phone
            | Telephone | Phone 1 | Telefon | Telefonnummer | Mobil | Handy | Mobilnummer |
            Téléphone | Téléphone portable | Portable | Teléfono | Móvil | Celular | Telefoon |
            Telefoonnummer | Mobiel | Mobiele telefoon | Contact Phone
        """),
        (80, """
            Tel | Phone Numbers | Phones | Car Phone | Home Phone 2 | Business Phone 2 | Contact
            Number
        """),
    ),
    "linkedin": (
        (98, """
            LinkedIn | LinkedIn URL | Person LinkedIn URL | LinkedIn Profile | LinkedIn Profile URL
            | LinkedIn Public URL | LinkedIn URL Public | LinkedIn Contact Profile URL | Contact
            LinkedIn URL | Public LinkedIn URL | Sales Navigator URL | Sales Navigator Profile URL |
            LinkedIn Sales Navigator URL | Profile LinkedIn | Recruiter URL | Recruiter Profile URL
            | LinkedIn Link | LinkedIn Address | LinkedIn-Profil | Profil LinkedIn | Perfil de
            LinkedIn | LinkedIn-profiel | LinkedIn Bio | LinkedIn Member URL
        """),
        (80, """
            Profile URL | Default Profile URL | URL | Profile | Profile Link | Social Media | Social
            Profile
        """),
    ),
    "company": (
        (97, """
            Company | Company Name | Current Company | Company / Account | Account Name | Employer |
            Current Employer | Organization Name | Organisation | Organization | Associated Company
            | Firma | Unternehmen | Firmenname | Arbeitgeber | Entreprise | Société | Nom de
            l'entreprise | Empresa | Nombre de la empresa | Compañía | Bedrijf | Bedrijfsnaam |
            Werkgever | Azienda | Organization 1 - Name | Regular Company Name | Cleaned Company
            Name | clientCorporation.name
        """),
        (75, """
            Account | Companies | Business Name | Client | Kunde
        """),
    ),
    "company_domain": (
        (95, """
            Company Website | Company Domain | Company Domain Name | Regular Company URL | Website |
            Website URL | Domain | Company Website URL | Webseite | Site web | Sitio web | Company
            Website Short
        """),
        (70, """
            Company URL | Web | Homepage | Internetseite
        """),
    ),
    "title": (
        (97, """
            Job Title | Current Title | Position | Occupation | Current Position | Current Job | Job
            Position | Organization Title | LinkedIn Job Title | Berufsbezeichnung | Jobtitel |
            Stelle | Funktion | Poste | Fonction | Intitulé du poste | Cargo | Puesto | Functie |
            Functietitel | Organization 1 - Title | Contact Title
        """),
        (90, """
            Title | Titel
        """),
        (60, """
            Headline | Profile Headline | LinkedIn Headline | Role | Rolle
        """),
    ),
    "location": (
        (95, """
            Location | Person Location | Contact Location | LinkedIn Location | Standort | Ort |
            Wohnort | Lieu | Localisation | Ubicación | Localidad | Locatie | Woonplaats | Geography
            | Address 1 - Formatted
        """),
    ),
    "city": (
        (92, """
            City | Person City | Contact City | Town | Stadt | Ville | Ciudad | Stad | Plaats |
            Address City | Home City
        """),
    ),
    "state": (
        (92, """
            State | State/Region | State/Province | Region | Person State | Contact State | Province
            | Bundesland | Département | Provincia | Provincie | Address State | Home State
        """),
    ),
    "country": (
        (92, """
            Country | Country/Region | Person Country | Contact Country | Land | Pays | País |
            Address Country Name | Address Country | Home Country/Region
        """),
    ),
    "status": (
        (92, """
            Lead Status | Contact Status | Candidate Status | Status | Statut | Estado
        """),
        (70, """
            Stage | Lead Stage | Contact Stage
        """),
    ),
    "tags": (
        (95, """
            Tags | Tag | Labels | Lists | List Name | Categories | Segments | Étiquettes | Etiquetas
            | Schlagworte
        """),
        (70, """
            List | Group Membership | Groups
        """),
    ),
    "note": (
        (95, """
            Notes | Note | Comments | Comment | Notizen | Notiz | Bemerkung | Bemerkungen |
            Kommentar | Remarques | Commentaires | Notas | Comentarios | Notities | Opmerkingen |
            Remarks
        """),
        (60, """
            Description | Beschreibung | Icebreaker | Additional Info
        """),
    ),
    "note_date": (
        (90, """
            Note Date | Date of Note | Date of the note | Noted On | Note Created At | Comment Date | Notizdatum
        """),
    ),
    "owner": (
        (95, """
            Owner | Contact Owner | Lead Owner | Candidate Owner | Assigned To | Owner Name | Owner
            Email | Recruiter | Zuständig | Besitzer | Inhaber des Kontakts | Propriétaire |
            Propietario | Eigenaar | Assigned To Name | Contact Owner Email
        """),
    ),
    "opt_out": (
        (97, """
            Do Not Contact | DNC | Opted Out | Opt Out | Opt-Out | Opted Out At | Opt Out Date |
            Opt-Out Date | Opted Out On | Do Not Contact Reason | Nicht kontaktieren | Kontaktsperre
            | Werbesperre | Ne pas contacter | No contactar | Niet contacteren | Blacklisted | Do
            Not Market
        """),
    ),
    "opt_out_email": (
        (97, """
            Unsubscribed | Unsubscribe | Unsubscribed At | Unsubscribed On | Unsubscribe Date |
            Unsubscribed From All Email | Email Opt Out | Email Opted Out | Opted Out Of Email | Has
            Opted Out Of Email | Email Opt Out Date | Do Not Email | Mass Mail Opt Out |
            massMailOptOut | Abgemeldet | Newsletter abbestellt | Keine E-Mails | Désabonné |
            Désinscrit | Dado de baja | No enviar correo | Afgemeld | Uitgeschreven | Niet mailen |
            Email Unsubscribed | Opted Out Email | Unsubscribed From Email
        """),
    ),
    "opt_out_phone": (
        (97, """
            Do Not Call | DoNotCall | Do Not Phone | Phone Opt Out | Call Opt Out | Do Not Text |
            SMS Opt Out | Nicht anrufen | Ne pas appeler | No llamar | Niet bellen | Opted Out Of
            Calls | Phone Opted Out
        """),
    ),
    "opt_out_linkedin": (
        (97, """
            Do Not LinkedIn | LinkedIn Opt Out | Opted Out Of LinkedIn | Do Not InMail | InMail Opt
            Out
        """),
    ),
}  # fmt: skip

# Numbered groups of address books and data loaders: "E-mail 1 - Value", email2, "Phone 3".
_NUMBERED = (
    (re.compile(r"email\d{1,2}(?:value|address)?"), "email"),
    (re.compile(r"(?:phone|mobile|mobilephone|telephone)\d{1,2}(?:value|number)?"), "phone"),
)

# What looks like something of the person and is not, each with the sentence that the mapping page shows.
_NOT_THE_PERSONS = "It is about the company, not the person."
_LEFT_OUT = (
    ("It is how the company is written in letters, not its name.", """
        Company Name for Emails
    """),
    (_NOT_THE_PERSONS, """
        Corporate Phone | Company Phone | Company HQ Phone | Company Main Phone | Switchboard | HQ Phone
    """),
    (_NOT_THE_PERSONS, """
        Company City | Company State | Company Country | Company Address | Company Location | Company
        Zip Code | Company Street Address | Company LinkedIn URL | Company LinkedIn Profile URL |
        LinkedIn Company Profile URL | Company Sales Navigator URL | Company Email | Business City |
        Business State | Business Country/Region
    """),
    ("Data of this kind is protected: it is only imported if you choose so.", """
        Ethnicity | Disability | Veteran | Gender | SSN | Date Of Birth | Birthday | Birth Date |
        Religion | Race | Marital Status | Nationality | Geburtsdatum | Geschlecht |
        Religionszugehörigkeit | Date de naissance | Fecha de nacimiento | Geboortedatum
    """),
)  # fmt: skip


def squash(header):
    """The header for comparing. The number that makes a repeated name unique, " (2)", does not count."""
    header = re.sub(r" \(\d+\)$", "", header.strip())
    return "".join(letter for letter in fold(header) if letter.isalnum())


def _split(names):
    return (squash(name) for name in names.split("|"))


KNOWN = {
    name: (field, sure)
    for field, tiers in _NAMES.items()
    for sure, names in reversed(tiers)
    for name in _split(names)
}
LEFT_OUT = {name: why for why, names in _LEFT_OUT for name in _split(names)}


@lru_cache(maxsize=2048)
def field_of(header):
    """(field, how sure in percent) that a header names, or ("", 0)."""
    name = squash(header)
    if found := KNOWN.get(name):
        return found
    return next(((field, 90) for pattern, field in _NUMBERED if pattern.fullmatch(name)), ("", 0))


def is_known(header):
    """Whether an export we know has such a header: the row with the most of them is the header row."""
    return bool(field_of(header)[0]) or squash(header) in LEFT_OUT
