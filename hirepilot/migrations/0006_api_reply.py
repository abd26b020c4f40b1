"""Replies to requests with an Idempotency-Key."""

import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import hirepilot.tenancy
from hirepilot.isolation import row_level_security, same_workspace


class Migration(migrations.Migration):
    dependencies = [("hirepilot", "0005_an_owner_always")]

    operations = [
        migrations.CreateModel(
            name="ApiReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("endpoint", models.CharField(help_text="Method and address.", max_length=300)),
                ("key", models.CharField(max_length=255)),
                ("fingerprint", models.CharField(help_text="Of the body, so that another one under this key is refused.", max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("body", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("member", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="hirepilot.membership")),
                ("workspace", models.ForeignKey(db_constraint=False, db_index=False, default=hirepilot.tenancy._workspace_default, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hirepilot.workspace")),
            ],
            options={
                "verbose_name_plural": "API replies",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("workspace", "member", "endpoint", "key"), name="one_reply_a_key")],
            },
        ),
        row_level_security("hirepilot_apireply"),
        same_workspace("hirepilot_apireply", "member_id", "hirepilot_membership"),
    ]
