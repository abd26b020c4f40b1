"""The fields that a workspace adds to its leads."""

from django.db import IntegrityError
from django.utils.text import slugify

from hirepilot.journal import operation
from leads.errors import FieldExists
from leads.models import CustomField

MOST = 100


def add(*, label, kind, choices=(), by):
    """A new field at the end. Raises FieldExists when the workspace has one of that name, or a hundred."""
    if CustomField.objects.count() >= MOST:
        raise FieldExists(f"A workspace has at most {MOST} fields of its own.")
    key = key_of(label)
    try:
        with operation("field.add", by=by, summary=f"New field “{label}”"):
            return CustomField.objects.create(
                label=label, key=key, kind=kind, choices=list(choices), position=CustomField.objects.count()
            )
    except IntegrityError as error:
        raise FieldExists(f"There is a field like “{label}” already.") from error


def key_of(label):
    return slugify(label, allow_unicode=True)[:60] or "field"


def rename(field, *, label, by):
    """Another label; the key and the values stay."""
    with operation("field.rename", by=by, summary=f"Field “{field.label}” is now “{label}”"):
        field.label = label
        field.save(update_fields=["label"])


def remove(field, *, by):
    """Take the field off the pages. The values stay with the leads and are there again when this is undone."""
    with operation("field.remove", by=by, summary=f"Field “{field.label}” removed") as done:
        field.delete()
    return done
