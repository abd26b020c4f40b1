"""An export whose worker is killed at any moment: the file is whole, each lead once, and no part of another stays."""

import csv
import random
import time

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from hirepilot import queue
from hirepilot.models import Job
from leads.models import Lead, LeadExport
from leads.services import importing
from tests.factories.imports import people, table
from tests.factories.lead_exports import started
from tests.faults.workers import Worker, eventually

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

ROWS = 4_000
State = LeadExport.State


@pytest.fixture
def waiting(workspace, member):
    """An export of 4,000 leads that waits for a worker."""
    upload = importing.upload(ContentFile(table(people(ROWS)).encode(), name="people.csv"), by=member)
    queue.work(importing.start(upload, by=member, mapping=upload.mapping).job_id)
    assert Lead.objects.count() == ROWS
    return started(member)


def assert_whole(lead_export):
    """The one file of the workspace has every lead once, in order."""
    with open(default_storage.path(lead_export.file), newline="", encoding="utf-8-sig") as file:
        names = [row["Full name"] for row in csv.DictReader(file)]
    assert names == [f"Person Number{number}" for number in range(ROWS)]
    assert (lead_export.rows_done, lead_export.rows_total) == (ROWS, ROWS)
    folder = settings.MEDIA_ROOT / str(lead_export.workspace_id) / "exports"
    eventually(
        lambda: (
            [path for path in folder.rglob("*") if path.is_file()] == [settings.MEDIA_ROOT / lead_export.file]
        )
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_worker_costs_nothing(waiting, seed):
    draw = random.Random(seed)
    with Worker(EXPORT_CHUNK_ROWS="20") as worker:
        for _ in range(draw.choice([1, 2])):
            eventually(lambda: waiting.refresh_from_db() or waiting.rows_done or waiting.state == State.DONE)
            time.sleep(draw.uniform(0, 0.5))
            worker.kill_group()
            worker.start()
        eventually(lambda: waiting.refresh_from_db() or waiting.state == State.DONE)
        eventually(lambda: Job.objects.get(pk=waiting.job_id).state == Job.State.DONE)

    assert_whole(waiting)


def test_a_cancelled_export_leaves_nothing(waiting):
    folder = settings.MEDIA_ROOT / str(waiting.workspace_id) / "exports"
    with Worker(EXPORT_CHUNK_ROWS="20"):
        eventually(lambda: waiting.refresh_from_db() or waiting.rows_done)
        queue.cancel(waiting.job_id)
        eventually(lambda: not list(folder.rglob("*.csv")))

    waiting.refresh_from_db()
    assert (waiting.state, waiting.file) == (State.CANCELLED, "")
