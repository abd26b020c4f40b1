"""What a workspace, or a member in it, has: one object of every kind that an address can name, marked to be known."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from hirepilot.context import Actor
from hirepilot.incidents import Incident
from hirepilot.journal import acting, operation
from hirepilot.models import ApiToken, Operation
from hirepilot.services.invitations import invite
from hirepilot.services.notifications import notify
from hirepilot.services.workspaces import tables_of_a_workspace
from hirepilot.tenancy import workspace_scope
from leads.models import CustomField, ImportRow, Lead, LeadTag, Tag
from leads.services import dry_rows, importing, merging, saved_mappings, upload_parts
from support.services.tickets import open_ticket
from tests.factories.hirepilot import MembershipFactory, UserFactory
from tests.factories.lead_exports import ready
from tests.factories.leads import LeadFactory, LeadImportFactory, NoteFactory

CSV = b"Full name,Email\nNew Person,new@client.example\n"
CHANGES_BY_BEING_USED = {"hirepilot_apitoken": ["last_used_at"]}


class Planted:
    """Objects of `member`, each with `mark` in its texts: a part of it finds them, only the whole gives them away.

    What all of a workspace know bears `tag` instead, where it is given.
    """

    def __init__(self, member, mark, *, tag=""):
        self.member, self.workspace, self.mark = member, member.workspace, mark
        with workspace_scope(member.workspace), acting(Actor(member_id=member.pk)):
            self.lead = LeadFactory(
                name=f"{mark} Person",
                email=f"{mark}@client.example",
                linkedin=f"{mark}-person",
                phone="+442079460991",
                title=f"{mark} Manager",
                location=f"{mark} Town",
                company=f"{mark} Works",
                tags=[tag or mark],
                lists=[tag or mark],
                owner=member,
                custom={"shoe": mark},
            )
            self.tag = Tag.objects.get(pk=LeadTag.objects.get(lead=self.lead).tag_id)
            with operation("field.add", by=member):
                field = {"key": "shoe", "defaults": {"label": tag or f"{mark} Shoe"}}
                self.custom_field = CustomField.objects.get_or_create(**field)[0]
            self.note = NoteFactory(lead=self.lead, text=f"{mark} wrote this", author=member)
            self.company = self.lead.company
            self.archived = LeadFactory(
                name=f"{mark} Archived", owner=member, archived_at="2026-01-01T00:00:00Z"
            )
            self.twin = LeadFactory(name=f"{mark} Person", company=f"{mark} Works", owner=member)
            self.merged = LeadFactory(name=f"{mark} Person", owner=member)
            self.merge = merging.merge(self.lead, self.merged, by=member, reasons=[mark])
            self.lead = Lead.objects.get(pk=self.lead.pk)
            with operation("lead.edit", by=member, summary=f"Edited {mark} Person") as edited:
                self.lead.location = f"{mark} City"
                self.lead.save()
            self.operation = Operation.objects.get(pk=edited.pk)
            self.lead_import = importing.upload(SimpleUploadedFile(f"{mark}.csv", CSV), by=member)
            foreseen = {
                "line": 2,
                "outcome": "updated",
                "name": mark,
                "value": mark,
                "code": "",
                "detail": mark,
            }
            foreseen |= {
                "lead": self.lead.pk,
                "changes": [["title", f"{mark} Manager", f"{mark} Head"]],
                "starts_at": 0,
            }
            with dry_rows.written(name := f"{self.workspace.pk}/imports/{mark}.check") as keep_rows:
                keep_rows([foreseen])
            self.checked = LeadImportFactory(
                name=f"{mark} checked.csv",
                by=member,
                file=self.lead_import.file.name,
                table=self.lead_import.table,
                sheet=self.lead_import.sheet,
                mapping=self.lead_import.mapping,
                state="mapping",
                dry_rows=name,
                dry_run={
                    "key": "k", "state": "done", "rows_done": 1, "seconds": 1, "counts": {"updated": 1}, "reasons": {},
                },
            )  # fmt: skip
            book = {"worksheets": ["People", "More"], "filled": ["People", "More"]}
            self.workbook, _ = (
                LeadImportFactory(
                    name=f"{mark} book.xlsx",
                    by=member,
                    file=f"{mark}.xlsx",
                    sheet=self.lead_import.sheet | book | {"worksheet": name},
                    mapping=self.lead_import.mapping,
                    state="mapping",
                )
                for name in book["worksheets"]
            )
            self.import_upload = upload_parts.begin(f"{mark} part.csv", 1_000, by=member)
            self.whole_upload = upload_parts.begin(f"{mark} whole.csv", len(CSV), by=member)
            upload_parts.add_part(self.whole_upload, 0, CSV)
            self.finished = LeadImportFactory(
                name=f"{mark} done.csv",
                by=member,
                sheet=self.lead_import.sheet,
                mapping=self.lead_import.mapping,
                file=self.lead_import.file.name,
                table=self.lead_import.table,
                line=2,
                state="done",
                operation=self.operation,
                rows_total=1,
                rows_done=1,
                skipped=1,
                started_at=timezone.now(),
                finished_at=timezone.now(),
            )
            refused = {"line": 2, "outcome": "skipped", "code": "review", "detail": mark, "cells": [mark]}
            self.review = ImportRow.objects.create(lead_import=self.finished, lead_id=self.lead.pk, **refused)
            self.notification = notify(member, f"{mark} is done", "leads:import-detail", self.finished.pk)
            self.lead_export = ready(
                member,
                name=f"{mark}.csv",
                content=f"Full name\n{mark}\n",
                query=f"q={mark}",
                operation=self.operation,
            )
            self.mapping = saved_mappings.save(tag or f"{mark} mapping", self.lead_import, by=member)
            self.token = ApiToken.objects.issue(member=member, name=f"{mark} token", scopes=["read"])[0]
        incident = Incident(
            "lead_creation_failed",
            self.workspace.pk,
            user_id=member.user_id,
            error=f"{mark} broke",
            cause=f"{mark} cause",
        )
        self.ticket = open_ticket(incident, tell=False)

    def with_people(self, mark=""):
        """Also a colleague and somebody invited: all of a workspace know them, so only a neighbour's are a secret."""
        mark = mark or self.mark
        with workspace_scope(self.workspace):
            user = UserFactory(name=f"{mark} Colleague", email=f"{mark}.colleague@agency.example")
            self.colleague = MembershipFactory(workspace=self.workspace, role="member", user=user)
            invite(self.member, [f"{mark}.invited@agency.example"], "member")
        self.invitation = self.workspace.invitations.get(email=f"{mark}.invited@agency.example")
        return self

    def with_people_of(self, other):
        self.colleague, self.invitation = other.colleague, other.invitation
        return self


def everything_of(workspace):
    """Every row that the workspace has, as JSON, to see that nothing has changed."""
    found = {}
    with workspace_scope(workspace), connection.cursor() as cursor:
        for table, column in sorted(set(tables_of_a_workspace())):
            left_out = CHANGES_BY_BEING_USED.get(table, [])
            cursor.execute(
                f"SELECT (to_jsonb(t) - %s::text[])::text FROM {table} t WHERE {column} = %s ORDER BY id",
                [left_out, workspace.pk],
            )
            found[table] = [json.loads(row) for (row,) in cursor.fetchall()]
    return found
