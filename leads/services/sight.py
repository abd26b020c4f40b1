"""What an operation concerns that a member may not see."""

from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from hirepilot.models import Change
from hirepilot.services.undo_tables import journaled_tables
from leads.models import Lead
from leads.models.lead import sees_all_leads


def concerns_hidden(operation, member):
    """Whether a lead that it touched, hung something on or made is out of the member's sight now.

    Not one that it gave to somebody itself and that is still theirs: whoever assigned a lead by mistake takes it back.
    """
    if sees_all_leads(member):
        return False
    in_sight = Lead.objects.visible_to(member).filter(pk=OuterRef("pk"))
    hidden = Lead.objects.filter(pk__in=_leads_of(operation)).exclude(Exists(in_sight))
    owners = Change.objects.filter(
        tbl=Lead._meta.db_table, row_id=OuterRef("pk"), after__has_key="owner_id", before__has_key="owner_id"
    )
    given = owners.filter(operation=operation).annotate(to=Cast(KT("after__owner_id"), BigIntegerField()))
    as_made = Q(created_in=operation.pk) & ~Exists(owners.exclude(operation=operation))
    return hidden.exclude(as_made).exclude(Exists(given.filter(to=OuterRef("owner_id")))).exists()


def _leads_of(operation):
    """Those of which it changed or removed a row, in the journal, and those of which it made one."""
    made = [
        table.model.objects.filter(created_in=operation.pk).values(table.subject).order_by()
        for table in journaled_tables().values()
        if table.subject
    ]
    return Change.objects.filter(operation=operation).values("subject_id").order_by().union(*made, all=True)
