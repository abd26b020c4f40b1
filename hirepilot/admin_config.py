"""Makes our staff site the admin's own, so that every app's admin.py registers with it."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    default_site = "hirepilot.staff_site.StaffSite"
