"""No list asks the database more for three rows than for one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.models import ImportRow, Lead
from leads.services import importing
from tests.factories.api import Program
from tests.factories.leads import LeadFactory, NoteFactory


def add(member, number, lead_import, lead):
    """One more row of everything that is listed."""
    LeadFactory(
        name=f"Ada {number}",
        email=f"ada{number}@a.example",
        tags=[f"Tag {number}", "All"],
        company=f"C{number}",
        owner=member,
    )
    NoteFactory(lead=lead, author=member)
    importing.upload(SimpleUploadedFile("people.csv", b"Full name\nAda Byron\n"), by=member)
    ImportRow.objects.create(lead_import=lead_import, line=number, outcome="skipped", lead_id=lead.pk)
    Program(member).patch(f"leads/{lead.pk}/", {"location": str(number)})


@pytest.mark.parametrize(
    "path",
    [
        "leads/",
        "leads/?q=ada",
        "leads/?tag=all",
        "leads/?sort=name",
        "tags/",
        "companies/",
        "imports/",
        "operations/",
        "imports/{lead_import.pk}/rows/",
        "leads/{lead.pk}/notes/",
        "leads/{lead.pk}/history/",
    ],
)
def test_a_list_costs_the_same_for_any_number(workspace, member, settings, tmp_path, path):
    settings.MEDIA_ROOT = tmp_path
    lead = LeadFactory(name="Grace Hopper", location="0")
    lead_import = importing.upload(SimpleUploadedFile("people.csv", b"Full name\nAda Byron\n"), by=member)
    program = Program(member)
    costs, rows = [], []

    for number in range(4):
        add(member, number, lead_import, Lead.objects.get(pk=lead.pk))
        with CaptureQueriesContext(connection) as queries:
            rows.append(len(program.get(path.format(lead=lead, lead_import=lead_import)).json()["results"]))
        costs.append(len(queries))

    assert rows == sorted(set(rows)), "more rows each time"
    assert costs[1:] == [costs[1]] * 3
    assert costs[1] <= 25
