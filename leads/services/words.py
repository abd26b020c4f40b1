"""Words of leads, as the database keeps them in `LeadSearch`: found by their beginnings or whole."""

from django.db import connection
from django.db.models import BooleanField, F, Func, Value

from hirepilot.tenancy import active_workspace
from leads.models import LeadSearch


def words_of(text):
    """The words of a text as they are kept, cut and folded by the same function of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(lead_words(%s, %s))", [active_workspace().pk, text])
        return cursor.fetchone()[0]


def having(words, *, whole=False):
    """The LeadSearch rows in which every one of the words (of `words_of`) stands or, unless `whole`, begins one."""
    # A cast and not to_tsquery, which would cut and change the words once more.
    quoted = " & ".join(f"'{word}'{'' if whole else ':*'}" for word in map(_escaped, words))
    matches = Func(
        F("words"),
        Value(quoted),
        template="(%(expressions)s::tsquery)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )
    return LeadSearch.objects.filter(matches)


def _escaped(word):
    return word.replace("\\", "\\\\").replace("'", "''")
