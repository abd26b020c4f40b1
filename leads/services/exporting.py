"""Leads as rows of text, in columns that our own import recognises: taken in again, they change nothing."""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from hirepilot.models import Membership
from hirepilot.tenancy import active_workspace, workspace_scope
from leads.models import ContactValue, CustomField, Identity, Lead, LeadTag
from leads.services.editing import ADDRESS_OF_KIND
from leads.sources.fields import CUSTOM, OWN_FIELD
from leads.sources.headers import KNOWN, LEFT_OUT, squash
from leads.sources.tag_cells import join_tags

COLUMNS = {
    "full_name": "Full name", "first_name": "First name", "last_name": "Last name", "emails": "Email", "phones": "Phone",
    "linkedin": "LinkedIn", "company": "Company", "company_domain": "Company website", "title": "Job title",
    "location": "Location", "status": "Status", "owner": "Owner email", "tags": "Tags", "source": "Source",
    "opt_out": "Do not contact", "opt_out_email": "Do not email", "opt_out_phone": "Do not call",
    "opt_out_linkedin": "Do not LinkedIn", "created": "Created", "last_activity": "Last activity",
}  # fmt: skip
TIMES = ("created", "last_activity")
CHANNELS = ("all", "email", "phone", "linkedin")
VALUES = (
    "id", "full_name", "first_name", "last_name", "email", "phone", "linkedin", "company_name", "company__domain",
    "title", "location", "status", "owner_id", "source", "opted_out", "custom", "created_at", "last_activity_at",
)  # fmt: skip
STATUS, SOURCE = dict(Lead.Status.choices), dict(Lead.Source.choices)
EMAILS = (Identity.Kind.EMAIL, ContactValue.Kind.ROLE_EMAIL)
PROFILES = tuple(kind for kind in Identity.Kind if kind != Identity.Kind.EMAIL)
_EXTENSION = re.compile(r"(?:\bx|\bext\.?|\bextension|;ext=|#)\s*(\d{1,7})\s*\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Export:
    header: tuple
    rows: object  # an iterator of rows of text


def choices():
    """{key: what it is called} of the columns that an export can have: ours, then the workspace's own fields."""
    own = CustomField.objects.values_list("key", "label")
    return COLUMNS | {CUSTOM + key: label for key, label in own}


def export(leads, columns=None):
    """An Export of a queryset, in the order in which the leads were created; of the columns of these keys, or of all.

    Its rows are read when the page is done, chunk by chunk, each in the workspace that is open now. Times are those of
    the viewer's zone, which the header names.
    """
    custom = list(CustomField.objects.values_list("key", "label"))
    zone = timezone.get_current_timezone()
    headers = {key: f"{name} ({zone})" if key in TIMES else name for key, name in COLUMNS.items()}
    headers |= zip([CUSTOM + key for key, _ in custom], _own_headers(custom), strict=True)
    places = [place for place, key in enumerate(headers) if columns is None or key in columns]
    header, keys = list(headers.values()), [key for key, _ in custom]
    rows = _rows(leads, active_workspace(), keys, zone)
    if len(places) < len(header):
        header, rows = [header[place] for place in places], ([row[place] for place in places] for row in rows)
    return Export(tuple(header), rows)


def _own_headers(custom):
    """The label of each custom field; its key where the label would be taken for something else."""
    squashed = [squash(label) for _, label in custom]
    ours = {squash(name) for name in COLUMNS.values()}
    return [
        OWN_FIELD + key
        if name in KNOWN or name in LEFT_OUT or name in ours or squashed.count(name) > 1
        else label
        for (key, label), name in zip(custom, squashed, strict=True)
    ]


def _rows(leads, workspace, custom, zone):
    after, found = 0, True
    while found:
        with workspace_scope(workspace):
            found = list(
                leads.filter(pk__gt=after).order_by("pk").values(*VALUES)[: settings.EXPORT_CHUNK_ROWS]
            )
            hanging = _Hanging([lead["id"] for lead in found]) if found else None
        for lead in found:
            after = lead["id"]
            yield _row(lead, hanging, custom, zone)


class _Hanging:
    """What hangs on some leads: by id, in an order that does not depend on when it was added."""

    def __init__(self, ids):
        self.identities, self.contacts, self.tags = defaultdict(list), defaultdict(list), defaultdict(list)
        of_leads = {"lead__among": ids}
        for lead_id, *row in Identity.objects.filter(**of_leads).values_list(
            "lead_id", "kind", "value", "shown"
        ):
            self.identities[lead_id].append(row)
        for lead_id, *row in ContactValue.objects.filter(**of_leads).values_list(
            "lead_id", "kind", "value", "shown"
        ):
            self.contacts[lead_id].append(row)
        tags = LeadTag.objects.filter(**of_leads).order_by("tag__key").values_list("lead_id", "tag__name")
        for lead_id, name in tags:
            self.tags[lead_id].append(name)
        members = Membership.objects.filter(workspace=active_workspace()).select_related("user")
        self.owners = {member.pk: member.user.email for member in members}

    def of_kinds(self, lead_id, kinds, first):
        """[(kind, value, shown)], the lead's first address in front."""
        rows = [row for row in (*self.identities[lead_id], *self.contacts[lead_id]) if row[0] in kinds]
        return sorted(rows, key=lambda row: (row[1] != first, kinds.index(row[0]), row[1]))


def _row(lead, hanging, custom, zone):
    pk, opted_out = lead["id"], lead["opted_out"]
    emails = [shown or value for _, value, shown in hanging.of_kinds(pk, EMAILS, lead["email"])]
    phones = [_phone(*row[1:]) for row in hanging.of_kinds(pk, (ContactValue.Kind.PHONE,), lead["phone"])]
    profiles = [
        ADDRESS_OF_KIND[kind].format(value)
        for kind, value, _ in hanging.of_kinds(pk, PROFILES, lead["linkedin"])
    ]
    return [
        lead["full_name"], lead["first_name"], lead["last_name"], "; ".join(emails), "; ".join(phones),
        "; ".join(profiles), lead["company_name"], lead["company__domain"] or "", lead["title"], lead["location"],
        STATUS[lead["status"]], hanging.owners.get(lead["owner_id"], ""), join_tags(hanging.tags[pk]),
        SOURCE[lead["source"]], *("yes" if channel in opted_out else "" for channel in CHANNELS),
        *(f"{lead[name].astimezone(zone):%Y-%m-%d %H:%M:%S}" for name in ("created_at", "last_activity_at")),
        *(str(lead["custom"].get(key, "")) for key in custom),
    ]  # fmt: skip


def _phone(value, shown):
    """The number as every country dials it, with its extension, which E.164 has no place for."""
    extension = _EXTENSION.search(shown)
    return f"{value} x{extension[1]}" if extension else value
