"""What was exported, by whom, and for a while the file."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import hirepilot.tenancy
from hirepilot.isolation import row_level_security, same_workspace


class Migration(migrations.Migration):
    dependencies = [
        ("hirepilot", "0007_the_journal_only_grows"),
        ("leads", "0009_run_control"),
    ]

    operations = [
        migrations.CreateModel(
            name="LeadExport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                (
                    "format",
                    models.CharField(
                        choices=[("csv", "CSV"), ("xlsx", "Excel workbook (XLSX)")], max_length=4
                    ),
                ),
                ("columns", models.JSONField(default=list)),
                ("query", models.TextField(blank=True, default="")),
                ("leads", models.JSONField(default=None, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("problem", models.CharField(blank=True, default="", max_length=500)),
                ("job_id", models.BigIntegerField(null=True)),
                ("file", models.CharField(blank=True, default="", max_length=300)),
                ("size", models.BigIntegerField(default=0)),
                ("rows_total", models.IntegerField(null=True)),
                ("rows_done", models.IntegerField(default=0)),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hirepilot.membership",
                    ),
                ),
                (
                    "operation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hirepilot.operation",
                    ),
                ),
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
            options={
                "ordering": ["-pk"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        row_level_security("leads_leadexport"),
        same_workspace("leads_leadexport", "by_id", "hirepilot_membership"),
        same_workspace("leads_leadexport", "operation_id", "hirepilot_operation"),
    ]
