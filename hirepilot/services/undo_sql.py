"""An undo, planned in the database: set by set, whether it is one row or a hundred thousand.

`undo_plan` says what will happen to each row: restore (some columns), remove, reinsert. `undo_left` says what will
not, and why. Applying reads the same two tables. Rows are looked at first (with a lock when the plan is to be applied),
then the plan shrinks, pass after pass, until nothing that stays refers to anything that goes.
"""

CREATE = """
DROP TABLE IF EXISTS pg_temp.undo_folded, pg_temp.undo_plan, pg_temp.undo_left;
CREATE TEMP TABLE undo_folded ON COMMIT DROP AS
    SELECT tbl::text, row_id AS id, max(subject_id) AS subject, min(id) AS first_change,
           jsonb_merge(before ORDER BY id DESC) AS before, jsonb_merge(after ORDER BY id) AS after,
           min(id) FILTER (WHERE before IS NULL) IS NOT DISTINCT FROM min(id) AS appeared,
           max(id) FILTER (WHERE after IS NULL) IS NOT DISTINCT FROM max(id) AS vanished
    FROM hirepilot_change WHERE operation_id = %(op)s AND workspace_id = %(ws)s GROUP BY tbl, row_id;
CREATE TEMP TABLE undo_plan (
    tbl text, id bigint, subject bigint,
    action text,             -- restore, remove, reinsert
    data jsonb,              -- the values to restore, or the row to reinsert
    made bool,               -- it is there because of this operation
    origin bigint,           -- the operation that made it
    since bigint DEFAULT 0,  -- changes after this one are not by this operation
    stays text,              -- why it is not removed
    because bigint,          -- the operation that keeps it
    PRIMARY KEY (tbl, id)
) ON COMMIT DROP;
CREATE TEMP TABLE undo_left (
    tbl text, id bigint, subject bigint, columns text[], reason text, because bigint
) ON COMMIT DROP;
ANALYZE undo_folded;
"""
DROP = "DROP TABLE undo_folded, undo_plan, undo_left"
# Again and again while it fills and changes: planned for an empty table, a join of a hundred thousand rows takes minutes.
ANALYZE = "ANALYZE undo_plan"
EMPTY = "DELETE FROM undo_plan WHERE action = 'restore' AND data = '{{}}'"

# Columns that still hold what the operation left there go back; the others were changed since.
CHANGED = """
WITH found AS MATERIALIZED (
    SELECT f.id, f.subject, f.before - %(fixed)s::text[] AS before, f.after, to_jsonb(t) AS now
    FROM {table} t JOIN undo_folded f ON f.tbl = %(table)s AND f.id = t.id AND NOT f.appeared
    WHERE t.workspace_id = %(ws)s AND t.created_in <> %(op)s {lock}
), compared AS MATERIALIZED (
    SELECT id, subject, d.* FROM found CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(b.key, b.value) FILTER (WHERE now -> b.key = after -> b.key) AS back,
               array_agg(b.key ORDER BY b.key) FILTER (WHERE now -> b.key NOT IN (after -> b.key, b.value)) AS kept
        FROM jsonb_each(before) b WHERE b.value <> after -> b.key
    ) d
), kept AS (
    INSERT INTO undo_left SELECT %(table)s, id, subject, kept, 'changed' FROM compared WHERE kept IS NOT NULL
)
INSERT INTO undo_plan (tbl, id, subject, action, data)
SELECT %(table)s, id, subject, 'restore', back FROM compared WHERE back IS NOT NULL
"""

# A row that this operation made and somebody removed is no loss to an undo; the journal of its removal knows its maker.
GONE = """
INSERT INTO undo_left
SELECT f.tbl, f.id, f.subject, array(SELECT jsonb_object_keys(f.before) ORDER BY 1), 'removed'
FROM undo_folded f
WHERE f.tbl = %(table)s AND NOT f.appeared AND NOT f.vanished AND NOT EXISTS (SELECT FROM {table} t WHERE t.id = f.id)
  AND NOT EXISTS (SELECT FROM hirepilot_change c WHERE c.workspace_id = %(ws)s AND c.tbl = f.tbl AND c.row_id = f.id
                  AND c.after IS NULL AND (c.before ->> 'created_in')::bigint = %(op)s)
"""

