from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0006_merge_by_merged")]

    operations = [migrations.AddField("leadimport", "dry_run", models.JSONField(default=None, null=True))]
