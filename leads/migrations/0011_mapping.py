from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0013_review")]

    operations = [
        migrations.AddField(
            "leadimport", "recognised", models.CharField(blank=True, default="", max_length=40)
        ),
        migrations.AddField("leadimport", "defaults", models.JSONField(default=dict)),
    ]
