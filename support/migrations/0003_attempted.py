from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("support", "0002_sealed")]

    operations = [
        migrations.AddField(
            "ticket",
            "attempted",
            models.JSONField(
                default=list, help_text="What was being done, where no operation is left of it."
            ),
        ),
    ]
