"""What the exports of other products look like: their headers in full, invented people in them, and what each column is.

A person is told by our own names; `fields` says in which column of the export each of them stands. Headers that look like
something of the person and are not stand in `never`: whatever else becomes of them, they go to none of these fields.
"""

ADA = {
    "first_name": "Ada", "last_name": "Byron-King", "full_name": "Ada Byron-King", "email": "ada@engines.example",
    "phone": "+44 20 7946 0991", "linkedin": "https://www.linkedin.com/in/ada-byron-king", "company": "Engines Ltd",
    "company_domain": "https://www.engines.example", "title": "Head of Analysis", "city": "Leeds", "state": "England",
    "country": "United Kingdom", "location": "Leeds, England, United Kingdom",
}  # fmt: skip
ZOE = {
    "first_name": "Zoë", "last_name": "'t Hart", "full_name": "Zoë 't Hart", "email": "zoe@ships.example",
    "phone": "+31 20 555 0123", "linkedin": "https://nl.linkedin.com/in/zo%C3%AB-t-hart", "company": "Ships & Sons, Inc.",
    "company_domain": "ships.example", "title": "VP, Sales", "city": "Utrecht", "state": "", "country": "Netherlands",
    "location": "Utrecht, Netherlands",
}  # fmt: skip
APOLLO_2026 = (
    "Segment Score,First Name,Last Name,Title,Company Name,Company Name for Emails,Email,Email Status,Primary Email Source,"
    "Primary Email Verification Source,Email Confidence,Primary Email Catch-all Status,Primary Email Last Verified At,"
    "Seniority,Departments,Sub Departments,Contact Owner,Work Direct Phone,Home Phone,Mobile Phone,Corporate Phone,"
    "Other Phone,Do Not Call,Stage,Lists,Last Contacted,Account Owner,# Employees,Industry,Keywords,Person Linkedin Url,"
    "Website,Company Linkedin Url,Facebook Url,Twitter Url,City,State,Country,Company Address,Company City,Company State,"
    "Company Country,Company Phone,Technologies,Annual Revenue,Total Funding,Latest Funding,Latest Funding Amount,"
    "Last Raised At,Subsidiary of,Subsidiary of (Organization ID),Email Sent,Email Open,Email Bounced,Replied,Demoed,"
    "Number of Retail Locations,SIC Codes,NAICS Codes,Apollo Contact Id,Apollo Account Id,Apollo Record Id,Secondary Email,"
    "Secondary Email Source,Secondary Email Status,Secondary Email Verification Source,Tertiary Email,Tertiary Email Source,"
    "Tertiary Email Status,Tertiary Email Verification Source,Primary Intent Topic,Primary Intent Score,Secondary Intent"
    " Topic,Secondary Intent Score,Qualify Contact"
)
_GONE = (
    "Verification Source",
    "Sub Departments",
    "Do Not Call",
    "SIC Codes",
    "NAICS Codes",
    "Record Id",
    "Segment Score",
)
APOLLO_2024 = ",".join(
    "Company" if name == "Company Name" else name
    for name in APOLLO_2026.split(",")
    if not any(gone in name for gone in _GONE)
)
APOLLO_2022 = (
    ",".join(name for name in APOLLO_2024.split(",") if name not in ("Seniority", "Departments")).replace(
        "Work Direct Phone,", "First Phone,Work Direct Phone,"
    )
    + ",SEO Description,User Managed"
)
_PERSON = {"first_name": "First Name", "last_name": "Last Name"}
_APOLLO = {
    **_PERSON, "title": "Title", "email": "Email", "phone": "Mobile Phone", "linkedin": "Person Linkedin Url",
    "company_domain": "Website", "city": "City", "state": "State", "country": "Country",
}  # fmt: skip
_APOLLO_NEVER = (
    "Company Name for Emails,Corporate Phone,Company Phone,Company City,Company State,Company Country,Company Linkedin Url,"
    "Account Owner,Email Status,Secondary Email Status,Email Confidence,Apollo Contact Id,Keywords"
)
_APOLLO_MORE = {
    "Company Name for Emails": "engines", "Email Status": "Verified", "Corporate Phone": "+1 512 555 0100",
    "Company Phone": "+1 512 555 0100", "Company City": "Austin", "Company State": "Texas", "Company Country": "United States",
    "Company Linkedin Url": "http://www.linkedin.com/company/engines", "Seniority": "Head", "Departments": "Engineering, Data",
    "Keywords": "data, engines", "Last Contacted": "2026-06-08T20:16:47+00:00", "Annual Revenue": "1200000",
    "Secondary Email": "ada.private@post.example", "Secondary Email Status": "Extrapolated",
}  # fmt: skip
_CONNECTIONS = {
    **_PERSON,
    "linkedin": "URL",
    "email": "Email Address",
    "company": "Company",
    "title": "Position",
}
_PHANTOM = {
    "first_name": "firstName", "last_name": "lastName", "full_name": "fullName", "title": "title", "company": "companyName",
    "linkedin": "defaultProfileUrl", "location": "location", "company_domain": "regularCompanyUrl",
}  # fmt: skip
_WIZA = {
    "email": "email", "first_name": "first_name", "last_name": "last_name", "full_name": "full_name", "title": "title",
    "linkedin": "linkedin_profile_url", "company_domain": "company_domain", "company": "company",
}  # fmt: skip
_ZOOMINFO_NEVER = (
    "Company City,Company State,Company Country,Company HQ Phone,Previous Company Name,Previous Job Title,"
    "Previous Company LinkedIn Profile,LinkedIn Company Profile URL,Salutation,Middle Name,Email Domain"
)

