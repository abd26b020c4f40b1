"""Migration operations that put the promises into the database: sealed rows, links that never cross, the journal.

operations = [
    ...,
    row_level_security("leads_lead"),
    same_workspace("leads_lead", "company_id", "leads_company"),
    journaled("leads_lead", subject="id", derived=["last_activity_at"]),
]
"""

from django.db import migrations

from hirepilot.context import EVERY_WORKSPACE
from hirepilot.tenancy import workspace_scope

# CASE, because OR would still cast '*' to a number and fail.
SEES = """CASE current_setting('app.workspace', true)
    WHEN '*' THEN true WHEN '' THEN false
    ELSE {column} = current_setting('app.workspace', true)::bigint END"""
WRITES = """CASE WHEN current_setting('app.workspace', true) IN ('*', '') THEN false
    ELSE {column} = current_setting('app.workspace', true)::bigint END"""


def row_level_security(table, *, linked=False, column="workspace_id"):
    """Seal a table: rows of the open workspace only, all rows readable under EVERY_WORKSPACE, none without a scope.

    `linked` adds the key (workspace_id, id) that `same_workspace` of another table refers to. TRUNCATE, which no policy
    covers, is refused.
    """
    key = f"ALTER TABLE {table} ADD CONSTRAINT {table}_sealed UNIQUE ({column}, id);" if linked else ""
    return migrations.RunSQL(
        f"""
        {key}
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_reads ON {table} FOR SELECT USING ({SEES.format(column=column)});
        CREATE POLICY {table}_inserts ON {table} FOR INSERT WITH CHECK ({WRITES.format(column=column)});
        CREATE POLICY {table}_updates ON {table} FOR UPDATE
            USING ({WRITES.format(column=column)}) WITH CHECK ({WRITES.format(column=column)});
        CREATE POLICY {table}_deletes ON {table} FOR DELETE USING ({WRITES.format(column=column)});
        CREATE TRIGGER {table}_keeps_rows BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
        """,
        f"""
        DROP TRIGGER {table}_keeps_rows ON {table};
        DROP POLICY {table}_deletes ON {table};
        DROP POLICY {table}_updates ON {table};
        DROP POLICY {table}_inserts ON {table};
        DROP POLICY {table}_reads ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_sealed;
        """,
    )


def same_workspace(table, column, target):
    """The only foreign key of a link: both ends in one workspace. Deferrable, so that undo can restore in any order."""
    name = f"{table}_{column}_same_workspace"[:63]
    return migrations.RunSQL(
        f"""ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (workspace_id, {column})
            REFERENCES {target} (workspace_id, id) DEFERRABLE INITIALLY IMMEDIATE""",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def journaled(table, *, subject="", derived=()):
    """Record every update and delete of the table in `hirepilot_change`, set-based, from whatever road it comes.

    `subject` names the column holding the lead whose history the row belongs to; `derived` columns are not recorded.
    """
    arguments = ", ".join(f"'{value}'" for value in (subject, *derived))
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_journal_update AFTER UPDATE ON {table}
            REFERENCING OLD TABLE AS was NEW TABLE AS became
            FOR EACH STATEMENT EXECUTE FUNCTION journal_update({arguments});
        CREATE TRIGGER {table}_journal_delete AFTER DELETE ON {table}
            REFERENCING OLD TABLE AS was
            FOR EACH STATEMENT EXECUTE FUNCTION journal_delete({arguments});
        """,
        f"""
        DROP TRIGGER {table}_journal_update ON {table};
        DROP TRIGGER {table}_journal_delete ON {table};
        """,
    )


def each_workspace(step):
    """Wrap a data migration so that it runs once inside every workspace.

    Without a scope row-level security shows a migration no rows, and its UPDATE would change nothing without a word.
    """

    def run(apps, schema_editor):
        for workspace in apps.get_model("hirepilot", "Workspace").objects.order_by("pk"):
            with workspace_scope(workspace):
                step(apps, schema_editor)

    return run


GROUND = """
CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('app.allow_truncate', true) = 'on' THEN RETURN NULL; END IF;
    RAISE EXCEPTION 'TRUNCATE of % would cross workspaces', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- Later values win: how undo folds the changes of one row.
CREATE AGGREGATE jsonb_merge(jsonb) (SFUNC = jsonb_concat, STYPE = jsonb);

-- Arguments: the column of the subject ('' for none), then the derived columns.
-- The zone is fixed, because undo compares moments as text, whichever session wrote them. No nested loops, because PostgreSQL
-- keeps the size that `was` and `became` had in the session's first statement: after a change of one row, ten thousand would
-- take minutes.
CREATE FUNCTION journal_update() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' SET enable_nestloop = off AS $$
DECLARE
    op bigint := nullif(current_setting('app.operation', true), '')::bigint;
    derived text[] := array_remove(TG_ARGV[1:]::text[], NULL);
BEGIN
    IF EXISTS (SELECT id, workspace_id FROM was EXCEPT SELECT id, workspace_id FROM became) THEN
        RAISE EXCEPTION 'the id of a % never changes', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    IF op IS NULL THEN
        IF EXISTS (SELECT 1 FROM was JOIN became USING (id)
                   WHERE to_jsonb(was) - derived IS DISTINCT FROM to_jsonb(became) - derived) THEN
            RAISE EXCEPTION 'no operation is open to change %', TG_TABLE_NAME USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END IF;
    -- OFFSET 0 keeps the planner from writing a row out as JSON once for every time it is named.
    INSERT INTO hirepilot_change (operation_id, workspace_id, tbl, row_id, subject_id, before, after)
    SELECT op, c.workspace_id, TG_TABLE_NAME, c.id, (c.new ->> TG_ARGV[0])::bigint, d.b, d.a
    FROM (SELECT became.id, became.workspace_id, to_jsonb(was) - derived AS old, to_jsonb(became) AS new
          FROM was JOIN became USING (id) OFFSET 0) c
    CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(x.key, x.value) AS b, jsonb_object_agg(x.key, c.new -> x.key) AS a
        FROM jsonb_each(c.old) x WHERE x.value <> c.new -> x.key
    ) d
    WHERE d.b IS NOT NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION journal_delete() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    op bigint := nullif(current_setting('app.operation', true), '')::bigint;
BEGIN
    -- Only the removal of a whole workspace passes by the journal, which goes with it.
    IF current_setting('app.removing_workspace', true) = 'on' THEN RETURN NULL; END IF;
    IF op IS NULL AND EXISTS (SELECT 1 FROM was) THEN
        RAISE EXCEPTION 'no operation is open to delete from %', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO hirepilot_change (operation_id, workspace_id, tbl, row_id, subject_id, before)
    SELECT op, c.workspace_id, TG_TABLE_NAME, c.id, (c.old ->> TG_ARGV[0])::bigint, c.old
    FROM (SELECT id, workspace_id, to_jsonb(was) AS old FROM was OFFSET 0) c;
    RETURN NULL;
END $$;
"""
GROUND_REVERSED = """
DROP FUNCTION journal_delete();
DROP FUNCTION journal_update();
DROP AGGREGATE jsonb_merge(jsonb);
DROP FUNCTION refuse_truncate();
"""


def ground():
    """The functions that the other operations' triggers call."""
    return migrations.RunSQL(GROUND, GROUND_REVERSED)


def every_workspace():
    """The reading scope over all workspaces, for staff lists and sweeps."""
    return workspace_scope(EVERY_WORKSPACE)
