"""Addresses under /w/<workspace>/leads/."""

from leads.urls_fields import urlpatterns as field_patterns
from leads.urls_imports import urlpatterns as import_patterns
from leads.urls_leads import urlpatterns as lead_patterns

app_name = "leads"
urlpatterns = [*lead_patterns, *import_patterns, *field_patterns]
