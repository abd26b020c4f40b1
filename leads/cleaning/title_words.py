"""Words of job titles in English and, modestly, German, French, Spanish, Italian, Portuguese and Dutch. Folded."""

import re


def _any_of(*lines):
    """A pattern for whole words; a word ending in * may go on."""
    words = " ".join(lines).split()
    choices = "|".join(word.replace("_", " ").replace("*", r"\w*") for word in words)
    return re.compile(f" (?:{choices}) ")


# Written out in the normal form of a title. Not "sr." of a name: this is only asked about titles.
ABBREVIATIONS = {
    "vp": "Vice President", "svp": "Senior Vice President", "evp": "Executive Vice President",
    "avp": "Assistant Vice President", "sr": "Senior", "snr": "Senior", "jr": "Junior", "jnr": "Junior",
    "mgr": "Manager", "mngr": "Manager", "dir": "Director", "eng": "Engineer", "engr": "Engineer",
    "asst": "Assistant", "assoc": "Associate", "exec": "Executive", "mgmt": "Management", "mktg": "Marketing",
    "ops": "Operations", "hr": "HR", "acct": "Account", "coord": "Coordinator",
    "rep": "Representative", "spec": "Specialist", "swe": "Software Engineer",
    "ceo": "Chief Executive Officer", "cto": "Chief Technology Officer", "cfo": "Chief Financial Officer",
    "coo": "Chief Operating Officer", "cmo": "Chief Marketing Officer", "cio": "Chief Information Officer",
    "ciso": "Chief Information Security Officer", "chro": "Chief Human Resources Officer",
    "cro": "Chief Revenue Officer", "gm": "General Manager",
}  # fmt: skip

# Taken out before the seniority is read: the word in them names no rank of this person.
NOT_SENIORITY = _any_of(
    "product_owner* process_owner* service_owner* data_owner* business_partner* people_partner* talent_partner*",
    "hr_partner* channel_partner* alliance_partner* partner(?=_manager|_success|_marketing|_sales|_development)",
    "head_hunter* internal international* internist*",
)

# In the order in which they win: "Founder & CEO" is a founder, a "Marketing Intern" no marketer yet.
SENIORITIES = {
    "intern": _any_of(
        "intern interns internship trainee* apprentice* werkstudent* praktikant* azubi* auszubildende* stagiaire*",
        "alternant* becari* practicante* stagista tirocinante estagiari* stagiair* working_student student*",
    ),
    "founder": _any_of(
        "founder* cofounder* co_founder* grunder* mitgrunder* fondat* cofondat* fundador* oprichter*"
    ),
    "owner": _any_of(
        "owner* proprietor* inhaber* eigentumer* proprietaire* propietari* titolare* eigenaar* gerant*"
    ),
    "vp": _any_of("vice_president* vice_chair* vizeprasident* vice_presid*"),
    "c_suite": _any_of(
        "chief_(?:[^_]+_){1,4}officer c[etfoimprdlsc]o chro ciso president* chairman chairwoman chairperson chair",
        "managing_director* geschaftsfuhrer* vorstand* vorsitzende* directeur_general* directrice_generale* pdg dg",
        "director_general directora_general direttore_generale amministratore_delegato diretor_geral consejer*",
        "algemeen_directeur bestuurder* general_manager general_counsel",
    ),
    "partner": _any_of("partner* associe associee socio socia vennoot"),
    "head": _any_of(
        "head chief leiter* (?!team)\\S+leiter (?!team)\\S+leiterin bereichsleit* abteilungsleit* hoofd",
        "responsable_de responsabile_di chef_de_departement jefe_de jefa_de",
    ),
    "director": _any_of(
        "director* directeur* directrice* direktor* direttore direttrice diretor* directora*"
    ),
    "manager": _any_of(
        "manager* mgr management supervisor* team_lead* team_leader* teamleit* teamlead* gruppenleit* lead_manager",
        "responsable* responsabile gerente* encargad* coordinateur* leidinggevende* gestionnaire* chef_d chef_de",
    ),
    "senior": _any_of("senior sr principal staff lead expert* architect* architekt* confirme*"),
    "entry": _any_of(
        "junior jr entry assistant* assistent* assistenz* associate* graduate* coordinator* receptionist* clerk*",
        "administrator* representative* sachbearbeiter* auxiliar* debutant*",
    ),
}

