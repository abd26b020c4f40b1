"""How a file is taken in: where it comes from, what its words mean, and mappings under a name."""

import django.db.models.deletion
from django.db import migrations, models

import hirepilot.models.operation
import hirepilot.tenancy
from hirepilot.isolation import journaled, row_level_security


class Migration(migrations.Migration):
    dependencies = [("leads", "0010_exports")]

    operations = [
        migrations.AddField(
            "leadimport", "recognised", models.CharField(blank=True, default="", max_length=40)
        ),
        migrations.AddField("leadimport", "defaults", models.JSONField(default=dict)),
        migrations.AddField("leadimport", "values", models.JSONField(default=dict)),
        migrations.AddField(
            "leadimport", "date_order", models.CharField(blank=True, default="", max_length=3)
        ),
        migrations.AddField("leadimport", "country", models.CharField(blank=True, default="", max_length=2)),
        migrations.AddField("leadimport", "looked", models.JSONField(default=dict)),
        migrations.CreateModel(
            name="SavedMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_in", models.BigIntegerField(db_default=hirepilot.models.operation.OpenOperation(), db_index=True, editable=False)),
                ("name", models.CharField(max_length=80)),
                ("key", models.CharField(db_collation="C", editable=False, max_length=80)),
                ("columns", models.JSONField(default=list)),
                ("settings", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        default=hirepilot.tenancy._workspace_default,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hirepilot.workspace",
                    ),
                ),
            ],
            options={"ordering": ["key"], "abstract": False, "base_manager_name": "objects"},
        ),
        migrations.AddConstraint(
            "savedmapping",
            models.UniqueConstraint(fields=("workspace", "key"), name="mapping_once_per_workspace"),
        ),
        row_level_security("leads_savedmapping"),
        journaled("leads_savedmapping"),
    ]
