"""What the leads app does when something happens in the ground."""

import pytest
from django.utils import timezone

from hirepilot import queue
from hirepilot.models import Job
from leads.models import Lead
from leads.services import importing
from support.models import Ticket
from tests.factories.imports import people, started, table


@pytest.mark.proves("TICK-001", "TICK-018", "TICK-019")
@pytest.mark.django_db(transaction=True)
def test_an_import_that_breaks_again_and_again_is_a_ticket_that_names_it_and_its_rows(
    workspace, member, settings, tmp_path, monkeypatch
):
    settings.MEDIA_ROOT, settings.IMPORT_CHUNK_ROWS = tmp_path, 10
    monkeypatch.setattr(queue, "ring", lambda job_id: None)
    lead_import = started(table(people(25)), member)
    taken = []

    def break_in_the_second_chunk(rows, *args, **kwargs):
        taken.append(rows)
        if len(taken) > 1:
            raise ValueError("no such luck")
        return real(rows, *args, **kwargs)

    real = importing.take_in_rows
    monkeypatch.setattr(importing, "take_in_rows", break_in_the_second_chunk)
    for _ in range(5):
        Job.objects.update(run_after=timezone.now())
        queue.work(lead_import.job_id)

    ticket = Ticket.objects.get()
    job = f"job {lead_import.job_id} leads.import {{'import_id': {lead_import.pk}}}"
    said = dict(ticket.contents)
    assert Lead.objects.count() == 10
    assert ticket.about == [f"import {lead_import.pk} (people.csv), the rows after line 11"]
    assert (said["Lead"], said["User"], said["Operation"], said["Steps"], said["Errors"], said["Role"]) == (
        ticket.about[0], str(member.user_id), job, job, "ValueError: no such luck", "Owner",
    )  # fmt: skip
