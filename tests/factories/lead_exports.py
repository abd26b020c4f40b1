"""Exports of leads, as a worker leaves them."""

import uuid
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from hirepilot import queue
from leads.models import LeadExport
from leads.services import exports
from leads.services.exporting import choices


def ready(by, *, name="leads.csv", content="Full name\nAda Byron\n", **given):
    """An export whose file can be downloaded, without the work of making one."""
    file = default_storage.save(f"{by.workspace_id}/exports/{uuid.uuid4().hex}/{name}", ContentFile(content))
    now = timezone.now()
    made = {
        "name": name, "format": "csv", "columns": ["full_name"], "by": by, "state": "done", "file": file, "job_id": 0,
        "size": len(content), "rows_total": 1, "rows_done": 1, "started_at": now, "finished_at": now,
        "expires_at": now + timedelta(days=7),
    }  # fmt: skip
    return LeadExport.objects.create(**(made | given))


def started(by, **wanted):
    """An export of all leads that waits for a worker, unless another is wanted."""
    return exports.start(by=by, **({"format": "csv", "columns": list(choices())} | wanted))


def written(by, **wanted):
    """An export that a worker has written."""
    lead_export = started(by, **wanted)
    queue.work(lead_export.job_id)
    lead_export.refresh_from_db()
    return lead_export
