"""Which changes of an operation a merge made, so that a merge inside an import can be taken back alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0003_search")]

    operations = [
        migrations.AddField("merge", "changes_after", models.BigIntegerField(default=0, editable=False)),
        migrations.AddField("merge", "changes_until", models.BigIntegerField(default=0, editable=False)),
    ]
