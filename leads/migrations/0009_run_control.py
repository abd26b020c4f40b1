from django.db import migrations, models

STATES = [
    ("mapping", "Waiting for its mapping"), ("waiting", "Waiting"), ("running", "Running"), ("paused", "Paused"),
    ("done", "Done"), ("failed", "Failed"), ("cancelled", "Cancelled"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("leads", "0008_dry_run")]

    operations = [
        migrations.AddField("leadimport", "paused_at", models.DateTimeField(null=True)),
        migrations.AddField("leadimport", "paused_seconds", models.FloatField(default=0)),
        migrations.AddField("leadimport", "files_removed_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "leadimport", "state", models.CharField(choices=STATES, default="mapping", max_length=9)
        ),
    ]
