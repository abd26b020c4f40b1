"""Every address of a workspace: who may ask it what, and with which smallest body that is valid.

A new route takes one line: its name, what its address names (`lead`, `note`, … of what is planted; nothing for a
list), and for each method its action in `hirepilot.permissions` (or ANY_MEMBER) with the body.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile

from hirepilot.api.permissions import ANY_MEMBER
from tests.isolation.planted import CSV


@dataclass(frozen=True)
class Ask:
    action: str
    body: object = None  # a dict, or what makes one of the planted objects
    capture: bool = False  # whether a token of the scope "capture" may


@dataclass(frozen=True)
class Row:
    name: str
    kwargs: Callable
    methods: dict = field(default_factory=dict)

    def __str__(self):
        return f"{self.name} {self.kwargs.__name__}"

    @property
    def is_of_everybody(self):
        """Whether every member may know the object, whoever owns it."""
        return self.kwargs in (tag, custom_field, mapping, colleague, invitation)

    @property
    def is_api(self):
        return self.name.startswith("api:")


def row(name, kwargs=None, **methods):
    return Row(name, kwargs or nothing, methods)


def nothing(planted):
    return {}


def lead(planted):
    return {"pk": planted.lead.pk}


def pair(planted):
    return {"pk": planted.lead.pk, "other": planted.twin.pk}


def merged(planted):
    return {"pk": planted.merged.pk}


def archived(planted):
    return {"pk": planted.archived.pk}


def note(planted):
    return {"pk": planted.note.pk}


def noted(planted):
    return {"pk": planted.lead.pk, "note": planted.note.pk}


def tag(planted):
    return {"pk": planted.tag.pk}


def custom_field(planted):
    return {"pk": planted.custom_field.pk}


def company(planted):
    return {"pk": planted.company.pk}


def operation(planted):
    return {"pk": planted.operation.pk}


def lead_import(planted):
    return {"pk": planted.lead_import.pk}


def workbook(planted):
    return {"pk": planted.workbook.pk}


def import_upload(planted):
    return {"pk": planted.import_upload.pk}


def import_part(planted):
    return {"pk": planted.import_upload.pk, "offset": 0}


def whole_upload(planted):
    return {"pk": planted.whole_upload.pk}


def checked(planted):
    return {"pk": planted.checked.pk}


def checked_row(planted):
    return {"pk": planted.checked.pk, "line": 2}


def finished(planted):
    return {"pk": planted.finished.pk}


def lead_export(planted):
    return {"pk": planted.lead_export.pk}


def refused_row(planted):
    return {"pk": planted.finished.pk, "line": 2}


def notification(planted):
    return {"pk": planted.notification.pk}


def mapping(planted):
    return {"pk": planted.mapping.pk}


def a_mapping(planted):
    return {"saved": planted.mapping.pk}


def an_import_to_keep(planted):
    return {"name": "Weekly", "import_id": planted.lead_import.pk}


def token(planted):
    return {"pk": planted.token.pk}


def ticket(planted):
    return {"pk": planted.ticket.pk}


def colleague(planted):
    return {"pk": planted.colleague.pk}


def invitation(planted):
    return {"pk": planted.invitation.pk}


def an_heir(planted):
    return {"to": planted.colleague.pk, "sure": "on"}


def decided(planted):
    return {"rows": [planted.review.pk], "decision": "leave_out"}


def a_decision(planted):
    return {"one": f"leave_out:{planted.review.pk}"}


def a_file(planted):
    return {"file": SimpleUploadedFile("people.csv", CSV)}


SEE, EDIT, ARCHIVE, IMPORT, NOTES = "see leads", "edit leads", "archive leads", "import leads", "change notes"
EXPORT, TOKENS = "export leads", "use own tokens"
# fmt: off
API = [
    row("api:me", GET=Ask(ANY_MEMBER, capture=True)),
    row("api:schema", GET=Ask(ANY_MEMBER, capture=True)),
    row("api:docs", GET=Ask(ANY_MEMBER, capture=True)),
    row("api:notifications", GET=Ask("see notifications")),
    row("api:notifications-read", POST=Ask("see notifications")),
    row("api:operations", GET=Ask("undo")),
    row("api:operation", operation, GET=Ask("undo")),
    row("api:operation-undo", operation, POST=Ask("undo")),
    row("api:leads", GET=Ask(SEE), POST=Ask(EDIT, {"full_name": "New Person"}, capture=True)),
    row("api:lead", lead, GET=Ask(SEE), PATCH=Ask(EDIT, {"title": "CTO"})),
    row("api:lead-status", lead, POST=Ask(EDIT, {"to": "qualified"})),
    row("api:lead-tag", lead, POST=Ask(EDIT, {"names": ["Austin"]})),
    row("api:lead-untag", lead, POST=Ask(EDIT, {"names": ["Austin"]})),
    row("api:lead-owner", lead, POST=Ask(EDIT, {"owner": None})),
    row("api:lead-archive", lead, POST=Ask(ARCHIVE)),
    row("api:lead-restore", archived, POST=Ask(ARCHIVE)),
    row("api:lead-opt-out", lead, POST=Ask(EDIT, {"channel": "email"})),
    row("api:lead-history", lead, GET=Ask(SEE)),
    row("api:lead-notes", lead, GET=Ask(SEE), POST=Ask(EDIT, {"text": "Met in May."})),
    row("api:note", note, GET=Ask(SEE), PATCH=Ask(NOTES, {"text": "Met in June."}), DELETE=Ask(NOTES)),
    row("api:tags", GET=Ask(SEE), POST=Ask(EDIT, {"name": "Berlin"})),
    row("api:tag", tag, GET=Ask(SEE), PATCH=Ask(EDIT, {"name": "Berlin"})),
    row("api:companies", GET=Ask(SEE)),
    row("api:company", company, GET=Ask(SEE)),
    row("api:exports", GET=Ask(EXPORT), POST=Ask(EXPORT, {"filter": {"archived": "1"}})),
    row("api:export", lead_export, GET=Ask(EXPORT), DELETE=Ask(EXPORT)),
    row("api:export-file", lead_export, GET=Ask(EXPORT)),
    row("api:mappings", GET=Ask(IMPORT), POST=Ask(IMPORT, an_import_to_keep)),
    row("api:mapping", mapping, PATCH=Ask(IMPORT, {"name": "Monthly"}), DELETE=Ask(IMPORT)),
    row("api:imports", GET=Ask(IMPORT), POST=Ask(IMPORT, a_file)),
    row("api:uploads", GET=Ask(IMPORT), POST=Ask(IMPORT, {"name": "people.csv", "size": 40})),
    row("api:upload", import_upload, GET=Ask(IMPORT), DELETE=Ask(IMPORT)),
    row("api:upload-part", import_part, PUT=Ask(IMPORT, {"any": "bytes"})),
    row("api:upload-complete", whole_upload, POST=Ask(IMPORT)),
    row("api:import", lead_import, GET=Ask(IMPORT)),
    row("api:import-reading", lead_import, POST=Ask(IMPORT, {"delimiter": ","})),
    row("api:import-sheets", workbook, POST=Ask(IMPORT, {"worksheets": ["More"]})),
    row("api:import-dry-run", checked, GET=Ask(IMPORT), POST=Ask(IMPORT, {})),
    row("api:import-dry-run-rows", checked, GET=Ask(IMPORT)),
    row("api:import-fix", checked_row, POST=Ask(IMPORT, {"cells": ["Somebody Else", ""]})),
    row("api:import-start", lead_import, POST=Ask(IMPORT, {})),
    row("api:import-cancel", lead_import, POST=Ask(IMPORT)),
    row("api:import-pause", lead_import, POST=Ask(IMPORT)),
    row("api:import-resume", lead_import, POST=Ask(IMPORT)),
    row("api:import-review", GET=Ask(IMPORT), POST=Ask(IMPORT, decided)),
    row("api:import-rows", finished, GET=Ask(IMPORT)),
    row("api:import-row", refused_row, POST=Ask(IMPORT, {"cells": ["Somebody Else", ""]})),
]
GROUND = [
    row("workspace", GET=Ask(ANY_MEMBER)),
    row("leave", POST=Ask(ANY_MEMBER)),
    row("settings", GET=Ask("change settings"), POST=Ask("change settings", {
        "name": "Northgate Search", "time_zone": "UTC", "default_country": "US", "lead_visibility": "own",
        "match_policy": "fill", "undo_days": "30",
    })),
    row("notifications", GET=Ask("see notifications")),
    row("notifications-read", POST=Ask("see notifications")),
    row("notification", notification, GET=Ask("see notifications")),
    row("operations", GET=Ask("undo")),
    row("operation", operation, GET=Ask("undo")),
    row("operation-undo", operation, POST=Ask("undo")),
    row("demo-remove", POST=Ask("delete workspace")),
    row("members", GET=Ask("manage members")),
    row("member-invite", POST=Ask("manage members", {"emails": "mia@agency.example", "role": "member"})),
    row("workspace-transfer", POST=Ask("transfer workspace", an_heir)),
    row("member-role", colleague, POST=Ask("manage members", {"role": "admin"})),
    row("member-remove", colleague, GET=Ask("manage members"), POST=Ask("manage members")),
    row("invitation-renew", invitation, POST=Ask("manage members")),
    row("invitation-withdraw", invitation, POST=Ask("manage members")),
    row("tokens", GET=Ask(TOKENS), POST=Ask(TOKENS, {"name": "Mine", "scope": "read", "days": "90"})),
    row("token-revoke", token, POST=Ask(TOKENS)),
]
SUPPORT = [
    row("support:tickets", GET=Ask("see tickets")),
    row("support:ticket", ticket, GET=Ask("see tickets")),
]


def ticked(planted):
    return {"lead": [planted.lead.pk], "do": "tag", "tags": "Austin"}


def a_merge(planted):
    return {"merge": planted.merge.pk}


MAPPED = {"policy": "fill", "column-0": "full_name", "column-1": "email"}
LEADS = [
    row("leads:list", GET=Ask(SEE)),
    row("leads:find", GET=Ask(SEE)),
    row("leads:new", GET=Ask(EDIT), POST=Ask(EDIT, {"first_name": "New", "last_name": "Person"})),
    row("leads:bulk", POST=Ask(EDIT, ticked)),
    row("leads:detail", lead, GET=Ask(SEE)),
    row("leads:detail", archived, GET=Ask(SEE)),
    row("leads:detail", merged, GET=Ask(SEE)),
    row("leads:peek", lead, GET=Ask(SEE)),
    row("leads:edit", lead, GET=Ask(EDIT), POST=Ask(EDIT, {"first_name": "New", "last_name": "Name"})),
    row("leads:status", lead, POST=Ask(EDIT, {"status": "qualified"})),
    row("leads:tags", lead, POST=Ask(EDIT, {"tags": "Austin"})),
    row("leads:untag", lead, POST=Ask(EDIT, {"tag": "Austin"})),
    row("leads:owner", lead, POST=Ask(EDIT, {"owner": ""})),
    row("leads:note", lead, POST=Ask(EDIT, {"text": "Met in May."})),
    row("leads:note-edit", noted, GET=Ask(NOTES), POST=Ask(NOTES, {"text": "Met in June."})),
    row("leads:note-delete", noted, POST=Ask(NOTES)),
    row("leads:archive", lead, POST=Ask(ARCHIVE)),
    row("leads:restore", archived, POST=Ask(ARCHIVE)),
    row("leads:opt-out", lead, POST=Ask(EDIT, {"channel": "email"})),
    row("leads:opt-out-lift", lead, POST=Ask("lift opt-outs", {"channel": "email", "reason": "asked to"})),
    row("leads:merge", pair, GET=Ask("merge leads"), POST=Ask("merge leads")),
    row("leads:unmerge", lead, POST=Ask("merge leads", a_merge)),
    row("leads:import", GET=Ask(IMPORT), POST=Ask(IMPORT, a_file)),
    row("leads:imports", GET=Ask(IMPORT)),
    row("leads:import-detail", lead_import, GET=Ask(IMPORT)),
    row("leads:import-detail", finished, GET=Ask(IMPORT)),
    row("leads:import-save-mapping", lead_import, POST=Ask(IMPORT, MAPPED | {"save_as": "Weekly"})),
    row("leads:import-use-mapping", lead_import, POST=Ask(IMPORT, a_mapping)),
    row("leads:mapping-rename", mapping, POST=Ask(IMPORT, {"name": "Monthly"})),
    row("leads:mapping-delete", mapping, POST=Ask(IMPORT)),
    row("leads:import-start", lead_import, POST=Ask(IMPORT, MAPPED)),
    row("leads:import-check", checked, GET=Ask(IMPORT), POST=Ask(IMPORT, MAPPED)),
    row("leads:import-check-rows", checked, GET=Ask(IMPORT)),
    row("leads:import-fix", checked_row, GET=Ask(IMPORT), POST=Ask(IMPORT, {"cell-0": "Somebody Else", "cell-1": ""})),
    row("leads:import-read", lead_import, POST=Ask(IMPORT, {"encoding": "utf-8", "delimiter": ",", "header_line": 1})),
    row("leads:import-progress", lead_import, GET=Ask(IMPORT)),
    row("leads:import-cancel", lead_import, POST=Ask(IMPORT)),
    row("leads:import-pause", lead_import, POST=Ask(IMPORT)),
    row("leads:import-resume", lead_import, POST=Ask(IMPORT)),
    row("leads:import-review", GET=Ask(IMPORT), POST=Ask(IMPORT, a_decision)),
    row("leads:import-rows", finished, GET=Ask(IMPORT)),
    row("leads:import-row", refused_row, GET=Ask(IMPORT), POST=Ask(IMPORT, {"cell-0": "Somebody Else", "cell-1": ""})),
    row("leads:export", GET=Ask(EXPORT), POST=Ask(EXPORT, {"format": "csv", "columns": ["full_name"]})),
    row("leads:exports", GET=Ask(EXPORT)),
    row("leads:export-detail", lead_export, GET=Ask(EXPORT)),
    row("leads:export-file", lead_export, GET=Ask(EXPORT)),
    row("leads:export-withdraw", lead_export, POST=Ask(EXPORT)),
    row("leads:field-add", POST=Ask("change settings", {"label": "Notice period", "kind": "text"})),
    row("leads:field-remove", custom_field, POST=Ask("change settings")),
]
ROWS = [*API, *GROUND, *SUPPORT, *LEADS]

# Addresses outside /w/<workspace>/, where there is no workspace to cross, and the one inside that leads nowhere.
EXCEPTIONS = {
    "api:nothing": "answers everything that is no address of the API with “not found”",
    "home": "leads to the last workspace", "workspaces": "the person's own memberships", "workspace-new": "makes one",
    "join": "an invitation in the person's own session", "invitation": "an unguessable link, kept as a hash",
    "profile": "the person themselves", "outbox": "development only, see tests/hirepilot/views/test_outbox.py",
    "healthz": "says that it is alive", "readyz": "says what is missing", "metrics": "numbers about the machine",
    "accounts/": "allauth: the person themselves", "admin/": "staff, see the tests of the admin",
}
