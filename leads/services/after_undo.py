"""What an undo does not put right by itself: activities that a merge had moved, and derived do-not-contact marks."""

from django.db import connection

from hirepilot.models import Change
from hirepilot.tenancy import writable_workspace
from leads.models import ContactValue, Identity, Lead, OptOut
from leads.services.opting_out import refresh_opted_out

# Activities are never taken back, but one that a merge moved belongs to the lead that it happened to.
MOVE_BACK = """
UPDATE leads_activity a SET lead_id = moved.was
FROM (
    SELECT row_id, (array_agg(before ->> 'lead_id' ORDER BY id))[1]::bigint AS was,
           (array_agg(after ->> 'lead_id' ORDER BY id DESC))[1]::bigint AS became
    FROM hirepilot_change
    WHERE operation_id = %(operation)s AND workspace_id = %(workspace)s AND tbl = 'leads_activity'
        AND before ? 'lead_id' AND after ? 'lead_id'
    GROUP BY row_id
) moved
WHERE a.id = moved.row_id AND a.workspace_id = %(workspace)s AND a.lead_id = moved.became
    AND EXISTS (SELECT FROM leads_lead l WHERE l.workspace_id = %(workspace)s AND l.id = moved.was)
"""


def put_right(operation, undone):
    """Runs in the undo's own operation, so that undoing the undo comes here again and turns it round."""
    with connection.cursor() as cursor:
        cursor.execute(MOVE_BACK, {"operation": operation.pk, "workspace": writable_workspace().pk})
    if OptOut.objects.exists():
        tables = [model._meta.db_table for model in (Identity, ContactValue, Lead)]
        touched = Change.objects.filter(operation__in=[operation.pk, undone.pk], tbl__in=tables)
        refresh_opted_out(set(touched.exclude(subject_id=None).values_list("subject_id", flat=True)))
