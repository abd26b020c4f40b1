"""An activity says what it said at first, and goes only with its lead or its workspace."""

from django.db import migrations

# A merge hangs it on the survivor. The operation that made it may still complete it; without one the journal refuses anyway.
# That it goes with its lead is seen at the end of the transaction, because the lead is removed after what hangs on it; there
# the workspace may be closed already, so the function opens that of the row for itself.
STAY = """
CREATE TRIGGER leads_activity_is_not_rewritten BEFORE UPDATE ON leads_activity
    FOR EACH ROW WHEN (
        to_jsonb(OLD) - 'lead_id' IS DISTINCT FROM to_jsonb(NEW) - 'lead_id'
        AND OLD.created_in <> nullif(current_setting('app.operation', true), '')::bigint
    ) EXECUTE FUNCTION refuse_rewriting();

CREATE FUNCTION activity_goes_with_its_lead() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    opened text := current_setting('app.workspace', true);
BEGIN
    PERFORM set_config('app.workspace', OLD.workspace_id::text, true);
    IF EXISTS (SELECT FROM leads_lead WHERE id = OLD.lead_id)
        AND NOT EXISTS (SELECT FROM leads_activity WHERE id = OLD.id)  -- both may be back by now
    THEN
        RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    PERFORM set_config('app.workspace', opened, true);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER leads_activity_stays AFTER DELETE ON leads_activity
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (current_setting('app.removing_workspace', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION activity_goes_with_its_lead();
"""
REVERSED = """
DROP TRIGGER leads_activity_stays ON leads_activity;
DROP FUNCTION activity_goes_with_its_lead();
DROP TRIGGER leads_activity_is_not_rewritten ON leads_activity;
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0006_merge_by_merged"), ("hirepilot", "0007_the_journal_only_grows")]

    operations = [migrations.RunSQL(STAY, REVERSED)]
