"""Where higher apps show themselves on the ground's pages."""

from hirepilot.registry import Registry

# Parts of the settings page, under the workspace's own settings, for whoever may "change settings":
#     @settings_sections.register("custom-fields", label="Custom fields")
#     def section(request): return render_to_string("leads/_custom_fields.html", {...}, request)
settings_sections = Registry("settings sections")

# What an operation belongs to, on its page: (text, address), or None where there is nothing or the reader may not see it.
#     @operation_links.register("imports", label="Import")
#     def import_of(request, operation): return "people.csv", "/w/…/imports/3/"
operation_links = Registry("operation links")
