"""HirePilot's own people work in groups; what each may do is in `hirepilot/staff.py`."""

from django.db import migrations

GROUPS = ("Support", "Finance", "Read-only")


def create(apps, schema_editor):
    for name in GROUPS:
        apps.get_model("auth", "Group").objects.get_or_create(name=name)


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [("hirepilot", "0002_ground"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(create, remove)]
