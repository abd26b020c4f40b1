"""Sealed rows and the journal's functions."""

from django.db import migrations

from hirepilot.isolation import ground, row_level_security, same_workspace


class Migration(migrations.Migration):
    dependencies = [("hirepilot", "0001_initial")]

    operations = [
        ground(),
        row_level_security("hirepilot_operation", linked=True),
        same_workspace("hirepilot_operation", "by_id", "hirepilot_membership"),
        same_workspace("hirepilot_operation", "undoes_id", "hirepilot_operation"),
        same_workspace("hirepilot_operation", "undone_by_id", "hirepilot_operation"),
        row_level_security("hirepilot_change"),
        same_workspace("hirepilot_change", "operation_id", "hirepilot_operation"),
    ]
