"""Commands for a database that a test kills: run in processes of their own, so that the test keeps no connection to it.

python -m tests.faults.driver start upload.csv     prepares a workspace and starts an import
python -m tests.faults.driver state                prints state, counts and what is in the tables, as JSON
"""

import json
import os
import sys
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
import_module("django").setup()

from django.core.files import File  # noqa: E402
from django.core.management import call_command  # noqa: E402

from hirepilot.models import Job, Membership, User, Workspace  # noqa: E402
from hirepilot.tenancy import workspace_scope  # noqa: E402
from leads.models import Identity, ImportRow, Lead, LeadImport  # noqa: E402
from leads.services import importing  # noqa: E402


def start(path):
    call_command("migrate", verbosity=0)
    user = User.objects.create_user("owner@agency.example", "irrelevant")
    workspace = Workspace.objects.create(name="Northgate", slug="northgate")
    member = Membership.objects.create(user=user, workspace=workspace, role=Membership.Role.OWNER)
    with workspace_scope(workspace), open(path, "rb") as file:
        upload = importing.upload(File(file, name="upload.csv"), by=member)
        importing.start(upload, by=member, mapping=upload.mapping)


def state():
    with workspace_scope(Workspace.objects.get()):
        upload = LeadImport.objects.get()
        print(json.dumps({
            "state": upload.state, "rows_done": upload.rows_done, **upload.counts, "leads": Lead.objects.count(),
            "identities": Identity.objects.count(), "kept_rows": ImportRow.objects.count(),
            "job": Job.objects.get(pk=upload.job_id).state, "missing": importing.check_leads_are_there(upload),
        }))  # fmt: skip


if __name__ == "__main__":
    {"start": start, "state": state}[sys.argv[1]](*sys.argv[2:])
