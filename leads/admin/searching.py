"""Finding a lead of any workspace: by number, address, beginning of an address, or words; always by an index."""

from django.db import connection
from django.db.models import Q

from leads.cleaning.emails import clean_email
from leads.cleaning.linkedin import clean_linkedin
from leads.models import Identity
from leads.models.opt_out import address_hash
from leads.services.search_walk import by_index

MOST = 500
SHORTEST = 3  # of the beginning of an address
# Words are kept as "12/voss", so each workspace is asked for its own, by the index and not all of them in one condition.
WORDS = """
SELECT found.lead_id FROM unnest(%s::text[]) AS each (asked)
CROSS JOIN LATERAL (SELECT lead_id FROM leads_leadsearch WHERE words @@ asked::tsquery LIMIT %s) found LIMIT %s
"""


def leads_named_by(text, workspaces):
    """Ids of at most MOST leads that a text of the search box means. `workspaces`: the ids of those to look in."""
    workspaces = list(workspaces)
    if (profile := clean_linkedin(text, field_is_linkedin=False)) and profile.kind != "company":
        return _with_identity(workspaces, Q(kind=profile.kind, value=profile.value))
    if email := clean_email(text):
        return _with_identity(workspaces, Q(kind=Identity.Kind.EMAIL, value=email.value))
    if "@" in text:
        beginning = text.strip().lower()
        longer = len(beginning) >= SHORTEST
        return (
            _with_identity(workspaces, Q(kind=Identity.Kind.EMAIL, value__begins=beginning)) if longer else []
        )
    return _with_words(text, workspaces) or _with_identity(
        workspaces, Q(kind=Identity.Kind.SLUG, value=text.lower())
    )


def opt_outs_named_by(text, workspaces):
    """A condition: the opt-outs of an address. Kept as hashes, they can be found but not read."""
    addresses = [address_hash(kind, value) for kind, value in addresses_in(text)]
    return Q(workspace_id__among=list(workspaces), address__in=addresses)


def addresses_in(text):
    """(kind, value) of what a text may be: an email address, a profile."""
    if email := clean_email(text):
        return [("role_email" if email.role else Identity.Kind.EMAIL.value, email.value)]
    profile = clean_linkedin(text)
    return [(profile.kind, profile.value)] if profile and profile.kind != "company" else []


def _with_identity(workspaces, condition):
    found = Identity.objects.filter(condition, workspace_id__among=workspaces)
    return list(found.order_by().values_list("lead_id", flat=True)[:MOST])


def _with_words(text, workspaces):
    with by_index(), connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(lead_words(0, %s))", [text])
        words = [word.partition("/")[2] for word in cursor.fetchone()[0]]
        if not words:
            return []
        cursor.execute(WORDS, [[_all_of(words, workspace) for workspace in workspaces], MOST, MOST])
        return [lead_id for (lead_id,) in cursor.fetchall()]


def _all_of(words, workspace):
    quoted = (word.replace("\\", "\\\\").replace("'", "''") for word in words)
    return " & ".join(f"'{workspace}/{word}':*" for word in quoted)
