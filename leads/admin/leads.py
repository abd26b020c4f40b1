"""A lead in the admin: found in any workspace, seen whole in one place, changed for a reason."""

from django.contrib import admin
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from import_export.formats.base_formats import CSV, TSV

from hirepilot.admin_acts import act
from hirepilot.admin_base import JournaledAdmin
from hirepilot.admin_panels import Link, Panel, page_url, to_page
from hirepilot.journal import begin
from hirepilot.models import Operation
from hirepilot.paging import number_in
from hirepilot.tenancy import writable_workspace
from hirepilot.wording import exact, plural
from leads.admin.forms import (
    ChannelForm,
    FormatForm,
    NoteForm,
    StatusForm,
    TagForm,
    form_name,
    with_own_fields,
)
from leads.admin.importing import LeadImportMixin
from leads.admin.searching import leads_named_by
from leads.errors import MoveRefused, ValuesRefused
from leads.models import CustomField, Lead, Merge, OptOut
from leads.models.opt_out import address_hash
from leads.resources import LeadResource
from leads.services import editing, opting_out, organising, statuses
from leads.services.history import history

FACTS = (
    "workspace", "status", "source", "opted_out", "archived_at", "merged_into", "typed", "created_at", "last_activity_at",
)  # fmt: skip
VALUES = (
    "full_name",
    "email",
    "phone",
    "linkedin",
    "company_name",
    "title",
    "location",
    "legal_basis",
    "owner",
)
TYPED = (
    "full_name", "first_name", "last_name", "emails", "phones", "profiles", "company_name", "title", "location", "owner",
    "legal_basis",
)  # fmt: skip
FORMATS = {"csv": CSV, "tsv": TSV}
BYTE_ORDER_MARK = "\ufeff"  # without it Excel garbles every name beyond ASCII


