"""Header rows of the exports that people bring."""

APOLLO = (
    "First Name,Last Name,Title,Company Name,Company Name for Emails,Email,Email Status,Primary Email Source,"
    "Email Confidence,Primary Email Catch-all Status,Seniority,Departments,Contact Owner,Work Direct Phone,"
    "Home Phone,Mobile Phone,Corporate Phone,Other Phone,Do Not Call,Stage,Lists,Last Contacted,Account Owner,"
    "# Employees,Industry,Keywords,Person Linkedin Url,Website,Company Linkedin Url,Facebook Url,Twitter Url,"
    "City,State,Country,Company Address,Company City,Company State,Company Country,Company Phone,Technologies,"
    "Annual Revenue,Email Sent,Replied,Apollo Contact Id,Secondary Email,Secondary Email Source,"
    "Secondary Email Status,Tertiary Email,Qualify Contact"
)
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
PHANTOMBUSTER = (
    "profileUrl,fullName,firstName,lastName,companyName,title,companyId,companyUrl,regularCompanyUrl,summary,"
    "industry,companyLocation,location,pastExperienceCompanyName,profileImageUrl,name,vmid,linkedInProfileUrl,"
    "query,timestamp,defaultProfileUrl"
)
EVABOOT = (
    "First Name,Last Name,Full Name,Current Job,Profile Headline,Title,Email,Email Status,Linkedin URL Public,"
    "Sales Navigator URL,Company Name,Company Website,Company LinkedIn URL,Company Sales Navigator URL,"
    "Company Location,Location,Connections"
)
WIZA = (
    "email,email_status,first_name,last_name,full_name,title,linkedin_profile_url,company_domain,company,"
    "list_name"
)
HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Associated Company,"
    "Associated Company IDs,Contact owner,Lead Status,Lifecycle Stage,City,State/Region,Country/Region,"
    "Website URL,LinkedIn URL,Unsubscribed from all email"
)
SALESFORCE = (
    "Id,IsDeleted,LastName,FirstName,Salutation,Name,Title,Company,Street,City,State,PostalCode,Country,Phone,"
    "MobilePhone,Fax,Email,Website,Description,LeadSource,Status,Industry,OwnerId,HasOptedOutOfEmail,DoNotCall,"
    "EmailBouncedReason"
)
BULLHORN = (
    "address.city,address.state,address.countryName,assignedTo.name,comments,companyName,companyURL,email,"
    "email2,firstName,  lastName ,massMailOptOut,mobile,name,occupation,owner.name,phone,phone2,status,"
    "ethnicity,disability,veteran,gender,ssn,dateOfBirth"
)
ZOOMINFO = (
    "ZoomInfo Contact ID,Last Name,First Name,Job Title,Job Function,Company Division Name,Direct Phone Number,"
    "Email Address,Email Domain,Mobile phone,Previous Job Title,Previous Company Name,"
    "Previous Company LinkedIn Profile,ZoomInfo Contact Profile URL,LinkedIn Contact Profile URL,Person City,"
    "Person State,Country,Company Name,Website,Company HQ Phone,Fax,LinkedIn Company Profile URL,Company City,"
    "Company Country"
)
OUTLOOK = (
    "First Name,Middle Name,Last Name,Title,Suffix,E-mail Address,E-mail 2 Address,Home Phone,Business Phone,"
    "Mobile Phone,Business Fax,Company Main Phone,Job Title,Company,Manager's Name,Assistant's Phone,"
    "Business City,Location,Web Page,Birthday,Notes"
)
GOOGLE = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Organization Name,Organization Title,Birthday,Notes,"
    "Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,"
    "Address 1 - Formatted,Address 1 - City"
)
GERMAN = (
    "Vorname,Nachname,E-Mail-Adresse,Telefonnummer,Firma,Berufsbezeichnung,Ort,Notizen,Schlagworte,"
    "Nicht kontaktieren"
)
FRENCH = "Prénom,Nom,Adresse e-mail,Téléphone,Entreprise,Poste,Ville,Pays,Désabonné"
SPANISH = "Nombre,Apellidos,Correo electrónico,Teléfono,Empresa,Cargo,Ciudad,País,No llamar"
DUTCH = "Voornaam,Achternaam,E-mailadres,Telefoonnummer,Bedrijf,Functie,Woonplaats,Afgemeld"
APOLLO_ACCOUNTS = (
    "Company Name,Company Name for Emails,# Employees,Industry,Website,Company Linkedin Url,Company Country,Keywords,"
    "Apollo Record Id,Short Description,Founded Year,Subsidiary of (Organization ID)"
)
IMPORTED_CONTACTS = (
    "First Name,Last Name,Companies,Title,Email Address,Phone Numbers,Created At,Instant Message Handles,Addresses,"
    "Sites,Full Name,Birthday,Location,Bookmarked At,Profiles"
)
PHANTOMBUSTER_SEARCH = (
    "profileUrl,fullName,connectionDegree,timestamp,category,query,firstName,lastName,headline,location,vmid,"
    "linkedinProfileUrl,company,companyUrl,industry,company2,jobTitle,jobDateRange,jobTitle2,additionalInfo"
)
SALESFORCE_EXPORT = (
    "Id,IsDeleted,MasterRecordId,LastName,FirstName,Salutation,Name,Title,Company,City,State,Country,Phone,MobilePhone,"
    "Email,Website,Description,LeadSource,Status,Industry,AnnualRevenue,NumberOfEmployees,OwnerId,IsConverted,"
    "CreatedById"
)
SALESFORCE_REPORT = "Lead ID,First Name,Last Name,Company / Account,Email,Lead Status,Lead Owner"
SALESFORCE_ACCOUNTS = "Id,IsDeleted,MasterRecordId,Name,Type,ParentId,BillingStreet,BillingCity,Phone,Website,Industry,NumberOfEmployees"
BULLHORN_LEAD = (
    "address.city,assignedTo.name,clientCorporation.externalID,comments,companyName,email,firstName,lastName,"
    "massMailOptOut,mobile,name,occupation,phone,status"
)
GREENHOUSE = (
    "First Name,Last Name,Company,Title,Notes,Email,Phone,Social Media,Website,Address,Source,Who gets credit,Job,"
    "Department,Office,Prospect Pool,Prospect Stage"
)
ZOOMINFO_COMPANIES = (
    "ZoomInfo Company ID,Company Name,Website,Founded Year,Company HQ Phone,Employees,Primary Industry,Company City,"
    "Number of Locations,Company Is Acquired,Entity Name (Ultimate Parent)"
)
OUTLOOK_COM = (
    "First Name,Middle Name,Last Name,Title,Suffix,Nickname,Given Yomi,Surname Yomi,E-mail Address,E-mail 2 Address,"
    "Home Phone,Business Phone,Mobile Phone,IMAddress,Job Title,Department,Company,Location,Notes"
)
GOOGLE_OLD = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,"
    "Organization 1 - Name,Organization 1 - Title"
)
LEMLIST = "email,firstName,lastName,companyName,jobTitle,linkedinUrl,phone,icebreaker"
