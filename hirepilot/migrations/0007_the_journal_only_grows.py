"""What the journal says is never rewritten, and goes only with its workspace."""

from django.db import migrations

# Statement triggers, so that they cost the same for one row and for a million.
ONLY_GROWS = """
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER hirepilot_change_is_not_rewritten BEFORE UPDATE ON hirepilot_change
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER hirepilot_change_stays BEFORE DELETE ON hirepilot_change
    FOR EACH STATEMENT WHEN (current_setting('app.removing_workspace', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION refuse_rewriting();
"""
REVERSED = """
DROP TRIGGER hirepilot_change_stays ON hirepilot_change;
DROP TRIGGER hirepilot_change_is_not_rewritten ON hirepilot_change;
DROP FUNCTION refuse_rewriting();
"""


class Migration(migrations.Migration):
    dependencies = [("hirepilot", "0006_api_reply")]

    operations = [migrations.RunSQL(ONLY_GROWS, REVERSED)]
