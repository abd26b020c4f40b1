"""A workspace never loses its Owner. That it never has two is a unique index already."""

from django.db import migrations

# Deferred, because a transfer passes through a moment without one. A workspace that is itself gone needs none.
KEEP_AN_OWNER = """
CREATE FUNCTION keep_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM hirepilot_workspace WHERE id = OLD.workspace_id) AND NOT EXISTS (
        SELECT 1 FROM hirepilot_membership WHERE workspace_id = OLD.workspace_id AND role = 'owner' AND removed_at IS NULL
    ) THEN
        RAISE EXCEPTION 'workspace % would have no Owner', OLD.workspace_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER membership_keeps_an_owner AFTER UPDATE OR DELETE ON hirepilot_membership
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.role = 'owner' AND OLD.removed_at IS NULL)
    EXECUTE FUNCTION keep_an_owner();
"""
REVERSED = """
DROP TRIGGER membership_keeps_an_owner ON hirepilot_membership;
DROP FUNCTION keep_an_owner();
"""


class Migration(migrations.Migration):
    dependencies = [("hirepilot", "0004_cache_table")]

    operations = [migrations.RunSQL(KEEP_AN_OWNER, REVERSED)]