# name: (header, {our name: column}, {column: value for all}, columns that are not the person's)
SOURCES = {
    "apollo-2026": (APOLLO_2026, {**_APOLLO, "company": "Company Name"}, {**_APOLLO_MORE, "Do Not Call": "FALSE"}, _APOLLO_NEVER),
    "apollo-2024": (APOLLO_2024, {**_APOLLO, "company": "Company"}, _APOLLO_MORE, _APOLLO_NEVER),
    "apollo-2022": (APOLLO_2022, {**_APOLLO, "company": "Company"}, _APOLLO_MORE, _APOLLO_NEVER),
    "linkedin-connections-2018": (
        "First Name,Last Name,Email Address,Company,Position,Connected On",
        {name: column for name, column in _CONNECTIONS.items() if name != "linkedin"}, {"Connected On": "7-Feb-22"}, "",
    ),
    "linkedin-imported-contacts": (
        "First Name,Last Name,Companies,Title,Email Address,Phone Numbers,Created At,Instant Message Handles,Addresses,Sites,"
        "Full Name,Birthday,Location,Bookmarked At,Profiles",
        {**_PERSON, "company": "Companies", "title": "Title", "email": "Email Address", "phone": "Phone Numbers",
         "full_name": "Full Name", "location": "Location"},
        {"Birthday": "1815-12-10"}, "Birthday",
    ),
    "phantombuster-sales-navigator": (
        "profileUrl,fullName,firstName,lastName,companyName,title,companyId,companyUrl,regularCompanyUrl,summary,titleDescription,"
        "industry,companyLocation,location,durationInRole,durationInCompany,pastExperienceCompanyName,pastExperienceCompanyUrl,"
        "pastExperienceCompanyTitle,pastExperienceDate,pastExperienceDuration,connectionDegree,profileImageUrl,"
        "sharedConnectionsCount,name,vmid,linkedInProfileUrl,isPremium,isOpenLink,query,timestamp,defaultProfileUrl",
        _PHANTOM,
        {"companyUrl": "https://www.linkedin.com/sales/company/1441", "companyLocation": "Austin, Texas",
         "pastExperienceCompanyName": "Looms Ltd", "pastExperienceCompanyTitle": "Weaver"},
        "companyUrl,companyLocation,pastExperienceCompanyName,pastExperienceCompanyTitle,pastExperienceCompanyUrl,profileImageUrl",
    ),
    "phantombuster-linkedin-search": (
        "profileUrl,fullName,connectionDegree,timestamp,category,query,firstName,lastName,headline,location,vmid,"
        "linkedinProfileUrl,company,companyUrl,industry,company2,jobTitle,jobDateRange,jobTitle2,jobDateRange2,school,"
        "schoolDegree,schoolDateRange,school2,schoolDegree2,schoolDateRange2,additionalInfo",
        {"full_name": "fullName", "first_name": "firstName", "last_name": "lastName", "location": "location",
         "linkedin": "profileUrl", "company": "company", "title": "jobTitle"},
        {"companyUrl": "https://www.linkedin.com/company/engines/", "company2": "Looms Ltd", "jobTitle2": "Weaver",
         "headline": "Analysis at Engines"},
        "companyUrl,company2,jobTitle2,school,headline",
    ),
    "evaboot": (
        "First Name,Last Name,Full Name,Current Job,Profile Headline,Title,Email,Email Status,Linkedin URL Public,"
        "Sales Navigator URL,Company Name,Company Website,Company Industry,Company LinkedIn URL,Company Sales Navigator URL,"
        "Company Location,Company Employee Count,Location,Connections,Years in Position,Months in Position,Years in Company,"
        "Months in Company",
        {**_PERSON, "full_name": "Full Name", "title": "Current Job", "email": "Email", "linkedin": "Linkedin URL Public",
         "company": "Company Name", "company_domain": "Company Website", "location": "Location"},
        {"Company LinkedIn URL": "https://www.linkedin.com/company/engines", "Company Location": "Austin, Texas",
         "Email Status": "valid", "Title": "Mr"},
        "Company LinkedIn URL,Company Sales Navigator URL,Company Location,Email Status,Title",
    ),
    "wiza": (
        "email,email_status,first_name,last_name,full_name,title,linkedin_profile_url,company_domain,company,company_description,list_name",
        _WIZA, {"email_status": "catch-all", "company_description": "Makes engines"}, "email_status,company_description",
    ),
    "hubspot": (
        "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Associated Company,"
        "Associated Company IDs,Contact owner,Lead Status,Lifecycle Stage,Create Date,Original Source,City,State/Region,"
        "Country/Region,Website URL,LinkedIn URL",
        {**_PERSON, "email": "Email", "phone": "Phone Number", "title": "Job Title", "company": "Associated Company",
         "city": "City", "state": "State/Region", "country": "Country/Region", "company_domain": "Website URL",
         "linkedin": "LinkedIn URL"},
        {"Record ID": "51", "Create Date": "2024-03-12 09:14", "Associated Company IDs": "9917;9918"},
        "Record ID,Associated Company IDs,Create Date,Original Source",
    ),
    "salesforce-export": (
        "Id,IsDeleted,MasterRecordId,LastName,FirstName,Salutation,Name,Title,Company,Street,City,State,PostalCode,Country,Latitude,"
        "Longitude,GeocodeAccuracy,Address,Phone,MobilePhone,Fax,Email,Website,PhotoUrl,Description,LeadSource,Status,Industry,"
        "Rating,AnnualRevenue,NumberOfEmployees,OwnerId,IsConverted,ConvertedDate,ConvertedAccountId,ConvertedContactId,"
        "ConvertedOpportunityId,IsUnreadByOwner,CreatedDate,CreatedById,LastModifiedDate,EmailBouncedReason,EmailBouncedDate,Score__c",
        {"first_name": "FirstName", "last_name": "LastName", "full_name": "Name", "title": "Title", "company": "Company",
         "city": "City", "state": "State", "country": "Country", "phone": "Phone", "email": "Email", "company_domain": "Website"},
        {"Id": "00Q5x00001AbCdEAAV", "Salutation": "Ms.", "OwnerId": "0055x000001XyZaAAK", "CreatedDate": "2024-03-12T09:14:00.000Z",
         "PhotoUrl": "/services/images/photo/00Q5x"},
        "Id,Salutation,OwnerId,Fax,PhotoUrl,IsDeleted,CreatedById,EmailBouncedReason",
    ),
    "salesforce-report": (
        "Lead ID,First Name,Last Name,Company / Account,Email,Lead Source",
        {**_PERSON, "company": "Company / Account", "email": "Email"}, {"Lead ID": "00Q5x00001AbCdE"}, "Lead ID,Lead Source",
    ),
    "bullhorn-lead": (
        "address.address1,address.city,address.state,address.zip,address.countryName,assignedTo.name,campaignSource,"
        "clientContacts.externalID,clientCorporation.externalID,comments,companyName,companyURL,description,division,email,email2,"
        "email3,  firstName ,isDeleted,lastName,leadSource,massMailOptOut,middleName,mobile,name,namePrefix,nameSuffix,nickName,"
        "numEmployees,occupation,owner.name,phone,phone2,phone3,preferredContact,primarySkills.name,priority,role,salary,skillSet,"
        "source,specialties.name,type,willRelocate",
        {"first_name": "firstName", "last_name": "lastName", "full_name": "name", "email": "email", "phone": "mobile",
         "company": "companyName", "company_domain": "companyURL", "title": "occupation", "city": "address.city",
         "state": "address.state", "country": "address.countryName"},
        {"massMailOptOut": "1", "namePrefix": "Ms", "salary": "90000"}, "namePrefix,salary,middleName,leadSource",
    ),
    "bullhorn-candidate": (
        "externalID,address.city,address.state,address.countryName,companyName,dateAvailable,dayRate,desiredLocations,disability,"
        "email,email2,employeeType,ethnicity,firstName,gender,lastName,massMailOptOut,mobile,name,occupation,phone,recentClientList,"
        "ssn,dateOfBirth,veteran,workAuthorized",
        {"first_name": "firstName", "last_name": "lastName", "full_name": "name", "email": "email", "phone": "phone",
         "company": "companyName", "title": "occupation", "city": "address.city", "state": "address.state",
         "country": "address.countryName"},
        {"massMailOptOut": "0", "ethnicity": "prefer not to say", "disability": "0", "gender": "F", "ssn": "000-00-0000",
         "dateOfBirth": "1990-12-10", "veteran": "N", "dateAvailable": "2026-12-01"},
        "ethnicity,disability,gender,ssn,dateOfBirth,veteran,dayRate,desiredLocations",
    ),
    "greenhouse": (
        "First Name,Last Name,Company,Title,Notes,Email,Phone,Social Media,Address,Source,Who gets credit,Job,Department,Office,"
        "Prospect Pool,Prospect Stage",
        {**_PERSON, "company": "Company", "title": "Title", "email": "Email", "phone": "Phone", "linkedin": "Social Media"},
        {"Source": "Fair", "Job": "Analyst (4711)"}, "Source,Who gets credit,Job,Department,Office",
    ),
    "zoominfo-contacts": (
        "ZoomInfo Contact ID,Last Name,First Name,Middle Name,Salutation,Suffix,Job Title,Job Title Hierarchy Level,Management Level,"
        "Job Start Date,Job Function,Department,Company Division Name,Direct Phone Number,Email Address,Email Domain,Mobile phone,"
        "Last Job Change Type,Last Job Change Date,Previous Job Title,Previous Company Name,Previous Company ZoomInfo Company ID,"
        "Previous Company LinkedIn Profile,Highest Level of Education,Contact Accuracy Score,Contact Accuracy Grade,"
        "ZoomInfo Contact Profile URL,LinkedIn Contact Profile URL,Notice Provided Date,Person Street,Person City,Person State,"
        "Person Zip Code,Country,ZoomInfo Company ID,Company Name,Company Description,Website,Founded Year,Company HQ Phone,Fax,Ticker,"
        "Revenue (in 000s USD),Employees,SIC Code 1,Primary Industry,ZoomInfo Company Profile URL,LinkedIn Company Profile URL,"
        "Company Street Address,Company City,Company State,Company Zip Code,Company Country,Full Address,Number of Locations",
        {"last_name": "Last Name", "first_name": "First Name", "title": "Job Title", "email": "Email Address",
         "phone": "Mobile phone", "linkedin": "LinkedIn Contact Profile URL", "city": "Person City", "state": "Person State",
         "country": "Country", "company": "Company Name", "company_domain": "Website"},
        {"Salutation": "Ms", "Email Domain": "engines.example", "Previous Company Name": "Looms Ltd", "Previous Job Title": "Weaver",
         "Company HQ Phone": "(512) 555-0100", "Company City": "Austin", "Company State": "Texas", "Company Country": "United States",
         "LinkedIn Company Profile URL": "https://www.linkedin.com/company/engines",
         "Previous Company LinkedIn Profile": "https://www.linkedin.com/company/looms", "Revenue (in 000s USD)": "1200"},
        _ZOOMINFO_NEVER,
    ),
    "google-2023": (
        "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,Name Suffix,Nickname,"
        "File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,"
        "E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,"
        "Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,"
        "Website 1 - Label,Website 1 - Value",
        {**_PERSON, "company": "Organization Name", "title": "Organization Title", "email": "E-mail 1 - Value",
         "phone": "Phone 1 - Value", "location": "Address 1 - Formatted"},
        {"Labels": "* myContacts ::: Fair", "E-mail 1 - Label": "* Work", "Phone 1 - Label": "Mobile", "Birthday": "1815-12-10"},
        "Birthday,E-mail 1 - Label,Phone 1 - Label,Phonetic First Name,Name Prefix",
    ),
    "google-before-2023": (
        "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,Family Name Yomi,Name Prefix,"
        "Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,Gender,Location,Billing Information,Directory Server,Mileage,"
        "Occupation,Hobby,Sensitivity,Priority,Subject,Notes,Language,Photo,Group Membership,E-mail 1 - Type,E-mail 1 - Value,"
        "Phone 1 - Type,Phone 1 - Value,Organization 1 - Type,Organization 1 - Name,Organization 1 - Yomi Name,Organization 1 - Title",
        {"full_name": "Name", "first_name": "Given Name", "last_name": "Family Name", "email": "E-mail 1 - Value",
         "phone": "Phone 1 - Value", "company": "Organization 1 - Name", "title": "Organization 1 - Title"},
        {"Group Membership": "* myContacts", "E-mail 1 - Type": "* Work", "Gender": "F"}, "Gender,Birthday,Maiden Name,Yomi Name",
    ),
    "outlook-com": (
        "First Name,Middle Name,Last Name,Title,Suffix,Nickname,Given Yomi,Surname Yomi,E-mail Address,E-mail 2 Address,E-mail 3 Address,"
        "Home Phone,Home Phone 2,Business Phone,Business Phone 2,Mobile Phone,Car Phone,Other Phone,Primary Phone,Pager,Business Fax,"
        "Home Fax,Other Fax,Company Main Phone,Callback,Radio Phone,Telex,TTY/TDD Phone,IMAddress,Job Title,Department,Company,"
        "Office Location,Manager's Name,Assistant's Name,Assistant's Phone,Company Yomi,Business Street,Business City,Business State,"
        "Business Postal Code,Business Country/Region,Home Street,Home City,Home State,Home Postal Code,Home Country/Region,"
        "Personal Web Page,Spouse,Schools,Hobby,Location,Web Page,Birthday,Anniversary,Notes",
        {**_PERSON, "email": "E-mail Address", "phone": "Mobile Phone", "title": "Job Title", "company": "Company",
         "location": "Location"},
        {"Title": "Ms", "Manager's Name": "Lord Byron", "Assistant's Name": "Sam Poe", "Assistant's Phone": "+1 512 555 0101",
         "Company Main Phone": "+1 512 555 0100", "Business Fax": "+1 512 555 0102", "Spouse": "Will King"},
        "Title,Manager's Name,Assistant's Name,Assistant's Phone,Company Main Phone,Business Fax,Spouse,Business City,Birthday",
    ),
    "outlook-classic": (
        "First Name,Middle Name,Last Name,Title,Suffix,Initials,Web Page,Gender,Birthday,Anniversary,Location,Language,"
        "Internet Free Busy,Notes,E-mail Address,E-mail 2 Address,E-mail 3 Address,Primary Phone,Home Phone,Mobile Phone,Pager,"
        "Business Phone,Company Main Phone,Company,Job Title,Department,Office Location,User 1,User 2,User 3,User 4,Keywords,Categories",
        {**_PERSON, "email": "E-mail Address", "phone": "Primary Phone", "company": "Company", "title": "Job Title",
         "location": "Location"},
        {"Title": "Ms.", "Gender": "Female", "Company Main Phone": "+1 512 555 0100", "Categories": "Fair;VIP"},
        "Title,Gender,Birthday,Company Main Phone,Language",
    ),
    "lemlist": (
        "email,firstName,lastName,companyName,jobTitle,linkedinUrl,phone,icebreaker",
        {"email": "email", "first_name": "firstName", "last_name": "lastName", "company": "companyName", "title": "jobTitle",
         "linkedin": "linkedinUrl", "phone": "phone"},
        {}, "",
    ),
}  # fmt: skip

ACCOUNTS = {
    "apollo-accounts": (
        "Company Name,Company Name for Emails,# Employees,Industry,Website,Company Linkedin Url,Company Country,Keywords,"
        "Apollo Record Id,Short Description,Founded Year,Subsidiary of (Organization ID)"
    ),
    "zoominfo-companies": (
        "ZoomInfo Company ID,Company Name,Website,Founded Year,Company HQ Phone,Fax,Employees,Primary Industry,"
        "LinkedIn Company Profile URL,Company City,Company State,Company Country,Number of Locations,Company Is Acquired,"
        "Company ID (Ultimate Parent),Entity Name (Ultimate Parent)"
    ),
}