MADE = """
INSERT INTO undo_plan (tbl, id, subject, action, made, origin, since)
SELECT %(table)s, id, subject, 'remove', true, origin, since
FROM (SELECT t.id, {subject} AS subject, t.created_in AS origin, {since} AS since FROM {source} {lock}) t
ON CONFLICT DO NOTHING
"""
CREATED = "{table} t WHERE t.created_in = %(op)s"
BROUGHT_BACK = "{table} t JOIN undo_folded f ON f.tbl = %(table)s AND f.id = t.id WHERE f.appeared"

VANISHED = """
INSERT INTO undo_plan (tbl, id, subject, action, data)
SELECT f.tbl, f.id, f.subject, 'reinsert', %(defaults)s::jsonb || f.before
FROM undo_folded f
WHERE f.tbl = %(table)s AND f.vanished AND NOT f.appeared AND (f.before ->> 'created_in')::bigint <> %(op)s
  AND NOT EXISTS (SELECT FROM {table} t WHERE t.id = f.id)
"""

CARRIED = """
INSERT INTO undo_plan (tbl, id, subject, action, made, origin, since)
SELECT %(table)s, t.id, t.subject, 'remove', t.origin = %(op)s OR f.id IS NOT NULL, t.origin,
       coalesce(f.first_change, 0)
FROM (
    SELECT t.id, {subject} AS subject, t.created_in AS origin
    FROM {table} t JOIN undo_plan p ON p.tbl = %(target)s AND p.id = t.{column} AND p.action = 'remove'
    WHERE t.workspace_id = %(ws)s
      AND NOT EXISTS (SELECT FROM undo_plan q WHERE q.tbl = %(table)s AND q.id = t.id) {lock}
) t LEFT JOIN undo_folded f ON f.tbl = %(table)s AND f.id = t.id AND f.appeared
ON CONFLICT DO NOTHING
"""

# What a person did and nobody took back. An undo and what it undid cancel out.
STANDS = "o.by_person AND o.undone_by_id IS NULL AND o.undoes_id IS NULL AND o.id <> %(op)s"

EDITED = f"""
UPDATE undo_plan p SET stays = 'edited', because = e.because
FROM (
    SELECT q.tbl, q.id, max(o.id) AS because
    FROM undo_plan q JOIN hirepilot_change c ON c.workspace_id = %(ws)s AND c.tbl = q.tbl AND c.row_id = q.id
    JOIN hirepilot_operation o ON o.id = c.operation_id
    WHERE q.action = 'remove' AND c.id > q.since AND {STANDS} GROUP BY q.tbl, q.id
) e WHERE p.tbl = e.tbl AND p.id = e.id
"""
# Not this operation's: a person hung it on, or it is older than what it hangs on.
HUNG = f"""
UPDATE undo_plan p SET stays = 'theirs', because = o.id FROM hirepilot_operation o
WHERE o.id = p.origin AND p.action = 'remove' AND NOT p.made AND p.stays IS NULL AND (o.id < %(op)s OR {STANDS})
"""
MENTIONED = f"""
UPDATE undo_plan p SET stays = 'hung', because = o.id
FROM {{table}} t JOIN hirepilot_operation o ON o.id = t.created_in
WHERE p.tbl = %(target)s AND p.id = t.{{column}} AND p.action = 'remove' AND p.stays IS NULL
  AND o.id > %(op)s AND {STANDS}
"""
# Whoever wrote it, and be it this operation: the row stays, and means nothing without the lead that it is about.
MEANT = """
UPDATE undo_plan p SET stays = 'meant' FROM {table} t
WHERE p.tbl = %(target)s AND p.id = t.{column} AND p.action = 'remove' AND p.stays IS NULL
  AND t.workspace_id = %(ws)s AND {keeps}
"""

