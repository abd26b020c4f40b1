"""Keeping leads in order: tags, owners, archive, notes. Each change of any number of leads is one operation."""

from django.db import connection
from django.utils import timezone

from hirepilot.errors import NotHere
from hirepilot.journal import operation
from hirepilot.models import Membership
from hirepilot.permissions import require
from hirepilot.tenancy import writable_workspace
from hirepilot.wording import plural
from leads.cleaning.text import clean_note
from leads.errors import ValuesRefused
from leads.models import Lead, LeadTag, Note, Tag
from leads.services.editing import edit
from leads.services.intake_clean import tag_pair
from leads.services.locking import lock, lock_survivors, retries_deadlocks

__all__ = [
    "add_note", "archive", "assign", "delete_note", "edit", "edit_note", "restore", "tag", "touch", "untag",
]  # fmt: skip

MAKE_TAGS = """
INSERT INTO leads_tag (workspace_id, name, key, hue, created_at)
SELECT %s, t.name, t.key, 1 + abs(hashtext(t.key)) %% 6, now() FROM unnest(%s::text[], %s::text[]) AS t (key, name)
ORDER BY t.key ON CONFLICT (workspace_id, key) DO NOTHING
"""
PUT_TAGS = """
INSERT INTO leads_leadtag (workspace_id, lead_id, tag_id)
SELECT %s, l.id, t.id FROM unnest(%s::bigint[]) AS l (id) CROSS JOIN unnest(%s::bigint[]) AS t (id)
ORDER BY l.id, t.id ON CONFLICT (tag_id, lead_id) DO NOTHING
"""


@retries_deadlocks
def tag(leads, names, *, by=None):
    """Put tags on leads, made where there is none of that name yet; says how many leads got something new."""
    pairs, ids = _pairs(names), lock(leads)
    complete = _tagged_with_all(ids, pairs)
    new = len(ids) - complete
    if new:
        summary = f"Tagged {plural(new, 'lead')}: {', '.join(pairs.values())}"
        with operation("lead.tag", by=by, summary=summary), connection.cursor() as cursor:
            workspace = writable_workspace().pk
            cursor.execute(MAKE_TAGS, [workspace, list(pairs), list(pairs.values())])
            tags = list(Tag.objects.filter(key__in=pairs).values_list("pk", flat=True))
            cursor.execute(PUT_TAGS, [workspace, ids, tags])
    return new


@retries_deadlocks
def untag(leads, names, *, by=None):
    """Take tags off leads; says how many leads had one."""
    pairs, ids = _pairs(names), lock(leads)
    links = LeadTag.objects.filter(lead_id__among=ids, tag__key__in=pairs)
    count = links.values("lead_id").distinct().count()
    if count:
        with operation(
            "lead.untag", by=by, summary=f"Took {', '.join(pairs.values())} off {plural(count, 'lead')}"
        ):
            LeadTag.objects.filter(pk__in=links.values("pk")).delete()
    return count


def _pairs(names):
    """{key: name}, sorted, so that two people who make the same tags at once do not wait for each other in a ring."""
    pairs = dict(sorted(tag_pair(name) for name in names))
    pairs.pop("", None)
    if not pairs:
        raise ValuesRefused({"tags": "A tag needs a name."})
    return pairs


def _tagged_with_all(ids, pairs):
    tags = list(Tag.objects.filter(key__in=pairs).values_list("pk", flat=True))
    if len(tags) < len(pairs):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM (SELECT lead_id FROM leads_leadtag WHERE lead_id = ANY(%s) AND tag_id = ANY(%s)
               GROUP BY lead_id HAVING count(*) = %s) complete""",
            [ids, tags, len(tags)],
        )
        return cursor.fetchone()[0]


@retries_deadlocks
def assign(leads, owner, *, by=None):
    """Give leads to a colleague, or to nobody (None); says how many changed hands."""
    if owner is not None and not (
        owner.role != Membership.Role.GUEST
        and Membership.objects.current().filter(pk=owner.pk, workspace=writable_workspace()).exists()
    ):
        raise NotHere
    return _set(leads, {"owner": owner}, "lead.assign", f"Assigned {{}} to {owner or 'nobody'}", by)


@retries_deadlocks
def archive(leads, *, by=None):
    """Take leads out of lists, audiences and enrichment; says how many were there."""
    return _set(leads, {"archived_at": timezone.now()}, "lead.archive", "Archived {}", by, archived_at=None)


@retries_deadlocks
def restore(leads, *, by=None):
    """Bring archived leads back; says how many were archived."""
    return _set(leads, {"archived_at": None}, "lead.restore", "Restored {}", by)


def _set(leads, values, kind, summary, by, **only):
    ((column, value),) = values.items()
    chosen = Lead.objects.filter(pk__among=lock(leads), **only).exclude(**{column: value})
    count = chosen.count()
    if count:
        with operation(kind, by=by, summary=summary.format(plural(count, "lead"))):
            chosen.update(**values)
    return count


@retries_deadlocks
def add_note(lead, text, *, by=None):
    """Write a note; on the lead that it was merged into, if it was merged meanwhile."""
    text, (lead_id,) = _note_text(text), lock_survivors(lead)
    with operation("note.add", by=by, summary=f"Note on {lead}"):
        note = Note.objects.create(lead_id=lead_id, text=text, author=by)
        touch([lead_id])
    return note


@retries_deadlocks
def edit_note(note, text, *, by):
    """Change one's own note; Owner and Admin may change any."""
    require(by, "change notes", note)
    text = _note_text(text)
    note = Note.objects.select_for_update().get(pk=note.pk)
    if text != note.text:
        with operation("note.edit", by=by, summary=f"Edited a note on {note.lead}"):
            note.text = text
            note.save(update_fields=["text"])
    return note


@retries_deadlocks
def delete_note(note, *, by):
    """Delete one's own note; Owner and Admin may delete any. Undo brings it back."""
    require(by, "change notes", note)
    with operation("note.delete", by=by, summary=f"Deleted a note on {note.lead}"):
        return bool(Note.objects.filter(pk=note.pk).delete()[0])


def _note_text(text):
    text = clean_note(text)
    if not text:
        raise ValuesRefused({"text": "A note needs a text."})
    return text


def touch(leads):
    """Something happened with these leads just now: they come first in lists. Organising is not such a thing."""
    Lead.objects.filter(pk__among=lock(leads)).update(last_activity_at=timezone.now())
