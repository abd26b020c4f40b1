"""Files that arrive in parts."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import hirepilot.tenancy
from hirepilot.isolation import row_level_security, same_workspace


def _link(to, **options):
    return models.ForeignKey(
        to, db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", **options
    )


class Migration(migrations.Migration):
    dependencies = [("hirepilot", "0008_notification"), ("leads", "0011_mapping")]

    operations = [
        migrations.CreateModel(
            name="ImportUpload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(blank=True, default="", max_length=64)),
                ("received", models.BigIntegerField(default=0)),
                ("file", models.CharField(max_length=300)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_part_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", _link("hirepilot.membership")),
                ("lead_import", _link("leads.leadimport", null=True)),
                (
                    "workspace",
                    _link(
                        "hirepilot.workspace",
                        db_index=False,
                        default=hirepilot.tenancy._workspace_default,
                        editable=False,
                    ),
                ),
            ],
            options={"ordering": ["-pk"], "abstract": False, "base_manager_name": "objects"},
        ),
        row_level_security("leads_importupload"),
        same_workspace("leads_importupload", "by_id", "hirepilot_membership"),
        same_workspace("leads_importupload", "lead_import_id", "leads_leadimport"),
    ]