# --- Shrinking: whatever stays keeps what it refers to ----------------------------------------------------------------
GOES = "(q.action = 'remove' AND q.stays IS NULL)"
REFERRED = """
UPDATE undo_plan p SET stays = r.reason, because = r.because
FROM (
    SELECT DISTINCT ON (id) id, reason, because FROM (
        SELECT t.{column} AS id, q.because,
               CASE WHEN %(carries)s AND q.stays IN ('theirs', 'edited', 'hung') THEN 'hung' ELSE 'used' END AS reason
        FROM {source} WHERE t.{column} IS NOT NULL AND NOT coalesce(q.data ? %(column)s, false)
        UNION ALL
        SELECT (q.data ->> %(column)s)::bigint, NULL, 'used' FROM undo_plan q
        WHERE q.tbl = %(table)s AND q.action <> 'remove' AND q.data ->> %(column)s IS NOT NULL
    ) s ORDER BY id, because DESC NULLS LAST
) r WHERE p.tbl = %(target)s AND p.id = r.id AND p.action = 'remove' AND p.stays IS NULL
"""
# All that a removable row carries is in the plan already; of what merely refers to it, the plan knows only a part.
CARRIED_THAT_STAYS = f"undo_plan q JOIN {{table}} t ON t.id = q.id AND q.tbl = %(table)s AND NOT {GOES}"
REFERRING_THAT_STAYS = f"""
    undo_plan p JOIN {{table}} t ON t.{{column}} = p.id AND p.tbl = %(target)s AND p.action = 'remove'
    AND p.stays IS NULL AND NOT EXISTS (SELECT FROM undo_plan q WHERE q.tbl = %(table)s AND q.id = t.id AND {GOES})
    LEFT JOIN undo_plan q ON q.tbl = %(table)s AND q.id = t.id
"""
NAMED = """
UPDATE undo_plan p SET stays = 'used' FROM {target} d
WHERE p.tbl = %(target)s AND p.id = d.id AND p.action = 'remove' AND p.stays IS NULL AND EXISTS (
    SELECT FROM {table} t LEFT JOIN undo_plan q ON q.tbl = %(table)s AND q.id = t.id
    WHERE t.workspace_id = %(ws)s AND (q.action IS DISTINCT FROM 'remove' OR q.stays IS NOT NULL)
      AND coalesce(q.data -> %(column)s, t.{column}) ? d.{value}
    UNION ALL
    SELECT FROM undo_plan q WHERE q.tbl = %(table)s AND q.action = 'reinsert' AND q.data -> %(column)s ? d.{value})
"""
WITH_ROOT = """
UPDATE undo_plan p SET stays = 'with' FROM undo_plan r
WHERE r.tbl = %(table)s AND r.action = 'remove' AND r.stays IS NOT NULL
  AND p.tbl <> %(table)s AND p.subject = r.id AND p.action = 'remove' AND p.stays IS NULL
"""
# What was to go only because it hung on something stays when nothing that it hangs on goes.
NOT_CARRIED = f"""
UPDATE undo_plan p SET stays = 'with' FROM {{table}} t
WHERE p.tbl = %(table)s AND p.id = t.id AND p.action = 'remove' AND p.stays IS NULL AND (NOT p.made OR NOT %(undoable)s)
  AND NOT EXISTS (SELECT FROM undo_plan q WHERE {GOES} AND (q.tbl, q.id) IN ({{holders}}))
"""

