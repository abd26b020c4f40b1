"""The workspace's tags themselves; putting them on leads is `organising`."""

from django.db import IntegrityError, transaction

from hirepilot.journal import operation
from leads.errors import TagTaken, ValuesRefused
from leads.models import Tag
from leads.services.intake_clean import tag_pair

HUES = 6


def create_tag(name, *, by=None):
    """A new tag; raises TagTaken when one of that name is there, whatever its case."""
    key, name = _pair(name)
    with operation("tag.create", by=by, summary=f"Made the tag {name}"):
        return _kept(Tag(name=name, key=key, hue=1 + sum(key.encode()) % HUES))


def rename_tag(tag, name, *, by=None):
    """Give a tag another name; raises TagTaken when another tag has it."""
    key, name = _pair(name)
    if name == tag.name:
        return tag
    with operation("tag.rename", by=by, summary=f"Renamed the tag {tag.name} to {name}"):
        tag.name, tag.key = name, key
        return _kept(tag)


def _kept(tag):
    try:
        with transaction.atomic():
            tag.save()
    except IntegrityError:
        raise TagTaken from None
    return tag


def _pair(name):
    key, name = tag_pair(name)
    if not key:
        raise ValuesRefused({"name": "A tag needs a name."})
    return key, name
