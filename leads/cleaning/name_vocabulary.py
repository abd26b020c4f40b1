"""Words that stand in a name cell and are no part of the name, or a part of a special kind. Folded, without dots."""

# In front of a name.
HONORIFICS = frozenset("""
    mr mrs ms miss mx sir dame lord lady dr prof professor doctor rev father sister hon judge capt captain col maj lt
    sgt
    herr frau hr fr dipl dipl-ing dipl-kfm ing mag dott dottssa avv arch geom rag
    m mme mlle monsieur madame maitre me sr sra srta don dona senor senora lic licda dhr mevr drs ir mw
""".split())  # fmt: skip
# These are also names or initials ("Don", "M. Byron", "Lord Byron"): they count only before two more words.
ALSO_NAMES = frozenset("""
    m me don sr fr hr lt sister father judge mag ing ir lord lady rag arch col maj ms miss lic hon rev sir dame
""".split())  # fmt: skip

# Behind a name. In capitals or after a comma these are credentials; "Ma" and "Do" are surnames.
CREDENTIALS = frozenset("""
    ba bs bsc beng bcom bba llb ma ms msc meng mba emba mph mpa mfa med llm jd md do dds dmd dvm phd edd dba
    dphil psyd pharmd rn np pa pt lpn cpa cfa cma cia cisa cism cissp ccna ccnp pmp pmi-acp capm csm cspo
    psm safe prince2 itil togaf aws sphr phr gphr shrm shrm-cp shrm-scp aphr cipd acipd mcipd fcipd cir cdr
    prc csp ctp cebs ccp hcs chrp chrl acca fcca aca fca cima cgma ca frm cfp chfc clu ea pe eit leed ap
    leed-ap aia riba rics frics mrics mciob ceng esq qc kc obe mbe cbe frsa facs facp mrcp frcs mbbs mbchb
    lcsw lmft lpc bcba cpcc pcc acc mcc icf nlp dipl-ing dipl-kfm dipl-wirt lion
""".split())  # fmt: skip
# These count without a comma and in small letters too: nobody is called so.
ONLY_CREDENTIALS = frozenset("""
    phd mba emba msc bsc pmp cpa cfa cissp sphr gphr shrm-cp shrm-scp esq mcipd fcipd acca llm mph edd pharmd dphil chrp
""".split())  # fmt: skip

GENERATIONS = {
    "jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "2", "2nd": "2", "iii": "3", "3rd": "3", "iv": "4",
    "4th": "4",
}  # fmt: skip

# Small words that belong to the surname behind them; two names are compared without them.
PARTICLES = frozenset("""
    van von der den de dem het 't t ter ten te tot op in 'n n zu zum zur vom del della delle dello degli di da das dos
    do du des d la le les lo el al ap ab bin binti bint ibn abu ben bat af av y e i und et santa san st saint
""".split())  # fmt: skip
# A surname is taken to begin at these. The others, such as Ben, Lo or San, are as often names themselves.
SURNAME_STARTERS = frozenset("""
    van von der den de het 't ter ten te zu zum zur vom del della di da das dos du des la le el bin binti bint ibn af av
    st saint
""".split())  # fmt: skip

# What stands in the place of a name when there is none.
NOBODY = frozenset({
    "linkedin member", "membre linkedin", "membre de linkedin", "linkedin-mitglied", "linkedin mitglied",
    "miembro de linkedin", "usuario de linkedin", "membro do linkedin", "usuario do linkedin", "utente linkedin",
    "membro linkedin", "linkedin-lid", "linkedin lid", "linkedin-medlem", "linkedin medlem", "uzytkownik linkedin",
    "linkedin user", "private profile", "deleted user", "first name", "last name", "full name", "name", "no name",
    "noname", "firstname lastname", "first last", "first name last name", "unknown unknown", "unknown", "not available",
})  # fmt: skip

# Korean surnames of two syllables; all others have one.
KOREAN_DOUBLE_SURNAMES = frozenset(("남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방"))
