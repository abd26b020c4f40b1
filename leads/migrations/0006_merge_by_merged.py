"""Old numbers of leads are looked up at each visit of an old address."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0005_import_table")]

    operations = [
        migrations.AlterField(
            "merge",
            "merged",
            models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="leads.lead",
            ),
        ),
    ]