# Whom a chief officer answers for, before the plain words are read.
CHIEFS = {
    " chief technology officer ": "engineering", " chief technical officer ": "engineering",
    " chief financial officer ": "finance", " chief finance officer ": "finance",
    " chief marketing officer ": "marketing", " chief operating officer ": "operations",
    " chief operations officer ": "operations", " chief revenue officer ": "sales",
    " chief commercial officer ": "sales", " chief product officer ": "product", " chief people officer ": "people",
    " chief human resources officer ": "people", " chief talent officer ": "people",
    " chief information officer ": "it", " chief information security officer ": "it",
    " chief legal officer ": "legal", " general counsel ": "legal", " chief data officer ": "data",
    " chief design officer ": "design", " chief creative officer ": "design",
}  # fmt: skip

# In the order in which they win: a "Sales Engineer" sells, a "Data Engineer" works on data.
FUNCTIONS = {
    "people": _any_of(
        "hr human_resources people talent* recruit* sourcer* headhunter* head_hunter* personal* personalwesen",
        "personnel rh recursos_humanos ressources_humaines risorse_umane rrhh employer_branding staffing hrbp",
        "recrut* reclut* recursos payroll compensation learning_and_development l_& selezione werving",
    ),
    "legal": _any_of(
        "legal lawyer* attorney* counsel* paralegal* jurist* rechtsanw* anwalt anwaltin avocat* abogad* avvocat*",
        "juridi* compliance solicitor* notar* advocaat recht law",
    ),
    "product": _any_of(
        "product_manag* product_owner* product_lead* head_of_product product_director product produkt*",
        "produktmanag* chef_de_produit",
    ),
    "design": _any_of("design* ux ui graphic* creative grafik* gestalter* creati* art_director illustrator*"),
    "data": _any_of(
        "data analytics data_scien* machine_learning ml ai business_intelligence bi daten* statistician*",
        "donnees datos",
    ),
    "marketing": _any_of(
        "marketing* brand* e_commerce ecommerce content seo sem communications* growth demand_generation pr",
        "public_relations social_media",
        "kommunikation* mercadotecnia copywriter* advertising werbung redakteur* community_manager communicat*",
    ),
    "sales": _any_of(
        "sales account_executive* account_manager* account_director key_account* business_development bdr sdr",
        "vertrieb*",
        "verkauf* commercial* comercial* ventas ventes vendite vendas verkoop* revenue kundenberater* closer",
        "development_representative sales_engineer* pre_sales presales aussendienst* handelsvertreter*",
    ),
    "support": _any_of(
        "support customer_success customer_service* customer_care customer_experience kundenservice kundendienst",
        "help_desk helpdesk service_desk call_center client_success client_service* csm klantenservice soporte",
    ),
    "finance": _any_of(
        "finance* financial* accountant* accounting accounts controller* controlling treasur* audit* tax fp_&",
        "buchhalt* finanz* comptab* contab* steuer* bookkeep* investment* banker* fiscal* boekhoud* invest*",
    ),
    "it": _any_of(
        "it information_technology system_administrator* systems_administrator* sysadmin* network* security cyber*",
        "infrastructure database_administrator* systemadministrat* informati* cybersecurity",
    ),
    "engineering": _any_of(
        "engineer* developer* software programmer* devops sre full_stack fullstack frontend front_end backend",
        "back_end",
        "engineering entwickl* ingenieur* ingenier* ingegner* desarrollador* developpeur* programador* technolog*",
        "architect* qa technical tech* ontwikkelaar* sviluppatore mechanic* electric* hardware firmware embedded",
    ),
    "operations": _any_of(
        "operations* operating logistics* supply_chain procurement purchasing warehouse* production",
        "office_manager*",
        "einkauf* logistik* produktion* betrieb* operacion* operatio* facility facilities plant project_manag*",
        "program_manag* programme_manag* projektleit* projektmanag* chef_de_projet",
    ),
}
