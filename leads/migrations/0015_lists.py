"""Lists: sets of leads picked by hand; and the list that every row of an import is put on."""

import django.db.models.deletion
from django.db import migrations, models

import hirepilot.models.operation
import hirepilot.tenancy
from hirepilot.isolation import journaled, row_level_security, same_workspace


def own_columns():
    """Number, operation and workspace of a row of the journal."""
    return [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        (
            "created_in",
            models.BigIntegerField(
                db_default=hirepilot.models.operation.OpenOperation(), db_index=True, editable=False
            ),
        ),
        (
            "workspace",
            models.ForeignKey(
                "hirepilot.workspace",
                db_constraint=False,
                db_index=False,
                default=hirepilot.tenancy._workspace_default,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("hirepilot", "0008_notification"), ("leads", "0014_dry_rows")]

    operations = [
        migrations.AddField(
            "leadimport", "add_to_list", models.CharField(blank=True, default="", max_length=60)
        ),
        migrations.CreateModel(
            "LeadList",
            fields=[
                *own_columns(),
                ("name", models.CharField(max_length=60)),
                ("key", models.CharField(db_collation="C", editable=False, max_length=60)),
                (
                    "by",
                    models.ForeignKey(
                        "hirepilot.membership",
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"ordering": ["key"], "abstract": False, "base_manager_name": "objects"},
        ),
        migrations.CreateModel(
            "ListMember",
            fields=[
                *own_columns(),
                (
                    "list",
                    models.ForeignKey(
                        "leads.leadlist",
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        "leads.lead",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="list_members",
                    ),
                ),
            ],
            options={"abstract": False, "base_manager_name": "objects"},
        ),
        migrations.AddConstraint(
            "leadlist", models.UniqueConstraint(fields=("workspace", "key"), name="list_once_per_workspace")
        ),
        migrations.AddConstraint(
            "listmember", models.UniqueConstraint(fields=("list", "lead"), name="lead_once_a_list")
        ),
        row_level_security("leads_leadlist", linked=True),
        row_level_security("leads_listmember"),
        same_workspace("leads_leadlist", "by_id", "hirepilot_membership"),
        same_workspace("leads_listmember", "list_id", "leads_leadlist"),
        same_workspace("leads_listmember", "lead_id", "leads_lead"),
        journaled("leads_leadlist"),
        journaled("leads_listmember", subject="lead_id"),
    ]
