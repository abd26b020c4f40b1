"""An upload: the file is stored and read, and a mapping is proposed. Nothing is taken in yet."""

import hashlib
import uuid
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from hirepilot.disk import NoRoom, needs_room
from hirepilot.tenancy import writable_workspace
from leads.errors import ImportRefused
from leads.models import CustomField, LeadImport
from leads.services import dry_rows, reuploading
from leads.services.import_files import folder
from leads.sources import columns
from leads.sources.fields import CUSTOM, FIELDS
from leads.sources.pasted import as_table
from leads.sources.reading import Reading, read


def upload(file, *, by, name="", reading=None):
    """Store an uploaded file, read its shape, propose a mapping. Raises ImportRefused, keeping nothing, for what is no table."""
    name = Path(name or file.name).name[:255]
    check_size(name, file.size)
    stored = f"{folder()}/{uuid.uuid4().hex}{Path(name).suffix[:10].lower()}"
    with _removed_on_failure(stored), stored_whole(name):
        default_storage.save(stored, file)
        whole = {"name": name, "file": stored, "size": file.size, "sha256": _digest(stored)}
        return create(reading or Reading(), by=by, **whole)


def check_size(name, size):
    """Raise ImportRefused for a file that is too large."""
    if size > settings.IMPORT_MAX_BYTES:
        raise ImportRefused(
            f"“{name}” is larger than {settings.IMPORT_MAX_BYTES // 1024**2} MB. Split it and try again."
        )


def paste(text, *, by):
    """Keep what somebody pasted as if they had uploaded it. Raises ImportRefused for what is no table, or too much."""
    table, reading = as_table(text)
    name = f"Pasted {timezone.localtime():%Y-%m-%d %H:%M}.tsv"
    file = ContentFile(table.encode("utf-8", "replace"), name=name)
    return upload(file, by=by, reading=reading)


def create(reading, *, by, file, name, **whole):
    """An import of a stored file, read in one way. Raises ImportRefused, keeping nothing but the file."""
    found = _read(file, name, reading, by)
    with ExitStack() as stack:
        if found["table"] != file:
            stack.enter_context(_removed_on_failure(found["table"]))
        policy = writable_workspace().match_policy
        given = {"name": name, "file": file, "by": by, "policy": policy} | whole | found
        return LeadImport.objects.create(**given)


def reread(lead_import, reading):
    """Read the file of an import that is waiting for its mapping in another way, and propose a mapping anew.

    Raises ImportRefused, keeping the old reading, where the file is no table that way.
    """
    with stored_whole(lead_import.name):
        found = _read(lead_import.file.name, lead_import.name, reading, lead_import.by)
    with transaction.atomic():
        locked = LeadImport.objects.select_for_update().get(pk=lead_import.pk)
        if locked.state != LeadImport.State.MAPPING:
            remove_table(found["table"], locked.file.name)
            return locked
        replaced = locked.table
        dry_rows.remove(locked)
        for field, value in found.items():
            setattr(locked, field, value)
        locked.save()
        transaction.on_commit(lambda: remove_table(replaced, locked.file.name))
    return locked


def _read(stored, name, reading, by):
    """The fields of an import that say what its file holds. A text made of the file is a file of its own beside it."""
    target = f"{folder()}/{uuid.uuid4().hex}.utf8.csv"
    with _removed_on_failure(target):
        table, sheet = read(default_storage.path(stored), default_storage.path(target), reading)
        if sheet.rows > settings.IMPORT_MAX_ROWS:
            rows = f"{sheet.rows:,} rows; one import takes {settings.IMPORT_MAX_ROWS:,}"
            raise ImportRefused(f"“{name}” has {rows}. Split it and try again.")
    earlier = reuploading.import_of(sheet, by)
    recognised, mapping = _understood(sheet, by)
    proposed = reuploading.taken_over(earlier, sheet) if earlier else {"corrects": None, "mapping": mapping}
    return proposed | {
        "recognised": recognised,
        "looked": {},
        "table": target if table == Path(default_storage.path(target)) else stored,
        "sheet": sheet.as_dict(),
        "rows_total": sheet.rows,
        "dry_run": None,
        "fixes": {},
    }


def _understood(sheet, by):
    """(source, what the columns are taken for): as in the last import of a file with the same header, if they may see one."""
    fields = dict(CustomField.objects.values_list("key", "label"))
    recognised, proposals = columns.understand(sheet.header, sheet.sample, fields.items())
    same = LeadImport.objects.visible_to(by).filter(sheet__header=sheet.header).exclude(operation=None)
    if sheet.header_line and (last := same.order_by("-pk").first()):
        known = FIELDS.keys() | {CUSTOM + key for key in fields}
        reason = f"As in the import of “{last.name}”."
        chosen = {item["column"]: item["field"] for item in last.mapping if item["field"] in known}
        proposals = [
            columns.Proposal(column, chosen.get(column, ""), 100 if column in chosen else 0, reason)
            for column in range(len(sheet.header))
        ]
    return recognised, reuploading.without_ours(sheet.header, [proposal.as_dict() for proposal in proposals])


@contextmanager
def _removed_on_failure(name):
    with ExitStack() as stack:
        stack.callback(default_storage.delete, name)
        yield
        stack.pop_all()


@contextmanager
def stored_whole(name):
    """Raise ImportRefused where the disk is too full for what is stored of a file of this name."""
    try:
        with needs_room(f"upload of {name}"):
            yield
    except NoRoom as error:
        raise ImportRefused(
            f"There is no room left on our side to store “{name}”. No part of it was kept, and HirePilot was told. Try "
            "again later."
        ) from error


def remove_table(table, file):
    """Remove the text that was made of a stored file."""
    if table != file:
        default_storage.delete(table)


def _digest(stored):
    with default_storage.open(stored, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def earlier(lead_import):
    """An earlier import of a byte-identical file, announced before it is imported again."""
    return (
        LeadImport.objects.filter(sha256=lead_import.sha256, pk__lt=lead_import.pk)
        .exclude(operation=None)
        .exclude(file=lead_import.file.name)  # another sheet of the same workbook
        .first()
    )
