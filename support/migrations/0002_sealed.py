"""Tickets and alerts are sealed like everything of a workspace; the house is workspace 0."""

from django.db import migrations

from hirepilot.isolation import row_level_security, same_workspace


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial"), ("hirepilot", "0002_ground")]

    operations = [
        row_level_security("support_ticket", linked=True),
        row_level_security("support_alert"),
        same_workspace("support_alert", "ticket_id", "support_ticket"),
    ]
