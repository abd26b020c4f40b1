"""Where higher apps show themselves on the page of a lead, without this app knowing which they are.

@lead_panels.register("enrichment", label="Enrichment")
def panel(request, lead):
    return render_to_string("enrichment/_lead_panel.html", {...}, request)
"""

from hirepilot.registry import Registry

lead_panels = Registry("lead panels")
