from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0013_review")]

    operations = [
        migrations.AddField(
            "leadimport", "dry_rows", models.CharField(blank=True, default="", max_length=300)
        )
    ]
