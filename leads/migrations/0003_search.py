"""The words of a lead, kept by the database whichever road a change takes."""

from django.db import migrations, models

from leads.cleaning.folding import fold_in_sql

FUNCTIONS = f"""
CREATE FUNCTION fold(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN octet_length(given) = length(given) THEN lower(replace(given, '`', ''''))
           ELSE {fold_in_sql("given")} END
$$;

-- Lexemes are led by the workspace ("12/voss"): a word of one workspace is no word of another. E-mail is left out,
-- its tokens would all be unique; addresses are found by their identity.
CREATE FUNCTION lead_words(workspace bigint, VARIADIC texts text[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    words text := array_to_string(texts, ' ');
BEGIN
    words := regexp_replace(
        CASE WHEN octet_length(words) = length(words) THEN lower(words) ELSE fold(words) END, '[^[:alnum:]]+', ' ', 'g'
    );
    IF octet_length(words) > 2000 THEN  -- more than one lexeme can hold, when folding has made it so long
        words := regexp_replace(words, '(\\S{{255}})\\S+', '\\1', 'g');
    END IF;
    RETURN ts_delete(replace(' ' || words, ' ', ' ' || workspace || '/')::tsvector, workspace || '/');
END $$;

CREATE FUNCTION lead_bare_name(workspace bigint, full_name text, email text, linkedin text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN email = '' AND linkedin = '' THEN left(workspace || ':' || fold(full_name), 240) ELSE '' END
$$;

-- EXECUTE, because PostgreSQL keeps the size that `was` and `became` had in the session's first statement: after a change of
-- one lead, ten thousand would be joined in a nested loop; after ten thousand, one would read the whole table.
CREATE FUNCTION keep_lead_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO leads_leadsearch (lead_id, words, bare_name)
        SELECT id, lead_words(workspace_id, full_name, company_name, title, location),
            lead_bare_name(workspace_id, full_name, email, linkedin) FROM became;
    ELSIF TG_OP = 'UPDATE' THEN
        EXECUTE '
            UPDATE leads_leadsearch s
            SET words = lead_words(n.workspace_id, n.full_name, n.company_name, n.title, n.location),
                bare_name = lead_bare_name(n.workspace_id, n.full_name, n.email, n.linkedin)
            FROM became n JOIN was o USING (id)
            WHERE s.lead_id = n.id AND (n.full_name, n.company_name, n.title, n.location, n.email, n.linkedin)
                IS DISTINCT FROM (o.full_name, o.company_name, o.title, o.location, o.email, o.linkedin)';
    ELSE
        EXECUTE 'DELETE FROM leads_leadsearch s USING was WHERE s.lead_id = was.id';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER leads_lead_words_insert AFTER INSERT ON leads_lead REFERENCING NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION keep_lead_words();
CREATE TRIGGER leads_lead_words_update AFTER UPDATE ON leads_lead REFERENCING OLD TABLE AS was NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION keep_lead_words();
CREATE TRIGGER leads_lead_words_delete AFTER DELETE ON leads_lead REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION keep_lead_words();
"""
REVERSED = """
DROP TRIGGER leads_lead_words_delete ON leads_lead;
DROP TRIGGER leads_lead_words_update ON leads_lead;
DROP TRIGGER leads_lead_words_insert ON leads_lead;
DROP FUNCTION keep_lead_words();
DROP FUNCTION lead_bare_name(bigint, text, text, text);
DROP FUNCTION lead_words(bigint, VARIADIC text[]);
DROP FUNCTION fold(text);
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_sealed_and_journaled")]

    operations = [
        migrations.AddField(
            "LeadSearch", "bare_name", models.CharField(blank=True, db_collation="C", default="", max_length=240)
        ),
        migrations.AddIndex(
            "LeadSearch",
            models.Index(fields=["bare_name"], condition=~models.Q(bare_name=""), name="lead_bare_name"),
        ),
        migrations.RunSQL(FUNCTIONS, REVERSED),
    ]
