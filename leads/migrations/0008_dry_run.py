from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0007_activities_stay")]

    operations = [migrations.AddField("leadimport", "dry_run", models.JSONField(default=None, null=True))]
