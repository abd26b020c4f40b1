"""A file that arrives in parts: each is kept from where the last one ended, and the whole becomes an import."""

import hashlib
import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from hirepilot.disk import NoRoom
from hirepilot.models import Membership
from leads.errors import ImportRefused, TooManyUploads, UploadAhead, UploadIncomplete, UploadRemoved
from leads.models import ImportUpload
from leads.services import uploading
from leads.services.import_files import folder

PART_BYTES = 16 << 20
MOST_UNFINISHED = 10  # of one member
KEPT = timedelta(days=1)  # after the last part


@transaction.atomic
def begin(name, size, *, by, sha256=""):
    """Announce a file. Raises ImportRefused where it is too large, TooManyUploads where others are to be finished first."""
    name = Path(name).name[:255]
    uploading.check_size(name, size)
    Membership.objects.select_for_update().get(pk=by.pk)  # one at a time
    if ImportUpload.objects.filter(by=by, lead_import=None).count() >= MOST_UNFINISHED:
        raise TooManyUploads(
            f"{MOST_UNFINISHED} uploads wait for their rest. Finish or delete one of them first."
        )
    file = f"{folder()}/{uuid.uuid4().hex}.part"
    return ImportUpload.objects.create(name=name, size=size, sha256=sha256.lower(), file=file, by=by)


@transaction.atomic
def add_part(upload, offset, content):
    """Keep a part of the file. What has arrived already is passed over, so that a part may be sent twice.

    Raises UploadAhead for one that would leave a gap, ImportRefused for one beyond the size that was announced and where
    the disk is full.
    """
    upload = _locked(upload.pk)
    if offset > upload.received:
        raise UploadAhead(upload.received)
    if offset + len(content) > upload.size:
        raise ImportRefused(
            f"“{upload.name}” was announced with {upload.size:,} bytes; this part goes beyond them."
        )
    new = content[upload.received - offset :]
    if new and upload.lead_import_id is None:
        with uploading.stored_whole(upload.name):
            _write(upload, new)
        upload.received += len(new)
        upload.last_part_at = timezone.now()
        upload.save()
    return upload


def _locked(upload_id):
    # Without what it links to: of a row that was waited for, PostgreSQL joins what the link was before.
    if upload := ImportUpload.objects.select_for_update().filter(pk=upload_id).first():
        return upload
    raise UploadRemoved


def _write(upload, content):
    path = Path(default_storage.path(upload.file))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=settings.FILE_UPLOAD_PERMISSIONS)
    with open(path, "r+b") as file:
        file.seek(upload.received)
        file.write(content)
        file.truncate()  # what a part left that was written and never counted


def complete(upload, *, by):
    """The import of the whole file; again the same one when asked again.

    Raises UploadIncomplete as long as parts are lacking, and ImportRefused, keeping nothing, for what is no table or not the
    file that was announced.
    """
    try:
        return _complete(upload.pk, by)
    except ImportRefused as refusal:
        if not isinstance(refusal.__cause__, NoRoom):  # then it may be asked for again later
            remove(upload)
        raise


@transaction.atomic
def _complete(upload_id, by):
    upload = _locked(upload_id)
    if upload.lead_import_id:
        return upload.lead_import
    if upload.received < upload.size:
        raise UploadIncomplete(upload.received)
    with open(default_storage.path(upload.file), "rb") as content:
        if upload.sha256 and hashlib.file_digest(content, "sha256").hexdigest() != upload.sha256:
            raise ImportRefused(
                f"What arrived of “{upload.name}” is not the file that was announced. Upload it again."
            )
        content.seek(0)
        upload.lead_import = uploading.upload(File(content, name=upload.name), by=by)
    upload.save()
    transaction.on_commit(lambda: default_storage.delete(upload.file))
    return upload.lead_import


@transaction.atomic
def remove(upload):
    """Forget an upload and what arrived of it. An import that it has become stays."""
    ImportUpload.objects.filter(pk=upload.pk).delete()
    transaction.on_commit(lambda: default_storage.delete(upload.file))


def remove_old():
    """Forget the uploads of the open workspace that nothing was added to for a day; returns how many."""
    old = list(ImportUpload.objects.filter(last_part_at__lt=timezone.now() - KEPT))
    for upload in old:
        remove(upload)
    return len(old)
