"""What other programs call the state of a lead, and which of our statuses that is. Proposed, to be confirmed by a person."""

from leads.cleaning.folding import fold

# Nobody is taken for converted because a file says so: that makes a candidate or a client.
_WORDS = {
    "contacted": """
        contacted | attempted to contact | attempting contact | working | working - contacted | in progress | in sequence
        | approached | approaching | connected | emailed | called | left message | reached out | no response | no answer
        | unresponsive | kontaktiert | angeschrieben | in bearbeitung | contacte | en cours | contactado | en curso
        | gecontacteerd | benaderd | in behandeling
    """,
    "replied": """
        replied | responded | answered | engaged | interested | in conversation | in discussion | meeting booked
        | meeting scheduled | positive reply | beantwortet | geantwortet | interessiert | a repondu | interesse
        | respondio | respondido | interesado | beantwoord | geinteresseerd
    """,
    "qualified": """
        qualified | sales qualified | sales qualified lead | sql | good fit | strong fit | hot | qualifiziert | qualifie
        | cualificado | calificado | gekwalificeerd
    """,
    "bad_fit": """
        bad fit | bad_fit | not a fit | no fit | poor fit | disqualified | unqualified | not qualified | not interested
        | rejected | closed - not converted | closed lost | lost | dead | junk | spam | bad data | wrong person
        | ungeeignet | unqualifiziert | nicht interessiert | abgelehnt | disqualifie | pas interesse | non qualifie
        | no calificado | no interesado | descartado | niet geschikt | niet geinteresseerd | afgewezen
    """,
}  # fmt: skip
_MEANS = {fold(word): status for status, words in _WORDS.items() for word in words.split("|")}


def proposed_status(word):
    """One of our statuses, or "" where the lead had better stay New."""
    return _MEANS.get(fold(word), "")
