"""Where higher apps show themselves on the page of a lead, without this app knowing which they are.

@lead_panels.register("enrichment", label="Enrichment")
def panel(request, lead):
    return render_to_string("enrichment/_lead_panel.html", {...}, request)
"""

from hirepilot.panels import operation_links
from hirepilot.registry import Registry
from leads.models import LeadImport

lead_panels = Registry("lead panels")


@operation_links.register("imports", label="Import")
def import_of(request, operation):
    """The import that an operation is, or that it takes back, for those who may see it."""
    numbers = [operation.pk, operation.undoes_id]
    found = (
        LeadImport.objects.visible_to(request.member)
        .filter(operation__in=[one for one in numbers if one], corrects=None)
        .first()
    )
    return found and (found.name, found.get_absolute_url())
