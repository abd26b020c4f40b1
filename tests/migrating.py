"""Takes a database with two populated workspaces back and forth through the migrations, in a process of its own.

python -m tests.migrating      prints what was there at each station, as JSON: {station: {table: [row, …]}}
"""

import json
import os
import sys
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
import_module("django").setup()

from django.apps import apps  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from hirepilot.journal import operation  # noqa: E402
from hirepilot.models import JournaledModel  # noqa: E402
from hirepilot.tenancy import WorkspaceModel, workspace_scope  # noqa: E402
from leads.models import Lead  # noqa: E402
from tests.factories.hirepilot import MembershipFactory  # noqa: E402
from tests.factories.journal import make_row  # noqa: E402
from tests.factories.leads import LeadImportFactory  # noqa: E402

# The oldest state in which every table is sealed and journaled, and the words of leads are kept.
EARLY = {"leads": "0003_search", "support": "0002_sealed", "hirepilot": "0002_ground"}
NOTHING = dict.fromkeys(EARLY, "zero")


def populate():
    for name in ("northgate", "harbour"):
        member = MembershipFactory(workspace__slug=name)
        with workspace_scope(member.workspace), operation("fill", by=member):
            for model in reversed(apps.get_models()):  # a row brings along what it hangs on
                if issubclass(model, JournaledModel) and not model.objects.exists():
                    make_row(model)
            Lead.objects.update(title="CFO")
            LeadImportFactory(file="people.csv", table="people.csv")


def found(workspaces):
    """The rows of all workspaces, read with the names that the tables have now."""
    rows = {}
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
        for workspace in workspaces:
            cursor.execute("SELECT set_config('app.workspace', %s, false)", [str(workspace)])
            for model in apps.get_models():
                table = model._meta.db_table
                if issubclass(model, WorkspaceModel) and table in there:
                    cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY id")
                    rows.setdefault(table, []).extend(json.loads(row) for (row,) in cursor.fetchall())
    return rows


def migrate(stations):
    for app, name in stations.items():
        call_command("migrate", app, name, verbosity=0)


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    populate()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM hirepilot_workspace ORDER BY id")
        workspaces = [row[0] for row in cursor.fetchall()]
    told = {"now": found(workspaces)}
    migrate(EARLY)
    told["early"] = found(workspaces)
    call_command("migrate", verbosity=0)
    told["again"] = found(workspaces)
    migrate(NOTHING)
    told["nothing"] = found(workspaces)
    call_command("migrate", verbosity=0)
    told["anew"] = found(workspaces)
    json.dump(told, sys.stdout)
