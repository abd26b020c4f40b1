"""What an operation concerns that a member may not see."""

from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from hirepilot.models import Change
from leads.models import Lead


def concerns_hidden(operation, member):
    """Whether a lead that it touched or made is out of the member's sight now.

    Not one that it gave to somebody itself and that is still theirs: whoever assigned a lead by mistake takes it back.
    """
    touched = Change.objects.filter(operation=operation).exclude(subject_id=None).values("subject_id")
    leads = Lead.objects.filter(Q(pk__in=touched) | Q(created_in=operation.pk))
    hidden = leads.exclude(pk__in=Lead.objects.visible_to(member).values("pk"))
    owners = Change.objects.filter(
        tbl=Lead._meta.db_table, row_id=OuterRef("pk"), after__has_key="owner_id", before__has_key="owner_id"
    )
    given = owners.filter(operation=operation).annotate(to=Cast(KT("after__owner_id"), BigIntegerField()))
    as_made = Q(created_in=operation.pk) & ~Exists(owners.exclude(operation=operation))
    return hidden.exclude(as_made).exclude(Exists(given.filter(to=OuterRef("owner_id")))).exists()
