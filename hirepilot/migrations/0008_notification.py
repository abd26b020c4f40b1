"""What members are told of."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import hirepilot.tenancy
from hirepilot.isolation import row_level_security, same_workspace


class Migration(migrations.Migration):
    dependencies = [("hirepilot", "0007_the_journal_only_grows")]

    operations = [
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=400)),
                ("view_name", models.CharField(help_text="The page in question, in the workspace.", max_length=80)),
                ("object_id", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(null=True)),
                ("member", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="hirepilot.membership")),
                ("workspace", models.ForeignKey(db_constraint=False, db_index=False, default=hirepilot.tenancy._workspace_default, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hirepilot.workspace")),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["workspace", "member", "-id"], name="notifications_of_a_member"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["workspace", "member"], name="unread_notifications"),
                ],
            },
        ),
        row_level_security("hirepilot_notification"),
        same_workspace("hirepilot_notification", "member_id", "hirepilot_membership"),
    ]