# --- Shrinking: what cannot come back ---------------------------------------------------------------------------------
# Of what stays whatever is undone (an activity), a removed row comes back only together with its lead.
ORPHANS = """
SELECT q.id FROM undo_plan q
WHERE q.tbl = %(table)s AND q.action <> 'remove' AND q.data ->> %(column)s IS NOT NULL
  AND NOT EXISTS (SELECT FROM {target} t WHERE t.id = (q.data ->> %(column)s)::bigint
                  AND (%(undoable)s OR NOT %(carries)s OR q.action = 'restore'))
  AND NOT EXISTS (SELECT FROM undo_plan p WHERE p.tbl = %(target)s AND p.action = 'reinsert'
                  AND p.id = (q.data ->> %(column)s)::bigint)
"""
TAKEN = f"""
WITH planned AS MATERIALIZED ({{planned}}),
there AS (SELECT id, {{keys}} FROM {{table}} WHERE workspace_id = %(ws)s AND ({{condition}}))
SELECT x.id FROM planned x JOIN there y ON {{same}} AND y.id <> x.id
WHERE NOT EXISTS (SELECT FROM undo_plan q WHERE q.tbl = %(table)s AND q.id = y.id
                  AND ({GOES} OR q.data ?| %(columns)s::text[]))
UNION SELECT x.id FROM planned x JOIN planned y ON {{same}} AND y.id < x.id
"""
PLANNED = """
SELECT id, {keys} FROM (
    SELECT r.* FROM undo_plan p LEFT JOIN {table} t ON t.id = p.id CROSS JOIN LATERAL jsonb_populate_record(t, p.data) r
    WHERE p.tbl = %(table)s AND (p.action = 'reinsert' OR p.action = 'restore' AND p.data ?| %(columns)s::text[])
) r WHERE {condition}
"""
KEEP_COLUMNS = """
WITH dropped AS (
    UPDATE undo_plan p
    SET data = CASE action WHEN 'restore' THEN data - %(columns)s::text[] ELSE data || %(blank)s::jsonb END
    WHERE p.tbl = %(table)s AND p.id = ANY(%(ids)s) AND NOT %(whole_row)s AND (p.action = 'restore' OR %(nullable)s)
    RETURNING p.tbl, p.id, p.subject
)
INSERT INTO undo_left SELECT tbl, id, subject, %(shown)s::text[], %(reason)s FROM dropped
"""
KEEP_OUT = """
WITH dropped AS (
    DELETE FROM undo_plan p
    WHERE p.tbl = %(table)s AND p.id = ANY(%(ids)s)
      AND (%(whole_row)s OR p.action = 'reinsert' AND NOT %(nullable)s)
    RETURNING p.tbl, p.id, p.subject
)
INSERT INTO undo_left SELECT tbl, id, subject, %(shown)s::text[], %(reason)s FROM dropped WHERE %(undoable)s
"""

# --- The plan is made: what is left goes to its own table -------------------------------------------------------------
SETTLE = """
INSERT INTO undo_left SELECT tbl, id, subject, '{{}}', stays, because FROM undo_plan WHERE made AND stays <> 'with';
DELETE FROM undo_plan WHERE stays IS NOT NULL;
"""

# --- Applying ---------------------------------------------------------------------------------------------------------
REMOVE = (
    "DELETE FROM {table} t USING undo_plan p WHERE p.tbl = %(table)s AND p.action = 'remove' AND t.id = p.id"
)
# A row whose key another one gets back makes room: it is taken out and put back restored, after all the others.
STEP_ASIDE = """
WITH planned AS MATERIALIZED ({planned}),
there AS (SELECT id, {keys} FROM {table} WHERE workspace_id = %(ws)s AND ({condition}))
UPDATE undo_plan p SET action = 'return', data = to_jsonb(t) || p.data FROM {table} t
WHERE p.tbl = %(table)s AND p.action = 'restore' AND p.data ?| %(columns)s::text[] AND t.id = p.id
  AND p.id IN (SELECT y.id FROM planned x JOIN there y ON {same} AND y.id <> x.id)
"""
TAKE_ASIDE = (
    "DELETE FROM {table} t USING undo_plan p WHERE p.tbl = %(table)s AND p.action = 'return' AND t.id = p.id"
)
RESTORE = """
UPDATE {table} t SET ({columns}) = (SELECT {columns} FROM jsonb_populate_record(t, p.data)){touch}
FROM undo_plan p WHERE p.tbl = %(table)s AND p.action = 'restore' AND t.id = p.id
"""
# The triggers write no change for a new row. One that comes back has to be in the journal: it may go once more.
REINSERT = """
WITH back AS (
    INSERT INTO {table} ({columns})
    SELECT {values} FROM undo_plan p CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, p.data{touch}) r
    WHERE p.tbl = %(table)s AND p.action = %(action)s RETURNING *
)
INSERT INTO hirepilot_change (operation_id, workspace_id, tbl, row_id, subject_id, after)
SELECT %(undo)s, workspace_id, %(table)s, id, {subject}, to_jsonb(back) FROM back
"""
TOUCH = """
UPDATE {table} t SET {touched} = now()
WHERE t.id IN (SELECT subject FROM undo_plan)
  AND NOT EXISTS (SELECT FROM undo_plan p WHERE p.tbl = %(table)s AND p.id = t.id)
"""
