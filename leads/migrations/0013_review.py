"""Imports that finish an earlier one, cells fixed before a run, and the way to rows that a person has to decide."""

import django.db.models.deletion
from django.db import migrations, models

from hirepilot.isolation import same_workspace


class Migration(migrations.Migration):
    dependencies = [("leads", "0012_uploads")]

    operations = [
        migrations.AddField(
            "leadimport",
            "corrects",
            models.ForeignKey(
                "leads.leadimport",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                db_constraint=False,
            ),
        ),
        same_workspace("leads_leadimport", "corrects_id", "leads_leadimport"),
        migrations.AddField("leadimport", "fixes", models.JSONField(default=dict)),
        migrations.AddIndex(
            "importrow",
            models.Index(
                "workspace", "id", condition=models.Q(outcome="skipped", code="review"), name="rows_to_review"
            ),
        ),
    ]
