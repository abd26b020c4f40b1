from django.db import migrations, models


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
    ]
