"""The lead that an address names, as far as this member may see it."""

from django.http import Http404

from leads.errors import MergedAway
from leads.models import Lead
from leads.services.merging import survivor_of
from leads.services.provenance import provenance


def lead_or_404(request, pk):
    """The lead; raises MergedAway, which names the survivor, when it was merged into one that the member may see."""
    visible = Lead.objects.visible_to(request.member)
    lead = visible.filter(pk=pk).first()
    if lead is None:
        raise Http404
    if lead.merged_into_id is None:
        return lead
    survivor = survivor_of(lead)
    if not visible.filter(pk=survivor.pk).exists():
        raise Http404
    raise MergedAway(survivor.pk)


def with_everything(pk):
    """The lead with what `LeadSerializer` shows."""
    lead = Lead.objects.for_list().prefetch_related("identities", "contact_values").get(pk=pk)
    lead.provenance = provenance(lead)
    return lead
