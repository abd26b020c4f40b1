"""How long the files of imports are kept: uploads, the texts made of them and the rows that were stored hold people's data."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from hirepilot.tenancy import writable_workspace
from leads.models import ImportRow, ImportUpload, LeadImport
from leads.services import import_control

log = structlog.get_logger(__name__)
ABANDONED = timedelta(days=1)  # a file that no import names: it was killed while it stored it


def folder():
    """Where the files of the open workspace's imports are."""
    return f"{writable_workspace().pk}/imports"


def forget_old():
    """Remove files and stored rows of the open workspace's imports when their time is over; returns of how many.

    The import stays with its counts, its mapping and its history. One that never went on is put aside first. Then files
    that no import names are removed too.
    """
    before = timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS)
    last = Coalesce("finished_at", "paused_at", "uploaded_at")
    kept = LeadImport.objects.filter(files_removed_at=None).alias(last=last).filter(last__lt=before)
    old = list(kept.exclude(state__in=(import_control.State.WAITING, import_control.State.RUNNING)))
    for lead_import in old:
        import_control.cancel(lead_import, by=None)
        _forget(lead_import.pk)
    _remove_abandoned()
    return len(old)


@transaction.atomic
def _forget(import_id):
    lead_import = LeadImport.objects.select_for_update().get(pk=import_id)
    names = {getattr(lead_import, field) for field in LeadImport.STORED}
    ImportRow.objects.filter(lead_import=lead_import).delete()
    lead_import.sheet["sample"], lead_import.dry_run, lead_import.fixes = [], None, {}
    for field in LeadImport.STORED:
        setattr(lead_import, field, "")
    lead_import.files_removed_at = timezone.now()
    lead_import.save()
    transaction.on_commit(lambda: [_remove(str(name)) for name in names if name])


def _remove(name):
    """Remove a file unless another import was made of it too."""
    if not LeadImport.objects.filter(_named(name)).exists():
        default_storage.delete(name)


def _remove_abandoned():
    if not default_storage.exists(folder()):
        return
    for file in default_storage.listdir(folder())[1]:
        name = f"{folder()}/{file}"
        try:
            age = timezone.now() - default_storage.get_modified_time(name)
        except FileNotFoundError:  # somebody was faster
            continue
        if age > ABANDONED and not (
            LeadImport.objects.filter(_named(name)).exists()
            or ImportUpload.objects.filter(file=name).exists()
        ):
            log.warning("a file that no import names was removed", file=name)
            default_storage.delete(name)


def _named(name):
    named = Q()
    for field in LeadImport.STORED:
        named |= Q(**{field: name})
    return named