@admin.register(Lead)
class LeadAdmin(LeadImportMixin, JournaledAdmin):
    editable = True
    search_for = "A number, an email or LinkedIn address, the beginning of an email address, or words"
    list_display = (
        "id", "__str__", "email", "company_name", "status", "workspace", "owner", "last_activity_at", "archived_at",
    )  # fmt: skip
    list_display_links = ("id", "__str__")
    list_select_related = ("owner__user",)
    list_filter = ("status", "source", ("archived_at", admin.EmptyFieldListFilter))
    readonly_fields = FACTS
    actions = (
        "add_tag", "remove_tag", "change_status", "archive", "restore", "add_note", "opt_out", "export", "delete_for_good",
    )  # fmt: skip

    def search(self, queryset, text, places):
        if (number := number_in(text)) is not None:
            return queryset.filter(pk=number)
        return queryset.filter(pk__among=leads_named_by(text, places))

    # --- its page -----------------------------------------------------------------------------------------------------
    def get_fieldsets(self, request, obj=None):
        facts = ("What is known", {"fields": FACTS})
        if not self.has_change_permission(request, obj):
            return [("Who this is", {"fields": VALUES}), facts]
        own = [form_name(f"custom.{one.key}") for one in self._own_fields(request)]
        return [("Who this is", {"fields": [*TYPED, *own]}), facts]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if self.has_change_permission(request, obj):
            kwargs["form"] = with_own_fields(self._own_fields(request))
        return super().get_form(request, obj, change, **kwargs)

    def _own_fields(self, request):
        if not hasattr(request, "own_fields"):
            request.own_fields = list(CustomField.objects.all())
        return request.own_fields

    def write(self, request, obj, form):
        edited = editing.edit(Lead.objects.get(pk=obj.pk), form.typed(), expected=form.seen())
        if edited.conflicts:
            raise ValuesRefused(
                {name: f"Changed meanwhile, to: {said(value)}" for name, value in edited.conflicts.items()}
            )
        if "owner" in form.changed_data:
            organising.assign(obj, form.cleaned_data["owner"])

    def refusals(self, error):
        return {name and form_name(name): sentence for name, sentence in super().refusals(error).items()}

    def facts(self, request, row):
        addresses = [*row.identities.order_by("kind", "pk"), *row.contact_values.order_by("kind", "pk")]
        return [
            Panel("Addresses", ("Kind", "Address", "Verified"), [
                (one.get_kind_display(), str(one), getattr(one, "verification", "")) for one in addresses
            ]),
            Panel("Tags", ("Tag",), [(tag.name,) for tag in row.tags.all()]),
            Panel("Lists", ("List",), [(one.list.name,) for one in row.list_members.select_related("list")]),
            self._opt_outs(row, addresses),
            Panel("Notes", ("When", "By", "Note"), [
                (exact(one.created_at), str(one.author or "HirePilot"), one.text)
                for one in row.notes.select_related("author__user")
            ]),
            self._merges(row),
            Panel("History", ("When", "Who", "Why", "What", "Operation"), [
                (exact(one.at), one.by, one.why, told(one), to_page(Operation, one.operation and one.operation.pk))
                for one in history(row)
            ]),
        ]  # fmt: skip

    def _opt_outs(self, row, addresses):
        hashes = [address_hash(one.kind, one.value) for one in addresses] + [address_hash("lead", row.pk)]
        kept = OptOut.objects.filter(address__in=hashes).order_by("pk")
        return Panel("Do not contact", ("Channel", "Since", "Reason", "Source"), [
            (one.get_channel_display(), exact(one.at), one.reason, one.source) for one in kept
        ])  # fmt: skip

    def _merges(self, row):
        merges = Merge.objects.filter(survivor=row).select_related("merged").order_by("-pk")
        return Panel("Merged into this", ("Lead", "When", "Why", "Merge"), [
            (Link(str(one.merged), page_url(Lead, one.merged_id)), exact(one.at), "; ".join(map(str, one.reasons)),
             to_page(Merge, one.pk)) for one in merges
        ])  # fmt: skip

    # --- what can be done ---------------------------------------------------------------------------------------------
    @act("Add a tag", form=TagForm)
    def add_tag(self, request, rows, values):
        return f"{plural(organising.tag(rows, [values['tag']]), 'lead')} tagged."

    @act("Remove a tag", form=TagForm)
    def remove_tag(self, request, rows, values):
        return f"The tag was taken off {plural(organising.untag(rows, [values['tag']]), 'lead')}."

    @act("Change the status", form=StatusForm)
    def change_status(self, request, rows, values):
        moved = statuses.move(rows, values["status"], why=values["reason"])
        held = [
            f"{plural(count, 'lead')} {Lead.Status(status).label}" for status, count in moved.refused.items()
        ]
        if held and not moved.moved:
            raise MoveRefused(f"That way is closed: {', '.join(held)}.")
        return f"{plural(moved.moved, 'lead')} moved." + (
            f" Left as they are: {', '.join(held)}." if held else ""
        )

    @act("Archive")
    def archive(self, request, rows, values):
        return f"{plural(organising.archive(rows), 'lead')} archived."

    @act("Restore")
    def restore(self, request, rows, values):
        return f"{plural(organising.restore(rows), 'lead')} restored."

    @act("Add a note", form=NoteForm)
    def add_note(self, request, rows, values):
        return (
            f"Noted on {plural(len([organising.add_note(lead, values['text']) for lead in rows]), 'lead')}."
        )

    @act("Do not contact", form=ChannelForm)
    def opt_out(self, request, rows, values):
        known = {"reason": values["reason"], "source": "HirePilot staff"}
        count = sum(
            bool(opting_out.opt_out(lead, values["channel"], **known)) for lead in rows.order_by("pk")
        )
        return f"{plural(count, 'lead')} will not be contacted any more."

    @act("Export", form=FormatForm, within_one=True)
    def export(self, request, rows, values):
        """A file, in the columns of every export of ours. Noted like any other."""
        chosen = FORMATS[values["format"]]()
        begin("lead.export", summary=f"Exported {plural(rows.count(), 'lead')}")
        content = chosen.export_data(LeadResource().export(rows))
        name = f"leads-{writable_workspace().slug}-{timezone.localdate():%Y-%m-%d}.{chosen.get_extension()}"
        headers = {"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "no-store"}
        return HttpResponse(
            BYTE_ORDER_MARK + content, content_type=chosen.get_content_type(), headers=headers
        )


def told(entry):
    """One entry of the history in words."""
    if entry.note:
        return f"Note: {entry.note.text}"
    lines = [f"{line.what} “{line.before}” → “{line.after}”".strip() for line in entry.lines]
    return "; ".join(filter(None, [f"{entry.title} {entry.text}".strip(), *lines]))


def said(value):
    return ", ".join(value) if isinstance(value, list) else value or "nothing"
