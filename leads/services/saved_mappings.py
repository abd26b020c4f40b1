"""Mappings under a name: kept from one import, used for the next file with such columns."""

from copy import copy

from django.db import IntegrityError, transaction

from hirepilot.journal import operation
from leads.cleaning.folding import fold
from leads.cleaning.text import clean_line
from leads.errors import ImportRefused
from leads.models import CustomField, LeadImport, SavedMapping
from leads.services import dry_rows
from leads.services.custom_fields import key_of
from leads.services.import_settings import LONGEST_LABEL, configure
from leads.services.intake import owners
from leads.sources.fields import CUSTOM, FIELDS, NEW_FIELDS

MOST, LONGEST_NAME = 100, 80
KEPT = ("policy", "overwrite", "tags", "defaults", "values", "date_order", "country")


@transaction.atomic
def save(name, lead_import, settings=None, *, by):
    """Keep how an import is, or by `settings` would be, taken in. A name that is there already means that one anew.

    Raises ImportRefused for a blank name, and where there are a hundred.
    """
    if settings:
        lead_import = copy(lead_import)
        configure(lead_import, **settings)
    name, key = _name(name)
    saved = SavedMapping.objects.filter(key=key).first() or SavedMapping(key=key)
    if saved.pk is None and SavedMapping.objects.count() >= MOST:
        raise ImportRefused(f"A workspace keeps at most {MOST} mappings. Delete one first.")
    header = lead_import.sheet["header"]
    saved.name = name
    saved.columns = [
        [header[item["column"]], _lasting(item["field"], header[item["column"]])]
        for item in lead_import.mapping
        if item["field"]
    ]
    saved.settings = {name: value for name in KEPT if (value := getattr(lead_import, name))}
    with operation("mapping.save", by=by, summary=f"Saved the mapping {name}"):
        saved.save()
    return saved


def rename(saved, name, *, by):
    """Raises ImportRefused when another mapping is called so."""
    name, key = _name(name)
    try:
        with operation("mapping.rename", by=by, summary=f"Renamed the mapping {saved.name} to {name}"):
            saved.name, saved.key = name, key
            saved.save(update_fields=["name", "key"])
    except IntegrityError as error:
        raise ImportRefused(f"There is a mapping called “{name}” already.") from error


def delete(saved, *, by):
    """Imports that used it keep what it gave them."""
    with operation("mapping.delete", by=by, summary=f"Deleted the mapping {saved.name}") as done:
        saved.delete()
    return done


def fitting(header):
    """(those whose columns are all in the header, the one with most of them first; the others)."""
    names = set(header)
    fits, others = [], []
    for saved in SavedMapping.objects.all():
        (fits if names.issuperset(name for name, _ in saved.columns) else others).append(saved)
    return sorted(fits, key=lambda saved: -len(saved.columns)), others


def settings_for(saved, lead_import):
    """What `importing.configure` takes, as far as the file has the columns and the workspace still has the rest."""
    keys = CustomField.objects.values_list("key", flat=True)
    known, fields = FIELDS.keys() | {CUSTOM + key for key in keys}, dict(saved.columns)
    mapping = [
        {"column": column, "field": field if (field := fields.get(name, "")) in known else ""}
        for column, name in enumerate(lead_import.sheet["header"])
    ]
    settings, here = dict(saved.settings), set(owners().values())
    if values := settings.get("values"):
        told = values.get("owner", {}).items()
        settings["values"] = values | {"owner": {word: owner for word, owner in told if owner in here}}
    return settings | {"mapping": mapping}


@transaction.atomic
def use(saved, lead_import):
    """Propose a file's mapping and settings as they were saved, to be looked at before it starts."""
    lead_import = LeadImport.objects.select_for_update().get(pk=lead_import.pk)
    if lead_import.state == LeadImport.State.MAPPING:
        settings, reason = settings_for(saved, lead_import), f"As in “{saved.name}”."
        for item in settings["mapping"]:
            item |= (
                {"confidence": 100, "reason": reason} if item["field"] else {"confidence": 0, "reason": ""}
            )
        for name, value in settings.items():
            setattr(lead_import, name, value)
        dry_rows.remove(lead_import)
        lead_import.dry_run = None
        lead_import.save()
    return lead_import


def _lasting(field, header):
    """A field that is made as the import starts is there when the mapping is used again."""
    return CUSTOM + key_of(header[:LONGEST_LABEL].strip()) if field in NEW_FIELDS else field


def _name(name):
    name = clean_line(name, LONGEST_NAME)
    if not name:
        raise ImportRefused("Give the mapping a name.")
    return name, fold(name)[:LONGEST_NAME]
