"""Where an upload is kept as text, when it is a workbook or in an old encoding. Until now every upload was text in UTF-8."""

from django.db import migrations, models

from hirepilot.isolation import each_workspace


def name_the_file(apps, schema_editor):
    lead_imports = apps.get_model("leads", "LeadImport").objects.filter(table="")
    lead_imports.update(table=models.F("file"))


class Migration(migrations.Migration):
    dependencies = [("leads", "0004_merge_changes")]

    operations = [
        migrations.AddField("leadimport", "table", models.CharField(blank=True, default="", max_length=300)),
        migrations.RunPython(each_workspace(name_the_file), migrations.RunPython.noop, elidable=True),
    ]
