"""Leads in the admin: search, look, and act with a reason."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from import_export.admin import ExportMixin

from hirepilot.models import Workspace
from hirepilot.staff_site import ReadOnlyAdmin, ReasonActionForm, WorkspaceAdmin, attention, per_workspace
from leads.cleaning.emails import clean_email
from leads.cleaning.linkedin import clean_linkedin
from leads.models import Company, CustomField, Identity, ImportRow, Lead, LeadImport, Merge, Note, OptOut, Tag
from leads.resources import LeadResource
from leads.services import organising, statuses


@attention.register("failed-imports", label="Failed imports")
def failed_imports():
    failed = LeadImport.objects.filter(state=LeadImport.State.FAILED)
    return failed.count(), reverse("admin:leads_leadimport_changelist") + "?state=failed"


class LeadActionForm(ReasonActionForm):
    tag = forms.CharField(required=False, max_length=60)
    status = forms.ChoiceField(required=False, choices=[("", "–"), *Lead.Status.choices])


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class IdentityInline(ReadOnlyInline):
    model = Identity
    fields = ("kind", "value", "verification")


class NoteInline(ReadOnlyInline):
    model = Note
    fields = ("created_at", "author", "text")


def _rows(group):
    return Lead.objects.filter(pk__in=[lead.pk for lead in group])


@admin.register(Lead)
class LeadAdmin(ExportMixin, WorkspaceAdmin):
    resource_classes = [LeadResource]
    action_form = LeadActionForm
    list_display = (
        "id",
        "full_name",
        "email",
        "company_name",
        "status",
        "workspace",
        "owner",
        "last_activity_at",
        "archived_at",
    )
    list_select_related = ("workspace", "owner__user")
    list_filter = ("status", "source")
    search_fields = ("id",)
    search_help_text = "Number, email or LinkedIn address"
    fields = ("workspace", "full_name", "first_name", "last_name", "title", "company_name", "location", "status", "owner",
              "source", "legal_basis", "email", "phone", "linkedin", "typed", "opted_out", "archived_at", "merged_into",
              "created_at", "last_activity_at", "reason")  # fmt: skip
    readonly_fields = ("workspace", "status", "owner", "source", "email", "phone", "linkedin", "typed", "opted_out",
                       "archived_at", "merged_into", "created_at", "last_activity_at", "company_name")  # fmt: skip
    inlines = (IdentityInline, NoteInline)
    actions = ("add_tag", "remove_tag", "change_status", "archive", "restore")

    def get_search_results(self, request, queryset, search_term):
        term = search_term.strip()
        if not term:
            return queryset, False
        if term.isascii() and term.isdigit() and len(term) < 19:
            return queryset.filter(pk=int(term)), False
        found = clean_email(term) or clean_linkedin(term)
        if not found:
            return queryset.none(), False
        # With the workspaces named, the index that begins with them is used.
        owners = Identity.objects.filter(workspace__in=Workspace.objects.values("pk"), value=found.value)
        return queryset.filter(pk__in=list(owners.values_list("lead_id", flat=True)[:50])), False

    @per_workspace("Add the tag")
    def add_tag(self, request, group):
        organising.tag(_rows(group), [request.POST.get("tag", "")])

    @per_workspace("Take the tag off")
    def remove_tag(self, request, group):
        organising.untag(_rows(group), [request.POST.get("tag", "")])

    @per_workspace("Change the status")
    def change_status(self, request, group):
        moved = statuses.move(
            _rows(group),
            Lead.Status(request.POST.get("status") or Lead.Status.NEW),
            why=request.POST["reason"],
        )
        self.message_user(request, f"{moved.moved} moved, {sum(moved.refused.values())} could not be.")

    @per_workspace("Archive")
    def archive(self, request, group):
        organising.archive(_rows(group))

    @per_workspace("Restore")
    def restore(self, request, group):
        organising.restore(_rows(group))


@admin.register(Company)
class CompanyAdmin(WorkspaceAdmin):
    list_display = ("id", "name", "domain", "workspace", "created_at")
    list_select_related = ("workspace",)
    fields = ("workspace", "name", "domain", "reason")
    readonly_fields = ("workspace",)


@admin.register(Tag)
class TagAdmin(WorkspaceAdmin):
    list_display = ("id", "name", "hue", "workspace")
    list_select_related = ("workspace",)
    fields = ("workspace", "name", "hue", "reason")
    readonly_fields = ("workspace", "name")


@admin.register(LeadImport)
class LeadImportAdmin(ReadOnlyAdmin):
    list_display = ("id", "name", "workspace", "by", "state", "rows_total", "created", "updated", "unchanged", "merged",
                    "skipped", "failed", "uploaded_at", "problem")  # fmt: skip
    list_filter = ("state",)
    list_select_related = ("workspace", "by__user")


@admin.register(ImportRow)
class ImportRowAdmin(ReadOnlyAdmin):
    list_display = ("id", "lead_import", "line", "outcome", "code", "detail", "lead_id")
    list_filter = ("outcome", "code")
    list_select_related = ("lead_import",)


@admin.register(OptOut)
class OptOutAdmin(ReadOnlyAdmin):
    list_display = ("id", "workspace", "channel", "lead_id", "reason", "source", "at")
    list_filter = ("channel",)
    list_select_related = ("workspace",)


@admin.register(Merge, CustomField)
class OtherAdmin(ReadOnlyAdmin):
    list_select_related = ("workspace",)
    list_display = ("id", "workspace", "__str__")
